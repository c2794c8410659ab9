"""What was decided is printed, made public and told."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from core.errors import DomainError
from evaluations.documents.appraisal import appraisal_html
from evaluations.documents.decisions import decision_html, extract_html
from evaluations.models import Decision, Period
from evaluations.services.decisions import decide_evaluation
from evaluations.services.publication import notify_decisions, publish_decisions
from reports.catalogue import CATALOGUE
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY
from tests.factories import make_open_meeting

PAPER = {"decided_on": DAY, "document_number": "15-QĐ/ĐU", "despite": "Hội nghị họp gấp"}


def address(name: str, *args: object) -> str:
    return reverse(f"evaluations:{name}", args=args)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def decision(sent, cast: Cast, commune: Commune) -> Decision:
    """The member's, beside that of the deputy, in one document passed at a meeting."""
    meeting = make_open_meeting(commune.committee, DAY, kind="executive")
    decide_evaluation(sent(cast.deputy), by=cast.commune, level="completed", reason="Chậm", meeting=meeting, **PAPER)
    made = decide_evaluation(sent(cast.member), by=cast.commune, level="good", meeting=meeting, **PAPER)
    return Decision.objects.get(pk=made.pk)


def test_publish_and_notify_keep_the_day_and_refuse_a_second_time(
    period: Period, decision: Decision, cast: Cast
) -> None:
    for day in (dt.date(2026, 11, 19), dt.date(2026, 11, 23)):
        with pytest.raises(DomainError, match="Ngày công khai phải từ ngày quyết định 20/11/2026 đến hôm nay"):
            publish_decisions(period, [decision], by=cast.commune, published_on=day)
    assert publish_decisions(period, [decision], by=cast.commune, published_on=DAY) == 1
    with pytest.raises(DomainError, match="Không còn kết quả nào chưa công khai"):
        publish_decisions(period, [decision], by=cast.commune, published_on=DAY)
    with pytest.raises(DomainError, match="Ngày thông báo phải từ"):
        notify_decisions(period, [decision], by=cast.commune, notified_on=dt.date(2026, 11, 19))
    assert notify_decisions(period, Decision.objects.all(), by=cast.commune, notified_on=DAY) == 2
    with pytest.raises(DomainError, match="Không còn kết quả nào chưa thông báo"):
        notify_decisions(period, Decision.objects.all(), by=cast.commune, notified_on=DAY)

    decision.refresh_from_db()
    assert (decision.published_on, decision.notified_on) == (DAY, DAY)
    assert AuditEvent.objects.filter(action__startswith="evaluations.decisions_").count() == 2


def test_the_pages_publish_a_document_and_tick_who_was_told(
    period: Period, decision: Decision, cast: Cast, client_of
) -> None:
    client, url = client_of(cast.commune), address("publication", period.pk)
    page = text_of(client.get(url))
    assert "Thông báo: đồng chí Trịnh Mạnh Lâm được xếp loại “Hoàn thành tốt nhiệm vụ” năm 2026" in page
    assert "Chậm" not in page
    paper = address("decision_paper", decision.pk)
    assert "Người ký: Lê Quang Vinh, Bí thư" in text_of(client.get(paper))
    assert "phải từ ngày quyết định" in text_of(client.post(paper, {"published_on": "01/11/2026"}))
    assert "Đã công khai 2 kết quả." in text_of(client.post(paper, {"published_on": "21/11/2026"}, follow=True))

    assert "Không còn kết quả nào" in text_of(client.post(url, {"notified_on": "21/11/2026"}))
    told = client.post(url, {"notified_on": "21/11/2026", "ket-qua": [decision.pk]}, follow=True)
    assert "Đã ghi thông báo 1 kết quả." in text_of(told)
    assert "Trịnh Mạnh Lâm" not in text_of(client.get(url))
    assert "đã thông báo 21/11/2026" in text_of(client.get(url + "?tat-ca=1"))


def test_the_decision_is_printed_with_its_bases_lists_and_signer(decision: Decision) -> None:
    page = " ".join(decision_html(decision).split())
    for words in (
        "Số 15-QĐ/ĐU",
        "Căn cứ Quy định 366-QĐ/TW ngày 30/08/2025 của Bộ Chính trị",
        "Căn cứ kết quả họp ban chấp hành tháng 11/2026 ngày 20/11/2026",
        "đối với 2 đảng viên (có danh sách kèm theo)",
        "- Đảng viên: Hoàn thành tốt nhiệm vụ: 1; Hoàn thành nhiệm vụ: 1.",
        "Trịnh Mạnh Lâm",
        "Chi bộ thôn Song Vân",
        "BÍ THƯ",
        "Lê Quang Vinh",
    ):
        assert words in page
    assert "Hội nghị họp gấp" not in page


def test_the_extract_says_what_was_decided_otherwise(decision: Decision) -> None:
    page = " ".join(extract_html(decision).split())
    assert "Họp ban chấp hành tháng 11/2026, ngày 20/11/2026" in page
    assert "Chậm" in page
    assert "Trích để ban hành Quyết định số 15-QĐ/ĐU." in page


def test_the_appraisal_report_counts_and_names_what_to_discuss(period: Period, decision: Decision, sent, cast) -> None:
    sent(cast.secretary)
    page = " ".join(appraisal_html(period).split())
    assert "TỔNG HỢP KẾT QUẢ THẨM ĐỊNH" in page.upper()
    assert "Đảng viên" in page


def test_the_papers_can_be_asked_for(period: Period, decision: Decision) -> None:
    for kind, subject in (("decision", decision), ("minutes_extract", decision), ("appraisal", period)):
        assert CATALOGUE[kind].build(subject)[:4] == b"%PDF"
        assert CATALOGUE[f"{kind}_word"].build(subject)[:2] == b"PK"
    assert CATALOGUE["decision"].file_name_of(decision).endswith("ngày 20-11-2026, xếp loại năm 2026.pdf")
