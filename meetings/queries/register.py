"""The register of documents issued (sổ văn bản): counts by type and term, the list, numbers missing, rules in force."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear

from cells.models import Organisation, Term
from cells.queries.terms import term_on
from meetings.models import DocumentKind, Meeting, PartyDocument
from meetings.queries.official import issued, missing_numbers
from meetings.workflow import HELD, State

NO_TERM = "0"
"""Stands for documents of no recorded term, in addresses."""


@dataclass(frozen=True)
class CountRow:
    """How many documents of one kind were issued in each term; ``counts`` in the order of the terms."""

    kind: str
    label: str
    terms: tuple[Term | None, ...]
    counts: tuple[int, ...]

    @property
    def by_term(self) -> list[tuple[Term | None, int]]:
        return list(zip(self.terms, self.counts, strict=True))

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Counts:
    """Documents that stand (cancelled ones left out), by kind and term; totals are sums of these."""

    terms: tuple[Term | None, ...]
    rows: tuple[CountRow, ...]

    @property
    def totals(self) -> tuple[int, ...]:
        return tuple(sum(row.counts[place] for row in self.rows) for place in range(len(self.terms)))

    @property
    def total(self) -> int:
        return sum(self.totals)


def register_of(documents: QuerySet[PartyDocument], organisation: Organisation) -> QuerySet[PartyDocument]:
    """What the register of an organisation holds, the newest first."""
    rows = issued(documents).filter(organisation=organisation).select_related("term", "signer")
    return rows.order_by("-signed_on", "-number", "-pk")


def filtered_register(
    rows: QuerySet[PartyDocument], *, kind: str, term: str, year: int | None, standing: bool
) -> QuerySet[PartyDocument]:
    """Part of a register; ``standing`` leaves cancelled documents out."""
    if kind:
        rows = rows.filter(kind=kind)
    if term:
        rows = rows.filter(term__isnull=True) if term == NO_TERM else rows.filter(term=int(term))
    if year:
        rows = rows.filter(signed_on__year=year)
    return rows.filter(cancelled_on__isnull=True) if standing else rows


def counts_of(organisation: Organisation) -> Counts:
    """By kind and term, the latest term first; two questions."""
    standing = issued(PartyDocument.objects.filter(organisation=organisation, cancelled_on__isnull=True))
    found: dict[tuple[str, int | None], int] = {
        (row["kind"], row["term"]): row["number"]
        for row in standing.order_by().values("kind", "term").annotate(number=Count("pk"))
    }
    known = Term.objects.filter(organisation=organisation).order_by("-valid_from")
    terms: list[Term | None] = [term for term in known if any(key[1] == term.pk for key in found)]
    if any(term is None for _kind, term in found):
        terms.append(None)
    rows = []
    for kind in DocumentKind.values:
        numbers = tuple(found.get((kind, term.pk if term else None), 0) for term in terms)
        if any(numbers):
            rows.append(CountRow(kind, str(DocumentKind(kind).label), tuple(terms), numbers))
    return Counts(tuple(terms), tuple(rows))


def years_of_register(rows: QuerySet[PartyDocument]) -> list[int]:
    years = rows.order_by().annotate(year=ExtractYear("signed_on")).values_list("year", flat=True).distinct()
    return sorted(years, reverse=True)


def gaps_of(organisation: Organisation, kind: str, term: str) -> list[str]:
    """The numbers that no document of that kind and term bears; cancelled ones bear theirs."""
    rows = PartyDocument.objects.filter(organisation=organisation, kind=kind, number__isnull=False)
    rows = rows.filter(term__isnull=True) if term in ("", NO_TERM) else rows.filter(term=int(term))
    return missing_numbers([number for number in rows.values_list("number", flat=True) if number])


@dataclass(frozen=True)
class RulesOfWork:
    """The rules of work (quy chế) of the present term: those in force; none means that they are missing."""

    term: Term | None
    rules: tuple[PartyDocument, ...]


def rules_of_work(organisation: Organisation, on: dt.date) -> RulesOfWork:
    """Rules issued in the term of that day and not cancelled; without a recorded term, all that stand."""
    term = term_on(organisation, on)
    rows = PartyDocument.objects.filter(
        organisation=organisation, kind=DocumentKind.RULES, signed_on__lte=on, cancelled_on__isnull=True
    )
    if term is not None:
        rows = rows.filter(Q(term=term) | Q(term__isnull=True, signed_on__gte=term.valid_from))
    return RulesOfWork(term, tuple(rows.order_by("signed_on", "pk")))


@dataclass(frozen=True)
class OfMeeting:
    """A kind of document that a meeting may have: the one that is there, or the room for it."""

    slug: str
    kind: str
    label: str
    document: PartyDocument | None


OF_A_MEETING = {
    "chuong-trinh": DocumentKind.PROGRAMME,
    "nghi-quyet": DocumentKind.RESOLUTION,
    "ket-luan": DocumentKind.CONCLUSION,
    "thong-bao": DocumentKind.NOTICE,
    "ke-hoach": DocumentKind.PLAN,
}
"""What is written from a meeting's page, by the word in its address."""


def documents_of_meeting(documents: QuerySet[PartyDocument], meeting: Meeting, *, writes: bool) -> list[OfMeeting]:
    """The documents of a meeting, and for those who write them the kinds still to be made; none for a cancelled one."""
    rows = {row.kind: row for row in documents.filter(meeting=meeting, cancelled_on__isnull=True)}
    if meeting.state == State.CANCELLED:
        writes = False
    return [
        OfMeeting(slug, kind, str(kind.label), rows.get(kind))
        for slug, kind in OF_A_MEETING.items()
        if kind in rows or (writes and (kind != DocumentKind.RESOLUTION or meeting.state in HELD))
    ]
