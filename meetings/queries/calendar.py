"""The calendar of a month: the day each cell below a committee registered, what was agreed, and what clashes."""

from __future__ import annotations

import datetime as dt
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
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
    def may_be_agreed(self) -> bool:
        return self.state in (DayState.REGISTERED, DayState.RETURNED)

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
    for beside in by_day.values():
        for number, line in enumerate(beside):
            for other in beside[number + 1 :]:
                _compare(line, other)


def _compare(line: CalendarLine, other: CalendarLine) -> None:
    assert line.meeting is not None
    assert other.meeting is not None
    if line.cell.pk == other.cell.pk or not _overlap(line.meeting, other.meeting):
        return
    if _same_place(line.meeting, other.meeting):
        for one, beside in ((line, other), (other, line)):
            one.clashes.append(_("Cùng địa điểm, cùng giờ với %(cell)s.") % {"cell": beside.cell})
    shared = {keeper.member.pk for keeper in line.keepers} & {keeper.member.pk for keeper in other.keepers}
    names = {keeper.member.pk: str(keeper.member) for keeper in line.keepers if keeper.member.pk in shared}
    for name in names.values():
        for one, beside in ((line, other), (other, line)):
            one.clashes.append(
                _("Đồng chí %(name)s phụ trách cả %(cell)s họp cùng giờ.") % {"name": name, "cell": beside.cell}
            )


def _overlap(one: Meeting, other: Meeting) -> bool:
    """Whether two meetings of one day begin within the length of an ordinary one."""
    assert one.planned_time is not None
    assert other.planned_time is not None
    minutes = [clock.hour * 60 + clock.minute for clock in (one.planned_time, other.planned_time)]
    return abs(minutes[0] - minutes[1]) < conduct_on(one.held_on).minimum_minutes


def _same_place(one: Meeting, other: Meeting) -> bool:
    keys = [search_key(meeting.place) for meeting in (one, other)]
    online = Meeting.Mode.ONLINE in (one.mode, other.mode)
    return keys[0] == keys[1] and not online and keys[0] not in generic_places()


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
