"""Deadlines of the yearly evaluation: of its regulation, of the committee, of reviews, remedies and complaints."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from cells.rules.working_days import is_working_day
from core.periods import format_date
from evaluations.models import Complaint, Evaluation, Period, ReviewMeeting, Shortcoming
from evaluations.queries.review_meetings import LEAD_DAYS
from evaluations.queries.shortcomings import open_shortcomings
from evaluations.rules.checking_parts import read_day
from evaluations.workflow import OPEN_COMPLAINTS
from meetings.workflow import State
from reports.queries.afterwards_waiting import BUDGET_BY
from reports.queries.reminders.due import UNIT, Due
from reports.rules.reminders import Rule

DONE = (Evaluation.State.DECIDED, Evaluation.State.POSTPONED)


def evaluations(rule: Rule, day: dt.date) -> Iterator[Due]:
    """The days of the regulation and of the committee, while something of the year is not decided.

    The committee is told while anything waits; a unit below, while it has not sent what it evaluates itself.
    """
    rows = Period.objects.filter(state=Period.State.OPEN, quarter=None).order_by("pk")
    names = ("pk", "year", "organisation", "regulation__deadlines", "local_regulation__own__deadlines")
    due = [(row, *found) for row in rows.values(*names) for found in _days_of(row, rule, day)]
    waiting, unsent = _unfinished({row["pk"] for row, *_found in due})
    for row, key, text, due_on in due:
        if row["pk"] not in waiting:
            continue
        thing, what = f"period-{row['pk']}-{key}", f"Đánh giá năm {row['year']}"
        page = reverse("evaluations:period_detail", args=[row["pk"]])
        said = f"{what}, {UNIT}: {text}"
        yield Due(thing, due_on, row["organisation"], said, said, page)
        if key in rule.more["committee_only"]:
            continue
        for unit, number in unsent[row["pk"]].items():
            if unit != row["organisation"]:
                said = f"{what}, {UNIT}: {number} phiếu chưa gửi. {text}"
                yield Due(f"{thing}-{unit}", due_on, unit, said, said, page)


def _days_of(row: dict[str, Any], rule: Rule, day: dt.date) -> Iterator[tuple[str, str, dt.date]]:
    """The deadlines of a period that are spoken of on that day: key, words, the last day."""
    own = {item.get("key") for item in row["local_regulation__own__deadlines"] or ()}
    for item in row["regulation__deadlines"] or ():
        if item["key"] in rule.more["left_out"] and item["key"] not in own:
            continue
        year, found = row["year"] + item.get("next_year", False), read_day(item["before"])
        if found is None:
            continue
        month, date = found
        last = dt.date(year, month, min(date, monthrange(year, month)[1])) - dt.timedelta(days=1)
        if rule.first_due(day) <= last <= rule.last_due(day):
            yield item["key"], item["text"], last


def _unfinished(periods: set[int]) -> tuple[set[int], dict[int, dict[int, int]]]:
    """The periods with something undecided, and by period and unit how much was not sent."""
    rows = Evaluation.objects.filter(period__in=periods).exclude(state__in=DONE).order_by()
    counted = rows.values_list("period", "cell").annotate(number=Count("pk", filter=Q(state=Evaluation.State.OPEN)))
    waiting: set[int] = set()
    unsent: dict[int, dict[int, int]] = defaultdict(dict)
    for period, unit, number in counted:
        waiting.add(period)
        if number and unit:
            unsent[period][unit] = number
    return waiting, unsent


def postponed(rule: Rule, day: dt.date) -> Iterator[Due]:
    """Reviews that were put off to a day; not told to whom they are about."""
    rows = Evaluation.objects.filter(state=Evaluation.State.POSTPONED)
    rows = rows.filter(postponed_until__range=(rule.first_due(day), rule.last_due(day)))
    for row in rows.select_related("member", "collective").order_by("postponed_until", "pk"):
        assert row.postponed_until is not None
        yield Due(
            f"evaluation-{row.pk}",
            row.postponed_until,
            row.cell_id,
            f"Kiểm điểm, xếp loại bổ sung: {row.member or row.collective or 'đơn vị'}",
            f"{UNIT}: một trường hợp kiểm điểm, xếp loại bổ sung.",
            row.get_absolute_url(),
            without=frozenset({row.member_id} if row.member_id else ()),
        )


def review_drafts(rule: Rule, day: dt.date) -> Iterator[Due]:
    """Review meetings to come for which no drafts were sent."""
    latest = rule.last_due(day) + dt.timedelta(days=4 * LEAD_DAYS + 14)
    rows = ReviewMeeting.objects.filter(drafts_sent_on=None, meeting__state=State.PLANNED, meeting__held_on__gte=day)
    for row in rows.filter(meeting__held_on__lte=latest).select_related("meeting").defer("meeting__snapshot"):
        due_on = working_days_before(row.meeting.held_on, LEAD_DAYS)
        if rule.first_due(day) <= due_on <= rule.last_due(day):
            words = f"{UNIT}: gửi dự thảo kiểm điểm cho hội nghị ngày {format_date(row.meeting.held_on)}"
            page = reverse("evaluations:review_meeting_change", args=[row.pk])
            yield Due(f"review-{row.pk}", due_on, row.organisation_id, words, f"{words}.", page)


def working_days_before(day: dt.date, number: int) -> dt.date:
    """The last day after which, up to and with ``day``, so many working days lie."""
    while number > 0:
        number -= is_working_day(day)
        day -= dt.timedelta(days=1)
    return day


def shortcomings(rule: Rule, day: dt.date) -> Iterator[Due]:
    """Shortcomings that are not remedied, to whoever is responsible, else to the leaders."""
    rows = open_shortcomings(Shortcoming.objects.filter(due_on__range=(rule.first_due(day), rule.last_due(day))))
    for row in rows.order_by("due_on", "pk"):
        assert row.due_on is not None
        page = reverse("evaluations:shortcoming_report", args=[row.pk])
        title, text = (
            f"Hạn chế cần khắc phục: {row.text[:150]}",
            f"{UNIT}: một hạn chế nêu khi kiểm điểm năm {row.year}.",
        )
        people = (row.responsible_id,) if row.responsible_id else ()
        yield Due(f"shortcoming-{row.pk}", row.due_on, row.cell_id, title, text, page, people)


def complaints(rule: Rule, day: dt.date) -> Iterator[Due]:
    """Complaints without a conclusion, to the leaders of the committee that decides, but nobody about himself."""
    rows = Complaint.objects.filter(state__in=OPEN_COMPLAINTS).select_related("evaluation__period")
    rows = rows.filter(due_on__range=(rule.first_due(day), rule.last_due(day)))
    for row in rows.defer("evaluation__period__regulation").order_by("due_on", "pk"):
        assert row.due_on is not None
        about = row.evaluation.member_id
        yield Due(
            f"complaint-{row.pk}",
            row.due_on,
            row.evaluation.period.organisation_id,
            f"Đơn nhận ngày {format_date(row.received_on)} chưa trả lời",
            f"{UNIT}: một đơn nhận ngày {format_date(row.received_on)} chưa trả lời.",
            row.get_absolute_url(),
            without=frozenset({about} if about else ()),
        )


def award_budgets(rule: Rule, day: dt.date) -> Iterator[Due]:
    """The estimate for the awards of next year, to committees that have decided a year."""
    due_on = dt.date(day.year, *BUDGET_BY)
    if rule.moment(due_on, day) is None:
        return
    rows = Period.objects.filter(quarter=None, year__lt=day.year).order_by("organisation", "-year")
    seen: set[int] = set()
    for pk, unit in rows.values_list("pk", "organisation"):
        if unit not in seen:
            seen.add(unit)
            words = f"{UNIT}: lập dự toán khen thưởng năm {day.year + 1}"
            page = reverse("evaluations:award_money", args=[pk])
            yield Due(f"budget-{unit}-{day.year}", due_on, unit, words, f"{words}.", page)
