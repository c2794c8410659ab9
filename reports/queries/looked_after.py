"""The cells that one user looks after, each with what a person in charge asks about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from cells.access import scope_of
from cells.models import (
    CELL_KINDS,
    Assignment,
    Office,
    Organisation,
    OrganisationPeriod,
    PilotUnit,
    Seat,
    WorkingGroupUnit,
)
from cells.queries.oversight import charges_of
from cells.queries.statute import warnings_of_units
from core.periods import day_of, format_date
from meetings.models import REGULAR_KINDS, Meeting, Task
from meetings.queries import MonthCell, MonthState, month_board
from meetings.queries.open_work import open_work_of
from meetings.workflow import HELD

LEADERS = (Office.SECRETARY, Office.DEPUTY_SECRETARY)
DAYS_TO_SEND, DAYS_TO_APPROVE = 2, 5
"""After how many days open minutes, and sent ones, are pointed out."""
Charges = tuple[list[Assignment], list[WorkingGroupUnit]]
MET = (MonthState.MET, MonthState.LATE)


@dataclass
class UnitLookedAfter:
    """One cell: why the user looks after it, this month's meeting, the last minutes, posts, what to heed."""

    cell: Organisation
    why: list[str]
    month: MonthCell
    held: int
    """Months of this year in which the cell met."""
    last: Meeting | None = None
    seats: list[Seat] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    overdue: list[Task] = field(default_factory=list)
    pilot: PilotUnit | None = None

    @property
    def open_weaknesses(self) -> list[str]:
        return [row.text for row in self.pilot.weaknesses.all() if row.state != "mended"] if self.pilot else []

    @property
    def needs_care(self) -> bool:
        return bool(self.warnings or self.overdue or self.open_weaknesses)


def cells_looked_after(user: User) -> QuerySet[Organisation]:
    """The standing cells the user looks after, by assignment, in a working group, or below a unit looked after."""
    now = OrganisationPeriod.objects.in_force().filter(kind__in=CELL_KINDS).values("organisation")
    charged = Organisation.objects.filter(pk__in=scope_of(user).charged, ended_on=None)
    return charged.filter(pk__in=now).prefetch_related("periods").order_by("order", "pk")


def charges_today(user: User, on: dt.date) -> Charges:
    """What the user is in charge of, by assignment and in working groups."""
    member = scope_of(user).member_id
    return charges_of(member, on) if member else ([], [])


def met_this_month(cells: QuerySet[Organisation], on: dt.date) -> dict[str, int]:
    """How many cells there are (``looked_after``), and how many have ``not_met`` in the month of that day."""
    met = Meeting.objects.filter(
        cell=OuterRef("pk"), year=on.year, month=on.month, kind__in=REGULAR_KINDS, state__in=HELD
    )
    cells = cells.order_by().prefetch_related(None).annotate(met=Exists(met))
    return cells.aggregate(looked_after=Count("pk"), not_met=Count("pk", filter=Q(met=False)))


def units_looked_after(charges: Charges, cells: Iterable[Organisation], on: dt.date) -> list[UnitLookedAfter]:
    """A row for each of these cells, in a fixed number of questions. Prefetch ``periods``."""
    cells = list(cells)
    board = month_board(cells, on.year, on)
    reasons = _reasons(charges)
    rows = {
        cell.pk: UnitLookedAfter(
            cell=cell,
            why=reasons.get(cell.pk, []),
            month=board[cell.pk, on.month],
            held=sum(board[cell.pk, month].state in MET for month in range(1, 13)),
        )
        for cell in cells
    }
    seats = Seat.objects.in_force(on).filter(organisation__in=cells, office__in=LEADERS)
    for seat in seats.select_related("member").ranked():
        rows[seat.organisation_id].seats.append(seat)
    for meeting in _last_meetings(cells):
        rows[meeting.cell_id].last = meeting
    pilots = PilotUnit.objects.filter(Q(closed_on=None) | Q(year=on.year), organisation__in=cells, year__lte=on.year)
    for pilot in pilots.prefetch_related("weaknesses").order_by("year"):
        rows[pilot.organisation_id].pilot = pilot
    _say_what_to_heed(rows, board, on)
    return list(rows.values())


def _reasons(charges: Charges) -> dict[int, list[str]]:
    """Why the user looks after each unit named in an assignment or in the list of a working group."""
    assigned, followed = charges
    found: dict[int, list[str]] = {}
    for row in assigned:
        if row.unit_id:
            found.setdefault(row.unit_id, []).append(_assigned(row))
    for follow in followed:
        found.setdefault(follow.unit_id, []).append(_followed(follow))
    return found


def _assigned(row: Assignment) -> str:
    words = _("Phân công từ %(day)s") % {"day": format_date(row.valid_from)}
    return f"{words}, {row.document}" if row.document else words


def _followed(row: WorkingGroupUnit) -> str:
    return _("%(group)s, từ %(day)s") % {"group": row.group, "day": format_date(row.valid_from)}


def _last_meetings(cells: list[Organisation]) -> QuerySet[Meeting]:
    """The last meeting held in each cell."""
    held = Meeting.objects.filter(cell__in=cells, state__in=HELD).defer("snapshot")
    return held.order_by("cell_id", "-held_on", "-pk").distinct("cell_id").select_related("cell")


def _say_what_to_heed(rows: dict[int, UnitLookedAfter], board: dict[tuple[int, int], MonthCell], on: dt.date) -> None:
    cells = [row.cell for row in rows.values()]
    statutory = warnings_of_units(cells, on)
    work = {one.cell.pk: one for one in open_work_of(cells, dict.fromkeys(rows, on))}
    for pk, row in rows.items():
        if not row.seats or row.seats[0].office != Office.SECRETARY:
            row.warnings.append(_("Chưa có bí thư."))
        missing = [month for month in range(1, 13) if board[pk, month].state == MonthState.MISSING]
        if missing:
            row.warnings.append(
                _("Không họp tháng %(months)s.") % {"months": ", ".join(str(month) for month in missing)}
            )
        row.warnings += [warning.text for warning in statutory[pk]]
        if pk in work:
            row.warnings += _unfinished(work[pk].unfinished, on)
            row.overdue = [task for task in work[pk].tasks if task.due_on is not None and task.due_on < on]


def _unfinished(meetings: list[Meeting], on: dt.date) -> list[str]:
    """Minutes that wait longer than they should: with the cell, or for approval."""
    open_ones = [row for row in meetings if row.state == Meeting.State.OPEN and (on - row.held_on).days > DAYS_TO_SEND]
    sent = [
        row
        for row in meetings
        if row.submitted_at and row.state == Meeting.State.SUBMITTED
        if (on - day_of(row.submitted_at)).days > DAYS_TO_APPROVE
    ]
    said = []
    if open_ones:
        number = len(open_ones)
        said.append(
            ngettext("%(number)s biên bản chi bộ chưa gửi.", "%(number)s biên bản chi bộ chưa gửi.", number)
            % {"number": number}
        )
    if sent:
        number = len(sent)
        said.append(
            ngettext("%(number)s biên bản chờ duyệt lâu.", "%(number)s biên bản chờ duyệt lâu.", number)
            % {"number": number}
        )
    return said
