"""The basic statistics on organisations and members (Biểu 1, 3, 5, 7): which tables, lines and columns they have.

Pure data (``statistics.json``). ``cells.queries.statistics`` counts what is described here; the table on the page, the
paper, the workbook and the list of people behind a number all read the same description.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst

from cells.models import StatisticalType
from cells.rules.honours import BADGE_YEARS
from cells.rules.profile import codes_of

FILE = Path(__file__).with_name("statistics.json")
EVERYONE = "everyone"
"""The condition that all meet; beside another condition it makes no cell."""
TOTAL, TOTAL_LABEL = "total", "Tổng số"
SUBJECTS = {
    "occupation": "Nghề nghiệp",
    "general_education": "Giáo dục phổ thông",
    "professional": "Chuyên môn, nghiệp vụ",
    "political_theory": "Lý luận chính trị",
}


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column or a row, and what it asks of that which is counted; ``Cell`` is where two meet."""

    key: str
    label: str | Promise
    group: str = ""
    lines: tuple[str, ...] = ()
    """The kinds of facts counted; empty: as the other side says."""
    where: str = ""
    """The name of a condition; empty: as the other side says."""
    row_key: str | None = None
    """The unit directly below, or the type of unit; None: all of them."""
    adds: tuple[str, ...] = ()
    subtracts: tuple[str, ...] = ()
    """Heads of the same table from which this one follows."""
    optional: bool = False
    """Left out of a table in which nothing of it is counted."""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What one number counts."""

    row_key: str | None
    lines: tuple[str, ...]
    where: str


def cell_of(row: Head, column: Head) -> Cell | None:
    """What is counted where they meet; None where the two ask for different things."""
    if row.where and column.where and row.where != column.where:
        return None
    return Cell(
        row.row_key if row.row_key is not None else column.row_key,
        row.lines or column.lines,
        row.where or column.where or EVERYONE,
    )


@dataclass(frozen=True, slots=True)
class Layout:
    """One table of a form."""

    key: str
    title: str
    subject: str
    """The head of the first column."""
    columns: tuple[Head, ...]
    rows: tuple[Head, ...] = ()
    """Empty: one row for each unit directly below."""
    has_total: bool = True
    of_units: bool = False
    """Whether units are counted, where a column does not say members."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of the statistics. ``mark`` says how well its source is known."""

    key: str
    number: str
    title: str
    about: str
    moment: str
    """``day``: as of one day; ``period``: from one day to another."""
    mark: str
    tables: tuple[Layout, ...]
    checks: tuple[Head, ...] = ()
    """What does not add up or is missing in the records: counted, and shown when there is any."""

    @property
    def is_of_a_day(self) -> bool:
        return self.moment == "day"

    def layout(self, key: str) -> Layout | None:
        return next((table for table in self.tables if table.key == key), None)


@cache
def data() -> dict[str, Any]:
    return dict(json.loads(FILE.read_text(encoding="utf-8")))


def source() -> str:
    """Where the forms come from, for people."""
    return str(data()["source"])


@cache
def forms() -> dict[str, Form]:
    """All forms by their number."""
    made = {"1": (_changes(), _change_checks()), "3": (_profile(), _profile_checks()), "5": (_types(), ())}
    made["7"] = (_badges(), _badge_checks())
    return {key: Form(key, **row, tables=made[key][0], checks=made[key][1]) for key, row in data()["forms"].items()}


def reasons(direction: str) -> dict[str, str]:
    """Reason of a membership → line of increase (``up``) or decrease (``down``)."""
    return {reason: line["key"] for line in data()[direction] for reason in line["reasons"]}


def line_labels() -> dict[str, str]:
    """What each kind of change is called, for the list behind a number of Biểu 1."""
    ends = {"start": "Có ở đầu kỳ", "end": "Có ở cuối kỳ", "made_official": "Công nhận chính thức"}
    inside = {"internal_in": "Chuyển nội bộ đến", "internal_out": "Chuyển nội bộ đi"}
    return ends | inside | {line["key"]: line["label"] for line in (*data()["up"], *data()["down"])}


def _heads(direction: str) -> Iterator[tuple[str, str]]:
    for line in data()[direction]:
        yield line["key"], line["label"]


def _of_which(keys: Sequence[str] = ()) -> list[Head]:
    rows = data()["of_which"]
    return [Head(row["key"], row["label"], where=row["key"]) for row in rows if not keys or row["key"] in keys]


def _changes() -> tuple[Layout, ...]:
    ups, downs = [key for key, _label in _heads("up")], [key for key, _label in _heads("down")]
    rows = [Head("start", "A. Đảng viên đầu kỳ", lines=("start",), strong=True)]
    for letter, key, label in (("B", "up", "Đảng viên tăng trong kỳ"), ("C", "down", "Đảng viên giảm trong kỳ")):
        keys = tuple(line for line, _label in _heads(key))
        rows.append(Head(key, f"{letter}. {label}", lines=keys, adds=keys, strong=True))
        rows += [
            Head(line, f"{place}. {name}", lines=(line,), optional=line.startswith("unknown"))
            for place, (line, name) in enumerate(_heads(key), 1)
        ]
    official = "Đảng viên dự bị được công nhận chính thức"
    rows.append(Head("made_official", official, lines=("made_official",), where="probationary"))
    end = "D. Đảng viên cuối kỳ (A + B − C)"
    rows.append(
        Head("end", end, lines=("end",), adds=("start", "up"), subtracts=("down", "made_official"), strong=True)
    )
    everyone = Head(TOTAL, "Tổng số", where=EVERYONE)
    of_which = [Head(head.key, head.label, group="Trong đó", where=head.where) for head in _of_which()]
    lines = Layout("lines", "Toàn đơn vị", "Chỉ tiêu", (everyone, *of_which), tuple(rows), has_total=False)
    units = Layout("units", "Theo đơn vị", "Đơn vị", _change_columns(ups, downs))
    return lines, units


OF_A_TIME = (StatisticalType.TOWN, StatisticalType.SPECIAL_ZONE)
"""Towns ended, and special zones began, with the two levels of 01/7/2025: left out where there are none."""
OURS = ("organisation_in", "organisation_out", "listed", "unknown_in", "unknown_out")
"""Lines that the printed form does not have: left out where they are empty."""


def _change_columns(ups: list[str], downs: list[str]) -> tuple[Head, ...]:
    columns = [
        Head("start", "A. Đầu kỳ", lines=("start",), strong=True),
        Head("up", "Tổng", "B. Tăng", lines=tuple(ups), adds=tuple(ups), strong=True),
    ]
    columns += [Head(key, label, "B. Tăng", (key,), optional=key in OURS) for key, label in _heads("up")]
    columns.append(Head("down", "Tổng", "C. Giảm", lines=tuple(downs), adds=tuple(downs), strong=True))
    for key, label in _heads("down"):
        columns.append(Head(key, label, "C. Giảm", (key,), optional=key in OURS))
        if key == "struck_off":
            columns.append(Head("struck_off_probationary", "Xóa tên: dự bị", "C. Giảm", (key,), "probationary"))
    return (
        *columns,
        Head("internal_in", "Đến", "Chuyển trong nội bộ", ("internal_in",), optional=True),
        Head("internal_out", "Đi", "Chuyển trong nội bộ", ("internal_out",), optional=True),
        Head(
            "end",
            "D. Cuối kỳ",
            lines=("end",),
            adds=("start", "up", "internal_in"),
            subtracts=("down", "internal_out"),
            strong=True,
        ),
    )


def _change_checks() -> tuple[Head, ...]:
    return (
        Head("unknown_in", "trường hợp tăng chưa ghi lý do", lines=("unknown_in",)),
        Head("unknown_out", "trường hợp giảm chưa ghi lý do", lines=("unknown_out",)),
        Head("contradiction", "trường hợp ghi đã ra khỏi Đảng mà vẫn sinh hoạt tiếp", lines=("contradiction",)),
    )


def _profile() -> tuple[Layout, ...]:
    everyone = Head(TOTAL, "Tổng số", where=EVERYONE, strong=True)
    general = (
        *_of_which(["women", "probationary", "minority"]),
        Head("ethnic_unknown", "Chưa rõ dân tộc", where="ethnic_unknown", optional=True),
        *_of_which(["religious"]),
        Head("religion_unknown", "Chưa rõ tôn giáo", where="religion_unknown", optional=True),
        Head("exempt", "Miễn công tác và sinh hoạt", where="exempt"),
    )
    unknown = "Chưa có số liệu"
    ages = (
        Head("age_young", "Dưới 18", where="age_young", optional=True),
        *_bands("age", "tuổi"),
        Head("age_unknown", unknown, where="age_unknown"),
    )
    party_ages = (*_bands("party_age", "năm"), Head("party_age_unknown", unknown, where="party_age_unknown"))
    sections = [
        ("general", "Giới tính, dân tộc, tôn giáo", general),
        ("age", "Tuổi đời", ages),
        ("party_age", "Tuổi Đảng", party_ages),
        *((subject, title, _codes(subject, unknown)) for subject, title in SUBJECTS.items()),
    ]
    return tuple(Layout(key, title, "Đơn vị", (everyone, *columns)) for key, title, columns in sections)


def bands(of: str) -> list[tuple[str, int, int | None]]:
    """Name of the condition, first and last year (None: and more) of each band of ``age`` or ``party_age``."""
    return [(f"{of}_{first}", first, last) for first, last in data()[f"{of}_bands"]["bands"]]


def _bands(of: str, word: str) -> Iterator[Head]:
    for where, first, last in bands(of):
        if last is None:
            label = f"Trên {first - 1} {word}" if of == "age" else f"Từ {first} {word}"
        else:
            label = f"{first}–{last} {word}" if first else f"Dưới {last + 1} {word}"
        yield Head(where, label, where=where)


def _codes(subject: str, unknown: str) -> tuple[Head, ...]:
    known = [Head(code, capfirst(label)) for code, label in codes_of(subject).items()]
    return (
        *(Head(f"{subject}_{head.key}", head.label, where=f"{subject}_{head.key}") for head in known),
        Head(f"{subject}_uncoded", "Ngoài danh mục", where=f"{subject}_uncoded", optional=True),
        Head(f"{subject}_unknown", unknown, where=f"{subject}_unknown"),
    )


def _profile_checks() -> tuple[Head, ...]:
    late = "đảng viên kết nạp đã quá 12 tháng mà chưa ghi ngày chính thức, đang tính là dự bị"
    return (Head("late_official", late, where="late_official"),)


def _types() -> tuple[Layout, ...]:
    columns = [
        Head(
            row["key"],
            row["label"],
            row["group"],
            tuple(row.get("adds", (row["key"],))),
            adds=tuple(row.get("adds", ())),
        )
        for row in data()["unit_kinds"]
    ]
    columns.append(Head("members", "Đảng viên", lines=("members",), strong=True))
    rows = [Head(kind.value, kind.label, row_key=kind.value, optional=kind in OF_A_TIME) for kind in StatisticalType]
    rows.append(Head("unknown", "Chưa ghi loại hình", row_key=""))
    return (Layout("types", "Theo loại hình", "Loại hình", tuple(columns), tuple(rows)),)


def _badges() -> tuple[Layout, ...]:
    women = Head("women", "Nữ", "Trong đó", where="women")
    posthumous = Head("posthumous", "Truy tặng", "Trong đó", where="posthumous")
    years = [
        Head(f"years_{number}", str(number), "Số năm tuổi Đảng", where=f"years_{number}") for number in BADGE_YEARS
    ]

    def counting(line: str, label: str, *columns: Head) -> tuple[Head, ...]:
        first = Head(TOTAL, label, where=EVERYONE, strong=True)
        return tuple(
            Head(head.key, head.label, head.group, (line,), head.where, strong=head.strong)
            for head in (first, *columns)
        )

    return (
        Layout("awarded", "Huy hiệu Đảng đã trao", "Đơn vị", counting("awarded", "Đã trao", women, posthumous, *years)),
        Layout("due", "Đủ tuổi Đảng đến đợt trao sau", "Đơn vị", counting("due", "Đủ tuổi", women, *years)),
    )


def _badge_checks() -> tuple[Head, ...]:
    return (Head("undated", "đảng viên chưa ghi ngày vào Đảng nên chưa tính được tuổi Đảng", lines=("undated",)),)
