"""Facts frozen at the cut-off, once; later numbers are shown, and taken over with a reason."""

import datetime as dt

import pytest
import time_machine

from accounts.models import AuditEvent
from cells.models import StatusPeriod
from core.errors import DomainError
from evaluations.models import Commitment, CommitmentItem, Evaluation, FrozenFacts, Period
from evaluations.queries.changes import changes_of
from evaluations.queries.detail import detail_of
from evaluations.queries.proposals import proposal_for
from evaluations.services.decisions import decide_evaluation
from evaluations.services.freezing import freeze_due_periods, freeze_period, refreeze
from evaluations.services.subjects import update_subjects
from meetings.models import Task, TaskReview
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY, GOOD
from tests.factories import make_member, make_open_meeting


@pytest.fixture
def task(commune: Commune, cast: Cast) -> Task:
    meeting = make_open_meeting(commune.cells[0], dt.date(2026, 9, 5))
    return Task.objects.create(meeting=meeting, text="Nạo vét mương", owner=cast.member.member)


def find_done(task: Task, commune: Commune) -> None:
    meeting = make_open_meeting(commune.cells[0], dt.date(2026, 10, 5))
    TaskReview.objects.create(task=task, meeting=meeting, outcome="done")


def test_freeze_period_keeps_values_with_their_basis_in_vietnamese(period: Period, of, cast: Cast, task: Task) -> None:
    count = freeze_period(period, by=cast.commune)

    assert count == Evaluation.objects.filter(period=period).count() == FrozenFacts.objects.count()
    kept = FrozenFacts.objects.get(evaluation=of(cast.member))
    assert (kept.version, kept.cut_off, kept.frozen_by) == (1, dt.date(2026, 11, 22), cast.commune)
    assert (kept.values["tasks_assigned"], kept.values["tasks_done"], kept.values["exempt"]) == (1, 0, False)
    assert "civil_servant_level" not in kept.values
    assert kept.basis["tasks_assigned"] == {
        "text": "Nhiệm vụ trong năm do cuộc họp giao và trong kế hoạch, cam kết năm.",
        "links": [{"text": "Nạo vét mương, chưa xong", "url": f"/nhiem-vu/{task.pk}/"}],
    }
    event = AuditEvent.objects.get(action="evaluations.facts_frozen")
    assert event.changes == {"subjects": [0, count], "cut_off": [None, "2026-11-22"]}


def test_freeze_period_twice_adds_only_who_came_later(period: Period, commune: Commune, cast: Cast) -> None:
    freeze_period(period, by=cast.commune)
    at = Period.objects.get(pk=period.pk).frozen_at
    with pytest.raises(DomainError, match="đã chốt rồi"):
        freeze_period(period, by=cast.commune)

    make_member(commune.cells[0], "Lý Văn Mới")
    update_subjects(period, by=cast.commune)
    assert freeze_period(period, by=cast.commune) == 1
    assert Period.objects.get(pk=period.pk).frozen_at == at


def test_freeze_due_periods_waits_for_the_day_and_does_nothing_twice(period: Period) -> None:
    assert freeze_due_periods() == 0
    with time_machine.travel(dt.datetime(2027, 1, 4, 5, tzinfo=dt.UTC)):
        assert freeze_due_periods() == Evaluation.objects.filter(period=period).count()
        assert freeze_due_periods() == 0
        assert set(FrozenFacts.objects.values_list("cut_off", "frozen_by")) == {(dt.date(2026, 12, 31), None)}


def test_closed_period_is_not_frozen(period: Period, cast: Cast) -> None:
    Period.objects.filter(pk=period.pk).update(state="closed", closed_by=cast.commune, closed_at="2026-11-22T00:00Z")

    with pytest.raises(DomainError, match="đã kết thúc"):
        freeze_period(period, by=cast.commune)
    assert freeze_due_periods() == 0


def test_later_records_are_shown_and_change_no_class_until_they_are_taken_over(
    period: Period, of, cast: Cast, commune: Commune, task: Task
) -> None:
    freeze_period(period, by=cast.commune)
    assert changes_of(of(cast.member).period, [of(cast.member)]) == {}
    before = proposal_for(of(cast.member))

    find_done(task, commune)

    after = proposal_for(of(cast.member))
    assert (after.level, after.sheet.values) == (before.level, before.sheet.values)
    found = detail_of(of(cast.member)).changes
    assert [(row.label, row.before, row.after) for row in found][:2] == [
        ("Số nhiệm vụ đã hoàn thành", "0", "1"),
        ("Số hoàn thành đúng tiến độ, bảo đảm chất lượng", "0", "1"),
    ]
    assert [(link.text, link.url) for link in found[0].links] == [
        ("Nạo vét mương, xong 05/10/2026", f"/nhiem-vu/{task.pk}/")
    ]

    frozen = refreeze(of(cast.member), by=cast.commune, reason="Chi bộ họp bổ sung tháng 10")

    assert (frozen.version, frozen.reason) == (2, "Chi bộ họp bổ sung tháng 10")
    assert proposal_for(of(cast.member)).sheet.values["tasks_done"] == 1
    assert detail_of(of(cast.member)).changes == []
    assert FrozenFacts.objects.filter(evaluation=of(cast.member)).count() == 2
    event = AuditEvent.objects.get(action="evaluations.facts_refrozen")
    assert event.changes["tasks_done"] == [0, 1]


def test_difference_names_only_what_came_and_what_went(period: Period, of, cast: Cast, commune: Commune) -> None:
    plan = Commitment.objects.create(cell=commune.cells[0], member=cast.member.member, year=2026, kind="plan")
    kept, undone = (
        CommitmentItem.objects.create(
            commitment=plan, text=text, result="done", finished_on=dt.date(2026, 5, 1), due_on=dt.date(2026, 6, 1)
        )
        for text in ("Giúp một hộ", "Học sổ tay")
    )
    freeze_period(period, by=cast.commune)
    CommitmentItem.objects.filter(pk=undone.pk).update(result="open", finished_on=None)
    CommitmentItem.objects.filter(pk=kept.pk).update(result="exceeded")

    found = detail_of(of(cast.member)).changes

    done = next(row for row in found if row.label == "Số hoàn thành vượt mức")
    assert (done.before, done.after) == ("0", "1")
    assert [(link.text.split(",")[0], link.url) for link in done.links] == [("Giúp một hộ", f"/cam-ket/{plan.pk}/")]
    late = next(row for row in found if row.label == "Số chưa bảo đảm tiến độ")
    assert [link.text.split(",")[0] for link in late.links] == ["Học sổ tay"]
    in_time = next(row for row in found if row.label.startswith("Số hoàn thành đúng tiến độ"))
    assert (in_time.links, [link.text.split(",")[0] for link in in_time.gone]) == ((), ["Học sổ tay"])


def test_later_end_of_membership_does_not_take_a_frozen_subject_out(period: Period, of, cast: Cast) -> None:
    freeze_period(period, by=cast.commune)
    StatusPeriod.objects.create(member=cast.member.member, status="exempt", valid_from=dt.date(2026, 1, 1))

    assert proposal_for(of(cast.member)).is_rated
    labels = [row.label for row in detail_of(of(cast.member)).changes]
    assert labels == ["Được miễn công tác và sinh hoạt đảng"]


def test_refreeze_is_refused_without_freezing_reason_or_difference_and_after_the_decision(
    period: Period, of, sent, cast: Cast
) -> None:
    with pytest.raises(DomainError, match="chưa chốt"):
        refreeze(of(cast.member), by=cast.commune, reason="sai")
    freeze_period(period, by=cast.commune)
    with pytest.raises(DomainError, match="ghi lý do"):
        refreeze(of(cast.member), by=cast.commune, reason=" ")
    with pytest.raises(DomainError, match="không khác"):
        refreeze(of(cast.member), by=cast.commune, reason="kiểm tra lại")
    decide_evaluation(
        sent(cast.member, GOOD), by=cast.commune, level="good", decided_on=DAY, document_number="1", despite="Vội"
    )
    with pytest.raises(DomainError, match="đã quyết định"):
        refreeze(of(cast.member), by=cast.commune, reason="sai")
