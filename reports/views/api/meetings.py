"""The interface: meetings with their state, who came, and how they were graded. Never the words of minutes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated

from django.db.models import Count
from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema

from meetings.access import meetings_visible_to
from meetings.models import Attendance, Meeting, MeetingKind
from meetings.queries.lists import meetings_with_attendance
from meetings.queries.scores import GradeMark, grade_marks
from reports.access.tokens import Reader
from reports.rules.scopes import MEETINGS
from reports.views.api.keys import Key
from reports.views.api.pages import Day, InUnit, Number, only, stretch, units_asked

router = Router(tags=["Sinh hoạt"])


class Grade(Schema):
    """The grade of a meeting."""

    grade: str
    label: str
    percent: str | None = Field(description='Số thập phân dạng chữ, ví dụ "92.50".')
    is_official: bool = Field(description="Cấp trên đã xếp; nếu không là chi bộ tự chấm.")


class Held(Schema):
    """A meeting."""

    id: int
    unit: int
    kind: str
    year: int
    month: int
    held_on: dt.date
    planned_time: dt.time | None
    started_at: dt.time | None
    ended_at: dt.time | None
    place: str
    state: str = Field(description="planned, open, submitted, approved, locked, cancelled.")
    called: int = Field(description="Số phải dự hoặc đã dự, không kể khách.")
    present: int
    excused: int
    unexcused: int
    grade: Grade | None


class Meetings(Schema):
    """A page of meetings."""

    items: list[Held]
    next_after: int | None


class AskedMeetings(InUnit):
    """Which meetings."""

    year: Annotated[int, Field(ge=1900, le=2100)] | None = Field(None, description="Năm của buổi họp.")
    month: Annotated[int, Field(ge=1, le=12)] | None = Field(None, description="Tháng của buổi họp.")
    held_from: Day | None = Field(None, description="Họp từ ngày này.")
    held_to: Day | None = Field(None, description="Họp đến hết ngày này.")
    kind: MeetingKind | None = None
    state: Meeting.State | None = None


@router.get("/meetings", auth=Key(MEETINGS), response=Meetings, summary="Các buổi sinh hoạt")
def meetings(request: HttpRequest, asked: Query[AskedMeetings]) -> Meetings:
    """Meetings of the units asked for, by number."""
    reader: Reader = request.auth  # type: ignore[attr-defined]
    rows = meetings_visible_to(reader.user).filter(cell__in=units_asked(reader, asked.unit))
    chosen = {
        "year": asked.year,
        "month": asked.month,
        "held_on__gte": asked.held_from,
        "held_on__lte": asked.held_to,
        "kind": asked.kind,
        "state": asked.state,
    }
    rows = rows.filter(**{name: value for name, value in chosen.items() if value is not None})
    shown, after = stretch(meetings_with_attendance(rows), asked)
    return Meetings(items=_shown(shown), next_after=after)


@router.get("/meetings/{meeting_id}", auth=Key(MEETINGS), response=Held, summary="Một buổi sinh hoạt")
def meeting(request: HttpRequest, meeting_id: Path[Number]) -> Held:
    """One meeting."""
    reader: Reader = request.auth  # type: ignore[attr-defined]
    rows = meetings_visible_to(reader.user).filter(cell__in=reader.units, pk=meeting_id)
    return only(_shown(meetings_with_attendance(rows)))


def _shown(rows: Iterable[Meeting]) -> list[Held]:
    found = list(rows)
    numbers = [row.pk for row in found]
    marks, absent = grade_marks(numbers), _absences(numbers)
    return [_held(row, marks.get(row.pk), absent[row.pk]) for row in found]


def _held(row: Meeting, mark: GradeMark | None, away: dict[str, int]) -> Held:
    return Held(
        **{name: getattr(row, name) for name in PLAIN},
        id=row.pk,
        unit=row.cell_id,
        called=row.counted_count,  # type: ignore[attr-defined]
        present=row.present_count,  # type: ignore[attr-defined]
        excused=away[Attendance.State.EXCUSED],
        unexcused=away[Attendance.State.UNEXCUSED],
        grade=_grade(mark) if mark else None,
    )


def _grade(mark: GradeMark) -> Grade:
    percent = None if mark.percent is None else str(mark.percent)
    return Grade(grade=mark.grade, label=str(mark.label), percent=percent, is_official=mark.is_official)


PLAIN = ("kind", "year", "month", "held_on", "planned_time", "started_at", "ended_at", "place", "state")


def _absences(meetings: list[int]) -> dict[int, dict[str, int]]:
    rows = Attendance.objects.filter(meeting__in=meetings, is_temporary=False).order_by()
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for number, state, count in rows.values_list("meeting", "state").annotate(Count("pk")):
        found[number][state] = count
    return found
