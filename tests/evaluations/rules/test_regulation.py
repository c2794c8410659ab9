import copy
import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from evaluations.rules.regulation import (
    LEVELS,
    REGULATIONS,
    load_regulation,
    read_regulation,
    regulation_for_year,
    regulation_keys,
)
from evaluations.rules.shapes import RegulationFault
from meetings.rules.inputs import InputError

SUBJECTS = ("cell", "committee", "leader", "member", "member_outside")


def contents(key: str = "366-43") -> dict[str, Any]:
    return copy.deepcopy(dict(load_regulation(key).data))


def test_four_regulations_are_there() -> None:
    assert regulation_keys() == ("124-25", "132-21", "366-43", "tsvm-2014")


@pytest.mark.parametrize(
    ("year", "key"),
    [
        (2014, "tsvm-2014"),
        (2017, "tsvm-2014"),
        (2018, "132-21"),
        (2022, "132-21"),
        (2023, "124-25"),
        (2024, "124-25"),
        (2025, "366-43"),
        (2030, "366-43"),
    ],
)
def test_year_has_its_regulation(year: int, key: str) -> None:
    assert regulation_for_year(year).key == key


def test_year_without_regulation_is_refused() -> None:
    with pytest.raises(InputError) as refusal:
        regulation_for_year(2013)
    assert refusal.value.field == "year"


def test_unknown_regulation_is_refused_by_name_and_never_opened_as_a_path() -> None:
    for key in ("366", "../models", "366-43.json"):
        with pytest.raises(InputError) as refusal:
            load_regulation(key)
        assert refusal.value.field == "regulation"


def test_sha256_is_that_of_the_file() -> None:
    raw = (REGULATIONS / "366-43.json").read_bytes()
    assert load_regulation("366-43").sha256 == hashlib.sha256(raw).hexdigest()


@pytest.mark.parametrize("key", regulation_keys())
def test_frozen_contents_give_the_same_regulation_back(key: str) -> None:
    original = load_regulation(key)
    frozen = json.loads(json.dumps(dict(original.data), sort_keys=True))
    assert read_regulation(frozen, original.sha256) == original


NEW_PARTS = (
    *("ceilings", "warnings", "order", "opinions", "decides", "periods", "award", "appendices", "criteria_sets"),
)


@pytest.mark.parametrize("key", regulation_keys())
def test_contents_frozen_before_a_part_existed_are_read_without_it(key: str) -> None:
    data = {name: part for name, part in contents(key).items() if name not in NEW_PARTS}
    data["special_cases"] = [
        {name: part for name, part in case.items() if name not in ("effect", "subjects", "opinion", "months")}
        for case in data["special_cases"]
    ]
    data["forms"] = [{name: form[name] for name in ("key", "name", "subjects")} for form in data["forms"]]
    if data.get("cap"):
        data["cap"] = {name: part for name, part in data["cap"].items() if name not in ("rounding", "options")}
    found = read_regulation(data)
    assert found.gates == load_regulation(key).gates
    assert found.order == found.ceilings == ()
    assert [form.number for form in found.forms] == [f"Mẫu {form['key']}" for form in data["forms"]]
    assert found.form_for("member") is None
    assert found.award_title == ""


def test_366_says_forms_order_special_cases_and_who_is_asked() -> None:
    regulation = load_regulation("366-43")
    numbers = {subject: form.number for subject in SUBJECTS if (form := regulation.form_for(subject))}
    assert numbers == {
        "cell": "Mẫu 01-HD KĐ.ĐG 2025",
        "committee": "Mẫu 01-HD KĐ.ĐG 2025",
        "leader": "Mẫu 2A-HD KĐ.ĐG 2025",
        "member": "Mẫu 2B-HD KĐ.ĐG 2025",
        "member_outside": "Mẫu 2C-HD KĐ.ĐG 2025",
    }
    form = regulation.form_for("cell")
    assert form is not None
    assert [section.key for section in form.sections if section.kind != "title"] == [
        *("I.1", "I.2", "I.3", "I.4", "II", "III", "IV", "V", "VI", "B.I", "B.II")
    ]
    assert ("collective", "head") in {(order.before, order.after) for order in regulation.order}
    assert {asked.giver for asked in regulation.opinions_on("member") if asked.required} == {
        "civil_service",
        "residence",
    }
    transfer = regulation.special_case("transfer")
    assert transfer is not None
    assert (transfer.effect, transfer.opinion, transfer.months) == ("rated_by_receiving_cell", "former_cell", 6)
    decider = regulation.decider_of("base_cell")
    assert decider is not None
    assert "ban thường vụ đảng ủy cấp trên trực tiếp" in decider.decides
    assert {period.key: period.informative for period in regulation.periods} == {"year": False, "quarter": True}


def test_facts_of_rules_that_are_switched_off_need_not_be_asked() -> None:
    older = load_regulation("124-25")
    assert {"months_sick", "same_level_bodies", "members_good_or_better"} <= older.idle_facts
    assert not {"result_grades", "units_rated", "leaders_disciplined", "civil_servant_level"} & older.idle_facts
    data = contents("124-25")
    for setting in data["settings"]:
        setting["default"] = True
    assert read_regulation(data).idle_facts == frozenset()
    assert load_regulation("366-43").idle_facts == frozenset()


def test_letters_of_the_personal_forms_changed_places_in_2025() -> None:
    older, newer = load_regulation("124-25"), load_regulation("366-43")
    forms = {key: found.key for key, found in ((key, older.form_for(key)) for key in ("leader", "member")) if found}
    assert forms == {"leader": "02B", "member": "02A"}
    assert [form.key for form in newer.forms if form.subjects == ("leader",)] == ["2A"]


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("tsvm-2014", "“Trong sạch, vững mạnh” tiêu biểu"),
        ("132-21", "“Trong sạch, vững mạnh” tiêu biểu"),
        ("124-25", "“Trong sạch, vững mạnh” tiêu biểu"),
        ("366-43", "“Hoàn thành xuất sắc nhiệm vụ” tiêu biểu"),
    ],
)
def test_title_above_excellent_has_the_words_of_its_time(key: str, title: str) -> None:
    assert load_regulation(key).award_title == title


@pytest.mark.parametrize(
    ("key", "mode"),
    [
        ("tsvm-2014", None),
        ("132-21", "cancel_and_rerate"),
        ("124-25", "rerate_year_of_violation"),
        ("366-43", "rate_now"),
    ],
)
def test_late_discipline_is_treated_as_each_regulation_says(key: str, mode: str | None) -> None:
    late = load_regulation(key).late_discipline
    assert late is not None
    assert late.mode == mode


@pytest.mark.parametrize("key", [key for key in regulation_keys() if key != "tsvm-2014"])
def test_every_point_of_the_cap_says_how_well_it_is_known(key: str) -> None:
    cap = load_regulation(key).cap
    assert cap is not None
    marks = {option.key: option.mark for option in cap.options}
    assert marks["mode"] == "R"
    assert marks["rounding"] == "D"
    assert {"group", "small_groups"} <= set(marks)


def test_366_holds_what_the_text_says() -> None:
    regulation = load_regulation("366-43")
    assert [(group.key, group.points) for group in regulation.score_groups] == [("I", 30), ("II", 70)]
    bands = [(band.level, band.least, band.below) for band in regulation.bands]
    assert bands == [("excellent", 90, None), ("good", 70, 90), ("completed", 50, 70), ("failed", 0, 50)]
    assert regulation.cap is not None
    assert (regulation.cap.rate, regulation.cap.uplift_rate, regulation.cap.mode) == (20, 25, "good_only")
    assert regulation.level_name("excellent", "cell") == "Hoàn thành xuất sắc nhiệm vụ"
    assert {fact.key for fact in regulation.facts_for("member")} >= {"exempt", "score", "triggers"}
    assert "units_led" not in {fact.key for fact in regulation.facts_for("member")}


def test_old_levels_have_their_old_words_for_organisations_and_for_members() -> None:
    regulation = load_regulation("tsvm-2014")
    assert tuple(level.key for level in regulation.levels) == LEVELS
    assert regulation.level_name("excellent", "cell") == "Trong sạch, vững mạnh"
    assert regulation.level_name("failed", "cell") == "Yếu kém"
    assert regulation.level_name("good", "member") == "Đủ tư cách, hoàn thành tốt nhiệm vụ"


@pytest.mark.parametrize("key", regulation_keys())
def test_every_rule_that_was_read_names_document_and_article(key: str) -> None:
    regulation = load_regulation(key)
    for rule in (*regulation.exclusions, *regulation.triggers, *regulation.gates):
        assert rule.source.document
        assert rule.source.article
        assert rule.text.endswith(".")
        assert rule.test or rule.claimed or "chưa đọc được" in rule.text


def _first_gate(change: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    def spoil(data: dict[str, Any]) -> None:
        data["gates"][0] |= change

    return spoil


def _duplicate_fact(data: dict[str, Any]) -> None:
    data["facts"].append(data["facts"][0])


def _without_title(data: dict[str, Any]) -> None:
    del data["title"]


def _gap_in_bands(data: dict[str, Any]) -> None:
    data["score"]["bands"][1]["from"] = 75


def _points_missing(data: dict[str, Any]) -> None:
    data["score"]["groups"][0]["points"] = 29


def _level_without_gate(data: dict[str, Any]) -> None:
    data["score"]["bands"] = []
    data["gates"] = [gate for gate in data["gates"] if gate["level"] != "completed"]


def _unknown_default(data: dict[str, Any]) -> None:
    data["settings"][0]["default"] = "sometimes"


def _unknown_cap_mode(data: dict[str, Any]) -> None:
    data["cap"]["mode"] = "half"


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (_first_gate({"test": "share(tasks_dome, tasks_assigned) >= 100"}), "tasks_dome"),
        (_first_gate({"test": "units_led == 0"}), "không hỏi với cell"),
        (_first_gate({"test": "__import__('os').getcwd() == 0"}), "excellent.tasks_done"),
        (_first_gate({"test": "1 +"}), "không đọc được"),
        (_first_gate({"mark": "X"}), "“X” không có trong"),
        (_first_gate({"subjects": ["village"]}), "village"),
        (_first_gate({"source": {"document": "QD1", "article": ""}}), "QD1"),
        (_first_gate({"colour": "red"}), "colour"),
        (_first_gate({"rule": "excellent.tasks_exceeded"}), "đứng hai lần"),
        (_first_gate({"setting": "nothing"}), "“nothing” không phải lựa chọn"),
        (_duplicate_fact, "đứng hai lần"),
        (_without_title, "title"),
        (_gap_in_bands, "chỗ hở hoặc chồng nhau"),
        (_points_missing, "99"),
        (_level_without_gate, "không có điều kiện nào"),
        (_unknown_default, "sometimes"),
        (_unknown_cap_mode, "“half” không có trong"),
    ],
)
def test_mistake_in_a_file_is_named(spoil: Callable[[dict[str, Any]], None], fault: str) -> None:
    data = contents()
    spoil(data)
    with pytest.raises(RegulationFault, match=fault):
        read_regulation(data)
