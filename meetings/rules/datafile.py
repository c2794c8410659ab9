"""Reading of the data files (scoring sheets, regulations): exact, and strict about what may stand in them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from meetings.rules import exact_json
from meetings.rules.expressions import Expression, ExpressionError, read_expression
from meetings.rules.inputs import READERS, Choice, Fact, InputError, Setting, Source, read_value

MARKS = ("R", "R-part", "M", "D", "C")
"""How well a rule is known: read at its source, read in part, recalled, derived, constructed."""
AnyFact = TypeVar("AnyFact", bound=Fact)
FACT_TYPES = (*READERS, "triggers")
FACT_REQUIRED = ("key", "label", "type", "unit", "meaning", "source", "mark")
FACT_OPTIONAL = ("subjects", "values", "least", "most", "may_be_empty")


class DataFileError(ValueError):
    """A mistake in a data file of the project: says the place and what is wrong there."""


def read_file(path: Path) -> tuple[dict[str, Any], str]:
    """The contents of a data file and the SHA-256 of its bytes; raises DataFileError."""
    raw = path.read_bytes()
    try:
        data = exact_json.loads(raw.decode())
    except (InputError, UnicodeDecodeError) as error:
        raise DataFileError(f"{path.name}: {error}") from error
    return take(path.name, data, optional=None), hashlib.sha256(raw).hexdigest()


def take(
    where: str, data: Any, required: Collection[str] = (), optional: Collection[str] | None = ()
) -> dict[str, Any]:
    """``data`` as an object with all of ``required`` and nothing beyond ``optional`` (None: anything)."""
    if not isinstance(data, dict):
        raise DataFileError(f"{where}: an object is expected")
    missing = [name for name in required if name not in data]
    unknown = [name for name in data if optional is not None and name not in (*required, *optional)]
    if missing or unknown:
        raise DataFileError(f"{where}: missing {missing}, unknown {unknown}")
    return data


def expect(condition: bool, where: str, fault: str) -> None:
    """Raise DataFileError unless the condition holds."""
    if not condition:
        raise DataFileError(f"{where}: {fault}")


def read_source(where: str, data: Any, documents: Mapping[str, str]) -> Source:
    """A source, its document given by a key of ``documents`` (key to title)."""
    take(where, data, ("document", "article"))
    expect(data["document"] in documents, where, f"unknown document {data['document']!r}")
    return Source(documents[data["document"]], data["article"])


def read_test(where: str, text: Any, facts: Mapping[str, Fact]) -> Expression:
    """A condition over ``facts``."""
    try:
        return read_expression(text, facts)
    except (ExpressionError, TypeError) as error:
        raise DataFileError(f"{where}: {error}") from error


def read_fact(where: str, data: Any, documents: Mapping[str, str], subjects: tuple[str, ...] = ()) -> Fact:
    """The definition of a fact."""
    take(where, data, FACT_REQUIRED, FACT_OPTIONAL)
    return Fact(**_fact_fields(where, data, documents, subjects))


def read_setting(where: str, data: Any, documents: Mapping[str, str]) -> Setting:
    """The definition of a setting; its default is a value that it may take, or null for "not decided"."""
    take(where, data, (*FACT_REQUIRED, "default"), FACT_OPTIONAL)
    fields = _fact_fields(where, data, documents, ())
    try:
        default = read_value(Fact(**fields), data["default"])
    except InputError as error:
        raise DataFileError(f"{where}.default: {error}") from error
    return Setting(**fields, default=default)


def _fact_fields(where: str, data: Any, documents: Mapping[str, str], subjects: tuple[str, ...]) -> dict[str, Any]:
    expect(data["type"] in FACT_TYPES, where, f"unknown type {data['type']!r}")
    expect(data["mark"] in MARKS, where, f"unknown mark {data['mark']!r}")
    values = tuple(Choice(**take(f"{where}.values", item, ("key", "label"))) for item in data.get("values", ()))
    expect(bool(values) == (data["type"] in ("choice", "choices")), where, "only a choice has values")
    plain = {name: data[name] for name in ("key", "label", "type", "unit", "meaning", "mark")}
    return {
        **plain,
        "source": read_source(f"{where}.source", data["source"], documents),
        "subjects": subjects,
        "values": values,
        "least": data.get("least", 0 if data["type"] == "count" else None),
        "most": data.get("most"),
        "may_be_empty": data.get("may_be_empty", False),
    }


def keyed(where: str, items: Sequence[AnyFact]) -> dict[str, AnyFact]:
    """Facts or settings by their key, each key once."""
    table = {item.key: item for item in items}
    expect(len(table) == len(items), where, "a key stands twice")
    return table
