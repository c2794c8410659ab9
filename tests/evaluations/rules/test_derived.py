"""A committee's own regulation: what it may settle, and what is refused by name."""

import copy
import json
import random
from typing import Any

import pytest

from evaluations.rules.classification import classify
from evaluations.rules.derived import derive
from evaluations.rules.regulation import load_regulation, read_regulation
from evaluations.rules.samples import criteria_data
from evaluations.rules.shapes import RegulationFault
from tests.evaluations.rules.spoiling import spoil
from tests.evaluations.rules.tables import base

DOCUMENT = {"number": "78-QĐ/TU", "date": "2025-11-21", "issuer": "Tỉnh ủy"}
GATE = {
    "key": "meetings",
    "level": "good",
    "subjects": ["cell"],
    "text": "Sinh hoạt đủ số kỳ.",
    "test": "regular_held >= regular_due",
    "source": "Điều 4",
}


def data(key: str = "366-43") -> dict[str, Any]:
    return copy.deepcopy(dict(load_regulation(key).data))


def faults(own: Any, parent: dict[str, Any] | None = None, key: str = "") -> tuple[str, ...]:
    with pytest.raises(RegulationFault) as refusal:
        derive(parent or data(), own, key)
    return (str(refusal.value), *refusal.value.details)


def test_child_is_a_regulation_of_its_own_and_says_whose_child_it_is() -> None:
    child = read_regulation(derive(data(), {"title": "Quy định của tỉnh", "document": DOCUMENT}))
    assert (child.key, child.parent, child.title) == ("366-43+1", "366-43", "Quy định của tỉnh")
    assert child.documents[-1].title == "78-QĐ/TU"
    assert [gate.key for gate in child.gates] == [gate.key for gate in load_regulation("366-43").gates]


def test_child_may_be_a_parent_again_and_its_data_is_plain_json() -> None:
    child = derive(data(), {"title": "Quy định của tỉnh", "gates": [GATE]})
    grandchild = derive(json.loads(json.dumps(child)), {"title": "Quy định của xã", "document": DOCUMENT})
    assert grandchild["ancestors"] == ["366-43", "366-43+1"]
    assert read_regulation(grandchild).parent == "366-43+1"


def test_parent_is_left_as_it_is() -> None:
    parent = data()
    derive(parent, {"settings": {"fallthrough": "authority_decides"}, "gates": [GATE], "cap": {"rate": 10}})
    assert parent == data()


def test_setting_of_the_committee_counts_and_is_fixed_below_it() -> None:
    child = derive(data(), {"settings": {"fallthrough": "authority_decides"}})
    facts = base("366-43", "cell") | {"tasks_exceeded": 5}
    assert classify(load_regulation("366-43"), "cell", facts).level == "good"
    assert classify(read_regulation(child), "cell", facts).level == "undetermined"
    assert "cấp trên đã chọn rồi" in faults({"settings": {"fallthrough": "next_level"}}, child)[0]


def test_limits_of_points_of_the_older_years_are_the_committees_to_enter() -> None:
    child = read_regulation(derive(data("tsvm-2014"), {"settings": {"excellent_from": 90, "good_from": 70}}))
    levels = [classify(child, "cell", base("tsvm-2014", "cell") | {"score": score}).level for score in (90, 70, 50, 49)]
    assert levels == ["excellent", "good", "completed", "failed"]


def test_local_gate_only_makes_its_level_harder_to_reach() -> None:
    child = read_regulation(derive(data(), {"document": DOCUMENT, "gates": [GATE, {**GATE, "level": "excellent"}]}))
    facts = base("366-43", "cell")
    assert classify(child, "cell", facts | {"regular_held": 12, "regular_due": 12}).level == "excellent"
    assert classify(child, "cell", facts | {"regular_held": 11, "regular_due": 12}).level == "completed"
    entry = next(entry for entry in classify(child, "cell", facts).trace if entry.rule == "good.local.meetings")
    assert (entry.source.document, entry.source.article) == ("78-QĐ/TU", "Điều 4")


def test_shares_of_hd21_can_be_asked_for_where_the_regulation_has_none() -> None:
    child = read_regulation(derive(data(), {"hd21_shares": True}))
    facts = base("366-43", "cell") | {"members_rated": 25, "members_failed": 0}
    for good, level in ((20, "excellent"), (19, "good"), (12, "completed")):
        assert classify(child, "cell", facts | {"members_good_or_better": good}).level == level
    older = read_regulation(derive(data("124-25"), {"hd21_shares": True}))
    assert older.settings["apply_hd21_shares"].default is True


def test_cap_and_earlier_deadlines_are_settled() -> None:
    own = {
        "cap": {"mode": "good_or_better", "rate": 15, "rounding": "floor", "small_groups": "cell"},
        "deadlines": [
            {"before": "15/12", "text": "Chi bộ xong."},
            {"key": "finished", "before": "25/12", "text": "Xong."},
        ],
    }
    child = read_regulation(derive(data(), own))
    assert child.cap is not None
    assert (child.cap.mode, child.cap.rate, child.cap.small_groups) == ("good_or_better", 15, "cell")
    assert [item.before for item in child.deadlines if not item.next_year][-2:] == ["15/12", "25/12"]
    assert [item.before for item in child.deadlines if item.key == "finished"] == ["25/12"]


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ({"triggers": []}, "“triggers” do quy định cấp trên đặt"),
        ({"levels": []}, "“levels” do quy định cấp trên đặt"),
        ({"colour": 1}, "“colour” là tên lạ"),
        ([1], "phải là một đối tượng"),
        ({"title": " "}, "Mục title"),
        ({"document": {"number": "1"}}, "thiếu “date”"),
        ({"document": {**DOCUMENT, "date": "21/11/2025"}}, "phải là ngày"),
        ({"settings": {"colour": 1}}, "không phải điều mà quy định cấp trên để cấp ủy chọn"),
        ({"settings": {"fallthrough": "never"}}, "“never” không có trong"),
        ({"cap": {"rate": 21}}, "cao hơn tỷ lệ 20 %"),
        ({"cap": {"rate": 0}}, "từ 1 đến 100"),
        ({"cap": {"mode": "half"}}, "“half” không có trong"),
        ({"cap": {"uplift_rate": 30}}, "“uplift_rate” là tên lạ"),
        ({"deadlines": [{"before": "31/12", "text": "Xong."}]}, "không sớm hơn thời hạn 31/12"),
        ({"deadlines": [{"before": "05/01", "next_year": True, "text": "Xong."}]}, "không sớm hơn"),
        ({"deadlines": [{"before": "31/02", "text": "Xong."}]}, "không phải ngày"),
        ({"gates": [{**GATE, "level": "failed"}]}, "“failed” không có trong"),
        ({"gates": [{**GATE, "test": "nothing > 1"}]}, "dữ kiện “nothing” không có"),
        ({"gates": [{**GATE, "test": "regular_held >"}]}, "không đọc được"),
        ({"gates": [{**GATE, "test": "units_led == 0"}]}, "không hỏi với cell"),
        ({"gates": [{**GATE, "subjects": ["village"]}]}, "đối tượng “village”"),
        ({"gates": [GATE, GATE]}, "đứng hai lần"),
        ({"gates": [{**GATE, "test": "meetings_year_grade == \"rat_tot\""}]}, "“rat_tot” không phải giá trị"),
        ({"hd21_shares": 1}, "true hoặc false"),
        ({"criteria": [{}]}, "thiếu “key”"),
    ],
)  # fmt: skip
def test_what_the_parent_fixes_or_nobody_knows_is_refused_in_a_sentence(own: Any, words: str) -> None:
    assert any(words in sentence for sentence in faults(own))


def test_every_fault_is_said_not_only_the_first() -> None:
    assert (
        len(faults({"settings": {"colour": 1}, "cap": {"rate": 25}, "deadlines": [{"before": "x", "text": "y"}]})) == 3
    )


def test_shares_of_hd21_are_refused_where_the_regulation_has_them_or_knows_none() -> None:
    assert "đã có các tỷ lệ này" in faults({"hd21_shares": True}, data("132-21"))[0]
    assert "không dùng tỷ lệ" in faults({"hd21_shares": True}, data("tsvm-2014"))[0]


def test_regulation_that_is_its_own_ancestor_is_refused() -> None:
    child = derive(data(), {})
    assert "vòng tròn" in faults({}, child, key="366-43")[0]
    spoiled = {**child, "ancestors": ["366-43", "366-43+1"]}
    with pytest.raises(RegulationFault, match="vòng tròn"):
        read_regulation(spoiled)


WHOLE: dict[str, Any] = {
    "title": "Quy định của tỉnh",
    "document": DOCUMENT,
    "settings": {"fallthrough": "authority_decides", "leader_on_time": True},
    "criteria": [criteria_data("c1"), criteria_data("c4")],
    "gates": [GATE, {**GATE, "key": "speech", "test": "speakers_percent > 50 and members_rated >= 3"}],
    "deadlines": [{"before": "15/12", "text": "Chi bộ xong."}],
    "cap": {"mode": "all_rated", "rate": 15, "rounding": "half_up", "small_groups": "cell"},
    "hd21_shares": True,
}


def test_everything_a_committee_may_settle_goes_together() -> None:
    child = read_regulation(derive(data(), WHOLE))
    assert {found.key for found in child.criteria_sets} == {"c1", "c4"}
    assert classify(child, "cell", base("366-43", "cell")).level == "undetermined"


def derived_or_refused(own: Any) -> tuple[dict[str, Any] | None, list[str]]:
    """What becomes of an own part: the child, or the sentences of the refusal."""
    try:
        return derive(data(), own), []
    except RegulationFault as refusal:
        return None, [str(refusal), *refusal.details]


def test_whatever_is_written_is_refused_in_sentences_or_becomes_a_regulation() -> None:
    chance = random.Random(11)
    for _round in range(150):
        own = copy.deepcopy(WHOLE)
        spoil(own, chance)
        child, sentences = derived_or_refused(own)
        assert all(sentence.endswith(".") for sentence in sentences)
        if child is not None:
            assert json.loads(json.dumps(child)) == child
            assert classify(read_regulation(child), "cell", base("366-43", "cell")).level
