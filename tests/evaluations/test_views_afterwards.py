"""Complaints, further decisions, late discipline and awards, told with the cast through the pages."""

import datetime as dt
import io

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from cells.models import Award
from evaluations.documents.awards import award_decision_pdf, award_proposals_pdf, award_proposals_xlsx
from evaluations.documents.corrections import (
    further_decision_file_name,
    further_decision_paper,
    further_decision_pdf,
    further_decision_word,
)
from evaluations.models import AwardProposal, AwardSetting, Complaint, Decision, Evaluation
from evaluations.queries.awards import award_candidates
from evaluations.queries.detail import detail_of
from evaluations.queries.results import results_of, with_results_on
from evaluations.services.awards import propose_awards, recognise_outstanding
from evaluations.services.complaints import receive_complaint
from evaluations.services.corrections import FurtherPaper, correct_decision
from tests.cast import Cast, Commune
from tests.evaluations.past import make_past
from tests.evaluations.test_documents import words
from tests.factories import make_meeting

DAY = dt.date(2026, 11, 22)
SECRET, SENDER = "Chuyện kín trong đơn", "Người Gửi Đơn"


@pytest.fixture
def decided(commune: Commune, cast: Cast) -> Decision:
    """The plain member, excellent in 2025."""
    return make_past(commune.committee, 2025, cast.member.member, "excellent", cell=commune.cells[0], by=cast.commune)


def address(name: str, *args: object) -> str:
    return reverse(f"evaluations:{name}", args=args)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def further(**more: object) -> dict:
    return {"reason": "Kê khai sai", "decided_on": "02/03/2026", "document_number": "31-QĐ/ĐU", "seen": 1} | more


def test_page_of_a_complaint_says_in_whose_name_it_is_sent(decided, cast: Cast, client_of) -> None:
    at = address("complaint_file", decided.evaluation_id)
    own, leader, committee = (text_of(client_of(user).get(at)) for user in (cast.member, cast.secretary, cast.commune))
    assert "Đơn ghi người gửi là đồng chí <strong>Trịnh Mạnh Lâm</strong>." in own
    assert "người gửi là đồng chí <strong>Bùi Thị Tuyết</strong>, lãnh đạo Chi bộ thôn Song Vân, về kết quả" in leader
    assert "gửi thay thì ghi rõ trong nội dung" in leader
    assert "Đơn ghi người gửi" not in committee


def test_complaint_goes_from_the_member_to_the_answer_through_the_pages(decided, cast: Cast, client_of) -> None:
    own, committee = client_of(cast.member), client_of(cast.commune)
    file_at = address("complaint_file", decided.evaluation_id)
    assert "Tên người gửi" not in text_of(own.get(file_at))
    refused = own.post(file_at, {"kind": "complaint", "content": ""})
    assert refused.status_code == 200
    own.post(file_at, {"kind": "complaint", "content": "Chưa tính hai việc"})

    complaint = Complaint.objects.get()
    assert (complaint.from_name, complaint.recorded_by) == ("Trịnh Mạnh Lâm", cast.member)
    at = complaint.get_absolute_url()
    assert "Giao xác minh" in text_of(committee.get(at))
    assert "Giao xác minh" not in text_of(own.get(at))
    committee.post(address("complaint_verify", complaint.pk), {"verifier": "Tổ 1"})
    committee.post(
        address("complaint_findings", complaint.pk), {"findings": "Đúng là thiếu hai việc", "verified_on": "22/11/2026"}
    )
    answer = {"outcome": "reappraised", "conclusion": "Thẩm định lại", "concluded_on": "22/11/2026", "document": "4-TB"}
    committee.post(address("complaint_conclude", complaint.pk), answer)

    assert "chưa có quyết định xếp loại lại" in text_of(committee.get(at))
    seen = text_of(own.get(at))
    assert "Thẩm định lại" in seen
    assert "Đúng là thiếu hai việc" not in seen
    paper = further(level="good", decided_on="22/11/2026", despite="Ban tổ chức khuyết")
    committee.post(address("decision_correct", decided.evaluation_id), paper)
    assert complaint.decisions.get().level == "good"
    assert "31-QĐ/ĐU" in text_of(own.get(at))


def test_who_denounced_is_known_to_the_committee_alone(decided, cast: Cast, client_of) -> None:
    complaint = receive_complaint(
        decided.evaluation,
        by=cast.commune,
        kind="denunciation",
        content=SECRET,
        from_name=SENDER,
        received_on=dt.date(2026, 1, 5),
    )
    at = complaint.get_absolute_url()
    pages = {who: text_of(client_of(getattr(cast, who)).get(at)) for who in ("commune", "officer", "member")}
    assert (SENDER in pages["commune"], SECRET in pages["commune"]) == (True, True)
    assert (SENDER in pages["officer"], SECRET in pages["officer"]) == (False, True)
    assert (SENDER in pages["member"], SECRET in pages["member"]) == (False, False)
    for who in (cast.secretary, cast.deputy, cast.stranger, cast.admin):
        assert client_of(who).get(at).status_code == 404
    listed = address("complaint_list", decided.evaluation.period_id)
    assert at in text_of(client_of(cast.member).get(listed))
    log = text_of(client_of(cast.officer).get(reverse("reports:audit_log")))
    assert SENDER not in log
    assert SECRET not in log


def test_nobody_deals_with_a_complaint_about_himself(commune: Commune, cast: Cast, client_of) -> None:
    own = make_past(commune.committee, 2025, cast.commune.member, "good", cell=commune.cells[2], by=cast.officer)
    complaint = receive_complaint(
        own.evaluation,
        by=cast.officer,
        kind="denunciation",
        content=SECRET,
        from_name=SENDER,
        received_on=dt.date(2026, 1, 5),
    )
    client = client_of(cast.commune)
    page = text_of(client.get(complaint.get_absolute_url()))
    assert SENDER not in page
    assert SECRET not in page
    assert client.get(address("complaint_verify", complaint.pk)).status_code == 403
    assert client.get(address("decision_correct", own.evaluation_id)).status_code == 403


def test_complaint_list_says_that_no_term_is_given_and_keeps_its_queries(
    decided, commune: Commune, cast: Cast, client_of, django_assert_max_num_queries
) -> None:
    client, listed = client_of(cast.commune), address("complaint_list", decided.evaluation.period_id)
    for who in (cast.member, cast.secretary, cast.deputy):
        decision = (
            decided
            if who == cast.member
            else make_past(commune.committee, 2025, who.member, "good", cell=commune.cells[0], by=cast.commune)
        )
        words_of = {"kind": "complaint", "content": "x", "from_name": "y", "received_on": dt.date(2026, 1, 5)}
        receive_complaint(decision.evaluation, by=cast.commune, **words_of)
        with django_assert_max_num_queries(14):
            page = text_of(client.get(listed))
    assert "Quy định không nêu thời hạn trả lời; đang lấy 30 ngày" in page
    assert page.count("Quá hạn") == 3


def test_further_decision_refused_keeps_every_word(decided, cast: Cast, client_of) -> None:
    client, url = client_of(cast.commune), address("decision_correct", decided.evaluation_id)
    page = text_of(client.get(url))
    assert "Lê Quang Vinh" in page
    refused = text_of(client.post(url, further(level="excellent")))
    assert "Mức này đang là kết quả hiện hành" in refused
    assert "Kê khai sai" in refused
    assert Decision.objects.count() == 1


def test_page_of_the_evaluation_shows_every_version_with_what_changed(decided, cast: Cast, client_of) -> None:
    client, evaluation = client_of(cast.commune), decided.evaluation
    client.post(address("decision_cancel", evaluation.pk), further())
    client.post(address("decision_correct", evaluation.pk), further(level="good", seen=2, document_number="32-QĐ/ĐU"))
    page = text_of(client.get(evaluation.get_absolute_url()))
    assert "Bản 1: công nhận kết quả" in page
    assert "Bản 2: hủy kết quả" in page
    assert "Bản 3: xếp loại lại" in page
    assert "Mức xếp loại: trước là Hoàn thành xuất sắc nhiệm vụ, bản này là Hủy kết quả." in page
    assert "In quyết định (Mẫu 03)" in page
    own = text_of(client_of(cast.member).get(evaluation.get_absolute_url()))
    assert "Bản 3: xếp loại lại" in own
    assert "In quyết định (Mẫu 03)" not in own


def test_cancelled_result_is_not_called_not_rated(decided, cast: Cast, client_of) -> None:
    evaluation = decided.evaluation
    with time_machine.travel(dt.datetime(2026, 11, 24, 5, tzinfo=dt.UTC)):
        client_of(cast.commune).post(address("decision_cancel", evaluation.pk), further())
    found = detail_of(Evaluation.objects.get(pk=evaluation.pk))
    assert found.decided is not None
    assert found.decided.label == "Hủy kết quả"
    rows = with_results_on(Evaluation.objects.filter(pk=evaluation.pk), DAY)
    [row] = results_of(evaluation.period, rows, DAY)
    assert row.level is not None
    assert row.now is not None
    assert (row.level.label, row.now.label) == ("Hoàn thành xuất sắc nhiệm vụ", "Hủy kết quả")


def test_further_decision_paper_says_what_it_cancels_and_why(decided, commune: Commune, cast: Cast) -> None:
    meeting = make_meeting(commune.committee, dt.date(2026, 3, 1), kind="committee")
    paper = FurtherPaper(dt.date(2026, 3, 2), "31-QĐ/ĐU", meeting, "Lê Quang Vinh", "Bí thư")
    decision = correct_decision(
        decided.evaluation, by=cast.commune, level="good", reason="Kê khai sai", paper=paper, seen=1
    )
    whole = further_decision_paper(decision)
    assert (whole.symbol, whole.issuer, whole.office, whole.signer) == (
        "31-QĐ/ĐU",
        "Đảng ủy xã Vân Trục",
        "BÍ THƯ",
        "Lê Quang Vinh",
    )
    assert whole.title == "về việc đánh giá, xếp loại lại chất lượng đảng viên năm 2025"
    articles = [section.text for section in whole.sections]
    assert articles[0] == (
        "Điều 1. Hủy kết quả xếp loại “Hoàn thành xuất sắc nhiệm vụ” năm 2025 của đồng chí Trịnh Mạnh Lâm, "
        "Chi bộ thôn Song Vân tại Quyết định số 25-QĐ/ĐU, ngày 20/12/2025."
    )
    assert "“Hoàn thành tốt nhiệm vụ”.\nLý do: Kê khai sai" in articles[1]
    assert whole.opening[-1].startswith(f"- Căn cứ {meeting} ngày 01/03/2026")
    assert "Ban tổ chức" not in str(whole.recipients)
    assert further_decision_file_name(decision) == "Quyết định 31-QĐ/ĐU xếp loại lại năm 2025, Trịnh Mạnh Lâm"
    text = words(further_decision_pdf(decision))
    assert "Mẫu 03" in text
    assert "QUYẾT ĐỊNH" in text
    assert further_decision_word(decision)[:2] == b"PK"


def test_late_discipline_is_listed_and_rated_again_through_the_pages(decided, cast: Cast, client_of) -> None:
    discipline = cast.member.member.disciplines.create(
        kind="warning",
        content="x",
        act_on=dt.date(2025, 5, 1),
        decided_on=dt.date(2025, 12, 28),
        decided_by="Đảng ủy",
        document="9-QĐ/ĐU",
    )
    client, period = client_of(cast.commune), decided.evaluation.period_id
    listed = text_of(client.get(address("late_discipline_list", period)))
    url = address("discipline_rerate", decided.evaluation_id, discipline.pk)
    assert "Cần xếp loại lại" in listed
    assert url in listed
    assert url not in text_of(client_of(cast.officer).get(address("late_discipline_list", period)))
    assert "Kỷ luật cảnh cáo theo 9-QĐ/ĐU" in text_of(client.get(url))
    client.post(url, further(level="failed", reason="Kỷ luật", despite="Ban tổ chức khuyết"))
    assert Decision.objects.get(version=2).discipline == discipline
    assert "Đã tính" in text_of(client.get(address("late_discipline_list", period)))


def test_awards_go_from_the_class_to_the_records_through_the_pages(decided, cast: Cast, client_of) -> None:
    client, period = client_of(cast.commune), decided.evaluation.period_id
    candidates = text_of(client.get(address("award_candidates_list", period)))
    key = f"{decided.evaluation_id}-member_year"
    assert f'value="{key}"' in candidates
    assert "702.000" in candidates
    refused = client.post(address("award_propose", period), {"xem": "met"})
    assert "Chưa chọn trường hợp nào" in text_of(refused)
    client.post(address("award_propose", period), {"chon": [key]})
    proposal = AwardProposal.objects.get()
    grant = address("award_grant", period)
    assert "checked" in text_of(client.get(grant))
    refused = text_of(client.post(grant, {"de-nghi": [proposal.pk], "decided_on": "01/12/2025", "document": "9-QĐ"}))
    assert "không thể trước ngày quyết định xếp loại (20/12/2025)" in refused
    assert 'value="9-QĐ"' in refused
    client.post(grant, {"de-nghi": [proposal.pk], "decided_on": "05/01/2026", "document": "2-QĐ/ĐU"})
    assert Award.objects.get().document == "2-QĐ/ĐU"
    assert "Đã khen thưởng" in text_of(client.get(address("award_list", period)))
    client.post(address("award_withdraw", proposal.pk), {"reason": "Nhầm", "on": "10/01/2026", "document": "3-QĐ/ĐU"})
    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"


def test_outstanding_is_chosen_and_taken_back_through_the_pages(commune: Commune, cast: Cast, client_of) -> None:
    decision = make_past(commune.committee, 2025, commune.cells[0], "excellent", by=cast.commune)
    client, url = client_of(cast.commune), address("award_outstanding", decision.evaluation.period_id)
    paper = {"decided_on": "05/01/2026", "document_number": "3-QĐ/ĐU", "reason": ""}
    refused = text_of(client.post(url, paper))
    assert "Hãy chọn trong các tổ chức đảng" in refused
    assert 'value="3-QĐ/ĐU"' in refused
    client.post(url, paper | {"phieu": [decision.evaluation_id]})
    assert Decision.objects.get().is_outstanding
    assert client_of(cast.officer).post(url, paper).status_code == 403
    client.post(address("outstanding_take_back", decision.evaluation_id), {"reason": "Nhầm"})
    assert not Decision.objects.get().is_outstanding


def test_money_is_shown_with_its_source_and_settled_by_the_committee(decided, cast: Cast, client_of) -> None:
    client, period = client_of(cast.commune), decided.evaluation.period_id
    page = text_of(client.get(address("award_money", period)))
    assert "2.340.000" in page
    assert "mức đặt sẵn" in page
    url = address("award_setting_change", period)
    refused = client.post(url, {"key": "streak.merged", "value": "5", "valid_from": "01/01/2026", "document": "QC 2"})
    assert "Giá trị này không hợp lệ" in text_of(refused)
    client.post(url, {"key": "rounding", "value": "10.000", "valid_from": "01/01/2026", "document": "QC 2"})
    assert AwardSetting.objects.get().value == 10000


def test_award_papers_list_everyone_with_money_and_authority(decided, commune: Commune, cast: Cast) -> None:
    period = decided.evaluation.period
    cell = make_past(commune.committee, 2025, commune.cells[0], "excellent", by=cast.commune)
    paper = {"decided_on": dt.date(2026, 1, 5), "document_number": "3-QĐ/ĐU"}
    recognise_outstanding(period, [cell.evaluation], by=cast.commune, **paper)
    keys = [row.key for row in award_candidates(period, day=dt.date(2026, 11, 22))]
    propose_awards(period, keys, by=cast.commune)

    text = words(award_proposals_pdf(period))
    assert "Đảng ủy xã Vân Trục" in text
    assert "Tổng tiền thưởng đề nghị: 2.106.000 đồng." in text
    sheet = openpyxl.load_workbook(io.BytesIO(award_proposals_xlsx(period))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert any(row[1] == "Trịnh Mạnh Lâm" and row[6] == 702000 for row in rows)
    decision = words(award_decision_pdf(AwardProposal.objects.get(evaluation=decided.evaluation)))
    assert "Tặng giấy khen cho tổ chức đảng, đảng viên có tên sau" in decision
    assert "Dự thảo" in decision
