"""What a data file may look like, said in sentences: each check yields what is wrong at a place, and what to do.

A place is the path that a person follows in the file: ``gates[3] excellent.tasks_done, test``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError
from meetings.rules.inputs import listed, one_line, shown

Check = Callable[[str, Any], Iterator[str]]
NAMES = ("key", "rule", "code", "giver", "number")
"""What an entry of a list is called by, the first that it has."""


class RegulationFault(DomainError):
    """What is wrong with a regulation or a set of criteria: a sentence for each fault, the first as its message."""


def raise_faults(faults: list[str]) -> None:
    """Raise RegulationFault with all sentences, if there are any."""
    if faults:
        raise RegulationFault(faults[0], details=faults[1:])


def fault(place: str, text: str) -> str:
    """One sentence: where, what, what to do."""
    return _("Mục %(place)s: %(text)s.") % {"place": place or _("cả tệp"), "text": text}


def entry(place: str, number: int, item: Any) -> str:
    """The place of one entry of a list, from 1, with its name."""
    names = [item.get(name) for name in NAMES] if isinstance(item, Mapping) else []
    name = next((one_line(value, 40) for value in names if isinstance(value, str) and value), "")
    return f"{place}[{number}] {name}".strip()


def text(place: str, value: Any) -> Iterator[str]:
    """Text that says something."""
    if not isinstance(value, str) or not value.strip():
        yield fault(place, _("phải là chữ và không để trống, nhận được %(value)s") % {"value": shown(value)})


def may_be_blank(place: str, value: Any) -> Iterator[str]:
    """Text, also none."""
    if not isinstance(value, str):
        yield fault(place, _("phải là chữ, nhận được %(value)s") % {"value": shown(value)})


def flag(place: str, value: Any) -> Iterator[str]:
    """True or false."""
    if not isinstance(value, bool):
        yield fault(place, _("phải là true hoặc false, nhận được %(value)s") % {"value": shown(value)})


def anything(_place: str, _value: Any) -> Iterator[str]:
    """Whatever stands there; it is checked later, with what it belongs to."""
    return iter(())


def whole(least: int, most: int) -> Check:
    """A whole number in a range."""

    def check(place: str, value: Any) -> Iterator[str]:
        if type(value) is not int or not least <= value <= most:
            words = {"least": least, "most": most, "value": shown(value)}
            yield fault(place, _("phải là số nguyên từ %(least)s đến %(most)s, nhận được %(value)s") % words)

    return check


def one_of(words: Collection[str]) -> Check:
    """One of some words."""

    def check(place: str, value: Any) -> Iterator[str]:
        if not isinstance(value, str) or value not in words:
            yield fault(
                place,
                _("%(value)s không có trong: %(words)s; hãy chọn một trong số đó")
                % {"value": shown(value), "words": listed(words)},
            )

    return check


def day(place: str, value: Any) -> Iterator[str]:
    """A date such as 2025-08-30."""
    try:
        dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        yield fault(place, _("phải là ngày viết như 2025-08-30, nhận được %(value)s") % {"value": shown(value)})


def or_null(check: Check) -> Check:
    """Null, or what ``check`` asks."""
    return lambda place, value: iter(()) if value is None else check(place, value)


def each(check: Check, least: int = 0) -> Check:
    """A list of at least ``least`` entries."""

    def check_list(place: str, value: Any) -> Iterator[str]:
        if not isinstance(value, list) or len(value) < least:
            words = {"least": least, "value": shown(value)}
            yield fault(place, _("phải là danh sách có ít nhất %(least)s mục, nhận được %(value)s") % words)
            return
        for number, item in enumerate(value, 1):
            yield from check(entry(place, number, item), item)

    return check_list


def record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with all of ``required`` and nothing beyond ``optional``."""
    optional = optional or {}

    def check(place: str, value: Any) -> Iterator[str]:
        if not isinstance(value, Mapping):
            yield fault(place, _("phải là một đối tượng {…}, nhận được %(value)s") % {"value": shown(value)})
            return
        for name in required:
            if name not in value:
                yield fault(place, _("thiếu “%(name)s”; hãy ghi thêm") % {"name": name})
        for name, part in value.items():
            if name not in required and name not in optional:
                words = {"name": one_line(str(name)), "names": listed([*required, *optional])}
                yield fault(place, _("“%(name)s” là tên lạ, không có trong: %(names)s; hãy sửa hoặc bỏ đi") % words)
            else:
                yield from (required.get(name) or optional[name])(f"{place}, {name}".removeprefix(", "), part)

    return check


def by_name(check: Check) -> Check:
    """An object whose names are free and whose values are alike."""

    def check_all(place: str, value: Any) -> Iterator[str]:
        if not isinstance(value, Mapping):
            yield fault(place, _("phải là một đối tượng {…}, nhận được %(value)s") % {"value": shown(value)})
            return
        for name, part in value.items():
            yield from check(f"{place}, {one_line(str(name))}", part)

    return check_all


def repeated(values: Collection[str]) -> list[str]:
    """The values that stand more than once, each named once."""
    seen = list(values)
    return [value for value in dict.fromkeys(seen) if seen.count(value) > 1]
