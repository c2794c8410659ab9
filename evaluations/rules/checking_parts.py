"""What is wrong with the parts of a regulation that pages go by: order, forms, deadlines, cap, appendices, subjects."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from evaluations.rules.regulation_shape import APPENDIX
from evaluations.rules.shapes import entry, fault, repeated
from meetings.rules.inputs import listed, one_line

Data = Mapping[str, Any]
SUBJECTED = ("special_cases", "forms", "opinions", "periods")


def faults_beside_the_rules(data: Data, subjects: Collection[str]) -> Iterator[str]:
    """Sentences for everything wrong beside the rules."""
    yield from _faults_of_subjects(data, subjects)
    yield from _faults_of_order(data)
    yield from _faults_of_forms(data)
    yield from _faults_of_appendices(data, subjects)
    yield from _faults_of_deadlines(data)
    cap = data.get("cap")
    if cap and cap["uplift_rate"] is not None and cap["uplift_rate"] < cap["rate"]:
        words = {"uplift": cap["uplift_rate"], "rate": cap["rate"]}
        yield fault("cap", _("tỷ lệ khi được nâng %(uplift)s %% thấp hơn tỷ lệ thường %(rate)s %%; hãy sửa") % words)
    lowest = data["below_lowest"]
    if "rule" in lowest and not {"subjects", "source", "mark"} <= set(lowest):
        yield fault("below_lowest", _("có “rule” thì phải có subjects, source, mark; hãy ghi thêm"))


def _faults_of_subjects(data: Data, subjects: Collection[str]) -> Iterator[str]:
    for part in SUBJECTED:
        for number, item in enumerate(data.get(part, ()), 1):
            yield from _unknown(entry(part, number, item), item.get("subjects", ()), subjects)
    yield from _unknown("below_lowest", data["below_lowest"].get("subjects", ()), subjects)


def _unknown(place: str, names: Iterable[str], known: Collection[str]) -> Iterator[str]:
    for name in names:
        if name not in known:
            words = {"name": one_line(name), "names": listed(sorted(known))}
            yield fault(place, _("đối tượng “%(name)s” không có trong: %(names)s; hãy sửa") % words)


def _faults_of_order(data: Data) -> Iterator[str]:
    pairs = [(item["before"], item["after"]) for item in data.get("order", ())]
    cycle = cycle_in(pairs)
    if cycle:
        words = {"cycle": " → ".join(cycle)}
        yield fault("order", _("thứ tự đi vòng tròn: %(cycle)s; hãy bỏ một mục") % words)


def cycle_in(pairs: Collection[tuple[str, str]]) -> list[str]:
    """The first circle in an order of (before, after), its first step again at the end; none when there is none."""
    after: dict[str, list[str]] = {}
    for first, second in pairs:
        after.setdefault(first, []).append(second)
    done: set[str] = set()

    def walk(step: str, path: list[str]) -> list[str]:
        if step in path:
            return [*path[path.index(step) :], step]
        if step in done:
            return []
        for following in after.get(step, ()):
            found = walk(following, [*path, step])
            if found:
                return found
        done.add(step)
        return []

    return next((found for found in (walk(step, []) for step in after) if found), [])


def _faults_of_forms(data: Data) -> Iterator[str]:
    for number, item in enumerate(data["forms"], 1):
        for key in repeated([section["key"] for section in item.get("sections", ())]):
            place = entry("forms", number, item)
            yield fault(place, _("mục “%(key)s” đứng hai lần; hãy đổi tên một") % {"key": one_line(key)})


def _faults_of_appendices(data: Data, subjects: Collection[str]) -> Iterator[str]:
    score = data.get("score", {})
    groups = {group["key"] for group in score.get("groups", ())}
    for number, item in enumerate((*score.get("appendices", ()), *data.get("appendices", ())), 1):
        place = entry("appendices", number, item)
        wrong = list(APPENDIX(place, item))
        yield from wrong
        if wrong:
            continue
        yield from _unknown(place, item["subjects"], subjects)
        for key in item["headings"]:
            if groups and key not in groups:
                words = {"key": one_line(key), "groups": listed(sorted(groups))}
                yield fault(place, _("nhóm “%(key)s” không có trong: %(groups)s; hãy sửa") % words)


def _faults_of_deadlines(data: Data) -> Iterator[str]:
    for number, item in enumerate(data["deadlines"], 1):
        if read_day(item["before"]) is None:
            words = {"before": one_line(item["before"])}
            yield fault(entry("deadlines", number, item), _("“%(before)s” không phải ngày; hãy viết như 15/12") % words)


def read_day(text: str) -> tuple[int, int] | None:
    """Month and day of "31/12"; None when there is no such day."""
    parts = text.split("/")
    if len(parts) != 2 or not all(part.isascii() and part.isdecimal() and len(part) == 2 for part in parts):
        return None
    number, month = int(parts[0]), int(parts[1])
    most = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}.get(month, 31)
    return (month, number) if 1 <= month <= 12 and 1 <= number <= most else None
