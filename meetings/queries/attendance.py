"""Who was at a meeting: the marks of its roll, and the totals that follow from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from cells.models import Member, StatusPeriod
from cells.rules import STANDINGS, is_counted, is_expected, may_vote
from meetings.models import Attendance, Meeting
from meetings.queries.roll import roll_of

Status = StatusPeriod.Status


def may_be_present(row: Attendance) -> bool:
    """Whether the member can be marked as having come: expected, or exempt and yet there."""
    standing = STANDINGS[row.status]
    return standing.expected or standing.counted_when_present


def body_size(rows: Iterable[Attendance]) -> int:
    """How many may vote: official members, exempt ones only when they came (Điều lệ Đ3, Đ9.5)."""
    return sum(_votes(row) for row in rows)


def _is_present(row: Attendance) -> bool:
    return row.state == Attendance.State.PRESENT


def _votes(row: Attendance) -> bool:
    return may_vote(row.status, is_official=row.is_official, present=_is_present(row), is_temporary=row.is_temporary)


def _counts(row: Attendance) -> bool:
    return is_counted(row.status, present=_is_present(row), is_temporary=row.is_temporary)


@dataclass(frozen=True)
class Tally:
    """The totals of one meeting, derived from the marks and never stored.

    ``members`` are all on the cell's book that day; ``counted`` leaves out exempt members who did not come, those
    away and those suspended, and is what the share of those present is taken of. ``temporary`` members (here for a
    time) stand apart in every number.
    """

    members: int
    official: int
    probationary: int
    counted: int
    present: int
    present_official: int
    present_probationary: int
    excused: tuple[Attendance, ...]
    unexcused: tuple[Attendance, ...]
    unmarked: int
    """Expected members, temporary ones among them, for whom nothing is noted yet."""
    exempt: tuple[Attendance, ...]
    exempt_present: tuple[Attendance, ...]
    temporarily_exempt: tuple[Attendance, ...]
    away: tuple[Attendance, ...]
    suspended: tuple[Attendance, ...]
    temporary: tuple[Attendance, ...]
    temporary_present: int
    body: int
    """How many may vote."""
    body_present: int

    @property
    def absent(self) -> int:
        return len(self.excused) + len(self.unexcused)

    @property
    def percent(self) -> Decimal | None:
        """Share of those present, to one decimal; None when nobody is counted."""
        return percent_of(self.present, self.counted)

    @property
    def is_complete(self) -> bool:
        return self.unmarked == 0


def percent_of(part: int, whole: int) -> Decimal | None:
    """``part`` of ``whole`` as a percentage to one decimal, halves up; None of nothing."""
    if not whole:
        return None
    return (Decimal(part * 100) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def tally_of(rows: Iterable[Attendance]) -> Tally:
    """The totals of attendance rows with their members at hand."""
    rows = list(rows)
    own = [row for row in rows if not row.is_temporary]
    temporary = [row for row in rows if row.is_temporary]
    counted = [row for row in own if _counts(row)]
    present = [row for row in counted if _is_present(row)]
    by_status = {status: tuple(row for row in own if row.status == status) for status in Status.values}
    unmarked = sum(row.state == Attendance.State.UNKNOWN and is_expected(row.status) for row in rows)
    return Tally(
        members=len(own),
        official=sum(row.is_official for row in own),
        probationary=sum(not row.is_official for row in own),
        counted=len(counted),
        present=len(present),
        present_official=sum(row.is_official for row in present),
        present_probationary=sum(not row.is_official for row in present),
        excused=tuple(row for row in counted if row.state == Attendance.State.EXCUSED),
        unexcused=tuple(row for row in counted if row.state == Attendance.State.UNEXCUSED),
        unmarked=unmarked,
        exempt=by_status[Status.EXEMPT],
        exempt_present=tuple(row for row in by_status[Status.EXEMPT] if _is_present(row)),
        temporarily_exempt=by_status[Status.TEMPORARILY_EXEMPT],
        away=by_status[Status.AWAY],
        suspended=by_status[Status.SUSPENDED],
        temporary=tuple(temporary),
        temporary_present=sum(_is_present(row) for row in temporary),
        body=body_size(rows),
        body_present=sum(_votes(row) and _is_present(row) for row in rows),
    )


def attendance_of(meeting: Meeting) -> list[Attendance]:
    """The rows of a meeting with their members, sorted as Vietnamese lists are."""
    return list(meeting.attendances.select_related("member").order_by("member__sort_key", "member_id"))


def tally(meeting: Meeting) -> Tally:
    """The totals of one meeting; before it is opened, of the members expected on its day."""
    rows = attendance_of(meeting)
    if rows or meeting.opened_at:
        return tally_of(rows)
    return tally_of(expected_rows(meeting))


def expected_rows(meeting: Meeting) -> list[Attendance]:
    """Unsaved attendance rows, as they will be written when the meeting is opened."""
    return [
        Attendance(
            meeting=meeting,
            member=entry.member,
            is_official=entry.is_official,
            status=entry.status,
            is_temporary=entry.is_temporary,
            state=Attendance.State.UNKNOWN if entry.is_expected else Attendance.State.NOT_EXPECTED,
        )
        for entry in roll_of(meeting.cell, meeting.held_on, kind=meeting.kind)
    ]


def distinct_names(members: Iterable[Member]) -> dict[int, str]:
    """What to call each member in one list: people of the same name carry their year of birth."""
    members = list(members)
    names = Counter(member.full_name for member in members)
    return {
        member.pk: f"{member.full_name} ({member.birth_date.year})"
        if names[member.full_name] > 1 and member.birth_date
        else member.full_name
        for member in members
    }
