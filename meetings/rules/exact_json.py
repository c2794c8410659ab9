"""JSON with exact numbers: whole numbers are ``int``, all others ``Decimal``, never a binary float."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from meetings.rules.inputs import MOST_DIGITS, InputError, digits, one_line


class UnreadableNumber:
    """Stands where a number cannot be used, until the object around it can name the field."""

    def __init__(self, text: str) -> None:
        self.text = text


def _read_whole(text: str) -> int | UnreadableNumber:
    return int(text) if len(text.lstrip("-")) <= MOST_DIGITS else UnreadableNumber(text)


def _read_decimal(text: str) -> Decimal | UnreadableNumber:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return UnreadableNumber(text)
    return value if digits(value) <= MOST_DIGITS else UnreadableNumber(text)


def _refuse_unreadable(name: str, value: object) -> None:
    if isinstance(value, list):
        for item in value:
            _refuse_unreadable(name, item)
    if isinstance(value, UnreadableNumber):
        raise InputError(name, _("%(value)s không phải là số dùng được") % {"value": one_line(value.text)})
    if isinstance(value, str) and not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise InputError(name, _("có ký tự Unicode hỏng"))


def _read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        _refuse_unreadable("", name)
        if name in members:
            raise InputError(name, _("được khai hai lần"))
        _refuse_unreadable(name, value)
        members[name] = value
    return members


_DECODER = json.JSONDecoder(
    object_pairs_hook=_read_object,
    parse_int=_read_whole,
    parse_float=_read_decimal,
    parse_constant=UnreadableNumber,
)


def skip_blanks(text: str, place: int) -> int:
    """The place of the first character from ``place`` on that is not a JSON blank."""
    while place < len(text) and text[place] in " \t\r\n":
        place += 1
    return place


def read_value(text: str, place: int) -> tuple[Any, int]:
    """The JSON value that begins at ``place`` and the place after it; raises InputError for anything else."""
    try:
        value, end = _DECODER.raw_decode(text, skip_blanks(text, place))
        _refuse_unreadable("", value)
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno}
        raise InputError("", _("không phải là JSON (dòng %(line)s, cột %(column)s)") % where) from error
    except RecursionError as error:
        raise InputError("", _("lồng nhau quá sâu")) from error
    return value, end


def loads(text: str) -> Any:
    """The one JSON value that ``text`` holds; raises InputError."""
    value, end = read_value(text, 0)
    refuse_rest(text, end)
    return value


def refuse_rest(text: str, place: int) -> None:
    """Raise InputError when anything but blanks follows."""
    if skip_blanks(text, place) < len(text):
        raise InputError("", _("còn chữ thừa sau phần JSON"))


def dumps(value: object, indent: str = "") -> str:
    """JSON text, readable, Vietnamese letters as they are, a Decimal as the number it is."""
    inner = indent + "  "
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict) and value:
        lines = [f"{inner}{dumps(str(name))}: {dumps(part, inner)}" for name, part in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    if isinstance(value, list | tuple) and value:
        return "[\n" + ",\n".join(inner + dumps(part, inner) for part in value) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False)
