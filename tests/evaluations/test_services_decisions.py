import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from accounts.models import AuditEvent
from cells.models import StatusPeriod
from core.errors import DomainError
from evaluations.models import Decision, Evaluation, Period
from evaluations.queries.proposals import proposal_for
from evaluations.services.decisions import decide_batch, decide_evaluation
from evaluations.services.periods import change_settings
from evaluations.services.process import review_evaluation, submit_evaluation
from evaluations.services.subjects import update_subjects
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY, EXCELLENT, GOOD
from tests.factories import make_member, make_open_meeting

State = Evaluation.State
PAPER = {"decided_on": DAY, "document_number": "15-QĐ/ĐU"}
HASTY = PAPER | {"despite": "Hội nghị họp gấp"}


@pytest.fixture
def appraised(sent, cast: Cast) -> Callable[..., Evaluation]:
    """``appraised(subject, facts)``: sent, and appraised by the board as computed, or as "hoàn thành" where open."""

    def send_and_appraise(subject: Any, facts: dict[str, Any] | None = None) -> Evaluation:
        evaluation = sent(subject, facts)
        level = proposal_for(evaluation).level
        is_open = level == "undetermined"
        review_evaluation(
            evaluation, by=cast.officer, level="completed" if is_open else level, opinion="Còn thiếu" if is_open else ""
        )
        evaluation.refresh_from_db()
        return evaluation

    return send_and_appraise


def test_decide_as_proposed_keeps_facts_trace_and_meetings(appraised, cast: Cast, commune: Commune) -> None:
    make_open_meeting(commune.cells[0], dt.date(2026, 10, 5))
    evaluation = appraised(cast.member)

    decision = decide_evaluation(evaluation, by=cast.commune, level="good", **PAPER)

    evaluation.refresh_from_db()
    assert evaluation.state == State.DECIDED
    assert (decision.version, decision.level, decision.computed_level, decision.reason) == (1, "good", "good", "")
    assert (decision.decided_on, decision.document_number) == (DAY, "15-QĐ/ĐU")
    assert decision.facts["cut_off"] == "2026-11-22"
    assert decision.facts["facts"]["score"] == "80"
    assert decision.facts["facts"]["exempt"] is False
    assert decision.facts["meetings"]["present"] == 1
    rules = {row["rule"]: row["holds"] for row in decision.trace}
    assert rules["good.tasks_done"] is True
    assert rules["excellent.tasks_exceeded"] is False
    line = AuditEvent.objects.get(action="evaluations.evaluation_decided")
    assert line.changes == {"level": ["good", "good"], "document": [None, "15-QĐ/ĐU"]}
    assert line.organisation_number == commune.cells[0].pk


def test_decide_otherwise_without_a_reason_is_refused_and_with_one_kept(appraised, cast: Cast) -> None:
    evaluation = appraised(cast.member)

    with pytest.raises(DomainError, match="khác mức đề xuất “Hoàn thành tốt nhiệm vụ”") as refusal:
        decide_evaluation(evaluation, by=cast.commune, level="completed", reason="  ", **PAPER)
    assert refusal.value.field == "reason"
    decision = decide_evaluation(evaluation, by=cast.commune, level="completed", reason="Chậm hai việc", **PAPER)

    assert (decision.level, decision.computed_level, decision.reason) == ("completed", "good", "Chậm hai việc")


def test_decide_where_the_text_leaves_it_open_needs_a_reason(appraised, cast: Cast) -> None:
    evaluation = appraised(cast.member, GOOD | {"tasks_done": 9, "tasks_on_time": 9})
    assert proposal_for(evaluation).level == "undetermined"

    with pytest.raises(DomainError, match="cấp ủy quyết định và phải ghi rõ lý do"):
        decide_evaluation(evaluation, by=cast.commune, level="completed", **PAPER)
    decision = decide_evaluation(evaluation, by=cast.commune, level="completed", reason="Một việc dừng do bão", **PAPER)
    assert (decision.level, decision.computed_level) == ("completed", "undetermined")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"decided_on": dt.date(2026, 11, 23)}, "decided_on"),
        ({"decided_on": dt.date(2025, 12, 31)}, "decided_on"),
        ({"document_number": "  "}, "document_number"),
        ({"level": "undetermined"}, "level"),
        ({"level": ""}, "reason"),
    ],
)
def test_decide_with_a_faulty_paper_is_refused_by_field(appraised, cast: Cast, change: dict, field: str) -> None:
    evaluation = appraised(cast.member)

    with pytest.raises(DomainError) as refusal:
        decide_evaluation(evaluation, by=cast.commune, **{"level": "good", **PAPER, **change})
    assert refusal.value.field == field
    assert not Decision.objects.exists()


def test_decide_before_sending_or_twice_is_refused(of, appraised, cast: Cast) -> None:
    with pytest.raises(DomainError, match="phiếu chưa gửi"):
        decide_evaluation(of(cast.deputy), by=cast.commune, level="good", **PAPER)
    evaluation = appraised(cast.member)
    decide_evaluation(evaluation, by=cast.commune, level="good", **PAPER)

    with pytest.raises(DomainError, match="đã được quyết định"):
        decide_evaluation(evaluation, by=cast.commune, level="good", **PAPER)
    assert Decision.objects.count() == 1


def test_decide_someone_not_subject_keeps_the_reason_of_the_rule(
    period: Period, of, cast: Cast, commune: Commune
) -> None:
    old = make_member(commune.cells[0], "Phạm Văn Cụ", status="exempt")
    update_subjects(period, by=cast.commune)
    submit_evaluation(of(old), by=cast.secretary)

    with pytest.raises(DomainError, match="không thuộc đối tượng xếp loại"):
        decide_evaluation(of(old), by=cast.commune, level="good", reason="vẫn xếp", **PAPER)
    decision = decide_evaluation(of(old), by=cast.commune, level="", decided_on=DAY)

    assert (decision.level, decision.computed_level, decision.document_number) == ("", "not_rated", "")
    assert decision.reason == "Đảng viên được miễn công tác và sinh hoạt đảng."


def test_decide_excellent_beyond_the_cap_needs_a_reason(appraised, cast: Cast) -> None:
    evaluation = appraised(cast.member, EXCELLENT)

    with pytest.raises(DomainError, match="nhiều nhất 0 xuất sắc theo tỷ lệ 20 %, đã quyết định 0") as refusal:
        decide_evaluation(evaluation, by=cast.commune, level="excellent", **PAPER)
    assert refusal.value.field == "reason"
    decision = decide_evaluation(
        evaluation, by=cast.commune, level="excellent", reason="Nhóm nhỏ, cấp ủy xem xét", **PAPER
    )
    assert (decision.level, decision.reason) == ("excellent", "Nhóm nhỏ, cấp ủy xem xét")


def test_decide_excellent_within_the_cap_needs_none(period: Period, appraised, cast: Cast, commune: Commune) -> None:
    """All rated, 20 %: five members at the standard allow one."""
    change_settings(
        period,
        by=cast.commune,
        reference_date=period.reference_date,
        cap_mode="all_rated",
        cap_rate=20,
        cap_document="",
    )
    extra = [make_member(commune.cells[1], f"Phan Thị {name}") for name in ("Bính", "Đinh")]
    update_subjects(period, by=cast.commune)
    for person in (cast.secretary, cast.deputy, *extra):
        appraised(person)

    decision = decide_evaluation(appraised(cast.member, EXCELLENT), by=cast.commune, level="excellent", **PAPER)

    assert (decision.level, decision.reason) == ("excellent", "")


def test_a_later_change_of_records_never_changes_the_decision(appraised, cast: Cast) -> None:
    evaluation = appraised(cast.member)
    decision = decide_evaluation(evaluation, by=cast.commune, level="good", **PAPER)
    StatusPeriod.objects.create(member=cast.member.member, status="exempt", valid_from=dt.date(2026, 1, 1))

    assert proposal_for(evaluation).level == "not_rated"
    kept = Decision.objects.get()
    assert (kept.level, kept.facts, kept.trace) == ("good", decision.facts, decision.trace)


def test_decide_batch_decides_the_plain_ones_and_names_the_others(
    period: Period, of, appraised, cast: Cast, commune: Commune
) -> None:
    old = make_member(commune.cells[0], "Phạm Văn Cụ", status="exempt")
    extra = make_member(commune.cells[1], "Phan Thị Bính")
    update_subjects(period, by=cast.commune)
    plain, star = appraised(cast.deputy), appraised(cast.member, EXCELLENT)
    open_question = appraised(extra, GOOD | {"tasks_done": 9, "tasks_on_time": 9})
    reviewed = appraised(cast.secretary)
    review_evaluation(reviewed, by=cast.officer, level="completed", opinion="Chậm")
    submit_evaluation(of(old), by=cast.secretary)
    rows = [plain, star, open_question, reviewed, of(old), of(cast.commune)]

    result = decide_batch(period, rows, by=cast.commune, **PAPER)

    assert result.decided == 2
    assert set(result.left) == {
        "Trịnh Mạnh Lâm: nhóm vượt tỷ lệ xuất sắc; cấp ủy chọn từng trường hợp.",
        "Phan Thị Bính: chưa xác định được mức; cấp ủy quyết định riêng, ghi rõ lý do.",
        "Bùi Thị Tuyết: ban tổ chức đề xuất mức khác; xem riêng.",
        "Lê Quang Vinh: phiếu chưa gửi.",
    }
    decided = {str(row.evaluation): (row.level, row.document_number, row.reason) for row in Decision.objects.all()}
    assert decided == {
        "Hoàng Thị Hằng": ("good", "15-QĐ/ĐU", ""),
        "Phạm Văn Cụ": ("", "", "Đảng viên được miễn công tác và sinh hoạt đảng."),
    }
    assert AuditEvent.objects.filter(action="evaluations.evaluation_decided").count() == 2


def test_decide_batch_takes_excellent_within_the_cap(period: Period, appraised, cast: Cast, commune: Commune) -> None:
    others = [make_member(commune.cells[1], f"Phan Thị {name}") for name in ("Bính", "Đinh", "Kỷ")]
    update_subjects(period, by=cast.commune)
    star = appraised(cast.member, EXCELLENT)
    rows = [star] + [appraised(person) for person in (cast.secretary, cast.deputy, *others)]

    assert decide_batch(period, rows, by=cast.commune, **PAPER).decided == 6

    assert Decision.objects.get(evaluation=star).level == "excellent"


def test_decide_batch_of_nothing_or_of_another_year_is_refused(period: Period, cast: Cast) -> None:
    with pytest.raises(DomainError, match="Chưa chọn phiếu nào"):
        decide_batch(period, [], by=cast.commune, **PAPER)


@pytest.mark.django_db(transaction=True)
def test_of_two_simultaneous_decisions_one_wins(appraised, cast: Cast) -> None:
    evaluation = appraised(cast.member)
    together, outcomes = threading.Barrier(2), []

    def decide(level: str) -> None:
        together.wait()
        try:
            decide_evaluation(evaluation, by=cast.commune, level=level, reason="Đã bàn", **PAPER)
            outcomes.append(level)
        except DomainError as error:
            outcomes.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[level]) for level in ("good", "completed")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Decision.objects.get().level in ("good", "completed")
    assert max(outcomes, key=len).endswith("đã được quyết định xếp loại.")
    assert AuditEvent.objects.filter(action="evaluations.evaluation_decided").count() == 1
