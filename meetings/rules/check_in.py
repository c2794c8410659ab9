"""The signed word in the QR code of a sign-in sheet: which meeting, and for which day it was printed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT = "meetings.check_in"


@dataclass(frozen=True)
class CheckInCode:
    """What a genuine code says. It holds on ``held_on`` alone: a sheet of a day that was moved is no longer good."""

    meeting: int
    held_on: dt.date


def code_for(meeting: int, held_on: dt.date) -> str:
    """The word for a meeting on its day; nobody without the secret key of the site can make one."""
    return signing.Signer(salt=SALT).sign(f"{meeting}.{held_on:%Y%m%d}").replace(":", ".")


def read_code(text: str) -> CheckInCode | None:
    """What the word says, or None when it is not one of ours."""
    value, _dot, signature = text.rpartition(".")
    try:
        number, _dot, day = signing.Signer(salt=SALT).unsign(f"{value}:{signature}").partition(".")
        return CheckInCode(int(number), dt.datetime.strptime(day, "%Y%m%d").date())  # noqa: DTZ007 - a day, no moment
    except (signing.BadSignature, ValueError):
        return None


def check_in_address(meeting: int, held_on: dt.date) -> str:
    """Where the QR code leads; empty where the site does not know its own address (SITE_URL)."""
    if not settings.SITE_URL:
        return ""
    return f"{settings.SITE_URL}{reverse('meetings:check_in', args=[code_for(meeting, held_on)])}"
