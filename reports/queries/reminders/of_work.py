"""Deadlines of what meetings, visits, dialogues and plans of strengthening left to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from cells.models import PilotTask
from core.periods import format_date
from meetings.models import DialogueQuestion, Task, Visit
from meetings.queries.task_board import CONDITIONS, Standing, reckoned
from meetings.queries.visits import open_remedies
from meetings.workflow import HELD
from reports.queries.reminders.due import UNIT, Due
from reports.rules.reminders import Rule

NAMED = ("pk", "text", "owner", "due_on", "home", "meeting__held_on")


def tasks(rule: Rule, day: dt.date) -> Iterator[Due]:
    """Tasks that are neither found nor reported done, to those who own them; without an owner to the leaders."""
    rows = _open_tasks().filter(due_on__range=(rule.first_due(day), rule.last_due(day)))
    for row in reckoned(rows, day).filter(CONDITIONS[Standing.OPEN]).order_by("due_on", "pk").values(*NAMED):
        yield _task(row, row["due_on"], f"Nhiệm vụ: {row['text']}", "một nhiệm vụ được giao")


def task_reports(rule: Rule, day: dt.date) -> Iterator[Due]:
    """Tasks whose rhythm asks for a report."""
    rows: Any = reckoned(_open_tasks().exclude(rhythm=""), day).filter(CONDITIONS[Standing.OPEN])
    rows = rows.filter(report_due_on__range=(rule.first_due(day), rule.last_due(day)))
    for row in rows.order_by("report_due_on", "pk").values(*NAMED, "report_due_on"):
        yield _task(row, row["report_due_on"], f"Báo cáo tiến độ: {row['text']}", "báo cáo tiến độ một nhiệm vụ")


def _open_tasks() -> QuerySet[Task]:
    """Tasks of meetings that were held, with the unit that now keeps them as ``home``."""
    rows = Task.objects.filter(is_removed=False, closed_on=None, meeting__state__in=HELD)
    return rows.annotate(home=Coalesce(F("moved_to"), F("meeting__cell")))


def _task(row: dict[str, Any], due_on: dt.date, title: str, said: str) -> Due:
    text = f"{UNIT}: {said} tại buổi họp ngày {format_date(row['meeting__held_on'])}."
    page = reverse("meetings:task_detail", args=[row["pk"]])
    return Due(f"task-{row['pk']}", due_on, row["home"], title, text, page, (row["owner"],) if row["owner"] else ())


def remedies(rule: Rule, day: dt.date) -> Iterator[Due]:
    """What people from above asked a unit to mend."""
    rows = Visit.objects.filter(remedy_due_on__range=(rule.first_due(day), rule.last_due(day)))
    for visit in open_remedies(rows):
        assert visit.remedy_due_on is not None
        words = f"{UNIT}: việc cần khắc phục theo nhận xét ngày {format_date(visit.visited_on)}"
        page = reverse("meetings:visit_detail", args=[visit.pk])
        yield Due(f"visit-{visit.pk}", visit.remedy_due_on, visit.organisation_id, words, f"{words}.", page)


def promises(rule: Rule, day: dt.date) -> Iterator[Due]:
    """What leaders promised in a dialogue."""
    rows = DialogueQuestion.objects.filter(is_removed=False, settled_on=None).select_related("dialogue")
    for question in rows.filter(due_on__range=(rule.first_due(day), rule.last_due(day))).order_by("due_on", "pk"):
        assert question.due_on is not None
        title = f"Lời hứa khi đối thoại: {question.question[:150]}"
        text = f"{UNIT}: việc đã hứa tại cuộc đối thoại ngày {format_date(question.dialogue.held_on)}."
        page = reverse("meetings:dialogue_detail", args=[question.dialogue_id])
        yield Due(f"promise-{question.pk}", question.due_on, question.dialogue.organisation_id, title, text, page)


def pilot_tasks(rule: Rule, day: dt.date) -> Iterator[Due]:
    """What the plan of strengthening has a pilot unit do."""
    rows = PilotTask.objects.filter(done_on=None, pilot__closed_on=None).select_related("pilot")
    for task in rows.filter(due_on__range=(rule.first_due(day), rule.last_due(day))).order_by("due_on", "pk"):
        title = f"Kế hoạch củng cố: {task.text}"
        text = f"{UNIT}: một việc trong kế hoạch củng cố năm {task.pilot.year}."
        page = reverse("cells:pilot_detail", args=[task.pilot_id])
        yield Due(f"pilot-{task.pk}", task.due_on, task.pilot.organisation_id, title, text, page)
