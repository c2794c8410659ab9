"""Tasks that meetings of a year gave, and those among them that a later meeting found done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from meetings.models import TaskReview
from meetings.queries.attendance import percent_of
from reports.queries.yearly.groups import STOOD, Groups, Key, rows_of

TASKS = f"""
WITH {STOOD}, given AS (
    SELECT stood.top, stood.year, task.closed_on <= %(until)s AS is_closed, EXISTS (
        SELECT FROM meetings_taskreview review JOIN meetings_meeting later ON later.id = review.meeting_id
        WHERE review.task_id = task.id AND review.outcome = ANY(%(finished)s)
          AND later.state = ANY(%(held)s) AND later.held_on <= %(until)s
    ) AS is_done FROM stood
    JOIN meetings_meeting meeting ON meeting.cell_id = stood.id AND meeting.year = stood.year
        AND meeting.state = ANY(%(held)s) AND meeting.held_on <= %(until)s
    JOIN meetings_task task ON task.meeting_id = meeting.id AND NOT task.is_removed
)
SELECT top, year, count(*), count(*) FILTER (WHERE is_done), count(*) FILTER (WHERE is_closed AND NOT is_done)
FROM given GROUP BY top, year
"""  # noqa: S608 - made of constants


@dataclass(frozen=True)
class TaskCounts:
    """Tasks given by the meetings of a year; ``dropped`` were given up."""

    given: int = 0
    done: int = 0
    dropped: int = 0

    @property
    def done_percent(self) -> Decimal | None:
        """Share found done; what was given up does not count."""
        return percent_of(self.done, self.given - self.dropped)


def task_years(groups: Groups, years: Iterable[int], until: dt.date) -> dict[Key, TaskCounts]:
    """By unit and year in one query."""
    values = groups.values(years, until) | {"finished": [outcome.value for outcome in TaskReview.FINISHED]}
    return {(top, year): TaskCounts(*numbers) for top, year, *numbers in rows_of(TASKS, values)}
