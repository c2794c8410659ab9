"""How the groups of small fields of the writing page stand: a mark on a member, a task's review, the closing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from core.numbers import format_number
from meetings.models import Attendance, Meeting, TaskProgress, TaskReview
from meetings.queries.operations import mark_of
from meetings.queries.tasks import CarriedTask, progress_given_at

Values = dict[str, str]
OF_THE_MEETING = {"score": ("self_score",), "closing": ("minutes_agreed", "ended_at", "ends_next_day")}


def attendance_values(row: Attendance) -> Values:
    """The fields of one member's mark, by their names on the page."""
    return {
        f"state_{row.pk}": row.state,
        f"reason_{row.pk}": row.reason,
        f"arrived_{row.pk}": _shown(row.arrived_at),
        f"left_{row.pk}": _shown(row.left_at),
    }


def review_values(task: int, review: TaskReview | None, told: TaskProgress | None) -> Values:
    """The fields of what became of one task; ``told`` is the figure that the meeting entered."""
    name = f"review-{task}"
    values = {name: review.outcome if review else "", f"{name}-note": review.note if review else ""}
    figure = told.value if told else None
    return values if figure is None else {**values, f"{name}-value": format_number(figure)}


def closing_values(meeting: Meeting, part: str) -> Values:
    """The fields of the closing, or of the score."""
    return {name: _shown(getattr(meeting, name)) for name in OF_THE_MEETING[part]}


def values_of(meeting: Meeting, target: str) -> Values:
    """The fields of a group as they are stored now; none for a group that is not known."""
    kind, _dash, number = target.partition("-")
    if kind in OF_THE_MEETING:
        fresh = Meeting.objects.only(*OF_THE_MEETING[kind]).filter(pk=meeting.pk).first()
        return closing_values(fresh, kind) if fresh else {}
    if not (number.isascii() and number.isdecimal()):
        return {}
    if kind == "attendance":
        row = Attendance.objects.filter(meeting=meeting, pk=number).first()
        return attendance_values(row) if row else {}
    if kind == "review":
        task = int(number)
        review = TaskReview.objects.filter(meeting=meeting, task=task).first()
        return review_values(task, review, progress_given_at(meeting, [task]).get(task))
    return {}


def marks_of(meeting: Meeting, carried: Iterable[CarriedTask]) -> dict[str, str]:
    """A mark for each group but the attendance: a change that names an older one has not seen the newest value."""
    marks = {
        f"review-{row.task.pk}": mark_of(*review_values(row.task.pk, row.review, row.told).values()) for row in carried
    }
    return marks | {part: mark_of(*closing_values(meeting, part).values()) for part in OF_THE_MEETING}


def _shown(value: object) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    return f"{value:%H:%M}" if isinstance(value, dt.time) else str(value).replace(".", ",")
