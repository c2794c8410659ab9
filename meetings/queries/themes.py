"""The themes of a year and the key tasks that cells serve."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Prefetch, Q, QuerySet

from cells.models import Organisation
from cells.queries import line_up
from core.periods import today
from meetings.models import KeyTask, YearTheme
from meetings.workflow import HELD


def theme_of(organisation: Organisation, year: int) -> YearTheme | None:
    """The theme of one unit with its ``shown`` key tasks, each with ``serving``: how many tasks serve it."""
    return _themes().filter(organisation=organisation, year=year).first()


def themes_for(organisation: Organisation, year: int) -> list[YearTheme]:
    """The themes a unit works under: its own, then those of the committees above, the nearest first."""
    places = {number: place for place, number in enumerate(line_up(organisation, _day_in(year)))}
    found = _themes().filter(organisation__in=places, year=year)
    return sorted(found, key=lambda theme: places[theme.organisation_id])


def key_tasks_for(organisation: Organisation, year: int) -> list[KeyTask]:
    """The key tasks and breakthroughs that a unit's tasks of a year may serve: of the unit and of those above it."""
    return [row for theme in themes_for(organisation, year) for row in theme.shown]  # type: ignore[attr-defined]


def key_task_of(number: int) -> KeyTask | None:
    """One key task with its theme and unit."""
    rows = KeyTask.objects.select_related("theme__organisation").prefetch_related("theme__organisation__periods")
    return rows.filter(pk=number).first()


def years_with_themes(organisations: Iterable[int]) -> list[int]:
    """The years for which any of these units has a theme, the latest first."""
    found = YearTheme.objects.filter(organisation__in=list(organisations)).order_by("-year")
    return list(found.values_list("year", flat=True).distinct())


def _themes() -> QuerySet[YearTheme]:
    there = Q(tasks__is_removed=False, tasks__meeting__state__in=HELD)
    shown = KeyTask.objects.filter(is_removed=False).annotate(serving=Count("tasks", filter=there))
    return (
        YearTheme.objects.select_related("organisation")
        .prefetch_related("organisation__periods")
        # Key tasks before breakthroughs, as papers list them.
        .prefetch_related(Prefetch("key_tasks", shown.order_by("-kind", "order", "pk"), "shown"))
    )


def _day_in(year: int) -> dt.date:
    """Today if it lies in the year, else the day of the year nearest to it."""
    day = today()
    if day.year == year:
        return day
    return dt.date(year, 12, 31) if day.year > year else dt.date(year, 1, 1)
