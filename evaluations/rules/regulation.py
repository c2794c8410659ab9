"""Regulations as data: files in ``evaluations/regulations/``, checked when they are loaded.

A regulation names its facts, and its rules as conditions over them, each with its Vietnamese sentence, its source and a
mark for how well it is known. `read_regulation` also takes the frozen contents that an evaluation keeps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from evaluations.rules import cap
from meetings.rules import datafile
from meetings.rules.expressions import Expression
from meetings.rules.inputs import Fact, InputError, Setting, Source, listed, shown
from meetings.rules.sheet import Consistency, read_consistency

REGULATIONS = Path(__file__).resolve().parent.parent / "regulations"
LEVELS = ("excellent", "good", "completed", "failed")
"""The four levels, the best first."""
REQUIRED = (
    *("key", "title", "note", "years", "documents", "levels", "subjects", "facts", "consistency", "exclusions"),
    *("triggers", "gates", "below_lowest", "forms", "deadlines", "special_cases", "late_discipline"),
)
OPTIONAL = ("settings", "score", "cap")
RULE_REQUIRED = ("rule", "subjects", "text", "source", "mark")


@dataclass(frozen=True)
class Document:
    """A legal basis."""

    key: str
    title: str
    issuer: str
    date: str
    about: str


@dataclass(frozen=True)
class Level:
    """A level in the words of the regulation; ``person`` is the wording for people where it differs."""

    key: str
    name: str
    short: str
    person: str


@dataclass(frozen=True)
class Subject:
    """A kind of subject that the rules know; ``kind`` is organisation or person."""

    key: str
    name: str
    kind: str


@dataclass(frozen=True)
class Rule:
    """A rule. Without ``test`` it is open (the text leaves it, or was not seen), or it waits for a claim (trigger)."""

    key: str
    level: str
    subjects: tuple[str, ...]
    text: str
    source: Source
    mark: str
    test: Expression | None
    claimed: bool = False
    waivable: bool = False
    setting: str | None = None
    """A flag of the committee that switches the rule on."""
    reading: str | None = None
    """A choice of the committee that says how the sentence is to be understood."""


@dataclass(frozen=True)
class Band:
    """The points of a level: from ``least`` (included) up to ``below`` (not included; None: up to the maximum)."""

    level: str
    least: int
    below: int | None


@dataclass(frozen=True)
class ScoreGroup:
    """A group of criteria with the points it may bring at most."""

    key: str
    name: str
    points: int


@dataclass(frozen=True)
class Appendix:
    """The headings of the criteria for some subjects, by score group; the sub-points are left to the committees."""

    key: str
    name: str
    subjects: tuple[str, ...]
    headings: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class CapRule:
    """The cap on "excellent": rates in percent; the uplift needs a document of the competent authority."""

    rate: int
    uplift_rate: int | None
    mode: str
    group: str
    text: str
    source: Source
    mark: str


@dataclass(frozen=True)
class Regulation:
    """One regulation, ready for `evaluations.rules.classification`. ``data`` is the file as it was read."""

    key: str
    title: str
    note: str
    first_year: int
    last_year: int | None
    sha256: str
    documents: tuple[Document, ...]
    levels: tuple[Level, ...]
    subjects: tuple[Subject, ...]
    facts: Mapping[str, Fact] = field(repr=False)
    settings: Mapping[str, Setting] = field(repr=False)
    consistency: tuple[Consistency, ...] = field(repr=False)
    exclusions: tuple[Rule, ...] = field(repr=False)
    triggers: tuple[Rule, ...] = field(repr=False)
    gates: tuple[Rule, ...] = field(repr=False)
    below_lowest: Rule | None = field(repr=False)
    gap: str = field(repr=False)
    bands: tuple[Band, ...] = field(repr=False)
    score_groups: tuple[ScoreGroup, ...] = field(repr=False)
    appendices: tuple[Appendix, ...] = field(repr=False)
    cap: CapRule | None = field(repr=False)
    data: Mapping[str, Any] = field(repr=False)

    def facts_for(self, subject: str) -> tuple[Fact, ...]:
        """The facts that concern a subject, in the order of the file."""
        return tuple(fact for fact in self.facts.values() if subject in fact.subjects)

    def level_name(self, key: str, subject: str) -> str:
        """The official words of a level for a subject."""
        level = next(level for level in self.levels if level.key == key)
        kinds = {item.key: item.kind for item in self.subjects}
        return level.person if kinds[subject] == "person" else level.name


def regulation_keys() -> tuple[str, ...]:
    """The keys of the regulations that there are."""
    return tuple(sorted(path.stem for path in REGULATIONS.glob("*.json")))


def regulation_for_year(year: int) -> Regulation:
    """The regulation by which that year is evaluated; raises InputError when none is known."""
    for regulation in map(load_regulation, regulation_keys()):
        if regulation.first_year <= year <= (regulation.last_year or year):
            return regulation
    raise InputError("year", _("chưa có quy định đánh giá cho năm %(year)s") % {"year": year})


@cache
def load_regulation(key: str) -> Regulation:
    """The regulation of that key. Raises InputError for an unknown key, DataFileError for a file with a mistake."""
    if key not in regulation_keys():
        words = {"value": shown(key), "values": listed(regulation_keys())}
        raise InputError("regulation", _("%(value)s không có trong: %(values)s") % words)
    data, sha256 = datafile.read_file(REGULATIONS / f"{key}.json")
    return read_regulation(data, sha256)


def read_regulation(data: dict[str, Any], sha256: str = "") -> Regulation:
    """A regulation from the contents of its file (or from a frozen copy); raises DataFileError."""
    where = str(data.get("key", "regulation"))
    datafile.take(where, data, REQUIRED, OPTIONAL)
    return _Reader(where, data).regulation(sha256)


class _Reader:
    """Reads one file; keeps what the later parts need from the earlier ones."""

    def __init__(self, where: str, data: dict[str, Any]) -> None:
        self.where, self.data = where, data
        self.documents = [Document(**item) for item in data["documents"]]
        self.titles = {document.key: document.title for document in self.documents}
        self.subjects = [Subject(**datafile.take(where, item, ("key", "name", "kind"))) for item in data["subjects"]]
        self.facts = datafile.keyed(where, [self._fact(item) for item in data["facts"]])
        settings = [datafile.read_setting(f"{where} {item}", item, self.titles) for item in data.get("settings", ())]
        self.settings = datafile.keyed(where, settings)
        self.names = {**self.facts, **self.settings}
        datafile.expect(len(self.names) == len(self.facts) + len(self.settings), where, "a fact and a setting alike")

    def regulation(self, sha256: str) -> Regulation:
        data, score = self.data, self.data.get("score", {})
        bands = self._bands(score.get("bands", []))
        gates = [*self._band_gates(bands, score), *(self._rule(item, item["level"]) for item in data["gates"])]
        triggers = [*self._band_triggers(bands, score), *(self._trigger(item) for item in data["triggers"])]
        lowest = data["below_lowest"]
        regulation = Regulation(
            key=data["key"],
            title=data["title"],
            note=data["note"],
            first_year=data["years"]["first"],
            last_year=data["years"]["last"],
            sha256=sha256,
            documents=tuple(self.documents),
            levels=tuple(self._level(item) for item in data["levels"]),
            subjects=tuple(self.subjects),
            facts=self.facts,
            settings=self.settings,
            consistency=tuple(read_consistency(self.where, item, self.names) for item in data["consistency"]),
            exclusions=tuple(self._rule(item, "not_rated") for item in data["exclusions"]),
            triggers=tuple(triggers),
            gates=tuple(gates),
            below_lowest=self._rule(lowest, "failed") if "rule" in lowest else None,
            gap=lowest["text"],
            bands=bands,
            score_groups=self._groups(score.get("groups", [])),
            appendices=tuple(self._appendix(item) for item in score.get("appendices", [])),
            cap=self._cap(data.get("cap")),
            data=data,
        )
        self._check(regulation)
        return regulation

    def _fact(self, data: Any) -> Fact:
        where = f"{self.where} fact {data.get('key')}"
        datafile.expect("subjects" in data, where, "no subjects")
        return datafile.read_fact(where, data, self.titles, self._named_subjects(where, data["subjects"]))

    def _named_subjects(self, where: str, names: Any) -> tuple[str, ...]:
        """Subjects named by their key, by their kind, or all of them."""
        known = {"all", *(item.key for item in self.subjects), *(item.kind for item in self.subjects)}
        datafile.expect(bool(names) and set(names) <= known, where, f"subjects {names}")
        return tuple(item.key for item in self.subjects if {"all", item.key, item.kind} & set(names))

    def _level(self, data: Any) -> Level:
        datafile.take(self.where, data, ("key", "name", "short"), ("person",))
        return Level(data["key"], data["name"], data["short"], data.get("person", data["name"]))

    def _rule(self, data: Any, level: str, extra: str = "level") -> Rule:
        where = f"{self.where} {data.get('rule')}"
        datafile.take(where, data, RULE_REQUIRED, ("test", "setting", "reading", extra))
        datafile.expect(data["mark"] in datafile.MARKS, where, f"unknown mark {data['mark']!r}")
        datafile.expect(data.get("setting") is None or data["setting"] in self.settings, where, "unknown setting")
        reading = data.get("reading")
        datafile.expect(reading is None or bool(self.settings[reading].values), where, f"{reading!r} is no choice")
        subjects = self._named_subjects(where, data["subjects"])
        test = datafile.read_test(where, data["test"], self.names) if data.get("test") else None
        for name in test.names if test else ():
            asked = self.facts[name].subjects if name in self.facts else subjects
            datafile.expect(set(subjects) <= set(asked), where, f"{name!r} is not asked of every subject")
        return Rule(
            key=data["rule"],
            level=level,
            subjects=subjects,
            text=data["text"],
            source=datafile.read_source(where, data["source"], self.titles),
            mark=data["mark"],
            test=test,
            setting=data.get("setting"),
            reading=reading,
        )

    def _trigger(self, data: Any) -> Rule:
        rule = self._rule(data, "failed", "waivable")
        return replace(rule, claimed=rule.test is None, waivable=data.get("waivable", False))

    def _bands(self, items: list[Any]) -> tuple[Band, ...]:
        bands = tuple(Band(item["level"], item["from"], item["below"]) for item in items)
        lower = [band.least for band in bands]
        upper = [band.below for band in bands]
        joined = not bands or (upper == [None, *lower[:-1]] and lower[-1] == 0 and lower == sorted(lower, reverse=True))
        datafile.expect(joined, self.where, "the score bands have to cover 0 to the maximum, the best first")
        return bands

    def _band_rule(self, band: Band, test: str, text: str, score: Any) -> Rule:
        rule = {"rule": f"{band.level}.score", "subjects": ["all"], "text": text, "test": test}
        return self._rule({**rule, "source": score["source"], "mark": score["mark"]}, band.level)

    def _band_gates(self, bands: tuple[Band, ...], score: Any) -> list[Rule]:
        """A score above the band reaches the level too when the setting ``fallthrough`` says so."""
        rules = []
        for band in (band for band in bands if band.level != "failed"):
            test, text = f"score >= {band.least}", f"Tổng điểm từ {band.least} điểm"
            if band.below is not None:
                test += f' and (score < {band.below} or fallthrough == "next_level")'
                text = f"Tổng điểm từ {band.least} đến dưới {band.below} điểm; {score['fallthrough_text']}"
            rules.append(self._band_rule(band, test, text + "." if band.below is None else text, score))
        return rules

    def _band_triggers(self, bands: tuple[Band, ...], score: Any) -> list[Rule]:
        failed = [band for band in bands if band.level == "failed"]
        return [
            self._band_rule(band, f"score < {band.below}", f"Tổng điểm dưới {band.below} điểm.", score)
            for band in failed
        ]

    def _groups(self, items: list[Any]) -> tuple[ScoreGroup, ...]:
        groups = tuple(ScoreGroup(**datafile.take(self.where, item, ("key", "name", "points"))) for item in items)
        total = sum(group.points for group in groups)
        datafile.expect(not groups or total == self.facts["score"].most, self.where, f"the groups add up to {total}")
        return groups

    def _appendix(self, data: Any) -> Appendix:
        datafile.take(self.where, data, ("key", "name", "subjects", "headings"))
        headings = {key: tuple(lines) for key, lines in data["headings"].items()}
        return Appendix(data["key"], data["name"], self._named_subjects(self.where, data["subjects"]), headings)

    def _cap(self, data: Any) -> CapRule | None:
        if data is None:
            return None
        datafile.take(f"{self.where} cap", data, ("rate", "uplift_rate", "mode", "group", "text", "source", "mark"))
        datafile.expect(data["mode"] in cap.MOST, self.where, "unknown cap mode")
        return CapRule(**{**data, "source": datafile.read_source(self.where, data["source"], self.titles)})

    def _check(self, regulation: Regulation) -> None:
        where = self.where
        datafile.expect(tuple(level.key for level in regulation.levels) == LEVELS, where, f"levels are {LEVELS}")
        rules = (*regulation.exclusions, *regulation.triggers, *regulation.gates)
        keys = [(rule.key, subject) for rule in rules for subject in rule.subjects]
        datafile.expect(len(set(keys)) == len(keys), where, "a rule's key stands twice for one subject")
        for subject in regulation.subjects:
            gated = {gate.level for gate in regulation.gates if subject.key in gate.subjects}
            datafile.expect(gated == set(LEVELS[:3]), where, f"{subject.key}: a level without a gate")
