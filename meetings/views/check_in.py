"""The sign-in sheet, and the page behind its QR code."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.request import SignedInRequest
from cells.models import Member
from core.errors import DomainError
from meetings.access import actions_for, get_meeting, meetings_visible_to
from meetings.models import Meeting
from meetings.queries.attendance import attendance_of
from meetings.rules.check_in import check_in_address, read_code
from meetings.rules.conduct import conduct_on
from meetings.services.check_in import check_in as mark_present
from meetings.services.check_in import row_to_check_in
from meetings.workflow import State

REFUSED = 422


@never_cache
def sign_in_sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list to sign, on paper; while the meeting is open, who checked in by its code."""
    meeting = get_meeting(request.user, pk, to="keep_minutes")
    context = {
        "meeting": meeting,
        "address": check_in_address(meeting.pk, meeting.held_on),
        "checked_in": [row for row in attendance_of(meeting) if row.checked_in_at],
        "late_after": conduct_on(meeting.held_on).late_after_minutes,
        "is_usable": meeting.state in (State.PLANNED, State.OPEN),
    }
    return render(request, "meetings/sign_in_sheet.html", context)


@never_cache
def check_in(request: SignedInRequest, code: str) -> HttpResponse:
    """One large button: "Tôi có mặt". Whatever is in the way is a sentence on this page."""
    context: dict[str, object] = {}
    try:
        meeting, member, printed_for = _of_code(request, code)
        context["meeting"] = meeting
        if request.method == "POST":
            context["is_new"] = mark_present(meeting, member=member, printed_for=printed_for, by=request.user)
        context["row"] = row_to_check_in(meeting, member=member, printed_for=printed_for)
    except DomainError as error:
        context["refused"] = str(error)
    return render(request, "meetings/check_in.html", context, status=REFUSED if "refused" in context else 200)


def _of_code(request: SignedInRequest, code: str) -> tuple[Meeting, Member, dt.date]:
    """The meeting of a code, the reader who belongs to it, and the day it was printed for; else a sentence."""
    read = read_code(code)
    if read is None:
        raise DomainError(_("Mã này không đúng. Hãy quét lại mã trên tờ danh sách, hoặc báo thư ký điểm danh giúp."))
    meeting = meetings_visible_to(request.user).select_related("cell").filter(pk=read.meeting).first()
    member = Member.objects.filter(user=request.user).first()
    is_closed = meeting is not None and meeting.state != State.OPEN
    if meeting is None or member is None or not (is_closed or "check_in" in actions_for(request.user, meeting)):
        raise DomainError(_("Mã này của một buổi sinh hoạt mà đồng chí không thuộc diện dự. Hãy báo thư ký buổi họp."))
    return meeting, member, read.held_on
