"""A deed of the writing page is carried out once, however often it is sent."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from meetings.models import Meeting, Operation

Answer = dict[str, Any]


@transaction.atomic
def carry_out_once(
    meeting: Meeting,
    deed: Callable[[], Answer | None],
    *,
    key: uuid.UUID,
    kind: str,
    by: User,
    target: str = "",
) -> Operation | None:
    """Do ``deed`` and keep its answer under ``key``, in one transaction; a key that was seen before does nothing.

    Returns the operation that was carried out, now or then; None when ``deed`` gives no answer because it was
    refused: that may be sent again. A key belongs to one meeting: for another it is forbidden. A server that dies in
    the middle leaves neither the deed nor its key.
    """
    Meeting.objects.select_for_update(no_key=True).only("pk").filter(pk=meeting.pk).first()
    earlier = Operation.objects.filter(by=by, key=key).first()
    if earlier is not None and earlier.meeting_id != meeting.pk:
        raise PermissionDenied
    if earlier is not None:
        return earlier
    answer = deed()
    if answer is None:
        return None
    return Operation.objects.create(meeting=meeting, key=key, kind=kind[:40], target=target[:40], by=by, answer=answer)
