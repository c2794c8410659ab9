"""The score of one meeting, ready to show: each criterion with what the facts say now and who gave how many points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from meetings.models import Attendance, Meeting, MeetingGrade, MeetingScore
from meetings.queries.attendance import Tally, attendance_of, tally_of
from meetings.queries.score_facts import AFTERWARDS, FactReading, Readings, score_facts, values_of
from meetings.queries.sheets import Use, sheet_for
from meetings.rules.conduct import conduct_on
from meetings.rules.derived import Data, read_data
from meetings.rules.inputs import InputError
from meetings.rules.scoring import ScoreLine, decided_lines, spoken
from meetings.rules.sheet import Criterion, Group, Sheet
from meetings.rules.year_grades import LABELS, ORDER

Scorer = MeetingScore.Scorer
KEPT_BESIDE = ("chosen", "in_force")
"""What a score keeps with the sheet itself: the settings chosen, and who put it in force."""


@dataclass(frozen=True)
class Scoring:
    """What a meeting is scored by: a sheet, its settings, and the whole as it is kept with the score."""

    sheet: Sheet
    settings: Mapping[str, Any]
    frozen: Data

    @property
    def words(self) -> str:
        return str(self.frozen["in_force"])


@dataclass(frozen=True)
class Entry:
    """The points someone gave for a criterion, as kept with the score."""

    points: Decimal
    maximum: int
    computed: bool
    expected: bool
    """Given before the fact was known (dự kiến)."""
    why: str
    reason: str

    @property
    def lost(self) -> Decimal:
        return self.maximum - self.points

    @property
    def words(self) -> str:
        """Why so many points; full points by hand need no words."""
        return self.reason or (self.why if self.computed or self.lost else "")


@dataclass(frozen=True)
class ScoreRow:
    """A criterion. ``now`` is what the facts decide at this moment; None: by hand, ``open_words`` says why."""

    criterion: Criterion
    now: ScoreLine | None
    open_words: str
    is_open: bool
    own: Entry | None
    above: Entry | None

    @property
    def number(self) -> str:
        return self.criterion.number

    @property
    def differs(self) -> bool:
        return self.own is not None and self.above is not None and self.own.points != self.above.points

    @property
    def scale(self) -> list[str]:
        """The options in words, as the sheet lists them."""
        return [
            f"{option.text}: {option.points} {_('điểm')}"
            for option in self.criterion.options
            if option.points is not None
        ]

    @property
    def parts(self) -> str:
        return "; ".join(f"{text} {points}" for text, points in self.criterion.parts)


@dataclass(frozen=True)
class GroupRows:
    group: Group
    rows: list[ScoreRow]


@dataclass(frozen=True)
class ChangedFact:
    """A fact that is not any more what it was when the score was given."""

    label: str
    before: str
    now: str
    was_unknown: bool


@dataclass(frozen=True)
class Grading:
    """A grade with its percent, from a score or typed into the minutes before there were sheets."""

    key: str
    label: str
    percent: Decimal


@dataclass(frozen=True)
class ScorePage:
    """Everything about the score of a meeting. ``scoring`` None: no sheet is in force for it."""

    meeting: Meeting
    tally: Tally
    scoring: Scoring | None
    groups: list[GroupRows]
    readings: Readings
    own: MeetingScore | None
    above: MeetingScore | None
    official: MeetingGrade | None
    changed_since_own: list[ChangedFact]
    changed_since_above: list[ChangedFact]

    @property
    def rows(self) -> list[ScoreRow]:
        return [row for group in self.groups for row in group.rows]

    @property
    def to_fill(self) -> list[ScoreRow]:
        """The criteria that are scored by hand now."""
        return [row for row in self.rows if row.now is None]

    @property
    def facts(self) -> list[tuple[str, str, FactReading]]:
        """Label, value in words and reading of each fact."""
        if self.scoring is None:
            return []
        known = self.scoring.sheet.facts
        return [
            (known[name].label, fact_words(name, reading.value, self.scoring.sheet), reading)
            for name, reading in self.readings.items()
        ]

    @property
    def own_label(self) -> str:
        return label_of(self.own) if self.own else ""

    @property
    def above_label(self) -> str:
        return label_of(self.above) if self.above else ""

    @property
    def changed_after_grade(self) -> bool:
        """Whether someone scored again after the official grade was fixed."""
        scores = [score for score in (self.own, self.above) if score]
        return self.official is not None and any(score.scored_at > self.official.decided_at for score in scores)


def scoring_for(meeting: Meeting, kept: MeetingScore | None = None) -> Scoring | None:
    """The sheet to score by: the one kept with a score that there is, else the one in force on the meeting's day."""
    if kept is not None:
        return scoring_of(kept)
    found = sheet_for(meeting)
    return Scoring(found.sheet, found.settings, found.frozen()) if found else None


def scoring_of(score: MeetingScore) -> Scoring:
    """The sheet as it was when the score was given."""
    data = {name: value for name, value in score.sheet.items() if name not in KEPT_BESIDE}
    return Scoring(read_data(data), score.sheet["chosen"], score.sheet)


def facts_for(meeting: Meeting, scoring: Scoring, rows: Sequence[Attendance] | None = None) -> Readings:
    """The facts that a sheet may ask for; those of standing committees ask for none."""
    return score_facts(meeting, scoring.settings, rows) if scoring.sheet.use == Use.CELL else {}


def label_of(score: MeetingScore) -> str:
    """The grade of a score in the words of its own sheet."""
    return next((grade["label"] for grade in score.sheet["grades"] if grade["key"] == score.grade), score.grade)


def grading_of(meeting: Meeting, own: MeetingScore | None) -> Grading | None:
    """The cell's own grade: of its score, or of the number typed into older minutes."""
    if own is not None:
        return Grading(own.grade, label_of(own), own.percent)
    if meeting.self_score is None:
        return None
    conduct = conduct_on(meeting.held_on)
    limits = (conduct.good_from, conduct.fair_from, conduct.average_from, 0)
    key = next(key for key, limit in zip(ORDER, limits, strict=True) if meeting.self_score >= limit)
    return Grading(key, LABELS[key], meeting.self_score)


def score_page(meeting: Meeting) -> ScorePage:
    """The score of a meeting as it stands, by the sheet it was scored by or will be."""
    scores = {score.scorer: score for score in meeting.scores.select_related("scored_by")}
    own, above = scores.get(Scorer.SELF), scores.get(Scorer.SUPERIOR)
    scoring = scoring_for(meeting, own or above)
    rows = attendance_of(meeting)
    readings = facts_for(meeting, scoring, rows) if scoring else {}
    return ScorePage(
        meeting=meeting,
        tally=tally_of(rows),
        scoring=scoring,
        groups=_groups(scoring, readings, own, above) if scoring else [],
        readings=readings,
        own=own,
        above=above,
        official=MeetingGrade.objects.filter(meeting=meeting).select_related("decided_by").first(),
        changed_since_own=_changed(own, readings),
        changed_since_above=_changed(above, readings),
    )


def _groups(
    scoring: Scoring, readings: Readings, own: MeetingScore | None, above: MeetingScore | None
) -> list[GroupRows]:
    sheet, values = scoring.sheet, values_of(readings)
    try:
        decided = decided_lines(sheet, values, scoring.settings)
    except InputError:
        decided = {}
    kept_own, kept_above = entries_of(own), entries_of(above)
    rows = [
        ScoreRow(
            row,
            decided.get(row.number),
            *_open_words(row, readings),
            own=kept_own.get(row.number),
            above=kept_above.get(row.number),
        )
        for row in sheet.criteria
        if row.maximum
    ]
    grouped = [GroupRows(group, [row for row in rows if row.criterion.group == group.number]) for group in sheet.groups]
    return [group for group in grouped if group.rows]


def _open_words(row: Criterion, readings: Readings) -> tuple[str, bool]:
    unknown = [readings[name] for name in row.names if name in readings and readings[name].value is None]
    if unknown:
        return unknown[0].said, any(reading.is_open for reading in unknown)
    known = [readings[name] for name in row.names if name in readings]
    return (known[0].said if known else ""), False


def entries_of(score: MeetingScore | None) -> dict[str, Entry]:
    """The lines of a score by criterion."""
    return {
        line["criterion"]: Entry(
            Decimal(line["points"]), line["maximum"], line["computed"], line["expected"], line["why"], line["reason"]
        )
        for line in (score.lines if score else ())
    }


def lost_points(score: MeetingScore) -> list[str]:
    """Every lost point in words: "4.2 (−1): phương hướng chưa có chỉ tiêu cụ thể"."""
    return [
        f"{number} (−{spoken(entry.lost)}): {entry.reason or entry.why}".replace(" %", "\N{NO-BREAK SPACE}%")
        for number, entry in entries_of(score).items()
        if entry.lost > 0
    ]


def _changed(score: MeetingScore | None, readings: Readings) -> list[ChangedFact]:
    if score is None or not readings:
        return []
    sheet = scoring_of(score).sheet
    asked = {name for row in sheet.criteria for name in (*row.names, *(row.asked_when.names if row.asked_when else ()))}
    changed = []
    for name, reading in readings.items():
        before = score.facts.get(name, {}).get("value")
        if name in asked and before != reading.value:
            words = fact_words(name, before, sheet), fact_words(name, reading.value, sheet)
            changed.append(ChangedFact(sheet.facts[name].label, *words, was_unknown=before is None))
    return changed


def fact_words(name: str, value: Any, sheet: Sheet) -> str:
    """A fact's value with its unit."""
    if value is None:
        return _("chưa có")
    if isinstance(value, bool):
        return _("có") if value else _("không")
    return f"{value} {sheet.facts[name].unit}"


def is_expected(row: ScoreRow) -> bool:
    """Whether points given now stand for a fact that is still to come."""
    return row.is_open or any(name in AFTERWARDS for name in row.criterion.names)
