"""Deadlines of the month and of meetings: days to agree to, to meet, notice, leave, minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from cells.models import CELL_KINDS, Organisation, OrganisationPeriod
from core.periods import add_months, format_date
from meetings.models import REGULAR_KINDS, THEMATIC_KINDS, LeaveRequest, Meeting, PublishedCalendar
from meetings.queries.board import month_is_due
from meetings.queries.conduct import meet_by_days
from meetings.queries.deadlines import WITH_DEADLINES
from meetings.rules.conduct import conduct_on, first_day, last_day, meet_by
from meetings.rules.kinds import kinds_in_calendar
from meetings.workflow import HELD, State
from reports.queries.reminders.due import UNIT, Due
from reports.rules.reminders import Rule

PER_CHUNK = 1000
"""So many cells are looked at together: memory stays small, questions few."""
ONE_DAY = dt.timedelta(days=1)


def month_meetings(rule: Rule, day: dt.date) -> Iterator[Due]:
    """Cells without the regular meeting of a month, held or still to come, by the day their committee set."""
    months = _months(rule.first_due(day), rule.last_due(day))
    for cells in _cells(day):
        limits = meet_by_days(cells)
        met = {month: _with_meeting(cells, REGULAR_KINDS, [month], day) for month in months}
        for year, month in months:
            for cell in cells:
                if cell.pk in met[year, month] or not month_is_due(cell, year, month):
                    continue
                due_on = meet_by(year, month, limits.for_cell(cell, last_day(year, month)))
                if rule.first_due(day) <= due_on <= rule.last_due(day):
                    yield _not_met(cell, year, month, due_on)


def _not_met(cell: Organisation, year: int, month: int, due_on: dt.date) -> Due:
    words = f"{UNIT} chưa họp thường kỳ tháng {month}/{year}"
    return Due(f"cell-{cell.pk}-{year}{month:02d}", due_on, cell.pk, words, f"{words}.", cell.get_absolute_url())


def calendars(rule: Rule, day: dt.date) -> Iterator[Due]:
    """Days that cells registered for a month to come, to committees that make its calendar: agreed before it begins."""
    for year, month in _months(rule.first_due(day) + ONE_DAY, rule.last_due(day) + ONE_DAY):
        due_on = first_day(year, month) - ONE_DAY
        if not rule.first_due(day) <= due_on <= rule.last_due(day):
            continue
        above = OrganisationPeriod.objects.in_force(day).filter(organisation=OuterRef("cell")).values("parent")
        rows = Meeting.objects.filter(
            state=State.PLANNED, registration=Meeting.Registration.REGISTERED, kind__in=kinds_in_calendar()
        )
        rows = rows.filter(year=year, month=month).annotate(above=Subquery(above[:1]))
        rows = rows.filter(above__in=PublishedCalendar.objects.values("organisation"))
        for unit, number in rows.order_by("above").values_list("above").annotate(number=Count("pk")):
            words = f"{UNIT}: {number} lịch họp tháng {month}/{year} chờ thống nhất"
            page = f"{reverse('meetings:calendar_month', args=[unit])}?thang={year}-{month:02d}"
            yield Due(f"calendar-{unit}-{year}{month:02d}", due_on, unit, words, f"{words}.", page)


def thematic_quarters(rule: Rule, day: dt.date) -> Iterator[Due]:
    """Cells without a thematic meeting in a quarter, held or still to come."""
    quarters = sorted({(year, (month - 1) // 3) for year, month in _months(rule.first_due(day), rule.last_due(day))})
    ends = [(year, quarter, last_day(year, 3 * quarter + 3)) for year, quarter in quarters]
    wanted = [row for row in ends if rule.first_due(day) <= row[2] <= rule.last_due(day)]
    for cells in _cells(day) if wanted else ():
        for year, quarter, end in wanted:
            met = _with_meeting(cells, THEMATIC_KINDS, [(year, 3 * quarter + place) for place in (1, 2, 3)], day)
            words = f"{UNIT} chưa sinh hoạt chuyên đề trong quý {quarter + 1}/{year}"
            for cell in cells:
                if cell.pk not in met and cell.existed_on(first_day(year, 3 * quarter + 1)):
                    thing = f"cell-{cell.pk}-{year}q{quarter + 1}"
                    yield Due(thing, end, cell.pk, words, f"{words}.", cell.get_absolute_url())


def _months(first: dt.date, last: dt.date) -> list[tuple[int, int]]:
    found, day = [], first.replace(day=1)
    while day <= last:
        found.append((day.year, day.month))
        day = add_months(day, 1)
    return found


def _cells(day: dt.date) -> Iterator[list[Organisation]]:
    """The standing cells, some at a time."""
    now = OrganisationPeriod.objects.in_force(day).filter(kind__in=CELL_KINDS).values("organisation")
    numbers = list(Organisation.objects.filter(pk__in=now, ended_on=None).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), PER_CHUNK):
        chunk = numbers[start : start + PER_CHUNK]
        yield list(Organisation.objects.filter(pk__in=chunk).prefetch_related("periods").order_by("pk"))


def _with_meeting(
    cells: Iterable[Organisation], kinds: Iterable[str], months: Iterable[tuple[int, int]], day: dt.date
) -> set[int]:
    """Those that held such a meeting for one of the months, or have one before them."""
    in_months = Q(pk__in=[])
    for year, month in months:
        in_months |= Q(year=year, month=month)
    rows = Meeting.objects.filter(in_months, cell__in=[cell.pk for cell in cells], kind__in=kinds)
    live = rows.filter(Q(state__in=HELD) | Q(state=State.PLANNED, held_on__gte=day))
    return set(live.order_by().values_list("cell", flat=True))


def meeting_notices(rule: Rule, day: dt.date) -> Iterator[Due]:
    """Planned meetings of whole cells of which no notice was given."""
    ahead = conduct_on(day).notice_days
    held = (rule.first_due(day) + dt.timedelta(days=ahead), rule.last_due(day) + dt.timedelta(days=ahead))
    rows = Meeting.objects.filter(state=State.PLANNED, notice_sent_at=None, kind__in=WITH_DEADLINES)
    for meeting in _plain(rows.filter(held_on__range=held, held_on__gte=day)):
        words = f"{UNIT}: chưa thông báo buổi họp ngày {format_date(meeting.held_on)}"
        due_on = meeting.held_on - dt.timedelta(days=conduct_on(meeting.held_on).notice_days)
        yield Due(f"meeting-{meeting.pk}", due_on, meeting.cell_id, words, f"{words}.", meeting.get_absolute_url())


def leave_answers(rule: Rule, day: dt.date) -> Iterator[Due]:
    """Meetings for which someone asked for leave and was not answered; who asked is not told of his own request."""
    asked = Q(leave_requests__state=LeaveRequest.State.ASKED)
    rows = Meeting.objects.filter(state__in=[State.PLANNED, State.OPEN], held_on__gte=rule.first_due(day))
    rows = rows.filter(held_on__lte=rule.last_due(day)).annotate(number=Count("leave_requests", filter=asked))
    meetings = list(_plain(rows.filter(number__gt=0)))
    askers = LeaveRequest.objects.filter(meeting__in=meetings, state=LeaveRequest.State.ASKED)
    people: dict[int, set[int]] = {}
    for meeting_id, member in askers.values_list("meeting", "member"):
        people.setdefault(meeting_id, set()).add(member)
    for meeting in meetings:
        number = meeting.number  # type: ignore[attr-defined]
        words = f"{UNIT}: {number} đồng chí xin vắng buổi họp ngày {format_date(meeting.held_on)}, chờ ý kiến"
        page = reverse("meetings:leave_list", args=[meeting.pk])
        yield Due(
            f"leave-{meeting.pk}",
            meeting.held_on,
            meeting.cell_id,
            words,
            f"{words}.",
            page,
            without=frozenset(people.get(meeting.pk, ())) if number == 1 else frozenset(),
        )


def minutes_reports(rule: Rule, day: dt.date) -> Iterator[Due]:
    """Meetings whose day is past and whose minutes were not sent to the committee above."""
    after = conduct_on(day).report_days
    held = (rule.first_due(day) - dt.timedelta(days=after), rule.last_due(day) - dt.timedelta(days=after))
    rows = Meeting.objects.filter(state__in=[State.PLANNED, State.OPEN], kind__in=WITH_DEADLINES)
    for meeting in _plain(rows.filter(held_on__range=held, held_on__lt=day)):
        words = f"{UNIT}: chưa gửi biên bản buổi họp ngày {format_date(meeting.held_on)}"
        due_on = meeting.held_on + dt.timedelta(days=conduct_on(meeting.held_on).report_days)
        yield Due(f"meeting-{meeting.pk}", due_on, meeting.cell_id, words, f"{words}.", meeting.get_absolute_url())


def _plain(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    return rows.defer("snapshot").order_by("held_on", "pk")
