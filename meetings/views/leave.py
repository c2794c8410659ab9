"""Leave: asking before a meeting, taking back, answering."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from cells.models import Member
from cells.rules import is_expected
from cells.views.deeds import done
from core.errors import DomainError
from meetings.access import actions_for, get_meeting
from meetings.access.leave import get_leave
from meetings.forms.leave import LeaveAnswerForm, LeaveForm, LeaveForOtherForm
from meetings.forms.people import People
from meetings.queries.attendance import expected_rows
from meetings.queries.leave import leave_of, own_leave
from meetings.services.leave import answer_leave, ask_leave, closed_to_leave, enter_leave, withdraw_leave
from meetings.workflow import State

REFUSED = 422


@never_cache
def leave_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask to be away from a meeting, or see what became of it; once it is open, a sentence says whom to tell."""
    meeting = get_meeting(request.user, pk)
    if "ask_leave" not in actions_for(request.user, meeting):
        if meeting.state == State.PLANNED:
            raise PermissionDenied
        messages.warning(request, closed_to_leave(meeting))
        return redirect(meeting)
    member = Member.objects.get(user=request.user)
    form = LeaveForm(request.POST or None)
    if done(request, form, lambda data: ask_leave(meeting, member=member, by=request.user, **data)):
        messages.success(request, _("Đã gửi đơn xin vắng. Cấp ủy chi bộ sẽ trả lời ngay tại trang này."))
        return redirect("meetings:leave_ask", pk)
    leave = own_leave(meeting, member.pk)
    context = {"meeting": meeting, "form": form, "leave": leave}
    return render(request, "meetings/leave_ask.html", context, status=REFUSED if form.errors else 200)


@require_POST
def leave_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a request back."""
    leave = get_leave(request.user, pk, to="withdraw")
    try:
        withdraw_leave(leave, by=request.user)
        messages.success(request, _("Đã rút đơn xin vắng."))
    except DomainError as error:
        messages.error(request, str(error))
    own = leave.member.user_id == request.user.pk
    return redirect(leave.meeting if own else "meetings:leave_list", *([] if own else [leave.meeting_id]))


@never_cache
def leave_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everyone who asked to be away from a meeting, for its leaders."""
    meeting = get_meeting(request.user, pk, to="answer_leave")
    return render(request, "meetings/leave_list.html", {"meeting": meeting, "requests": leave_of(meeting)})


def leave_enter(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down a request for a member who telephoned."""
    meeting = get_meeting(request.user, pk, to="answer_leave")
    people = People(row.member for row in expected_rows(meeting) if is_expected(row.status))
    form = LeaveForOtherForm(request.POST or None, people=people)
    if done(request, form, lambda data: enter_leave(meeting, by=request.user, **data)):
        messages.success(
            request, _("Đã ghi đơn xin vắng của đồng chí %(name)s.") % {"name": form.cleaned_data["member"]}
        )
        return redirect("meetings:leave_list", pk)
    context = {"meeting": meeting, "form": form}
    return render(request, "meetings/leave_enter.html", context, status=REFUSED if form.errors else 200)


@never_cache
def leave_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Agree to a request, or refuse it with words."""
    leave = get_leave(request.user, pk, to="answer")
    form = LeaveAnswerForm(request.POST or None, initial={"is_agreed": "1"})
    if done(request, form, lambda data: answer_leave(leave, by=request.user, **data)):
        messages.success(request, _("Đã trả lời đơn xin vắng của đồng chí %(name)s.") % {"name": leave.member})
        return redirect("meetings:leave_list", leave.meeting_id)
    context = {"leave": leave, "meeting": leave.meeting, "form": form}
    return render(request, "meetings/leave_answer.html", context, status=REFUSED if form.errors else 200)
