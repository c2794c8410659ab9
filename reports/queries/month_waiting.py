"""What waits for one user in the month of cells: days to agree, leave to answer, scores, tasks."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Min, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from cells.access import Scope
from cells.models import OrganisationPeriod
from core.ids import IdSet
from core.periods import format_date
from meetings.models import LeaveRequest, Meeting, ThematicPlanItem
from meetings.queries.candidate_votes import next_steps_decided
from meetings.rules.kinds import kinds_in_calendar
from meetings.workflow import State
from reports.queries.documents_waiting import documents_waiting
from reports.queries.follow_up_waiting import follow_up_waiting
from reports.queries.score_waiting import score_waiting
from reports.queries.waiting import Ask, Sort, Waiting

SHOWN = 8
"""How many things of one sort are named."""


def month_waiting(user: User, scope: Scope, day: dt.date) -> list[Sort]:
    """Everything of the month, each sort from its own function."""
    return [
        leave_to_answer(user, scope, day),
        themes_missed(scope, day),
        days_to_agree(scope, day),
        days_returned(scope, day),
        invitations(scope, day),
        steps_decided(scope),
        *follow_up_waiting(user, scope, day),
        *score_waiting(scope, day),
        documents_waiting(scope, day),
    ]


def leave_to_answer(user: User, scope: Scope, day: dt.date) -> Sort:
    """Requests for leave that the leaders of a cell have not answered, one line for each meeting.

    Those for a meeting of a committee are written down by its leaders themselves.
    """
    if not scope.led_cells:
        return
    rows = (
        Meeting.objects.filter(cell__in=scope.led_cells, state__in=[State.PLANNED, State.OPEN])
        .annotate(
            asked=Count(
                "leave_requests",
                filter=Q(leave_requests__state=LeaveRequest.State.ASKED) & ~Q(leave_requests__member=scope.member_id),
            )
        )
        .filter(asked__gt=0)
        .order_by("held_on")
    )
    for meeting in (yield Ask(rows.defer("snapshot")[:SHOWN])):
        sentence = ngettext(
            "%(number)s đồng chí xin vắng, chờ ý kiến", "%(number)s đồng chí xin vắng, chờ ý kiến", meeting.asked
        )
        yield Waiting(
            "chat",
            sentence % {"number": meeting.asked},
            _("%(meeting)s, ngày %(date)s") % {"meeting": meeting, "date": format_date(meeting.held_on)},
            reverse("meetings:leave_list", args=[meeting.pk]),
            is_late=meeting.held_on < day,
        )


def days_to_agree(scope: Scope, day: dt.date) -> Sort:
    """Days that cells registered and their committee has not answered, one line for each month."""
    below = IdSet(scope.directed - scope.directed_roots - scope.led_cells)
    if not below:
        return
    rows = Meeting.objects.filter(
        cell__in=below,
        state=State.PLANNED,
        registration=Meeting.Registration.REGISTERED,
        kind__in=kinds_in_calendar(),
        held_on__gte=day,
    )
    counted = rows.values("year", "month").annotate(number=Count("pk"), first=Min("held_on")).order_by("year", "month")
    for row in (yield Ask(counted)):
        sentence = ngettext(
            "%(number)s lịch sinh hoạt tháng %(month)s chờ thống nhất",
            "%(number)s lịch sinh hoạt tháng %(month)s chờ thống nhất",
            row["number"],
        )
        page = reverse("meetings:calendar_month", args=[min(scope.directed_roots)])
        yield Waiting(
            "calendar",
            sentence % {"number": row["number"], "month": row["month"]},
            _("Buổi sớm nhất: ngày %(day)s") % {"day": format_date(row["first"])},
            f"{page}?thang={row['year']}-{row['month']:02d}",
        )


def days_returned(scope: Scope, day: dt.date) -> Sort:
    """Days for which the committee asks the cell to choose others."""
    if not scope.led_cells:
        return
    rows = Meeting.objects.filter(
        cell__in=scope.led_cells, state=State.PLANNED, registration=Meeting.Registration.RETURNED
    )
    for meeting in (yield Ask(rows.defer("snapshot").order_by("held_on")[:SHOWN])):
        yield Waiting(
            "undo",
            _("Cấp ủy đề nghị đổi lịch: %(note)s") % {"note": meeting.registration_note},
            _("%(meeting)s, ngày %(date)s") % {"meeting": meeting, "date": format_date(meeting.held_on)},
            meeting.get_absolute_url(),
            since=day,
            is_late=meeting.held_on <= day,
        )


def invitations(scope: Scope, day: dt.date) -> Sort:
    """Meetings of which notice was given: of the own cell, and of the cells that the reader looks after."""
    invited = (scope.own_cells | scope.charged) - scope.led_cells
    if not invited:
        return
    rows = Meeting.objects.filter(
        cell__in=IdSet(invited), state=State.PLANNED, notice_sent_at__isnull=False, held_on__gte=day
    )
    names = OrganisationPeriod.objects.in_force(day).filter(organisation=OuterRef("cell")).values("name")
    rows = rows.annotate(cell_name=Subquery(names[:1])).defer("snapshot")
    for meeting in (yield Ask(rows.order_by("held_on", "planned_time")[:SHOWN])):
        clock = f"{meeting.planned_time:%H:%M}, " if meeting.planned_time else ""
        yield Waiting(
            "calendar",
            _("Mời dự %(meeting)s") % {"meeting": meeting},
            _("%(cell)s: %(clock)sngày %(date)s, tại %(place)s")
            % {"cell": meeting.cell_name, "clock": clock, "date": format_date(meeting.held_on), "place": meeting.place},
            meeting.get_absolute_url(),
            since=day,
        )


def steps_decided(scope: Scope) -> Sort:
    """People whom the cell voted for at a meeting, and whose step in the record is not written down yet."""
    if not scope.led_cells:
        return
    for row in next_steps_decided(scope.led_cells)[:SHOWN]:
        yield Waiting(
            "person",
            _("Ghi bước tiếp theo của %(name)s: chi bộ đã biểu quyết") % {"name": row.candidate},
            _("%(meeting)s, ngày %(date)s: tán thành %(yes)s/%(body)s")
            % {
                "meeting": row.meeting,
                "date": format_date(row.meeting.held_on),
                "yes": row.vote.yes,
                "body": row.outcome.body if row.outcome else "",
            },
            reverse("cells:candidate_detail", args=[row.candidate.pk]),
            since=row.meeting.held_on,
        )


def themes_missed(scope: Scope, day: dt.date) -> Sort:
    """Themes of the year's plan whose month is over without a meeting about them, one line for each cell."""
    if not scope.led_cells:
        return
    live = Q(meeting__isnull=False) & ~Q(meeting__state=State.CANCELLED)
    rows = ThematicPlanItem.objects.filter(
        plan__organisation__in=scope.led_cells, plan__year=day.year, month__lt=day.month, is_removed=False
    ).exclude(live)
    counted = rows.values("plan__organisation").annotate(number=Count("pk"), first=Min("month")).order_by()
    for row in (yield Ask(counted)):
        sentence = ngettext(
            "%(number)s chuyên đề quá tháng chưa sinh hoạt",
            "%(number)s chuyên đề quá tháng chưa sinh hoạt",
            row["number"],
        )
        yield Waiting(
            "flag",
            sentence % {"number": row["number"]},
            _("Theo kế hoạch năm %(year)s, sớm nhất là tháng %(month)s.") % {"year": day.year, "month": row["first"]},
            reverse("meetings:thematic_plan", args=[row["plan__organisation"], day.year]),
            since=dt.date(day.year, row["first"], 1),
        )
