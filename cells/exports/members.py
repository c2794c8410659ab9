"""The members of a unit as a list that can be edited and read again."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef

from cells.exports.layout import MEMBERS, STATUS_WORDS, TEMPORARY_IN
from cells.models import (
    Member,
    Membership,
    Office,
    Organisation,
    ProfileEntry,
    ResidenceLink,
    Seat,
    StatusPeriod,
    in_force,
)
from cells.queries import subtree_ids
from cells.rules.profile import words_of
from core.spreadsheet.writing import Value

SUBJECTS = ("occupation", "general_education", "professional", "political_theory")
SAME = (
    "other_name",
    "ethnic_group",
    "religion",
    "citizen_id",
    "old_identity_number",
    "card_number",
    "old_card_number",
    "card_issued_at",
    "card_issued_on",
    "birth_registration_place",
    "native_place",
    "residence",
    "phone",
)
POSTS = {Office.SECRETARY: "Bí thư", Office.DEPUTY_SECRETARY: "Phó Bí thư", Office.COMMITTEE_MEMBER: "Chi ủy viên"}


@dataclass(slots=True)
class _Facts:
    """What is dated, as of one day, by member."""

    statuses: dict[int, str] = field(default_factory=dict)
    profile: dict[tuple[int, str], str] = field(default_factory=dict)
    residences: dict[int, str] = field(default_factory=dict)
    posts: dict[tuple[int, int], str] = field(default_factory=dict)


BATCH = 2_000
"""Memberships whose facts are read at once."""


def member_rows(organisation: Organisation, on: dt.date) -> dict[str, list[list[Value]]]:
    """By the name of the cell, in the order of the tree: the members of that day, sorted as lists are."""
    found: dict[str, list[list[Value]]] = defaultdict(list)
    for cell, values in _lines(organisation, on):
        found[cell].append([len(found[cell]) + 1, *values])
    return dict(found)


def numbered_rows(organisation: Organisation, on: dt.date) -> Iterator[list[Value]]:
    """The same members, numbered through; however many, no more than a batch of them is kept in memory."""
    for number, (_cell, values) in enumerate(_lines(organisation, on), 1):
        yield [number, *values]


def _lines(organisation: Organisation, on: dt.date) -> Iterator[tuple[str, list[Value]]]:
    """The cell and what is said of each.

    Someone who stays here for a time and belongs to another cell of the same list stands with the own cell alone.
    """
    below = subtree_ids([organisation.pk])
    at_home = Membership.objects.filter(
        in_force(on), cell__in=below, kind=Membership.Kind.PERMANENT, member=OuterRef("member")
    )
    places = (
        Membership.objects.filter(in_force(on), cell__in=below)
        .exclude(Exists(at_home), kind=Membership.Kind.TEMPORARY)
        .select_related("member", "cell")
        .prefetch_related("cell__periods")
        .order_by("cell__order", "cell", "member__sort_key", "member")
        .iterator(chunk_size=BATCH)
    )
    while batch := list(islice(places, BATCH)):
        facts = _facts_of({row.member_id for row in batch}, on)
        for row in batch:
            cell = row.cell.label(on)
            values = _values(row, row.member, cell, facts)
            yield cell, [values.get(column.field) for column in MEMBERS]


def _values(row: Membership, member: Member, cell: str, facts: _Facts) -> dict[str, Any]:
    status = STATUS_WORDS[facts.statuses.get(member.pk, "")]
    return {
        "name": member.full_name,
        "sex": {"male": "Nam", "female": "Nữ"}.get(member.sex),
        "birth": member.birth,
        "cell": cell,
        "residence_cell": facts.residences.get(member.pk),
        "admission_decided": member.admission_decided_on,
        "admission_ceremony": member.admitted_on,
        "official": member.official_on,
        "post": facts.posts.get((member.pk, row.cell_id)),
        "status": TEMPORARY_IN if row.kind == Membership.Kind.TEMPORARY else status,
        **{subject: facts.profile.get((member.pk, subject)) for subject in SUBJECTS},
        **{name: getattr(member, name) for name in SAME},
    }


def _facts_of(members: set[int], on: dt.date) -> _Facts:
    """Four questions, however many members."""
    facts = _Facts()
    facts.statuses.update(StatusPeriod.objects.filter(in_force(on), member__in=members).values_list("member", "status"))
    entries = ProfileEntry.objects.filter(
        member__in=members, subject__in=SUBJECTS, valid_from__lte=on, is_removed=False
    ).order_by("valid_from", "pk")
    for entry in entries:
        facts.profile[entry.member_id, entry.subject] = words_of(entry.subject, entry.value)
    links = ResidenceLink.objects.filter(in_force(on), member__in=members)
    facts.residences.update(links.values_list("member", "cell_name"))
    for seat in Seat.objects.filter(in_force(on), member__in=members, office__in=POSTS):
        facts.posts[seat.member_id, seat.organisation_id] = POSTS[Office(seat.office)]
    return facts
