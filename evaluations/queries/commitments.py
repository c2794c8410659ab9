"""The commitments of a unit and a year: who signed what, who has not, how far each is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import capfirst

from cells.models import Member, Organisation
from core.periods import today
from evaluations.models import Commitment, CommitmentItem
from meetings.queries.roll import roll_of

Kind = Commitment.Kind
OF_MEMBERS = (Kind.COMMITMENT, Kind.PLAN)


@dataclass(frozen=True)
class Promise:
    """One box of the sheet: a kind for a member or the unit, and what is there of it."""

    member: Member | None
    kind: str
    label: str
    commitment: Commitment | None
    lines: int
    finished: int

    @property
    def signed_on(self) -> dt.date | None:
        return self.commitment.signed_on if self.commitment else None


@dataclass(frozen=True)
class PromiseRow:
    """A member of the unit, or the unit itself, with the kinds asked of it."""

    member: Member | None
    promises: tuple[Promise, ...]


@dataclass(frozen=True)
class PromiseSheet:
    """The commitments of a unit in a year."""

    year: int
    own: Promise
    rows: tuple[PromiseRow, ...]

    @property
    def unsigned(self) -> list[Member]:
        """Who of the members has not signed the commitment."""
        return [row.member for row in self.rows if row.member and row.promises[0].signed_on is None]

    @property
    def signed(self) -> int:
        return len(self.rows) - len(self.unsigned)


def promise_sheet(unit: Organisation, year: int) -> PromiseSheet:
    """The sheet of a unit, in a fixed number of queries: who belongs to it today, or on the last day of a past year.

    Who signed and has left since stays in it.
    """
    rows = list(Commitment.objects.filter(cell=unit, year=year).select_related("member").prefetch_related("items"))
    there = {(row.member_id, row.kind): row for row in rows}
    people = {entry.member.pk: entry.member for entry in roll_of(unit, min(today(), dt.date(year, 12, 31)))}
    people |= {row.member.pk: row.member for row in rows if row.member is not None}
    members = sorted(people.values(), key=lambda member: (member.sort_key, member.pk))
    return PromiseSheet(
        year,
        _promise(None, Kind.PROGRAMME, there),
        tuple(PromiseRow(member, tuple(_promise(member, kind, there) for kind in OF_MEMBERS)) for member in members),
    )


def _promise(member: Member | None, kind: str, there: dict[tuple[int | None, str], Commitment]) -> Promise:
    found = there.get((member.pk if member else None, kind))
    items = [item for item in found.items.all() if not item.is_removed] if found else []
    label = str(Kind(kind).label)
    return Promise(member, kind, capfirst(label), found, len(items), len(_finished(items)))


def _finished(items: Sequence[CommitmentItem]) -> list[CommitmentItem]:
    done = (CommitmentItem.Result.DONE, CommitmentItem.Result.EXCEEDED)
    return [item for item in items if item.result in done]


def lines_of(commitment: Commitment) -> list[CommitmentItem]:
    """The lines that stand, in their order."""
    return list(commitment.items.filter(is_removed=False))


def has_last_year(unit: Organisation, year: int) -> bool:
    """Whether there is something to begin this year's drafts from."""
    return Commitment.objects.filter(cell=unit, year=year - 1).exists()
