"""Members: the list with search, one record, and the careful reveal of numbers."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.request import SignedInRequest
from cells.access import (
    cells_visible_to,
    get_member,
    member_actions_for,
    members_listed_for,
    organisations_visible_to,
    scope_of,
)
from cells.forms import AccountForm, RevealForm
from cells.models import Organisation
from cells.queries import find_members, with_status
from cells.services.members import reveal_number
from cells.services.seats import link_account
from core.errors import DomainError
from core.forms import show_error
from core.pages import BoundedPaginator
from core.periods import today

PAGE = 50
CHOICES = 150
"""So many units still fit into a list to choose from; more are chosen in the tree."""


def member_list(request: SignedInRequest) -> HttpResponse:
    """Members in scope today; search without accents, filter by a unit and all below it."""
    text, unit = request.GET.get("tim", "").strip(), request.GET.get("chi-bo", "")
    below = int(unit) if unit.isdecimal() else None
    members = find_members(members_listed_for(request.user, today(), below=below), text)
    page = BoundedPaginator(with_status(members, today()).order_by("sort_key", "pk"), PAGE)
    context = {
        "page": page.get_page(request.GET.get("trang")),
        "text": text,
        "cell": unit,
        "cells": _units_to_choose(request.user),
        "chosen": organisations_visible_to(request.user).filter(pk=below).first() if below else None,
    }
    return render(request, "cells/member_list.html", context)


def _units_to_choose(user: User) -> QuerySet[Organisation] | None:
    """The cells that stand today, unless they are too many to choose from."""
    readable = scope_of(user).readable
    if len(readable) > CHOICES:
        return None
    return cells_visible_to(user).filter(ended_on__isnull=True, pk__in=readable).prefetch_related("periods")


def member_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One record; numbers are masked to the last three."""
    member = get_member(request.user, pk)
    context = {
        "member": member,
        "actions": member_actions_for(request.user, member),
        "history": member.memberships.select_related("cell").prefetch_related("cell__periods"),
        "statuses": member.status_periods.all(),
        "seats": member.seats.select_related("organisation").prefetch_related("organisation__periods"),
        "reveal_form": RevealForm(),
        "account_form": AccountForm(),
        "day": today(),
    }
    return render(request, "cells/member_detail.html", context)


@never_cache
@require_POST
def member_reveal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one whole number once, after the reason has been written into the audit trail."""
    member = get_member(request.user, pk, to="reveal_numbers")
    form = RevealForm(request.POST)
    number = None
    if form.is_valid():
        try:
            number = reveal_number(
                member, form.cleaned_data["field"], by=request.user, reason=form.cleaned_data["reason"]
            )
        except DomainError as error:
            show_error(form, error)
    return render(request, "cells/member_reveal.html", {"member": member, "form": form, "number": number})


@require_POST
def member_account(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say which account this member signs in with."""
    member = get_member(request.user, pk, to="link_account")
    form = AccountForm(request.POST)
    if form.is_valid():
        account = User.objects.filter(username=form.cleaned_data["username"].strip().lower()).first()
        try:
            if account is None:
                raise DomainError(_("Chưa có tài khoản tên này; hãy nhờ người quản trị tạo trước."))
            link_account(member, account, by=request.user)
            messages.success(request, _("Đã gắn tài khoản với đảng viên."))
        except DomainError as error:
            messages.error(request, str(error))
    return redirect(member)
