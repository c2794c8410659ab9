"""A set of criteria as a workbook, to be changed in Excel and uploaded again."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import override

from core.spreadsheet import Column, Formula, Table, column_letter, write_workbook
from core.spreadsheet.writing import Value
from evaluations.rules.criteria_check import COMPUTED, read_points
from evaluations.rules.wording import in_words
from meetings.rules.inputs import Fact

COLUMNS = (
    Column("Mã", 9),
    Column("Nhóm", 8, align="center"),
    Column("Đề mục", 34),
    Column("Tiêu chí", 48),
    Column("Điểm tối đa", 10, align="right"),
    Column("Cách chấm", 16),
    Column("Tính thế nào (chương trình giữ, không đọc lại cột này)", 46),
)
POINTS = 4
"""The place of the points among the columns."""
HINT = "Sửa chữ, điểm, thêm hoặc bớt dòng rồi tải lên lại. Giữ nguyên mã của dòng cũ; dòng mới để trống mã."


def criteria_table(criteria: Mapping[str, Any], facts: Mapping[str, Fact]) -> bytes:
    """The rows of the set with the sum of their points as a live formula. ``facts`` name what formulas use."""
    with override("vi"):
        rows = [_row(row, facts) for row in criteria["rows"]]
        titles = (str(criteria["title"]), HINT)
        table = Table("Bộ tiêu chí", COLUMNS, rows, titles)
        letter, first = column_letter(POINTS + 1), table.first_row
        total = float(sum(_points(row) for row in criteria["rows"]))
        added = Formula(f"SUM({letter}{first}:{letter}{first + len(rows) - 1})", total)
        foot: list[Value] = ["", "", "", "Cộng", added, "", ""]
        return write_workbook([Table("Bộ tiêu chí", COLUMNS, rows, titles, [foot])])


def _row(row: Mapping[str, Any], facts: Mapping[str, Fact]) -> list[Value]:
    is_computed = row["kind"] == COMPUTED
    how = "tính từ số liệu" if is_computed else "chấm tay"
    formula = in_words(row["points"], facts) if is_computed else ""
    return [row["code"], row["group"], row["heading"], row["text"], _points(row), how, formula]


def _points(row: Mapping[str, Any]) -> Decimal:
    points = read_points(row["maximum"]) or 0
    return Decimal(points.numerator) / Decimal(points.denominator)


def criteria_file_name(criteria: Mapping[str, Any]) -> str:
    """``Bộ tiêu chí - Chi bộ thôn, tổ dân phố (100 điểm).xlsx``."""
    return f"Bộ tiêu chí - {str(criteria['title'])[:100].replace('/', '-')}.xlsx"
