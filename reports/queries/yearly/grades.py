"""Official grades of regular meetings, and minutes sent in time, by year or by month."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.periods import today
from meetings.queries.attendance import percent_of
from meetings.rules.conduct import versions
from meetings.rules.year_grades import ORDER
from reports.queries.yearly.groups import MET, STOOD, Groups, Key, rows_of

GRADES = f"""
WITH {STOOD}, {MET}
SELECT met.top, {{when}}, grade.grade, count(*)
FROM met LEFT JOIN meetings_meetinggrade grade ON grade.meeting_id = met.id
    AND (grade.decided_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= %(until)s
WHERE met.kind = ANY(%(regular)s) GROUP BY 1, 2, 3
"""  # noqa: S608 - made of constants
MONTH = "met.month - met.year * 12"
BY_YEAR, BY_MONTH = GRADES.format(when="met.year"), GRADES.format(when=MONTH)
# Minutes that were sent back are not blamed for being sent again. What was sent, or sent back, after the day that is
# shown was not yet; the audit trail knows of earlier times.
DEEDS = """
    FROM accounts_auditevent deed WHERE deed.thing_kind = 'meetings.Meeting' AND deed.thing_id = met.id
        AND (deed.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= %(until)s AND deed.action
"""
MINUTES = f"""
WITH {STOOD}, {MET}, known AS (
    SELECT top, year, held_on, CASE
        WHEN submitted_at IS NULL OR (submitted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= %(until)s
        THEN submitted_at ELSE (SELECT max(deed.at) {DEEDS} = 'meetings.minutes_submitted') END AS submitted_at,
        CASE WHEN %(is_now)s THEN returned_reason <> '' ELSE COALESCE((
            SELECT deed.action = 'meetings.minutes_returned'
            {DEEDS} IN ('meetings.minutes_returned', 'meetings.minutes_corrected')
            ORDER BY deed.at DESC, deed.id DESC LIMIT 1
        ), false) END AS was_returned
    FROM met
), waited AS (
    SELECT top, year, submitted_at, NOT was_returned AND
        COALESCE((submitted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, %(until)s) - held_on > (
            SELECT days FROM unnest(%(since)s::date[], %(days)s::int[]) AS rule (since, days)
            WHERE since <= held_on OR since = %(oldest)s ORDER BY since DESC LIMIT 1
        ) AS is_late
    FROM known
)
SELECT top, year, count(*), count(submitted_at), count(*) FILTER (WHERE is_late) FROM waited GROUP BY top, year
"""  # noqa: S608 - made of constants


@dataclass(frozen=True)
class GradeCounts:
    """How many regular meetings have which official grade; ``without`` have none."""

    grades: Mapping[str, int]
    without: int = 0

    @property
    def graded(self) -> int:
        return sum(self.grades.values())

    @property
    def good_percent(self) -> Decimal | None:
        """Share of the best grade among those graded."""
        return percent_of(self.grades.get(ORDER[0], 0), self.graded)

    @property
    def in_order(self) -> list[tuple[str, int]]:
        return [(grade, self.grades.get(grade, 0)) for grade in ORDER]


@dataclass(frozen=True)
class MinutesCounts:
    """Minutes of meetings that were held: all, sent, sent late or not at all after the day."""

    held: int = 0
    sent: int = 0
    late: int = 0

    @property
    def in_time_percent(self) -> Decimal | None:
        return percent_of(self.held - self.late, self.held)


def grade_years(groups: Groups, years: Iterable[int], until: dt.date) -> dict[Key, GradeCounts]:
    """By unit and year in one query."""
    return _counts(rows_of(BY_YEAR, groups.values(years, until)))


def grade_months(groups: Groups, year: int, until: dt.date) -> dict[Key, GradeCounts]:
    """By unit and month of one year in one query."""
    return _counts(rows_of(BY_MONTH, groups.values([year], until)))


def _counts(rows: Iterable[tuple[int, int, str | None, int]]) -> dict[Key, GradeCounts]:
    found: dict[Key, dict[str, int]] = defaultdict(dict)
    for key, when, grade, number in rows:
        found[key, when][grade or ""] = number
    return {
        key: GradeCounts({name: n for name, n in row.items() if name}, row.get("", 0)) for key, row in found.items()
    }


def minutes_years(groups: Groups, years: Iterable[int], until: dt.date) -> dict[Key, MinutesCounts]:
    """By unit and year in one query; the days to send them are those of the guidance in force on the meeting's day."""
    since, days = _report_days()
    values = groups.values(years, until) | {
        "since": since, "days": days, "oldest": min(since), "is_now": until >= today(),
    }  # fmt: skip
    return {(top, year): MinutesCounts(*numbers) for top, year, *numbers in rows_of(MINUTES, values)}


def _report_days() -> tuple[list[dt.date], list[int]]:
    return [version.valid_from for version in versions()], [version.report_days for version in versions()]
