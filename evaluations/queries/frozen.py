"""The facts of the records as they were frozen at the cut-off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple

from evaluations.facts import to_json
from evaluations.models import FrozenFacts
from evaluations.queries.records import Basis, Exclusion, Link, Recorded
from evaluations.queries.sources.life import EXCLUSION


class Frozen(NamedTuple):
    """The last frozen facts of one subject."""

    evaluation: int
    version: int
    cut_off: dt.date
    values: Mapping[str, Any]
    basis: Mapping[str, Any] | None = None
    """Where they come from: long texts, which are read with the facts of one subject alone."""


def frozen_of(evaluations: Iterable[int]) -> dict[int, Frozen]:
    """The facts frozen last, by evaluation, in one query."""
    numbers = list(evaluations)
    rows = FrozenFacts.objects.filter(evaluation__in=numbers).order_by("evaluation", "-version")
    names = Frozen._fields if len(numbers) == 1 else Frozen._fields[:-1]
    return {row[0]: Frozen(*row) for row in rows.distinct("evaluation").values_list(*names)}


def thawed(frozen: Frozen, live: Recorded) -> Recorded:
    """Frozen facts as the rules read them, with those that are read as they stand until the decision."""
    values = dict(frozen.values)
    excluded = values.pop(EXCLUSION, None)
    exclusion = Exclusion(*excluded) if excluded else None
    return Recorded(values | dict(live.values), partial(_basis, frozen, live), exclusion)


def _basis(frozen: Frozen, live: Recorded) -> dict[str, Basis]:
    basis = frozen.basis
    if basis is None:
        rows = FrozenFacts.objects.filter(evaluation=frozen.evaluation, version=frozen.version)
        basis = rows.values_list("basis", flat=True).first() or {}
    return {key: thawed_basis(kept) for key, kept in basis.items()} | live.basis


def frozen_values(recorded: Recorded) -> dict[str, Any]:
    """What is kept of the records, as JSON."""
    kept = dict(to_json(recorded.values))
    gone = recorded.exclusion
    return kept | ({EXCLUSION: [gone.rule, gone.text, gone.source]} if gone else {})


def frozen_basis(basis: Basis) -> dict[str, Any]:
    """Where a fact came from, readable without this program."""
    links = [{"text": basis.text, "url": basis.url}] if basis.url else []
    links += [{"text": link.text, "url": link.url} for link in basis.links]
    return {"text": basis.text, "links": links}


def thawed_basis(kept: Mapping[str, Any]) -> Basis:
    """What was kept of where a fact came from."""
    links = tuple(Link(link["text"], link["url"]) for link in kept["links"])
    if links and links[0].text == kept["text"]:
        return Basis(kept["text"], links[0].url, links[1:])
    return Basis(kept["text"], "", links)
