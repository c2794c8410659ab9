"""Mẫu 04 of HD 43-HD/BTCTW: the list of records, subject by subject, with the annex of points (phụ lục chấm điểm).

Earlier years have no such form; the same list is then printed without a number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import IO

from django.utils.translation import override

from cells.models import Organisation
from core.periods import today
from core.spreadsheet import column_letter
from evaluations.models import Evaluation, Period
from evaluations.queries.points import PointRow, PointSheet, points_of_all
from evaluations.queries.record_list import RecordLine, RecordList, record_lists, units_first
from evaluations.queries.regulations import regulation_of
from evaluations.queries.subjects import cut_off
from evaluations.rules.review_forms import RECORDS_FORM
from meetings.documents.table_paper import (
    Cell,
    Column,
    Head,
    Live,
    Part,
    TablePaper,
    head_on,
    table_pdf,
    table_word,
    table_xlsx,
)

HEADS = (
    "(1) Báo cáo, bản kiểm điểm",
    "(2) Nhận xét nơi cư trú",
    "(3) Biên bản hội nghị",
    "(4) Thẩm định",
    "(5) Kết luận, kết quả",
    "(6) Gợi ý",
    "(7) Góp ý",
    "(8) Khiếu nại",
    "(9) Khác",
)
COUNTED = "Số trong các cột (1) đến (9) là số tài liệu có trong hệ thống{}; dấu – là không phải có."
NOTE = COUNTED.format(", theo Điều 17 Quy định 366-QĐ/TW")
EARLIER_NOTE = COUNTED.format("")
PAPER_NOTE = "Tài liệu chỉ lưu bản giấy thì ghi tay vào cột cuối."
MOST_CODES = 26
"""Criteria that find room beside each other on a page."""
NARROW = 7.6


def record_list_pdf(period: Period) -> bytes:
    """The list of everybody in the year of a committee. Raises DomainError where printing fails."""
    return table_pdf(_of_period(period), period.organisation)


def record_list_word(period: Period) -> bytes:
    """The editable copy."""
    return table_word(_of_period(period), period.organisation)


def record_list_xlsx(period: Period) -> IO[bytes]:
    """The list and the points as worksheets, sums as live formulas."""
    return table_xlsx(_of_period(period))


def unit_record_list_pdf(evaluation: Evaluation) -> bytes:
    """The list of the unit of that evaluation and its people alone."""
    return table_pdf(_of_unit(evaluation), evaluation.cell)


def unit_record_list_word(evaluation: Evaluation) -> bytes:
    """The editable copy."""
    return table_word(_of_unit(evaluation), evaluation.cell)


def unit_record_list_xlsx(evaluation: Evaluation) -> IO[bytes]:
    """The same as worksheets."""
    return table_xlsx(_of_unit(evaluation))


def record_list_file_name(period: Period) -> str:
    """As in "Danh mục hồ sơ năm 2026, Đảng bộ xã Vân Trục"."""
    return f"Danh mục hồ sơ {_year(period)}, {period.organisation.label(period.reference_date)}"


def unit_record_list_file_name(evaluation: Evaluation) -> str:
    """As in "Danh mục hồ sơ năm 2026, Chi bộ thôn Song Vân"."""
    return f"Danh mục hồ sơ {_year(evaluation.period)}, {evaluation.cell.label(cut_off(evaluation.period))}"


def _year(period: Period) -> str:
    return f"quý {period.quarter} năm {period.year}" if period.quarter else f"năm {period.year}"


def _rows(period: Period) -> list[Evaluation]:
    rows = Evaluation.objects.filter(period=period).select_related("period__organisation", "member", "collective")
    return list(units_first(rows).prefetch_related("cell__periods"))


def _of_period(period: Period) -> TablePaper:
    return record_list_paper(period, period.organisation, _rows(period))


def _of_unit(evaluation: Evaluation) -> TablePaper:
    rows = [row for row in _rows(evaluation.period) if row.cell_id == evaluation.cell_id]
    return record_list_paper(evaluation.period, evaluation.cell, rows)


def record_list_paper(period: Period, unit: Organisation, evaluations: Sequence[Evaluation]) -> TablePaper:
    """The paper as plain values: a part for each unit, a line for each subject."""
    with override("vi"):
        names_on, regulation = cut_off(period), regulation_of(period)
        form = next((form for form in regulation.forms if form.key == RECORDS_FORM), None)
        lists = record_lists(period, evaluations)
        head = head_on(unit, names_on, today())
        return TablePaper(
            head=head,
            kind="Danh mục hồ sơ",
            subject=f"kiểm điểm, đánh giá, xếp loại chất lượng {_year(period)}",
            form_number=form.number if form else "",
            columns=(
                Column("TT", 9, "center"),
                Column("Tập thể, cá nhân", 46),
                *(Column(label, 15, "center", "Tài liệu trong hồ sơ") for label in HEADS),
                Column("Còn thiếu, ghi chú"),
            ),
            parts=tuple(_parts(lists, names_on)),
            sums=_sums(lists),
            notes=(f"{NOTE if form else EARLIER_NOTE} {PAPER_NOTE}",),
            sheet="Danh mục hồ sơ",
            annexes=tuple(_annexes(period, evaluations, names_on, head)),
        )


def _parts(lists: Sequence[RecordList], names_on: dt.date) -> list[Part]:
    found, place = [], 0
    for _cell, group in groupby(lists, key=lambda each: each.evaluation.cell_id):
        rows = list[tuple[Cell, ...]]()
        inside = list(group)
        for each in inside:
            place += 1
            numbers = (len(line.found) if line.found or line.is_required else "–" for line in each.lines)
            rows.append((place, _name(each.evaluation, names_on), *numbers, _remarks(each)))
        found.append(Part(tuple(rows), heading=inside[0].evaluation.cell.label(names_on)))
    return found


def _name(evaluation: Evaluation, names_on: dt.date) -> str:
    if evaluation.member_id or evaluation.collective_id:
        return str(evaluation)
    return evaluation.cell.label(names_on)


def _remarks(each: RecordList) -> str:
    missing = ", ".join(f"({line.number})" for line in each.missing)
    words = [f"Thiếu {missing}"] if missing else []
    words += [f"({line.number}) {_lower(line)}" for line in each.lines if line.note]
    return "; ".join(words)


def _lower(line: RecordLine) -> str:
    return line.note[:1].lower() + line.note[1:]


def _sums(lists: Sequence[RecordList]) -> tuple[Cell, ...]:
    """How many subjects have each kind; in the workbook counted there."""
    letters = "CDEFGHIJK"
    counts = [sum(bool(each.lines[place].found) for each in lists) for place in range(len(HEADS))]
    live = (
        Live(f'COUNTIF({letter}{{first}}:{letter}{{last}},">0")', n) for letter, n in zip(letters, counts, strict=True)
    )
    lacking = sum(bool(each.missing) for each in lists)
    return (None, "Số đối tượng có", *live, f"{lacking}/{len(lists)} đối tượng còn thiếu tài liệu")


def _annexes(period: Period, evaluations: Sequence[Evaluation], names_on: dt.date, head: Head) -> list[TablePaper]:
    """Points by criterion, one table for each set of criteria, then what the codes stand for."""
    sheets = points_of_all(period, evaluations)
    sets: dict[tuple[str, ...], list[Evaluation]] = {}
    for row in evaluations:
        rows = _criteria(sheets[row.pk])
        if rows:
            sets.setdefault(tuple(each.code for each in rows), []).append(row)
    found = []
    for number, (codes, subjects) in enumerate(sets.items(), 1):
        first = _criteria(sheets[subjects[0].pk])
        words = f"phụ lục chấm điểm {_year(period)}" + (f" ({number}/{len(sets)})" if len(sets) > 1 else "")
        found.append(
            TablePaper(
                head=head,
                kind=f"Phụ lục {number}",
                subject=words[0].lower() + words[1:],
                columns=tuple(_point_columns(first, is_wide=len(codes) <= MOST_CODES)),
                parts=tuple(_point_parts(subjects, sheets, names_on)),
                notes=("; ".join(f"{row.code}: {row.text} (tối đa {_shown(row.maximum)})" for row in first) + ".",),
                sheet=f"Chấm điểm {number}",
            )
        )
    return found


def _criteria(sheet: PointSheet) -> list[PointRow]:
    return [row for group in sheet.groups for row in group.rows]


def _point_columns(rows: Sequence[PointRow], *, is_wide: bool) -> list[Column]:
    """A column for each criterion, its most under its code; where they are many, all equally narrow."""
    width = max(NARROW, min(18.0, 150 / len(rows))) if is_wide else None
    codes = [Column(_shown(row.maximum), width, "center", row.code, "0.##") for row in rows]
    return [
        Column("TT", 9, "center"),
        Column("Tập thể, cá nhân", 38 if is_wide else 30),
        Column("Bên chấm", 16),
        *codes,
        Column("Cộng", 13, "center", number_format="0.##"),
    ]


def _point_parts(subjects: Sequence[Evaluation], sheets: dict[int, PointSheet], names_on: dt.date) -> list[Part]:
    found, place = [], 0
    for _cell, group in groupby(subjects, key=lambda each: each.cell_id):
        inside, rows = list(group), list[tuple[Cell, ...]]()
        for row in inside:
            place += 1
            criteria = _criteria(sheets[row.pk])
            rows.append(_point_row(place, _name(row, names_on), "Tự chấm", [each.own for each in criteria]))
            if any(each.appraised is not None for each in criteria):
                rows.append(_point_row(None, "", "Thẩm định", [each.appraised for each in criteria]))
        found.append(Part(tuple(rows), heading=inside[0].cell.label(names_on)))
    return found


def _point_row(place: int | None, name: str, who: str, points: Sequence[object]) -> tuple[Cell, ...]:
    numbers = [None if point is None else Decimal(str(point)) for point in points]
    known = [number for number in numbers if number is not None]
    total = sum(known, Decimal()) if len(known) == len(numbers) else None
    last = column_letter(3 + len(numbers))
    live = Live(f'IF(COUNT(D{{row}}:{last}{{row}})<{len(numbers)},"",SUM(D{{row}}:{last}{{row}}))', total)
    return (place, name, who, *numbers, live)


def _shown(value: object) -> str:
    return f"{Decimal(str(value)).normalize():f}".replace(".", ",")
