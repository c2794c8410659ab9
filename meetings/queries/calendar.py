"""The calendar of a month: the day each cell below a committee registered, what was agreed, and what clashes."""

from __future__ import annotations

import datetime as dt
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from cells.models import CELL_KINDS, Organisation, OrganisationPeriod
from cells.queries.oversight import Keeper, keepers_of
from cells.queries.tree import subtree_ids
from core.ids import IdSet
from core.vietnamese import search_key
from meetings.models import Meeting, MeetingKind, PublishedCalendar
from meetings.rules.conduct import conduct_on, last_day
from meetings.rules.kinds import generic_places, kinds_in_calendar
from meetings.workflow import HELD, State


class DayState(models.TextChoices):
    """Where the day of one meeting stands."""

    WAITING = "waiting", gettext_lazy("chờ đăng ký")
    REGISTERED = "registered", gettext_lazy("đã đăng ký, chờ thống nhất")
    AGREED = "agreed", gettext_lazy("đã thống nhất")
    RETURNED = "returned", gettext_lazy("đề nghị đổi lịch")
    HELD = "held", gettext_lazy("đã họp")


TONES: dict[str, tuple[str, str]] = {
    DayState.WAITING: ("plain", "dot"),
    DayState.REGISTERED: ("wait", "clock"),
    DayState.AGREED: ("good", "check"),
    DayState.RETURNED: ("late", "undo"),
    DayState.HELD: ("good", "check"),
}
NAMED = 3
"""How many clashing cells are named."""


@dataclass
class CalendarLine:
    """One meeting of one cell in the month, or a cell that has registered nothing for it yet."""

    cell: Organisation
    meeting: Meeting | None
    keepers: list[Keeper]
    clashes: list[str] = field(default_factory=list)

    @property
    def state(self) -> str:
        if self.meeting is None:
            return DayState.WAITING
        return DayState.HELD if self.meeting.state in HELD else DayState(self.meeting.registration)

    @property
    def label(self) -> str:
        return str(DayState(self.state).label)

    @property
    def keeper_names(self) -> list[str]:
        """Those in charge, each once: one may be so by assignment and in a working group."""
        return list({keeper.member.pk: str(keeper.member) for keeper in self.keepers}.values())

    @property
    def tone(self) -> tuple[str, str]:
        """The colour of its badge, and the sign beside the words."""
        return TONES[self.state]

    @cached_property
    def minutes(self) -> int:
        """When it begins, in minutes of the day."""
        time = self.meeting.planned_time if self.meeting else None
        return time.hour * 60 + time.minute if time else 0

    @cached_property
    def place_key(self) -> str:
        """The place as it is compared; empty online, and for a name that many cells give to their own houses."""
        if self.meeting is None or self.meeting.mode == Meeting.Mode.ONLINE:
            return ""
        key = search_key(self.meeting.place)
        return "" if key in generic_places() else key

    @property
    def may_be_agreed(self) -> bool:
        return self.state in (DayState.REGISTERED, DayState.RETURNED)

    @property
    def kind_words(self) -> str:
        return str(MeetingKind(self.meeting.kind).label) if self.meeting else ""

    @property
    def may_be_returned(self) -> bool:
        return self.state in (DayState.REGISTERED, DayState.AGREED)

    @property
    def token(self) -> str:
        return day_token(self.meeting) if self.meeting else ""


def day_token(meeting: Meeting) -> str:
    """Stands for day, hour and place as they were read: who agrees to them agrees to no others."""
    seen = f"{meeting.held_on}|{meeting.planned_time}|{meeting.place}"
    return f"{zlib.crc32(seen.encode()):08x}"


def month_calendar(committee: Organisation, year: int, month: int) -> list[CalendarLine]:
    """The cells below a committee that stand at the end of the month, in the order of the paper list, with their
    meetings of that month; in a fixed number of queries."""
    cells = cells_below(committee, last_day(year, month))
    meetings: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in meetings_of_month(cells, year, month):
        meetings[meeting.cell_id].append(meeting)
    keepers = keepers_of(cells, last_day(year, month))
    lines = []
    for cell in cells:
        own = meetings[cell.pk]
        if not any(meeting.is_regular for meeting in own):
            lines.append(CalendarLine(cell, None, keepers.get(cell.pk, [])))
        for meeting in own:
            meeting.cell = cell
            lines.append(CalendarLine(cell, meeting, keepers.get(cell.pk, [])))
    _note_clashes(lines)
    return lines


def cells_below(committee: Organisation, on: dt.date) -> list[Organisation]:
    """The cells that stand below a committee on that day."""
    below = IdSet(subtree_ids([committee.pk]))
    places = OrganisationPeriod.objects.in_force(on).filter(organisation__in=below, kind__in=CELL_KINDS)
    standing = Organisation.objects.filter(pk__in=places.values("organisation")).exclude(ended_on__lt=on)
    return list(standing.prefetch_related("periods").order_by("order", "pk"))


def meetings_of_month(cells: Iterable[Organisation], year: int, month: int) -> models.QuerySet[Meeting]:
    """What the calendar shows of these cells: no cancelled meetings, none of their committees or groups."""
    rows = Meeting.objects.filter(cell__in=list(cells), year=year, month=month, kind__in=kinds_in_calendar())
    return rows.exclude(state=State.CANCELLED).defer("snapshot").order_by("held_on", "planned_time", "pk")


def counts_by_state(lines: Iterable[CalendarLine]) -> list[tuple[str, str, int]]:
    """Each state with its words and how many lines are in it."""
    counts = Counter(line.state for line in lines)
    return [(state, str(label), counts[state]) for state, label in DayState.choices]


def _note_clashes(lines: Sequence[CalendarLine]) -> None:
    """Two cells in one place at one time, and a person in charge whom two cells want at once."""
    by_day: dict[dt.date, list[CalendarLine]] = defaultdict(list)
    for line in lines:
        if line.meeting is not None and line.meeting.planned_time is not None and line.state != DayState.HELD:
            by_day[line.meeting.held_on].append(line)
    for day, beside in by_day.items():
        within = conduct_on(day).minimum_minutes
        for line in beside:
            others = [other for other in beside if _overlap(line, other, within=within)]
            line.clashes += [*_in_one_place(line, others), *_with_one_person(line, others)]


def _in_one_place(line: CalendarLine, others: Sequence[CalendarLine]) -> list[str]:
    place = line.place_key
    cells = [str(other.cell) for other in others if place and other.place_key == place]
    return [_("Cùng địa điểm, cùng giờ với %(cells)s.") % {"cells": _few(cells)}] if cells else []


def _with_one_person(line: CalendarLine, others: Sequence[CalendarLine]) -> list[str]:
    found: dict[str, list[str]] = defaultdict(list)
    for other in others:
        wanted = {keeper.member.pk for keeper in other.keepers}
        for keeper in line.keepers:
            if keeper.member.pk in wanted and str(other.cell) not in found[str(keeper.member)]:
                found[str(keeper.member)].append(str(other.cell))
    return [
        _("Đồng chí %(name)s phụ trách cả %(cells)s họp cùng giờ.") % {"name": name, "cells": _few(cells)}
        for name, cells in found.items()
        if cells
    ]


def _few(cells: Sequence[str]) -> str:
    """The names of some cells, and how many there are besides."""
    if len(cells) <= NAMED:
        return ", ".join(cells)
    return _("%(cells)s và %(count)s chi bộ khác") % {
        "cells": ", ".join(cells[:NAMED]),
        "count": len(cells) - NAMED,
    }


def _overlap(line: CalendarLine, other: CalendarLine, *, within: int) -> bool:
    """Whether meetings of two cells on one day begin within the length of an ordinary one, in minutes."""
    return line.cell.pk != other.cell.pk and abs(line.minutes - other.minutes) < within


def rows_to_publish(lines: Iterable[CalendarLine]) -> list[dict[str, Any]]:
    """What a published calendar keeps of the agreed days: plain values, by day and hour."""
    with override("vi"):
        rows = [_row(line) for line in lines if line.meeting and line.meeting.registration == DayState.AGREED]
    return sorted(rows, key=lambda row: (row["held_on"], row["time"], row["cell"]))


def _row(line: CalendarLine) -> dict[str, Any]:
    meeting = line.meeting
    assert meeting is not None
    return {
        "cell_id": line.cell.pk,
        "cell": line.cell.label(meeting.held_on),
        "kind": str(MeetingKind(meeting.kind).label),
        "held_on": meeting.held_on.isoformat(),
        "time": f"{meeting.planned_time:%H:%M}" if meeting.planned_time else "",
        "place": meeting.place,
        "is_online": meeting.mode == Meeting.Mode.ONLINE,
        "theme": meeting.theme,
        "keepers": line.keeper_names,
    }


def published(committee: Organisation, year: int, month: int) -> PublishedCalendar | None:
    """The latest edition of a month's calendar."""
    return committee.published_calendars.filter(year=year, month=month).order_by("-edition").first()


def recommended_agenda(cell: Organisation, year: int, month: int) -> list[str]:
    """What the committee above proposed for the agendas of that month, in its published calendar; else nothing."""
    return next((list(row.rows.get("agenda", [])) for row in calendars_for(cell, year, month)), [])


def calendars_for(cell: Organisation, year: int, month: int) -> list[PublishedCalendar]:
    """The latest editions of that month by the direct superior and the one above it, the nearest first."""
    day = last_day(year, month)
    found: list[PublishedCalendar] = []
    unit = cell.period(day)
    for _step in range(2):
        if unit is None or unit.parent_id is None:
            break
        row = PublishedCalendar.objects.filter(organisation=unit.parent_id, year=year, month=month)
        found += row.select_related("organisation").prefetch_related("organisation__periods").order_by("-edition")[:1]
        unit = OrganisationPeriod.objects.in_force(day).filter(organisation=unit.parent_id).first()
    return found
