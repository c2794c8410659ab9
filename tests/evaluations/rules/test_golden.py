"""What the regulations said, they say still; also after a new regulation is put beside them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evaluations.rules import regulation
from evaluations.rules.regulation import load_regulation, regulation_for_year, regulation_keys
from meetings.rules import exact_json
from tests.evaluations.golden.write import HERE, golden_case

KEYS = sorted(path.stem for path in HERE.glob("*.json"))
YEARS = {
    2014: "tsvm-2014",
    2017: "tsvm-2014",
    2018: "132-21",
    2022: "132-21",
    2023: "124-25",
    2024: "124-25",
    2025: "366-43",
}


def golden(key: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = exact_json.loads((HERE / f"{key}.json").read_text())
    return found


@pytest.fixture
def next_regulation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The regulations with a further one for the years after, stricter than that of today."""
    for path in regulation.REGULATIONS.glob("*.json"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    data = json.loads((tmp_path / "366-43.json").read_text())
    ended = {**data, "years": {"first": 2025, "last": 2029}}
    (tmp_path / "366-43.json").write_text(json.dumps(ended))
    data |= {"key": "500-60", "title": "Quy định sau này", "years": {"first": 2030, "last": None}}
    data["gates"] = [{**gate, "test": gate["test"].replace("30", "50")} for gate in data["gates"]]
    (tmp_path / "500-60.json").write_text(json.dumps(data))
    monkeypatch.setattr(regulation, "REGULATIONS", tmp_path)
    load_regulation.cache_clear()
    yield "500-60"
    load_regulation.cache_clear()


def test_every_regulation_has_its_golden_file() -> None:
    assert tuple(KEYS) == regulation_keys()
    assert all(len(golden(key)) >= 24 or key == "tsvm-2014" for key in KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_results_are_those_of_the_golden_file(key: str) -> None:
    for case in golden(key):
        assert golden_case(key, case) == case, case["about"]


@pytest.mark.parametrize("key", KEYS)
def test_golden_results_stay_when_a_regulation_is_added(key: str, next_regulation: str) -> None:
    assert next_regulation in regulation_keys()
    for case in golden(key):
        assert golden_case(key, case) == case, case["about"]


def test_years_keep_their_regulation_when_one_is_added(next_regulation: str) -> None:
    assert {year: regulation_for_year(year).key for year in YEARS} == YEARS
    assert regulation_for_year(2030).key == next_regulation
