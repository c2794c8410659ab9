"""What is ready before a meeting: the agreed day, the notice, papers, and the dates the guidance names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cells.models import CELL_KINDS
from cells.queries.oversight import Keeper
from meetings.models import Meeting, Paper, PublishedCalendar
from meetings.queries.calendar import calendars_for, day_token
from meetings.queries.deadlines import Deadline, deadlines_of
from meetings.queries.notices import changed_since_notice, notice_text
from meetings.rules.kinds import kinds_in_calendar
from meetings.workflow import State


@dataclass(frozen=True)
class Preparation:
    """What the page of a meeting shows of its preparation."""

    papers: list[Paper]
    originals: list[Paper]
    deadlines: list[Deadline]
    is_registered: bool
    """Whether the committee above agrees to the day of such a meeting, and it is still to come."""
    day_token: str
    calendar: PublishedCalendar | None
    """The published calendar in which the meeting may stand."""
    notice: str
    notice_to_keepers: str
    is_notice_outdated: bool


def preparation_of(meeting: Meeting, keepers: Sequence[Keeper], *, today: dt.date) -> Preparation:
    """All of it, in a fixed number of queries."""
    files = list(meeting.papers.filter(is_removed=False).select_related("item", "uploaded_by").order_by("pk"))
    is_planned = meeting.state == State.PLANNED
    in_calendar = meeting.kind in kinds_in_calendar() and _is_of_cell(meeting)
    calendars = calendars_for(meeting.cell, meeting.year, meeting.month) if is_planned and in_calendar else []
    return Preparation(
        papers=[paper for paper in files if paper.kind == Paper.Kind.PAPER],
        originals=[paper for paper in files if paper.kind == Paper.Kind.ORIGINAL],
        deadlines=deadlines_of(meeting, files, today=today),
        is_registered=in_calendar and is_planned,
        day_token=day_token(meeting),
        calendar=calendars[0] if calendars else None,
        notice=notice_text(meeting, files) if is_planned else "",
        notice_to_keepers=notice_text(meeting, files, keepers=keepers) if is_planned and keepers else "",
        is_notice_outdated=is_planned and changed_since_notice(meeting),
    )


def _is_of_cell(meeting: Meeting) -> bool:
    period = meeting.cell.period(meeting.held_on)
    return period is None or period.kind in CELL_KINDS
