"""Frozen dataclasses of plain values, to JSON and back: how papers are kept as they were."""

import dataclasses
import datetime as dt
import types
import typing
from typing import Any


def to_plain(thing: Any) -> dict[str, Any]:
    """The fields of a dataclass as JSON values; days and times as ISO words, tuples as lists."""
    plain = _plain(dataclasses.asdict(thing))
    assert isinstance(plain, dict)
    return plain


def from_plain(hint: Any, value: Any) -> Any:
    """``value`` from JSON as the type ``hint`` says; fields that an older form lacked take their defaults."""
    if value is None:
        return None
    if typing.get_origin(hint) is types.UnionType:
        return from_plain(typing.get_args(hint)[0], value)
    if typing.get_origin(hint) is tuple:
        return tuple(from_plain(typing.get_args(hint)[0], inner) for inner in value)
    if dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        names = [each.name for each in dataclasses.fields(hint) if each.name in value]
        return hint(**{name: from_plain(hints[name], value[name]) for name in names})  # type: ignore[operator]
    return hint.fromisoformat(value) if hint in (dt.date, dt.time) else value


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value
