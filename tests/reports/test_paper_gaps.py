"""What papers of a meeting and of an evaluation would lack, told before they are printed."""

from typing import Any

import pytest
from django.urls import reverse

from cells.models import OrganisationPeriod, Seat
from evaluations.models import Ballot, Decision, Evaluation, Period, SelfReview
from evaluations.services.periods import open_period
from meetings.models import Attendance, Meeting, PartyDocument
from reports.queries.paper_gaps import (
    appraisal_gaps,
    ballot_gaps,
    decision_gaps,
    issued_gaps,
    minutes_gaps,
    review_gaps,
    score_gaps,
)
from tests.cast import TODAY, Cast, Commune
from tests.factories import make_open_meeting
from tests.reports.papers import make_approved_meeting


def words(gaps: Any) -> str:
    return " | ".join(gap.sentence for gap in gaps)


@pytest.fixture
def meeting(commune: Commune, cast: Cast) -> Meeting:
    return make_open_meeting(commune.cells[0], by=cast.secretary)


@pytest.fixture
def period(commune: Commune, cast: Cast) -> Period:
    return open_period(commune.committee, year=2026, by=cast.commune)


@pytest.fixture
def review(period: Period, cast: Cast) -> Evaluation:
    return Evaluation.objects.select_related("period", "cell", "member").get(period=period, member=cast.member.member)


def test_minutes_being_written_name_what_is_missing(meeting: Meeting) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(secretary=None, ended_at=None)
    found = words(minutes_gaps(Meeting.objects.get(pk=meeting.pk)))
    assert "Chưa ghi thư ký" in found
    assert "Chưa ghi giờ kết thúc." in found
    assert "Chưa ghi biểu quyết thông qua biên bản." in found


def test_minutes_with_one_person_in_both_roles_say_so(meeting: Meeting) -> None:
    meeting.secretary_id = meeting.chair_id
    assert "Chủ trì và thư ký là một người." in words(minutes_gaps(meeting))


def test_minutes_of_few_warn_of_two_thirds_and_call_it_no_rule(meeting: Meeting) -> None:
    Attendance.objects.filter(meeting=meeting).update(state="excused", reason="Ốm")
    found = words(minutes_gaps(meeting))
    assert "chưa tới hai phần ba" in found
    assert "không phải quy định" in found


def test_approved_minutes_lack_nothing(commune: Commune, cast: Cast) -> None:
    assert list(minutes_gaps(make_approved_meeting(commune, cast))) == []


def test_head_without_a_place_name_is_told_with_the_page_that_mends_it(meeting: Meeting) -> None:
    OrganisationPeriod.objects.filter(organisation=meeting.cell).update(place_name="")
    gap = next(gap for gap in minutes_gaps(Meeting.objects.get(pk=meeting.pk)) if "địa danh" in gap.sentence)
    assert gap.url


def test_review_tells_words_level_day_and_birthday_that_are_missing(review: Evaluation, cast: Cast) -> None:
    found = words(review_gaps(review))
    for sentence in ("Chưa chọn mức tự xếp loại.", "Chưa gửi nên dòng ngày", "mục chưa viết"):
        assert sentence in found
    sections = dict.fromkeys(("I.1", "I.2", "I.3", "II", "III", "IV", "V", "VI"), "Đã làm.")
    SelfReview.objects.create(evaluation=review, form="2C", sections=sections, level="good", updated_by=cast.secretary)
    assert "Chưa chọn mức" not in words(review_gaps(review))
    assert "mục chưa viết" not in words(review_gaps(review))


def test_review_of_a_unit_without_a_leader_has_nobody_to_sign(period: Period, commune: Commune) -> None:
    Seat.objects.filter(organisation=commune.cells[1]).delete()
    row = Evaluation.objects.select_related("period", "cell").get(period=period, cell=commune.cells[1], member=None)
    assert "chỗ người ký để trống" in words(review_gaps(row))


def test_decision_without_number_signer_and_meeting_says_each(review: Evaluation, cast: Cast) -> None:
    decision = Decision(evaluation=review, decided_on=TODAY, level="good", computed_level="good")
    found = words(decision_gaps(decision))
    for sentence in ("chưa ghi số", "chưa ghi người ký", "chưa gắn hội nghị"):
        assert sentence in found


def test_decision_of_a_year_without_documents_cites_none(review: Evaluation) -> None:
    review.period.regulation = {**review.period.regulation, "documents": []}
    decision = Decision(evaluation=review, decided_on=TODAY, document_number="1-QĐ/ĐU", signed_by="A", meeting_id=1)
    assert words(decision_gaps(decision)).startswith("Quy định của năm 2026 không ghi văn bản")


def test_appraisal_with_everything_lacks_nothing(period: Period) -> None:
    assert list(appraisal_gaps(period)) == []


def test_ballot_that_is_not_counted_or_has_no_meeting_says_so(period: Period, commune: Commune, cast: Cast) -> None:
    ballot = Ballot(period=period, organisation=commune.cells[0], stage="levels", about="Xếp loại", body=4, pk=1)
    found = words(ballot_gaps(ballot))
    assert "Chưa gắn buổi họp" in found
    assert "Chưa có kết quả kiểm phiếu" in found


def test_draft_says_that_number_and_day_come_with_issuing(commune: Commune) -> None:
    draft = PartyDocument(organisation=commune.cells[0], pk=1)
    assert "Chưa ban hành" in words(issued_gaps(draft))
    draft.signed_on = TODAY
    assert list(issued_gaps(draft)) == []


def test_score_sheet_says_who_has_not_scored(meeting: Meeting) -> None:
    assert words(score_gaps(meeting)) == "Chi bộ chưa tự chấm điểm. | Cấp trên chưa chấm điểm."


def test_panels_show_the_gaps_before_the_buttons(
    meeting: Meeting, review: Evaluation, cast: Cast, client_of: Any
) -> None:
    client = client_of(cast.secretary)
    panel = client.get(
        reverse("reports:papers_panel", args=["ban-kiem-diem", review.pk]), headers={"hx-request": "true"}
    )
    assert panel.text.index("Kiểm tra trước khi in") < panel.text.index("In bản kiểm điểm (PDF)")
    panel = client.get(reverse("reports:papers_panel", args=["bieu-cham-diem", meeting.pk]))
    assert "Chi bộ chưa tự chấm điểm." in panel.text
    panel = client.get(reverse("reports:meeting_documents_panel", args=[meeting.pk]))
    assert "Chưa ghi giờ kết thúc." in panel.text
