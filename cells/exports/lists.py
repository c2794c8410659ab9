"""The three lists as workbooks: filled for the office, or empty with an explanation of each column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import IO

from django.utils.translation import override

from cells.exports.layout import COLUMNS, TITLES, Kind
from cells.exports.members import member_rows, numbered_rows
from cells.exports.organisations import organisation_rows, post_rows
from cells.models import Organisation
from core.periods import format_date, today
from core.reading import one_moment
from core.spreadsheet import Column, Table, stream_workbook, write_workbook
from core.spreadsheet.writing import Value

NAMES = {Kind.MEMBERS: "Đảng viên", Kind.ORGANISATIONS: "Tổ chức đảng", Kind.POSTS: "Chức vụ"}


def list_workbook(organisation: Organisation, *, kind: str, on: dt.date, sheet_per_cell: bool = False) -> bytes:
    """The list of that day, whole numbers included, in the layout in which it is read again."""
    titles = _titles(organisation, kind, on)
    rows: Iterable[list[Value]]
    if kind == Kind.MEMBERS:
        by_cell = member_rows(organisation, on) if sheet_per_cell else {}
        if by_cell:
            return write_workbook([_table(cell, kind, rows, titles) for cell, rows in by_cell.items()])
        rows = numbered_rows(organisation, on)
    elif kind == Kind.ORGANISATIONS:
        rows = organisation_rows(organisation, on)
    else:
        rows = post_rows(organisation, on)
    return write_workbook([_table(NAMES[Kind(kind)], kind, rows, titles)])


def member_list_file(organisation: Organisation) -> IO[bytes]:
    """Today's members in one sheet, as an open temporary file: a list of any length, made as a paper."""
    day = today()
    with one_moment(), override("vi"):
        titles = _titles(organisation, Kind.MEMBERS, day)
        table = _table(NAMES[Kind.MEMBERS], Kind.MEMBERS, numbered_rows(organisation, day), titles)
        return stream_workbook([table], made_at=dt.datetime.combine(day, dt.time()))


def member_list_file_name(organisation: Organisation) -> str:
    return f"Danh sách đảng viên {organisation.name} {today():%d-%m-%Y}"


def _titles(organisation: Organisation, kind: str, on: dt.date) -> list[str]:
    return [TITLES[Kind(kind)], organisation.label(on), f"(Tính đến ngày {format_date(on)})"]


def _table(name: str, kind: str, rows: Iterable[list[Value]], titles: list[str]) -> Table:
    columns = [Column("STT", 6, align="center")]
    columns += [
        Column(column.title, column.width, number_format="@" if column.field in TEXTS else "")
        for column in COLUMNS[kind]
    ]
    return Table(name, columns, rows, titles)


TEXTS = frozenset({"citizen_id", "card_number", "old_card_number", "old_identity_number", "phone", "code", "unit_code"})
"""Numbers that are text, so that what is typed into their columns keeps its leading zeros."""


def sample_workbook(kind: str) -> bytes:
    """An empty list, ten rows ready to be typed into, and a sheet that explains every column with an example."""
    with override("vi"):
        empty = _table(NAMES[Kind(kind)], kind, [[None] * (len(COLUMNS[kind]) + 1) for _row in range(10)], [])
        explained: list[list[Value]] = [
            [number, column.title, "bắt buộc" if column.required else "", str(column.guidance), column.example]
            for number, column in enumerate(COLUMNS[kind], 1)
        ]
    heads = [
        Column("TT", 6, align="center"),
        Column("Tên cột", 28),
        Column("Cần ghi", 12),
        Column("Ghi thế nào", 70),
        Column("Ví dụ", 26),
    ]
    guide = Table(
        "Hướng dẫn", heads, explained, ["CÁCH GHI CÁC CỘT", "Ô bỏ trống là không nói gì: không xóa điều đã ghi."]
    )
    return write_workbook([empty, guide])
