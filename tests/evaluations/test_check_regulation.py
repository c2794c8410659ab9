"""``manage.py check_regulation``: every mistake is a sentence with its place; nothing that is written can break it."""

import copy
import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from evaluations.rules.checking import regulation_faults
from evaluations.rules.classification import classify
from evaluations.rules.criteria import read_criteria, score_criteria
from evaluations.rules.criteria_check import criteria_faults
from evaluations.rules.records import record_facts
from evaluations.rules.regulation import REGULATIONS, load_regulation, read_regulation, regulation_keys
from evaluations.rules.samples import CRITERIA, criteria_data
from tests.evaluations.rules.spoiling import spoil
from tests.evaluations.rules.tables import base

Data = dict[str, Any]


def data(key: str = "366-43") -> Data:
    return json.loads(json.dumps(load_regulation(key).data))


def check(tmp_path: Path, text: str | bytes) -> tuple[str, int]:
    """What the command prints about a file with that text, and its exit code."""
    file = tmp_path / "thu.json"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    out = io.StringIO()
    try:
        call_command("check_regulation", str(file), stdout=out)
    except CommandError as error:
        return out.getvalue(), error.returncode
    return out.getvalue(), 0


@pytest.mark.parametrize(
    "path", [*sorted(REGULATIONS.glob("*.json")), *sorted(CRITERIA.glob("*.json"))], ids=lambda path: path.stem
)
def test_files_that_ship_are_right(path: Path) -> None:
    out = io.StringIO()
    call_command("check_regulation", str(path), stdout=out)
    assert out.getvalue() == f"{path.name}: đúng\n"


def put(*path: Any, value: Any) -> Callable[[Data], None]:
    """A change of one value of a file."""

    def change(content: Data) -> None:
        place: Any = content
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


def drop(*path: Any) -> Callable[[Data], None]:
    def change(content: Data) -> None:
        place: Any = content
        for step in path[:-1]:
            place = place[step]
        del place[path[-1]]

    return change


SAID = {"text": "x.", "source": {"document": "QD366", "article": "x"}, "mark": "R"}
CIRCLE = (("member", "organisation"), ("organisation", "upper"), ("upper", "member"))
ORDER = [{"before": before, "after": after, **SAID} for before, after in CIRCLE]


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (drop("title"), "cả tệp", "thiếu “title”"),
        (put("colour", value=1), "cả tệp", "“colour” là tên lạ"),
        (put("years", "last", value=2020), "years", "trước năm đầu"),
        (put("score", "bands", 1, "from", value=75), "score, bands", "chỗ hở"),
        (put("score", "bands", 3, "from", value=1), "score, bands", "phủ từ 0"),
        (put("score", "groups", 0, "points", value=31), "score, groups", "cộng lại 101"),
        (put("gates", 0, "test", value="tasks_dome >= 100"), "excellent.tasks_done, test", "tasks_dome"),
        (put("gates", 0, "test", value="units_led == 0"), "excellent.tasks_done, test", "không hỏi với"),
        (put("gates", 0, "test", value="score >"), "excellent.tasks_done, test", "không đọc được"),
        (put("gates", 0, "test", value="__import__('os')"), "excellent.tasks_done, test", "“__import__('os')”"),
        (put("gates", 0, "test", value="exempt == \"x\""), "excellent.tasks_done, test", "không phải giá trị"),
        (put("gates", 0, "subjects", value=["village"]), "excellent.tasks_done", "đối tượng “village”"),
        (put("gates", 0, "source", "document", value="QD1"), "excellent.tasks_done, source", "“QD1”"),
        (put("gates", 0, "mark", value="X"), "excellent.tasks_done, mark", "“X” không có trong"),
        (put("gates", 0, "rule", value="excellent.tasks_exceeded"), "excellent.tasks_exceeded", "đứng hai lần"),
        (put("gates", 0, "level", value="failed"), "level", "“failed” không có trong"),
        (put("order", value=ORDER), "order", "vòng tròn: member → organisation → upper → member"),
        (put("ancestors", value=["366-43"]), "parent", "cấp trên của chính nó"),
        (put("cap", "uplift_rate", value=10), "cap", "thấp hơn tỷ lệ thường"),
        (put("cap", "rate", value=120), "cap, rate", "từ 1 đến 100"),
        (put("deadlines", 0, "before", value="31/02"), "deadlines[1]", "không phải ngày"),
        (put("settings", 0, "default", value="never"), "settings[1] fallthrough, default", "never"),
        (put("levels", value=[]), "levels", "bốn mức"),
        (put("documents", 0, "date", value="30/8/2025"), "documents", "viết như 2025-08-30"),
        (put("facts", 0, "values", value=[{"key": "a", "label": "A"}]), "facts[1]", "phải có values"),
        (put("consistency", 0, "fact", value="score"), "consistency[1]", "không có trong điều kiện"),
        (put("score", "appendices", 0, "headings", value={"IX": ["x"]}), "appendices[1] PL1", "nhóm “IX”"),
        (put("special_cases", 0, "effect", value="magic"), "special_cases[1]", "“magic” không có trong"),
        (put("opinions", 0, "giver", value="neighbour"), "opinions[1]", "“neighbour” không có trong"),
        (put("forms", 0, "sections", 1, "key", value="A"), "forms[1] 01", "đứng hai lần"),
        (put("criteria_sets", value=[{"key": "x"}]), "criteria_sets[1] x", "thiếu “rows”"),
    ],
)  # fmt: skip
def test_mistake_is_named_with_file_place_and_what_to_do(
    tmp_path: Path, change: Callable[[Data], None], place: str, words: str
) -> None:
    content = data()
    change(content)
    printed, code = check(tmp_path, json.dumps(content))
    assert code == 1
    assert any(place in line and words in line and line.startswith("thu.json: ") for line in printed.splitlines()), (
        printed
    )


def test_level_without_a_gate_is_named_for_each_subject(tmp_path: Path) -> None:
    content = data("124-25")
    content["gates"] = [gate for gate in content["gates"] if gate["level"] != "completed"]
    printed, code = check(tmp_path, json.dumps(content))
    assert code == 1
    assert printed.count("mức completed của") == 5


def test_all_mistakes_are_printed_not_only_the_first(tmp_path: Path) -> None:
    content = data()
    content["gates"][0]["test"] = "nothing > 1"
    content["score"]["groups"][0]["points"] = 29
    content["deadlines"][0]["before"] = "soon"
    assert len(check(tmp_path, json.dumps(content))[0].splitlines()) == 3


def test_criteria_file_is_checked_too(tmp_path: Path) -> None:
    content = copy.deepcopy(criteria_data("c1"))
    content["rows"][0]["maximum"] = 3
    content["rows"][1]["group"] = "IX"
    printed, code = check(tmp_path, json.dumps(content))
    assert code == 1
    assert "“IX” không có trong" in printed
    assert "quy định “x” không có trong" in check(tmp_path, json.dumps({**content, "regulation": "x"}))[0]
    assert "chấm bốn mức" in check(tmp_path, json.dumps({**content, "regulation": "132-21"}))[0]


def test_new_regulation_may_not_hold_for_a_year_that_has_one(tmp_path: Path) -> None:
    printed, code = check(tmp_path, json.dumps({**data(), "key": "new"}))
    assert code == 1
    assert "trùng năm với quy định 366-43 (2025–…)" in printed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "không đọc được thành JSON"),
        ("{", "không đọc được thành JSON"),
        ('{"key": 1, "key": 2}', "được khai hai lần"),
        ("[]", "phải là một đối tượng"),
        ("null", "phải là một đối tượng"),
        (b"\xff\xfe", "không phải là chữ UTF-8"),
        ('{"rows": 1}', "Mục regulation"),
    ],
)
def test_what_is_no_regulation_at_all_is_said(tmp_path: Path, text: str | bytes, words: str) -> None:
    printed, code = check(tmp_path, text)
    assert (code, words in printed) == (1, True), printed


def test_file_that_is_not_there_is_refused() -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("check_regulation", "/nowhere.json")
    assert refusal.value.returncode == 2


@pytest.mark.parametrize("key", regulation_keys())
def test_spoiled_file_is_refused_in_sentences_or_still_classifies(key: str) -> None:
    original, chance = data(key), random.Random(key)
    for _round in range(120):
        content = copy.deepcopy(original)
        for _time in range(chance.randrange(1, 3)):
            spoil(content, chance)
        faults = regulation_faults(content)
        assert all(sentence.startswith("Mục ") and sentence.endswith(".") for sentence in faults)
        if not faults:
            regulation = read_regulation(content)
            for subject in regulation.subjects:
                assert classify(regulation, subject.key, {}).level


def test_spoiled_set_of_criteria_is_refused_in_sentences_or_still_scores() -> None:
    regulation, chance = load_regulation("366-43"), random.Random(5)
    known = {**record_facts(), **regulation.facts}
    for _round in range(300):
        content = copy.deepcopy(criteria_data(chance.choice(["c1", "c5"])))
        spoil(content, chance)
        faults = criteria_faults(content, known, {"I": 30, "II": 70}, 100)
        assert all(sentence.startswith("Mục ") for sentence in faults)
        if not faults:
            score_criteria(read_criteria(content, regulation.facts), base("366-43", "cell"), {})
