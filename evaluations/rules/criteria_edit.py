"""Changing a set of criteria by hand: an empty set with the headings of its appendix, rows with other points."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from evaluations.rules.criteria_check import COMPUTED, MANUAL, read_points
from evaluations.rules.regulation import Regulation

Data = dict[str, Any]
SCALED = re.compile(r"\((?P<formula>.*)\) \* (?P<new>\d+) / (?P<old>\d+)", re.DOTALL)
"""A formula that ``rescaled`` made, so that scaling again does not pile up."""


def blank_set(regulation: Regulation, subject: str) -> Data:
    """A set for a subject with one row of no points for each heading of its appendix, to be filled in."""
    name = next(item.name for item in regulation.subjects if item.key == subject)
    rows = []
    for group in regulation.score_groups:
        headings = headings_of(regulation, subject, group.key) or (group.name,)
        for place, heading in enumerate(headings, 1):
            row = {"code": f"{group.key}.{place}", "group": group.key, "heading": heading, "text": heading}
            rows.append({**row, "maximum": 0, "kind": MANUAL})
    return {
        "key": f"own-{subject}".replace("_", "-"),
        "title": name,
        "note": "",
        "mark": "R",
        "regulation": regulation.data.get("ancestors", [regulation.key])[0],
        "subjects": [subject],
        "unit_types": [],
        "groups": [{"key": item.key, "name": item.name, "points": item.points} for item in regulation.score_groups],
        "rows": rows,
    }


def headings_of(regulation: Regulation, subject: str, group: str) -> tuple[str, ...]:
    """The headings that the regulation gives for a group of points of a subject."""
    found = (appendix for appendix in regulation.appendices if subject in appendix.subjects)
    return tuple(heading for appendix in found for heading in appendix.headings.get(group, ()))


def changed_row(row: Mapping[str, Any], *, text: str, maximum: int | str, by_hand: bool) -> Data:
    """A row with other words or points. A computed row keeps its formula in proportion, or is scored by hand."""
    changed = {**row, "text": text, "maximum": maximum}
    if row["kind"] != COMPUTED:
        return changed
    if by_hand:
        return {key: value for key, value in changed.items() if key not in ("points", "why")} | {"kind": MANUAL}
    old, new = read_points(row["maximum"]), read_points(maximum)
    if old and new is not None and old != new:
        changed["points"] = rescaled(row["points"], old, new)
    return changed


def rescaled(formula: str, old: Fraction, new: Fraction) -> str:
    """A formula that gave ``old`` points at most, giving ``new``; back at its first points it is what it was."""
    made = SCALED.fullmatch(formula)
    factor = new / old
    if made and _is_whole(made["formula"]):
        formula, factor = made["formula"], factor * Fraction(int(made["new"]), int(made["old"]))
    if factor == 1:
        return formula
    return f"({formula}) * {factor.numerator} / {factor.denominator}"


def _is_whole(formula: str) -> bool:
    """Whether the words between the outer brackets are a formula by themselves."""
    try:
        ast.parse(formula, mode="eval")
    except SyntaxError:
        return False
    return True


def plain_points(number: Decimal) -> int | str:
    """Points as a set writes them: a whole number, else text such as "0.5"."""
    return int(number) if number == number.to_integral_value() else str(number.normalize())
