"""The year-end papers: their data compared whole, one real PDF, the workbook opened again."""

import datetime as dt
import io

import openpyxl
import pdfplumber
import pytest

from cells.documents import committee_name
from cells.models import Organisation
from evaluations.documents import (
    document_day,
    year_summary_file_name,
    year_summary_pdf,
    year_summary_xlsx,
)
from evaluations.models import Period
from evaluations.services.decisions import decide_evaluation
from evaluations.services.periods import close_period
from reports.catalogue import CATALOGUE
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY, GOOD
from tests.workbooks import whole

PAPER = {"decided_on": DAY, "document_number": "15-QĐ/ĐU", "despite": "Chưa kịp thẩm định"}


@pytest.fixture
def fresh(period: Period):
    def read() -> Period:
        rows = Period.objects.select_related("organisation").prefetch_related("organisation__periods")
        return rows.get(pk=period.pk)

    return read


@pytest.fixture
def closed(period: Period, commune: Commune, cast: Cast, sent, fresh) -> Period:
    for subject in (cast.secretary, cast.deputy, cast.member, cast.commune, *commune.cells):
        facts = GOOD | {"score_results": 44, "tasks_on_time": 9, "tasks_late": 1} if subject == cast.deputy else GOOD
        level = "completed" if subject == cast.deputy else "good"
        decide_evaluation(sent(subject, facts), by=cast.commune, level=level, **PAPER)
    close_period(period, by=cast.commune)
    return fresh()


def words(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return " ".join(" ".join((page.extract_text() or "").split()) for page in document.pages)


def test_year_summary_paper_of_a_closed_year(closed: Period) -> None:
    pdf = year_summary_pdf(closed)

    with pdfplumber.open(io.BytesIO(pdf)) as document:
        page = document.pages[0]
        assert (round(page.width), round(page.height)) == (842, 595)
        fonts = {char["fontname"].split("+")[-1] for char in page.chars}
        heads = page.extract_tables()
    assert all(font.startswith("Liberation-Serif") for font in fonts)
    assert heads
    text = words(pdf)
    for sentence in (
        "ĐẢNG BỘ TỈNH PHÚ THỌ",
        "ĐẢNG ỦY XÃ VÂN TRỤC",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Vân Trục, ngày 22 tháng 11 năm 2026",
        "kết quả đánh giá, xếp loại chất lượng chi bộ và đảng viên năm 2026",
        "Căn cứ Quy định 366-QĐ/TW của Bộ Chính trị; Hướng dẫn 43-HD/BTCTW của Ban Tổ chức Trung ương",
        "Tổng số 4 0 0 0 0 0 0 4 0 0 0 3 75 1 25 0 0",
        "Đảng viên: bốn mức 0 + 3 + 1 + 0 = được đánh giá 4: khớp",
        "T/M ĐẢNG ỦY",
    ):
        assert sentence in text
    assert "TẠM TÍNH" not in text
    assert "minh họa" not in text


def test_year_summary_paper_of_a_closed_year_is_the_same_bytes_again(closed: Period) -> None:
    assert year_summary_pdf(closed) == year_summary_pdf(closed)
    assert whole(year_summary_xlsx(closed)).read() == whole(year_summary_xlsx(closed)).read()


def test_year_summary_paper_of_an_open_year_is_marked_and_names_no_one_who_waits(fresh, period: Period) -> None:
    text = words(year_summary_pdf(fresh()))

    assert "TẠM TÍNH" in text
    assert "còn 7 phiếu chưa quyết định" in text
    assert "Chi bộ thôn Song Vân 4 phiếu" in text
    assert "Trịnh Mạnh Lâm" not in text


def test_year_summary_papers_of_invented_data_are_marked(fresh, period: Period) -> None:
    Organisation.objects.filter(pk=period.organisation_id).update(is_demonstration=True)

    assert "Dữ liệu minh họa" in words(year_summary_pdf(fresh()))
    book = openpyxl.load_workbook(whole(year_summary_xlsx(fresh())))
    assert "DỮ LIỆU MINH HỌA" in book["Chi bộ"]["A5"].value


def test_year_summary_workbook_has_numbers_dates_and_live_sums(closed: Period) -> None:
    content = whole(year_summary_xlsx(closed))
    live = openpyxl.load_workbook(content)
    shown = openpyxl.load_workbook(content, data_only=True)

    assert live.sheetnames == ["Chi bộ", "Đảng viên", "Danh sách chi bộ", "Chưa xếp loại", "Đối chiếu"]
    rows = list(shown["Đảng viên"].iter_rows(values_only=True))
    head = next(place for place, row in enumerate(rows) if row[0] == "TT")
    leaders, line, foot = rows[head + 2 : head + 5]
    assert leaders[1:3] == ("đảng viên giữ chức vụ lãnh đạo, quản lý", 1)
    assert line[:10] == (2, "đảng viên không làm việc trong hệ thống chính trị", 3, 0, 0, 0, 0, 0, 0, 3)
    assert foot[1:3] == ("Tổng số", 4)
    number = head + 5
    assert live["Đảng viên"][f"C{number}"].value == f"=SUM(C{number - 2}:C{number - 1})"
    assert live["Đảng viên"][f"J{number - 1}"].value == f"=K{number - 1}+N{number - 1}+P{number - 1}+R{number - 1}"
    assert live["Đảng viên"][f"O{number}"].value == f'=IF(J{number}=0,"",ROUND(N{number}*100/J{number},2))'
    listed = list(shown["Danh sách chi bộ"].iter_rows(values_only=True))
    song_van = next(row for row in listed if row[1] == "Chi bộ thôn Song Vân")
    assert song_van[3:9] == (80, "Hoàn thành tốt nhiệm vụ", "15-QĐ/ĐU", dt.datetime(2026, 11, 20), 3, 3)
    checks = [row[4] for row in shown["Đối chiếu"].iter_rows(min_row=2, values_only=True) if row[4]]
    assert checks.count("khớp") == 5
    assert "KHÔNG KHỚP" not in checks


def test_year_summary_names_and_days(closed: Period, fresh) -> None:
    assert year_summary_file_name(closed) == "Tổng hợp xếp loại năm 2026, Đảng bộ xã Vân Trục"
    assert document_day(closed) == dt.date(2026, 11, 22)
    closed.state, closed.closed_at = "open", None
    assert year_summary_file_name(closed).endswith("(tạm tính)")
    assert committee_name("Đảng bộ xã Vân Trục") == "Đảng ủy xã Vân Trục"
    assert committee_name("Chi bộ cơ sở A") == "Chi bộ cơ sở A"


def test_catalogue_knows_both_papers(closed: Period) -> None:
    assert CATALOGUE["year_summary"].build(closed).startswith(b"%PDF")
    assert whole(CATALOGUE["year_summary_xlsx"].build(closed)).read(2) == b"PK"
    assert CATALOGUE["year_summary_xlsx"].extension == "xlsx"
