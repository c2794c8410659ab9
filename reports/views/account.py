"""The page of one's own account: password, mail, calendar."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from accounts.request import SignedInRequest


def my_account(request: SignedInRequest) -> HttpResponse:
    """What belongs to the account of the reader alone."""
    return render(request, "reports/my_account.html", {"mail_is_sent": settings.MAIL_IS_SENT})
