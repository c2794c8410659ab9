"""Reads of posts: who holds which office of a unit, and who held them in which term."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from cells.models import Member, Membership, Office, Organisation, OrganisationKind, Seat, Term
from cells.queries.tree import subtree_ids
from core.periods import today


def seats_of(organisation: Organisation, on: dt.date | None = None) -> QuerySet[Seat]:
    """The posts of a unit on that day: secretary first."""
    return (
        Seat.objects.in_force(on or today())
        .filter(organisation=organisation)
        .select_related("member", "organisation")
        .prefetch_related("organisation__periods")
        .ranked()
    )


def belongs_to(member: Member, organisation: Organisation, on: dt.date) -> bool:
    """Whether the member belongs on that day to the unit or to one below it; a group asks for its cell's members."""
    cells = set(Membership.objects.in_force(on).filter(member=member).values_list("cell", flat=True))
    if not cells:
        return False
    period = organisation.period(on)
    top = (
        period.parent_id
        if period and period.kind == OrganisationKind.PARTY_GROUP and period.parent_id
        else organisation.pk
    )
    return bool(cells & subtree_ids([top]))


@dataclass
class TermSeats:
    """A term and the posts held in it; without a term: posts held when none was written down."""

    term: Term | None
    seats: list[Seat] = field(default_factory=list)


def seats_by_term(organisation: Organisation) -> list[TermSeats]:
    """Every post of a unit under each term it was held in, the latest term first. Two questions, and the labels."""
    terms = [TermSeats(term) for term in Term.objects.filter(organisation=organisation).order_by("-valid_from")]
    without = TermSeats(None)
    seats = Seat.objects.filter(organisation=organisation).select_related("member", "organisation")
    for seat in seats.prefetch_related("organisation__periods").ranked():
        held = [row for row in terms if row.term is not None and _meets(seat, row.term)]
        for row in held or [without]:
            row.seats.append(seat)
    return [*terms, without] if without.seats else terms


def _meets(seat: Seat, term: Term) -> bool:
    return seat.valid_from < term.last_day and (seat.valid_to is None or seat.valid_to >= term.valid_from)


def secretaries_of(units: Iterable[Organisation], on: dt.date) -> dict[int, Member]:
    """The secretary of each unit on that day, in one question."""
    seats = Seat.objects.in_force(on).filter(organisation__in=[unit.pk for unit in units], office=Office.SECRETARY)
    return {seat.organisation_id: seat.member for seat in seats.select_related("member").order_by()}
