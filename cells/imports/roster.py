"""Read a member list as an office keeps it: bytes in, what was understood out. No database."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cells.imports import checks
from cells.imports.heads import Head, find_head, nameless_head
from cells.imports.sheets import SheetReading, read_sheet
from cells.imports.titles import OTHER_LISTS, as_of_day, committees, title_lines
from cells.imports.understood import DOUBTFUL, REFUSED, FoundCell, FoundColumn, Issue, Person, Roster, SkippedSheet
from cells.imports.vocabulary import column_key, head_key
from core.errors import DomainError
from core.old_fonts import spoiled_words
from core.periods import today
from core.spreadsheet import LIMITS, Conversion, Limits, Sheet, column_letter, in_unicode, read_sheets

_OLD_FONT_TEXTS = 3
_FAULTS = "lỗi"
"""The column that this program adds to a list it gives back; it makes no other list of it."""
_FONT_NAMES = {
    "TCVN3": gettext_lazy("phông TCVN3"),
    "VNI": gettext_lazy("phông VNI"),
    "Windows-1258": gettext_lazy("bảng mã Windows-1258"),
    "UTF-8": gettext_lazy("bảng mã UTF-8 bị đọc nhầm"),
}


def read_roster(
    data: bytes, filename: str, mapping: Mapping[str, str] | None = None, *, limits: Limits = LIMITS
) -> Roster:
    """Understand a member list (.xlsx, .xls, .csv, .docx) whatever its layout.

    ``mapping`` is what the user said about columns: ``vocabulary.column_key`` of a title → a field of
    ``vocabulary.FIELDS``, or "" for a column that is not to be used. Other columns are recognised as always.
    Rows that cannot be right are refused and left out of ``people``; rows that may be wrong are doubted and kept.
    A table without a known column of names gives its columns and one refusal, so that the user can say which it is.
    Raises DomainError when the file cannot be read, or when no table of members is found in it.
    """
    sheets, conversions = in_unicode(read_sheets(data, limits=limits))
    chosen, skipped = _choose(sheets, mapping or {})
    if not chosen:
        return _without_names(filename, sheets, mapping or {})
    day = today()
    readings = [read_sheet(sheet, head, day, among_several=len(chosen) > 1) for sheet, head in chosen]
    readings, copies = _without_copies(readings)
    skipped += copies
    people = [person for reading in readings for person in reading.people]
    issues = [issue for reading in readings for issue in reading.issues]
    cells = _merge_cells(readings)
    issues += _cross_checks(readings, people, cells)
    refused = {(issue.sheet, issue.row) for issue in issues if issue.severity == REFUSED}
    people = [person for person in people if (person.sheet, person.row) not in refused]
    rows_read = sum(reading.rows_read for reading in readings)
    if not rows_read:
        raise DomainError(_("Không thấy dòng đảng viên nào dưới tiêu đề của bảng. Hãy kiểm tra lại tệp."))
    issues += _wrong_totals(readings, rows_read)
    issues += _told_of_fonts(readings, conversions, refused)
    order = {sheet.title: place for place, sheet in enumerate(sheets)}
    issues.sort(key=lambda issue: (order.get(issue.sheet, 0), issue.row, issue.column))
    titles = [line for reading in readings for line in reading.titles]
    columns = _columns(readings)
    return Roster(
        filename=filename,
        as_of=as_of_day(titles),
        units=_units(titles, cells),
        columns=columns,
        cells=tuple(cells),
        people=tuple(people),
        issues=tuple(issues),
        skipped=tuple(skipped),
        admission_kind=next((kind for reading in readings if (kind := reading.head.admission_kind)), ""),
        stated_total=next(
            (total for reading in readings for _row, total in reading.totals if total == rows_read), None
        ),
        head_signature=_signature(columns),
    )


def _signature(columns: Iterable[FoundColumn]) -> str:
    """The same for the same titles in any order, in one sheet or many."""
    keys = sorted({column_key(column.header) for column in columns} - {_FAULTS})
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()


def _choose(sheets: Sequence[Sheet], mapping: Mapping[str, str]) -> tuple[list[tuple[Sheet, Head]], list[SkippedSheet]]:
    """The sheets with a table of members, each with its first head; the others with the reason."""
    found: list[tuple[Sheet, Head]] = []
    skipped: list[SkippedSheet] = []
    for sheet in sheets:
        head = find_head(sheet, assigned=mapping)
        if head is None:
            if sheet.rows:
                skipped.append(
                    SkippedSheet(sheet.title, _("Không có bảng đảng viên (cột Họ và tên kèm ngày sinh, số thẻ...)."))
                )
            continue
        found.append((sheet, head))
    for reason, unwanted in (
        (_("Trang ẩn nên không được đọc."), lambda sheet, _head: sheet.hidden),
        (_("Có vẻ là danh sách khác, không phải đảng viên đang sinh hoạt."), _is_other_list),
    ):
        dropped = [pair for pair in found if unwanted(*pair)]
        if 0 < len(dropped) < len(found):
            skipped += [SkippedSheet(sheet.title, reason) for sheet, _head in dropped]
            found = [pair for pair in found if pair not in dropped]
    return found, skipped


def _without_names(filename: str, sheets: Sequence[Sheet], mapping: Mapping[str, str]) -> Roster:
    """A list whose column of names has a title that nobody knows: the user can say which it is."""
    found = [(sheet, head) for sheet in sheets if (head := nameless_head(sheet, assigned=mapping))]
    if not found:
        raise _no_table(sheets)
    reason = _("Không rõ cột nào ghi họ và tên. Hãy chỉ định cột đó, hoặc sửa tiêu đề thành “Họ và tên”.")
    columns = tuple(column for _sheet, head in found for column in head.found)
    return Roster(
        filename=filename,
        as_of=None,
        units=(),
        columns=columns,
        cells=(),
        people=(),
        issues=tuple(Issue(sheet.title, head.bottom, "", "", REFUSED, reason) for sheet, head in found),
        skipped=(),
        admission_kind="",
        stated_total=None,
        head_signature=_signature(columns),
    )


def _is_other_list(sheet: Sheet, head: Head) -> bool:
    lines = [sheet.title, *title_lines(sheet, head.top)]
    return any(OTHER_LISTS.search(head_key(line)) for line in lines)


def _no_table(sheets: Sequence[Sheet]) -> DomainError:
    texts = [str(cell.value) for sheet in sheets for row in sheet.rows[:100] for cell in row if cell.kind == "text"]
    if sum(1 for text in texts if spoiled_words(text)) >= _OLD_FONT_TEXTS:
        return DomainError(
            _(
                "Tệp gõ bằng phông chữ cũ mà chương trình không đọc được. Hãy chuyển sang Unicode "
                "(UniKey: Ctrl+Shift+F6) rồi tải lên lại."
            )
        )
    if not texts:
        return DomainError(_("Tệp không có dữ liệu. Hãy chọn đúng tệp danh sách đảng viên."))
    return DomainError(
        _(
            "Không tìm thấy bảng đảng viên trong tệp. Bảng cần một dòng tiêu đề có cột “Họ và tên” và ít nhất một cột "
            "như “Ngày sinh”, “Ngày vào Đảng”, “Số thẻ đảng viên” hoặc “Số CCCD”."
        )
    )


def _told_of_fonts(
    readings: Sequence[SheetReading], conversions: Sequence[Conversion], refused: Collection[tuple[str, int]]
) -> list[Issue]:
    """One line for a list in an old font; a line for each row that alone is so in a list in Unicode."""
    by_title = {reading.sheet.title: reading for reading in readings}
    issues = []
    for conversion in conversions:
        reading = by_title.get(conversion.sheet)
        if reading is None:
            continue
        if conversion.cells > len(conversion.lone):
            reason = _("Đã chuyển từ %(font)s sang Unicode: hãy xem kỹ họ tên.")
            shown = {"font": str(_FONT_NAMES[conversion.font])}
            issues.append(Issue(conversion.sheet, conversion.first_row, "", "", DOUBTFUL, reason % shown))
        for row, column in sorted(conversion.lone):
            head, cell = reading.head_of_row.get(row), reading.sheet.cell(row, column)
            if head is None or cell is None or (conversion.sheet, row) in refused:
                continue
            label = column_letter(column), head.titles.get(column, "")
            reason = _("“%(typed)s” gõ bằng %(font)s, đọc là “%(value)s”; hãy kiểm tra.")
            shown = {"typed": cell.typed[:60], "font": str(_FONT_NAMES[conversion.font]), "value": cell.text[:60]}
            issues.append(Issue(conversion.sheet, row, *label, DOUBTFUL, reason % shown))
    return issues


def _without_copies(readings: list[SheetReading]) -> tuple[list[SheetReading], list[SkippedSheet]]:
    """A workbook with one sheet for all and one per cell says everything twice: the fuller saying is read."""
    if len(readings) < 2:
        return readings, []
    names = [{(person.name, str(person.birth), person.citizen_id) for person in reading.people} for reading in readings]
    largest = max(range(len(readings)), key=lambda place: len(names[place]))
    others = [place for place in range(len(readings)) if place != largest]
    if readings[largest].knows_cells:
        dropped = [place for place in others if names[place] and names[place] <= names[largest]]
    else:
        united = set().union(*(names[place] for place in others))
        dropped = [largest] if names[largest] and names[largest] <= united else []
    skipped = [
        SkippedSheet(readings[place].sheet.title, _("Trùng với trang khác trong tệp nên không đọc lần nữa."))
        for place in dropped
    ]
    return [reading for place, reading in enumerate(readings) if place not in dropped], skipped


def _merge_cells(readings: Sequence[SheetReading]) -> list[FoundCell]:
    """One entry per cell; of several spellings the one in small letters is kept."""
    merged: dict[str, FoundCell] = {}
    capitals: dict[str, bool] = {}
    for reading in readings:
        for cell, in_capitals in reading.cells:
            if cell.key not in merged:
                merged[cell.key], capitals[cell.key] = cell, in_capitals
            elif capitals[cell.key] and not in_capitals:
                first = merged[cell.key]
                merged[cell.key] = FoundCell(
                    cell.key, cell.name, cell.unit or first.unit, first.sheet, first.row, first.stated
                )
                capitals[cell.key] = False
    return list(merged.values())


def _cross_checks(
    readings: Sequence[SheetReading], people: Sequence[Person], cells: Sequence[FoundCell]
) -> list[Issue]:
    heads = {(reading.sheet.title, row): head for reading in readings for row, head in reading.head_of_row.items()}

    def label(person: Person, field: str) -> tuple[str, str]:
        head: Head = heads[person.sheet, person.row]
        instead = {"old_card_number": "card_number", "card_number": "old_card_number", "citizen_id": "identity_card"}
        instead |= {"name": "given_name", "post": "note", "cell": "weak_cell"}
        return head.label(field) if field in head.columns else head.label(instead.get(field, field))

    issues = checks.same_person_twice(people, label)
    twice = {(issue.sheet, issue.row) for issue in issues if issue.severity == REFUSED}
    issues += checks.nearly_same_person(people, label)
    issues += checks.years_of_birth([p for p in people if (p.sheet, p.row) not in twice], label)
    issues += checks.two_secretaries((p for p in people if (p.sheet, p.row) not in twice), cells, label)
    issues += checks.cells_nearly_alike(people, cells, label)
    for reading in readings:
        issues += checks.swapped_days(reading.sheet, reading.lines)
    return issues


def _wrong_totals(readings: Sequence[SheetReading], rows_read: int) -> list[Issue]:
    """Totals that agree neither with their cell, nor with their sheet, nor with the file."""
    issues = []
    for reading in readings:
        for row, total in reading.totals:
            if total not in (rows_read, reading.rows_read):
                reason = _("Dòng tổng ghi %(stated)s nhưng danh sách có %(found)s đảng viên; hãy kiểm tra.") % {
                    "stated": total,
                    "found": reading.rows_read,
                }
                issues.append(Issue(reading.sheet.title, row, "", "", DOUBTFUL, reason))
    return issues


def _units(titles: Sequence[str], cells: Sequence[FoundCell]) -> tuple[str, ...]:
    return tuple(committees(titles)) or tuple(dict.fromkeys(cell.unit for cell in cells if cell.unit))


def _columns(readings: Sequence[SheetReading]) -> tuple[FoundColumn, ...]:
    return tuple(column for reading in readings for column in reading.head.found)
