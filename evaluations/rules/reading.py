"""Reading of a regulation's contents, from its file or from a frozen copy.

What is wrong in a file is said beforehand (`evaluations.rules.checking`); what was frozen before a part existed is
read without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from evaluations.rules.criteria import read_criteria
from evaluations.rules.parts import (
    Appendix,
    Asked,
    AwardTitle,
    Band,
    CapOption,
    CapRule,
    Deadline,
    Decider,
    Document,
    Form,
    LateDiscipline,
    Level,
    Order,
    PeriodRule,
    Regulation,
    Rule,
    ScoreGroup,
    Section,
    SpecialCase,
    Subject,
)
from meetings.rules import datafile
from meetings.rules.inputs import Fact, Source
from meetings.rules.sheet import read_consistency

Data = Mapping[str, Any]


class Reader:
    """Reads one regulation; keeps what the later parts need from the earlier ones."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.where, self.data = data["key"], data
        self.documents = tuple(Document(**item) for item in data["documents"])
        self.titles = {document.key: document.title for document in self.documents}
        self.subjects = tuple(Subject(**item) for item in data["subjects"])
        self.facts = datafile.keyed(self.where, [self._fact(item) for item in data["facts"]])
        settings = [datafile.read_setting(self.where, item, self.titles) for item in data.get("settings", ())]
        self.settings = datafile.keyed(self.where, settings)
        self.names = {**self.facts, **self.settings}

    def regulation(self, sha256: str) -> Regulation:
        """The whole regulation."""
        data, score, get = self.data, self.data.get("score", {}), self.data.get
        bands = tuple(Band(item["level"], item["from"], item["below"]) for item in score.get("bands", ()))
        gates = [*self._band_gates(bands, score), *(self._rule(item, item["level"]) for item in data["gates"])]
        triggers = [*self._band_triggers(bands, score), *(self._trigger(item) for item in data["triggers"])]
        lowest = data["below_lowest"]
        groups = tuple(ScoreGroup(**item) for item in score.get("groups", ()))
        return Regulation(
            key=data["key"],
            title=data["title"],
            note=data["note"],
            first_year=data["years"]["first"],
            last_year=data["years"]["last"],
            sha256=sha256,
            documents=self.documents,
            levels=tuple(self._level(item) for item in data["levels"]),
            subjects=self.subjects,
            facts=self.facts,
            settings=self.settings,
            consistency=tuple(read_consistency(self.where, item, self.names) for item in data["consistency"]),
            exclusions=tuple(self._rule(item, "not_rated") for item in data["exclusions"]),
            triggers=tuple(triggers),
            gates=tuple(gates),
            below_lowest=self._rule(lowest, "failed") if "rule" in lowest else None,
            gap=lowest["text"],
            bands=bands,
            score_groups=groups,
            appendices=tuple(self._appendix(item) for item in (*score.get("appendices", ()), *get("appendices", ()))),
            cap=self._cap(get("cap")),
            data=data,
            ceilings=tuple(replace(self._rule(item, item["most"]), most=item["most"]) for item in get("ceilings", ())),
            warnings=tuple(self._rule(item, "") for item in get("warnings", ())),
            criteria_sets=tuple(read_criteria(item, self.facts) for item in get("criteria_sets", ())),
            parent=get("parent", ""),
            **self._beside_the_rules(),
        )

    def _beside_the_rules(self) -> dict[str, Any]:
        """What the pages go by: order, special cases, forms, deadlines, who says and decides what."""
        data, get = self.data, self.data.get
        late, award = data["late_discipline"], get("award")
        return {
            "order": tuple(Order(**self._sourced(item)) for item in get("order", ())),
            "special_cases": tuple(self._special_case(item) for item in data["special_cases"]),
            "late_discipline": LateDiscipline(**self._sourced(late)),
            "forms": tuple(self._form(item) for item in data["forms"]),
            "deadlines": tuple(Deadline(**self._sourced(item)) for item in data["deadlines"]),
            "opinions": tuple(Asked(**self._sourced(item)) for item in get("opinions", ())),
            "decides": tuple(Decider(**self._sourced(item)) for item in get("decides", ())),
            "periods": tuple(PeriodRule(**self._sourced(item)) for item in get("periods", ())),
            "award": AwardTitle(**self._sourced(award)) if award else None,
        }

    def _source(self, data: Data) -> Source:
        return Source(self.titles[data["document"]], data["article"])

    def _sourced(self, data: Data) -> dict[str, Any]:
        """The members of an entry, its source and its subjects read."""
        read = {**data, "source": self._source(data["source"])}
        if "subjects" in data:
            read["subjects"] = self.named_subjects(data["subjects"])
        return read

    def named_subjects(self, names: Iterable[str]) -> tuple[str, ...]:
        """Subjects named by their key, by their kind, or all of them."""
        wanted = set(names)
        return tuple(item.key for item in self.subjects if {"all", item.key, item.kind} & wanted)

    def _fact(self, data: Any) -> Fact:
        return datafile.read_fact(self.where, data, self.titles, self.named_subjects(data["subjects"]))

    def _level(self, data: Data) -> Level:
        return Level(data["key"], data["name"], data["short"], data.get("person", data["name"]))

    def _rule(self, data: Data, level: str) -> Rule:
        test = datafile.read_test(self.where, data["test"], self.names) if data.get("test") else None
        return Rule(
            key=data["rule"],
            level=level,
            subjects=self.named_subjects(data["subjects"]),
            text=data["text"],
            source=self._source(data["source"]),
            mark=data["mark"],
            test=test,
            setting=data.get("setting"),
            reading=data.get("reading"),
        )

    def _trigger(self, data: Data) -> Rule:
        rule = self._rule(data, "failed")
        return replace(rule, claimed=rule.test is None, waivable=data.get("waivable", False))

    def _band_rule(self, band: Band, test: str, text: str, score: Data, reading: str | None = None) -> Rule:
        rule = {"rule": f"{band.level}.score", "subjects": ["all"], "text": text, "test": test, "reading": reading}
        return self._rule({**rule, "source": score["source"], "mark": score["mark"]}, band.level)

    def _band_gates(self, bands: tuple[Band, ...], score: Data) -> list[Rule]:
        """A score above the band reaches the level too when the setting ``fallthrough`` says so."""
        rules = []
        for band in (band for band in bands if band.level != "failed"):
            test = f"score >= {band.least}"
            if band.below is None:
                rules.append(self._band_rule(band, test, f"Tổng điểm từ {band.least} điểm.", score))
                continue
            test += f' and (score < {band.below} or fallthrough == "next_level")'
            text = f"Tổng điểm từ {band.least} đến dưới {band.below} điểm."
            rules.append(self._band_rule(band, test, text, score, "fallthrough"))
        return rules

    def _band_triggers(self, bands: tuple[Band, ...], score: Data) -> list[Rule]:
        failed = [band for band in bands if band.level == "failed"]
        return [
            self._band_rule(band, f"score < {band.below}", f"Tổng điểm dưới {band.below} điểm.", score)
            for band in failed
        ]

    def _appendix(self, data: Data) -> Appendix:
        headings = {key: tuple(lines) for key, lines in data["headings"].items()}
        subjects = self.named_subjects(data["subjects"])
        blocks = tuple(data.get("blocks", ()))
        return Appendix(
            data["key"], data["name"], subjects, headings, data.get("mark", ""), data.get("note", ""), blocks
        )

    def _cap(self, data: Any) -> CapRule | None:
        if data is None:
            return None
        options = tuple(CapOption(**self._sourced(item)) for item in data.get("options", ()))
        return CapRule(**{**self._sourced(data), "options": options})

    def _special_case(self, data: Data) -> SpecialCase:
        """One frozen before its effect was told apart only has its sentence."""
        return SpecialCase(**{"effect": "", "subjects": (), "mark": "", **self._sourced(data)})

    def _form(self, data: Data) -> Form:
        sections = tuple(Section(**item) for item in data.get("sections", ()))
        number = data.get("number", f"Mẫu {data['key']}")
        subjects = self.named_subjects(data["subjects"])
        mark, since = data.get("mark", ""), data.get("numbered_from", 0)
        return Form(data["key"], number, data["name"], subjects, sections, mark, since)
