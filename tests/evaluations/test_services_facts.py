from decimal import Decimal

import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from evaluations.models import Evaluation, FactEntry, Period
from evaluations.queries.proposals import proposal_for
from evaluations.services.facts import FactErrors, Input, change_subject, enter_facts, enter_sheet
from tests.cast import Cast, Commune
from tests.evaluations.conftest import EXCELLENT


def values(evaluation: Evaluation) -> dict:
    return dict(FactEntry.objects.filter(evaluation=evaluation).values_list("key", "value"))


def test_enter_facts_keeps_numbers_exactly_and_says_before_and_after(of, cast: Cast) -> None:
    evaluation = of(cast.member)

    assert enter_facts(evaluation, by=cast.secretary, values={"score_general": Decimal("27.50"), "tasks_assigned": 8})
    assert enter_facts(evaluation, by=cast.deputy, values={"score_general": "28.25", "tasks_assigned": 8})

    assert values(evaluation) == {"score_general": "28.25", "tasks_assigned": 8}
    entries = {entry.key: entry for entry in FactEntry.objects.filter(evaluation=evaluation)}
    assert entries["score_general"].entered_by == cast.deputy
    assert entries["tasks_assigned"].entered_by == cast.secretary
    lines = AuditEvent.objects.filter(action="evaluations.facts_entered", thing_id=evaluation.pk).order_by("id")
    assert [line.changes for line in lines] == [
        {"score_general": [None, "27.50"], "tasks_assigned": [None, 8]},
        {"score_general": ["27.50", "28.25"]},
    ]
    assert lines[0].thing_label == "Trịnh Mạnh Lâm"
    assert lines[0].organisation_name == "Chi bộ thôn Song Vân"


def test_enter_facts_again_with_the_same_values_changes_nothing(of, cast: Cast) -> None:
    evaluation = of(cast.member)
    enter_facts(evaluation, by=cast.secretary, values=EXCELLENT)

    assert not enter_facts(evaluation, by=cast.deputy, values=EXCELLENT)
    assert AuditEvent.objects.filter(action="evaluations.facts_entered").count() == 1


def test_enter_facts_none_empties_a_fact_and_a_note_says_where_it_comes_from(of, cast: Cast) -> None:
    evaluation = of(cast.member)
    enter_facts(evaluation, by=cast.secretary, values={"tasks_assigned": 8}, notes={"tasks_assigned": "NQ 02"})
    enter_facts(evaluation, by=cast.secretary, values={"tasks_assigned": None})

    entry = FactEntry.objects.get(evaluation=evaluation)
    assert (entry.value, entry.note) == (None, "NQ 02")
    assert proposal_for(evaluation).sheet.values["tasks_assigned"] is None


@pytest.mark.parametrize(
    ("given", "key", "sentence"),
    [
        ({"score_general": "30.5"}, "score_general", "phải từ 0 đến 30"),
        ({"score_results": 71}, "score_results", "phải từ 0 đến 70"),
        ({"tasks_assigned": -1}, "tasks_assigned", "phải từ 0 trở lên"),
        ({"tasks_assigned": "mười"}, "tasks_assigned", "phải là số nguyên"),
        ({"tasks_assigned": 8, "tasks_done": 9}, "tasks_done", "không thể nhiều hơn số nhiệm vụ được giao"),
        ({"shortcomings_named": 0, "shortcomings_remedied": 1}, "shortcomings_remedied", "nhiều hơn số hạn chế"),
        ({"triggers": [{"key": "disunity_concluded"}]}, "triggers", "không phải căn cứ của đối tượng này"),
        (
            {"triggers": [{"key": "degradation_concluded", "waived": True, "reason": " "}]},
            "triggers",
            "phải ghi lý do",
        ),
        ({"exempt": True}, "exempt", "Không nhập số liệu"),
        ({"months_since_admission": 7}, "months_since_admission", "Không nhập số liệu"),
        ({"units_led": 7}, "units_led", "Không nhập số liệu"),
        ({"score": 95}, "score", "Không nhập số liệu"),
    ],
)
def test_enter_facts_that_cannot_be_are_refused_by_field_and_nothing_is_written(
    of, cast: Cast, given: dict, key: str, sentence: str
) -> None:
    evaluation = of(cast.member)

    with pytest.raises(FactErrors) as refusal:
        enter_facts(evaluation, by=cast.secretary, values={"score_results": 60, **given})

    assert sentence in refusal.value.errors[evaluation.pk, key]
    assert values(evaluation) == {}
    assert not AuditEvent.objects.filter(action="evaluations.facts_entered").exists()


def test_enter_facts_of_what_was_sent_is_refused(of, sent, cast: Cast) -> None:
    evaluation = sent(cast.member)

    with pytest.raises(FactErrors, match="Chưa lưu: có 1 ô cần sửa") as refusal:
        enter_facts(evaluation, by=cast.secretary, values={"score_general": 20})
    assert "phiếu đã gửi" in refusal.value.details[0]


def test_enter_facts_of_what_was_put_off_is_refused(of, cast: Cast) -> None:
    evaluation = of(cast.member)
    Evaluation.objects.filter(pk=evaluation.pk).update(state="postponed", postponed_reason="vắng dài ngày")

    with pytest.raises(FactErrors) as refusal:
        enter_facts(of(cast.member), by=cast.secretary, values={"score_general": 20})
    assert "chưa kiểm điểm, để lại nên không sửa" in refusal.value.details[0]


def test_enter_sheet_keeps_all_rows_or_none(of, cast: Cast, period: Period) -> None:
    first, second = of(cast.member), of(cast.deputy)

    with pytest.raises(FactErrors) as refusal:
        enter_sheet(
            period,
            by=cast.secretary,
            rows={first.pk: Input({"score_general": 25}), second.pk: Input({"score_general": 31})},
        )
    assert list(refusal.value.errors) == [(second.pk, "score_general")]
    assert values(first) == {}

    changed = enter_sheet(
        period,
        by=cast.secretary,
        rows={first.pk: Input({"score_general": 25}), second.pk: Input({"score_general": 30})},
    )
    assert changed == 2
    assert values(first) == {"score_general": 25}
    assert values(second) == {"score_general": 30}


def test_enter_sheet_refuses_what_somebody_else_changed_meanwhile(of, cast: Cast, period: Period) -> None:
    evaluation = of(cast.member)
    enter_facts(evaluation, by=cast.deputy, values={"score_general": 22, "tasks_assigned": 5})
    page = {"score_general": None, "tasks_assigned": None, "tasks_done": None}

    with pytest.raises(FactErrors) as refusal:
        enter_sheet(
            period,
            by=cast.secretary,
            rows={evaluation.pk: Input({"score_general": 25, "tasks_assigned": 5, "tasks_done": 5}, seen=page)},
        )

    assert refusal.value.errors == {
        (evaluation.pk, "score_general"): "Đồng chí Hoàng Thị Hằng vừa sửa ô này thành “22”; hãy xem lại rồi lưu."
    }
    assert values(evaluation) == {"score_general": 22, "tasks_assigned": 5}


def test_change_subject_drops_only_the_triggers_that_do_not_apply(of, cast: Cast) -> None:
    evaluation = of(cast.secretary)
    claims = [{"key": "forbidden_act_with_harm"}, {"key": "degradation_concluded"}]
    enter_facts(evaluation, by=cast.secretary, values={"triggers": claims, "tasks_assigned": 3})

    assert change_subject(evaluation, subject="leader", by=cast.secretary)

    evaluation.refresh_from_db()
    assert evaluation.subject == "leader"
    assert values(evaluation) == {"triggers": [{"key": "degradation_concluded"}], "tasks_assigned": 3}
    changes = AuditEvent.objects.get(action="evaluations.subject_changed").changes
    assert changes["subject"] == ["member_outside", "leader"]
    assert changes["triggers"] == [claims, [{"key": "degradation_concluded"}]]
    assert not change_subject(evaluation, subject="leader", by=cast.secretary)


@pytest.mark.parametrize("subject", ["cell", "committee", ""])
def test_change_subject_to_what_no_person_is_is_refused(of, cast: Cast, subject: str) -> None:
    with pytest.raises(DomainError, match="Chỉ đổi được nhóm đối tượng của đảng viên"):
        change_subject(of(cast.member), subject=subject, by=cast.secretary)


def test_change_subject_of_a_cell_or_after_sending_is_refused(of, sent, cast: Cast, commune: Commune) -> None:
    with pytest.raises(DomainError, match="Chỉ đổi được"):
        change_subject(of(commune.cells[0]), subject="member", by=cast.secretary)
    with pytest.raises(DomainError, match="Phiếu đã gửi"):
        change_subject(sent(cast.member), subject="member", by=cast.secretary)
