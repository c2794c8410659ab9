"""Reads of awards, badges and discipline: of one subject, and who is due for a badge."""

from __future__ import annotations

import datetime as dt

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from cells.models import Award, Badge, Discipline, Member, Membership, Organisation, in_force
from cells.rules.honours import BADGE_YEARS, award_day_before
from core.ids import IdSet
from core.periods import add_months


def awards_of(subject: Member | Organisation) -> QuerySet[Award]:
    """All awards of a member or an organisation, latest first, withdrawn ones too."""
    return Award.objects.filter(**_of(subject)).order_by("-decided_on", "-pk")


def disciplines_of(subject: Member | Organisation) -> QuerySet[Discipline]:
    """All discipline of a member or an organisation, latest first, with the cell of the day of the act."""
    rows = Discipline.objects.filter(**_of(subject)).select_related("unit").prefetch_related("unit__periods")
    return rows.order_by("-decided_on", "-pk")


def _of(subject: Member | Organisation) -> dict[str, Member | Organisation]:
    return {"member": subject} if isinstance(subject, Member) else {"organisation": subject}


def _start_between(after: dt.date | None, until: dt.date, years: int) -> Q:
    """Those whose ``years`` in the Party are full after one day and not later than another."""
    reached = Q(start__lte=add_months(until, -12 * years))
    return reached & Q(start__gt=add_months(after, -12 * years)) if after else reached


def badges_due(cells: IdSet, award_day: dt.date) -> QuerySet[Member]:
    """Official members of the cells whose years for a badge are full by the award day and were not by the one before.

    Each has ``start``, ``badge_years`` and the present membership; who holds that badge already is left out.
    """
    before = award_day_before(award_day)
    levels = [When(_start_between(before, award_day, years), then=Value(years)) for years in BADGE_YEARS]
    return _candidates(cells, award_day, levels)


def badges_overdue(cells: IdSet, award_day: dt.date) -> QuerySet[Member]:
    """Those whose years were full before the award day before, and of whom that badge is not recorded."""
    before = award_day_before(award_day)
    levels = [
        When(_start_between(None, before, years), then=Value(years)) for years in sorted(BADGE_YEARS, reverse=True)
    ]
    due_now = Q()
    for years in BADGE_YEARS:
        due_now |= _start_between(before, award_day, years)
    return _candidates(cells, award_day, levels).exclude(due_now)


def _candidates(cells: IdSet, award_day: dt.date, levels: list[When]) -> QuerySet[Member]:
    inside = Membership.objects.filter(cell__in=cells, kind=Membership.Kind.PERMANENT, valid_to__isnull=True).values(
        "member"
    )
    held = Badge.objects.filter(member=OuterRef("pk"), years__gte=OuterRef("badge_years"))
    present = Membership.objects.filter(kind=Membership.Kind.PERMANENT, valid_to__isnull=True)
    return (
        Member.objects.filter(pk__in=inside, official_on__lte=award_day)
        .annotate(start=Coalesce("admission_decided_on", "admitted_on"))
        .annotate(badge_years=Case(*levels, output_field=IntegerField()))
        .filter(badge_years__isnull=False)
        .exclude(Exists(held))
        .prefetch_related(
            Prefetch(
                "memberships",
                present.select_related("cell").prefetch_related("cell__periods"),
                to_attr="current_memberships",
            )
        )
        .order_by(F("badge_years").desc(nulls_last=True), "sort_key", "pk")
    )


def badges_of_day(cells: IdSet, award_day: dt.date) -> QuerySet[Badge]:
    """Badges recorded as awarded on that day to members who were in the cells then."""
    inside = Membership.objects.filter(in_force(award_day), cell__in=cells).values("member")
    return Badge.objects.filter(member__in=inside, awarded_on=award_day).select_related("member")
