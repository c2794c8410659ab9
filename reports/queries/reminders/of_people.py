"""Deadlines in the lives of people and units: admission, becoming official, stays, help, transfers, terms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from cells.models import (
    Candidate,
    CandidateStep,
    Membership,
    Organisation,
    OrganisationPeriod,
    ScreeningResult,
    StatusPeriod,
    Transfer,
)
from cells.queries.candidates import due_members, due_rows
from cells.queries.terms import terms_ending
from cells.queries.transfers import open_transfers
from cells.rules.candidates import latest_ceremony
from core.ids import IdSet
from core.periods import format_date
from reports.queries.reminders.due import UNIT, Due
from reports.rules.reminders import Rule

OF_WORKING_DAYS = dt.timedelta(days=75)
"""More days of the calendar than the working days of any deadline here take, Tết among them."""


def official_days(rule: Rule, day: dt.date) -> Iterator[Due]:
    """Probationary members whose twelve months end; not told of themselves."""
    standing = IdSet(Organisation.objects.filter(ended_on=None).values_list("pk", flat=True))
    for row in due_members(due_rows(standing, day), day):
        if rule.first_due(day) <= row.due_on <= rule.last_due(day):
            yield Due(
                f"member-{row.member.pk}",
                row.due_on,
                row.cell.pk,
                f"Đến hạn xét công nhận chính thức: {row.member}",
                f"{UNIT}: một đảng viên dự bị đến hạn xét công nhận chính thức.",
                reverse("cells:official_due_list"),
                without=frozenset({row.member.pk}),
            )


def ceremonies(rule: Rule, day: dt.date) -> Iterator[Due]:
    """People whose admission is decided, by the last working day for the ceremony."""
    rows = CandidateStep.objects.filter(stage=Candidate.Stage.DECIDED, candidate__stage=Candidate.Stage.DECIDED)
    rows = rows.filter(on__range=(rule.first_due(day) - OF_WORKING_DAYS, rule.last_due(day)))
    for step in rows.select_related("candidate").order_by("on", "pk"):
        due_on, candidate = latest_ceremony(step.on), step.candidate
        if rule.first_due(day) <= due_on <= rule.last_due(day):
            yield Due(
                f"candidate-{candidate.pk}",
                due_on,
                candidate.cell_id,
                f"Tổ chức lễ kết nạp: {candidate}",
                f"{UNIT}: tổ chức lễ kết nạp theo quyết định ngày {format_date(step.on)}.",
                reverse("cells:candidate_detail", args=[candidate.pk]),
            )


def stays(rule: Rule, day: dt.date) -> Iterator[Due]:
    """Stays and statuses that end by themselves, and nothing follows: told before, while they can be prolonged.

    A guest's host and own cell are told; of a status the own cell.
    """
    for stay in _ending(Membership.objects.filter(kind=Membership.Kind.TEMPORARY), rule, day):
        for unit in dict.fromkeys(filter(None, (stay.cell_id, stay.home))):
            yield _stay(f"stay-{stay.pk}-{unit}", stay, unit, "sinh hoạt tạm thời")
    for status in _ending(StatusPeriod.objects.all(), rule, day):
        if status.home:
            yield _stay(f"status-{status.pk}", status, status.home, status.get_status_display())


def _ending(rows: QuerySet[Any], rule: Rule, day: dt.date) -> QuerySet[Any]:
    """Those in force that end soon, with the own cell of the member as ``home``."""
    later = rows.filter(member=OuterRef("member"), valid_from__gt=OuterRef("valid_to"))
    ending = rows.filter(~Exists(later), valid_from__lte=day, valid_to__range=(day, rule.last_due(day)))
    return ending.annotate(home=_home(day)).select_related("member").order_by("valid_to", "pk")


def _home(day: dt.date) -> Subquery:
    own = Membership.objects.in_force(day).filter(member=OuterRef("member"), kind=Membership.Kind.PERMANENT)
    return Subquery(own.values("cell")[:1])


def _stay(thing: str, row: Any, unit: int, what: str) -> Due:
    title, text = f"Sắp hết hạn {what}: {row.member}", f"{UNIT}: một đảng viên sắp hết hạn {what}."
    return Due(thing, row.valid_to, unit, title, text, f"{row.member.get_absolute_url()}?phan=sinh-hoat")


def screenings(rule: Rule, day: dt.date) -> Iterator[Due]:
    """Members whom a screening gave time to mend, until they are screened again; not told of themselves."""
    again = ScreeningResult.objects.filter(member=OuterRef("member"), decided_on__gt=OuterRef("decided_on"))
    rows = ScreeningResult.objects.filter(~Exists(again), result=ScreeningResult.Result.NEEDS_HELP)
    rows = rows.filter(help_until__range=(rule.first_due(day), rule.last_due(day))).annotate(home=_home(day))
    for row in rows.filter(home__isnull=False).select_related("member").order_by("help_until", "pk"):
        assert row.help_until is not None
        yield Due(
            f"screening-{row.pk}",
            row.help_until,
            row.home,
            f"Rà soát lại, hết hạn giúp đỡ: {row.member}",
            f"{UNIT}: một đảng viên hết hạn giúp đỡ theo kết quả rà soát năm {row.year}.",
            reverse("cells:screening", args=[row.home]),
            without=frozenset({row.member_id}),
        )


def transfers(rule: Rule, day: dt.date) -> Iterator[Due]:
    """Papers of members on their way, to the committee above the cell that receives, else above the one they leave."""
    cell = Coalesce(OuterRef("to_cell"), OuterRef("from_cell"))
    above = OrganisationPeriod.objects.in_force(day).filter(organisation=cell).values("parent")[:1]
    rows = Transfer.objects.annotate(above=Subquery(above)).filter(above__isnull=False)
    rows = rows.filter(present_by__range=(rule.first_due(day), rule.last_due(day)))
    for row in open_transfers(rows).select_related("member"):
        yield Due(
            f"transfer-{row.pk}",
            row.present_by,
            row.above,  # type: ignore[attr-defined]
            f"Giấy giới thiệu chuyển sinh hoạt chưa tiếp nhận: {row.member}",
            f"{UNIT}: một giấy giới thiệu chuyển sinh hoạt ngày {format_date(row.issued_on)} chưa tiếp nhận.",
            reverse("cells:transfer_detail", args=[row.pk]),
            without=frozenset({row.member_id}),
        )


def terms(rule: Rule, day: dt.date) -> Iterator[Due]:
    """Terms that come to their end, or ran out without a congress."""
    for term in terms_ending(Organisation.objects.filter(ended_on=None), day):
        if rule.first_due(day) <= term.last_day <= rule.last_due(day):
            words = f"{UNIT}: nhiệm kỳ {term.name} kết thúc ngày {format_date(term.last_day)}"
            page = reverse("cells:post_list", args=[term.organisation_id])
            yield Due(f"term-{term.pk}", term.last_day, term.organisation_id, words, f"{words}.", page)
