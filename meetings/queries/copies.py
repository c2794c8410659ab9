"""Minutes whose text stands in others already: last month's of the same unit, or those of its neighbours."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import Length

from cells.models import OrganisationPeriod
from cells.queries import superior_of
from core.periods import add_months
from meetings.models import Meeting, Passage
from meetings.rules.similarity import WORTH_TELLING, percent_copied, probes, runs
from meetings.workflow import HELD

MONTHS_BACK = 2
LOOKED_AT = 3
"""Of each sort so many of the likeliest are compared word by word."""
LONG_ENOUGH = 120
"""Characters; shorter passages say the same everywhere."""
COMPARED = (
    Passage.Kind.ITEM_BODY,
    Passage.Kind.ITEM_CONCLUSION,
    Passage.Kind.CONCLUSION,
    Passage.Kind.OPINION,
    Passage.Kind.SELF_ASSESSMENT,
)


HELD_STRETCHES = "(SELECT count(*) FROM unnest(%s::text[]) stretch WHERE strpos(meetings_passage.text, stretch) > 0)"


@dataclass(frozen=True)
class Copy:
    """Other minutes in which much of the text stands. Whether they may be named is for the page to decide."""

    meeting: Meeting
    percent: int
    is_own: bool
    """Of the same unit, an earlier month; else of a neighbour."""


def copies_of(meeting: Meeting) -> list[Copy]:
    """The likeliest earlier minutes of the unit and of a neighbour, where enough is alike. Five questions at most."""
    texts = list(_passages().filter(meeting=meeting).values_list("text", flat=True))
    own = runs(texts)
    wanted = probes(texts)
    if not wanted or not percent_copied(own, own):
        return []
    likely = _likely(meeting, wanted)
    others: dict[int, list[str]] = defaultdict(list)
    for number, text in _passages().filter(meeting__in=[row.pk for row in likely]).values_list("meeting", "text"):
        others[number].append(text)
    rows = [Copy(row, percent_copied(own, runs(others[row.pk])), row.cell_id == meeting.cell_id) for row in likely]
    rows = sorted((row for row in rows if row.percent >= WORTH_TELLING), key=lambda row: -row.percent)
    found = (next((row for row in rows if row.is_own is of_own_unit), None) for of_own_unit in (True, False))
    return [row for row in found if row]


def _passages() -> QuerySet[Passage]:
    long = Passage.objects.annotate(length=Length("text")).filter(length__gte=LONG_ENOUGH)
    return long.filter(is_removed=False, kind__in=COMPARED)


def _likely(meeting: Meeting, wanted: list[str]) -> list[Meeting]:
    """Those of the unit and of its neighbours in which the most of the stretches stand as they are."""
    day = meeting.held_on
    superior = superior_of(meeting.cell, day)
    first = add_months(day.replace(day=1), -MONTHS_BACK)
    near = Meeting.objects.filter(state__in=HELD, held_on__gte=first, held_on__lte=day).exclude(pk=meeting.pk)
    under = OrganisationPeriod.objects.in_force(day).filter(parent=superior).values("organisation")
    neighbours = near.filter(cell__in=under).exclude(cell=meeting.cell) if superior else near.none()
    numbers = [*_with_most(near.filter(cell=meeting.cell), wanted), *_with_most(neighbours, wanted)]
    rows = Meeting.objects.defer("snapshot").select_related("cell").prefetch_related("cell__periods")
    return list(rows.filter(pk__in=numbers))


def _with_most(meetings: QuerySet[Meeting], wanted: list[str]) -> list[int]:
    held = RawSQL(HELD_STRETCHES, [wanted])  # noqa: S611 - what was typed is a parameter
    rows = _passages().filter(meeting__in=meetings.values("pk")).annotate(held=held)
    counted = rows.values("meeting").annotate(all_held=Sum("held")).filter(all_held__gt=0)
    return [row["meeting"] for row in counted.order_by("-all_held", "-meeting")[:LOOKED_AT]]
