"""One table as PDF, Word and workbook."""

import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from cells.models import Seat
from meetings.documents import table_paper
from meetings.documents.drafts import signature_of
from meetings.documents.month_scores import month_scores_pdf
from meetings.documents.table_paper import Column, Live, Part, TablePaper, head_on, table_pdf, table_word, table_xlsx
from meetings.queries.scores import month_summary
from tests.cast import Cast, Commune
from tests.workbooks import whole

DAY = dt.date(2026, 11, 20)


@pytest.fixture
def paper(commune: Commune, cast: Cast) -> TablePaper:
    total = Live("SUM(C{first}:C{last})", 1050)
    part = Live("SUM(C{first}:C{last})", 50)
    return TablePaper(
        head=head_on(commune.committee, DAY, DAY),
        kind="Bảng",
        subject="thử năm 2026",
        columns=(
            Column("TT", 9, "center"),
            Column("Ngày", 30, group="Khi nào"),
            Column("Điểm", 20, "right", "Khi nào", "0.##"),
        ),
        parts=(
            Part(((1, DAY, 50),), heading="Một", sums=(None, "Cộng", part)),
            Part(((2, None, Decimal("999.5")), (3, DAY, Decimal("0.5"))), heading="Hai"),
        ),
        sums=(None, "Tổng", total),
        notes=("Chỉ để thử.",),
        sheet="Thử",
        form_number="Mẫu 00",
    )


def test_head_on_takes_names_signer_and_place_from_the_records(paper: TablePaper) -> None:
    head = paper.head
    assert (head.superior, head.issuer) == ("Đảng bộ tỉnh Phú Thọ", "Đảng ủy xã Vân Trục")
    assert head.place_and_date == "Vân Trục, ngày 20 tháng 11 năm 2026"
    assert (head.on_behalf, head.office, head.signer) == ("ĐẢNG ỦY", "BÍ THƯ", "Lê Quang Vinh")


def test_table_xlsx_holds_real_types_and_formulas_over_the_right_rows(paper: TablePaper) -> None:
    book = load_workbook(whole(table_xlsx(paper)))
    rows = [[cell.value for cell in row] for row in book["Thử"].iter_rows()]
    first = next(number for number, row in enumerate(rows, 1) if row[0] == "Một")
    assert rows[first][1:] == [dt.datetime(2026, 11, 20), 50]
    assert rows[first + 1][2] == f"=SUM(C{first + 1}:C{first + 1})"
    assert rows[first + 3][2] == 999.5
    assert rows[first + 5][1:] == ["Tổng", f"=SUM(C{first}:C{first + 5})"]
    assert book["Ghi chú"]["A2"].value == "Chỉ để thử."


def test_table_pdf_and_word_show_the_same_words(paper: TablePaper, commune: Commune) -> None:
    text = PdfReader(io.BytesIO(table_pdf(paper, commune.committee))).pages[0].extract_text()
    for words in ("Mẫu 00", "ĐẢNG ỦY XÃ VÂN TRỤC", "999,5", "1.050", "20/11/2026", "Lê Quang Vinh", "Chỉ để thử."):
        assert words in text
    assert table_word(paper, commune.committee).startswith(b"PK")
    assert table_pdf(paper, commune.committee) == table_pdf(paper, commune.committee)


def test_neighbours_of_one_group_share_their_head(paper: TablePaper) -> None:
    heads = table_paper._heads(paper.columns)
    assert [(head["label"], head["wide"], head["high"]) for head in heads] == [("TT", 1, 2), ("Khi nào", 2, 1)]


def test_signature_names_who_held_the_post_on_that_day_or_leaves_room(commune: Commune, cast: Cast) -> None:
    assert signature_of(commune.committee, DAY) == {"behalf": "ĐẢNG ỦY", "office": "BÍ THƯ", "head": "Lê Quang Vinh"}
    Seat.objects.filter(organisation=commune.committee).update(valid_to=DAY)
    assert signature_of(commune.committee, DAY + dt.timedelta(days=1))["head"] == ""


def test_monthly_summary_bears_the_symbol_and_the_signer_of_the_committee(commune: Commune, cast: Cast) -> None:
    text = PdfReader(io.BytesIO(month_scores_pdf(commune.committee, 2026, 10))).pages[0].extract_text()
    assert "-BC/ĐU" in text
    assert "Lê Quang Vinh" in text
    members = month_summary(commune.committee, 2026, 10).members
    assert members
    assert f"Cộng {members}" in " ".join(text.split())


@pytest.mark.parametrize("number", [9, 12, 15])
def test_who_signs_never_stands_alone_on_the_last_page(paper: TablePaper, commune: Commune, number: int) -> None:
    rows = tuple((place, DAY, place * 1000) for place in range(1, number + 1))
    pages = PdfReader(io.BytesIO(table_pdf(replace(paper, parts=(Part(rows),)), commune.committee))).pages
    assert len(pages) == 2
    last = pages[1].extract_text()
    for words in (f"{number}.000", "Tổng", "Chỉ để thử.", "Lê Quang Vinh"):
        assert words in last
