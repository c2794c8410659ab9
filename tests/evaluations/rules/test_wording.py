"""Conditions in words, offered conditions, and rows of criteria with other points: pure, no database."""

from fractions import Fraction

import pytest

from evaluations.rules.criteria import read_criteria
from evaluations.rules.criteria_edit import blank_set, changed_row, rescaled
from evaluations.rules.derived import derive
from evaluations.rules.offered_gates import level_chosen, offered_gates
from evaluations.rules.records import record_facts
from evaluations.rules.regulation import load_regulation, read_regulation, regulation_keys
from evaluations.rules.samples import criteria_keys, load_criteria
from evaluations.rules.wording import in_words

REGULATION = load_regulation("366-43")
FACTS = {**record_facts(), **REGULATION.facts, **REGULATION.settings}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("exempt", "“Được miễn công tác và sinh hoạt đảng”: có"),
        ("not exempt", "“Được miễn công tác và sinh hoạt đảng”: không"),
        ("months_since_admission < 6", "“Số tháng từ khi kết nạp” dưới 6"),
        ("score >= 70 and (score < 90 or exempt)", ("“Tổng điểm” từ 70 trở lên và (“Tổng điểm” dưới 90 hoặc "
         "“Được miễn công tác và sinh hoạt đảng”: có)")),
        ("share(regular_held, regular_due) >= 100", ("tỷ lệ “Số kỳ sinh hoạt thường kỳ đã họp” trên "
         "“Số kỳ sinh hoạt thường kỳ phải họp” từ 100% trở lên")),
        ('meetings_year_grade == "kha"', "“Chất lượng sinh hoạt cả năm” là “Khá”"),
        ("known(score)", "đã rõ “Tổng điểm”"),
        ("2 if attendance_percent > 85 else 0", "2 nếu “Tỷ lệ dự sinh hoạt bình quân” trên 85; ngoài ra 0"),
        ("min(1, score / 30)", "số nhỏ nhất trong (1; “Tổng điểm” chia cho 30)"),
    ],
)  # fmt: skip
def test_condition_reads_as_words_with_the_labels_of_its_facts(text: str, words: str) -> None:
    assert in_words(text, FACTS) == words


@pytest.mark.parametrize("key", regulation_keys())
def test_no_name_of_a_fact_is_left_in_the_words_of_any_regulation(key: str) -> None:
    regulation = load_regulation(key)
    names = {**regulation.facts, **regulation.settings}
    rules = (*regulation.exclusions, *regulation.triggers, *regulation.gates, *regulation.ceilings)
    for rule in rules:
        if rule.test is not None:
            words = in_words(rule.test.text, names)
            assert not any(f" {name} " in f" {words} " for name in rule.test.names), rule.key


def test_each_offered_condition_is_one_that_a_committee_may_take_from_every_level() -> None:
    for gate in offered_gates():
        for level, asked in (("excellent", 1), ("good", 2), ("completed", 3)):
            child = read_regulation(derive(REGULATION.data, {"gates": gate.chosen(level)}))
            assert len([rule for rule in child.gates if rule.text == gate.text]) == asked
            assert level_chosen(gate.key, gate.chosen(level)) == level
    assert level_chosen("attendance", []) == ""


def test_formula_keeps_its_proportion_and_comes_back() -> None:
    formula = "30 * tasks_done / tasks_assigned"
    less = rescaled(formula, Fraction(30), Fraction(25))
    assert less == f"({formula}) * 5 / 6"
    assert rescaled(less, Fraction(25), Fraction(20)) == f"({formula}) * 2 / 3"
    assert rescaled(less, Fraction(25), Fraction(30)) == formula
    sum_of_two = "(tasks_done) + (tasks_late) * 5 / 6"
    assert rescaled(sum_of_two, Fraction(2), Fraction(1)) == f"({sum_of_two}) * 1 / 2"


def test_row_changed_stays_one_that_can_be_scored() -> None:
    data = dict(load_criteria("c1").data)
    rows = [changed_row(row, text=row["text"], maximum=row["maximum"], by_hand=True) for row in data["rows"]]
    groups = {group.key: group.points for group in REGULATION.score_groups}
    found = read_criteria({**data, "rows": rows}, REGULATION.facts, groups, 100)
    assert {row.kind for row in found.rows} == {"manual"}


@pytest.mark.parametrize("subject", [subject.key for subject in REGULATION.subjects])
def test_empty_set_has_the_headings_of_its_appendix_and_no_points(subject: str) -> None:
    criteria = blank_set(REGULATION, subject)
    assert {row["maximum"] for row in criteria["rows"]} == {0}
    assert len({row["code"] for row in criteria["rows"]}) == len(criteria["rows"])
    assert (criteria["regulation"], criteria["mark"]) == ("366-43", "R")


def test_every_example_says_that_it_needs_approval() -> None:
    for key in criteria_keys():
        assert "cần cấp ủy phê duyệt" in load_criteria(key).note
        assert load_criteria(key).mark == "C"
