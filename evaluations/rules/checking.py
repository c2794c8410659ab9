"""What is wrong with a regulation, in sentences: each names the place and says what to do.

First the shape; only what has the right shape is looked at further.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from evaluations.rules.checking_parts import faults_beside_the_rules
from evaluations.rules.conditions import condition_faults, names_in
from evaluations.rules.criteria_check import criteria_faults
from evaluations.rules.parts import LEVELS
from evaluations.rules.records import record_facts
from evaluations.rules.regulation_shape import REGULATION
from evaluations.rules.shapes import entry, fault, repeated
from meetings.rules.inputs import Choice, Fact, InputError, Source, listed, one_line, read_value, shown

Data = Mapping[str, Any]
RULES = ("exclusions", "triggers", "gates", "ceilings", "warnings")
SOURCED = (
    *RULES, "facts", "settings", "special_cases", "deadlines", "order", "opinions", "decides", "periods",
)  # fmt: skip


def regulation_faults(data: Any) -> list[str]:
    """Sentences for everything wrong with a regulation; none when it is in order."""
    found = list(REGULATION("", data))
    if found:
        return found
    checked = Checked(data)
    steps: tuple[Callable[[Checked], Iterator[str]], ...] = (
        _faults_of_names, _faults_of_sources, _faults_of_facts, _faults_of_rules, _faults_of_levels,
        _faults_of_score, _faults_of_consistency, _faults_of_line, _faults_of_criteria,
    )  # fmt: skip
    found = [sentence for step in steps for sentence in step(checked)]
    return found + list(faults_beside_the_rules(data, checked.subjects_known))


class Checked:
    """A regulation of the right shape, with what the checks look up in it."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.kinds = {item["key"]: item["kind"] for item in data["subjects"]}
        self.subjects_known = {"all", *self.kinds, *self.kinds.values()}
        self.facts = {item["key"]: self.fact(item) for item in data["facts"]}
        self.settings = {item["key"]: self.fact(item) for item in data.get("settings", ())}
        self.names = {**self.facts, **self.settings}

    def subjects(self, names: Iterable[str]) -> tuple[str, ...]:
        """The subjects that some names stand for."""
        return tuple(key for key, kind in self.kinds.items() if {"all", key, kind} & set(names))

    def fact(self, item: Data) -> Fact:
        """A fact as conditions see it."""
        values = tuple(Choice(value["key"], value["label"]) for value in item.get("values", ()))
        subjects = self.subjects(item.get("subjects", ("all",)))
        least = item.get("least", 0 if item["type"] == "count" else None)
        words = (item["key"], item["label"], item["type"], item["unit"], item["meaning"])
        return Fact(
            *words, Source("", ""), item["mark"], subjects, values, least, item.get("most"),
            item.get("may_be_empty", False),
        )  # fmt: skip


def _faults_of_names(checked: Checked) -> Iterator[str]:
    data = checked.data
    for part in ("documents", "facts", "settings", "subjects", "levels", "forms", "special_cases", "deadlines"):
        for key in repeated([item["key"] for item in data.get(part, ())]):
            yield fault(part, _("“%(key)s” đứng hai lần; hãy bỏ một hoặc đổi tên") % {"key": one_line(key)})
    for key in checked.facts.keys() & checked.settings.keys():
        yield fault("settings", _("“%(key)s” vừa là dữ kiện vừa là lựa chọn; hãy đổi tên một") % {"key": one_line(key)})
    if tuple(item["key"] for item in data["levels"]) != LEVELS:
        yield fault("levels", _("phải có đủ bốn mức, theo thứ tự: %(levels)s") % {"levels": listed(LEVELS)})
    first, last = data["years"]["first"], data["years"]["last"]
    if last is not None and last < first:
        words = {"first": first, "last": last}
        yield fault("years", _("năm cuối %(last)s trước năm đầu %(first)s; hãy sửa") % words)


def _faults_of_sources(checked: Checked) -> Iterator[str]:
    data = checked.data
    known = {item["key"] for item in data["documents"]}
    places = [(place, item) for part in SOURCED for place, item in _entries(part, data.get(part, ()))]
    single = ("late_discipline", "award", "cap", "below_lowest", "score")
    places += [(part, data[part]) for part in single if data.get(part)]
    places += _entries("cap, options", (data.get("cap") or {}).get("options", ()))
    for place, item in places:
        source = item.get("source")
        if source and source["document"] not in known:
            words = {"document": one_line(source["document"]), "documents": listed(known)}
            yield fault(
                f"{place}, source",
                _("văn bản “%(document)s” không có ở mục documents (%(documents)s); hãy sửa hoặc khai thêm") % words,
            )
    for item in data["documents"]:
        if item["date"] and not _is_date(item["date"]):
            words = {"date": one_line(item["date"])}
            yield fault(f"documents {item['key']}", _("ngày “%(date)s” phải viết như 2025-08-30 hoặc 2025") % words)


def _entries(part: str, items: Iterable[Data]) -> list[tuple[str, Data]]:
    return [(entry(part, number, item), item) for number, item in enumerate(items, 1)]


def _is_date(text: str) -> bool:
    try:
        return bool(dt.date.fromisoformat(text if len(text) > 4 else f"{text}-01-01"))
    except ValueError:
        return False


def _faults_of_facts(checked: Checked) -> Iterator[str]:
    for part in ("facts", "settings"):
        for number, item in enumerate(checked.data.get(part, ()), 1):
            place = entry(part, number, item)
            if bool(item.get("values")) != (item["type"] in ("choice", "choices")):
                yield fault(place, _("kiểu choice, choices phải có values, kiểu khác thì không; hãy sửa"))
                continue
            yield from _faults_of_subjects(place, item.get("subjects", ("all",)), checked)
            for key in repeated([value["key"] for value in item.get("values", ())]):
                yield fault(place, _("giá trị “%(key)s” đứng hai lần; hãy bỏ một") % {"key": one_line(key)})
            if part == "settings":
                yield from _faults_of_default(place, item, checked.settings[item["key"]])


def _faults_of_default(place: str, item: Data, setting: Fact) -> Iterator[str]:
    if item["type"] == "triggers":
        yield fault(place, _("lựa chọn không thể là danh sách căn cứ; hãy đổi kiểu"))
        return
    try:
        read_value(setting, item["default"])
    except InputError as error:
        words = {"value": shown(item["default"]), "fault": error.fault}
        yield fault(f"{place}, default", _("không dùng được %(value)s: %(fault)s") % words)


def _faults_of_subjects(place: str, names: Iterable[str], checked: Checked) -> Iterator[str]:
    for name in names:
        if name not in checked.subjects_known:
            words = {"name": one_line(name), "names": listed(sorted(checked.subjects_known))}
            yield fault(place, _("đối tượng “%(name)s” không có trong: %(names)s; hãy sửa") % words)


def _faults_of_rules(checked: Checked) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for part in RULES:
        for number, item in enumerate(checked.data.get(part, ()), 1):
            place = entry(part, number, item)
            yield from _faults_of_subjects(place, item["subjects"], checked)
            yield from _faults_of_rule(place, item, checked)
            if "test" not in item and part in ("exclusions", "ceilings", "warnings"):
                yield fault(place, _("thiếu điều kiện; hãy ghi thêm “test”"))
            for subject in checked.subjects(item["subjects"]):
                if (item["rule"], subject) in seen:
                    words = {"rule": one_line(item["rule"]), "subject": subject}
                    yield fault(place, _("quy tắc “%(rule)s” đứng hai lần cho %(subject)s; hãy bỏ một") % words)
                seen.add((item["rule"], subject))


def _faults_of_rule(place: str, item: Data, checked: Checked) -> Iterator[str]:
    if "setting" in item and getattr(checked.settings.get(item["setting"]), "type", "") != "flag":
        words = {"name": one_line(item["setting"])}
        yield fault(f"{place}, setting", _("“%(name)s” không phải lựa chọn có/không ở mục settings; hãy sửa") % words)
    if "reading" in item and getattr(checked.settings.get(item["reading"]), "type", "") != "choice":
        words = {"name": one_line(item["reading"])}
        yield fault(f"{place}, reading", _("“%(name)s” không phải lựa chọn có các cách hiểu ở mục settings") % words)
    if "test" not in item:
        return
    yield from condition_faults(f"{place}, test", item["test"], checked.names)
    subjects = set(checked.subjects(item["subjects"]))
    for name in names_in(item["test"]):
        fact = checked.facts.get(name)
        if fact and not subjects <= set(fact.subjects):
            words = {"name": name, "missing": listed(sorted(subjects - set(fact.subjects)))}
            text = _("dữ kiện “%(name)s” không hỏi với %(missing)s; hãy bỏ các đối tượng ấy hoặc khai thêm ở dữ kiện")
            yield fault(f"{place}, test", text % words)


def _faults_of_levels(checked: Checked) -> Iterator[str]:
    banded = {band["level"] for band in checked.data.get("score", {}).get("bands", ())}
    for subject in checked.kinds:
        gates = [gate for gate in checked.data["gates"] if subject in checked.subjects(gate["subjects"])]
        for level in LEVELS[:-1]:
            if level not in banded and level not in {gate["level"] for gate in gates}:
                words = {"level": level, "subject": subject}
                yield fault("gates", _("mức %(level)s của %(subject)s không có điều kiện nào; hãy ghi thêm") % words)


def _faults_of_score(checked: Checked) -> Iterator[str]:
    score = checked.data.get("score")
    if score is None:
        return
    fact = checked.facts.get("score")
    if fact is None or fact.most is None:
        yield fault("score", _("chấm điểm thì phải có dữ kiện “score” với most ở mục facts; hãy khai thêm"))
        return
    bands = score["bands"]
    if bands:
        yield from _faults_of_bands(bands, fact.most)
        if getattr(checked.settings.get("fallthrough"), "order", ()) != ("next_level", "authority_decides"):
            yield fault("score", _("các khung điểm cần lựa chọn “fallthrough” (next_level, authority_decides)"))
    total = sum(group["points"] for group in score["groups"])
    if score["groups"] and total != fact.most:
        words = {"total": total, "most": fact.most}
        yield fault("score, groups", _("các nhóm cộng lại %(total)s điểm, phải đúng %(most)s điểm; hãy sửa") % words)


def _faults_of_bands(bands: list[Data], most: int) -> Iterator[str]:
    levels = tuple(band["level"] for band in bands)
    if levels != LEVELS:
        yield fault(
            "score, bands", _("phải có đủ bốn khung, mức cao nhất trước: %(levels)s") % {"levels": listed(LEVELS)}
        )
        return
    for upper, lower in itertools.pairwise(bands):
        if lower["below"] != upper["from"] or lower["from"] >= upper["from"]:
            words = {"lower": lower["level"], "below": lower["below"], "upper": upper["level"], "from": upper["from"]}
            yield fault(
                "score, bands",
                _(
                    "khung %(lower)s kết thúc dưới %(below)s, khung %(upper)s bắt đầu từ %(from)s: có chỗ hở hoặc "
                    "chồng nhau; hãy sửa cho liền nhau"
                )
                % words,
            )
    if bands[0]["below"] is not None or bands[-1]["from"] != 0 or bands[0]["from"] > most:
        yield fault("score, bands", _("các khung phải phủ từ 0 đến %(most)s điểm; hãy sửa hai đầu") % {"most": most})


def _faults_of_consistency(checked: Checked) -> Iterator[str]:
    for number, item in enumerate(checked.data["consistency"], 1):
        place = entry("consistency", number, item)
        yield from condition_faults(f"{place}, test", item["test"], checked.names)
        if item["fact"] not in names_in(item["test"]):
            yield fault(place, _("“%(fact)s” không có trong điều kiện của mục này; hãy sửa") % {"fact": item["fact"]})


def _faults_of_line(checked: Checked) -> Iterator[str]:
    """A regulation never stands above itself."""
    data = checked.data
    line = [*data.get("ancestors", ()), data["key"]]
    if len(set(line)) < len(line) or data.get("parent") == data["key"]:
        words = {"key": one_line(data["key"]), "line": " → ".join(map(one_line, line))}
        yield fault("parent", _("“%(key)s” là cấp trên của chính nó (%(line)s): vòng tròn; hãy sửa") % words)


def _faults_of_criteria(checked: Checked) -> Iterator[str]:
    facts = {**record_facts(), **checked.facts}
    groups = {group["key"]: group["points"] for group in checked.data.get("score", {}).get("groups", ())}
    score = checked.facts.get("score")
    for number, item in enumerate(checked.data.get("criteria_sets", ()), 1):
        place = entry("criteria_sets", number, item)
        yield from (
            f"{place}: {found}" for found in criteria_faults(item, facts, groups, score.most if score else None)
        )
