"""What holds of the engine for any facts: it always answers, says its numbers, and uses what it says it uses."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evaluations.rules.classification import Classification, classify
from evaluations.rules.regulation import LEVELS, Regulation, load_regulation, regulation_keys
from meetings.rules.inputs import Fact, InputError
from tests.evaluations.rules.tables import base

SUBJECTS = ("cell", "committee", "leader", "member", "member_outside")
PAIRS = [(key, subject) for key in regulation_keys() for subject in SUBJECTS]


def value_of(fact: Fact, regulation: Regulation, subject: str) -> st.SearchStrategy[Any]:
    """Some value that the fact may have, often at an edge."""
    if fact.type == "triggers":
        keys = [rule.key for rule in regulation.triggers if rule.claimed and subject in rule.subjects]
        claims = st.lists(st.sampled_from(keys), max_size=2, unique=True) if keys else st.just([])
        return claims.map(lambda named: [{"key": key} for key in named])
    if fact.type == "flag":
        return st.booleans()
    if fact.type == "choice":
        return st.sampled_from(fact.order)
    if fact.type == "choices":
        return st.lists(st.sampled_from(fact.order), max_size=4)
    if fact.type == "count":
        return st.integers(0, 12)
    most = fact.most or 100
    return st.sampled_from([0, 3, 6, 50, 70, 90, Decimal("49.99"), Decimal("89.99")]).filter(
        lambda number: number <= most
    )


@st.composite
def asked(draw: st.DrawFn) -> tuple[str, str, dict[str, Any], dict[str, Any]]:
    """A regulation, a subject, facts of it of which some are known, and settings."""
    key, subject = draw(st.sampled_from(PAIRS))
    regulation = load_regulation(key)
    facts = {
        fact.key: draw(value_of(fact, regulation, subject))
        for fact in regulation.facts_for(subject)
        if draw(st.integers(0, 5))
    }
    settings = {name: draw(st.booleans()) for name, item in regulation.settings.items() if item.type == "flag"}
    try:
        classify(regulation, subject, facts, settings)
    except InputError:
        assume(False)
    return key, subject, facts, settings


Question = tuple[str, str, dict[str, Any], dict[str, Any]]


def answer(question: Question) -> Classification:
    key, subject, facts, settings = question
    return classify(load_regulation(key), subject, facts, settings)


@given(asked(), st.data())
def test_taking_one_fact_away_changes_exactly_the_rules_that_use_it(question: Question, data: st.DataObject) -> None:
    key, subject, facts, settings = question
    assume(bool(facts))
    removed = data.draw(st.sampled_from(sorted(facts)))
    before = {entry.rule: entry for entry in answer(question).trace}
    after = {entry.rule: entry for entry in answer((key, subject, facts | {removed: None}, settings)).trace}
    common = before.keys() & after.keys()
    changed = {rule for rule in common if before[rule] != after[rule]}
    assert changed == {rule for rule in common if removed in before[rule].inputs}


@given(asked())
def test_level_follows_from_the_trace(question: Question) -> None:
    result = answer(question)
    fired = [entry for entry in result.trace if entry.kind == "trigger" and entry.holds]
    excluded = [entry for entry in result.trace if entry.kind == "exclusion" and entry.holds]
    assert (result.level == "not_rated") == bool(excluded)
    if result.level in LEVELS[:-1]:
        assert not fired
        assert all(entry.holds for entry in result.trace if entry.kind == "gate" and entry.level == result.level)
        ceilings = [entry.level for entry in result.trace if entry.kind == "ceiling" and entry.holds]
        assert all(LEVELS.index(result.level) >= LEVELS.index(ceiling) for ceiling in ceilings)
    if result.level == "failed":
        assert fired or result.trace[-1].kind == "last"
    if fired and not excluded:
        assert result.level == "failed"


@given(asked())
def test_every_rule_says_its_numbers_in_sentences(question: Question) -> None:
    result, facts = answer(question), load_regulation(question[0]).facts
    assert result.why.endswith(".")
    for entry in result.trace:
        assert entry.text.endswith(".")
        assert not entry.inputs or entry.finding.endswith(".")
        for name, value in entry.inputs.items():
            if name != "triggers":
                assert facts[name].label in entry.finding or f"/{value} (" in entry.finding


def finding(regulation: str, subject: str, rule: str, **change: Any) -> str:
    result = classify(load_regulation(regulation), subject, base(regulation, subject) | change)
    return next(entry.finding for entry in result.trace if entry.rule == rule)


THIRD = "Số hoàn thành vượt mức: 7/21 (33,33%)."


@pytest.mark.parametrize(
    ("rule", "change", "said"),
    [
        (
            "good.tasks_done",
            {"tasks_done": 19, "tasks_on_time": 19},
            "Số nhiệm vụ đã hoàn thành: 19/20 (95%).",
        ),
        ("excellent.tasks_exceeded", {"tasks_exceeded": 7, "tasks_assigned": 21}, THIRD),
        (
            "good.tasks_done",
            {"tasks_assigned": 0, "tasks_done": 0, "tasks_on_time": 0, "tasks_exceeded": 0},
            "Số nhiệm vụ đã hoàn thành: 0/0 (chưa có gì để tính tỷ lệ).",
        ),
        (
            "good.tasks_done",
            {"tasks_done": None},
            "Số nhiệm vụ đã hoàn thành: chưa rõ; Số nhiệm vụ được giao: 20 nhiệm vụ.",
        ),
        ("excellent.score", {"score": Decimal("89.50")}, "Tổng điểm: 89,5 điểm."),
        ("excellent.score", {"score": Decimal("89.999")}, "Tổng điểm: 89,999 điểm."),
        ("disunity_concluded", {}, "Không có kết luận như vậy."),
        ("disunity_concluded", {"triggers": None}, "Chưa có dữ kiện."),
        ("disunity_concluded", {"triggers": [{"key": "disunity_concluded"}]}, "Đã có kết luận."),
    ],
)  # fmt: skip
def test_numbers_are_said_as_people_read_them(rule: str, change: dict[str, Any], said: str) -> None:
    assert finding("366-43", "cell", rule, **change) == said


def test_grades_and_answers_are_said_in_words() -> None:
    assert finding("132-21", "cell", "excellent.result_grades") == "Tiêu chí kết quả thực hiện nhiệm vụ: 3 Xuất sắc."
    assert finding("132-21", "cell", "excellent.other_grades") == "Các tiêu chí còn lại: 1 Xuất sắc, 1 Tốt."
    said = finding("132-21", "cell", "excellent.discipline", disciplined=True, self_detected=None)
    assert said == "Bị kỷ luật trong năm: có; Tự phát hiện và khắc phục: chưa rõ."


def test_reason_carries_the_numbers() -> None:
    result = classify(load_regulation("366-43"), "cell", base("366-43", "cell") | {"tasks_exceeded": 5})
    assert "Ít nhất 30% nhiệm vụ hoàn thành vượt mức. Số liệu: Số hoàn thành vượt mức: 5/20 (25%)." in result.why


def test_ceiling_is_named_in_the_reason_and_acts_only_when_known() -> None:
    facts = base("132-21", "member")
    capped = classify(load_regulation("132-21"), "member", facts | {"months_sick": 4})
    entry = next(entry for entry in capped.trace if entry.kind == "ceiling")
    assert (entry.rule, entry.level, entry.holds) == ("ceiling.sick", "completed", True)
    assert "Không xếp mức “Hoàn thành tốt nhiệm vụ”: Nghỉ ốm cộng lại từ 3 tháng" in capped.why
    free = classify(load_regulation("132-21"), "member", facts)
    assert (free.level, free.trace[-1].holds) == ("excellent", None)


def test_trigger_that_the_numbers_fire_can_be_waived_with_a_reason_and_stays_in_the_trace() -> None:
    facts = base("366-43", "cell") | {"tasks_done": 13, "tasks_on_time": 13}
    claim = {"key": "failed.tasks_below_70", "waived": True, "reason": "bão lũ"}
    result = classify(load_regulation("366-43"), "cell", facts | {"triggers": [claim]})
    entry = next(entry for entry in result.trace if entry.rule == "failed.tasks_below_70")
    assert (result.level, entry.holds, entry.waived) == ("undetermined", False, True)
    assert entry.text.endswith("lý do: bão lũ")
    assert entry.inputs == {"tasks_done": 13, "tasks_assigned": 20, "triggers": [claim]}
    unneeded = classify(load_regulation("366-43"), "cell", base("366-43", "cell") | {"triggers": [claim]})
    assert unneeded.level == "excellent"
    assert not any(entry.waived for entry in unneeded.trace)


@pytest.mark.parametrize(
    ("key", "waived", "field"),
    [
        ("failed.tasks_below_70", False, "facts.triggers[0].waived"),
        ("failed.score", True, "facts.triggers[0].key"),
        ("failed.low_confidence", True, "facts.triggers[0].key"),
    ],
)
def test_trigger_of_numbers_cannot_be_claimed_and_only_waived_where_the_text_lets_it(
    key: str, waived: bool, field: str
) -> None:
    claim = {"key": key, "waived": waived, "reason": "x"}
    with pytest.raises(InputError) as refusal:
        classify(load_regulation("366-43"), "cell", base("366-43", "cell") | {"triggers": [claim]})
    assert refusal.value.field == field


def test_warning_is_said_and_changes_no_level() -> None:
    facts = base("366-43", "leader")
    late = classify(load_regulation("366-43"), "leader", facts | {"tasks_on_time": 19, "tasks_late": 1})
    assert late.level == classify(load_regulation("366-43"), "leader", facts).level == "excellent"
    assert "Lưu ý: Có nhiệm vụ chưa đúng tiến độ" in late.why


def test_same_question_has_the_same_answer_whatever_was_asked_between() -> None:
    regulation, facts = load_regulation("366-43"), base("366-43", "cell")
    first = classify(regulation, "cell", facts)
    for score in range(40, 100):
        classify(regulation, "cell", facts | {"score": score})
    assert classify(regulation, "cell", facts) == first
    assert classify(regulation, "cell", facts | {"score": Decimal(95)}).level == first.level


OF_GRADES = {
    *("result_grades", "other_grades", "members_rated", "members_good_or_better", "members_failed"),
    *("members_disciplined", "units_rated", "units_good_or_better", "units_failed", "units_disciplined"),
    *("same_level_bodies", "targets_percent", "main_targets_missed", "disciplined", "self_detected"),
    "civil_servant_level",
}
USUAL_FACTS = {
    "366-43": {
        *("months_since_admission", "exempt", "suspended", "score", "tasks_assigned", "tasks_done", "tasks_on_time"),
        *("tasks_exceeded", "tasks_late", "shortcomings_named", "shortcomings_remedied", "units_disciplined"),
        *("leaders_disciplined", "units_led", "units_led_failed", "low_confidence_percent", "triggers"),
    },
    "132-21": OF_GRADES,
    "124-25": OF_GRADES,
    "tsvm-2014": {
        *("score", "triggers", "mass_organisations_rated_lowest", "units", "units_weak", "members_rated"),
        "members_failed",
    },
}
"""The facts that whoever asks from outside knows of."""


@given(asked())
def test_fact_that_outsiders_do_not_know_of_never_makes_a_level_unknown(question: Question) -> None:
    key, subject, facts, _settings = question
    usual = USUAL_FACTS[key]
    known = {name: value for name, value in facts.items() if name in usual}
    for entry in answer((key, subject, known, {})).trace:
        if entry.kind == "gate" and entry.holds is None:
            assert {name for name, value in entry.inputs.items() if value is None} <= usual
