"""What waits for one user in the month of cells: days to agree, leave to answer, scores, tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from cells.access import Scope
from core.periods import format_date
from meetings.models import LeaveRequest, Meeting
from meetings.workflow import State
from reports.queries.waiting import Waiting

SHOWN = 8
"""How many things of one sort are named."""


def month_waiting(user: User, scope: Scope, day: dt.date) -> Iterable[Waiting]:
    """Everything of the month, each sort from its own function."""
    yield from leave_to_answer(user, scope, day)


def leave_to_answer(user: User, scope: Scope, day: dt.date) -> Iterable[Waiting]:
    """Requests for leave that the leaders of a unit have not answered, one line for each meeting."""
    units = scope.led_cells | scope.directed_roots
    if not units:
        return
    rows = (
        Meeting.objects.filter(cell__in=units, state__in=[State.PLANNED, State.OPEN])
        .annotate(
            asked=Count(
                "leave_requests",
                filter=Q(leave_requests__state=LeaveRequest.State.ASKED) & ~Q(leave_requests__member=scope.member_id),
            )
        )
        .filter(asked__gt=0)
        .order_by("held_on")
    )
    for meeting in rows.defer("snapshot")[:SHOWN]:
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
