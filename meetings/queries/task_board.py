"""The board of tasks across months and cells: where each stands, by one reckoning in the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateField,
    DecimalField,
    F,
    Func,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from cells.models import Organisation
from cells.queries import subtree_ids
from core.vietnamese import search_key
from meetings.models import KeyTask, Task, TaskProgress, TaskReview
from meetings.rules.forecast import Forecast, Measure, Point, forecast
from meetings.workflow import HELD


class Standing(TextChoices):
    """Where a task stands; the tabs of the board."""

    OPEN = "dang-lam", _("Đang thực hiện")
    OVERDUE = "qua-han", _("Quá hạn")
    REPORT = "can-bao-cao", _("Đến kỳ báo cáo")
    REACHED = "cho-danh-gia", _("Báo đã xong")
    DONE = "hoan-thanh", _("Hoàn thành")
    DROPPED = "da-dung", _("Đã dừng")


UNDER_WAY = Q(is_done=False, closed_on__isnull=True)
CONDITIONS = {
    Standing.OPEN: UNDER_WAY & Q(is_reached=False),
    Standing.OVERDUE: Q(is_overdue=True),
    Standing.REPORT: Q(is_report_late=True),
    Standing.REACHED: UNDER_WAY & Q(is_reached=True),
    Standing.DONE: Q(is_done=True),
    Standing.DROPPED: Q(is_done=False, closed_on__isnull=False),
}


@dataclass(frozen=True)
class Wanted:
    """What a reader asks of the board. ``unit`` stands for itself and all below."""

    standing: str = ""
    unit: int | None = None
    words: str = ""
    """Part of the name of the person, or of the task."""
    year: int | None = None
    month: int | None = None
    key_task: int | None = None


@dataclass(frozen=True)
class TaskRow:
    """One task of the board. ``entries`` are its reports in order; ``last`` the latest, with or without a value."""

    task: Task
    home: Organisation
    measure: Measure
    forecast: Forecast
    entries: list[TaskProgress]
    standing: Standing
    is_report_late: bool
    report_due_on: dt.date | None

    @property
    def last(self) -> TaskProgress | None:
        return self.entries[-1] if self.entries else None

    @property
    def is_open(self) -> bool:
        return self.standing not in (Standing.DONE, Standing.DROPPED)

    @property
    def bar(self) -> int | None:
        """The share for a bar: no longer than the whole."""
        return None if self.forecast.share is None else min(100, self.forecast.share)


def reckoned(tasks: QuerySet[Task], on: dt.date) -> QuerySet[Task]:
    """``tasks`` with ``is_done`` (a meeting found so), ``is_reached`` (reported so), ``is_overdue``,
    ``report_due_on`` (by the rhythm, from the last report or review on) and ``is_report_late`` on a day.

    What was found done, reported done or dropped is never late.
    """
    reviews = TaskReview.objects.filter(task=OuterRef("pk"), meeting__state__in=HELD).order_by()
    # Read once and looked up, where EXISTS would search the reviews for each task, wherever the answer is named.
    finished = TaskReview.objects.filter(meeting__state__in=HELD, outcome__in=TaskReview.FINISHED).order_by()
    entries = TaskProgress.objects.filter(task=OuterRef("pk"), is_removed=False)
    latest = entries.filter(value__isnull=False).order_by("-on", "-pk").values("value")[:1]
    reported = entries.order_by().values("task").annotate(day=Max("on")).values("day")
    reviewed = reviews.values("task").annotate(day=Max("meeting__held_on")).values("day")
    counted = tasks.annotate(
        is_done=_whether(Q(pk__in=finished.values("task"))),
        last_value=Subquery(latest, output_field=DecimalField(max_digits=14, decimal_places=2)),
        # GREATEST of PostgreSQL passes over what is unknown.
        last_report_on=Greatest("meeting__held_on", Subquery(reported), Subquery(reviewed), output_field=DateField()),
    )
    counted = counted.annotate(is_reached=_is_reached(), report_due_on=_report_due())
    pressing = UNDER_WAY & Q(is_reached=False)
    return counted.annotate(
        is_overdue=_whether(pressing & Q(due_on__lt=on)),
        is_report_late=_whether(pressing & Q(report_due_on__lt=on)),
    )


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _is_reached() -> Case:
    """As ``Measure.reached``: per cent up to 100, a target to rise to, or one to sink to."""
    percent = Q(target__isnull=True, unit="", last_value__gte=100)
    start = Coalesce(F("baseline"), Value(Decimal(0)))
    sinking = Q(target__lt=start, last_value__lte=F("target"))
    rising = Q(target__gte=start, last_value__gte=F("target"))
    return _whether(percent | sinking | rising)


def _report_due() -> Case:
    """The last report, a week or a month later (31/01 gives 28/02, as ``add_months`` does)."""

    def later(interval: str) -> Func:
        template = f"((%(expressions)s)::date + interval '{interval}')::date"
        return Func(F("last_report_on"), template=template, output_field=DateField())

    return Case(
        When(rhythm=Task.Rhythm.WEEKLY, then=later("7 days")),
        When(rhythm=Task.Rhythm.MONTHLY, then=later("1 month")),
        default=Value(None),
        output_field=DateField(),
    )


def narrowed(tasks: QuerySet[Task], wanted: Wanted) -> QuerySet[Task]:
    """Those of ``tasks`` that are asked for, whatever their standing."""
    if wanted.unit is not None:
        below = subtree_ids([wanted.unit])
        tasks = tasks.filter(Q(moved_to__in=below) | Q(moved_to__isnull=True, meeting__cell__in=below))
    if wanted.words:
        name = Q(owner__search_key__contains=search_key(wanted.words))
        tasks = tasks.filter(name | Q(text__icontains=wanted.words))
    if wanted.year is not None:
        tasks = tasks.filter(meeting__year=wanted.year)
    if wanted.month is not None:
        tasks = tasks.filter(meeting__month=wanted.month)
    if wanted.key_task is not None:
        tasks = tasks.filter(key_task=wanted.key_task)
    return tasks


def standings(tasks: QuerySet[Task]) -> dict[str, int]:
    """How many of ``tasks`` (``reckoned``) there are in each standing; overdue ones are under way too."""
    counts = {name.name.lower(): Count("pk", filter=condition) for name, condition in CONDITIONS.items()}
    found = tasks.order_by().aggregate(**counts)
    return {standing.value: found[standing.name.lower()] for standing in CONDITIONS}


def in_standing(tasks: QuerySet[Task], standing: str) -> QuerySet[Task]:
    """Those of ``tasks`` (``reckoned``) that stand so, in the order in which they press; all of them without one."""
    if standing in CONDITIONS:
        tasks = tasks.filter(CONDITIONS[Standing(standing)])
    if standing in (Standing.DONE, Standing.DROPPED, ""):
        return tasks.order_by("-meeting__held_on", "-pk")
    return tasks.order_by(F("due_on").asc(nulls_last=True), "meeting__held_on", "pk")


def with_what_is_shown(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """``tasks`` with person, unit, meeting and reports, in a fixed number of questions."""
    entries = TaskProgress.objects.filter(is_removed=False).order_by("on", "pk").select_related("recorded_by")
    return (
        tasks.select_related("owner", "meeting__cell", "moved_to", "key_task")
        .defer("meeting__snapshot")
        .prefetch_related(
            "meeting__cell__periods", "moved_to__periods", Prefetch("progress", entries, to_attr="entries")
        )
    )


def task_rows(tasks: Iterable[Task]) -> list[TaskRow]:
    """A row for each of these tasks (``reckoned`` and ``with_what_is_shown``)."""
    return [_row(task) for task in tasks]


def _row(task: Task) -> TaskRow:
    entries: list[TaskProgress] = task.entries  # type: ignore[attr-defined]
    measure = Measure.of(task.unit, task.target, task.baseline)
    return TaskRow(
        task=task,
        home=task.moved_to or task.meeting.cell,
        measure=measure,
        forecast=forecast(
            measure,
            [Point(entry.on, entry.value) for entry in entries if entry.value is not None],
            given_on=task.meeting.held_on,
            due_on=task.due_on,
            weekly=task.rhythm == Task.Rhythm.WEEKLY,
            counts_from_baseline=task.baseline is not None or (task.target is None and not task.unit),
        ),
        entries=entries,
        standing=_standing(task),
        is_report_late=task.is_report_late,  # type: ignore[attr-defined]
        report_due_on=task.report_due_on,  # type: ignore[attr-defined]
    )


def _standing(task: Task) -> Standing:
    """The one word for a task: what ended it, else what presses most."""
    known = vars(task)
    if known["is_done"]:
        return Standing.DONE
    if task.closed_on:
        return Standing.DROPPED
    if known["is_reached"]:
        return Standing.REACHED
    return Standing.OVERDUE if known["is_overdue"] else Standing.OPEN


def years_given(tasks: QuerySet[Task]) -> list[int]:
    """The years in which any of ``tasks`` was given, the latest first."""
    return list(tasks.order_by("-meeting__year").values_list("meeting__year", flat=True).distinct())


def key_tasks_served(tasks: QuerySet[Task]) -> list[KeyTask]:
    """The key tasks that any of ``tasks`` serves."""
    served = KeyTask.objects.filter(tasks__in=tasks.order_by()).select_related("theme").distinct()
    return list(served.order_by("-theme__year", "-kind", "order", "pk"))
