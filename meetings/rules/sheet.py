"""Scoring sheets for meetings: data files in ``sheets/``, checked when they are loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from meetings.rules import datafile
from meetings.rules.expressions import Expression, Scope
from meetings.rules.inputs import Fact, InputError, Setting, Source, Value, listed, shown

SHEETS = Path(__file__).with_name("sheets")
MEETING_FACTS = Path(__file__).with_name("meeting_facts.json")
LEVELS = ("options", "rows", "groups", "list", "constructed")
"""How far a sheet is known: to the options, to its rows, to its groups, a list without points, or made up here."""
WITHOUT = ("leave_out", "full_points", "no_points")
"""What becomes of a criterion that is not asked this month."""


@dataclass(frozen=True)
class Option:
    """One line of a criterion's scale. ``when`` None: in every other case. ``setting`` names where the points stand.

    ``limit`` is the number in its condition that a committee may set otherwise.
    """

    when: Expression | None
    text: str
    points: int | None
    setting: str | None
    limit: int | None = None


@dataclass(frozen=True)
class Criterion:
    """A row of the sheet: computed when it has options, otherwise scored by hand from 0 to ``maximum``."""

    number: str
    group: str
    text: str
    maximum: int
    mark: str
    options: tuple[Option, ...] = ()
    why: str = ""
    share: tuple[str, str] | None = None
    asked_when: Expression | None = None
    otherwise: str | None = None
    parts: tuple[tuple[str, int], ...] = ()
    reasons: tuple[str, ...] = ()
    """Why points are usually lost, to be chosen instead of typed."""

    @property
    def names(self) -> tuple[str, ...]:
        """The facts that its scale asks for."""
        used = [name for option in self.options if option.when for name in option.when.names]
        return tuple(dict.fromkeys(used))


@dataclass(frozen=True)
class Group:
    """A heading of the sheet with the points of its criteria together."""

    number: str
    text: str
    maximum: int


@dataclass(frozen=True)
class Grade:
    """A grade and the percent from which it is given."""

    key: str
    label: str
    least: int


@dataclass(frozen=True)
class Consistency:
    """What can never be: ``fact`` is named when ``test`` fails."""

    test: Expression
    fact: str
    text: str


@dataclass(frozen=True)
class Sheet:
    """A scoring sheet. ``facts`` are all meeting facts, whether this sheet asks for them or not.

    ``use``: of a cell's meetings, or of a standing committee's; ``level`` is one of ``LEVELS``.
    """

    key: str
    title: str
    use: str
    level: str
    note: str
    source: Source
    mark: str
    sha256: str
    maximum: int
    grades: tuple[Grade, ...]
    groups: tuple[Group, ...]
    criteria: tuple[Criterion, ...]
    facts: Mapping[str, Fact] = field(repr=False)
    settings: Mapping[str, Setting] = field(repr=False)
    consistency: tuple[Consistency, ...] = field(repr=False)


REQUIRED = (
    "key", "title", "use", "level", "note", "source", "mark", "documents", "maximum", "grades", "groups", "criteria"
)  # fmt: skip
USES = ("cell", "standing")


def sheet_keys() -> tuple[str, ...]:
    """The keys of the sheets that there are."""
    return tuple(sorted(path.stem for path in SHEETS.glob("*.json")))


@cache
def load_sheet(key: str) -> Sheet:
    """The sheet of that key. Raises InputError for an unknown key, DataFileError for a file with a mistake."""
    if key not in sheet_keys():
        words = {"value": shown(key), "values": listed(sheet_keys())}
        raise InputError("sheet", _("%(value)s không có trong: %(values)s") % words)
    data, sha256 = datafile.read_file(SHEETS / f"{key}.json")
    return read_sheet(data, *meeting_facts(), sha256)


def sheet_data(key: str) -> dict[str, Any]:
    """The contents of a sheet's file, to derive another from. Raises InputError for an unknown key."""
    load_sheet(key)
    return datafile.read_file(SHEETS / f"{key}.json")[0]


@cache
def meeting_facts() -> tuple[dict[str, Fact], tuple[Consistency, ...], dict[str, Setting]]:
    """The facts of a meeting, what cannot be, and the settings that all sheets of cells share."""
    name = MEETING_FACTS.name
    data, _sha256 = datafile.read_file(MEETING_FACTS)
    datafile.take(name, data, ("documents", "facts", "settings", "consistency"))
    documents = _documents(name, data)
    facts = datafile.keyed(name, [datafile.read_fact(f"{name} {item}", item, documents) for item in data["facts"]])
    settings = [datafile.read_setting(f"{name} {item}", item, documents) for item in data["settings"]]
    consistency = tuple(read_consistency(name, item, facts) for item in data["consistency"])
    return facts, consistency, datafile.keyed(name, settings)


def read_consistency(where: str, data: Any, facts: Mapping[str, Fact]) -> Consistency:
    """A consistency rule; the fact it names when it fails is one that it uses."""
    datafile.take(where, data, ("test", "fact", "text"))
    test = datafile.read_test(where, data["test"], facts)
    datafile.expect(data["fact"] in test.names, where, f"{data['fact']!r} is not in the test")
    return Consistency(test, data["fact"], data["text"])


def refuse_inconsistent(rules: tuple[Consistency, ...], scope: Scope) -> None:
    """Raise InputError for the first rule that the known values break."""
    for rule in rules:
        if rule.test.holds(scope) is False:
            raise InputError(rule.fact, rule.text, scope.facts[rule.fact].label)


def _documents(where: str, data: dict[str, Any]) -> dict[str, str]:
    return {item["key"]: item["title"] for item in data["documents"]}


def read_sheet(
    data: dict[str, Any],
    facts: Mapping[str, Fact],
    consistency: tuple[Consistency, ...],
    shared: Mapping[str, Setting] | None = None,
    sha256: str = "",
) -> Sheet:
    """A sheet from the contents of its file; raises DataFileError, also when the points do not add up."""
    datafile.take("sheet", data, REQUIRED, ("settings",))
    where = data["key"]
    datafile.expect(data["use"] in USES and data["level"] in LEVELS, where, "unknown use or level")
    documents = _documents(where, data)
    settings = datafile.keyed(
        where, [datafile.read_setting(f"{where} {item}", item, documents) for item in data.get("settings", ())]
    )
    if data["use"] == USES[0]:
        settings = {**settings, **(shared or {})}
    sheet = Sheet(
        key=where,
        title=data["title"],
        use=data["use"],
        level=data["level"],
        note=data["note"],
        source=datafile.read_source(where, data["source"], documents),
        mark=data["mark"],
        sha256=sha256,
        maximum=data["maximum"],
        grades=tuple(Grade(**datafile.take(where, item, ("key", "label", "least"))) for item in data["grades"]),
        groups=tuple(Group(**datafile.take(where, item, ("number", "text", "maximum"))) for item in data["groups"]),
        criteria=tuple(_read_criterion(where, item, facts, settings) for item in data["criteria"]),
        facts=facts,
        settings=settings,
        consistency=consistency,
    )
    _check_points(sheet)
    return sheet


def _read_criterion(
    sheet: str, data: dict[str, Any], facts: Mapping[str, Fact], settings: Mapping[str, Setting]
) -> Criterion:
    where = f"{sheet} {data.get('number')}"
    optional = ("options", "why", "share", "asked_when", "otherwise", "parts", "reasons")
    datafile.take(where, data, ("number", "group", "text", "maximum", "mark"), optional)
    options = _read_options(where, data, facts, settings)
    datafile.expect(not options or options[-1].when is None, where, "the last option has to stand for every other case")
    otherwise = data.get("otherwise")
    if otherwise is not None:
        datafile.expect(set(settings[otherwise].order) <= set(WITHOUT), where, f"{otherwise!r} is no such setting")
    share = tuple(data["share"]) if "share" in data else None
    datafile.expect(set(share or ()) <= set(facts), where, "share names an unknown fact")
    asked_when = data.get("asked_when")
    fields = {name: data[name] for name in ("number", "group", "text", "maximum", "mark")}
    return Criterion(
        **fields,
        options=options,
        why=data.get("why", ""),
        share=share,
        asked_when=datafile.read_test(where, asked_when, facts) if asked_when else None,
        otherwise=otherwise,
        parts=tuple((part["text"], part["maximum"]) for part in data.get("parts", ())),
        reasons=tuple(data.get("reasons", ())),
    )


def _read_options(
    where: str, data: Any, facts: Mapping[str, Fact], settings: Mapping[str, Setting]
) -> tuple[Option, ...]:
    """The scale. In conditions and texts ``{limit}`` is the option's own limit, ``{above}`` the one before it."""
    options: list[Option] = []
    above: int | None = None
    for item in data.get("options", ()):
        words = {"limit": item.get("limit"), "above": above}
        filled = {**item, **{name: item[name].format_map(words) for name in ("when", "text") if name in item}}
        options.append(_read_option(where, filled, facts, settings, data["maximum"]))
        above = item.get("limit", above)
    return tuple(options)


def _read_option(
    where: str, data: Any, facts: Mapping[str, Fact], settings: Mapping[str, Setting], maximum: int
) -> Option:
    datafile.take(where, data, ("text",), ("when", "points", "setting", "limit"))
    datafile.expect(("points" in data) != ("setting" in data), where, "points or a setting, one of them")
    if "points" in data:
        datafile.expect(0 <= data["points"] <= maximum, where, f"points above {maximum}")
    else:
        datafile.expect(data["setting"] in settings, where, f"unknown setting {data['setting']!r}")
    when = datafile.read_test(where, data["when"], facts) if "when" in data else None
    return Option(when, data["text"], data.get("points"), data.get("setting"), data.get("limit"))


def _check_points(sheet: Sheet) -> None:
    expect, key = datafile.expect, sheet.key
    numbers = [criterion.number for criterion in sheet.criteria]
    expect(len(set(numbers)) == len(numbers), key, "a criterion's number stands twice")
    for group in sheet.groups:
        points = sum(criterion.maximum for criterion in sheet.criteria if criterion.group == group.number)
        expect(points == group.maximum, key, f"group {group.number}: {points} points, not {group.maximum}")
    for criterion in sheet.criteria:
        parts = sum(points for _text, points in criterion.parts)
        expect(not criterion.parts or parts == criterion.maximum, key, f"{criterion.number}: parts add up to {parts}")
    total = sum(criterion.maximum for criterion in sheet.criteria)
    expect(total == sheet.maximum, key, f"{total} points, not {sheet.maximum}")
    bounds = [grade.least for grade in sheet.grades]
    expect(bounds == sorted(bounds, reverse=True) and bounds[-1] == 0, key, "grades go down to 0")


def grade_for(sheet: Sheet, percent: Value) -> str:
    """The key of the grade that ``percent`` earns."""
    return next(grade.key for grade in sheet.grades if percent >= grade.least)  # type: ignore[operator]
