"""The report on a year: begun, written, printed with the numbers of the moment, issued and frozen with its annexes."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from docx import Document as Word

from accounts.models import AuditEvent
from core.errors import DomainError
from evaluations.documents.year_report import year_report_file_name, year_report_pdf, year_report_word
from evaluations.models import Complaint, Decision, Period
from evaluations.queries.year_paper import year_numbers
from evaluations.queries.year_report import report_figures
from evaluations.queries.year_reports import own_words, report_of
from evaluations.services.corrections import FurtherPaper, cancel_decision, correct_decision
from evaluations.services.year_reports import begin_year_report, issue_year_report, write_year_report
from meetings.documents.drafts import draft_of, paper_of
from meetings.models import DocumentKind, PartyDocument
from meetings.services.issuing import Registered, cancel_document, register_document
from tests.cast import TODAY
from tests.evaluations.decided import cast, commune, decided_year, kept_year, own_year  # noqa: F401 - fixtures

OWN = {
    "direction": "",
    "strengths": "Chi bộ sinh hoạt đều.",
    "weaknesses": "Một số chi bộ họp chậm.",
    "causes": "Do thiếu người.",
    "requests": "Không",
}


@pytest.fixture
def report(decided_year: Period, cast) -> PartyDocument:  # noqa: F811
    return begin_year_report(decided_year, by=cast.commune)


def write(report: PartyDocument, year: Period, by, **own: str) -> PartyDocument:
    draft = draft_of(report)
    return write_year_report(report, period=year, title=report.title, own=OWN | own, draft=draft, by=by)


def body(document: PartyDocument) -> str:
    return draft_of(document).text("body")


def test_the_records_say_the_numbers_in_sentences(decided_year, commune, cast) -> None:  # noqa: F811
    entry = Registered("KH", "12-KH/ĐU", dt.date(2026, 10, 1), "Kiểm điểm, xếp loại chất lượng năm 2026")
    register_document(commune.committee, entry, by=cast.commune)
    figures = report_figures(year_numbers(decided_year))
    assert "1 văn bản lãnh đạo, chỉ đạo: Kế hoạch 12-KH/ĐU ngày 01/10/2026" in figures["direction"][0]
    assert (
        "Đảng viên: thuộc đối tượng phải kiểm điểm 13; đã kiểm điểm 9 (69,23 %); chưa kiểm điểm 4"
        in figures["reviews"][1]
    )
    results = "\n".join(figures["results"])
    assert "Tổng số 13; được đánh giá, xếp loại 8 (61,54 %)" in results
    assert "Hoàn thành xuất sắc nhiệm vụ 1 (12,5 %)" in results
    assert "bằng 20 % số tốt; 16,67 % số tốt trở lên" in results
    assert "không có tổ chức đảng, đảng viên bị kỷ luật" in figures["afterwards"][0]


def test_what_is_of_another_year_or_of_a_quarter_is_not_told(decided_year, commune, cast) -> None:  # noqa: F811
    for number, day, about in (
        ("02-QĐ/ĐU", dt.date(2026, 1, 15), "Công nhận kết quả xếp loại chất lượng đảng viên năm 2025"),
        ("12-KH/ĐU", dt.date(2026, 10, 1), "Kiểm điểm, xếp loại chất lượng năm 2026, nhiệm vụ năm 2027"),
        ("15-KH/ĐU", dt.date(2026, 10, 5), "Kiểm điểm cuối năm"),
    ):
        register_document(commune.committee, Registered(number[3:5], number, day, about), by=cast.commune)
    quarter = Period.objects.get(pk=decided_year.pk)
    evaluation = decided_year.evaluations.filter(subject="member").first()
    quarter.pk, quarter.quarter = None, 3
    quarter.save()
    evaluation.pk, evaluation.period = None, quarter
    evaluation.save()
    about = {"received_on": dt.date(2026, 10, 9), "content": "Chưa đồng ý", "recorded_by": cast.commune}
    Complaint.objects.create(evaluation=evaluation, **about)
    figures = report_figures(year_numbers(decided_year))
    assert figures["afterwards"][-1] == "Khiếu nại, kiến nghị: không có."
    assert "2 văn bản" in figures["direction"][0]
    assert "02-QĐ/ĐU" not in figures["direction"][0]


def test_a_case_decided_again_twice_is_told_once_as_it_stands(decided_year, cast) -> None:  # noqa: F811
    best = decided_year.evaluations.get(decisions__level="excellent")
    for seen, level in ((1, "good"), (2, "completed")):
        paper = FurtherPaper(TODAY, f"{30 + seen}-QĐ/ĐU")
        correct_decision(best, by=cast.commune, level=level, reason="Sai số liệu", paper=paper, seen=seen)
    told = report_figures(year_numbers(decided_year))["afterwards"]
    assert "Xếp loại lại 1 trường hợp; hủy kết quả 0 trường hợp." in told
    cancel_decision(best, by=cast.commune, reason="Hồ sơ không đúng", paper=FurtherPaper(TODAY, "33-QĐ/ĐU"), seen=3)
    told = report_figures(year_numbers(decided_year))["afterwards"]
    assert "Xếp loại lại 0 trường hợp; hủy kết quả 1 trường hợp." in told


def test_a_report_is_begun_once_and_stands_in_the_register(report, decided_year, cast) -> None:  # noqa: F811
    assert begin_year_report(decided_year, by=cast.commune).pk == report.pk
    assert report_of(decided_year) == report
    assert (report.kind, report.symbol, report.signed_on) == (DocumentKind.REPORT, "", None)
    assert "IV. ƯU ĐIỂM" in body(report)
    assert AuditEvent.objects.filter(action="meetings.document_drafted").count() == 1


def test_a_quarter_has_no_report(decided_year, cast) -> None:  # noqa: F811
    decided_year.quarter = 2
    with pytest.raises(DomainError, match="không lập cho quý"):
        begin_year_report(decided_year, by=cast.commune)


def test_own_words_are_kept_and_a_part_too_long_is_refused(report, decided_year, cast) -> None:  # noqa: F811
    write(report, decided_year, cast.commune)
    report.refresh_from_db()
    assert own_words(report)["strengths"] == "Chi bộ sinh hoạt đều."
    assert "IV. ƯU ĐIỂM\nChi bộ sinh hoạt đều." in body(report)
    with pytest.raises(DomainError, match="dài quá"):
        write(report, decided_year, cast.commune, causes="x" * 12_001)


def test_a_report_with_an_empty_wanted_part_is_not_issued(report, decided_year, cast) -> None:  # noqa: F811
    write(report, decided_year, cast.commune, causes=" ")
    with pytest.raises(DomainError, match="Chưa viết phần “Nguyên nhân”"):
        issue_year_report(report, period=decided_year, signed_on=TODAY, by=cast.commune)
    write(report, decided_year, cast.commune)
    with pytest.raises(DomainError, match="sớm hơn năm"):
        issue_year_report(report, period=decided_year, signed_on=dt.date(2025, 12, 1), by=cast.commune)


def test_an_issued_report_keeps_text_and_annexes_whatever_is_decided_later(report, decided_year, cast, commune) -> None:  # noqa: F811
    write(report, decided_year, cast.commune)
    issued = issue_year_report(report, period=decided_year, signed_on=TODAY, by=cast.commune)
    assert (issued.symbol, issued.signed_on) == ("01-BC/ĐU", TODAY)
    assert issue_year_report(report, period=decided_year, signed_on=TODAY, by=cast.commune).symbol == "01-BC/ĐU"
    before, annexes = paper_of(issued), issued.content["year_report"]["annexes"]
    assert [each["title"].split(":")[0] for each in annexes] == [f"Phụ lục {number}" for number in range(1, 5)]
    pdf = year_report_pdf(issued)

    Decision.objects.filter(evaluation__period=decided_year).update(level="completed", reason="Đổi")
    fresh = PartyDocument.objects.get(pk=issued.pk)
    assert paper_of(fresh) == before
    assert year_report_pdf(fresh) == pdf
    assert year_report_file_name(fresh) == "Báo cáo 01-BC-ĐU kiểm điểm, xếp loại năm 2026, Đảng bộ xã Vân Trục"


def test_a_draft_is_printed_with_the_numbers_of_the_moment(report, decided_year, cast) -> None:  # noqa: F811
    write(report, decided_year, cast.commune)
    Decision.objects.filter(evaluation__period=decided_year, level="good").update(level="failed", reason="Đổi")
    document = Word(io.BytesIO(year_report_word(PartyDocument.objects.get(pk=report.pk))))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Không hoàn thành nhiệm vụ 6 (75 %)" in text
    assert "Do thiếu người." in text
    assert "Phụ lục 1" in text
    widths = [section.page_width > section.page_height for section in document.sections]
    assert widths[0] is False
    assert True in widths


def test_a_cancelled_report_makes_room_for_a_new_one(report, decided_year, cast) -> None:  # noqa: F811
    cancel_document(report, reason="Sai số liệu", by=cast.commune)
    assert begin_year_report(decided_year, by=cast.commune).pk != report.pk


def test_the_report_from_begin_to_issue_on_its_pages(client_of, cast, decided_year) -> None:  # noqa: F811
    client = client_of(cast.commune)
    page = reverse("reports:year_report", args=[decided_year.pk])
    assert "Soạn báo cáo" in client.get(page).content.decode()
    client.post(reverse("reports:year_report_begin", args=[decided_year.pk]))
    document = report_of(decided_year)
    address = reverse("reports:year_report_write", args=[document.pk])
    form = client.get(address).context["form"]
    kept = {name: form[name].value() or "" for name in ("title", "behalf", "signer", "recipients")}
    refused = client.post(address, {**kept, **OWN, "title": ""})
    assert refused.status_code == 422
    assert "Do thiếu người." in refused.content.decode()
    assert client.post(address, {**kept, **OWN}).status_code == 302
    shown = client.get(page).content.decode()
    assert "Chi bộ sinh hoạt đều." in shown
    assert "Chưa viết phần" not in shown
    assert "số liệu như lúc lưu" in shown
    fresh = client.get(page, {"so-lieu": "moi"}).content.decode()
    assert "Chi bộ sinh hoạt đều." in fresh
    assert "Bảng 3: Tổng hợp kết quả xếp loại đảng viên năm 2026" in fresh
    assert "Còn 4 phiếu chưa quyết định" in fresh

    for name in ("meetings:document_change", "meetings:document_issue"):
        elsewhere = client.get(reverse(name, args=[document.pk]))
        assert elsewhere.status_code == 302
        assert "/bao-cao-nam/" in elsewhere.headers["Location"]
    issue = reverse("reports:year_report_issue", args=[document.pk])
    assert client.get(issue).status_code == 200
    client.post(issue, {"signed_on": "22/11/2026", "numbered": "on"})
    document.refresh_from_db()
    assert document.symbol == "01-BC/ĐU"
    assert "Đã ban hành: 01-BC/ĐU ngày 22/11/2026" in client.get(page).content.decode()


def test_a_document_of_another_kind_is_no_report(client_of, cast, commune) -> None:  # noqa: F811
    entry = Registered("KH", "12-KH/ĐU", dt.date(2026, 10, 1), "Kiểm điểm")
    other = register_document(commune.committee, entry, by=cast.commune)
    for name in ("year_report_write", "year_report_issue"):
        assert client_of(cast.commune).get(reverse(f"reports:{name}", args=[other.pk])).status_code in (403, 404)
