"""Mẫu 04: the list of records of a year and its annex of points."""

import io
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from evaluations.documents.record_list import record_list_paper, record_list_pdf, record_list_xlsx, unit_record_list_pdf
from evaluations.documents.self_reviews import review_paper
from evaluations.models import Evaluation, Period
from evaluations.services.periods import open_period
from tests.cast import Cast, Commune
from tests.workbooks import whole


def paper_of(period: Period, unit: Any) -> Any:
    return record_list_paper(period, unit, list(Evaluation.objects.filter(period=period).prefetch_related("cell")))


def test_record_list_paper_has_a_part_for_each_unit_and_the_number_of_the_form(
    period: Period, commune: Commune, sent: Any, cast: Cast
) -> None:
    sent(cast.member)
    paper = paper_of(period, commune.committee)
    assert paper.form_number == "Mẫu 04-HD KĐ.ĐG 2025"
    assert "Chi bộ thôn Song Vân" in {part.heading for part in paper.parts}
    assert sum(len(part.rows) for part in paper.parts) == Evaluation.objects.filter(period=period).count()
    row = next(row for part in paper.parts for row in part.rows if row[1] == str(cast.member.member))
    assert row[2:11] == (0, "–", 0, 0, 0, "–", "–", "–", "–")
    assert row[11] == "Thiếu (1), (3), (4), (5); (1) đã gửi số liệu, chưa viết bản kiểm điểm"


def test_annex_of_points_holds_what_the_subject_gave_itself(period: Period, sent: Any, cast: Cast) -> None:
    sent(cast.member)
    (annex,) = paper_of(period, period.organisation).annexes
    row = next(row for part in annex.parts for row in part.rows if row[1] == str(cast.member.member))
    assert (row[2], row[3], row[4], row[5].value) == ("Tự chấm", 25, 55, 80)
    heads = [(column.group, column.label) for column in annex.columns][3:]
    assert heads == [("I", "30"), ("II", "70"), ("", "Cộng")]


def test_record_list_of_an_earlier_year_bears_no_number(period: Period) -> None:
    period.regulation = {**period.regulation, "forms": []}
    paper = paper_of(period, period.organisation)
    assert paper.form_number == ""
    assert "366" not in paper.notes[0]


def test_record_list_files_are_made(period: Period, of: Any, commune: Commune) -> None:
    text = PdfReader(io.BytesIO(record_list_pdf(period))).pages[0].extract_text()
    assert "Mẫu 04-HD KĐ.ĐG 2025" in text
    book = load_workbook(whole(record_list_xlsx(period)))
    assert book.sheetnames[:2] == ["Danh mục hồ sơ", "Chấm điểm 1"]
    unit = PdfReader(io.BytesIO(unit_record_list_pdf(of(commune.cells[0])))).pages[0].extract_text()
    assert "CHI BỘ THÔN SONG VÂN" in unit


@pytest.mark.usefixtures("period")
class TestPage:
    def test_page_shows_a_secretary_only_the_own_unit(self, period: Period, cast: Cast, client_of: Any) -> None:
        page = client_of(cast.secretary).get(reverse("evaluations:record_list", args=[period.pk]))
        assert page.context["chosen"] is not None
        assert {row.evaluation.cell_id for row in page.context["lists"]} == {page.context["chosen"].pk}
        assert "unit_record_list" in page.text

    def test_page_of_the_committee_prints_everybody(self, period: Period, cast: Cast, client_of: Any) -> None:
        page = client_of(cast.commune).get(reverse("evaluations:record_list", args=[period.pk]))
        assert page.context["chosen"] is None
        assert f"/record_list/{period.pk}/" in page.text


def test_a_quarter_takes_the_form_of_its_own_and_says_which_quarter(
    period: Period, commune: Commune, cast: Cast, of: Any
) -> None:
    quarter = open_period(commune.committee, year=2026, quarter=1, by=cast.commune)
    row = Evaluation.objects.select_related("period__organisation", "cell").filter(period=quarter, member__isnull=False)
    paper = review_paper(row[0], empty=True)
    assert (paper.number, paper.time) == ("Mẫu 05-HD KĐ.ĐG 2025", "quý 1 năm 2026")
    assert review_paper(of(cast.member), empty=True).number == "Mẫu 2C-HD KĐ.ĐG 2025"
