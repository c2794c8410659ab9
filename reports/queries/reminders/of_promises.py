"""Deadlines of what members and units signed for a year: each member of the own lines, leaders of the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from evaluations.models import Commitment, CommitmentItem
from reports.queries.reminders.due import UNIT, Due
from reports.rules.reminders import Rule

OWNER = ("commitment", "commitment__member", "commitment__year", "commitment__kind", "commitment__cell", "due_on")


def commitments(rule: Rule, day: dt.date) -> Iterator[Due]:
    """Signed lines without a result. A member with an account is told of the own ones; who leads the unit of its
    programme, and in one line of all members without an account."""
    rows = CommitmentItem.objects.filter(result=CommitmentItem.Result.OPEN, is_removed=False)
    rows = rows.filter(commitment__signed_on__isnull=False)
    rows = rows.filter(due_on__range=(rule.first_due(day), rule.last_due(day)))
    has_account = Q(commitment__member__user__is_active=True)
    told = rows.filter(has_account | Q(commitment__member=None)).order_by("due_on", "commitment")
    for row in told.values(*OWNER).annotate(number=Count("pk")):
        yield _of_one(row)
    others = rows.exclude(commitment__member=None).exclude(has_account).order_by("due_on", "commitment__cell")
    people = Count("commitment__member", distinct=True)
    for row in others.values("commitment__cell", "commitment__year", "due_on").annotate(number=people):
        yield _of_a_cell(row)


def _of_one(row: Mapping[str, Any]) -> Due:
    """A member, or the unit itself: all lines with the same day together."""
    kind, member = Commitment.Kind(row["commitment__kind"]).label, row["commitment__member"]
    title = f"{row['number']} nội dung trong {kind} năm {row['commitment__year']} đến hạn"
    page = reverse("evaluations:commitment_detail", args=[row["commitment"]])
    people = (member,) if member else ()
    thing = f"commitment-{row['commitment']}"
    return Due(thing, row["due_on"], row["commitment__cell"], title, f"{UNIT}: {title}.", page, people)


def _of_a_cell(row: Mapping[str, Any]) -> Due:
    unit, year = row["commitment__cell"], row["commitment__year"]
    words = f"{UNIT}: nội dung cam kết năm {year} của {row['number']} đảng viên đến hạn, chưa ghi kết quả"
    page = reverse("evaluations:commitment_sheet", args=[unit, year])
    return Due(f"commitments-{unit}-{year}", row["due_on"], unit, words, f"{words}.", page)
