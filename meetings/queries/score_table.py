"""The scores of a unit's year, one line a meeting: its own, the one from above, the official grade, what was lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from cells.models import CELL_KINDS, Organisation
from meetings.models import REGULAR_KINDS, Meeting, MeetingScore
from meetings.queries.official import kind_on
from meetings.queries.score_page import Scorer, label_of, lost_points
from meetings.queries.scores import GradeMark, YearScores, mark_of_meeting, year_scores
from meetings.workflow import HELD


@dataclass(frozen=True)
class ScoreLine:
    """One meeting. A score that was typed into older minutes has no sheet: its percent alone is in ``mark``."""

    meeting: Meeting
    own: MeetingScore | None
    above: MeetingScore | None
    mark: GradeMark | None
    words: str

    @property
    def own_label(self) -> str:
        return label_of(self.own) if self.own else ""

    @property
    def above_label(self) -> str:
        return label_of(self.above) if self.above else ""

    @property
    def own_percent(self) -> Decimal | None:
        if self.own is not None:
            return self.own.percent
        return self.mark.percent if self.mark and self.mark.is_open else None

    @property
    def official(self) -> GradeMark | None:
        return self.mark if self.mark and self.mark.is_official else None

    @property
    def lacks(self) -> str:
        """What is still to be scored; empty when all is there."""
        if self.mark is None:
            return _("chưa tự chấm điểm")
        return "" if self.mark.is_official else _("cấp ủy chưa xếp loại buổi sinh hoạt")


@dataclass(frozen=True)
class ScoreTable:
    """The lines by date, and what they make of the year of a cell."""

    unit: Organisation
    year: int
    lines: tuple[ScoreLine, ...]
    result: YearScores | None


def score_lines(meetings: Iterable[Meeting]) -> list[ScoreLine]:
    """Of meetings that were read with ``scores_read``: those that are scored, and the regular ones, which should be."""
    found = [_line(meeting) for meeting in meetings]
    return [line for line in found if line.mark or line.own or line.above or line.meeting.kind in REGULAR_KINDS]


SCORES = Prefetch("scores", MeetingScore.objects.defer("facts", "points"))
"""What a line needs beside the meeting with its official grade."""


def score_table(unit: Organisation, year: int, *, on: dt.date) -> ScoreTable:
    """The scores of a unit's year as of a day, in a fixed number of queries."""
    rows = unit.meetings.filter(year=year, state__in=HELD, held_on__lte=on).defer("snapshot")
    meetings = rows.select_related("official_grade").prefetch_related(SCORES).order_by("held_on", "pk")
    is_cell = kind_on(unit, min(on, dt.date(year, 12, 31))) in CELL_KINDS
    result = year_scores(unit, year, day=on) if is_cell else None
    return ScoreTable(unit, year, tuple(score_lines(meetings)), result)


def _line(meeting: Meeting) -> ScoreLine:
    scores = {score.scorer: score for score in meeting.scores.all()}
    own, above = scores.get(Scorer.SELF), scores.get(Scorer.SUPERIOR)
    official = getattr(meeting, "official_grade", None)
    stands = above or own if official else own or above
    words = lost_points(stands) if stands else []
    if official is not None and official.reason:
        words.append(_("xếp loại: %(reason)s") % {"reason": official.reason})
    return ScoreLine(meeting, own, above, mark_of_meeting(meeting), "; ".join(words))
