"""What waits for one user after meetings: tasks late or due for a report, remarks to mend, promises to keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from cells.access import Scope
from core.ids import IdSet
from core.periods import format_date
from meetings.access import tasks_visible_to
from meetings.models import Visit
from meetings.queries.dialogues import overdue_promises
from meetings.queries.task_board import CONDITIONS, Standing, reckoned
from meetings.queries.visits import open_remedies
from reports.queries.waiting import Waiting

SHOWN = 8
"""How many things of one sort are named."""
PRESSING = CONDITIONS[Standing.OVERDUE] | CONDITIONS[Standing.REPORT]


def follow_up_waiting(user: User, scope: Scope, day: dt.date) -> Iterable[Waiting]:
    """Everything that follows from meetings, each sort from its own function."""
    yield from own_tasks(user, scope, day)
    yield from tasks_of_led_units(user, scope, day)
    yield from remedies(scope, day)
    yield from promises(scope, day)


def own_tasks(user: User, scope: Scope, day: dt.date) -> Iterable[Waiting]:
    """The user's own tasks that are overdue or due for a report."""
    if scope.member_id is None:
        return
    own = reckoned(tasks_visible_to(user).filter(owner=scope.member_id), day).filter(PRESSING)
    for task in own.order_by("due_on", "pk")[:SHOWN]:
        facts = vars(task)  # as ``reckoned`` found them
        late = facts["is_overdue"]
        title = _("Việc quá hạn: %(task)s") if late else _("Báo cáo tiến độ: %(task)s")
        since = task.due_on if late else facts["report_due_on"]
        detail = _("thời hạn %(day)s") if late else _("đến kỳ báo cáo từ %(day)s")
        yield Waiting(
            "task",
            title % {"task": task.text[:80]},
            detail % {"day": format_date(since)},
            reverse("meetings:task_detail", args=[task.pk]),
            since=since,
            is_late=late,
        )


def tasks_of_led_units(user: User, scope: Scope, day: dt.date) -> Iterable[Waiting]:
    """How many tasks of the units one leads are overdue, and how many due for a report; a line for each sort."""
    units = IdSet(scope.led_cells | scope.directed_roots)
    if not units:
        return
    here = Q(moved_to__in=units) | Q(moved_to__isnull=True, meeting__cell__in=units)
    tasks = reckoned(tasks_visible_to(user).filter(here).exclude(owner=scope.member_id), day)
    found = tasks.order_by().aggregate(
        overdue=Count("pk", filter=CONDITIONS[Standing.OVERDUE]),
        first_due=Min("due_on", filter=CONDITIONS[Standing.OVERDUE]),
        unreported=Count("pk", filter=CONDITIONS[Standing.REPORT]),
    )
    board = reverse("meetings:task_board")
    if found["overdue"]:
        number = found["overdue"]
        yield Waiting(
            "task",
            ngettext("%(number)s nhiệm vụ quá hạn", "%(number)s nhiệm vụ quá hạn", number) % {"number": number},
            _("sớm nhất: %(day)s") % {"day": format_date(found["first_due"])},
            f"{board}?tinh-trang={Standing.OVERDUE.value}",
            since=found["first_due"],
            is_late=True,
        )
    if found["unreported"]:
        number = found["unreported"]
        yield Waiting(
            "task",
            ngettext("%(number)s nhiệm vụ đến kỳ báo cáo", "%(number)s nhiệm vụ đến kỳ báo cáo", number)
            % {"number": number},
            _("Ghi tiến độ, hoặc nhắc người được giao ghi."),
            f"{board}?tinh-trang={Standing.REPORT.value}",
            since=day,
        )


def remedies(scope: Scope, day: dt.date) -> Iterable[Waiting]:
    """What people from above asked the user's units to mend."""
    units = IdSet(scope.led_cells | scope.directed_roots)
    if not units:
        return
    visits = open_remedies(Visit.objects.filter(organisation__in=units)).select_related("visitor", "organisation")
    for visit in visits.prefetch_related("organisation__periods")[:SHOWN]:
        due = visit.remedy_due_on
        yield Waiting(
            "eye",
            _("Khắc phục theo nhận xét của đồng chí %(name)s") % {"name": visit.visitor},
            _("%(unit)s, hạn %(day)s") % {"unit": visit.organisation, "day": format_date(due)},
            reverse("meetings:visit_detail", args=[visit.pk]),
            since=visit.visited_on,
            is_late=due is not None and due < day,
        )


def promises(scope: Scope, day: dt.date) -> Iterable[Waiting]:
    """Promises of dialogues of the committees one leads, whose day is over."""
    if not scope.directed_roots:
        return
    for question in overdue_promises(scope.directed_roots, day).select_related("dialogue")[:SHOWN]:
        yield Waiting(
            "chat",
            _("Lời hứa khi đối thoại đã quá hạn: %(question)s") % {"question": question.question[:80]},
            _("hạn %(day)s") % {"day": format_date(question.due_on)},
            reverse("meetings:dialogue_detail", args=[question.dialogue_id]),
            since=question.due_on,
            is_late=True,
        )
