"""One member's record: shown, made, changed; the careful reveal of numbers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.request import SignedInRequest
from cells.access import (
    get_member,
    member_actions_for,
    scope_of,
)
from cells.forms import AccountForm, RevealForm
from cells.forms.records import SECTIONS, CreateForm
from cells.models import Member
from cells.queries.records import cell_of
from cells.rules.records import doubts
from cells.services.members import change_member, create_member, reveal_number
from cells.services.seats import link_account
from cells.views.choosing import cell_choice
from cells.views.deeds import done, tell
from cells.views.record_parts import PARTS, head_of, part_of
from core.errors import DomainError
from core.forms import show_error


def member_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One record, part by part; numbers are masked to the last three."""
    member = get_member(request.user, pk)
    actions = member_actions_for(request.user, member)
    part = request.GET.get("phan", "")
    part = part if part in PARTS else next(iter(PARTS))
    address = reverse("cells:member_detail", args=[pk])
    context = {
        "member": member,
        "actions": actions,
        "keeps": "manage_members" in actions,
        "records": "record_life" in actions,
        "tabs": [
            {"label": one.label, "url": f"{address}?phan={key}", "active": key == part} for key, one in PARTS.items()
        ],
        **head_of(member),
        **part_of(part, member, actions),
    }
    return render(request, "cells/member_detail.html", context)


def my_record(request: SignedInRequest) -> HttpResponse:
    """The own record of whoever asks; 404 for an account that is nobody's."""
    member_id = scope_of(request.user).member_id
    if member_id is None:
        raise Http404
    return redirect("cells:member_detail", pk=member_id)


def member_create(request: SignedInRequest) -> HttpResponse:
    """A new record: someone admitted here, or whom the list forgot."""
    choice = cell_choice(request)
    if not choice.allowed.exists():
        raise PermissionDenied
    form = CreateForm(request.POST or None, initial={"cell": request.GET.get("chi-bo")}, cells=choice)
    made: list[Member] = []

    def create(data: dict[str, Any]) -> None:
        membership = {name: data[name] for name in form.MEMBERSHIP}
        made.append(create_member(**membership, **form.facts(apart=form.MEMBERSHIP), by=request.user))

    if done(request, form, create):
        sentence = _("Đã thêm đồng chí %(name)s; hãy ghi tiếp các mục còn thiếu.") % {"name": made[0]}
        tell(request, sentence, doubts_of(made[0]))
        return redirect(made[0])
    return render(request, "cells/member_create.html", {"form": form, "choice": choice})


def member_change(request: SignedInRequest, pk: int, section: str) -> HttpResponse:
    """Change one section of a record."""
    if section not in SECTIONS:
        raise Http404
    title, form_class, verb = SECTIONS[section]
    member = get_member(request.user, pk, to=verb)
    form = form_class(request.POST or None, member=member)
    if done(request, form, lambda data: change_member(member, by=request.user, cell=cell_of(member), **form.facts())):
        tell(request, _("Đã lưu hồ sơ."), doubts_of(member))
        return redirect(member)
    return render(request, "cells/member_change.html", {"member": member, "form": form, "title": title})


def doubts_of(member: Member) -> list[str]:
    """What in the dates of a record should be looked at again."""
    names = ("birth", "admission_decided_on", "admitted_on", "official_on")
    return [doubt.text for doubt in doubts({name: getattr(member, name) for name in names})]


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
