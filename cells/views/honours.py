"""Awards, badges and discipline of members, and who is due for a badge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from cells.access import committees_overseen_by, get_member, scope_of
from cells.forms.honours import AwardForm, BadgeForm, DisciplineForm, LiftForm, WithdrawForm
from cells.models import Member
from cells.queries import subtree_ids
from cells.queries.honours import badges_due, badges_of_day, badges_overdue
from cells.queries.records import party_age, present_membership
from cells.rules.honours import (
    OFFICIAL_KINDS,
    PROBATIONARY_KINDS,
    award_day_before,
    award_days,
    badge_reached,
    next_award_day,
    source,
)
from cells.services.honours import (
    Verdict,
    give_award,
    give_badge,
    lift_discipline,
    record_discipline,
    withdraw_award,
)
from cells.views.deeds import done, tell
from core.periods import today

PAGE = 50


def honours_of(member: Member) -> str:
    """The address of the part of a member's page with awards and discipline."""
    return f"{reverse('cells:member_detail', args=[member.pk])}?phan=khen-thuong"


def award_give(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down an award of a member."""
    member = get_member(request.user, pk, to="manage_members")
    form = AwardForm(request.POST or None)
    if done(request, form, lambda data: give_award(member, by=request.user, **data)):
        tell(request, _("Đã ghi khen thưởng."))
        return redirect(honours_of(member))
    return render(request, "cells/award_give.html", {"member": member, "form": form})


def award_withdraw(request: SignedInRequest, pk: int, award_id: int) -> HttpResponse:
    """An award of a member was taken back."""
    member = get_member(request.user, pk, to="manage_members")
    award = get_object_or_404(member.awards, pk=award_id)
    form = WithdrawForm(request.POST or None)
    if done(request, form, lambda data: withdraw_award(award, by=request.user, **data)):
        tell(request, _("Đã ghi thu hồi khen thưởng."))
        return redirect(honours_of(member))
    return render(request, "cells/award_withdraw.html", {"member": member, "form": form, "award": award})


def badge_give(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down a badge."""
    member = get_member(request.user, pk, to="manage_members")
    age = party_age(member, today())
    reached = badge_reached(age.start, today()) if age else 0
    form = BadgeForm(request.POST or None, initial={"years": request.GET.get("nam") or reached or None})
    if done(request, form, lambda data: give_badge(member, by=request.user, **data)):
        tell(request, _("Đã ghi Huy hiệu Đảng."))
        return redirect(honours_of(member))
    return render(request, "cells/badge_give.html", {"member": member, "form": form, "age": age})


def discipline_record(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down discipline of a member; an expulsion ends the membership only when the form says so."""
    member = get_member(request.user, pk, to="manage_members")
    present = present_membership(member)
    kinds = OFFICIAL_KINDS if member.official_on else PROBATIONARY_KINDS
    form = DisciplineForm(request.POST or None, initial={"seen": present.pk if present else None}, kinds=kinds)

    def write(data: dict) -> None:
        leaves_on, seen = data.pop("leaves_on", None), data.pop("seen", None)
        record_discipline(member, Verdict(**data), by=request.user, leaves_on=leaves_on, seen=seen)

    if done(request, form, write):
        tell(request, _("Đã ghi kỷ luật."))
        return redirect(honours_of(member))
    context = {"member": member, "form": form, "is_probationary": not member.official_on}
    return render(request, "cells/discipline_record.html", context)


def discipline_lift(request: SignedInRequest, pk: int, discipline_id: int) -> HttpResponse:
    """Discipline of a member is no longer in effect."""
    member = get_member(request.user, pk, to="manage_members")
    row = get_object_or_404(member.disciplines, pk=discipline_id)
    form = LiftForm(request.POST or None)
    if done(request, form, lambda data: lift_discipline(row, by=request.user, **data)):
        tell(request, _("Đã ghi chấm dứt hiệu lực kỷ luật."))
        return redirect(honours_of(member))
    return render(request, "cells/discipline_lift.html", {"member": member, "form": form, "discipline": row})


LISTS: dict[str, Callable] = {"den-dip": badges_due, "con-thieu": badges_overdue}


def badge_list(request: SignedInRequest) -> HttpResponse:
    """Who reaches 30, 40, 45 … years by an award day, committee by committee; and who was forgotten."""
    committees = list(committees_overseen_by(request.user))
    if not scope_of(request.user).readable:
        raise PermissionDenied
    chosen = next((one for one in committees if str(one.pk) == request.GET.get("cap-uy")), None)
    cells = scope_of(request.user).readable
    if chosen is not None:
        cells = cells & subtree_ids([chosen.pk])
    day = _award_day(request.GET.get("dip", ""))
    shown = request.GET.get("loai", "")
    shown = shown if shown in LISTS else "den-dip"
    context = {
        "page": Paginator(LISTS[shown](cells, day), PAGE).get_page(request.GET.get("trang")),
        "given": badges_of_day(cells, day).count(),
        "shown": shown,
        "award_day": day,
        "before": award_day_before(day),
        "award_days": _days_offered(),
        "committees": committees,
        "chosen": chosen,
        "source": source(),
    }
    return render(request, "cells/badge_list.html", context)


def _days_offered() -> list[dt.date]:
    """The award days of this year and the next."""
    return [*award_days(today().year), *award_days(today().year + 1)]


def _award_day(text: str) -> dt.date:
    return next((day for day in _days_offered() if day.isoformat() == text), next_award_day(today()))
