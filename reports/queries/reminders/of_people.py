"""Deadlines in the lives of people and units: becoming official, transfers, terms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from cells.models import Organisation, OrganisationPeriod, Transfer
from cells.queries.candidates import due_members, due_rows
from cells.queries.terms import terms_ending
from cells.queries.transfers import open_transfers
from core.ids import IdSet
from core.periods import format_date
from reports.queries.reminders.due import UNIT, Due
from reports.rules.reminders import Rule


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
