"""Profile entries, and the yearly supplement: one form a member and year, and who has not handed it in."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from cells.access import get_member, scope_of, units_to_choose
from cells.forms.profile import EntryForm, SupplementForm
from cells.models import Member, ProfileEntry
from cells.queries import with_status
from cells.queries.records import profile_of, supplement_candidates, without_supplement
from cells.rules import profile as codes
from cells.services.profile import FIRST_YEAR, enter_profile, receive_supplement, remove_profile_entry
from cells.views.deeds import done, tell
from core.errors import DomainError
from core.numbers import row_number
from core.periods import today

PAGE = 50


def profile_enter(request: SignedInRequest, pk: int, subject: str) -> HttpResponse:
    """Write what holds of one subject from a day on; what was before stays as history."""
    if subject not in ProfileEntry.Subject.values:
        raise Http404
    member = get_member(request.user, pk, to="record_life")
    form = EntryForm(request.POST or None, subject=subject, initial={"valid_from": today()})
    if done(request, form, lambda data: enter_profile(member, subject=subject, by=request.user, **data)):
        tell(request, _("Đã ghi; nội dung trước vẫn còn trong quá trình."))
        return redirect(member)
    line = next(line for line in profile_of(member, today()) if line.subject == subject)
    context = {"member": member, "form": form, "line": line, "source": codes.source()}
    return render(request, "cells/profile_enter.html", context)


@require_POST
def profile_remove(request: SignedInRequest, pk: int, entry_id: int) -> HttpResponse:
    """Take out an entry written by mistake."""
    member = get_member(request.user, pk, to="record_life")
    entry = get_object_or_404(member.profile_entries, pk=entry_id)
    try:
        remove_profile_entry(entry, by=request.user)
    except DomainError as error:
        tell(request, str(error))
    else:
        tell(request, _("Đã bỏ mục ghi nhầm."))
    return redirect(member)


def supplement_receive(request: SignedInRequest, pk: int, year: int) -> HttpResponse:
    """The supplement of one member and year; it writes the entries that changed."""
    member = get_member(request.user, pk, to="record_life")
    present = {line.subject: line.words for line in profile_of(member, today()) if line.entry}
    form = SupplementForm(request.POST or None, present=present)

    def receive(data: dict) -> None:
        receive_supplement(
            member,
            year=year,
            declared_on=data["declared_on"],
            changes=form.changes(),
            note=data["note"],
            by=request.user,
        )

    if done(request, form, receive):
        tell(request, _("Đã nhận phiếu bổ sung năm %(year)s.") % {"year": year})
        return redirect(_after(request, member))
    context = {"member": member, "form": form, "year": year}
    return render(request, "cells/supplement_receive.html", context)


def _after(request: SignedInRequest, member: Member) -> str:
    if request.GET.get("ve") == "danh-sach":
        return reverse("cells:supplement_list")
    return f"{member.get_absolute_url()}?phan=bo-sung"


def supplement_list(request: SignedInRequest) -> HttpResponse:
    """Who has not handed in the supplement of a year, in one cell or in all."""
    scope = scope_of(request.user)
    if not scope.readable:
        raise PermissionDenied
    text, cell = request.GET.get("nam", ""), request.GET.get("chi-bo", "")
    asked = row_number(text)
    year = asked if asked is not None and FIRST_YEAR <= asked <= today().year else today().year
    one = row_number(cell)
    cells = scope.readable if one is None else scope.readable & {one}
    members = supplement_candidates(cells, year)
    missing = without_supplement(members, year)
    page = Paginator(with_status(missing, today()), PAGE).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "total": members.count(),
        "year": year,
        "years": range(today().year, today().year - 5, -1),
        "cell": cell,
        "cells": units_to_choose(request.user),
        "recorded": scope.kept | scope.led_cells,
        "own_id": scope.member_id,
    }
    return render(request, "cells/supplement_list.html", context)
