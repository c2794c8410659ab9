"""Reads of one person's record: where the member is, for how long in the Party, what the profile says on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cells.models import Member, Membership, Organisation, ProfileEntry, Supplement, in_force
from cells.rules.honours import years_in_party
from cells.rules.profile import words_of
from core.ids import IdSet
from core.periods import today
from core.vietnamese import search_key

LEFT_PARTY = (Membership.EndReason.EXPELLED, Membership.EndReason.STRUCK_OFF, Membership.EndReason.RESIGNED)


def present_membership(member: Member) -> Membership | None:
    """The permanent membership that has no end yet."""
    return (
        Membership.objects.filter(member=member, kind=Membership.Kind.PERMANENT, valid_to__isnull=True)
        .select_related("cell")
        .prefetch_related("cell__periods")
        .first()
    )


def last_membership(member: Member) -> Membership | None:
    """The permanent membership that began last, whether it ended or not."""
    return (
        Membership.objects.filter(member=member, kind=Membership.Kind.PERMANENT)
        .select_related("cell")
        .prefetch_related("cell__periods")
        .order_by("-valid_from")
        .first()
    )


def cell_of(member: Member, on: dt.date | None = None) -> Organisation | None:
    """The cell of a member on that day (the own one first), else the one the member was last in, else the first."""
    day = on or today()
    rows = list(
        Membership.objects.filter(member=member)
        .select_related("cell")
        .prefetch_related("cell__periods")
        .order_by("kind", "valid_from")
    )
    inside = [row for row in rows if row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)]
    earlier = [row for row in rows if row.valid_from <= day]
    found = inside[:1] or sorted(earlier, key=lambda row: row.valid_from)[-1:] or rows[:1]
    return found[0].cell if found else None


def official_members(cell: Organisation, on: dt.date, *, without: Member | None = None) -> int:
    """How many official members belong to a cell on a day, one person left aside."""
    rows = Membership.objects.in_force(on).filter(
        cell=cell, kind=Membership.Kind.PERMANENT, member__official_on__lte=on
    )
    return rows.exclude(member=without).count() if without else rows.count()


@dataclass(frozen=True)
class PartyAge:
    """Years in the Party (tuổi Đảng): from the day of the admission decision (Điều lệ Đ5.4), else the ceremony."""

    start: dt.date
    is_from_decision: bool
    years: int
    has_gap: bool
    """The member was out of the Party for a time, which is to be taken off by hand."""


def party_age(member: Member, on: dt.date, memberships: Iterable[Membership] | None = None) -> PartyAge | None:
    """The years in the Party of a member on a day; None where no date of admission is known."""
    start = member.admission_decided_on or member.admitted_on
    if start is None:
        return None
    rows = member.memberships.all() if memberships is None else memberships
    outs = [row.valid_to for row in rows if row.end_reason in LEFT_PARTY and row.valid_to]
    has_gap = any(row.valid_from > out for row in rows for out in outs)
    return PartyAge(start, member.admission_decided_on is not None, years_in_party(start, on), has_gap)


@dataclass(frozen=True)
class ProfileLine:
    """One subject of a profile: what holds on the day, and what was before."""

    subject: str
    label: str
    entry: ProfileEntry | None
    words: str
    earlier: tuple[tuple[ProfileEntry, str], ...]
    """Entries before it, latest first."""


def profile_of(member: Member, on: dt.date) -> list[ProfileLine]:
    """The profile of a member as of a day, subject by subject, with its history."""
    entries = list(member.profile_entries.filter(is_removed=False, valid_from__lte=on).order_by("-valid_from", "-pk"))
    lines = []
    for subject, label in ProfileEntry.Subject.choices:
        rows = [(entry, words_of(subject, entry.value)) for entry in entries if entry.subject == subject]
        entry, words = rows[0] if rows else (None, "")
        lines.append(ProfileLine(subject, str(label), entry, words, tuple(rows[1:])))
    return lines


def supplement_candidates(cells: IdSet, year: int) -> QuerySet[Member]:
    """Members who hand in the supplement of a year: those of the cells at the end of that year, or today in it."""
    day = min(dt.date(year, 12, 31), today())
    inside = Membership.objects.filter(in_force(day), cell__in=cells, kind=Membership.Kind.PERMANENT)
    return Member.objects.filter(pk__in=inside.values("member")).order_by("sort_key", "pk")


def without_supplement(members: QuerySet[Member], year: int) -> QuerySet[Member]:
    """Those among ``members`` who have not handed in the supplement of a year."""
    return members.exclude(pk__in=Supplement.objects.filter(year=year).values("member"))


def record_with_number(field: str, value: str, *, but: Member | None = None) -> Member | None:
    """Another record that has this number of identity."""
    rows = Member.objects.filter(Q(**{field: value}))
    return (rows.exclude(pk=but.pk) if but else rows).first()


def known_from_before(citizen_id: str, full_name: str) -> Member | None:
    """Someone with that very number and name who belongs to no cell now: a record that can be used again."""
    digits = "".join(char for char in citizen_id if char.isdigit())
    if not digits or not full_name.strip():
        return None
    found = Member.objects.filter(citizen_id=digits, search_key=search_key(full_name)).first()
    return found if found and present_membership(found) is None else None
