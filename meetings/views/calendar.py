"""The calendar of a month: what cells registered, the committee's answer, and the published edition."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from cells.access import actions_for, get_organisation, scope_of
from cells.models import Organisation
from core.errors import DomainError
from core.forms import show_error
from core.periods import today
from meetings.access import actions_for as meeting_actions_for
from meetings.access import get_meeting
from meetings.access.calendars import calendar_actions_for, get_calendar
from meetings.documents.calendar import calendar_text, rows_of
from meetings.forms.calendar import PublishForm, ReturnDayForm, chosen_month
from meetings.forms.planning import month_choices
from meetings.models import Meeting
from meetings.queries.calendar import DayState, counts_by_state, month_calendar, published, rows_to_publish
from meetings.services.calendar import agree_day, publish_calendar, return_day
from meetings.workflow import State

REFUSED = 422
PAGE = 150


def calendar_month(request: SignedInRequest, pk: int) -> HttpResponse:
    """The cells below a committee and the days they registered; ``?thang=2026-12``, ``?tinh-trang=``."""
    committee = _committee(request, pk, to="view_members")
    year, month = chosen_month(request.GET.get("thang", ""), today=today())
    lines = month_calendar(committee, year, month)
    state = request.GET.get("tinh-trang", "")
    shown = [line for line in lines if line.state == state] if state in DayState.values else lines
    edition = published(committee, year, month)
    context = {
        "committee": committee,
        "page": Paginator(shown, PAGE).get_page(request.GET.get("trang")),
        "counts": counts_by_state(lines),
        "state": state,
        "chosen": f"{year}-{month:02d}",
        "month": month,
        "year": year,
        "months": month_choices(today()),
        "edition": edition,
        "is_outdated": edition is not None and edition.rows["meetings"] != rows_to_publish(lines),
        "may_decide": "decide" in actions_for(request.user, committee),
        "held_by_reader": scope_of(request.user).led_cells,
    }
    return render(request, "meetings/calendar_month.html", context)


def _committee(request: SignedInRequest, pk: int, *, to: str) -> Organisation:
    committee = get_organisation(request.user, pk, to=to)
    if committee.is_cell or committee.kind == "party_group":
        raise Http404
    return committee


@require_POST
def calendar_agree(request: SignedInRequest, pk: int) -> HttpResponse:
    """Agree to the chosen days, each for itself: one that was changed since is told and hinders no other."""
    committee = _committee(request, pk, to="decide")
    chosen = [row.partition("-") for row in request.POST.getlist("chon")]
    seen = {get_meeting(request.user, int(number[:18])): token for number, _dash, token in chosen if number.isdecimal()}
    agreed = 0
    for meeting, token in seen.items():
        try:
            agreed += _agree(request, meeting, token)
        except DomainError as error:
            messages.error(request, str(error))
    if agreed:
        sentence = ngettext("Đã thống nhất %(number)s lịch.", "Đã thống nhất %(number)s lịch.", agreed)
        messages.success(request, sentence % {"number": agreed})
    elif not request.POST.getlist("chon"):
        messages.error(request, _("Chưa chọn lịch nào; hãy đánh dấu các chi bộ cần thống nhất."))
    return redirect(_address(committee, request.POST.get("thang", "")))


def _agree(request: SignedInRequest, meeting: Meeting, seen: str) -> bool:
    """Agree to one day of several; a meeting that began meanwhile is told as ``agree_day`` tells it."""
    if meeting.state == State.PLANNED and "agree_day" not in meeting_actions_for(request.user, meeting):
        raise DomainError(
            _("Lịch của %(cell)s để đồng chí khác trong cấp ủy thống nhất; không ai tự thống nhất lịch đơn vị mình.")
            % {"cell": meeting.cell}
        )
    return agree_day(meeting, by=request.user, seen=seen)


def _address(committee: Organisation, month: str) -> str:
    year, number = chosen_month(month, today=today())
    return f"{reverse('meetings:calendar_month', args=[committee.pk])}?thang={year}-{number:02d}"


@require_POST
def day_agree(request: SignedInRequest, pk: int) -> HttpResponse:
    """Agree to the registered day of one meeting, from its page."""
    meeting = get_meeting(request.user, pk, to="agree_day")
    try:
        agree_day(meeting, by=request.user, seen=request.POST.get("seen", ""))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Đã thống nhất lịch."))
    return redirect(meeting)


def day_return(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask the cell for another day."""
    meeting = get_meeting(request.user, pk, to="agree_day")
    form = ReturnDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return_day(meeting, note=form.cleaned_data["note"], by=request.user)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã đề nghị chi bộ đổi lịch; chi bộ thấy ý kiến này ở trang chủ."))
            return redirect(meeting)
    status = REFUSED if form.is_bound and form.errors else 200
    return render(request, "meetings/day_return.html", {"meeting": meeting, "form": form}, status=status)


def calendar_publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Publish the agreed days of a month."""
    committee = _committee(request, pk, to="decide")
    year, month = chosen_month(request.GET.get("thang", ""), today=today())
    last = published(committee, year, month)
    initial = {"agenda": "\n".join(last.rows.get("agenda", []))} if last else {}
    form = PublishForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            edition = publish_calendar(committee, year=year, month=month, agenda=form.lines(), by=request.user)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã công bố lịch. Hãy in, hoặc chép nội dung để gửi các chi bộ."))
            return redirect("meetings:calendar_published", edition.pk)
    counts = {state: number for state, _label, number in counts_by_state(month_calendar(committee, year, month))}
    context = {"committee": committee, "form": form, "year": year, "month": month, "counts": counts, "last": last}
    status = REFUSED if form.is_bound and form.errors else 200
    return render(request, "meetings/calendar_publish.html", context, status=status)


def calendar_published(request: SignedInRequest, pk: int) -> HttpResponse:
    """One edition: its rows, the text to paste, the paper."""
    calendar = get_calendar(request.user, pk)
    context = {
        "calendar": calendar,
        "rows": rows_of(calendar),
        "text": calendar_text(calendar),
        "chosen": f"{calendar.year}-{calendar.month:02d}",
        "latest": published(calendar.organisation, calendar.year, calendar.month),
        "actions": calendar_actions_for(request.user, calendar),
    }
    return render(request, "meetings/calendar_published.html", context)
