"""The year-end summary as a paper and as a workbook, both from the same plain values."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO

from django.template.loader import render_to_string
from django.utils.translation import override

from cells.documents import committee_name
from core.demonstration import DEMONSTRATION
from core.pdf import render_html
from core.periods import format_date, official_day_line, today
from core.spreadsheet import Column, Formula, Table, column_letter, stream_workbook
from core.spreadsheet.writing import Value
from core.word import word_file
from evaluations.models import Level, Period
from evaluations.queries.results import closed_on, last_change_on
from evaluations.queries.summary import Counts, YearSummary, year_summary
from evaluations.queries.summary import Table as Counted
from meetings.documents.drafts import signature_of
from meetings.queries.official import body_symbol
from meetings.rules.official import symbol_words

CELL_COLUMNS = ("new", "other", "postponed", "waiting")
MEMBER_COLUMNS = ("exempt", "suspended", "new", "other", "postponed", "waiting")
HEADS = {
    "exempt": "Miễn công tác, sinh hoạt",
    "suspended": "Đình chỉ sinh hoạt",
    "new": "Dưới 6 tháng",
    "other": "Lý do khác",
    "postponed": "Để lại",
    "waiting": "Chưa quyết định",
}
CELL_HEADS = HEADS | {"new": "Mới thành lập"}


def year_summary_file_name(period: Period, as_of: dt.date | None = None) -> str:
    """As in "Tổng hợp xếp loại năm 2025, Đảng bộ xã Vân Trục"."""
    draft = "" if closed_on(period, as_of) else " (tạm tính)"
    day = f", tính đến {as_of:%d-%m-%Y}" if as_of else ""
    return f"Tổng hợp xếp loại năm {period.year}, {period.organisation.label(period.reference_date)}{draft}{day}"


def year_summary_pdf(period: Period, as_of: dt.date | None = None) -> bytes:
    """The paper, A4 lying; a closed year gives the same bytes again. Raises DomainError where printing fails.

    With ``as_of`` it is the paper as it came out on that day, whatever was decided again since.
    """
    return render_html(_page(period, as_of), day=document_day(period, as_of))


def year_summary_word(period: Period, as_of: dt.date | None = None) -> bytes:
    """The editable copy, of the same content and layout as the PDF."""
    return word_file(_page(period, as_of), day=document_day(period, as_of))


def _page(period: Period, as_of: dt.date | None) -> str:
    with override("vi"):
        summary = year_summary(period, as_of=as_of)
        day = document_day(period, as_of)
        symbol = symbol_words(None, "BC", body_symbol(period.organisation, day))
        return render_to_string("evaluations/pdf/year_summary.html", {**_paper(summary, day), "symbol": symbol})


def document_day(period: Period, as_of: dt.date | None = None) -> dt.date:
    """The date of the paper: when the year was closed or last decided on again, else the day it shows, else today."""
    return last_change_on(period, as_of) or as_of or today()


def _paper(summary: YearSummary, day: dt.date) -> dict[str, object]:
    place = f"{summary.place_name}, " if summary.place_name else ""
    return {
        "summary": summary,
        "committee": committee_name(summary.unit),
        "place_and_date": f"{place}{official_day_line(day)}",
        "signed": signature_of(summary.period.organisation, day),
        "as_of": format_date(summary.as_of),
        "cell_heads": [CELL_HEADS[key] for key in CELL_COLUMNS],
        "cell_columns": CELL_COLUMNS,
        "member_heads": [HEADS[key] for key in MEMBER_COLUMNS],
        "member_columns": MEMBER_COLUMNS,
        "blank": "……",
    }


def year_summary_xlsx(period: Period, as_of: dt.date | None = None) -> IO[bytes]:
    """The workbook: the two tables with live formulas, the list of cells, who was not rated, the check lines."""
    with override("vi"):
        summary = year_summary(period, as_of=as_of)
        counted = [
            _counted_sheet("Chi bộ", summary, summary.cells, "Loại hình", CELL_COLUMNS, CELL_HEADS),
            *_other_sheets(summary),
            _counted_sheet("Đảng viên", summary, summary.members, "Đối tượng", MEMBER_COLUMNS, HEADS),
        ]
        lists = (_list_sheet(summary), _not_rated_sheet(summary), _check_sheet(summary, counted))
        tables = [*(sheet.table for sheet in counted), *lists]
        moment = dt.datetime.combine(document_day(period, as_of), dt.time())
        return stream_workbook(tables, made_at=moment)


@dataclass(frozen=True)
class _Sheet:
    """A counted table as a worksheet."""

    table: Table
    counted: Counted
    columns: Sequence[str]
    """Those not rated."""

    @property
    def foot(self) -> int:
        """The Excel number of the row of totals."""
        return self.table.first_row + len(self.counted.rows)


def _other_sheets(summary: YearSummary) -> list[_Sheet]:
    """Committees and leadership collectives, where there are any."""
    found = []
    if summary.committees.rows:
        found.append(_counted_sheet("Đảng bộ", summary, summary.committees, "Cấp", CELL_COLUMNS, CELL_HEADS))
    if summary.collectives.rows:
        table = summary.collectives
        found.append(_counted_sheet("Tập thể", summary, table, "Loại tập thể", CELL_COLUMNS, CELL_HEADS))
    return found


def _titles(summary: YearSummary, what: str) -> list[str]:
    lines = [committee_name(summary.unit).upper(), f"{what} NĂM {summary.year}", f"Theo {summary.regulation}"]
    state = "Số liệu chính thức" if summary.is_final else "Số liệu tạm tính"
    lines.append(f"{state}, tính đến {format_date(summary.as_of)}")
    return [*lines, DEMONSTRATION] if summary.is_demonstration else lines


def _counted_sheet(
    name: str, summary: YearSummary, table: Counted, subject: str, columns: Sequence[str], heads: dict[str, str]
) -> _Sheet:
    sheet = Table(
        name=name,
        title_lines=_titles(summary, f"TỔNG HỢP XẾP LOẠI {name.upper()}"),
        columns=[
            Column("TT", 5, align="center"),
            Column(subject, 34),
            Column("Tổng số", 9, align="center"),
            *(Column(heads[key], 12, "Không hoặc chưa được đánh giá", "center") for key in columns),
            Column("Được đánh giá", 11, align="center"),
            *_level_columns(summary),
        ],
        rows=(),
        still=2,
    )
    rows = [
        [
            place,
            row.label,
            row.total,
            *(row.apart[key] for key in columns),
            *_levels(row, sheet.first_row + place - 1, columns),
        ]
        for place, row in enumerate(table.rows, 1)
    ]
    foot = _sum_row(table.total, columns, sheet.first_row, len(rows))
    return _Sheet(dataclasses.replace(sheet, rows=rows, foot_rows=[foot]), table, columns)


def _level_columns(summary: YearSummary) -> list[Column]:
    found = []
    for key, name in summary.level_labels:
        found += [Column("Số lượng", 9, name, "center"), Column("% được đánh giá", 10, name, "center", "0.00")]
        if key == Level.EXCELLENT:
            found.append(Column("% so với số tốt", 10, name, "center", "0.00"))
    return found


def _places(columns: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The letters of the column "được đánh giá" and of the four counts."""
    rated = 3 + len(columns)
    place, counts = rated + 1, {}
    for level in Level.values:
        counts[level] = column_letter(place + 1)
        place += 3 if level == Level.EXCELLENT else 2
    return column_letter(rated + 1), counts


def _levels(row: Counts, number: int, columns: Sequence[str]) -> list[int | Formula]:
    """Rated as the sum of the levels, then each level with its shares, live."""
    rated, counts = _places(columns)
    found: list[int | Formula] = [Formula("+".join(f"{letter}{number}" for letter in counts.values()), row.rated)]
    for level, letter in counts.items():
        found += [row.levels[level], _share(f"{letter}{number}", f"{rated}{number}", row.percent(level))]
        if level == Level.EXCELLENT:
            found.append(_share(f"{letter}{number}", f"{counts[Level.GOOD]}{number}", row.excellent_of_good))
    return found


def _share(part: str, whole: str, value: Decimal | None) -> Formula:
    shown = float(value) if value is not None else ""
    return Formula(f'IF({whole}=0,"",ROUND({part}*100/{whole},2))', shown)


def _sum_row(total: Counts, columns: Sequence[str], first: int, lines: int) -> list[str | int | Formula | None]:
    """The foot: sums of the lines above, and the shares of the sums."""
    number, (rated, counts) = first + lines, _places(columns)

    def summed(letter: str, value: int) -> int | Formula:
        # Without lines above it, the sum would name its own cell.
        return Formula(f"SUM({letter}{first}:{letter}{number - 1})", value) if lines else value

    found: list[str | int | Formula | None] = [None, total.label, summed("C", total.total)]
    found += [summed(column_letter(4 + place), total.apart[key]) for place, key in enumerate(columns)]
    found.append(summed(rated, total.rated))
    for level, letter in counts.items():
        found += [
            summed(letter, total.levels[level]),
            _share(f"{letter}{number}", f"{rated}{number}", total.percent(level)),
        ]
        if level == Level.EXCELLENT:
            found.append(_share(f"{letter}{number}", f"{counts[Level.GOOD]}{number}", total.excellent_of_good))
    return found


def _list_sheet(summary: YearSummary) -> Table:
    return Table(
        name="Danh sách chi bộ",
        title_lines=_titles(summary, "DANH SÁCH CHI BỘ VÀ KẾT QUẢ XẾP LOẠI"),
        columns=[
            Column("TT", 5, align="center"),
            Column("Chi bộ", 30),
            Column("Loại hình", 26),
            Column("Điểm", 8, align="center", number_format="0.##"),
            Column("Xếp loại", 30),
            Column("Số quyết định", 16),
            Column("Ngày quyết định", 14, align="center"),
            Column("Số lượng", 10, "Đảng viên", "center"),
            Column("Được đánh giá", 10, "Đảng viên", "center"),
            *(Column(name, 13, "Đảng viên", "center") for _key, name in summary.level_labels),
            Column("Ghi chú", 40),
        ],
        rows=(
            [
                place,
                row.name,
                row.unit_type,
                row.score,
                row.level_label,
                row.document_number,
                row.decided_on,
                row.members.total,
                row.members.rated,
                *row.members.levels.values(),
                row.reason,
            ]
            for place, row in enumerate(summary.cell_results, 1)
        ),
    )


def _not_rated_sheet(summary: YearSummary) -> Table:
    return Table(
        name="Chưa xếp loại",
        title_lines=_titles(summary, "DANH SÁCH KHÔNG HOẶC CHƯA ĐƯỢC ĐÁNH GIÁ, XẾP LOẠI"),
        columns=[
            Column("TT", 5, align="center"),
            Column("Họ và tên, chi bộ", 30),
            Column("Chi bộ", 30),
            Column("Diện", 34),
            Column("Lý do", 60),
        ],
        rows=(
            [place, row.name, row.cell, row.category_label, row.reason]
            for place, row in enumerate(summary.not_rated, 1)
        ),
    )


def _check_sheet(summary: YearSummary, counted: Sequence[_Sheet]) -> Table:
    """What has to balance, from the cells of the other sheets: both sides, their difference and the answer live."""
    columns = [
        Column("Nội dung", 90),
        Column("Vế trái", 11, align="right"),
        Column("Vế phải", 11, align="right"),
        Column("Chênh lệch", 11, align="right"),
        Column("Kết quả", 16, align="center"),
    ]
    frame = Table("Đối chiếu", columns, (), _titles(summary, "ĐỐI CHIẾU SỐ LIỆU VÀ TỶ LỆ XUẤT SẮC"), still=1)
    lines = [line for sheet in counted for line in _sums_of(sheet)]
    lines += [*_sum_of_list(summary, counted[-1]), *_shares_of(summary)]
    rows = [_check_row(frame.first_row + place, *line) for place, line in enumerate(lines)]
    return dataclasses.replace(frame, rows=rows)


Side = tuple[str, int]
"""One side of what has to balance: an expression, empty for a number that no cell holds, and what it comes to."""
CheckLine = tuple[str, Side, Side, bool]
"""Words, both sides, whether the left may be smaller."""


def _sums_of(sheet: _Sheet) -> Iterator[CheckLine]:
    foot, (rated, counts), total = sheet.foot, _places(sheet.columns), sheet.counted.total
    name = f"'{sheet.table.name}'!"
    whole = (f"{name}C{foot}", total.total)
    text = f"{sheet.table.name}: được đánh giá, không hoặc chưa được đánh giá cộng lại bằng tổng số"
    yield text, (f"SUM({name}D{foot}:{rated}{foot})", total.rated + total.not_rated), whole, False
    levels = "+".join(f"{name}{letter}{foot}" for letter in counts.values())
    text = f"{sheet.table.name}: bốn mức cộng lại bằng số được đánh giá"
    yield text, (levels, sum(total.levels.values())), (f"{name}{rated}{foot}", total.rated), False


def _sum_of_list(summary: YearSummary, members: _Sheet) -> Iterator[CheckLine]:
    """The members by cells beside those of the table; leaders from cells of other committees are in no list."""
    listed, results = _list_sheet(summary), summary.cell_results
    first, last = listed.first_row, listed.first_row + len(results) - 1
    number = sum(row.members.total for row in results) + summary.outside
    expression = f"SUM('{listed.name}'!H{first}:H{last})+{summary.outside}" if results else ""
    outside = f" và {summary.outside} người giữ chức vụ từ chi bộ ngoài kỳ" if summary.outside else ""
    total = (f"'{members.table.name}'!C{members.foot}", members.counted.total.total)
    yield f"Đảng viên: cộng theo danh sách chi bộ{outside} bằng tổng số", (expression, number), total, False


def _shares_of(summary: YearSummary) -> Iterator[CheckLine]:
    for group in summary.groups:
        for reading in group.readings:
            state = " (đang áp dụng)" if reading.in_force else ""
            most = f"nhiều nhất {group.rate}\N{NO-BREAK SPACE}% tính trên {reading.label}{state}"
            text = f"{group.label}: xuất sắc đã quyết định, {most}"
            yield text, ("", group.excellent), ("", reading.result.most_excellent), True


def _check_row(number: int, words: str, left: Side, right: Side, at_most: bool) -> list[Value]:
    apart = left[1] - right[1]
    right_words, wrong_words = ("trong tỷ lệ", "vượt") if at_most else ("khớp", "KHÔNG KHỚP")
    holds, test = (apart <= 0, "<=0") if at_most else (apart == 0, "=0")
    return [
        words,
        *(Formula(expression, value) if expression else value for expression, value in (left, right)),
        Formula(f"B{number}-C{number}", apart),
        Formula(f'IF(D{number}{test},"{right_words}","{wrong_words}")', right_words if holds else wrong_words),
    ]
