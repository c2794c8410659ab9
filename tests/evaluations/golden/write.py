"""The golden files: what each regulation says about a few dozen sets of facts, with the whole trace.

They are written once, by ``python -m tests.evaluations.golden.write``, and again only when a rule of that regulation
is changed on purpose. A result that changes without that is a mistake.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import django

HERE = Path(__file__).parent
OF_EACH_SUBJECT = 10
"""How many sets of facts of each subject are kept: some at boundaries, some with a fact taken away."""


def sets_of_facts(key: str) -> list[dict[str, Any]]:
    """The sets of facts of a regulation: those that its golden file has, or for a new one those of the tables."""
    from meetings.rules import exact_json

    file = HERE / f"{key}.json"
    if not file.exists():
        return _chosen(key)
    kept = ("about", "subject", "facts", "settings")
    return [{name: case[name] for name in kept} for case in exact_json.loads(file.read_text())]


def _chosen(key: str) -> list[dict[str, Any]]:
    """Some of the boundary cases of each subject, and some of the best case without one fact."""
    from tests.evaluations.rules.tables import classification_cases, table

    by_subject: dict[str, list[dict[str, Any]]] = {}
    for about, regulation, subject, facts, _level, settings in classification_cases():
        if regulation == key:
            case = {"about": about, "subject": subject, "facts": facts, "settings": settings}
            by_subject.setdefault(subject, []).append(case)
    for subject, facts in table("classification_cases.json")["bases"].get(key, {}).items():
        for name in facts:
            without = {other: value for other, value in facts.items() if other != name}
            case = {"about": f"không có {name}", "subject": subject, "facts": without, "settings": {}}
            by_subject.setdefault(subject, []).append(case)
    return [case for cases in by_subject.values() for case in cases[:: max(1, len(cases) // OF_EACH_SUBJECT)]]


def golden_case(key: str, case: dict[str, Any]) -> dict[str, Any]:
    """One set of facts with what the rules say about it now, as plain values: the trace as [rule, holds, sentences]."""
    from evaluations.rules.classification import classify
    from evaluations.rules.regulation import load_regulation

    result = classify(load_regulation(key), case["subject"], case["facts"], case["settings"])
    trace = [[entry.rule, entry.holds, f"{entry.text} {entry.finding}".strip()] for entry in result.trace]
    return {**case, "level": result.level, "why": result.why, "trace": trace}


def golden_text(key: str) -> str:
    """The contents of a regulation's golden file: one case a line, exact numbers."""
    from meetings.rules import exact_json

    lines = [re.sub(r"\n *", "", exact_json.dumps(golden_case(key, case))) for case in sets_of_facts(key)]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def main() -> None:
    django.setup()
    from evaluations.rules.regulation import regulation_keys

    for key in regulation_keys():
        (HERE / f"{key}.json").write_text(golden_text(key))


if __name__ == "__main__":
    main()
