"""The personal calendar: its secret address, and what a calendar program reads there."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from accounts.request import SignedInRequest
from core.throttle import seconds_to_wait
from reports.access.calendars import get_feed
from reports.queries.calendar import appointments_of
from reports.rules.calendar import as_icalendar
from reports.services.calendars import close_calendar, note_read, open_calendar
from reports.services.tokens import digest_of

READS_AN_HOUR = 60


@login_not_required
@require_safe
@sensitive_variables("secret")
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The meetings of the person whose secret it is, with the rights of today."""
    # What the logs of Django and of gunicorn say was asked for.
    request.path = request.META["PATH_INFO"] = reverse("reports:calendar_feed", args=["-"])
    feed = get_feed(digest_of(secret))
    wait = seconds_to_wait(f"calendar:{feed.pk}", limit=READS_AN_HOUR, seconds=3600)
    if wait:
        return HttpResponse(status=429, headers={"Retry-After": str(wait)})
    with override("vi"):
        content = as_icalendar(appointments_of(feed.user), _("Sinh hoạt đảng"))
    note_read(feed)
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": "private, max-age=900", "X-Robots-Tag": "noindex"}
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
    response["Content-Disposition"] = 'inline; filename="lich-sinh-hoat.ics"'
    return get_conditional_response(request, etag=etag, response=response) or response


@require_POST
@never_cache
def calendar_open(request: SignedInRequest) -> HttpResponse:
    """Give a new address and show it, this once."""
    path = reverse("reports:calendar_feed", args=[open_calendar(by=request.user)])
    address = f"{settings.SITE_URL}{path}" if settings.SITE_URL else request.build_absolute_uri(path)
    return render(request, "reports/calendar_open.html", {"address": address})


@require_POST
def calendar_close(request: SignedInRequest) -> HttpResponse:
    """Close the own address."""
    if close_calendar(by=request.user):
        messages.success(request, _("Đã tắt lịch cá nhân; địa chỉ cũ không còn mở được."))
    return redirect("reports:my_account")
