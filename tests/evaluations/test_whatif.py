import io
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from meetings.rules import exact_json
from tests.evaluations.rules.tables import DATA, base, classification_cases, table

ROOT = Path(__file__).resolve().parents[2]
VOTE = {"kind": "vote", "rule": "majority_of_body", "body": 10, "yes": 6, "no": 3, "abstain": 1}
CAP = {"kind": "cap", "mode": "good_only", "rate": 20, "excellent": 2, "good": 8, "rated": 10}
CELL = {"kind": "classification", "regulation": "366-43", "subject": "cell", "facts": base("366-43", "cell")}
SCORE = next(case for case in table("cases.json") if case["kind"] == "meeting_score")


def whatif(tmp_path: Path, text: str) -> Any:
    """The answer of the command to a file with that text."""
    file = tmp_path / "cases.json"
    file.write_text(text)
    out = io.StringIO()
    call_command("whatif", str(file), stdout=out)
    return json.loads(out.getvalue(), parse_float=Decimal)


def refusal(tmp_path: Path, text: str) -> str:
    """The one line with which the command refuses a file with that text."""
    with pytest.raises(CommandError) as error:
        whatif(tmp_path, text)
    assert error.value.returncode == 2
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("name", ["cases.json", "boundary_cases.json", "meeting_boundary_cases.json"])
def test_every_case_of_the_tables_gets_its_expected_answer(tmp_path: Path, name: str) -> None:
    answers = whatif(tmp_path, (DATA / name).read_text())
    cases = table(name)
    assert len(answers) == len(cases)
    for case, answer in zip(cases, answers, strict=True):
        assert {key: answer[key] for key in case["expect"]} == case["expect"], case
        assert "expect" not in answer


def test_classifications_are_answered_as_by_the_engine(tmp_path: Path) -> None:
    table_cases = list(classification_cases())
    cases = [
        {"kind": "classification", "regulation": regulation, "subject": subject, "facts": facts, "settings": settings}
        for _about, regulation, subject, facts, _level, settings in table_cases
    ]
    answers = whatif(tmp_path, exact_json.dumps(cases))
    assert [answer["level"] for answer in answers] == [case[4] for case in table_cases]


def test_one_case_gets_one_answer_and_a_list_gets_a_list(tmp_path: Path) -> None:
    assert whatif(tmp_path, exact_json.dumps(VOTE)) == {"carried": True, "needed": 6}
    assert whatif(tmp_path, exact_json.dumps([VOTE])) == [{"carried": True, "needed": 6}]


def test_classification_answers_with_the_whole_trace(tmp_path: Path) -> None:
    answer = whatif(tmp_path, exact_json.dumps(CELL))
    assert set(answer) == {"level", "why", "ignored", "trace"}
    for entry in answer["trace"]:
        assert set(entry) >= {"rule", "level", "holds", "text", "source", "inputs"}
        assert set(entry["source"]) == {"document", "article"}


def test_score_answers_with_exact_numbers_and_lines(tmp_path: Path) -> None:
    answer = whatif(tmp_path, exact_json.dumps(SCORE))
    assert answer["percent"] == Decimal("97.89")
    assert set(answer["lines"][0]) == {"criterion", "points", "maximum", "computed", "why"}


def test_decimals_are_never_binary(tmp_path: Path) -> None:
    text = exact_json.dumps(CELL).replace('"score": 95', '"score": 89.99999999999999999999')
    answer = whatif(tmp_path, text)
    assert answer["level"] == "good"
    entry = next(entry for entry in answer["trace"] if entry["rule"] == "good.score")
    assert entry["inputs"]["score"] == Decimal("89.99999999999999999999")


def test_facts_of_a_regulation_are_printed_with_type_unit_meaning_and_source() -> None:
    out = io.StringIO()
    call_command("whatif", "--facts", "366-43", stdout=out)
    facts = {fact["name"]: fact for fact in json.loads(out.getvalue())}
    assert set(facts) >= {"months_since_admission", "score", "tasks_done", "low_confidence_percent", "triggers"}
    assert facts["tasks_done"]["type"] == "count"
    assert all(fact["unit"] and fact["meaning"] and fact["source"]["article"] for fact in facts.values())
    assert set(facts["triggers"]["values"]) == {
        *("disunity_concluded", "leader_disciplined_for_duty", "degradation_concluded", "basic_targets_missed"),
        *("corruption_in_charge", "duty_violation_disciplined", "forbidden_act_with_harm"),
    }


REFUSALS = [
    ("vote", "yes", VOTE | {"yes": 11}),
    ("vote", "body", VOTE | {"body": 0}),
    ("vote", "yes", VOTE | {"yes": "6"}),
    ("vote", "yes", VOTE | {"yes": None}),
    ("vote", "rule", VOTE | {"rule": ["majority_of_body"]}),
    ("vote", "mode", VOTE | {"mode": "x"}),
    ("cap", "rated", CAP | {"rated": 9}),
    ("cap", "mode", CAP | {"mode": "all"}),
    ("cap", "rate", CAP | {"rate": 120}),
    ("cap", "good", {key: value for key, value in CAP.items() if key != "good"}),
    ("meeting", "meeting.present", SCORE | {"meeting": SCORE["meeting"] | {"present": 21}}),
    ("meeting", "meeting", SCORE | {"meeting": [1]}),
    ("meeting", "points", SCORE | {"points": 3}),
    ("meeting", "points.5", SCORE | {"points": SCORE["points"] | {"5": 11}}),
    ("meeting", "sheet", SCORE | {"sheet": "../x"}),
    ("meeting", "sheet", SCORE | {"sheet": 1}),
    ("classification", "regulation", CELL | {"regulation": "999"}),
    ("classification", "regulation", CELL | {"regulation": {}}),
    ("classification", "subject", CELL | {"subject": "village"}),
    ("classification", "subject", CELL | {"subject": []}),
    ("classification", "facts", CELL | {"facts": "none"}),
    ("classification", "facts.scoer", CELL | {"facts": {"scoer": 1}}),
    ("classification", "facts.score", CELL | {"facts": {"score": 101}}),
    ("classification", "colour", CELL | {"colour": "red"}),
    ("kind", "kind", {"kind": "guess"}),
    ("kind", "kind", {"rule": "majority_of_body"}),
    ("kind", "", [VOTE]),
    ("kind", "", 7),
    ("kind", "", None),
]


@pytest.mark.parametrize(("_kind", "field", "case"), REFUSALS)
def test_bad_case_is_refused_with_its_place_its_field_and_the_fault(
    tmp_path: Path, _kind: str, field: str, case: Any
) -> None:
    line = refusal(tmp_path, exact_json.dumps([VOTE, CAP, case, VOTE]))
    assert line.startswith(f"trường hợp 3: {field}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "trường hợp 1: không phải là JSON"),
        ("[]", "danh sách không có trường hợp nào"),
        ("[ ", "trường hợp 1: không phải là JSON"),
        ("7", "trường hợp 1: phải là một đối tượng JSON"),
        ("NaN", "trường hợp 1: NaN"),
        (exact_json.dumps(VOTE) + exact_json.dumps(VOTE), "còn chữ thừa"),
        (f"[{exact_json.dumps(VOTE)}", "trường hợp 1: sau trường hợp này"),
        (f"[{exact_json.dumps(VOTE)}] x", "còn chữ thừa"),
        (f"[{exact_json.dumps(VOTE)},]", "trường hợp 2: không phải là JSON"),
        (f'[{exact_json.dumps(VOTE)}, {{"kind": "vote", "yes": NaN}}]', "trường hợp 2: yes: NaN"),
        (f'[{exact_json.dumps(VOTE)}, {{"kind": "vote", "body": {"9" * 5000}}}]', "trường hợp 2: body: 999"),
        (f'[{exact_json.dumps(VOTE)}, {{"kind": "vote", "kind": "cap"}}]', "trường hợp 2: kind: được khai hai lần"),
        (f"[{exact_json.dumps(VOTE)}, {'[' * 100_000}", "trường hợp 2: lồng nhau quá sâu"),
        (f'[{exact_json.dumps(VOTE)}, {{"a": {"[" * 500}{"]" * 500}}}]', "trường hợp 2: "),
        (f'[{exact_json.dumps(VOTE)}, {{"kind": "vote", "a\\nb": 1}}]', "trường hợp 2: a?b: tên lạ"),
        (f'[{exact_json.dumps(VOTE)}, {{"kind": "{"x" * 5000}"}}]', "trường hợp 2: kind: “xxx"),
    ],
    ids=range(16),
)
def test_text_that_is_no_list_of_cases_is_refused_in_one_line(tmp_path: Path, text: str, expected: str) -> None:
    line = refusal(tmp_path, text)
    assert line.startswith(expected)
    assert len(line) <= 500


def test_unknown_regulation_and_missing_arguments_are_refused() -> None:
    for arguments in (["--facts", "999"], [], ["x.json", "--facts", "366-43"], ["/nowhere/x.json"], ["/"]):
        with pytest.raises(CommandError) as error:
            call_command("whatif", *arguments)
        assert error.value.returncode == 2


def test_file_that_is_not_text_or_too_large_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    for raw in (b"\xff\xfe{}", b" " * (10 * 1024 * 1024 + 1)):
        file.write_bytes(raw)
        with pytest.raises(CommandError):
            call_command("whatif", str(file))


def test_byte_order_mark_of_windows_is_passed_over(tmp_path: Path) -> None:
    assert whatif(tmp_path, "\ufeff" + exact_json.dumps(VOTE))["carried"] is True


def run(text: str) -> subprocess.CompletedProcess[bytes]:
    """The command as a shell runs it, with a database address that leads nowhere."""
    environment = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
    command = [sys.executable, "manage.py", "whatif", "-"]
    return subprocess.run(command, cwd=ROOT, input=text.encode(), capture_output=True, env=environment, check=False)


def test_shell_answers_from_standard_input_without_a_database() -> None:
    result = run(exact_json.dumps([VOTE]))
    assert (result.returncode, result.stderr) == (0, b"")
    assert json.loads(result.stdout) == [{"carried": True, "needed": 6}]


def test_shell_refusal_is_exit_2_one_line_on_stderr_and_nothing_on_stdout() -> None:
    result = run(exact_json.dumps([VOTE, VOTE | {"no": -1}]))
    assert (result.returncode, result.stdout) == (2, b"")
    assert result.stderr.decode().count("\n") == 1
    assert "trường hợp 2: no: " in result.stderr.decode()


STANDING = {
    "kind": "meeting_score",
    "sheet": "ban-thuong-vu-tham-khao",
    "meeting": {},
    "points": dict(zip("123456789", (10, 10, 10, 15, 15, 10, 10, 10, 10), strict=True)),
}


@pytest.mark.parametrize(
    ("lost", "percent", "grade"),
    [("0", "100", "tot"), ("10", "90", "tot"), ("10.01", "89.99", "kha"), ("10.5", "89.5", "kha")],
)
def test_meeting_of_a_standing_committee_is_scored_by_its_sheet(
    tmp_path: Path, lost: str, percent: str, grade: str
) -> None:
    case = {**STANDING, "points": {**STANDING["points"], "4": Decimal(15) - Decimal(lost)}}
    answer = whatif(tmp_path, exact_json.dumps(case))
    assert (answer["percent"], answer["grade"]) == (Decimal(percent), grade)


def test_own_sheet_given_with_the_case_is_scored_by_its_own_points(tmp_path: Path) -> None:
    own = {"groups": {"1": 5, "9": 15}, "criteria": {"1": {"maximum": 5}, "9": {"maximum": 15}}, "grades": {"tot": 95}}
    case = {**STANDING, "own": own, "points": {**STANDING["points"], "1": 5, "9": 9}}
    answer = whatif(tmp_path, exact_json.dumps(case))
    assert (answer["total"], answer["maximum"], answer["grade"]) == (94, 100, "kha")


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ({"groups": {"1": 5}}, "Nhóm 1"),
        ({"criteria": {"77": {}}}, "own"),
        ({"criteria": {"1": {"maximum": "x"}}}, "own"),
        ({"anything": 1}, "own.anything"),
        ([1], "own"),
    ],
)
def test_own_sheet_that_does_not_agree_is_refused_in_one_line(tmp_path: Path, own: Any, words: str) -> None:
    assert words in refusal(tmp_path, exact_json.dumps({**STANDING, "own": own}))


def test_own_regulation_given_with_the_case_is_what_answers(tmp_path: Path) -> None:
    gate = {"key": "meetings", "level": "good", "subjects": ["cell"], "text": "Sinh hoạt đủ số kỳ.", "source": "Điều 4"}
    own = {"gates": [{**gate, "test": "regular_held >= regular_due"}], "settings": {"fallthrough": "authority_decides"}}
    facts = {**CELL["facts"], "score": 80, "regular_held": 11, "regular_due": 12}
    assert whatif(tmp_path, exact_json.dumps({**CELL, "own": own, "facts": facts}))["level"] == "undetermined"
    assert (
        whatif(tmp_path, exact_json.dumps({**CELL, "own": own, "facts": {**facts, "regular_held": 12}}))["level"]
        == "good"
    )
    assert "regular_held" in refusal(tmp_path, exact_json.dumps({**CELL, "facts": facts}))


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ({"colour": 1}, "own: “colour” là tên lạ"),
        ({"gates": [{}]}, "own: Mục gates[1]: thiếu “key”"),
        ({"cap": {"rate": 30}}, "own: Mục cap, rate: 30 % cao hơn"),
        ({"triggers": []}, "own: “triggers” do quy định cấp trên đặt"),
        ([1], "own: Phần riêng"),
        ("x", "own: Phần riêng"),
    ],
)
def test_own_regulation_that_sets_what_it_may_not_is_refused_by_name(tmp_path: Path, own: Any, words: str) -> None:
    assert refusal(tmp_path, exact_json.dumps({**CELL, "own": own})).startswith(f"trường hợp 1: {words}")


def test_frame_without_points_cannot_be_asked_for_a_score(tmp_path: Path) -> None:
    numbers = ("1.1", "2.1", "2.2", "2.3", "2.4", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "4.1", "4.2", "4.3", "5.1")
    case = {**STANDING, "sheet": "khung-hd12-2018", "points": dict.fromkeys(numbers, 0)}
    assert "không có điểm" in refusal(tmp_path, exact_json.dumps(case))
