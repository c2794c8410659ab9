"""The register of documents issued (sổ văn bản) as a paper, a Word file and a workbook, from the same rows."""

from __future__ import annotations

import datetime as dt
from typing import IO

from django.template.loader import render_to_string
from django.utils.translation import override

from cells.models import Organisation
from cells.queries import superior_of
from core.demonstration import DEMONSTRATION
from core.pdf import render_html
from core.periods import format_date, official_day_line, today
from core.spreadsheet import Column, Formula, Table, column_letter, stream_workbook
from core.spreadsheet.writing import Value
from core.word import word_file
from meetings.models import PartyDocument
from meetings.queries.official import choices_for, kind_on
from meetings.queries.register import Counts, counts_of, register_of
from meetings.rules.official import issuer_name


def register_pdf(unit: Organisation) -> bytes:
    """The paper with today's date, A4 upright. Raises DomainError where printing fails."""
    return render_html(_page(unit), day=today(), changes=choices_for(unit, today()).layout)


def register_word(unit: Organisation) -> bytes:
    """The editable copy, of the same content and layout as the PDF."""
    return word_file(_page(unit), day=today(), changes=choices_for(unit, today()).layout)


def register_file_name(unit: Organisation) -> str:
    """As in "Sổ văn bản Chi bộ thôn Song Vân, 22-11-2026"."""
    return f"Sổ văn bản {unit.label()}, {today():%d-%m-%Y}"


def _rows(unit: Organisation) -> list[PartyDocument]:
    return list(register_of(PartyDocument.objects.all(), unit).order_by("signed_on", "number", "pk"))


def _page(unit: Organisation) -> str:
    day = today()
    superior, period = superior_of(unit, day), unit.period(day)
    place = f"{period.place_name}, " if period and period.place_name else ""
    context = {
        "unit": unit,
        "issuer": issuer_name(unit.label(day), kind_on(unit, day)),
        "superior": superior.label(day) if superior else "",
        "place_and_date": f"{place}{official_day_line(day)}",
        "counts": counts_of(unit),
        "rows": [(document, signer_words(document), note_words(document)) for document in _rows(unit)],
    }
    with override("vi"):
        return render_to_string("meetings/pdf/register.html", context)


def signer_words(document: PartyDocument) -> str:
    """Office and name of who signed, as far as they are known."""
    name = document.signer.full_name if document.signer else ""
    return " ".join(word for word in (document.signer_title, name) if word)


def note_words(document: PartyDocument) -> str:
    """Why a document no longer stands; nothing else is noted."""
    if document.cancelled_on is None:
        return ""
    return f"Đã hủy ngày {format_date(document.cancelled_on)}: {document.cancelled_reason}"


def register_xlsx(unit: Organisation) -> IO[bytes]:
    """Two sheets: the documents, and their counts by kind and term with sums as live formulas."""
    with override("vi"):
        sheets = [_list_sheet(unit), _count_sheet(unit, counts_of(unit))]
        return stream_workbook(sheets, made_at=dt.datetime.combine(today(), dt.time()))


def _titles(unit: Organisation, title: str) -> list[str]:
    lines = [unit.label().upper(), title, f"Tính đến ngày {format_date(today())}"]
    return [*lines, DEMONSTRATION] if unit.is_demonstration else lines


def _list_sheet(unit: Organisation) -> Table:
    columns = [
        Column("TT", 5, align="center"),
        Column("Loại văn bản", 14),
        Column("Số, ký hiệu", 16),
        Column("Ngày ký", 12, align="center"),
        Column("Trích yếu", 60),
        Column("Người ký", 30),
        Column("Nhiệm kỳ", 14),
        Column("Ghi chú", 30),
    ]
    rows = [
        [
            place,
            str(document.get_kind_display()),
            document.symbol,
            document.signed_on,
            document.title,
            signer_words(document),
            str(document.term) if document.term else "",
            note_words(document),
        ]
        for place, document in enumerate(_rows(unit), 1)
    ]
    return Table("Sổ văn bản", columns, rows, _titles(unit, "SỔ VĂN BẢN BAN HÀNH"))


def _count_sheet(unit: Organisation, counts: Counts) -> Table:
    heads = [str(term) if term else "Chưa rõ nhiệm kỳ" for term in counts.terms]
    columns = [Column("TT", 5, align="center"), Column("Loại văn bản", 24)]
    columns += [Column(head, 16, align="right", number_format="#,##0") for head in [*heads, "Cộng"]]
    sheet = Table("Số lượng", columns, (), _titles(unit, "SỐ LƯỢNG VĂN BẢN THEO LOẠI VÀ NHIỆM KỲ"))
    last = column_letter(2 + len(heads))
    rows: list[list[Value]] = [
        [place, row.label, *row.counts, Formula(f"SUM(C{line}:{last}{line})", row.total)]
        for place, (line, row) in enumerate(enumerate(counts.rows, sheet.first_row), 1)
    ]
    end = sheet.first_row + len(rows) - 1
    totals = [*counts.totals, counts.total]
    foot = [
        Formula(f"SUM({column_letter(place)}{sheet.first_row}:{column_letter(place)}{end})", total)
        for place, total in enumerate(totals, 3)
    ]
    return Table(sheet.name, columns, rows, sheet.title_lines, [[None, "Tổng số", *foot]] if rows else (), False)
