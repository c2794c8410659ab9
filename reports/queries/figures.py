"""The figures of the boards: what each is called, from which records it comes, its value for a unit and a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evaluations.models import Evaluation
from evaluations.models.subjects import PERSONS
from reports.queries.yearly import (
    ClassCounts,
    GradeCounts,
    Groups,
    MinutesCounts,
    Sessions,
    TaskCounts,
    Voices,
    class_years,
    grade_years,
    minutes_years,
    session_years,
    task_years,
    voice_years,
)

CELL = Evaluation.Subject.CELL


MEETINGS, MINUTES, GRADES = _("sổ sinh hoạt"), _("biên bản và ngày gửi biên bản"), _("xếp loại chính thức các buổi")
ROLLS, TASKS, DECISIONS = _("bảng điểm danh"), _("nhiệm vụ trong biên bản"), _("quyết định xếp loại có hiệu lực")


@dataclass(frozen=True)
class UnitYear:
    """What is known of one year of a unit; parts that were not asked for are empty."""

    sessions: Sessions = field(default_factory=Sessions)
    voices: Voices = field(default_factory=Voices)
    grades: GradeCounts = field(default_factory=lambda: GradeCounts({}))
    minutes: MinutesCounts = field(default_factory=MinutesCounts)
    tasks: TaskCounts = field(default_factory=TaskCounts)
    cells: ClassCounts = field(default_factory=ClassCounts)
    members: ClassCounts = field(default_factory=ClassCounts)


@dataclass(frozen=True)
class Figure:
    """One figure. ``value`` and ``parts`` (how many of how many) are read from a year; ``of`` names what it needs."""

    key: str
    label: Promise | str
    unit: Promise | str
    source: Promise | str
    of: str
    value: Callable[[UnitYear], Decimal | None]
    parts: Callable[[UnitYear], tuple[int, int]]

    @property
    def is_share(self) -> bool:
        return self.unit == "%"


FIGURES: dict[str, Figure] = {
    figure.key: figure
    for figure in (
        Figure("sessions", _("Buổi thường kỳ đã họp so với phải họp"), "%", MEETINGS, "sessions",
               lambda year: year.sessions.held_percent, lambda year: (year.sessions.held, year.sessions.due)),
        Figure("complete", _("Chi bộ họp đủ các tháng"), "%", MEETINGS, "sessions",
               lambda year: year.sessions.complete_percent,
               lambda year: (year.sessions.complete, year.sessions.asked)),
        Figure("regular", _("Kỳ thường kỳ bình quân một chi bộ"), _("kỳ"), MEETINGS, "sessions",
               lambda year: year.sessions.regular_each, lambda year: (year.sessions.held, year.sessions.cells)),
        Figure("thematic", _("Kỳ chuyên đề bình quân một chi bộ"), _("kỳ"), MEETINGS, "sessions",
               lambda year: year.sessions.thematic_each, lambda year: (year.sessions.thematic, year.sessions.cells)),
        Figure("attendance", _("Tỷ lệ đảng viên dự họp"), "%", ROLLS, "voices",
               lambda year: year.voices.attendance, lambda year: (year.voices.present, year.voices.counted)),
        Figure("speakers", _("Tỷ lệ phát biểu trong số có mặt"), "%", ROLLS, "voices",
               lambda year: year.voices.speakers, lambda year: (year.voices.spoke, year.voices.came)),
        Figure("grades", _("Buổi xếp loại Tốt trong số đã xếp loại"), "%", GRADES, "grades",
               lambda year: year.grades.good_percent,
               lambda year: (year.grades.in_order[0][1], year.grades.graded)),
        Figure("minutes", _("Biên bản gửi đúng hạn"), "%", MINUTES, "minutes",
               lambda year: year.minutes.in_time_percent,
               lambda year: (year.minutes.held - year.minutes.late, year.minutes.held)),
        Figure("tasks", _("Nhiệm vụ đã hoàn thành"), "%", TASKS, "tasks",
               lambda year: year.tasks.done_percent,
               lambda year: (year.tasks.done, year.tasks.given - year.tasks.dropped)),
        Figure("cells_class", _("Chi bộ xếp loại từ hoàn thành tốt nhiệm vụ trở lên"), "%", DECISIONS, "classes",
               lambda year: year.cells.good_or_better_percent,
               lambda year: (year.cells.excellent + year.cells.good, year.cells.rated)),
        Figure("members_class", _("Đảng viên xếp loại từ hoàn thành tốt nhiệm vụ trở lên"), "%", DECISIONS, "classes",
               lambda year: year.members.good_or_better_percent,
               lambda year: (year.members.excellent + year.members.good, year.members.rated)),
    )
}  # fmt: skip


def figure_years(
    groups: Groups, years: Sequence[int], until: dt.date, *, keys: Collection[str]
) -> dict[tuple[int, int], UnitYear]:
    """The years of the units of ``groups``, with what these figures need: one query for each sort of records."""
    needed = {FIGURES[key].of for key in keys}
    parts: dict[str, dict[tuple[int, int], object]] = {}
    for name, ask in (
        ("sessions", session_years), ("voices", voice_years), ("grades", grade_years), ("minutes", minutes_years),
        ("tasks", task_years),
    ):  # fmt: skip
        if name in needed:
            parts[name] = dict(ask(groups, years, until))
    if "classes" in needed:
        parts |= _classes(groups, years, until)
    found = {key for rows in parts.values() for key in rows}
    return {key: UnitYear(**{name: rows[key] for name, rows in parts.items() if key in rows}) for key in found}  # type: ignore[arg-type]


def _classes(groups: Groups, years: Iterable[int], until: dt.date) -> dict[str, dict[tuple[int, int], object]]:
    rows = class_years(groups, years, until, subjects=[CELL, *PERSONS])
    members: dict[tuple[int, int], object] = {}
    for top, year, subject in rows:
        if subject != CELL:
            of_year = [rows.get((top, year, each), ClassCounts()) for each in PERSONS]
            members[top, year] = sum_classes(of_year)
    cells: dict[tuple[int, int], object] = {
        (top, year): counts for (top, year, subject), counts in rows.items() if subject == CELL
    }
    return {"cells": cells, "members": members}


def sum_classes(rows: Iterable[ClassCounts]) -> ClassCounts:
    """Several kinds of subjects as one."""
    rows = list(rows)
    levels: dict[str, int] = {}
    for row in rows:
        for level, number in row.levels.items():
            levels[level] = levels.get(level, 0) + number
    return ClassCounts(levels, sum(row.unrated for row in rows), sum(row.waiting for row in rows))
