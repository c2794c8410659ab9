"""Awards and discipline of organisations."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from cells.access import actions_for, get_organisation
from cells.forms.honours import AwardForm, DisciplineForm, LiftForm, WithdrawForm
from cells.queries.honours import awards_of, disciplines_of
from cells.rules.honours import ORGANISATION_KINDS
from cells.services.honours import Verdict, give_award, lift_discipline, record_discipline, withdraw_award
from cells.views.deeds import done, tell


def unit_honours(request: SignedInRequest, pk: int) -> HttpResponse:
    """The awards and the discipline of one unit."""
    unit = get_organisation(request.user, pk, to="view_members")
    actions = actions_for(request.user, unit)
    context = {
        "unit": unit,
        "actions": actions,
        "awards": awards_of(unit),
        "disciplines": disciplines_of(unit),
        "keeps": "manage_members" in actions,
    }
    return render(request, "cells/unit_honours.html", context)


def unit_award_give(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down an award of a unit."""
    unit = get_organisation(request.user, pk, to="manage_members")
    form = AwardForm(request.POST or None)
    if done(request, form, lambda data: give_award(unit, by=request.user, **data)):
        tell(request, _("Đã ghi khen thưởng."))
        return redirect("cells:unit_honours", pk=pk)
    return render(request, "cells/unit_award_give.html", {"unit": unit, "form": form})


def unit_award_withdraw(request: SignedInRequest, pk: int, award_id: int) -> HttpResponse:
    """An award of a unit was taken back."""
    unit = get_organisation(request.user, pk, to="manage_members")
    award = get_object_or_404(unit.awards, pk=award_id)
    form = WithdrawForm(request.POST or None)
    if done(request, form, lambda data: withdraw_award(award, by=request.user, **data)):
        tell(request, _("Đã ghi thu hồi khen thưởng."))
        return redirect("cells:unit_honours", pk=pk)
    return render(request, "cells/unit_award_withdraw.html", {"unit": unit, "form": form, "award": award})


def unit_discipline_record(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down discipline of a unit."""
    unit = get_organisation(request.user, pk, to="manage_members")
    form = DisciplineForm(request.POST or None, kinds=ORGANISATION_KINDS)

    def write(data: dict) -> None:
        data.pop("seen", None)
        record_discipline(unit, Verdict(**data), by=request.user)

    if done(request, form, write):
        tell(request, _("Đã ghi kỷ luật."))
        return redirect("cells:unit_honours", pk=pk)
    return render(request, "cells/unit_discipline_record.html", {"unit": unit, "form": form})


def unit_discipline_lift(request: SignedInRequest, pk: int, discipline_id: int) -> HttpResponse:
    """Discipline of a unit is no longer in effect."""
    unit = get_organisation(request.user, pk, to="manage_members")
    row = get_object_or_404(unit.disciplines, pk=discipline_id)
    form = LiftForm(request.POST or None)
    if done(request, form, lambda data: lift_discipline(row, by=request.user, **data)):
        tell(request, _("Đã ghi chấm dứt hiệu lực kỷ luật."))
        return redirect("cells:unit_honours", pk=pk)
    return render(request, "cells/unit_discipline_lift.html", {"unit": unit, "form": form, "discipline": row})
