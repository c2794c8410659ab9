"""What decisions on classes and awards would lack, told before they are printed."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from cells.models import Award, OrganisationPeriod, Seat
from evaluations.models import AwardProposal, Complaint, Decision, Evaluation, Period
from evaluations.services.periods import open_period
from reports.queries.decision_gaps import (
    award_decision_gaps,
    award_proposals_gaps,
    decision_gaps,
    further_decision_gaps,
)
from tests.cast import TODAY, Cast, Commune
from tests.evaluations.past import make_past
from tests.factories import make_meeting
from tests.reports.gaps import url_of, words

SIGNED = {"signed_by": "Lê Quang Vinh", "signer_title": "Bí thư"}


@pytest.fixture
def first(commune: Commune, cast: Cast) -> Decision:
    """A member decided in 2025, everything about the paper in its place."""
    meeting = make_meeting(commune.committee, dt.date(2025, 12, 19))
    return make_past(
        commune.committee,
        2025,
        cast.member.member,
        "excellent",
        cell=commune.cells[0],
        by=cast.commune,
        **SIGNED,
        meeting=meeting,
    )


def further_of(earlier: Decision, **values: Any) -> Decision:
    return Decision.objects.create(
        evaluation=earlier.evaluation,
        version=2,
        kind=values.pop("kind", "corrected"),
        replaces=earlier,
        computed_level="good",
        reason="Có khuyết điểm phát hiện sau",
        facts={},
        trace=[],
        decided_by=earlier.decided_by,
        **{"level": "good", "decided_on": TODAY, "document_number": "31-QĐ/ĐU", "meeting": earlier.meeting}
        | SIGNED
        | values,
    )


@pytest.fixture
def further(first: Decision) -> Decision:
    return further_of(first)


def test_decision_with_everything_lacks_nothing(first: Decision) -> None:
    assert list(decision_gaps(first)) == []


def test_decision_without_number_signer_and_meeting_says_each(first: Decision) -> None:
    first.document_number, first.signed_by, first.meeting = "", "", None
    found = words(decision_gaps(first))
    for sentence in ("chưa ghi số", "chưa ghi người ký", "chưa gắn hội nghị"):
        assert sentence in found


def test_decision_signed_by_someone_without_the_post_that_day_leads_to_the_posts(
    first: Decision, commune: Commune
) -> None:
    Seat.objects.filter(organisation=commune.committee).update(valid_from=dt.date(2026, 1, 1))
    found = list(decision_gaps(first))
    assert "Người ký là Lê Quang Vinh nhưng ngày 20/12/2025" in words(found)
    assert url_of(found, "Người ký là") == reverse("cells:post_list", args=[commune.committee.pk])


def test_decision_before_its_meeting_without_title_or_place_says_each(first: Decision, commune: Commune) -> None:
    assert first.meeting is not None
    first.signer_title, first.meeting.held_on = "", dt.date(2025, 12, 25)
    OrganisationPeriod.objects.filter(organisation=commune.committee).update(place_name="")
    first.evaluation.period.organisation.refresh_from_db()
    found = words(decision_gaps(first))
    for sentence in ("chức vụ của người ký", "họp sau ngày quyết định", "chưa ghi địa danh"):
        assert sentence in found


def test_decision_with_results_replaced_or_still_open_says_who_is_not_in_the_list(
    first: Decision, further: Decision, commune: Commune
) -> None:
    Evaluation.objects.create(period=first.evaluation.period, cell=commune.cells[0], subject="cell")
    found = words(decision_gaps(first))
    assert "Danh sách in ra không còn tên họ." in found
    assert "Còn 1 phiếu của năm chưa quyết định" in found


def test_decision_by_the_text_of_another_year_or_without_documents_says_so(first: Decision) -> None:
    period = first.evaluation.period
    period.year = 2024
    assert "là văn bản của năm khác" in words(decision_gaps(first))
    undated = [{**row, "date": ""} for row in period.regulation["documents"]]
    period.regulation = {**period.regulation, "documents": undated}
    found = list(decision_gaps(first))
    assert "phần căn cứ để trống" in words(found)
    assert url_of(found, "căn cứ") == reverse("evaluations:period_regulation", args=[period.pk])


def test_further_decision_with_everything_lacks_nothing(further: Decision) -> None:
    assert list(further_decision_gaps(further)) == []


def test_further_decision_without_number_signer_meeting_or_post_says_each(first: Decision) -> None:
    found = words(
        further_decision_gaps(
            further_of(first, document_number="", signed_by="Nguyễn Văn Khác", signer_title="", meeting=None)
        )
    )
    for sentence in ("chưa ghi số", "chức vụ của người ký", "chưa gắn hội nghị", "Người ký là Nguyễn Văn Khác"):
        assert sentence in found
    Decision.objects.filter(version=2).update(signed_by="")
    assert "chưa ghi người ký" in words(further_decision_gaps(Decision.objects.get(version=2)))


def test_further_decision_names_what_the_earlier_one_and_the_complaint_lack(
    first: Decision, further: Decision, cast: Cast
) -> None:
    first.document_number, first.decided_on = "", dt.date(2026, 12, 1)
    further.replaces = first
    further.complaint = Complaint(evaluation=first.evaluation, received_on=TODAY, recorded_by=cast.commune)
    found = words(further_decision_gaps(further))
    for sentence in ("Quyết định trước chưa ghi số", "trước ngày của quyết định bị thay", "Kết luận giải quyết đơn"):
        assert sentence in found


def test_further_decision_that_was_followed_is_kept_only(first: Decision, further: Decision) -> None:
    Decision.objects.create(
        evaluation=first.evaluation,
        version=3,
        kind="cancelled",
        replaces=further,
        computed_level="good",
        reason="x",
        facts={},
        trace=[],
        decided_on=TODAY,
        decided_by=first.decided_by,
    )
    assert "In để lưu, không dùng để thi hành." in words(further_decision_gaps(further))


def test_further_decision_of_a_year_without_the_form_bears_no_number(commune: Commune, cast: Cast) -> None:
    earlier = make_past(
        commune.committee, 2023, cast.member.member, "excellent", cell=commune.cells[0], by=cast.commune
    )
    found = words(further_decision_gaps(further_of(earlier)))
    assert "Quy định 124-QĐ/TW (04/10/2023)" in found
    assert "không có mẫu quyết định xếp loại lại" in found


def test_further_decision_leaves_an_award_that_is_not_withdrawn(first: Decision, further: Decision) -> None:
    period = first.evaluation.period
    award = Award.objects.create(
        member=first.evaluation.member, kind="certificate", reason="x", decided_by="Đảng ủy", decided_on=TODAY
    )
    proposal = AwardProposal.objects.create(
        period=period,
        evaluation=first.evaluation,
        rule="member_year",
        title="Hoàn thành xuất sắc nhiệm vụ năm 2025",
        form="certificate",
        state="granted",
        award=award,
        proposed_by=first.decided_by,
    )
    found = list(further_decision_gaps(further))
    assert "chưa ghi thu hồi" in words(found)
    assert url_of(found, "thu hồi") == reverse("evaluations:award_withdraw", args=[proposal.pk])


@pytest.fixture
def proposal(first: Decision) -> AwardProposal:
    return AwardProposal.objects.create(
        period=first.evaluation.period,
        evaluation=first.evaluation,
        rule="member_year",
        title="Hoàn thành xuất sắc nhiệm vụ năm 2025",
        form="certificate",
        authority="Đảng ủy xã Vân Trục",
        amount=702000,
        proposed_by=first.decided_by,
    )


def test_submission_for_awards_with_everything_lacks_nothing(proposal: AwardProposal) -> None:
    assert list(award_proposals_gaps(proposal.period)) == []


def test_submission_for_awards_tells_money_authority_and_rules_that_are_missing(
    proposal: AwardProposal, commune: Commune
) -> None:
    AwardProposal.objects.update(amount=None, authority="")
    Seat.objects.filter(organisation=commune.committee).delete()
    found = words(award_proposals_gaps(proposal.period))
    for sentence in ("chưa ấn định mức tiền", "chưa rõ cấp quyết định", "chỗ người ký để trống"):
        assert sentence in found
    AwardProposal.objects.all().delete()
    proposal.period.year = 2005
    found = words(award_proposals_gaps(proposal.period))
    for sentence in ("Chưa có đề nghị nào", "Chưa có quy tắc khen thưởng cho năm 2005"):
        assert sentence in found


def test_decision_on_awards_is_a_draft_until_it_is_recorded(proposal: AwardProposal) -> None:
    (gap,) = award_decision_gaps(proposal)
    assert "bản in là dự thảo" in gap.sentence
    assert gap.url == reverse("evaluations:award_grant", args=[proposal.period_id])


def test_decision_on_awards_whose_class_changed_says_so(proposal: AwardProposal, further: Decision) -> None:
    award = Award.objects.create(
        member=proposal.evaluation.member, kind="certificate", reason="x", decided_by="Đảng ủy", decided_on=TODAY
    )
    AwardProposal.objects.update(state="granted", award=award)
    proposal = AwardProposal.objects.select_related("award", "period__organisation").get()
    assert "kết quả xếp loại đã thay đổi" in words(award_decision_gaps(proposal))


def test_decision_gaps_of_an_open_year_name_the_period(commune: Commune, cast: Cast) -> None:
    period: Period = open_period(commune.committee, year=2026, by=cast.commune)
    decision = Decision(evaluation=period.evaluations.first(), decided_on=TODAY, level="good", computed_level="good")
    assert url_of(decision_gaps(decision), "chưa quyết định") == period.get_absolute_url()
