"""Awards: "tiêu biểu", five years in a row, proposals, money, and what was granted in the records."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import AuditEvent
from cells.models import Award, Succession
from core.errors import DomainError
from evaluations.models import AwardProposal, AwardSetting, Decision
from evaluations.queries.awards import (
    award_candidates,
    awards_in_doubt,
    budget_of,
    four_good_titles,
    proposals_of,
)
from evaluations.services.awards import (
    grant_awards,
    propose_awards,
    recognise_outstanding,
    refuse_award,
    settle_award,
    take_back_outstanding,
    withdraw_granted,
)
from evaluations.services.complaints import receive_complaint
from evaluations.services.corrections import FurtherPaper, correct_decision
from tests.cast import Cast, Commune
from tests.evaluations.past import make_past

TODAY = dt.date(2026, 11, 22)
PAPER = {"decided_on": TODAY, "document_number": "40-QĐ/ĐU"}


@pytest.fixture
def excellent(commune: Commune, cast: Cast) -> Decision:
    """The first cell, excellent in 2025."""
    return make_past(commune.committee, 2025, commune.cells[0], "excellent", by=cast.commune)


@pytest.fixture
def best(commune: Commune, cast: Cast) -> Decision:
    """A member, excellent in 2025."""
    return make_past(commune.committee, 2025, cast.member.member, "excellent", cell=commune.cells[0], by=cast.commune)


def recognise(decision: Decision, cast: Cast, **more) -> int:
    period = decision.evaluation.period
    return recognise_outstanding(period, [decision.evaluation], by=cast.commune, **(PAPER | more))


def candidates(decision: Decision) -> dict[str, tuple[str, tuple[str, ...]]]:
    rows = award_candidates(decision.evaluation.period, day=TODAY)
    return {row.rule.key: (row.outcome, row.reasons) for row in rows}


def test_cell_that_is_excellent_needs_to_be_recognised_first(excellent, cast: Cast) -> None:
    assert candidates(excellent) == {
        "cell_year": ("short", ("hoàn thành xuất sắc nhưng chưa được công nhận tiêu biểu",))
    }
    assert recognise(excellent, cast) == 1
    excellent.refresh_from_db()
    assert excellent.is_outstanding
    assert excellent.facts["outstanding"]["document"] == "40-QĐ/ĐU"
    (row,) = award_candidates(excellent.evaluation.period, day=TODAY)
    assert (row.outcome, row.title) == ("met", "Hoàn thành xuất sắc nhiệm vụ tiêu biểu năm 2025")
    assert (row.authority, row.amount) == ("Đảng ủy xã Vân Trục", 1404000)
    assert AuditEvent.objects.filter(action="evaluations.award_outstanding").count() == 1


def test_member_is_awarded_for_the_class_alone(best, cast: Cast) -> None:
    (row,) = award_candidates(best.evaluation.period, day=TODAY)
    assert (row.outcome, row.title) == ("met", "Hoàn thành xuất sắc nhiệm vụ năm 2025")
    assert (row.authority, row.amount, row.reasons) == ("Đảng ủy xã Vân Trục", 702000, ("25-QĐ/ĐU ngày 20/12/2025",))


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"document_number": " "}, "ghi số quyết định"),
        ({"decided_on": dt.date(2026, 11, 23)}, "không thể sau hôm nay"),
    ],
)
def test_recognise_with_a_faulty_paper_is_refused(excellent, cast: Cast, change: dict, match: str) -> None:
    with pytest.raises(DomainError, match=match):
        recognise(excellent, cast, **change)


def test_recognise_what_is_not_excellent_or_twice_is_refused(excellent, commune: Commune, cast: Cast) -> None:
    good = make_past(commune.committee, 2025, commune.cells[1], "good", by=cast.commune)
    for rows in ([], [good.evaluation]):
        with pytest.raises(DomainError, match="đang được xếp loại hoàn thành xuất sắc"):
            recognise_outstanding(excellent.evaluation.period, rows, by=cast.commune, **PAPER)
    recognise(excellent, cast)
    with pytest.raises(DomainError, match="đã được công nhận tiêu biểu"):
        recognise(excellent, cast)


def test_recognise_beyond_the_share_needs_a_reason(excellent, commune: Commune, cast: Cast) -> None:
    settle_award(
        commune.committee,
        by=cast.commune,
        key="outstanding_percent",
        value=Decimal(25),
        valid_from=dt.date(2026, 1, 1),
        document="Quy chế 2-QC/ĐU",
    )
    with pytest.raises(DomainError, match="nhiều nhất 25 % của 1 tổ chức") as refusal:
        recognise(excellent, cast)
    assert refusal.value.field == "reason"
    assert recognise(excellent, cast, reason="Chi bộ duy nhất dẫn đầu") == 1


def test_recognise_under_an_open_complaint_is_refused(excellent, cast: Cast) -> None:
    receive_complaint(
        excellent.evaluation, by=cast.commune, kind="denunciation", content="x", received_on=dt.date(2026, 1, 5)
    )
    with pytest.raises(DomainError, match="Có đơn chưa kết luận"):
        recognise(excellent, cast)


def test_take_back_outstanding_needs_a_reason_and_no_award(excellent, cast: Cast) -> None:
    evaluation = excellent.evaluation
    with pytest.raises(DomainError, match="không được công nhận tiêu biểu"):
        take_back_outstanding(evaluation, by=cast.commune, reason="x")
    recognise(excellent, cast)
    with pytest.raises(DomainError) as refusal:
        take_back_outstanding(evaluation, by=cast.commune, reason=" ")
    assert refusal.value.field == "reason"
    propose_awards(evaluation.period, [f"{evaluation.pk}-cell_year"], by=cast.commune)
    with pytest.raises(DomainError, match="Còn khen thưởng dựa trên danh hiệu này"):
        take_back_outstanding(evaluation, by=cast.commune, reason="Nhầm")
    refuse_award(AwardProposal.objects.get(), by=cast.commune, reason="Nhầm")
    take_back_outstanding(evaluation, by=cast.commune, reason="Nhầm")
    excellent.refresh_from_db()
    assert not excellent.is_outstanding


def five(commune: Commune, cast: Cast, **levels) -> Decision:
    """The member's years 2021–2025, excellent unless said otherwise."""
    for year in range(2021, 2025):
        level = levels.get(f"y{year}", "excellent")
        if level is not None:
            make_past(commune.committee, year, cast.member.member, level, cell=commune.cells[0], by=cast.commune)
    return make_past(commune.committee, 2025, cast.member.member, "excellent", cell=commune.cells[0], by=cast.commune)


def test_five_years_in_a_row_are_proposed_by_whom_and_for_how_much(commune: Commune, cast: Cast) -> None:
    last = five(commune, cast)
    rows = {row.rule.key: row for row in award_candidates(last.evaluation.period, day=TODAY)}
    above, province = rows["member_five_above"], rows["member_five_province"]
    assert (above.outcome, above.amount, above.authority) == ("met", 2340000, "Ban Thường vụ Tỉnh ủy Phú Thọ")
    assert (province.amount, province.authority) == (3510000, "Ban Thường vụ Tỉnh ủy Phú Thọ")
    assert above.title == "Hoàn thành xuất sắc nhiệm vụ 5 năm liền (2021–2025)"
    assert above.reasons == tuple(f"{year}: đạt" for year in range(2021, 2026))


@pytest.mark.parametrize(
    ("levels", "outcome", "reason"),
    [
        ({"y2023": "good"}, "short", "2023: Hoàn thành tốt nhiệm vụ"),
        ({"y2023": ""}, "open", "2023: không xếp loại"),
        ({"y2021": None}, "open", "2021: không có dữ liệu"),
    ],
)
def test_five_years_with_a_gap_fall_short_or_are_left_to_the_committee(
    commune: Commune, cast: Cast, levels: dict, outcome: str, reason: str
) -> None:
    found = candidates(five(commune, cast, **levels))["member_five_above"]
    assert found[0] == outcome
    assert reason in found[1]


def test_a_year_not_rated_breaks_where_the_committee_settled_so(commune: Commune, cast: Cast) -> None:
    last = five(commune, cast, y2023="")
    words = {"key": "streak.not_rated", "valid_from": dt.date(2026, 1, 1), "document": "QC 2"}
    settle_award(commune.committee, by=cast.commune, value=Decimal(1), **words)
    assert candidates(last)["member_five_above"][0] == "short"
    with pytest.raises(DomainError):
        settle_award(commune.committee, by=cast.commune, value=Decimal(2), **words)


def test_a_year_before_the_system_is_shown_by_an_award_in_the_records(commune: Commune, cast: Cast) -> None:
    last = five(commune, cast, y2021=None)
    cast.member.member.awards.create(
        kind="certificate",
        reason="Hoàn thành xuất sắc nhiệm vụ năm 2021",
        decided_by="Đảng ủy xã",
        decided_on=dt.date(2022, 1, 10),
        document="3-QĐ/ĐU",
    )
    outcome, reasons = candidates(last)["member_five_above"]
    assert outcome == "met"
    assert reasons[0] == "2021: theo giấy khen 3-QĐ/ĐU"


def test_five_years_through_merging_are_left_to_the_committee(commune: Commune, cast: Cast) -> None:
    old, new = commune.cells[1], commune.cells[0]
    Succession.objects.create(predecessor=old, successor=new, kind="merge", on=dt.date(2023, 6, 1))
    for year in range(2021, 2026):
        unit = old if year < 2023 else new
        last = make_past(commune.committee, year, unit, "excellent", by=cast.commune, outstanding=True)
    outcome, reasons = candidates(last)["cell_five_above"]
    assert outcome == "open"
    assert "2021: của chi bộ trước sáp nhập" in reasons


def test_five_years_awarded_not_long_ago_are_left_to_the_committee(commune: Commune, cast: Cast) -> None:
    last = five(commune, cast)
    cast.member.member.awards.create(
        kind="certificate", reason="Xuất sắc 5 năm liền", decided_by="x", decided_on=dt.date(2024, 1, 10)
    )
    outcome, reasons = candidates(last)["member_five_above"]
    assert (outcome, reasons[0]) == ("open", "đã khen 5 năm liền năm 2024; cấp ủy xem xét")


def propose(decision: Decision, cast: Cast, rule: str = "member_year", note: str = "") -> AwardProposal:
    evaluation = decision.evaluation
    propose_awards(evaluation.period, [f"{evaluation.pk}-{rule}"], by=cast.commune, note=note)
    return AwardProposal.objects.get(evaluation=evaluation, rule=rule, state="proposed")


def test_proposal_is_granted_into_the_records_and_withdrawn_from_there(best, cast: Cast) -> None:
    proposal = propose(best, cast)
    assert (proposal.amount, proposal.form, proposal.authority) == (702000, "certificate", "Đảng ủy xã Vân Trục")

    assert grant_awards([proposal], by=cast.commune, decided_on=TODAY, document="41-QĐ/ĐU") == 1

    award = Award.objects.get()
    assert (award.member, award.reason) == (cast.member.member, "Hoàn thành xuất sắc nhiệm vụ năm 2025")
    assert (award.decided_by, award.document, award.kind) == ("Đảng ủy xã Vân Trục", "41-QĐ/ĐU", "certificate")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.award) == ("granted", award)
    with pytest.raises(DomainError) as refusal:
        withdraw_granted(proposal, by=cast.commune, on=TODAY, document="50-QĐ/ĐU", reason=" ")
    assert refusal.value.field == "reason"
    withdraw_granted(proposal, by=cast.commune, on=TODAY, document="50-QĐ/ĐU", reason="Kết quả đã hủy")
    award.refresh_from_db()
    proposal.refresh_from_db()
    assert (award.withdrawn_on, proposal.state) == (TODAY, "withdrawn")
    with pytest.raises(DomainError, match="Chỉ thu hồi khen thưởng đã ghi nhận"):
        withdraw_granted(proposal, by=cast.commune, on=TODAY, document="x", reason="x")


def test_propose_refuses_nobody_the_unknown_the_short_and_the_second_time(excellent, best, cast: Cast) -> None:
    period = best.evaluation.period
    with pytest.raises(DomainError, match="Chưa chọn trường hợp nào"):
        propose_awards(period, [], by=cast.commune)
    with pytest.raises(DomainError, match="không còn trong danh sách"):
        propose_awards(period, ["1-nothing"], by=cast.commune)
    with pytest.raises(DomainError, match="chưa đủ điều kiện"):
        propose(excellent, cast, "cell_year")
    propose(best, cast)
    with pytest.raises(DomainError, match="đã có đề nghị"):
        propose(best, cast)


def test_propose_what_the_texts_leave_open_needs_a_note(commune: Commune, cast: Cast) -> None:
    last = five(commune, cast, y2022="")
    with pytest.raises(DomainError, match="ghi ý kiến của cấp ủy") as refusal:
        propose(last, cast, "member_five_above")
    assert refusal.value.field == "note"
    assert propose(last, cast, "member_five_above", "Năm 2022 đi học tập trung").reason == "Năm 2022 đi học tập trung"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"document": " "}, "document"),
        ({"decided_on": dt.date(2026, 11, 23)}, "decided_on"),
        ({"decided_on": dt.date(2025, 12, 1)}, "decided_on"),
    ],
)
def test_grant_with_a_faulty_paper_is_refused(best, cast: Cast, change: dict, field: str) -> None:
    proposal = propose(best, cast)
    with pytest.raises(DomainError) as refusal:
        grant_awards([proposal], by=cast.commune, **({"decided_on": TODAY, "document": "41-QĐ/ĐU"} | change))
    assert refusal.value.field == field
    assert not Award.objects.exists()


def test_grant_refuses_nobody_and_a_result_that_changed(best, cast: Cast) -> None:
    with pytest.raises(DomainError, match="Chưa chọn đề nghị nào"):
        grant_awards([], by=cast.commune, decided_on=TODAY, document="41")
    proposal = propose(best, cast)
    paper = FurtherPaper(TODAY, "42-QĐ/ĐU")
    correct_decision(best.evaluation, by=cast.commune, level="good", reason="Sai", paper=paper, seen=1)
    with pytest.raises(DomainError, match="không còn là hoàn thành xuất sắc"):
        grant_awards([proposal], by=cast.commune, decided_on=TODAY, document="41")
    with pytest.raises(DomainError) as refusal:
        refuse_award(proposal, by=cast.commune, reason=" ")
    assert refusal.value.field == "reason"


def test_granted_award_whose_class_changed_is_in_doubt(best, cast: Cast) -> None:
    proposal = propose(best, cast)
    grant_awards([proposal], by=cast.commune, decided_on=TODAY, document="41-QĐ/ĐU")
    assert awards_in_doubt(proposal.period) == []
    paper = FurtherPaper(TODAY, "42-QĐ/ĐU")
    correct_decision(best.evaluation, by=cast.commune, level="good", reason="Sai", paper=paper, seen=1)
    assert awards_in_doubt(proposal.period) == [proposal]
    assert list(proposals_of(proposal.period)) == [proposal]


def test_money_is_rounded_up_and_settled_by_day(best, commune: Commune, cast: Cast) -> None:
    words = {"by": cast.commune, "document": "Quy chế 2-QC/ĐU", "valid_from": dt.date(2026, 1, 1)}
    settle_award(commune.committee, key="rounding", value=Decimal(50000), **words)
    (row,) = award_candidates(best.evaluation.period, day=TODAY)
    assert row.amount == 750000
    (before,) = award_candidates(best.evaluation.period, day=dt.date(2023, 1, 1))
    assert before.amount == 447000
    settle_award(commune.committee, key="rounding", value=Decimal(1000), **words)
    assert AwardSetting.objects.get().value == 1000


@pytest.mark.parametrize(
    ("change", "field"), [({"key": "x"}, "key"), ({"document": ""}, "document"), ({"value": Decimal(-1)}, "value")]
)
def test_settle_with_a_fault_is_refused(commune: Commune, cast: Cast, change: dict, field: str) -> None:
    words = {"key": "rounding", "value": Decimal(1), "valid_from": TODAY, "document": "QC 2"} | change
    with pytest.raises(DomainError) as refusal:
        settle_award(commune.committee, by=cast.commune, **words)
    assert refusal.value.field == field


def test_budget_counts_what_was_proposed_else_what_may_be(best, cast: Cast) -> None:
    period = best.evaluation.period
    (line,) = budget_of(period, award_candidates(period, day=TODAY), day=TODAY)
    assert (line.rule.key, line.count, line.total) == ("member_year", 1, 702000)
    propose(best, cast)
    (line,) = budget_of(period, [], day=TODAY)
    assert line.count == 1


def test_four_good_is_shown_only_where_it_is_recorded(excellent, commune: Commune) -> None:
    assert four_good_titles(excellent.evaluation.period) == {}
    award = commune.cells[0].awards.create(
        kind="other", reason="Chi bộ bốn tốt năm 2025", decided_by="Đảng ủy", decided_on=dt.date(2026, 1, 5)
    )
    assert four_good_titles(excellent.evaluation.period) == {commune.cells[0].pk: award}
