"""Kinds of organisation through the changes of 2025 and 2026: label, last day, and what may stand under what.

Data: ``kinds.json``, with its sources.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cells.models import OrganisationKind
from core.errors import DomainError
from core.periods import format_date

DATA = Path(__file__).with_name("kinds.json")
SPOKEN = (
    gettext_noop("đảng bộ tỉnh, thành phố"),
    gettext_noop("đảng bộ huyện, quận, thị xã"),
    gettext_noop("đảng bộ cơ sở xã, phường, thị trấn"),
    gettext_noop("đảng bộ xã, phường, đặc khu (cấp trên trực tiếp của tổ chức cơ sở đảng)"),
    gettext_noop("đảng bộ cơ sở xã, phường, đặc khu"),
    gettext_noop("đảng bộ cơ sở"),
    gettext_noop("đảng bộ bộ phận"),
    gettext_noop("chi bộ cơ sở"),
    gettext_noop("chi bộ trực thuộc"),
    gettext_noop("chi bộ"),
    gettext_noop("tổ đảng"),
)
"""The labels of ``kinds.json``, named here so that they can be translated."""


@dataclass(frozen=True)
class Label:
    """What a kind is called from one day on, and which text says so."""

    text: str
    source: str
    mark: str
    valid_from: dt.date


@dataclass(frozen=True)
class Kind:
    """One kind of organisation."""

    labels: tuple[Label, ...]
    last_day: dt.date | None
    last_day_source: str
    under: frozenset[str]
    """Kinds under which it stands by the texts."""
    doubtful: frozenset[str]
    """Kinds under which it is met though no text seen says so."""

    def label(self, on: dt.date) -> Label:
        return next(label for label in reversed(self.labels) if label.valid_from <= on)


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind of ``OrganisationKind``, as the data file describes it."""
    data = json.loads(DATA.read_text(encoding="utf-8"))["kinds"]
    return {kind: _read(data[kind]) for kind in OrganisationKind.values}


def _read(entry: dict) -> Kind:
    last_day = entry.get("last_day")
    return Kind(
        labels=tuple(
            Label(row["label"], row["source"], row["mark"], dt.date.fromisoformat(row.get("from", "1900-01-01")))
            for row in entry["labels"]
        ),
        last_day=dt.date.fromisoformat(last_day) if last_day else None,
        last_day_source=entry.get("last_day_source", ""),
        under=frozenset(entry["under"]),
        doubtful=frozenset(entry["doubtful"]),
    )


def kind_label(kind: str, on: dt.date) -> str:
    """What an organisation of that kind was called on that day: "chi bộ trực thuộc" became "chi bộ" on 26/7/2026."""
    return _(kinds()[kind].label(on).text) if kind in kinds() else ""


def refuse_ended_kind(kind: str, on: dt.date) -> None:
    """Raise DomainError when no organisation of that kind may begin anything on that day: districts after 30/6/2025."""
    known = kinds()[kind]
    if known.last_day is not None and on > known.last_day:
        raise DomainError(
            _("Từ %(day)s không còn %(kind)s (%(source)s); hãy chọn cấp khác hoặc ngày sớm hơn.")
            % {
                "day": format_date(known.last_day + dt.timedelta(days=1)),
                "kind": kind_label(kind, on),
                "source": known.last_day_source,
            },
            field="kind",
        )


def refuse_wrong_place(kind: str, superior: str, on: dt.date) -> None:
    """Raise DomainError when that kind can never stand under ``superior``: a cell under a cell, a province anywhere."""
    known = kinds()[kind]
    if superior not in known.under | known.doubtful:
        raise DomainError(
            _("%(kind)s không thể đứng dưới %(superior)s; hãy chọn cấp trên khác.")
            % {"kind": kind_label(kind, on).capitalize(), "superior": kind_label(superior, on)},
            field="parent",
        )


def place_warning(kind: str, superior: str, on: dt.date) -> str:
    """A sentence when no text seen puts that kind under ``superior``; else nothing."""
    if superior not in kinds()[kind].doubtful:
        return ""
    return _("Thường %(kind)s không đứng thẳng dưới %(superior)s; hãy xem lại nếu ghi nhầm.") % {
        "kind": kind_label(kind, on),
        "superior": kind_label(superior, on),
    }
