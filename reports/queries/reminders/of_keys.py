"""Keys of the interface that end: another system would stand still without a word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from reports.models import ApiToken
from reports.queries.reminders.due import UNIT, Due
from reports.rules.reminders import Rule


def keys(rule: Rule, day: dt.date) -> Iterator[Due]:
    """Keys that still open something, to who made them; told before, while a new one can be handed over."""
    rows = ApiToken.objects.filter(revoked_at=None, expires_on__range=(day, rule.last_due(day)))
    for token, name, unit, member, ends in rows.order_by("expires_on", "pk").values_list(
        "pk", "name", "organisation", "user__member", "expires_on"
    ):
        title, text = f"Khóa kết nối sắp hết hạn: {name}", f"{UNIT}: một khóa kết nối sắp hết hạn."
        people = (member,) if member else ()
        yield Due(f"key-{token}", ends, unit, title, text, reverse("reports:token_list"), people)
