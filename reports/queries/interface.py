"""The description of the interface, laid out for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Named:
    """A parameter or a field: its name, what may stand there, what it means."""

    name: str
    sort: str
    text: str
    is_needed: bool = False


@dataclass(frozen=True)
class Operation:
    """One address: what it gives, what it asks, what stands in one thing of the answer."""

    key: str
    path: str
    title: str
    group: str
    parameters: list[Named]
    fields: list[Named]


def operations(description: Mapping[str, Any]) -> list[Operation]:
    """Every address of the description, in its order."""
    return [
        _operation(path, deeds["get"], description["components"]["schemas"])
        for path, deeds in description["paths"].items()
    ]


def _operation(path: str, deed: Mapping[str, Any], schemas: Mapping[str, Any]) -> Operation:
    answer = deed["responses"]["200"]["content"]["application/json"]["schema"]
    asked = [
        Named(row["name"], _sort(row["schema"]), _text(row["schema"]), row.get("required", False))
        for row in deed.get("parameters", ())
    ]
    thing = _resolved(answer, schemas)
    items = thing.get("properties", {}).get("items")
    thing = _resolved(items, schemas) if items else thing
    needed = thing.get("required", ())
    fields = [
        Named(name, _sort(field), _text(field), name in needed) for name, field in thing.get("properties", {}).items()
    ]
    return Operation(deed["operationId"], path, deed["summary"], " ".join(deed.get("tags", ())), asked, fields)


def plain(text: str) -> str:
    """A text of the description without the marks of its formatting."""
    return text.replace("`", "")


def _text(schema: Mapping[str, Any]) -> str:
    return plain(schema.get("description", ""))


def _resolved(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema itself, or that of each row of a list."""
    schema = schema.get("items", schema) if schema.get("type") == "array" else schema
    reference = schema.get("$ref", "")
    return schemas[reference.rsplit("/", 1)[-1]] if reference else schema


def _sort(schema: Mapping[str, Any]) -> str:
    """As in "string (date)", "integer", "Grade", "null"."""
    if "anyOf" in schema:
        return " | ".join(_sort(each) for each in schema["anyOf"])
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if schema.get("type") == "array":
        return f"[{_sort(schema['items'])}]"
    form = schema.get("format")
    return f"{schema.get('type', 'object')}{f' ({form})' if form else ''}"
