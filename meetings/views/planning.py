"""Planning a meeting, changing the plan, cancelling it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from cells.access import get_organisation
from cells.models import Organisation
from core.errors import DomainError
from core.forms import show_error
from core.periods import today
from meetings.access import get_meeting
from meetings.forms.lifecycle import ConductForm
from meetings.forms.people import People, people_of
from meetings.forms.planning import CancelForm, PlanForm, initial_for, initial_of, redrawn, wants_redraw
from meetings.models import ConductSetting
from meetings.queries.calendar import recommended_agenda
from meetings.queries.lists import last_like, next_free_month
from meetings.queries.thematic import theme_chosen, themes_to_plan
from meetings.rules.conduct import conduct_on
from meetings.rules.kinds import kinds_held_by, kinds_in_calendar, usual_kind
from meetings.services.conduct import set_conduct
from meetings.services.planning import cancel_meeting, change_plan, plan_meeting

REFUSED = 422
FROM_ABOVE = "tren"


def meeting_plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """Plan a meeting of a unit; ``?loai=`` names its kind, ``?chep=1`` begins with the last of that kind,
    ``?chep=tren`` with what the committee above proposes for the month."""
    cell = get_organisation(request.user, pk, to="plan_meetings")
    kind = _wanted_kind(request, cell)
    last, begin = last_like(cell, kind), request.GET.get("chep", "")
    copied = last if begin and begin != FROM_ABOVE else None
    proposed = recommended_agenda(cell, *next_free_month(cell, today())) if kind in kinds_in_calendar() else []
    above = proposed if begin == FROM_ABOVE else []
    initial, agenda = initial_for(cell, kind=kind, today=today(), copied=copied, recommended=above)
    themes = themes_to_plan(cell, today())
    initial |= theme_chosen(themes, request.GET.get("chuyen-de"))
    form = _form(request, cell, people_of(cell, today()), initial, agenda)
    if _is_sent(request) and form.is_valid():
        try:
            meeting = plan_meeting(cell, form.plan(), by=request.user)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã lên lịch. Hãy báo cho đảng viên biết ngày giờ, địa điểm."))
            return redirect(meeting)
    context = {"cell": cell, "form": form, "last": last, "copied": copied, "kind": kind, "proposed": proposed}
    context["themes"] = themes
    return render(request, "meetings/meeting_plan.html", context, status=_status(form))


def meeting_change_plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a meeting that has not begun."""
    meeting = get_meeting(request.user, pk, to="change_plan")
    initial, agenda = initial_of(meeting)
    form = _form(request, meeting.cell, people_of(meeting.cell, meeting.held_on), initial, agenda)
    if _is_sent(request) and form.is_valid():
        try:
            changed = change_plan(meeting, form.plan(), by=request.user)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã sửa lịch.") if changed else _("Không có gì thay đổi."))
            return redirect(meeting)
    return render(
        request, "meetings/meeting_change_plan.html", {"meeting": meeting, "form": form}, status=_status(form)
    )


def meeting_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Cancel a planned meeting, with the reason."""
    meeting = get_meeting(request.user, pk, to="cancel")
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_meeting(meeting, by=request.user, reason=form.cleaned_data["reason"])
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã hủy buổi sinh hoạt. Có thể lên lịch buổi khác cho tháng này."))
            return redirect(meeting)
    return render(request, "meetings/meeting_cancel.html", {"meeting": meeting, "form": form}, status=_status(form))


def conduct_setting(request: SignedInRequest, pk: int) -> HttpResponse:
    """The figures that a committee sets for its cells: the day to have met by, the least length of meetings."""
    organisation = get_organisation(request.user, pk, to="decide")
    if organisation.is_cell:
        raise Http404
    form = ConductForm(request.POST or None, initial={"valid_from": today()})
    if request.method == "POST" and form.is_valid():
        try:
            set_conduct(organisation, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã lưu quy định về sinh hoạt."))
            return redirect("meetings:conduct_setting", pk)
    context = {
        "organisation": organisation,
        "form": form,
        "settings": organisation.conduct_settings.filter(key__in=ConductSetting.Key.values).order_by("-valid_from"),
        "usual": conduct_on(today()),
    }
    return render(request, "meetings/conduct_setting.html", context, status=_status(form))


def _is_sent(request: SignedInRequest) -> bool:
    return request.method == "POST" and not wants_redraw(request.POST)


def _wanted_kind(request: SignedInRequest, unit: Organisation) -> str:
    """The kind that the address names, where the unit holds it; else the usual one. 404 for who holds none."""
    held, wanted = kinds_held_by(unit.kind), request.GET.get("loai", "")
    if not held:
        raise Http404
    return wanted if wanted in held else usual_kind(unit.kind)


def _form(request: SignedInRequest, unit: Organisation, people: People, initial: dict, agenda: list) -> PlanForm:
    """The form as it was sent, or drawn anew by one of its own buttons, or fresh."""
    data = request.POST if _is_sent(request) else None
    if request.method == "POST" and wants_redraw(request.POST):
        initial, agenda = redrawn(request.POST, today=today())
    return PlanForm(data, unit=unit, people=people, today=today(), initial=initial, agenda=agenda)


def _status(form: PlanForm | CancelForm | ConductForm) -> int:
    return REFUSED if form.is_bound and form.errors else 200
