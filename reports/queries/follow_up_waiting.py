"""What waits for one user after meetings: tasks late or due for a report, remarks to mend, promises to keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
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
from reports.queries.waiting import Ask, Sort, Waiting

SHOWN = 8
"""How many things of one sort are named."""
MOST_COUNTED = 500
PRESSING = CONDITIONS[Standing.OVERDUE] | CONDITIONS[Standing.REPORT]


def follow_up_waiting(user: User, scope: Scope, day: dt.date) -> list[Sort]:
    """Everything that follows from meetings, each sort from its own function."""
    return [
        late_tasks(user, scope, day),
        remedies(scope, day),
        promises(scope, day),
    ]


def late_tasks(user: User, scope: Scope, day: dt.date) -> Sort:
    """The user's own tasks that are overdue or due for a report, and how many others of the units that one leads."""
    units = IdSet(scope.led_cells | scope.directed_roots)
    if scope.member_id is None:
        return
    here = Q(owner=scope.member_id)
    if units:
        here |= Q(moved_to__in=units) | Q(moved_to__isnull=True, meeting__cell__in=units)
    tasks = reckoned(tasks_visible_to(user).filter(here), day).filter(PRESSING)
    names = ("pk", "text", "owner", "due_on", "report_due_on", "is_overdue", "is_report_late")
    rows = yield Ask(tasks.order_by("due_on", "pk").values(*names)[:MOST_COUNTED])
    own = [row for row in rows if row["owner"] == scope.member_id]
    yield from map(_own_task, own[:SHOWN])
    others = [row for row in rows if row["owner"] != scope.member_id]
    yield from _of_led_units(others, day)


def _own_task(row: dict[str, Any]) -> Waiting:
    late = row["is_overdue"]
    title = _("Việc quá hạn: %(task)s") if late else _("Báo cáo tiến độ: %(task)s")
    detail = _("thời hạn %(day)s") if late else _("đến kỳ báo cáo từ %(day)s")
    since = row["due_on"] if late else row["report_due_on"]
    return Waiting(
        "task",
        title % {"task": row["text"][:80]},
        detail % {"day": format_date(since)},
        reverse("meetings:task_detail", args=[row["pk"]]),
        since=since,
        is_late=late,
    )


def _of_led_units(rows: list[dict[str, Any]], day: dt.date) -> Iterable[Waiting]:
    """A line for what is overdue, and one for what is due for a report."""
    board = reverse("meetings:task_board")
    overdue = [row["due_on"] for row in rows if row["is_overdue"]]
    if overdue:
        words = ngettext("%(number)s nhiệm vụ quá hạn", "%(number)s nhiệm vụ quá hạn", len(overdue))
        yield Waiting(
            "task",
            words % {"number": len(overdue)},
            _("sớm nhất: %(day)s") % {"day": format_date(overdue[0])},
            f"{board}?tinh-trang={Standing.OVERDUE.value}",
            since=overdue[0],
            is_late=True,
        )
    number = sum(row["is_report_late"] for row in rows)
    if number:
        words = ngettext("%(number)s nhiệm vụ đến kỳ báo cáo", "%(number)s nhiệm vụ đến kỳ báo cáo", number)
        yield Waiting(
            "task",
            words % {"number": number},
            _("Ghi tiến độ, hoặc nhắc người được giao ghi."),
            f"{board}?tinh-trang={Standing.REPORT.value}",
            since=day,
        )


def remedies(scope: Scope, day: dt.date) -> Sort:
    """What people from above asked the user's units to mend."""
    units = IdSet(scope.led_cells | scope.directed_roots)
    if not units:
        return
    visits = open_remedies(Visit.objects.filter(organisation__in=units)).select_related("visitor", "organisation")
    for visit in (yield Ask(visits[:SHOWN], "organisation")):
        due = visit.remedy_due_on
        yield Waiting(
            "eye",
            _("Khắc phục theo nhận xét của đồng chí %(name)s") % {"name": visit.visitor},
            _("%(unit)s, hạn %(day)s") % {"unit": visit.organisation, "day": format_date(due)},
            reverse("meetings:visit_detail", args=[visit.pk]),
            since=visit.visited_on,
            is_late=due is not None and due < day,
        )


def promises(scope: Scope, day: dt.date) -> Sort:
    """Promises of dialogues of the committees one leads, whose day is over."""
    if not scope.directed_roots:
        return
    rows = overdue_promises(scope.directed_roots, day).select_related("dialogue")
    for question in (yield Ask(rows[:SHOWN])):
        yield Waiting(
            "chat",
            _("Lời hứa khi đối thoại đã quá hạn: %(question)s") % {"question": question.question[:80]},
            _("hạn %(day)s") % {"day": format_date(question.due_on)},
            reverse("meetings:dialogue_detail", args=[question.dialogue_id]),
            since=question.due_on,
            is_late=True,
        )
