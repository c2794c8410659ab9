"""Who came: the attendance list and guests."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from core.errors import DomainError
from core.forms import show_error
from meetings.access import get_meeting
from meetings.forms.attendance import CHOICES, EXEMPT_CHOICES, USUAL_REASONS, AttendanceForm, GuestForm
from meetings.models import Meeting
from meetings.queries.attendance import attendance_of, tally_of
from meetings.queries.leave import attendance_notes
from meetings.services.attendance import take_attendance
from meetings.services.guests import add_guest, remove_guest

REFUSED = 422


@never_cache
def attendance(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark who came; "tất cả có mặt" marks everyone expected who has no mark yet."""
    meeting = get_meeting(request.user, pk, to="write")
    rows = attendance_of(meeting)
    notes = attendance_notes(meeting, rows)
    form = AttendanceForm(rows, request.POST if request.method == "POST" else None, notes=notes)
    if request.method == "POST":
        seen, rest = request.POST.get("seen", ""), "rest" in request.POST
        try:
            take_attendance(meeting, form.marks(), by=request.user, seen=seen, rest_present=rest)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Đã lưu điểm danh."))
            return redirect("meetings:attendance", pk) if rest else redirect(meeting)
    return _show(request, meeting, form)


def _show(request: SignedInRequest, meeting: Meeting, form: AttendanceForm) -> HttpResponse:
    context = {
        "meeting": meeting,
        "form": form,
        "tally": tally_of(form.rows),
        "choices": CHOICES,
        "exempt_choices": EXEMPT_CHOICES,
        "reasons": USUAL_REASONS,
        "guests": meeting.guests.filter(is_removed=False),
    }
    return render(request, "meetings/attendance.html", context, status=REFUSED if form.errors else 200)


def guest_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Guests of a meeting, and a form for one more."""
    meeting = get_meeting(request.user, pk, to="write")
    form = GuestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            guest = add_guest(meeting, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã ghi khách dự: %(name)s.") % {"name": guest})
            return redirect("meetings:guest_add", pk)
    context = {"meeting": meeting, "form": form, "guests": meeting.guests.filter(is_removed=False)}
    return render(request, "meetings/guest_add.html", context, status=REFUSED if form.errors else 200)


@require_POST
def guest_remove(request: SignedInRequest, pk: int, guest: int) -> HttpResponse:
    """Take a guest off the list."""
    meeting = get_meeting(request.user, pk, to="write")
    found = get_object_or_404(meeting.guests.filter(is_removed=False), pk=guest)
    try:
        remove_guest(found, by=request.user)
        messages.success(request, _("Đã bỏ %(name)s khỏi danh sách khách dự.") % {"name": found})
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("meetings:guest_add", pk)
