"""Complaints from receipt to conclusion, each refusal, and what an open one holds up."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from evaluations.models import AwardSetting, Complaint, Decision
from evaluations.queries.complaints import complaint_to_answer, verification_warnings
from evaluations.services.complaints import (
    conclude_complaint,
    receive_complaint,
    record_findings,
    verify_complaint,
    withdraw_complaint,
)
from evaluations.services.corrections import FurtherPaper, cancel_decision, correct_decision
from evaluations.services.decisions import decide_evaluation
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY, GOOD

TODAY = dt.date(2026, 11, 22)
PAPER = {"decided_on": DAY, "document_number": "15-QĐ/ĐU", "despite": "Chưa kịp thẩm định"}
FURTHER = FurtherPaper(TODAY, "31-QĐ/ĐU")
WORDS = {"kind": "complaint", "content": "Điểm phần II thấp hơn kết quả thật", "from_name": "Trịnh Mạnh Lâm"}


@pytest.fixture
def decided(sent, cast: Cast):
    evaluation = sent(cast.member, GOOD)
    decide_evaluation(evaluation, by=cast.commune, level="good", **PAPER)
    return evaluation


@pytest.fixture
def complaint(decided, cast: Cast) -> Complaint:
    return receive_complaint(decided, by=cast.commune, received_on=DAY, **WORDS)


def conclude(complaint: Complaint, cast: Cast, outcome: str = "kept") -> Complaint:
    verify_complaint(complaint, by=cast.commune, verifier="Tổ xác minh số 1")
    record_findings(complaint, by=cast.commune, findings="Đã đối chiếu sổ giao việc", verified_on=TODAY)
    conclude_complaint(
        complaint, by=cast.commune, outcome=outcome, conclusion="Đã trả lời", concluded_on=TODAY, document="4-TB/ĐU"
    )
    complaint.refresh_from_db()
    return complaint


def test_receive_complaint_sets_the_committees_own_term_and_names_nobody_in_the_log(complaint, cast: Cast) -> None:
    assert (complaint.state, complaint.due_on) == ("received", DAY + dt.timedelta(days=30))
    line = AuditEvent.objects.get(action="evaluations.complaint_received")
    assert line.organisation_number == complaint.evaluation.period.organisation_id
    assert "Điểm phần II" not in f"{line.note}{line.changes}{line.thing_label}"


def test_receive_complaint_with_a_settled_term_takes_it(decided, cast: Cast, commune: Commune) -> None:
    AwardSetting.objects.create(
        organisation=commune.province,
        key="complaint_days",
        value=10,
        valid_from=dt.date(2026, 1, 1),
        document="Quy chế 5-QC/TU",
        recorded_by=cast.officer,
    )
    assert receive_complaint(decided, by=cast.commune, received_on=DAY, **WORDS).due_on == dt.date(2026, 11, 30)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "letter"}, "kind"),
        ({"content": " "}, "content"),
        ({"from_name": " "}, "from_name"),
        ({"received_on": dt.date(2026, 11, 23)}, "received_on"),
        ({"received_on": dt.date(2025, 12, 31)}, "received_on"),
        ({"due_on": dt.date(2026, 11, 19)}, "due_on"),
    ],
)
def test_receive_complaint_with_a_fault_is_refused_by_field(decided, cast: Cast, change: dict, field: str) -> None:
    with pytest.raises(DomainError) as refusal:
        receive_complaint(decided, by=cast.commune, **({"received_on": DAY} | WORDS | change))
    assert refusal.value.field == field
    assert not Complaint.objects.exists()


def test_receive_complaint_twice_is_refused(complaint, decided, cast: Cast) -> None:
    with pytest.raises(DomainError, match="đã được ghi rồi"):
        receive_complaint(decided, by=cast.commune, received_on=DAY, **WORDS)


def test_receive_denunciation_may_be_without_a_name(decided, cast: Cast) -> None:
    words = WORDS | {"kind": "denunciation", "from_name": ""}
    assert receive_complaint(decided, by=cast.commune, received_on=DAY, **words).from_name == ""


def test_complaint_is_verified_and_concluded_with_its_evidence(complaint, cast: Cast) -> None:
    done = conclude(complaint, cast)

    assert (done.state, done.outcome, done.document) == ("concluded", "kept", "4-TB/ĐU")
    assert (done.verifier, done.findings, done.verified_on) == ("Tổ xác minh số 1", "Đã đối chiếu sổ giao việc", TODAY)
    actions = AuditEvent.objects.filter(action__startswith="evaluations.complaint").values_list("action", flat=True)
    assert {action.rsplit("_", 1)[1] for action in actions} == {"received", "verifying", "verified", "concluded"}


def test_conclude_before_verification_is_refused(complaint, cast: Cast) -> None:
    words = {"outcome": "kept", "conclusion": "x", "concluded_on": TODAY}
    with pytest.raises(DomainError, match="không làm được ở trạng thái hiện tại"):
        conclude_complaint(complaint, by=cast.commune, **words)
    with pytest.raises(DomainError, match="hãy giao xác minh trước"):
        record_findings(complaint, by=cast.commune, findings="x", verified_on=TODAY)
    verify_complaint(complaint, by=cast.commune, verifier="Tổ")
    with pytest.raises(DomainError, match="Chưa có kết quả xác minh"):
        conclude_complaint(complaint, by=cast.commune, **words)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"outcome": ""}, "outcome"),
        ({"conclusion": " "}, "conclusion"),
        ({"concluded_on": dt.date(2026, 11, 19)}, "concluded_on"),
        ({"concluded_on": dt.date(2026, 11, 20)}, "concluded_on"),
        ({"concluded_on": dt.date(2026, 11, 23)}, "concluded_on"),
    ],
)
def test_conclude_with_a_fault_is_refused_by_field(complaint, cast: Cast, change: dict, field: str) -> None:
    verify_complaint(complaint, by=cast.commune, verifier="Tổ")
    record_findings(complaint, by=cast.commune, findings="x", verified_on=dt.date(2026, 11, 21))
    words = {"outcome": "kept", "conclusion": "x", "concluded_on": TODAY} | change
    with pytest.raises(DomainError) as refusal:
        conclude_complaint(complaint, by=cast.commune, **words)
    assert refusal.value.field == field


def test_verify_and_findings_without_words_are_refused(complaint, cast: Cast) -> None:
    with pytest.raises(DomainError) as refusal:
        verify_complaint(complaint, by=cast.commune, verifier=" ")
    assert refusal.value.field == "verifier"
    verify_complaint(complaint, by=cast.commune, verifier="Tổ")
    with pytest.raises(DomainError) as refusal:
        record_findings(complaint, by=cast.commune, findings=" ", verified_on=TODAY)
    assert refusal.value.field == "findings"


def test_withdrawn_complaint_keeps_why_and_cannot_be_concluded(complaint, cast: Cast) -> None:
    with pytest.raises(DomainError) as refusal:
        withdraw_complaint(complaint, by=cast.commune, reason=" ", withdrawn_on=TODAY)
    assert refusal.value.field == "reason"
    withdraw_complaint(complaint, by=cast.commune, reason="Đã rõ", withdrawn_on=TODAY)
    complaint.refresh_from_db()
    assert (complaint.state, complaint.conclusion) == ("withdrawn", "Đã rõ")
    with pytest.raises(DomainError, match="trạng thái hiện tại"):
        verify_complaint(complaint, by=cast.commune, verifier="Tổ")


def test_open_complaint_holds_further_decisions(complaint, decided, cast: Cast) -> None:
    with pytest.raises(DomainError, match="khiếu nại nhận ngày 20/11/2026 chưa kết luận"):
        correct_decision(decided, by=cast.commune, level="completed", reason="x", paper=FURTHER, seen=1)
    with pytest.raises(DomainError, match="chưa kết luận"):
        cancel_decision(decided, by=cast.commune, reason="x", paper=FURTHER, seen=1)
    assert Decision.objects.count() == 1


def test_reappraised_complaint_waits_for_the_further_decision_that_answers_it(complaint, decided, cast: Cast) -> None:
    conclude(complaint, cast, "reappraised")
    assert complaint_to_answer(decided) == complaint

    words = {"level": "completed", "reason": "Theo đơn", "paper": FURTHER, "seen": 1}
    with pytest.raises(DomainError, match="chưa thẩm định lại") as refusal:
        correct_decision(decided, by=cast.commune, **words)
    assert refusal.value.field == "despite"
    decision = correct_decision(decided, by=cast.commune, despite="Ban tổ chức khuyết người", **words)

    assert "chưa thẩm định lại" in decision.reason
    assert decision.reason.endswith("Vẫn quyết định vì: Ban tổ chức khuyết người")
    assert decision.complaint == complaint
    assert complaint_to_answer(decided) is None


def test_complaint_before_the_first_decision_warns_and_holds_it(sent, cast: Cast) -> None:
    evaluation = sent(cast.member, GOOD)
    receive_complaint(evaluation, by=cast.commune, received_on=DAY, **WORDS)

    (warning,) = verification_warnings(evaluation)

    assert "xác minh, thẩm định lại trước khi quyết định" in warning.text
    with pytest.raises(DomainError, match="có đơn chưa kết luận"):
        decide_evaluation(evaluation, by=cast.commune, level="good", **PAPER)
    with pytest.raises(DomainError, match="có đơn chưa kết luận nên chưa quyết định được"):
        decide_evaluation(evaluation, by=cast.commune, level="good", **PAPER)


def test_discipline_of_the_year_warns_before_the_first_decision(sent, cast: Cast) -> None:
    evaluation = sent(cast.member, GOOD)
    cast.member.member.disciplines.create(
        kind="warning", content="x", act_on=DAY, decided_on=DAY, decided_by="Đảng ủy", document="2-QĐ/ĐU"
    )
    assert "kỷ luật cảnh cáo ngày 20/11/2026" in verification_warnings(evaluation)[0].text
