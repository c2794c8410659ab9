"""A committee's own regulation: what the regulation above leaves open, settled (QĐ 366 Đ3.3; HD 43 mục 7.12).

``own`` holds only what differs, as plain values:

- ``title``; ``document`` {number, date, issuer}
- ``settings`` {key: value}: choices that the parent leaves to the committee (up to 2017 also the limits of points)
- ``criteria``: sets of criteria (`evaluations.rules.criteria`), the sub-points of the parent's groups
- ``gates`` [{key, level, subjects, text, test, source}]: further conditions of a level; they only add
- ``deadlines`` [{key, before, next_year, text}]: earlier ones inside the committee
- ``cap`` {mode, rate, rounding, small_groups}: a rate not above the parent's, and how it is counted
- ``hd21_shares``: whether the shares of HD 21 (80 % and 50 % of members or units) are asked for where they may be

A child may be a parent again: it names its ``parent`` and its ``ancestors``, and what it ``settled`` stays settled.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from evaluations.rules import cap, shapes
from evaluations.rules.checking_parts import read_day
from evaluations.rules.conditions import condition_faults, names_in
from evaluations.rules.criteria import read_criteria
from evaluations.rules.parts import LEVELS, Regulation
from evaluations.rules.records import record_facts, records_data
from evaluations.rules.regulation import read_regulation
from evaluations.rules.shapes import RegulationFault, entry, fault, raise_faults
from meetings.rules.inputs import InputError, listed, one_line, read_value, shown

Data = dict[str, Any]
Own = Mapping[str, Any]
PARTS = ("title", "document", "settings", "criteria", "gates", "deadlines", "cap", "hd21_shares")
"""What a committee may set."""
DRAFT = "Dự thảo của cấp ủy"
"""What the document is called until it has a number; kept with the evaluation, so always Vietnamese."""
CAP_PARTS = ("mode", "rate", "rounding", "small_groups")
GATE = shapes.record(
    {
        "key": shapes.text, "level": shapes.one_of(LEVELS[:-1]), "subjects": shapes.each(shapes.text, least=1),
        "text": shapes.text, "test": shapes.text, "source": shapes.text,
    }
)  # fmt: skip
DEADLINE = shapes.record({"before": shapes.text, "text": shapes.text}, {"key": shapes.text, "next_year": shapes.flag})
OWN = shapes.record(
    {},
    {
        "title": shapes.text,
        "document": shapes.record({"number": shapes.text, "date": shapes.day, "issuer": shapes.text}),
        "settings": shapes.by_name(shapes.anything),
        "criteria": shapes.each(shapes.anything),
        "gates": shapes.each(GATE),
        "deadlines": shapes.each(DEADLINE),
        "cap": shapes.record(
            {},
            {
                "mode": shapes.one_of(cap.MOST), "rate": shapes.whole(1, 100),
                "rounding": shapes.one_of(cap.ROUNDINGS), "small_groups": shapes.one_of(cap.SMALL_GROUPS),
            },
        ),
        "hd21_shares": shapes.flag,
    },
)  # fmt: skip


def derive(parent_data: Mapping[str, Any], own: Own, key: str = "") -> Data:
    """The complete data of the committee's regulation, which ``read_regulation`` takes.

    ``parent_data`` is a regulation's file or a child of it; ``key`` names the child (else parent's key and a number).
    Raises RegulationFault with a sentence for each fault.
    """
    raise_faults(_faults_of_parts(parent_data, own))
    data: Data = copy.deepcopy(dict(parent_data))
    raise_faults(list(_name(data, own, key)))
    parent = read_regulation(data)
    data["documents"].append(_document(data, own))
    steps = (_settle, _set_cap, _add_deadlines, _add_shares, _add_gates, _add_criteria)
    raise_faults([sentence for step in steps for sentence in step(data, own, parent)])
    read_regulation(data)
    return data


def regulation_of(parent_data: Mapping[str, Any], own: Own, key: str = "") -> Regulation:
    """The committee's regulation, ready for the engine. Raises RegulationFault."""
    return read_regulation(derive(parent_data, own, key))


def _faults_of_parts(parent_data: Mapping[str, Any], own: object) -> list[str]:
    if not isinstance(own, Mapping):
        return [_("Phần riêng của cấp ủy phải là một đối tượng {…}, nhận được %(value)s.") % {"value": shown(own)}]
    found = []
    for name in own:
        words = {"name": one_line(str(name)), "parts": listed(PARTS)}
        if name in PARTS:
            continue
        if name in parent_data:
            text = _("“%(name)s” do quy định cấp trên đặt, cấp ủy không đặt lại được; chỉ được đặt: %(parts)s.")
        else:
            text = _("“%(name)s” là tên lạ; cấp ủy chỉ được đặt: %(parts)s.")
        found.append(text % words)
    return found or list(OWN("", own))


def _name(data: Data, own: Own, key: str) -> Iterator[str]:
    """Give the child its place in the line of its parents; a regulation never stands above itself."""
    line = [*data.get("ancestors", ()), data["key"]]
    name = key or f"{line[0]}+{len(line)}"
    if name in line:
        yield _("“%(key)s” là cấp trên của chính nó (%(line)s): vòng tròn; hãy chọn quy định gốc khác.") % {
            "key": one_line(name),
            "line": " → ".join([*line, name]),
        }
        return
    data["parent"], data["ancestors"], data["key"] = data["key"], line, name
    data["title"] = own.get("title", data["title"])


def _document(data: Data, own: Own) -> dict[str, Any]:
    given = own.get("document")
    key = f"OWN{len(data['ancestors'])}"
    if given is None:
        return {"key": key, "title": DRAFT, "issuer": "cấp ủy", "date": "", "about": data["title"]}
    return {
        "key": key,
        "title": given["number"],
        "issuer": given["issuer"],
        "date": given["date"],
        "about": data["title"],
    }


def _own_document(data: Data) -> str:
    return str(data["documents"][-1]["key"])


def _settle(data: Data, own: Own, parent: Regulation) -> Iterator[str]:
    """Settings become the committee's; below it they are fixed."""
    by_key = {item["key"]: item for item in data.get("settings", ())}
    for key, value in own.get("settings", {}).items():
        place = f"settings, {one_line(str(key))}"
        if key not in by_key:
            words = {"keys": listed(by_key) or _("không có lựa chọn nào")}
            yield fault(place, _("không phải điều mà quy định cấp trên để cấp ủy chọn (%(keys)s)") % words)
            continue
        if key in data.get("settled", ()):
            yield fault(place, _("cấp trên đã chọn rồi nên không đặt lại được; hãy bỏ đi"))
            continue
        try:
            by_key[key]["default"] = read_value(parent.settings[key], value)
        except InputError as error:
            yield fault(place, error.fault)
            continue
        _mark_settled(data, key)


def _mark_settled(data: Data, name: str) -> None:
    data["settled"] = [*data.get("settled", ()), name]


def _set_cap(data: Data, own: Own, parent: Regulation) -> Iterator[str]:
    given = own.get("cap", {})
    if not given:
        return
    if parent.cap is None:
        yield fault("cap", _("quy định cấp trên không có giới hạn tỷ lệ nên không có gì để đặt; hãy bỏ đi"))
        return
    if given.get("rate", 0) > parent.cap.rate:
        words = {"rate": given["rate"], "most": parent.cap.rate}
        yield fault(
            "cap, rate", _("%(rate)s %% cao hơn tỷ lệ %(most)s %% của cấp trên; hãy ghi bằng hoặc thấp hơn") % words
        )
    for name in CAP_PARTS:
        if name not in given:
            continue
        if name != "rate" and f"cap.{name}" in data.get("settled", ()):
            yield fault(f"cap, {name}", _("cấp trên đã chọn rồi nên không đặt lại được; hãy bỏ đi"))
            continue
        data["cap"] = {**data["cap"], name: given[name]}
        if name != "rate":
            _mark_settled(data, f"cap.{name}")


def _moment(item: Mapping[str, Any]) -> tuple[bool, tuple[int, int]]:
    return item.get("next_year", False), read_day(item["before"]) or (0, 0)


def _add_deadlines(data: Data, own: Own, _parent: Regulation) -> Iterator[str]:
    """Internal deadlines: earlier than the parent's of the same key, or than that by which all is finished."""
    above = {item["key"]: item for item in data["deadlines"]}
    source = {"document": _own_document(data), "article": ""}
    for number, item in enumerate(own.get("deadlines", ()), 1):
        place = entry("deadlines", number, item)
        if read_day(item["before"]) is None:
            yield fault(
                place, _("“%(before)s” không phải ngày; hãy viết như 15/12") % {"before": one_line(item["before"])}
            )
            continue
        key = item.get("key") or f"own{len(data['ancestors'])}.{number}"
        limit = above.get(key) or above.get("finished")
        if limit and _moment(item) >= _moment(limit):
            words = {"before": item["before"], "limit": limit["before"]}
            yield fault(
                place, _("%(before)s không sớm hơn thời hạn %(limit)s của cấp trên; hạn nội bộ phải sớm hơn") % words
            )
            continue
        found = {"key": key, "before": item["before"], "next_year": item.get("next_year", False), "text": item["text"]}
        if key in [known["key"] for known in data["deadlines"] if known is not above.get(key)]:
            yield fault(place, _("“%(key)s” đứng hai lần; mỗi thời hạn cần một tên riêng") % {"key": one_line(key)})
        data["deadlines"] = [known for known in data["deadlines"] if known["key"] != key]
        data["deadlines"].append({**found, "source": source, "mark": "R"})


SHARES = (("excellent", 80), ("good", 50))


def _add_shares(data: Data, own: Own, parent: Regulation) -> Iterator[str]:
    """The shares of HD 21 (phần II.B, mục 1.3) as gates, where the regulation neither has them nor forbids them."""
    if "hd21_shares" not in own:
        return
    place = "hd21_shares"
    if "apply_hd21_shares" in parent.settings:
        yield from _settle(data, {"settings": {"apply_hd21_shares": own["hd21_shares"]}}, parent)
        return
    if not own["hd21_shares"]:
        return
    if any(gate.key == "excellent.members_good" or gate.key == "excellent.members_share" for gate in parent.gates):
        yield fault(place, _("quy định cấp trên đã có các tỷ lệ này rồi; hãy bỏ đi"))
        return
    if not parent.bands:
        yield fault(place, _("quy định này không dùng tỷ lệ của Hướng dẫn 21; hãy bỏ đi"))
        return
    if "HD21" not in [document["key"] for document in data["documents"]]:
        data["documents"].insert(0, _record_document("HD21"))
    for level, percent in SHARES:
        data["gates"] += [_share_gate(level, percent, "cell"), _share_gate(level, percent, "committee")]
    _take_record_facts(data, ("members_rated", "members_good_or_better", "members_failed"))
    _take_record_facts(data, ("units_rated", "units_good_or_better", "units_failed"))


def _share_gate(level: str, percent: int, subject: str) -> Data:
    kind, name = ("members", "đảng viên") if subject == "cell" else ("units", "tổ chức trực thuộc")
    return {
        "rule": f"{level}.{kind}_share",
        "level": level,
        "subjects": [subject],
        "test": f"{kind}_failed == 0 and share({kind}_good_or_better, {kind}_rated) >= {percent}",
        "text": f"100% {name} từ Hoàn thành nhiệm vụ, trong đó ít nhất {percent}% từ Hoàn thành tốt (cấp ủy giữ tỷ lệ "
        "của Hướng dẫn 21).",
        "source": {"document": "HD21", "article": "phần II.B, mục 1.3"},
        "mark": "D",
    }


def _record_document(key: str) -> Data:
    return copy.deepcopy(next(item for item in records_data()["documents"] if item["key"] == key))


def _take_record_facts(data: Data, names: tuple[str, ...]) -> None:
    """Facts of the records become facts of the regulation, with the documents they stand in."""
    known = {item["key"] for item in data["facts"]}
    for item in records_data()["facts"]:
        if item["key"] in names and item["key"] not in known:
            data["facts"].append(copy.deepcopy(item))
            document = item["source"]["document"]
            if document not in [found["key"] for found in data["documents"]]:
                data["documents"].insert(0, _record_document(document))


def _add_gates(data: Data, own: Own, parent: Regulation) -> Iterator[str]:
    """Further conditions. A level's conditions all have to hold, so a condition more never makes it easier."""
    for number, item in enumerate(own.get("gates", ()), 1):
        place = entry("gates", number, item)
        facts = {**record_facts(), **parent.facts}
        yield from condition_faults(f"{place}, test", item["test"], {**facts, **parent.settings})
        _take_record_facts(data, names_in(item["test"]))
        data["gates"].append(
            {
                "rule": f"{item['level']}.local.{item['key']}",
                "level": item["level"],
                "subjects": item["subjects"],
                "test": item["test"],
                "text": item["text"],
                "source": {"document": _own_document(data), "article": item["source"]},
                "mark": "R",
            }
        )


def _add_criteria(data: Data, own: Own, parent: Regulation) -> Iterator[str]:
    """The sub-points, where no committee above has shared them out already."""
    groups = {group.key: group.points for group in parent.score_groups}
    score = parent.facts.get("score")
    for number, item in enumerate(own.get("criteria", ()), 1):
        place = entry("criteria", number, item)
        if score is None:
            yield fault(place, _("quy định này chấm bốn mức chứ không chấm điểm; hãy bỏ bộ tiêu chí đi"))
            continue
        try:
            found = read_criteria(item, parent.facts, groups, score.most)
        except RegulationFault as error:
            yield from (f"{place}: {sentence}" for sentence in (str(error), *error.details))
            continue
        if found.regulation not in (data["key"], *data["ancestors"]):
            words = {"regulation": one_line(found.regulation), "key": data["ancestors"][0]}
            yield fault(
                place, _("bộ này thuộc quy định “%(regulation)s”, không phải “%(key)s”; hãy chọn bộ khác") % words
            )
        for other in data.get("criteria_sets", ()):
            known = read_criteria(other, parent.facts)
            if set(known.subjects) & set(found.subjects) and _meet(known.unit_types, found.unit_types):
                words = {"title": known.title}
                yield fault(place, _("“%(title)s” đã chia điểm cho cùng đối tượng, loại hình; hãy bỏ một bộ") % words)
        data["criteria_sets"] = [*data.get("criteria_sets", ()), copy.deepcopy(dict(item))]


def _meet(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether two sets are meant for the same type of unit; none named means all."""
    return not some or not others or bool(set(some) & set(others))
