"""What stands before a decision, and the document in which it is made."""

import datetime as dt

import pytest
from django.urls import reverse

from cells.models import Office, Seat
from core.errors import DomainError
from evaluations.models import Complaint, Decision, Evaluation, Opinion, Period, SelfReview
from evaluations.services.decisions import decide_batch, decide_evaluation
from evaluations.services.process import approve_evaluations, review_evaluation
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY, GOOD
from tests.factories import make_meeting, make_member, make_open_meeting, make_user

State = Evaluation.State
PAPER = {"decided_on": DAY, "document_number": "15-QĐ/ĐU"}


@pytest.fixture
def appraised(sent, cast: Cast) -> Evaluation:
    """The member's own evaluation, sent and appraised."""
    evaluation = sent(cast.member)
    review_evaluation(evaluation, by=cast.officer, level="good")
    return Evaluation.objects.get(pk=evaluation.pk)


def test_decide_without_the_appraisal_needs_the_reason_for_it(sent, cast: Cast) -> None:
    evaluation = sent(cast.member)

    with pytest.raises(DomainError, match="Chưa có ý kiến thẩm định của ban tổ chức") as refusal:
        decide_evaluation(evaluation, by=cast.commune, level="good", **PAPER)
    assert refusal.value.field == "despite"
    assert "Điều 12, bước 2" in str(refusal.value)
    decision = decide_evaluation(evaluation, by=cast.commune, level="good", despite="Hội nghị họp gấp", **PAPER)

    assert decision.reason.endswith("Vẫn quyết định vì: Hội nghị họp gấp")


def test_decide_without_the_civil_service_rating_needs_the_reason_for_it(appraised: Evaluation, cast: Cast) -> None:
    Evaluation.objects.filter(pk=appraised.pk).update(subject=Evaluation.Subject.MEMBER)

    with pytest.raises(DomainError, match="Chưa có kết quả xếp loại cán bộ, công chức"):
        decide_evaluation(appraised, by=cast.commune, level="good", **PAPER)
    Opinion.objects.create(
        evaluation=appraised, giver="civil_service", level="good", given_on=DAY, recorded_by=cast.secretary
    )
    assert decide_evaluation(appraised, by=cast.commune, level="good", **PAPER).reason == ""


def test_decide_keeps_the_meeting_and_who_signed_on_that_day(
    appraised: Evaluation, cast: Cast, commune: Commune
) -> None:
    meeting = make_open_meeting(commune.committee, DAY, kind="executive")

    decision = decide_evaluation(appraised, by=cast.commune, level="good", meeting=meeting, **PAPER)

    assert (decision.meeting, decision.signed_by, decision.signer_title) == (meeting, "Lê Quang Vinh", "Bí thư")


def test_decide_at_another_units_meeting_or_one_that_was_not_held_is_refused(
    appraised: Evaluation, cast: Cast, commune: Commune
) -> None:
    elsewhere = make_open_meeting(commune.cells[0], DAY)
    planned = make_meeting(commune.committee, DAY, kind="executive")
    later = make_open_meeting(commune.committee, DAY + dt.timedelta(days=1), kind="executive")
    for meeting, words, field in (
        (elsewhere, "phải là của Đảng bộ xã Vân Trục và đã họp", "meeting"),
        (planned, "phải là của Đảng bộ xã Vân Trục và đã họp", "meeting"),
        (later, "sau ngày quyết định", "decided_on"),
    ):
        with pytest.raises(DomainError, match=words) as refusal:
            decide_evaluation(appraised, by=cast.commune, level="good", meeting=meeting, **PAPER)
        assert refusal.value.field == field


def test_only_who_held_the_post_on_that_day_signs(appraised: Evaluation, cast: Cast, commune: Commune) -> None:
    seat = Seat.objects.get(member=cast.commune.member, office=Office.SECRETARY)
    cell_seat = Seat.objects.get(member=cast.secretary.member)
    late = Seat.objects.create(
        organisation=commune.committee,
        member=cast.deputy.member,
        office=Office.DEPUTY_SECRETARY,
        valid_from=DAY + dt.timedelta(days=1),
    )
    for other in (cell_seat, late):
        with pytest.raises(DomainError, match="không giữ chức vụ được ký quyết định") as refusal:
            decide_evaluation(appraised, by=cast.commune, level="good", signer=other, **PAPER)
        assert refusal.value.field == "signer"
    assert decide_evaluation(appraised, by=cast.commune, level="good", signer=seat, **PAPER).signed_by


def test_a_number_stands_for_one_day(appraised: Evaluation, sent, cast: Cast) -> None:
    decide_evaluation(appraised, by=cast.commune, level="good", **PAPER)
    other = sent(cast.deputy)

    with pytest.raises(DomainError, match="Số 15-QĐ/ĐU đã dùng cho quyết định ngày 20/11/2026") as refusal:
        decide_evaluation(
            other,
            by=cast.commune,
            level="good",
            decided_on=dt.date(2026, 11, 21),
            document_number="15-qđ/đu",
            despite="Vội",
        )
    assert refusal.value.field == "document_number"
    assert decide_evaluation(other, by=cast.commune, level="good", despite="Vội", **PAPER).version == 1


def test_an_open_complaint_holds_the_decision(period: Period, appraised: Evaluation, cast: Cast) -> None:
    Complaint.objects.create(evaluation=appraised, received_on=DAY, content="Chấm chưa đúng", recorded_by=cast.commune)

    with pytest.raises(DomainError, match="có đơn chưa kết luận nên chưa quyết định được"):
        decide_evaluation(appraised, by=cast.commune, level="good", **PAPER)
    batch = decide_batch(period, [appraised], by=cast.commune, **PAPER)
    assert batch.left == ("Trịnh Mạnh Lâm: có đơn chưa kết luận; chưa quyết định.",)


def test_a_batch_leaves_what_misses_a_step_and_ones_own(period: Period, sent, appraised, cast: Cast) -> None:
    hasty, own = sent(cast.deputy), sent(cast.commune)
    Evaluation.objects.filter(pk=own.pk).update(subject=Evaluation.Subject.MEMBER_OUTSIDE)
    review_evaluation(own, by=cast.officer, level="good")

    batch = decide_batch(period, [hasty, own, appraised], by=cast.commune, **PAPER)
    assert batch.decided == 1
    assert batch.left == (
        "Hoàng Thị Hằng: Chưa có ý kiến thẩm định của ban tổ chức (Quy định 366-QĐ/TW, Điều 12, bước 2).",
        "Lê Quang Vinh: phiếu của chính đồng chí; quyết định riêng.",
    )
    batch = decide_batch(period, [hasty, own], by=cast.commune, despite="Hội nghị họp gấp", **PAPER)
    assert (batch.decided, len(batch.left)) == (1, 1)
    assert "Hội nghị họp gấp" in Decision.objects.get(evaluation=hasty).reason


def test_a_cells_decision_keeps_what_was_decided_below_it(appraised, sent, cast: Cast, commune: Commune) -> None:
    decide_evaluation(appraised, by=cast.commune, level="good", **PAPER)
    cell = sent(commune.cells[0])

    decision = decide_evaluation(cell, by=cast.commune, level="good", despite="Vội", **PAPER)

    assert decision.facts["below"] == {"member_outside": {"good": 1, "waiting": 2}}


def test_nobody_appraises_what_he_wrote_or_is(sent, of, cast: Cast, commune: Commune) -> None:
    evaluation = sent(cast.member)
    with pytest.raises(DomainError, match="đối tượng của phiếu này"):
        review_evaluation(evaluation, by=cast.member, level="good")
    with pytest.raises(DomainError, match="Người gửi phiếu không thẩm định"):
        review_evaluation(evaluation, by=cast.secretary, level="good")
    SelfReview.objects.create(evaluation=evaluation, form="2C", updated_by=cast.officer)
    with pytest.raises(DomainError, match="Người viết, nhập số liệu của phiếu không thẩm định"):
        review_evaluation(evaluation, by=cast.officer, level="good")
    assert not evaluation.reviews.exists()


def test_the_board_approves_several_as_computed_and_names_the_others(sent, of, cast: Cast) -> None:
    plain, open_question = sent(cast.member), sent(cast.deputy, GOOD | {"tasks_done": 9, "tasks_on_time": 9})
    hindered = sent(cast.secretary)

    done = approve_evaluations(
        [plain, open_question, hindered, of(cast.commune)], by=cast.officer, hindered={hindered.pk: "có chênh lệch."}
    )

    assert done.count == 1
    assert set(done.left) == {
        "Hoàng Thị Hằng: chưa xác định được mức, hoặc không thuộc đối tượng xếp loại; xem riêng.",
        "Bùi Thị Tuyết: có chênh lệch.",
        "Lê Quang Vinh: Phiếu đang nhập nên không thẩm định được.",
    }
    plain.refresh_from_db()
    assert plain.state == State.REVIEWED
    assert approve_evaluations([plain], by=cast.officer, hindered={}).left == ("Trịnh Mạnh Lâm: đã thẩm định.",)
    with pytest.raises(DomainError, match="Chưa chọn phiếu nào"):
        approve_evaluations([], by=cast.officer, hindered={})


@pytest.fixture
def own(sent, cast: Cast) -> Evaluation:
    """The commune secretary's own form, sent and appraised."""
    row = sent(cast.commune)
    Evaluation.objects.filter(pk=row.pk).update(subject=Evaluation.Subject.MEMBER_OUTSIDE)
    review_evaluation(row, by=cast.officer, level="good")
    return Evaluation.objects.get(pk=row.pk)


def test_nobody_decides_on_himself_while_another_leader_could(
    own: Evaluation, cast: Cast, commune: Commune, client_of
) -> None:
    deputy = make_user("pbt", full_name="Đào Thị Nga")
    make_member(None, "Đào Thị Nga", user=deputy, office=Office.DEPUTY_SECRETARY, seat_in=commune.committee)

    with pytest.raises(DomainError, match="không tự ghi quyết định; đồng chí Đào Thị Nga ghi"):
        decide_evaluation(own, by=cast.commune, level="good", **PAPER)
    assert not Decision.objects.exists()
    client = client_of(cast.commune)
    assert client.get(reverse("evaluations:evaluation_decide", args=[own.pk])).status_code == 403
    page = client.get(own.get_absolute_url()).content.decode()
    assert "đồng chí Đào Thị Nga ghi quyết định" in page
    assert decide_evaluation(own, by=deputy, level="good", despite="Vội", **PAPER).version == 1


def test_who_has_nobody_instead_decides_on_himself_with_a_warning(own: Evaluation, cast: Cast, client_of) -> None:
    page = client_of(cast.commune).get(reverse("evaluations:evaluation_decide", args=[own.pk]))
    assert "chưa có đồng chí nào khác ghi được" in page.content.decode()
    assert decide_evaluation(own, by=cast.commune, level="good", despite="Vội", **PAPER).version == 1
