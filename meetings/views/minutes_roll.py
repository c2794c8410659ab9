"""Who came, on the writing page: a mark on one member, all the rest at once, guests."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from core.errors import DomainError
from meetings.access import get_meeting
from meetings.forms.minutes_roll import read_mark, read_rows
from meetings.models import Attendance, Guest
from meetings.queries.minutes import writing_page
from meetings.queries.operations import mark_of
from meetings.queries.small_fields import attendance_values
from meetings.services.attendance_marks import mark_member, mark_rest_present
from meetings.services.guests import add_guest, remove_guest
from meetings.views.composers import composer_for
from meetings.views.once import once
from meetings.views.page import REFUSED, carry_out

PRESENT = Attendance.State.PRESENT


@require_POST
@once(lambda _request, place: f"attendance-{place['row_pk']}")
def attendance_mark(request: SignedInRequest, pk: int, row_pk: int) -> HttpResponse:
    """Note how one member attended."""
    meeting = get_meeting(request.user, pk, to="keep_minutes")
    row = get_object_or_404(Attendance, pk=row_pk, meeting=meeting)
    row.meeting = meeting
    try:
        mark, times = read_mark(request.POST, row_pk)
        mark_member(row, mark, times, by=request.user)
    except DomainError as error:
        return JsonResponse({"error": " ".join([*error.details] or [str(error)])}, status=REFUSED)
    return JsonResponse({"saved_at": f"{timezone.localtime():%H:%M}"})


@require_POST
@once()
def attendance_rest(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark as present all those of the sent ``rows`` for whom nothing is noted yet."""
    meeting = get_meeting(request.user, pk, to="keep_minutes")
    rows = read_rows(request.POST)
    try:
        mark_rest_present(meeting, rows, by=request.user)
    except DomainError as error:
        return JsonResponse({"error": str(error)}, status=REFUSED)
    values = {f"attendance-{row.pk}": attendance_values(row) for row in meeting.attendances.filter(pk__in=rows)}
    # Someone else had noted these: the page shows what stands, not what was meant.
    others = {
        name: fields for name, fields in values.items() if [text for text in fields.values() if text] != [PRESENT]
    }
    bases = {name: mark_of(*fields.values()) for name, fields in values.items()}
    return JsonResponse({"bases": bases, "others": others, "saved_at": f"{timezone.localtime():%H:%M}"})


@require_POST
@once()
def guest_note(request: SignedInRequest, pk: int) -> HttpResponse:
    """A guest who attends."""
    meeting = get_meeting(request.user, pk, to="keep_minutes")
    composer = composer_for("guest", 0, writing_page(meeting), request.POST)
    return carry_out(
        request,
        meeting,
        lambda: add_guest(meeting, by=request.user, **composer.facts()),
        parts=lambda: ["guests"],
        anchor="guests",
        composer=composer,
    )


@require_POST
@once()
def guest_drop(request: SignedInRequest, pk: int, guest_pk: int) -> HttpResponse:
    """Take a guest off the list."""
    meeting = get_meeting(request.user, pk, to="keep_minutes")
    guest = get_object_or_404(Guest, pk=guest_pk, meeting=meeting)
    guest.meeting = meeting
    return carry_out(
        request, meeting, lambda: remove_guest(guest, by=request.user), parts=lambda: ["guests"], anchor="guests"
    )
