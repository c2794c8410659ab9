"""One meeting and its moments: begin, end and send, send back, approve, lock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from cells.queries.oversight import keepers_of
from core.errors import DomainError
from core.forms import show_error
from core.periods import LOCAL_ZONE, today
from meetings.access import actions_for, get_meeting
from meetings.documents import minutes_to_print
from meetings.forms.lifecycle import ClosingForm, OpeningForm, ReturnForm
from meetings.forms.people import People
from meetings.forms.planning import officers_of
from meetings.models import Meeting
from meetings.queries.attendance import attendance_of, expected_rows, may_be_present, tally_of
from meetings.queries.preparation import preparation_of
from meetings.queries.readiness import meeting_warnings, missing_for_submission
from meetings.queries.reading_back import last_reading
from meetings.queries.steps import next_step, stages_of
from meetings.services.lifecycle import (
    CLOSING_FIELDS,
    approve_minutes,
    change_officers,
    close_meeting,
    lock_minutes,
    open_meeting,
    return_minutes,
    submit_minutes,
)
from meetings.views.copy_hints import copy_hints
from meetings.workflow import HELD

REFUSED = 422


@never_cache
def meeting_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """A meeting: where it stands, what comes next, the plan, who came, and the minutes in order."""
    meeting = get_meeting(request.user, pk)
    actions, day = actions_for(request.user, meeting), today()
    tally = tally_of(attendance_of(meeting) if meeting.state in HELD else expected_rows(meeting))
    readable = meeting.state in HELD and "print" in actions
    step = next_step(meeting, actions, tally, today=day)
    keepers = keepers_of([meeting.cell], meeting.held_on).get(meeting.cell_id, [])
    context = {
        "meeting": meeting,
        "actions": actions,
        "tally": tally,
        "is_held": meeting.state in HELD,
        "shows_names": "print" in actions,
        "warnings": meeting_warnings(meeting, tally, today=day) if "print" in actions else [],
        "step": step,
        "step_url": reverse(f"meetings:{step.url_name}", args=[pk]) if step.url_name else "",
        "stages": stages_of(meeting),
        "keepers": keepers,
        "preparation": preparation_of(meeting, keepers, today=day),
        "minutes": minutes_to_print(meeting) if readable else None,
        "items": meeting.items.filter(is_removed=False).select_related("presenter"),
        "read": meeting.submitted_at.isoformat() if meeting.submitted_at else "",
        "copies": copy_hints(request.user, meeting, actions & {"approve"}),
    }
    return render(request, "meetings/meeting_detail.html", context)


def meeting_open(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin a planned meeting."""
    meeting = get_meeting(request.user, pk, to="open")
    people = People(row.member for row in expected_rows(meeting) if may_be_present(row))
    officers = officers_of(meeting.cell, meeting.held_on)
    initial = {
        "chair": meeting.chair_id or officers["chair"],
        "secretary": meeting.secretary_id or officers["secretary"],
        "started_at": meeting.planned_time or timezone.now().astimezone(LOCAL_ZONE).time(),
    }
    form = OpeningForm(request.POST or None, people=people, initial=initial)
    if request.method == "POST" and _done(form, lambda: open_meeting(meeting, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Buổi sinh hoạt đã bắt đầu. Mời đồng chí điểm danh."))
        return redirect("meetings:attendance", pk)
    return _page(request, "meetings/meeting_open.html", meeting, form)


def meeting_officers(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct who presides, who writes and when it began."""
    meeting = get_meeting(request.user, pk, to="write")
    people = People(row.member for row in attendance_of(meeting) if may_be_present(row))
    initial = {"chair": meeting.chair_id, "secretary": meeting.secretary_id, "started_at": meeting.started_at}
    form = OpeningForm(request.POST or None, people=people, initial=initial)
    if request.method == "POST" and _done(form, lambda: change_officers(meeting, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Đã lưu chủ trì, thư ký và giờ bắt đầu."))
        return redirect(meeting)
    return _page(request, "meetings/meeting_officers.html", meeting, form)


@never_cache
def meeting_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note how the meeting ended and send the minutes; what is noted stays even when sending is refused."""
    meeting = get_meeting(request.user, pk, to="submit")
    form = ClosingForm(request.POST or None, initial={field: getattr(meeting, field) for field in CLOSING_FIELDS})
    if request.method == "POST" and _done(form, lambda: close_meeting(meeting, form.closing(), by=request.user)):
        if "send" not in request.POST:
            messages.success(request, _("Đã lưu phần kết thúc. Biên bản chưa gửi."))
            return redirect("meetings:meeting_submit", pk)
        if _done(form, lambda: submit_minutes(meeting, by=request.user)):
            messages.success(request, _("Đã gửi biên bản lên cấp ủy."))
            return redirect(meeting)
    tally = tally_of(attendance_of(meeting))
    copies, missing = copy_hints(request.user, meeting, {"submit"}), missing_for_submission(meeting)
    more = {"tally": tally, "missing": missing, "copies": copies, "reading": last_reading(meeting)}
    return _page(request, "meetings/meeting_submit.html", meeting, form, **more)


def meeting_return(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send minutes back to the cell."""
    meeting = get_meeting(request.user, pk, to="return")
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and _done(form, lambda: return_minutes(meeting, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Đã trả biên bản cho chi bộ sửa."))
        return redirect(meeting)
    return _page(request, "meetings/meeting_return.html", meeting, form)


@require_POST
def meeting_approve(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approve the minutes that were read."""
    meeting = get_meeting(request.user, pk, to="approve")
    # Without the moment that the page carries nobody has read them; then no version fits.
    read = parse_datetime(request.POST.get("read", "")) or dt.datetime.min.replace(tzinfo=dt.UTC)
    try:
        approve_minutes(meeting, by=request.user, read=read)
        messages.success(request, _("Đã duyệt biên bản. Từ nay bản in lấy đúng nội dung này."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(meeting)


@require_POST
def meeting_lock(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close approved minutes for good."""
    meeting = get_meeting(request.user, pk, to="lock")
    try:
        lock_minutes(meeting, by=request.user)
        messages.success(request, _("Đã khóa biên bản."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(meeting)


def _done(form: OpeningForm | ClosingForm | ReturnForm, deed: Callable[[], object]) -> bool:
    """Whether the form is in order and the deed was done; a refusal stands in the form."""
    if not form.is_valid():
        return False
    try:
        deed()
    except DomainError as error:
        show_error(form, error)
        return False
    return True


def _page(
    request: SignedInRequest,
    template: str,
    meeting: Meeting,
    form: OpeningForm | ClosingForm | ReturnForm,
    **more: object,
) -> HttpResponse:
    status = REFUSED if form.is_bound and form.errors else 200
    return render(request, template, {"meeting": meeting, "form": form, **more}, status=status)
