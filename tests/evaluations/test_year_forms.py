"""The forms of a year as files: sums worked out again by other code, the words of the year, the layout."""

import datetime as dt
import io

import pytest
from docx import Document as Word

from evaluations.documents.year_forms import year_form_file_name, year_form_pdf, year_form_word
from evaluations.documents.year_forms_xlsx import year_form_xlsx
from evaluations.models import Period
from tests.evaluations.formulas import Workbook
from tests.evaluations.past import make_past
from tests.evaluations.test_year_tables import fresh
from tests.factories import make_cell, make_member, make_organisation
from tests.workbooks import whole

KEYS = ("6f", "7a", "7b", "t-org", "t-cell", "t-mem", "t-col", "t-lead")
LONG_AGO = dt.date(2010, 1, 1)


@pytest.fixture
def two_years(decided_year: Period, commune, cast) -> Period:
    """2026 of the commune beside 2025."""
    for cell, level in zip(commune.cells, ("excellent", "good", "completed"), strict=True):
        make_past(commune.committee, 2025, cell, level, by=cast.commune)
    return decided_year


def test_every_formula_comes_to_the_number_that_was_counted(two_years: Period) -> None:
    books = [Workbook(whole(year_form_xlsx(two_years, key, None))) for key in KEYS]
    assert [(book.wrong(), book.typed_totals()) for book in books] == [([], [])] * len(KEYS)
    assert sum(len(book.formulas()) for book in books) > 200


def test_the_check_lines_follow_the_cells_they_name(two_years: Period) -> None:
    file = whole(year_form_xlsx(two_years, "t-cell", None))
    book = Workbook(file)
    check, table = book.live["Đối chiếu"], book.live["Theo loại hình"]
    rows = {row[0].value: row for row in check.iter_rows() if row[0].value}
    line = next(row for text, row in rows.items() if "bốn mức" in text)
    assert book.value("Đối chiếu", line[4].coordinate) == "khớp"

    excellent = next(cell for row in table.iter_rows() for cell in row if cell.value == 0 and cell.column == 7)
    excellent.value = 5
    assert book.value("Đối chiếu", line[1].coordinate) == 6


def test_the_reading_of_the_cap_in_force_is_marked_beside_the_three(two_years: Period) -> None:
    sheet = Workbook(whole(year_form_xlsx(two_years, "t-mem", None))).live["Tỷ lệ xuất sắc"]
    rows = list(sheet.iter_rows(values_only=True))
    place = next(row.index("Cách đang áp dụng") for row in rows if "Cách đang áp dụng" in row)
    assert rows[-1][place] == "A"


def test_a_unit_without_evaluation_shows_in_all_files(two_years: Period, commune) -> None:
    make_cell(commune.committee, "Chi bộ bị quên")
    book = Workbook(whole(year_form_xlsx(two_years, "t-cell", None)))
    answers = [row[4].value and book.value("Đối chiếu", row[4].coordinate) for row in book.live["Đối chiếu"]]
    assert answers.count("KHÔNG KHỚP") == 2
    text = word_text(year_form_word(two_years, "t-cell", None))
    assert "thiếu 1 chưa có phiếu (lệch -1)" in text


def word_text(content: bytes) -> str:
    document = Word(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_word_copy_says_the_same_as_the_paper_and_names_who_signs(two_years: Period) -> None:
    text = word_text(year_form_word(two_years, "6f", None))
    for words in (
        "Biểu 6F-BTCTW",
        "THỐNG KÊ KẾT QUẢ KIỂM ĐIỂM TỰ PHÊ BÌNH VÀ PHÊ BÌNH NĂM 2026",
        "Số thuộc đối tượng phải kiểm điểm",
        "NGƯỜI LẬP BIỂU",
        "Lê Quang Vinh",
        "366-QĐ/TW",
    ):
        assert words.lower() in text.lower(), words
    assert year_form_pdf(two_years, "6f", None)[:5] == b"%PDF-"
    name = year_form_file_name(two_years, "6f", None)
    assert name.startswith("Biểu 6F, thống kê kết quả kiểm điểm")
    assert name.endswith("năm 2026, Đảng bộ xã Vân Trục")


def test_an_older_year_is_printed_with_its_own_words_and_bases(db, cast) -> None:
    committee = make_organisation("Đảng bộ xã Cũ", founded_on=LONG_AGO)
    cell = make_cell(committee, "Chi bộ Một", founded_on=LONG_AGO)
    make_past(committee, 2017, cell, "excellent", by=cast.commune)
    make_past(committee, 2017, make_member(cell, since=LONG_AGO), "failed", by=cast.commune, cell=cell)
    period = fresh(Period.objects.get(organisation=committee))
    units, people = word_text(year_form_word(period, "7a", None)), word_text(year_form_word(period, "7b", None))
    assert "Biểu 7A-TCTW" in units
    assert "a) Trong sạch, vững mạnh" in units
    assert "d) Yếu kém" in units
    assert "Phường, thị trấn" in units
    assert "D. Vi phạm tư cách hoặc không hoàn thành nhiệm vụ" in people
    assert "27-HD/BTCTW" in people
    assert "366" not in units + people


def test_the_year_before_keeps_the_names_of_its_levels_beside_those_of_the_new_regulation(db, cast) -> None:
    committee = make_organisation("Đảng bộ xã Cũ", founded_on=LONG_AGO)
    cell = make_cell(committee, "Chi bộ Một", founded_on=LONG_AGO)
    for year in (2017, 2018, 2019):
        make_past(committee, year, cell, "excellent", by=cast.commune)
    labels = {}
    for year in (2018, 2019):
        period = fresh(Period.objects.get(organisation=committee, year=year))
        sheet = Workbook(whole(year_form_xlsx(period, "t-cell", None))).live["So sánh"]
        labels[year] = [str(row[0].value) for row in sheet.iter_rows()]
    assert "Chi bộ: hoàn thành xuất sắc nhiệm vụ (năm trước: Trong sạch, vững mạnh)" in labels[2018]
    assert "Chi bộ: hoàn thành xuất sắc nhiệm vụ" in labels[2019]
