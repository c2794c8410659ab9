import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from evaluations.models import Evaluation, Period, Review
from evaluations.services.facts import enter_facts
from evaluations.services.process import (
    return_evaluation,
    review_evaluation,
    submit_evaluation,
    submit_evaluations,
)
from tests.cast import Cast, Commune
from tests.evaluations.conftest import EXCELLENT, GOOD
from tests.factories import make_member

State = Evaluation.State


def test_submit_with_points_entered_moves_on_and_names_the_sender(of, cast: Cast) -> None:
    evaluation = of(cast.member)
    enter_facts(evaluation, by=cast.secretary, values=GOOD)

    submit_evaluation(evaluation, by=cast.deputy)

    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.submitted_by) == (State.SUBMITTED, cast.deputy)
    assert evaluation.submitted_at is not None
    line = AuditEvent.objects.get(action="evaluations.evaluation_submitted")
    assert (line.actor, line.thing_id, line.thing_label) == (cast.deputy, evaluation.pk, "Trịnh Mạnh Lâm")


def test_submit_without_points_is_refused_and_names_what_is_missing(of, cast: Cast) -> None:
    evaluation = of(cast.member)
    enter_facts(evaluation, by=cast.secretary, values={"score_general": 20})

    with pytest.raises(DomainError, match="Trịnh Mạnh Lâm: chưa nhập điểm Kết quả thực hiện nhiệm vụ"):
        submit_evaluation(evaluation, by=cast.secretary)
    evaluation.refresh_from_db()
    assert evaluation.state == State.OPEN


def test_submit_twice_is_refused(sent, cast: Cast) -> None:
    evaluation = sent(cast.member)

    with pytest.raises(DomainError, match="Hãy tải lại trang"):
        submit_evaluation(evaluation, by=cast.secretary)
    assert AuditEvent.objects.filter(action="evaluations.evaluation_submitted").count() == 1


def test_submit_evaluations_sends_who_is_ready_and_says_who_is_not(
    of, cast: Cast, period: Period, commune: Commune
) -> None:
    ready, waiting = of(cast.member), of(cast.deputy)
    enter_facts(ready, by=cast.secretary, values=GOOD)
    old = make_member(commune.cells[0], "Phạm Văn Cụ", status="exempt")
    from evaluations.services.subjects import update_subjects

    update_subjects(period, by=cast.commune)

    result = submit_evaluations([ready, waiting, of(old)], by=cast.secretary)

    assert result.count == 2
    assert result.left == ("Hoàng Thị Hằng: chưa nhập điểm Nhóm tiêu chí chung, Kết quả thực hiện nhiệm vụ.",)
    assert of(old).state == State.SUBMITTED
    assert of(cast.deputy).state == State.OPEN
    with pytest.raises(DomainError, match="Không còn phiếu nào đang nhập"):
        submit_evaluations([ready], by=cast.secretary)


def test_return_needs_a_reason_and_opens_it_again(sent, cast: Cast) -> None:
    evaluation = sent(cast.member)

    with pytest.raises(DomainError, match="Hãy ghi lý do trả lại"):
        return_evaluation(evaluation, by=cast.commune, reason="  ")
    return_evaluation(evaluation, by=cast.commune, reason="Số nhiệm vụ chưa khớp nghị quyết")

    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.returned_reason) == (State.OPEN, "Số nhiệm vụ chưa khớp nghị quyết")
    line = AuditEvent.objects.get(action="evaluations.evaluation_returned")
    assert line.note == "Số nhiệm vụ chưa khớp nghị quyết"
    with pytest.raises(DomainError, match="Hãy tải lại trang"):
        return_evaluation(evaluation, by=cast.commune, reason="lần nữa")
    submit_evaluation(evaluation, by=cast.secretary)
    evaluation.refresh_from_db()
    assert evaluation.returned_reason == ""


def test_review_keeps_level_and_opinion(sent, cast: Cast) -> None:
    evaluation = sent(cast.member)

    review_evaluation(evaluation, by=cast.officer, level="good", opinion="Nhất trí")

    evaluation.refresh_from_db()
    review = Review.objects.get()
    assert evaluation.state == State.REVIEWED
    assert (review.level, review.opinion, review.reviewed_by) == ("good", "Nhất trí", cast.officer)
    line = AuditEvent.objects.get(action="evaluations.evaluation_reviewed")
    assert (line.changes, line.note) == ({"level": [None, "good"]}, "Nhất trí")


def test_review_again_with_the_same_words_is_refused_and_with_others_kept_beside(sent, cast: Cast) -> None:
    evaluation = sent(cast.member)
    review_evaluation(evaluation, by=cast.officer, level="good")

    with pytest.raises(DomainError, match="đã được ghi rồi"):
        review_evaluation(evaluation, by=cast.officer, level="good")
    review_evaluation(evaluation, by=cast.officer, level="completed", opinion="Còn chậm hai việc")

    assert list(Review.objects.values_list("level", flat=True)) == ["completed", "good"]


def test_review_by_the_sender_is_refused(sent, cast: Cast) -> None:
    evaluation = sent(cast.member, by=cast.officer)

    with pytest.raises(DomainError, match="không thẩm định chính phiếu đó"):
        review_evaluation(evaluation, by=cast.officer, level="good")


def test_review_of_another_level_without_words_or_of_no_level_is_refused(sent, cast: Cast) -> None:
    evaluation = sent(cast.member)

    with pytest.raises(DomainError, match="khác mức tính theo quy định"):
        review_evaluation(evaluation, by=cast.officer, level="excellent")
    with pytest.raises(DomainError, match="Hãy chọn một mức"):
        review_evaluation(evaluation, by=cast.officer, level="not_rated")
    assert not Review.objects.exists()


def test_review_before_sending_is_refused(of, cast: Cast) -> None:
    with pytest.raises(DomainError, match="Phiếu đang nhập nên không thẩm định được"):
        review_evaluation(of(cast.member), by=cast.officer, level="good")


def test_every_step_of_a_closed_year_is_refused(sent, cast: Cast, period: Period) -> None:
    evaluation = sent(cast.member, EXCELLENT)
    Evaluation.objects.filter(pk=evaluation.pk).update(state="decided")
    Period.objects.filter(pk=period.pk).update(state="closed", closed_by=cast.commune, closed_at="2026-12-31T00:00Z")

    for step in (
        lambda: submit_evaluation(evaluation, by=cast.secretary),
        lambda: return_evaluation(evaluation, by=cast.commune, reason="x"),
        lambda: review_evaluation(evaluation, by=cast.officer, level="good"),
    ):
        with pytest.raises(DomainError, match="Kỳ đánh giá năm 2026 đã kết thúc"):
            step()
