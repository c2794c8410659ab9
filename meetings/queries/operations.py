"""What the writing page knows of its small fields: a mark of how they stand, and who changed them last."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.utils import timezone

from meetings.models import Meeting, Operation


def mark_of(*values: object) -> str:
    """A short text that changes whenever one of the values does; a change names the one that it was made from."""
    return hashlib.sha256("\n".join(map(str, values)).encode()).hexdigest()[:8]


def last_number(meeting: Meeting) -> int:
    """The number of the last operation on a meeting's page; a page drawn with it shows all up to it."""
    return Operation.objects.filter(meeting=meeting).order_by("-pk").values_list("pk", flat=True).first() or 0


def last_change(meeting: Meeting, targets: Iterable[str]) -> dict[str, str]:
    """Who changed a part of the page last, and when ("by", "saved_at"); empty words where nobody is known."""
    found = (
        Operation.objects.filter(meeting=meeting, target__in=list(targets)).select_related("by").order_by("-pk").first()
    )
    if found is None:
        return {"by": "", "saved_at": ""}
    return {"by": found.by.full_name, "saved_at": f"{timezone.localtime(found.at):%H:%M}"}
