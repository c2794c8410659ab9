"""The forms of the review on paper: their data compared, filled and empty; one real PDF and one Word file."""

import datetime as dt
import io

import openpyxl
import pdfplumber
import pytest

from evaluations.documents.opinions import opinion_summary_pdf, opinion_summary_xlsx
from evaluations.documents.self_reviews import (
    review_paper,
    self_review_blank_pdf,
    self_review_pdf,
    self_review_word,
)
from evaluations.models import Suggestion
from evaluations.services.facts import enter_facts
from evaluations.services.opinions import Said, record_opinion
from evaluations.services.self_reviews import propose_level, seen_mark, write_section
from evaluations.services.shortcomings import name_shortcoming
from reports.models import Document
from tests.cast import Cast, Commune

NOTHING = seen_mark("")
DAY = dt.date(2026, 11, 18)


def text_of(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return "\n".join(page.extract_text() for page in opened.pages)


def words(paper) -> dict[str, str]:
    return {section.heading: section.text or section.after for section in paper.sections}


@pytest.fixture
def written(of, cast: Cast):
    evaluation = of(cast.member)
    write_section(evaluation, key="I.1", text="Luôn gương mẫu.", seen=NOTHING, by=cast.member)
    enter_facts(evaluation, by=cast.secretary, values={"score_general": 27, "score_results": "60.5"})
    propose_level(evaluation, level="good", by=cast.member)
    name_shortcoming(
        evaluation.cell, year=2025, member=cast.member.member, text="Ít phát biểu", due_on=DAY, by=cast.secretary
    )
    Suggestion.objects.create(evaluation=evaluation, question="Đảng phí?", asked_on=DAY, asked_by=cast.commune)
    return of(cast.member)


def test_filled_form_has_words_points_level_and_what_was_named_before(written) -> None:
    paper = review_paper(written, empty=False)
    assert (paper.number, paper.time, paper.is_person) == ("Mẫu 2C-HD KĐ.ĐG 2025", "năm 2026", True)
    assert words(paper)["1. Về phẩm chất chính trị, đạo đức, lối sống, ý thức tổ chức kỷ luật"] == "Luôn gương mẫu."
    tables = {section.heading: section.table for section in paper.sections if section.table}
    points = tables["I. Tự chấm điểm"]
    assert [row[2:] for row in points.rows] == [("30", "27"), ("70", "60,5"), ("100", "87,5")]
    assert [row[1:] for row in tables["II. Tự xếp loại"].rows] == [
        ("Hoàn thành xuất sắc nhiệm vụ", ""),
        ("Hoàn thành tốt nhiệm vụ", "X"),
        ("Hoàn thành nhiệm vụ", ""),
        ("Không hoàn thành nhiệm vụ", ""),
    ]
    named = next(table for heading, table in tables.items() if heading.startswith("III"))
    assert named.rows == (("1", "Ít phát biểu", "Chưa khắc phục; hạn 18/11/2026"),)
    asked = next(text for heading, text in words(paper).items() if heading.startswith("IV"))
    assert asked.startswith("1. Đảng phí?\n……")
    assert paper.signer == "Trịnh Mạnh Lâm"
    details = dict(paper.details)
    assert (details["Họ và tên"], details["Ngày sinh"]) == ("Trịnh Mạnh Lâm", "19/05/1960")


def test_empty_form_keeps_what_is_asked_and_no_answer(written) -> None:
    paper = review_paper(written, empty=True)
    assert "Luôn gương mẫu" not in str(paper)
    assert "87,5" not in str(paper)
    assert "Ít phát biểu" in str(paper)
    assert "Đảng phí?" in str(paper)
    assert ("2", "Hoàn thành tốt nhiệm vụ", "") in {
        row for section in paper.sections if section.table for row in section.table.rows
    }


def test_collective_form_is_signed_on_behalf(of, commune: Commune, cast: Cast) -> None:
    paper = review_paper(of(commune.cells[0]), empty=False)
    assert (paper.number, paper.is_person) == ("Mẫu 01-HD KĐ.ĐG 2025", False)
    assert (paper.office, paper.signer) == ("BÍ THƯ", "Bùi Thị Tuyết")
    assert dict(paper.details) == {"Tập thể": "Chi bộ thôn Song Vân"}


def test_older_years_have_their_own_numbers(of, period, cast: Cast) -> None:
    from evaluations.rules.regulation import load_regulation

    type(period).objects.filter(pk=period.pk).update(regulation=dict(load_regulation("124-25").data))
    evaluation = of(cast.member)
    for subject, number in (("member_outside", "Mẫu 02A"), ("leader", "Mẫu 02B")):
        evaluation.subject = subject
        assert review_paper(evaluation, empty=True).number == number


def test_papers_are_real(written) -> None:
    filled = text_of(self_review_pdf(written))
    assert "BẢN KIỂM ĐIỂM" in filled
    assert "Luôn gương mẫu." in filled
    assert "Luôn gương mẫu." not in text_of(self_review_blank_pdf(written))
    assert self_review_word(written)[:2] == b"PK"


def test_opinion_summary_is_printed_and_taken_out(written, cast: Cast) -> None:
    record_opinion(written, said=Said("cell_committee", "excellent", given_on=DAY), by=cast.secretary)
    paper = " ".join(text_of(opinion_summary_pdf(written)).split())
    assert "TỔNG HỢP ĐỀ XUẤT MỨC XẾP LOẠI" in paper
    assert "Trịnh Mạnh Lâm" in paper
    book = openpyxl.load_workbook(io.BytesIO(opinion_summary_xlsx(written)))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    row = next(row for row in rows if row[1] == "Trịnh Mạnh Lâm")
    assert row[4:7] == ["Hoàn thành tốt nhiệm vụ", None, "Hoàn thành xuất sắc nhiệm vụ"]


def test_member_reads_the_own_printed_form_and_no_other(written, of, cast: Cast, client_of) -> None:
    def stored(evaluation, by) -> Document:
        return Document.objects.create(
            kind="self_review",
            subject_id=evaluation.pk,
            organisation=evaluation.cell,
            title="Bản kiểm điểm",
            requested_by=by,
            state="failed",
            error="x",
        )

    own, other = stored(written, cast.member), stored(of(cast.deputy), cast.secretary)
    client = client_of(cast.member)
    assert client.get(own.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404
    assert client_of(cast.secretary).get(own.get_absolute_url()).status_code == 200
    assert client_of(cast.stranger).get(own.get_absolute_url()).status_code == 404
