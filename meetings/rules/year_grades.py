"""Twelve grades of a cell's regular meetings as one grade of the year: a rule of each committee.

No central text has such a rule. The default (``year_grades.json``) is the only one that was read, and its source is
cut: what it does not say is left to the committee, never guessed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError

DATA = Path(__file__).with_name("year_grades.json")
ORDER = ("tot", "kha", "trung_binh", "kem")
"""Grades, the best first."""
LABELS = {"tot": "Tốt", "kha": "Khá", "trung_binh": "Trung bình", "kem": "Kém"}
MONTHS = 12


@dataclass(frozen=True)
class Step:
    """A grade of the year: ``share`` percent of the meetings reach ``floor``, and at least ``count`` the grade itself.

    ``whole``: nothing of the condition is unknown.
    """

    grade: str
    share: int
    floor: str
    count: int | None
    whole: bool

    @property
    def label(self) -> str:
        return LABELS[self.grade]

    @property
    def floor_label(self) -> str:
        return LABELS[self.floor]

    def holds(self, grades: Sequence[str]) -> bool:
        """Whether these grades fulfil what is known of the condition; in whole numbers."""
        reached = sum(_reaches(grade, self.floor) for grade in grades)
        enough = self.count is None or sum(_reaches(grade, self.grade) for grade in grades) >= self.count
        return reached * 100 >= self.share * len(grades) and enough


@dataclass(frozen=True)
class YearRule:
    """The steps, the best first, with where they come from."""

    title: str
    source: str
    mark: str
    note: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class YearGrade:
    """The grade of a year: empty where the rule or missing months leave it open; ``why`` says so in any case."""

    grade: str
    why: tuple[str, ...]

    @property
    def label(self) -> str:
        return LABELS.get(self.grade, "")


def _reaches(grade: str, floor: str) -> bool:
    return ORDER.index(grade) <= ORDER.index(floor)


@cache
def usual_rule() -> YearRule:
    """The rule until a committee sets its own."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    return YearRule(data["title"], data["source"], data["mark"], data["note"], _steps(data["grades"]))


def _steps(rows: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    return tuple(Step(row["grade"], row["share"], row["from"], row["count"], row["whole"]) for row in rows)


def own_rule(rows: Sequence[Mapping[str, Any]], *, source: str) -> YearRule:
    """A committee's own steps. Raises DomainError for a share or a number that cannot be."""
    steps = _steps(rows)
    for step in steps:
        words = {"grade": LABELS[step.grade]}
        if not 0 <= step.share <= 100:
            raise DomainError(_("Xếp loại năm, mức %(grade)s: tỷ lệ phải từ 0 đến 100 %%.") % words)
        if step.count is not None and not 0 <= step.count <= MONTHS:
            raise DomainError(_("Xếp loại năm, mức %(grade)s: số kỳ phải từ 0 đến 12.") % words)
    return YearRule(_("Cách xếp loại năm của cấp ủy"), source, "R", "", steps)


def grade_year(rule: YearRule, grades: Sequence[str], *, missing: int = 0) -> YearGrade:
    """The year's grade from the grades there are; ``missing`` more may turn out any way."""
    if not grades:
        return YearGrade("", (_("Chưa có buổi thường kỳ nào được xếp loại chính thức."),))
    best = _decide(rule, [*grades, *[ORDER[0]] * missing])
    worst = _decide(rule, [*grades, *[ORDER[-1]] * missing])
    if missing and best.grade != worst.grade:
        open_months = _("Còn %(count)s tháng chưa có xếp loại chính thức nên chưa kết luận được.") % {"count": missing}
        return YearGrade("", (open_months, *_decide(rule, grades).why))
    return best if not missing else YearGrade(worst.grade, _decide(rule, grades).why)


def _decide(rule: YearRule, grades: Sequence[str]) -> YearGrade:
    """The first step that holds; open where it holds but is not wholly known, or where no step is left."""
    why: list[str] = []
    for step in rule.steps:
        why.append(_sentence(step, grades))
        if step.holds(grades):
            if step.whole:
                return YearGrade(step.grade, tuple(why))
            why.append(_("Nguồn bị cắt ở phần còn lại của mức này: để cấp ủy quyết định."))
            return YearGrade("", tuple(why))
    last = rule.steps[-1]
    if last.grade == ORDER[-2] and last.whole:
        return YearGrade(ORDER[-1], tuple(why))
    return YearGrade("", (*why, _("Nguồn không nói các mức dưới: để cấp ủy quyết định.")))


def _sentence(step: Step, grades: Sequence[str]) -> str:
    words = {
        "grade": LABELS[step.grade],
        "floor": LABELS[step.floor],
        "share": step.share,
        "reached": sum(_reaches(grade, step.floor) for grade in grades),
        "whole": len(grades),
        "count": step.count,
        "own": sum(_reaches(grade, step.grade) for grade in grades),
    }
    held = _("đạt") if step.holds(grades) else _("không đạt")
    text = _("%(grade)s cần %(share)s %% số kỳ từ %(floor)s trở lên (có %(reached)s/%(whole)s)") % words
    if step.count is not None:
        text += _(" và ít nhất %(count)s kỳ từ %(grade)s trở lên (có %(own)s)") % words
    return f"{text}: {held}."
