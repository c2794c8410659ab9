"""When the invented cells meet: the habits of each, and the plan of their months. Pure and deterministic."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

FIRST, LAST = (2025, 1), (2026, 10)
SEED = 20251122


@dataclass(frozen=True)
class Habit:
    """How a cell keeps its rhythm."""

    day: int = 4
    """The day of the month on which it usually meets."""
    skips: tuple[tuple[int, int], ...] = ()
    theme_months: tuple[int, ...] = (3, 6, 9, 12)
    absent_percent: int = 6
    """How many of a hundred expected members are absent on average."""
    minutes: int = 100


HABITS = {
    "Chi bộ thôn Song Vân": Habit(day=3, absent_percent=5),
    "Chi bộ thôn Tân Lập": Habit(day=5),
    "Chi bộ thôn Đồng Tâm": Habit(day=6, absent_percent=8),
    "Chi bộ thôn Vân Nhưng": Habit(day=4, theme_months=(2, 5, 8, 11)),
    "Chi bộ thôn Bãi Dài": Habit(
        day=8, skips=((2025, 2), (2025, 7), (2025, 8), (2026, 2)), theme_months=(3, 9), absent_percent=14, minutes=80
    ),
    "Chi bộ thôn Phú Cường": Habit(day=17, absent_percent=9),
    "Chi bộ thôn Yên Hòa": Habit(day=7, theme_months=(3, 6, 9)),
    "Chi bộ Trường Mầm non": Habit(day=3, absent_percent=3),
    "Chi bộ Trường Tiểu học": Habit(day=3, absent_percent=4),
    "Chi bộ Trường THCS": Habit(day=5, theme_months=(1, 4, 9, 11), absent_percent=3),
    "Chi bộ Cơ quan xã": Habit(day=2, absent_percent=10),
    "Chi bộ Trạm Y tế": Habit(day=6, absent_percent=6),
    "Chi bộ thôn Vân Hội": Habit(day=9, theme_months=(3,), absent_percent=12),
}


@dataclass(frozen=True)
class MonthPlan:
    """One month's regular meeting of one cell."""

    year: int
    month: int
    held_on: dt.date
    has_theme: bool
    starts_at: dt.time
    minutes: int


def months() -> Iterator[tuple[int, int]]:
    """Every month of the invented history."""
    year, month = FIRST
    while (year, month) <= LAST:
        yield year, month
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def plans(cell_name: str, *, last_day: dt.date | None = None) -> Iterator[MonthPlan]:
    """The meetings a cell of that name holds, until it ends on ``last_day``."""
    habit = HABITS[cell_name]
    for year, month in months():
        if (year, month) in habit.skips:
            continue
        chance = random.Random(f"{SEED}{cell_name}{year}{month}")
        held_on = dt.date(year, month, habit.day + chance.randint(0, 2))
        if last_day and held_on > last_day:
            return
        yield MonthPlan(
            year=year,
            month=month,
            held_on=held_on,
            has_theme=month in habit.theme_months,
            starts_at=dt.time(19, 30) if "thôn" in cell_name else dt.time(14, 0),
            minutes=habit.minutes + (30 if month in habit.theme_months else 0) + chance.randint(0, 15),
        )
