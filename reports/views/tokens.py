"""Keys of the interface: the list, a new one, one taken back; and what the interface offers, for people."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.request import SignedInRequest
from cells.access import CHOICES, scope_of
from core.errors import DomainError
from core.forms import show_error
from core.periods import add_months, today
from reports.access.tokens import get_token, require_token_units, require_tokens, token_units_of
from reports.forms.tokens import TokenForm
from reports.queries.interface import operations, plain
from reports.rules.scopes import SCOPES
from reports.services.tokens import create_token, revoke_token
from reports.views.api import description

PAGE = 20


@require_safe
def token_list(request: SignedInRequest) -> HttpResponse:
    """The keys of the reader's units, the newest first; the own ones also after the post that made them."""
    rows = require_tokens(request.user).select_related("organisation", "user", "revoked_by")
    page = Paginator(rows.prefetch_related("organisation__periods").order_by("-pk"), PAGE)
    context = {
        "page": page.get_page(request.GET.get("trang")),
        "scopes": SCOPES,
        "today": today(),
        "may_make": token_units_of(request.user).exists(),
    }
    return render(request, "reports/token_list.html", context)


@never_cache
def token_create(request: SignedInRequest) -> HttpResponse:
    """Make a key; it is shown once, on the page that answers."""
    units = require_token_units(request.user)
    if units.count() > CHOICES:
        units = units.filter(pk__in=scope_of(request.user).directed_roots | scope_of(request.user).reviewed_roots)
    initial: dict[str, Any] = {"expires_on": add_months(today(), 6)}
    form = TokenForm(request.POST or None, units=units.order_by("order", "pk"), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = create_token(**form.cleaned_data, by=request.user)
        except DomainError as error:
            show_error(form, error)
        else:
            return render(request, "reports/token_created.html", {"token": token, "secret": secret})
    return render(request, "reports/token_create.html", {"form": form})


@require_POST
def token_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a key back."""
    token = get_token(request.user, pk)
    try:
        revoke_token(token, by=request.user)
        messages.success(request, _("Đã thu hồi khóa “%(name)s”.") % {"name": token.name})
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("reports:token_list")


@require_safe
def interface_guide(request: SignedInRequest) -> HttpResponse:
    """What other systems can read, and how they ask."""
    require_token_units(request.user)
    site = settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")
    about = plain(description()["info"]["description"])
    context = {"about": about, "operations": operations(description()), "site": site}
    return render(request, "reports/interface_guide.html", context)
