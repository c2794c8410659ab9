"""What happens to a member: statuses, stays for a time, leaving, coming back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from cells.access import get_member
from cells.forms.records import LeaveForm, ReturnForm, TakeBackForm
from cells.forms.statuses import EndStatusForm, EndStayForm, ResidenceForm, StatusDaysForm, StatusForm, days_of
from cells.models import Member, Membership, StatusPeriod
from cells.queries.records import present_membership
from cells.queries.transfers import leaving_doubts
from cells.rules.meanings import meaning_of, status_doubts
from cells.services.memberships import end_stay, leave_party, restore_member, take_back_leaving
from cells.services.residences import link_residence
from cells.services.statuses import begin_status, change_status, end_status
from cells.views.choosing import cell_choice
from cells.views.deeds import done, tell
from core.periods import today


def course_of(member: Member) -> str:
    """The address of the part of a member's page that tells where he belonged."""
    return f"{reverse('cells:member_detail', args=[member.pk])}?phan=sinh-hoat"


def status_begin(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin a status; each is explained with what it means for attendance, total and vote."""
    member = get_member(request.user, pk, to="record_life")
    form = StatusForm(request.POST or None)
    if done(request, form, lambda data: begin_status(member, by=request.user, **data)):
        data = form.cleaned_data
        tell(
            request,
            _("Đã ghi tình trạng sinh hoạt."),
            status_doubts(data["status"], data["valid_from"], data["valid_to"]),
        )
        return redirect(course_of(member))
    meanings = [(label, meaning_of(status)) for status, label in StatusPeriod.Status.choices]
    return render(request, "cells/status_begin.html", {"member": member, "form": form, "meanings": meanings})


def status_end(request: SignedInRequest, pk: int, period_id: int) -> HttpResponse:
    """The last day of a status."""
    member = get_member(request.user, pk, to="record_life")
    period = get_object_or_404(member.status_periods, pk=period_id)
    form = EndStatusForm(request.POST or None, initial={"last_day": today()})
    if done(request, form, lambda data: end_status(period, by=request.user, **data)):
        tell(request, _("Đã ghi ngày kết thúc."))
        return redirect(course_of(member))
    return render(request, "cells/status_end.html", {"member": member, "form": form, "period": period})


def status_change(request: SignedInRequest, pk: int, period_id: int) -> HttpResponse:
    """Put right a status that was written wrongly."""
    member = get_member(request.user, pk, to="record_life")
    period = get_object_or_404(member.status_periods, pk=period_id)
    form = StatusDaysForm(request.POST or None, initial=days_of(period))
    if done(request, form, lambda data: change_status(period, by=request.user, **data)):
        data = form.cleaned_data
        doubts = status_doubts(period.status, data["valid_from"], data["valid_to"])
        tell(request, _("Đã sửa tình trạng sinh hoạt."), doubts)
        return redirect(course_of(member))
    return render(request, "cells/status_change.html", {"member": member, "form": form, "period": period})


def stay_end(request: SignedInRequest, pk: int, stay_id: int) -> HttpResponse:
    """A guest of a cell goes back to the own one."""
    member = get_member(request.user, pk, to="record_life")
    stay = get_object_or_404(member.memberships.select_related("cell"), pk=stay_id, kind=Membership.Kind.TEMPORARY)
    form = EndStayForm(request.POST or None, initial={"last_day": today()})
    if done(request, form, lambda data: end_stay(stay, by=request.user, **data)):
        tell(request, _("Đã ghi kết thúc sinh hoạt tạm thời."))
        return redirect(course_of(member))
    return render(request, "cells/stay_end.html", {"member": member, "form": form, "stay": stay})


def residence_record(request: SignedInRequest, pk: int) -> HttpResponse:
    """The cell of the place where the member lives."""
    member = get_member(request.user, pk, to="record_life")
    form = ResidenceForm(request.POST or None, initial={"valid_from": today()})
    if done(request, form, lambda data: link_residence(member, by=request.user, **data)):
        tell(request, _("Đã ghi chi bộ nơi cư trú."))
        return redirect(course_of(member))
    return render(request, "cells/residence_record.html", {"member": member, "form": form})


def member_leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """Died, struck off, expelled, resigned: everything ends on that day."""
    member = get_member(request.user, pk, to="manage_members")
    present = present_membership(member)
    form = LeaveForm(request.POST or None, initial={"seen": present.pk if present else None})
    doubts = leaving_doubts(present, today()) if present else []
    if done(request, form, lambda data: leave_party(member, by=request.user, **data)):
        tell(request, _("Đã ghi; sinh hoạt, chức vụ và các phân công của đồng chí này kết thúc cùng ngày."), doubts)
        return redirect(course_of(member))
    context = {"member": member, "form": form, "present": present, "doubts": doubts}
    return render(request, "cells/member_leave.html", context)


def leaving_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """A leaving was written down by mistake."""
    member = get_member(request.user, pk, to="manage_members")
    form = TakeBackForm(request.POST or None)
    if done(request, form, lambda data: take_back_leaving(member, by=request.user, **data)):
        tell(request, _("Đã sửa: đồng chí này tiếp tục sinh hoạt. Chức vụ, tình trạng, phân công thì ghi lại."))
        return redirect(course_of(member))
    return render(request, "cells/leaving_take_back.html", {"member": member, "form": form})


def member_restore(request: SignedInRequest, pk: int) -> HttpResponse:
    """Membership restored (phục hồi đảng tịch)."""
    member = get_member(request.user, pk, to="manage_members")
    choice = cell_choice(request)
    form = ReturnForm(request.POST or None, cells=choice)
    if done(request, form, lambda data: restore_member(member, by=request.user, **data)):
        tell(request, _("Đã ghi phục hồi đảng tịch."))
        return redirect(course_of(member))
    return render(request, "cells/member_restore.html", {"member": member, "form": form, "choice": choice})
