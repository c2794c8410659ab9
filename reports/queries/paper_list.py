"""Everything that can be printed for a unit and a year: what it is for, its form number then, where it is asked for.

A reader is given only what he may ask for. Form numbers are those of the year's regulation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise

from accounts.models import User
from cells.access import scope_of
from cells.models import CELL_KINDS, Organisation
from cells.rules.statistics import forms as statistics_forms
from core.errors import DomainError
from evaluations.access import period_actions_for, periods_visible_to
from evaluations.models import Evaluation, Period
from evaluations.queries.regulations import regulation_for, regulation_of
from evaluations.rules.parts import Form
from reports.catalogue import CATALOGUE
from reports.queries.known_papers import GROUPS, PAPERS, STATISTICS, Paper, Place

ENDINGS = ("", "_word", "_xlsx", "_zip")
WORDS = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel", "zip": "ZIP"}


@dataclass(frozen=True)
class Line:
    """One paper as it is shown."""

    label: str | Promise
    about: str | Promise
    number: str
    formats: tuple[str, ...]
    url: str


@dataclass(frozen=True)
class Group:
    label: str | Promise
    lines: tuple[Line, ...]


def papers_for(user: User, unit: Organisation, year: int) -> list[Group]:
    """The groups that hold a paper for this reader, in a fixed number of queries."""
    place = place_of(user, unit, year)
    lines: dict[str, list[Line]] = {key: [] for key, _label in GROUPS}
    for paper in PAPERS:
        url = paper.url(place)
        number = _numbers(paper, place.forms)
        if url and not (paper.forms == ("05",) and not number):
            lines[paper.group].append(Line(paper.label, paper.about, number, _formats(paper.key), url))
    lines[STATISTICS] += _statistics(place)
    return [Group(label, tuple(lines[key])) for key, label in GROUPS if lines[key]]


def place_of(user: User, unit: Organisation, year: int) -> Place:
    """What the list has to know of the reader, the unit and the year."""
    rows = periods_visible_to(user).filter(year=year, quarter=None).select_related("organisation")
    holding = Evaluation.objects.filter(cell=unit, period__year=year).order_by().values("period")
    found = list(rows.filter(Q(organisation=unit) | Q(pk__in=holding)).order_by("pk"))
    period = next((row for row in found if row.organisation_id == unit.pk), found[0] if found else None)
    return Place(
        unit,
        year,
        period,
        period_actions_for(user, period) if period else frozenset(),
        unit.kind in CELL_KINDS,
        unit.pk in scope_of(user).exported,
        _forms_of(period, year),
    )


def _forms_of(period: Period | None, year: int) -> tuple[Form, ...]:
    try:
        return tuple((regulation_of(period) if period else regulation_for(year)).forms)
    except DomainError:
        return ()


def _numbers(paper: Paper, known: Iterable[Form]) -> str:
    """ "Mẫu 01, Mẫu 02A" as the regulation of the year numbers them; empty where it has none."""
    return ", ".join(form.number for form in known if form.key in paper.forms)


def _formats(key: str) -> tuple[str, ...]:
    kinds = (CATALOGUE.get(f"{key}{ending}") for ending in ENDINGS)
    return tuple(WORDS[kind.extension] for kind in kinds if kind)


def _statistics(place: Place) -> list[Line]:
    formats = _formats("statistics")
    return [
        Line(form.title, form.about, form.number, formats, _statistics_url(place, form))
        for form in statistics_forms().values()
    ]


def _statistics_url(place: Place, form: Any) -> str:
    page = reverse("cells:statistics_form", args=[place.unit.pk, form.key])
    return f"{page}?tu=01/01/{place.year}&den=31/12/{place.year}"
