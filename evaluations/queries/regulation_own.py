"""What a committee settles in its own regulation, in lines of words: the differences to the regulation above."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from cells.models import UnitType
from evaluations.models import CapMode, LocalRegulation, Period
from evaluations.queries.regulation_words import choice_words
from evaluations.queries.regulations import level_name
from evaluations.rules.conditions import condition_faults
from evaluations.rules.criteria_check import read_points
from evaluations.rules.records import record_facts
from evaluations.rules.regulation import Regulation
from evaluations.rules.wording import in_words
from meetings.rules.inputs import InputError, read_value
from meetings.rules.scoring import spoken

Data = Mapping[str, Any]
SAMPLE = "C"
"""The mark of sets of criteria that no committee approved."""


@dataclass(frozen=True)
class OwnLine:
    """One thing settled: what, how, and what the regulation above has instead (nothing: it is silent)."""

    label: str
    value: str
    above: str = ""


@dataclass(frozen=True)
class OwnSet:
    """A set of criteria in a committee's regulation: for whom, and whether its points add up."""

    key: str
    title: str
    used_for: str
    rows: int
    groups: tuple[tuple[str, str, str], ...]
    """Each group with the sum of its rows, and the points that it has to have."""
    is_sample: bool

    @property
    def adds_up(self) -> bool:
        return all(points == limit for _name, points, limit in self.groups)


@dataclass(frozen=True)
class OwnParts:
    """Everything a committee settles, by part."""

    choices: tuple[OwnLine, ...]
    gates: tuple[OwnLine, ...]
    deadlines: tuple[OwnLine, ...]
    sets: tuple[OwnSet, ...]

    @property
    def has_samples(self) -> bool:
        return any(item.is_sample for item in self.sets)


def own_parts(regulation: LocalRegulation, parent: Regulation) -> OwnParts:
    """What the committee's regulation adds to ``parent`` or chooses in it."""
    own: Data = regulation.own
    return OwnParts(
        choices=(*_settings(own, parent), *_cap(own, parent)),
        gates=tuple(_gates(own, parent)),
        deadlines=tuple(_deadlines(own, parent)),
        sets=tuple(_set(item, parent) for item in own.get("criteria", ())),
    )


def _settings(own: Data, parent: Regulation) -> Iterator[OwnLine]:
    for key, value in own.get("settings", {}).items():
        setting = parent.settings.get(key)
        if setting is None:
            yield OwnLine(key, str(value))
            continue
        try:
            read = read_value(setting, value)
        except InputError:
            read = str(value)
        yield OwnLine(setting.label, choice_words(setting, read), choice_words(setting, setting.default))


def _cap(own: Data, parent: Regulation) -> Iterator[OwnLine]:
    cap, given = parent.cap, own.get("cap", {})
    if "rate" in given:
        yield OwnLine(_("Tỷ lệ xuất sắc tối đa"), f"{given['rate']} %", f"{cap.rate} %" if cap else "")
    if "mode" in given:
        yield OwnLine(_("Tỷ lệ tính trên"), _label(CapMode, given["mode"]), _label(CapMode, cap.mode) if cap else "")
    if "rounding" in given:
        words = {"floor": _("bỏ phần lẻ"), "half_up": _("làm tròn")}
        yield OwnLine(_("Phần lẻ"), words.get(given["rounding"], ""), words.get(cap.rounding, "") if cap else "")
    if "small_groups" in given:
        above = _label(Period.Pooling, cap.small_groups) if cap else ""
        yield OwnLine(_("Nhóm nhỏ"), _label(Period.Pooling, given["small_groups"]), above)


def _label(choices: Any, value: str) -> str:
    return str(dict(choices.choices).get(value, value))


def _gates(own: Data, parent: Regulation) -> Iterator[OwnLine]:
    facts = {**record_facts(), **parent.facts, **parent.settings}
    subject = parent.subjects[0].key
    if own.get("hd21_shares"):
        text = _("100 % từ Hoàn thành nhiệm vụ; từ Hoàn thành tốt: 80 % cho mức xuất sắc, 50 % cho mức tốt")
        yield OwnLine(_("Tỷ lệ của Hướng dẫn 21"), text)
    for gate in own.get("gates", ()):
        is_readable = not condition_faults("", gate["test"], facts)
        condition = in_words(gate["test"], facts) if is_readable else gate["test"]
        yield OwnLine(level_name(parent, gate["level"], subject), gate["text"], condition)


def _deadlines(own: Data, parent: Regulation) -> Iterator[OwnLine]:
    above = {item.key: item.before for item in parent.deadlines}
    for item in own.get("deadlines", ()):
        when = f"{item['before']} {_('năm sau')}" if item.get("next_year") else item["before"]
        yield OwnLine(item["text"].rstrip("."), when, above.get(item.get("key", ""), ""))


def _set(item: Data, parent: Regulation) -> OwnSet:
    names = {subject.key: subject.name for subject in parent.subjects}
    units = dict(UnitType.choices)
    used_for = [*(names.get(key, key) for key in item["subjects"]), *(str(units[key]) for key in item["unit_types"])]
    limits = {group.key: group.points for group in parent.score_groups}
    groups = []
    for group in item["groups"]:
        rows = [read_points(row["maximum"]) or Fraction(0) for row in item["rows"] if row["group"] == group["key"]]
        limit = limits.get(group["key"], read_points(group["points"]) or Fraction(0))
        groups.append((f"{group['key']}. {group['name']}", spoken(sum(rows, Fraction(0))), spoken(Fraction(limit))))
    return OwnSet(
        item["key"], item["title"], "; ".join(used_for), len(item["rows"]), tuple(groups), item["mark"] == SAMPLE
    )
