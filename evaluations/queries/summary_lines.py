"""The lines of the year's tables that must balance; all are shown, with what does not hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from evaluations.queries.cap import CapGroup
from evaluations.queries.summary_tables import CellResult, Counts, Placed, Table


@dataclass(frozen=True)
class Line:
    """A line that must balance."""

    text: str
    balances: bool


@dataclass(frozen=True)
class Cells:
    """The lines of the list of cells, and the members counted in another way."""

    results: tuple[CellResult, ...]
    cells: Placed
    members: Placed

    @property
    def listed(self) -> int:
        return sum(row.members.total for row in self.results)

    @property
    def outside(self) -> int:
        """Members rated here who are in none of the cells of the list: leaders from other places."""
        known = {row.evaluation.cell_id for row, _place in self.cells}
        return sum(row.evaluation.cell_id not in known for row, _place in self.members)


def balance_lines(tables: Sequence[Table], members: Table, cells: Cells, groups: Iterable[CapGroup]) -> list[Line]:
    """The lines that must balance; all are shown, with what does not hold."""
    found: list[Line] = []
    names = (pgettext("several", "Chi bộ"), _("Đảng bộ"), _("Tập thể lãnh đạo, quản lý"))
    for name, table in (*zip(names, tables, strict=True), (_("Đảng viên"), members)):
        if table.total.total or table in (tables[0], members):
            found += [*_lines_of_total(name, table.total), _line_of_rows(name, table)]
    found.append(_line_of_cells(members, cells))
    found += [_line_of_cap(group) for group in groups]
    return found


def figures_lines(name: str, *, total: int, rated: int, apart: int, levels: Sequence[int]) -> list[Line]:
    """Whether figures add up, counted here or typed from a report (29 + 99 + 13 are not 142): a sentence each."""
    words = {"name": name, "rated": rated, "apart": apart, "total": total, "sum": rated + apart}
    text = _("%(name)s: được đánh giá %(rated)s + không hoặc chưa được đánh giá %(apart)s = tổng số %(total)s")
    if rated + apart != total:
        text = _(
            "%(name)s: được đánh giá %(rated)s + không hoặc chưa được đánh giá %(apart)s = %(sum)s, "
            "không phải %(total)s"
        )
    found = [Line(text % words, rated + apart == total)]
    words = {"name": name, "parts": " + ".join(map(str, levels)), "rated": rated, "sum": sum(levels)}
    text = _("%(name)s: bốn mức %(parts)s = được đánh giá %(rated)s")
    if sum(levels) != rated:
        text = _("%(name)s: bốn mức %(parts)s = %(sum)s, không phải %(rated)s")
    return [*found, Line(text % words, sum(levels) == rated)]


def _lines_of_total(name: str, total: Counts) -> list[Line]:
    levels = list(total.levels.values())
    return figures_lines(name, total=total.total, rated=total.rated, apart=total.not_rated, levels=levels)


def _line_of_rows(name: str, table: Table) -> Line:
    parts = " + ".join(str(row.total) for row in table.rows) or "0"
    words = {"name": name, "parts": parts, "total": table.total.total}
    text = _("%(name)s: các dòng %(parts)s = tổng số %(total)s") % words
    return Line(text, sum(row.total for row in table.rows) == table.total.total)


def _line_of_cells(members: Table, cells: Cells) -> Line:
    words = {"number": cells.listed, "outside": cells.outside, "total": members.total.total}
    if cells.outside:
        text = _(
            "Đảng viên: cộng theo danh sách chi bộ %(number)s + giữ chức vụ từ chi bộ ngoài kỳ %(outside)s "
            "= tổng số %(total)s"
        )
    else:
        text = _("Đảng viên: cộng theo danh sách chi bộ %(number)s = tổng số %(total)s")
    return Line(text % words, cells.listed + cells.outside == members.total.total)


def _line_of_cap(group: CapGroup) -> Line:
    words = {"group": group.label, "excellent": group.excellent, "most": group.in_force.most_excellent}
    text = _("Nhóm %(group)s: xuất sắc %(excellent)s, nhiều nhất theo tỷ lệ %(most)s") % words
    return Line(text, group.in_force.holds)
