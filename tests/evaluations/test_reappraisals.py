"""A decided class appraised again: what opens it, who may, what the new version keeps, and what the pages show."""

import datetime as dt

import pytest
from django.urls import reverse

from core.errors import DomainError
from evaluations.models import Complaint, Decision, Review
from evaluations.services.complaints import conclude_complaint, receive_complaint
from evaluations.services.corrections import FurtherPaper, correct_decision
from evaluations.services.decisions import decide_evaluation
from evaluations.services.facts import FactErrors, enter_facts
from evaluations.services.reappraisals import reappraise_evaluation
from tests.cast import Cast
from tests.evaluations.conftest import DAY, EXCELLENT

TODAY = dt.date(2026, 11, 22)
PAPER = {"decided_on": DAY, "document_number": "15-QĐ/ĐU", "despite": "Chưa kịp thẩm định"}
FURTHER = FurtherPaper(TODAY, "31-QĐ/ĐU")
POINTS = {"score_general": 29, "score_results": 66}


@pytest.fixture
def decided(sent, cast: Cast):
    """Good by its points, with the facts of an excellent one."""
    evaluation = sent(cast.member, EXCELLENT | {"score_general": 25, "score_results": 55})
    decide_evaluation(evaluation, by=cast.commune, level="good", **PAPER)
    return evaluation


@pytest.fixture
def reopened(decided, cast: Cast) -> Complaint:
    words = {"kind": "complaint", "content": "Chưa tính hai việc", "from_name": "Lâm", "received_on": DAY}
    complaint = receive_complaint(decided, by=cast.commune, **words)
    answer = {"outcome": "reappraised", "conclusion": "Thẩm định lại", "concluded_on": TODAY}
    Complaint.objects.update(state="verifying", findings="Đúng", verified_on=TODAY)
    conclude_complaint(complaint, by=cast.commune, **answer)
    return complaint


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_reappraised_points_lead_to_a_new_version_and_leave_the_old_one(reopened, decided, cast: Cast) -> None:
    before = Decision.objects.get(version=1).facts
    enter_facts(decided, by=cast.officer, values=POINTS, stage="appraised")
    review = reappraise_evaluation(decided, by=cast.officer, level="excellent", opinion="")

    words = {"level": "excellent", "reason": "Theo đơn", "paper": FURTHER, "seen": 1}
    again = correct_decision(decided, by=cast.commune, **words)

    first = Decision.objects.get(version=1)
    assert review.reviewed_at > first.decided_at
    assert first.facts == before
    assert (first.computed_level, again.computed_level) == ("good", "excellent")
    assert (str(first.facts["facts"]["score"]), str(again.facts["facts"]["score"])) == ("80", "95")
    assert [row for row in again.trace if "score" in row["inputs"]] != [
        row for row in first.trace if "score" in row["inputs"]
    ]
    assert (again.complaint, again.reason) == (reopened, "Theo đơn")


def test_reappraisal_without_a_ground_is_refused(decided, cast: Cast) -> None:
    with pytest.raises(DomainError, match="Chỉ thẩm định lại khi"):
        reappraise_evaluation(decided, by=cast.officer, level="good", opinion="x")
    with pytest.raises(FactErrors):
        enter_facts(decided, by=cast.officer, values=POINTS, stage="appraised")


def test_reappraisal_while_a_complaint_is_open_is_refused(reopened, decided, cast: Cast) -> None:
    words = {"kind": "petition", "content": "y", "from_name": "Hằng", "received_on": DAY}
    receive_complaint(decided, by=cast.commune, **words)
    with pytest.raises(DomainError, match="Chỉ thẩm định lại khi"):
        reappraise_evaluation(decided, by=cast.officer, level="good", opinion="x")


def test_own_facts_stay_closed_while_it_is_appraised_again(reopened, decided, cast: Cast) -> None:
    with pytest.raises(FactErrors):
        enter_facts(decided, by=cast.secretary, values=POINTS)


def test_reappraisal_is_closed_again_by_the_decision(reopened, decided, cast: Cast) -> None:
    reappraise_evaluation(decided, by=cast.officer, level="completed", opinion="Hai việc chậm")
    correct_decision(decided, by=cast.commune, level="completed", reason="Theo đơn", paper=FURTHER, seen=1)
    with pytest.raises(DomainError, match="Chỉ thẩm định lại khi"):
        reappraise_evaluation(decided, by=cast.officer, level="good", opinion="x")


@pytest.mark.parametrize(
    ("who", "words", "said"),
    [
        ("secretary", {"level": "good"}, "Người gửi phiếu"),
        ("member", {"level": "good"}, "đối tượng của phiếu"),
        ("officer", {"level": "x"}, "Hãy chọn một mức"),
        ("officer", {"level": "completed"}, "hãy ghi ý kiến"),
    ],
)
def test_reappraisal_with_a_fault_is_refused(reopened, decided, cast: Cast, who: str, words: dict, said: str) -> None:
    with pytest.raises(DomainError, match=said):
        reappraise_evaluation(decided, by=getattr(cast, who), **({"opinion": ""} | words))
    assert not Review.objects.exists()


def test_the_same_reappraisal_twice_is_refused(reopened, decided, cast: Cast) -> None:
    reappraise_evaluation(decided, by=cast.officer, level="good", opinion="Giữ")
    with pytest.raises(DomainError, match="đã được ghi rồi"):
        reappraise_evaluation(decided, by=cast.officer, level="good", opinion="Giữ")


def test_board_appraises_again_through_the_pages(reopened, decided, cast: Cast, client_of) -> None:
    board, committee = client_of(cast.officer), client_of(cast.commune)
    page = reverse("evaluations:evaluation_reappraise", args=[decided.pk])
    points = reverse("evaluations:points_appraise", args=[decided.pk])
    assert page in text_of(board.get("/"))
    assert page in text_of(board.get(decided.get_absolute_url()))
    assert points in text_of(board.get(page))
    form = {"p-score_general": "29", "p-score_results": "66", "was": ""}
    assert board.post(points, form)["Location"] == page
    shown = text_of(board.get(page))
    assert "Đơn khiếu nại đã kết luận thẩm định, xếp loại lại" in shown
    assert "<strong>95</strong>/100" in shown

    correct = reverse("evaluations:decision_correct", args=[decided.pk])
    assert "Ban tổ chức chưa thẩm định lại" in text_of(committee.get(correct))
    board.post(page, {"level": "excellent", "opinion": "Đủ hai việc"})
    assert page not in text_of(board.get("/"))
    seen = text_of(committee.get(correct))
    assert "Ban tổ chức chưa thẩm định lại" not in seen
    assert "Thẩm định lại: Hoàn thành xuất sắc nhiệm vụ" in seen
    assert "Khi đó tính theo quy định: <strong>Hoàn thành tốt nhiệm vụ</strong>" in seen


def test_page_without_a_ground_offers_no_form(decided, cast: Cast, client_of) -> None:
    page = client_of(cast.officer).get(reverse("evaluations:evaluation_reappraise", args=[decided.pk]))
    assert "Chưa có gì để thẩm định lại" in text_of(page)
    assert "Ghi ý kiến thẩm định lại" not in text_of(page)
