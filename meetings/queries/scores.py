"""Scores over time and units: the year of one cell, the month of a committee's cells, grades to mark lists with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext as _

from cells.models import Membership, Organisation
from cells.queries import cells_below
from core.periods import LOCAL_ZONE, today
from meetings.models import REGULAR_KINDS, Meeting, MeetingGrade, MeetingScore
from meetings.queries.board import MonthState, month_board
from meetings.queries.score_page import Scorer, grading_of, label_of, lost_points
from meetings.queries.sheets import sheet_on
from meetings.rules.conduct import first_day, last_day
from meetings.rules.year_grades import LABELS, ORDER, YearGrade, YearRule, grade_year, usual_rule
from meetings.workflow import HELD, State

SHORT = {"trung_binh": "TB"}
"""Words for narrow fields, where the sheet's own would not fit."""
SCORES = Prefetch("scores", MeetingScore.objects.select_related("scored_by"))


@dataclass(frozen=True)
class GradeMark:
    """The grade of a meeting as lists show it; not official yet: the cell's own."""

    grade: str
    label: str
    percent: Decimal | None
    is_official: bool

    @property
    def is_open(self) -> bool:
        return not self.is_official


@dataclass(frozen=True)
class MonthScore:
    """One month of a cell: its regular meeting, and the grade there is."""

    month: int
    state: str
    state_label: str
    meeting_id: int | None
    reason: str
    mark: GradeMark | None

    @property
    def is_asked(self) -> bool:
        """Whether the month counts: the cell stood, and had or has to meet."""
        return self.state != MonthState.NOT_DUE

    @property
    def official(self) -> str:
        return self.mark.grade if self.mark and self.mark.is_official else ""


@dataclass(frozen=True)
class YearScores:
    """The twelve grades of a cell and what they make of the year, by the rule of its committee."""

    cell: Organisation
    year: int
    months: tuple[MonthScore, ...]
    rule: YearRule
    result: YearGrade

    @property
    def missing(self) -> list[MonthScore]:
        """Months that count and have no official grade; they are shown, never guessed."""
        return [month for month in self.months if month.is_asked and not month.official]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many official grades of each sort, the best first."""
        return [(LABELS[key], sum(month.official == key for month in self.months)) for key in ORDER]


def grade_marks(meetings: Collection[int]) -> dict[int, GradeMark]:
    """The official grade of each meeting, else the cell's own, by the meeting's number, in two queries."""
    rows = (
        Meeting.objects.filter(pk__in=meetings)
        .select_related("official_grade")
        .prefetch_related(Prefetch("scores", MeetingScore.objects.filter(scorer=Scorer.SELF)))
        .only("held_on", "self_score", "kind", "official_grade")
        .order_by()
    )
    marks = ((row.pk, mark_of_meeting(row)) for row in rows)
    return {pk: mark for pk, mark in marks if mark is not None}


def official_grades(meetings: Collection[int], *, until: dt.date | None = None) -> dict[int, tuple[str, str]]:
    """Key and short words of the official grade of each meeting that has one (by the end of a day), in one query."""
    found = MeetingGrade.objects.filter(meeting__in=meetings)
    if until is not None:
        found = found.filter(decided_at__lt=dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), LOCAL_ZONE))
    rows = found.values_list("meeting", "grade", "label")
    return {meeting: (grade, SHORT.get(grade, label)) for meeting, grade, label in rows}


def mark_of_meeting(meeting: Meeting) -> GradeMark | None:
    """Of a meeting with its official grade and its scores at hand."""
    official = getattr(meeting, "official_grade", None)
    if official is not None:
        return GradeMark(official.grade, official.label, official.percent, is_official=True)
    own = next((score for score in meeting.scores.all() if score.scorer == Scorer.SELF), None)
    mine = grading_of(meeting, own)
    return GradeMark(mine.key, mine.label, mine.percent, is_official=False) if mine else None


def year_scores(cell: Organisation, year: int, *, day: dt.date | None = None) -> YearScores:
    """The year of a cell up to ``day`` (today): each month's grade, and the year's by its committee's rule.

    The rule is the one in force on the year's last day. Months that have no official grade leave the result open,
    unless it would be the same whatever they brought.
    """
    day = day or today()
    board = month_board([cell], year, day)
    fields = {month: board[cell.pk, month] for month in range(1, 13)}
    marks = grade_marks([field.meeting_id for field in fields.values() if field.meeting_id])
    months = tuple(
        MonthScore(month, field.state, field.label, field.meeting_id, field.reason, marks.get(field.meeting_id or 0))
        for month, field in fields.items()
    )
    found = sheet_on(cell.pk, last_day(year, 12))
    rule = found.year_rule if found else usual_rule()
    official = [month.official for month in months if month.official in ORDER]
    missing = sum(month.is_asked and not month.official for month in months)
    return YearScores(cell, year, months, rule, grade_year(rule, official, missing=missing))


@dataclass(frozen=True)
class SummaryRow:
    """One unit of the month's summary: who deducted what, and the grade that stands."""

    cell: Organisation
    name: str
    members: int
    meeting: Meeting | None
    own: MeetingScore | None
    above: MeetingScore | None
    mark: GradeMark | None
    explanation: str

    @property
    def own_label(self) -> str:
        return label_of(self.own) if self.own else ""

    @property
    def above_label(self) -> str:
        return label_of(self.above) if self.above else ""

    @property
    def agrees(self) -> bool:
        return self.own is not None and self.above is not None and self.own.grade == self.above.grade

    @property
    def waits(self) -> bool:
        """Agreed on and not official yet: to be fixed with the others."""
        return self.agrees and (self.mark is None or not self.mark.is_official)

    @property
    def official(self) -> str:
        return self.mark.grade if self.mark and self.mark.is_official else ""


@dataclass(frozen=True)
class MonthSummary:
    """The month's grades of the cells below a committee, in the order of its paper list."""

    committee: Organisation
    year: int
    month: int
    rows: list[SummaryRow]

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """Key, words and number of official grades, the best first."""
        return [(key, LABELS[key], sum(row.official == key for row in self.rows)) for key in ORDER]

    @property
    def members(self) -> int:
        """Of all units together."""
        return sum(row.members for row in self.rows)

    @property
    def without(self) -> int:
        """Units without an official grade."""
        return sum(not row.official for row in self.rows)

    @property
    def waiting(self) -> list[Meeting]:
        """Meetings on whose grade cell and person above agree."""
        return [row.meeting for row in self.rows if row.waits and row.meeting]


def month_summary(committee: Organisation, year: int, month: int) -> MonthSummary:
    """The summary of a month, in a fixed number of queries however many cells there are."""
    first, last = first_day(year, month), last_day(year, month)
    cells = cells_below(committee, first, last)
    meetings = {meeting.cell_id: meeting for meeting in _meetings(cells, year, month)}
    members = _members(cells, last)
    rows = [_summary_row(cell, meetings.get(cell.pk), members.get(cell.pk, 0), last) for cell in cells]
    return MonthSummary(committee, year, month, rows)


def _meetings(cells: list[Organisation], year: int, month: int) -> Iterable[Meeting]:
    return (
        Meeting.objects.filter(cell__in=cells, year=year, month=month, kind__in=REGULAR_KINDS)
        .exclude(state=State.CANCELLED)
        .defer("snapshot")
        .select_related("official_grade")
        .prefetch_related(SCORES)
        .annotate(members=Count("attendances", filter=Q(attendances__is_temporary=False)))
        .order_by("pk")
    )


def _members(cells: list[Organisation], day: dt.date) -> dict[int, int]:
    rows = Membership.objects.in_force(day).filter(cell__in=cells, kind=Membership.Kind.PERMANENT)
    return dict(rows.order_by().values_list("cell").annotate(number=Count("member", distinct=True)))


def _summary_row(cell: Organisation, meeting: Meeting | None, members: int, last: dt.date) -> SummaryRow:
    if meeting is None or meeting.state not in HELD:
        words = _("chưa có buổi sinh hoạt trong sổ") if meeting is None else _("đã lên lịch, chưa họp")
        return SummaryRow(cell, cell.label(last), members, None, None, None, None, words)
    scores = {score.scorer: score for score in meeting.scores.all()}
    own, above = scores.get(Scorer.SELF), scores.get(Scorer.SUPERIOR)
    official = getattr(meeting, "official_grade", None)
    stands = above or own if official else own or above
    sentences = lost_points(stands) if stands else []
    if official is not None and official.reason:
        sentences.append(_("xếp loại: %(reason)s") % {"reason": official.reason})
    counted = getattr(meeting, "members", 0) or members
    return SummaryRow(
        cell, cell.label(last), counted, meeting, own, above, mark_of_meeting(meeting), "; ".join(sentences)
    )
