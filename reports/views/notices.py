"""What the reader was told: the list, one notice opened, all of them marked as read."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.request import SignedInRequest
from core.numbers import row_number
from core.periods import today
from reports.access.notices import get_notice, notices_visible_to
from reports.queries.notices import listed, to_paste, unread
from reports.services import notices as services

PAGE = 20


@require_safe
def notice_list(request: SignedInRequest) -> HttpResponse:
    """The notices of the reader: those not read, or all of them with ``?xem=tat-ca``."""
    mine, is_all = notices_visible_to(request.user), request.GET.get("xem") == "tat-ca"
    page = Paginator(listed(mine if is_all else unread(mine)), PAGE).get_page(request.GET.get("trang"))
    site = request.build_absolute_uri("/")
    context = {
        "page": page,
        "rows": [(notice, to_paste(notice, site)) for notice in page],
        "is_all": is_all,
        "tabs": [
            {"label": _("Chưa đọc"), "url": reverse("reports:notice_list"), "active": not is_all},
            {"label": _("Tất cả"), "url": f"{reverse('reports:notice_list')}?xem=tat-ca", "active": is_all},
        ],
        "newest": max((notice.pk for notice in page), default=0),
        "today": today(),
    }
    return render(request, "reports/notice_list.html", context)


@require_POST
def notice_open(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark it as read, and go where it is done; or stay, with ``stay``."""
    notice = get_notice(request.user, pk)
    services.mark_read(notice, by=request.user)
    is_local = notice.url and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if is_local and "stay" not in request.POST else "reports:notice_list")


@require_POST
def notice_read_all(request: SignedInRequest) -> HttpResponse:
    """Mark as read what the page showed and everything older."""
    services.mark_all_read(until=row_number(request.POST.get("until", "")) or 0, by=request.user)
    return redirect("reports:notice_list")
