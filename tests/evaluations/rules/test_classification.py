from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.rules.classification import Classification, TraceEntry, classify
from evaluations.rules.regulation import load_regulation, regulation_keys
from meetings.rules.inputs import InputError
from tests.evaluations.rules.tables import base, classification_cases

CASES = list(classification_cases())
CELL = base("366-43", "cell")


def cell(settings: Any = None, **change: Any) -> Classification:
    return classify(load_regulation("366-43"), "cell", CELL | change, settings)


def entry(result: Classification, rule: str) -> TraceEntry:
    return next(entry for entry in result.trace if entry.rule == rule)


@pytest.mark.parametrize(
    ("regulation", "subject", "facts", "level", "settings"),
    [case[1:] for case in CASES],
    ids=[f"{regulation} {subject}: {about}" for about, regulation, subject, *_ in CASES],
)
def test_level_at_each_boundary_is_that_of_the_table(
    regulation: str, subject: str, facts: dict[str, Any], level: str, settings: dict[str, Any]
) -> None:
    result = classify(load_regulation(regulation), subject, facts, settings)
    assert result.level == level, result.why
    assert result.why


def test_trace_names_rule_level_text_source_and_inputs() -> None:
    found = entry(cell(), "excellent.tasks_exceeded")
    assert found.level == "excellent"
    assert found.holds is True
    assert found.text == "Ít nhất 30% nhiệm vụ hoàn thành vượt mức."
    assert (found.source.document, found.source.article) == ("Quy định 366-QĐ/TW", "Điều 11, khoản 1")
    assert found.inputs == {"tasks_exceeded": 6, "tasks_assigned": 20}
    assert found.mark == "R"


def test_trace_lists_every_rule_of_the_subject_once() -> None:
    regulation = load_regulation("366-43")
    rules = [*regulation.exclusions, *regulation.triggers, *regulation.gates]
    assert [item.rule for item in cell().trace] == [rule.key for rule in rules if "cell" in rule.subjects]


def test_unknown_fact_leaves_its_gate_unknown_and_is_named_in_why() -> None:
    result = cell(score=None)
    assert entry(result, "excellent.score").holds is None
    assert entry(result, "excellent.score").inputs == {"score": None}
    assert "Tổng điểm từ 90 điểm" in result.why


def test_unknown_triggers_are_listed_and_do_not_fire() -> None:
    result = cell(triggers=None)
    assert result.level == "excellent"
    assert entry(result, "disunity_concluded").holds is None
    assert "Còn 4 căn cứ của mức “Không hoàn thành nhiệm vụ” chưa rõ" in result.why


def test_fact_given_as_null_equals_a_fact_left_out() -> None:
    without = {key: value for key, value in CELL.items() if key != "tasks_late"}
    assert classify(load_regulation("366-43"), "cell", without) == cell(tasks_late=None)


def test_waived_trigger_stays_in_the_trace_with_its_reason() -> None:
    claim = {"key": "disunity_concluded", "waived": True, "reason": "đã khắc phục xong"}
    found = entry(cell(triggers=[claim]), "disunity_concluded")
    assert found.holds is False
    assert found.waived
    assert found.inputs == {"triggers": [claim]}
    assert found.text.endswith("lý do: đã khắc phục xong")


def test_computed_trigger_that_may_be_waived_says_so() -> None:
    result = cell(tasks_done=13, tasks_on_time=13)
    assert "cấp có thẩm quyền xem xét không áp dụng" in entry(result, "failed.tasks_below_70").text


def test_trigger_with_two_readings_names_the_reading_of_the_committee() -> None:
    claim = [{"key": "basic_targets_missed"}]
    assert "cả năm chỉ tiêu" in cell(triggers=claim).why
    assert "bất kỳ chỉ tiêu nào" in cell({"basic_targets_reading": "any"}, triggers=claim).why


def test_excellent_is_said_to_be_a_candidate() -> None:
    assert "đề xuất" in cell().why


def test_gap_says_that_the_authority_decides_with_a_reason() -> None:
    result = cell(tasks_done=19, tasks_on_time=19)
    assert result.level == "undetermined"
    assert "Cấp có thẩm quyền quyết định, ghi rõ lý do" in result.why


def test_excluded_member_is_answered_by_the_exclusions_alone() -> None:
    result = classify(load_regulation("366-43"), "member", {"months_since_admission": 5})
    assert {item.level for item in result.trace} == {"not_rated"}
    assert entry(result, "excluded.exempt").holds is None
    assert "chưa đủ 6 tháng" in result.why


def test_unknown_exclusion_is_said_to_be_presumed_away() -> None:
    result = classify(load_regulation("366-43"), "member", base("366-43", "member") | {"exempt": None})
    assert "Coi là thuộc đối tượng xếp loại" in result.why


def test_fact_of_another_subject_is_ignored_and_named() -> None:
    result = cell(units_led=3, low_confidence_percent=None)
    assert result.level == "excellent"
    assert result.ignored == ("units_led",)


def test_fact_of_a_rule_that_is_switched_off_is_ignored_and_named() -> None:
    facts = base("124-25", "cell") | {"members_rated": 25, "members_good_or_better": 0, "members_failed": 0}
    without = classify(load_regulation("124-25"), "cell", facts)
    assert without.level == "excellent"
    assert {"members_rated", "members_good_or_better", "members_failed"} <= set(without.ignored)
    applied = classify(load_regulation("124-25"), "cell", facts, {"apply_hd21_shares": True})
    assert applied.level == "completed"
    assert "members_good_or_better" not in applied.ignored


def test_below_the_lowest_level_of_hd21_has_its_own_rule() -> None:
    result = classify(load_regulation("132-21"), "cell", base("132-21", "cell") | {"other_grades": ["kem"]})
    assert result.trace[-1].rule == "failed.below_completed"
    assert result.trace[-1].holds is True


REFUSALS: list[tuple[str, dict[str, Any]]] = [
    ("facts.scoer", {"scoer": 90}),
    ("facts.score", {"score": 101}),
    ("facts.score", {"score": -1}),
    ("facts.score", {"score": "90"}),
    ("facts.score", {"score": True}),
    ("facts.score", {"score": 89.9}),
    ("facts.score", {"score": 10**61}),
    ("facts.tasks_assigned", {"tasks_assigned": -1}),
    ("facts.tasks_assigned", {"tasks_assigned": True}),
    ("facts.tasks_done", {"tasks_done": 21}),
    ("facts.tasks_on_time", {"tasks_done": 18, "tasks_on_time": 19}),
    ("facts.tasks_exceeded", {"tasks_done": 5, "tasks_on_time": 5}),
    ("facts.tasks_late", {"tasks_late": 21, "tasks_on_time": 0}),
    ("facts.tasks_late", {"tasks_late": 1}),
    ("facts.shortcomings_remedied", {"shortcomings_remedied": 3}),
    ("facts.units_led_failed", {"units_led": 2, "units_led_failed": 3}),
    ("facts.low_confidence_percent", {"low_confidence_percent": 101}),
    ("facts.exempt", {"exempt": 1}),
    ("facts.triggers", {"triggers": "disunity_concluded"}),
    ("facts.triggers[0]", {"triggers": ["disunity_concluded"]}),
    ("facts.triggers[0].key", {"triggers": [{"key": "nothing"}]}),
    ("facts.triggers[0].key", {"triggers": [{"waived": True}]}),
    ("facts.triggers[0].key", {"triggers": [{"key": "corruption_in_charge"}]}),
    ("facts.triggers[1].key", {"triggers": [{"key": "disunity_concluded"}, {"key": "disunity_concluded"}]}),
    ("facts.triggers[0].waived", {"triggers": [{"key": "disunity_concluded", "waived": "yes"}]}),
    ("facts.triggers[0].reason", {"triggers": [{"key": "disunity_concluded", "waived": True}]}),
    ("facts.triggers[0].reason", {"triggers": [{"key": "disunity_concluded", "waived": True, "reason": "  "}]}),
    ("facts.triggers[0].reason", {"triggers": [{"key": "disunity_concluded", "waived": True, "reason": 1}]}),
    ("facts.triggers[0].why", {"triggers": [{"key": "disunity_concluded", "why": "x"}]}),
]


@pytest.mark.parametrize(("field", "change"), REFUSALS)
def test_fact_that_cannot_be_is_refused_by_name(field: str, change: dict[str, Any]) -> None:
    with pytest.raises(InputError) as refusal:
        cell(**change)
    assert refusal.value.field == field
    assert refusal.value.fault


def test_late_tasks_not_yet_done_are_possible() -> None:
    assert cell(tasks_done=18, tasks_on_time=17, tasks_late=3).level == "undetermined"


def test_trigger_that_the_text_does_not_let_waive_is_refused() -> None:
    claim = {"key": "disunity", "waived": True, "reason": "x"}
    with pytest.raises(InputError) as refusal:
        classify(load_regulation("tsvm-2014"), "cell", base("tsvm-2014", "cell") | {"triggers": [claim]})
    assert refusal.value.field == "facts.triggers[0].waived"


@pytest.mark.parametrize("regulation", ["132-21", "124-25"])
def test_grades_and_counts_that_cannot_be_are_refused(regulation: str) -> None:
    for field, change in [
        ("result_grades", {"result_grades": ["xuat sac"]}),
        ("other_grades", {"other_grades": "tot"}),
        ("members_good_or_better", {"members_good_or_better": 26}),
        ("members_failed", {"members_failed": 6}),
        ("targets_percent", {"targets_percent": -1}),
        ("same_level_bodies", {"same_level_bodies": [None]}),
    ]:
        with pytest.raises(InputError) as refusal:
            classify(load_regulation(regulation), "cell", base(regulation, "cell") | change)
        assert refusal.value.field == f"facts.{field}"


def test_unknown_subject_and_settings_are_refused_by_name() -> None:
    regulation = load_regulation("366-43")
    for field, arguments in [
        ("subject", ("village", CELL, None)),
        ("settings.x", ("cell", CELL, {"x": 1})),
        ("settings.fallthrough", ("cell", CELL, {"fallthrough": "never"})),
        ("facts", ("cell", [], None)),
    ]:
        with pytest.raises(InputError) as refusal:
            classify(regulation, *arguments)  # type: ignore[arg-type]
        assert refusal.value.field == field


def test_limits_in_the_wrong_order_are_refused_as_a_setting() -> None:
    with pytest.raises(InputError) as refusal:
        classify(load_regulation("tsvm-2014"), "cell", {}, {"excellent_from": 70, "good_from": 70})
    assert refusal.value.field == "settings.good_from"


@pytest.mark.parametrize("subject", ["leader", "member", "member_outside"])
def test_members_under_tsvm_are_undetermined_because_the_text_was_not_seen(subject: str) -> None:
    result = classify(load_regulation("tsvm-2014"), subject, {})
    assert result.level == "undetermined"
    assert "chưa đọc được" in result.why


@pytest.mark.parametrize("regulation", regulation_keys())
@pytest.mark.parametrize("subject", ["cell", "committee", "leader", "member", "member_outside"])
def test_nothing_known_is_undetermined_everywhere(regulation: str, subject: str) -> None:
    assert classify(load_regulation(regulation), subject, {}).level == "undetermined"


def test_points_above_a_level_are_said_as_the_committee_reads_them() -> None:
    facts = CELL | {"score": 93, "tasks_exceeded": 5}
    for chosen, words in (("next_level", "xét mức thấp hơn kế tiếp"), ("authority_decides", "để cấp có thẩm quyền")):
        result = classify(load_regulation("366-43"), "cell", facts, {"fallthrough": chosen})
        assert words in entry(result, "good.score").text
        assert words not in entry(result, "excellent.score").text


LEADER_WARNING = "warning.leader_on_time"


@pytest.mark.parametrize(
    ("change", "settings", "warned"),
    [
        ({}, {}, True),
        ({"tasks_exceeded": 5}, {}, False),
        ({"score": 89}, {}, False),
        ({}, {"leader_on_time": True}, False),
    ],
)
def test_leader_late_is_warned_of_only_where_the_top_level_is_reached(
    change: dict[str, Any], settings: dict[str, Any], warned: bool
) -> None:
    facts = base("366-43", "leader") | {"tasks_on_time": 19, "tasks_late": 1} | change
    result = classify(load_regulation("366-43"), "leader", facts, settings)
    assert entry(result, LEADER_WARNING).holds is warned
    assert ("Lưu ý" in result.why) is warned
    assert (result.level == "excellent") is warned


def test_warning_stays_in_the_trace_and_out_of_the_reason_of_the_lowest_level() -> None:
    facts = base("366-43", "leader") | {"tasks_on_time": 19, "tasks_late": 1}
    result = classify(load_regulation("366-43"), "leader", facts | {"triggers": [{"key": "degradation_concluded"}]})
    assert result.level == "failed"
    assert entry(result, LEADER_WARNING).holds
    assert "Lưu ý" not in result.why


def test_empty_list_says_whether_there_is_none_or_nothing_was_entered() -> None:
    facts = base("132-21", "cell") | {"result_grades": [], "same_level_bodies": []}
    result = classify(load_regulation("132-21"), "cell", facts)
    assert entry(result, "excellent.result_grades").holds is None
    assert entry(result, "excellent.result_grades").finding.endswith(": chưa ghi mục nào.")
    assert entry(result, "excellent.same_level_bodies").holds
    assert entry(result, "excellent.same_level_bodies").finding.endswith(": không có.")


@pytest.mark.parametrize(
    ("subject", "mark"), [("cell", "R"), ("committee", "R"), ("leader", "R-part"), ("member", "R-part")]
)
def test_grades_of_persons_under_124_are_marked_as_read_in_part(subject: str, mark: str) -> None:
    result = classify(load_regulation("124-25"), subject, base("124-25", subject))
    grades = [item for item in result.trace if item.rule.endswith("_grades")]
    assert len(grades) == 6
    assert {item.mark for item in grades} == {mark}


BASES = sorted({(regulation, subject) for _about, regulation, subject, *_ in CASES})


@given(st.data())
def test_taking_one_fact_away_changes_only_the_rules_that_use_it(data: st.DataObject) -> None:
    key, subject = data.draw(st.sampled_from(BASES))
    facts = base(key, subject)
    removed = data.draw(st.sampled_from(sorted(facts)))
    regulation = load_regulation(key)
    before = {item.rule: item for item in classify(regulation, subject, facts).trace}
    after = {item.rule: item for item in classify(regulation, subject, facts | {removed: None}).trace}
    changed = {rule for rule in before.keys() & after.keys() if before[rule] != after[rule]}
    assert changed == {rule for rule, item in before.items() if removed in item.inputs}
    assert all(after[rule].holds in (None, before[rule].holds) for rule in changed)


@given(st.integers(0, 10000), st.booleans())
def test_more_points_never_lower_the_level(hundredths: int, late: bool) -> None:
    order = ["failed", "completed", "good", "excellent"]
    change = {"tasks_on_time": 18, "tasks_late": 2} if late else {}
    low, high = (_with_score(number, change) for number in (hundredths, min(hundredths + 1, 10000)))
    assert order.index(low) <= order.index(high)


def _with_score(hundredths: int, change: dict[str, Any]) -> str:
    return cell(score=Decimal(hundredths).scaleb(-2), **change).level
