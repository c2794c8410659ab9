"""Giving notice of a meeting to members and to those in charge."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from meetings.models import Meeting
from meetings.queries.notices import changed_since_notice
from meetings.workflow import State


@transaction.atomic
def send_notice(meeting: Meeting, *, by: User) -> bool:
    """Give notice of a planned meeting: members and those in charge see it at home from now on.

    Given once; again only where the plan was changed since. Returns whether it was given now. Refused when the
    meeting has begun or was cancelled.
    """
    locked = Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("cell").get(pk=meeting.pk)
    if locked.state != State.PLANNED:
        raise DomainError(_("Buổi sinh hoạt đã bắt đầu hoặc đã hủy nên không còn gì để thông báo. Hãy tải lại trang."))
    if locked.notice_sent_at is not None and not changed_since_notice(locked):
        return False
    before = locked.notice_sent_at
    meeting.notice_sent_at, meeting.notice_sent_by = timezone.now(), by
    meeting.save(update_fields=["notice_sent_at", "notice_sent_by"])
    record(
        "meetings.notice_sent",
        meeting,
        by=by,
        organisation=locked.cell,
        changes={"notice_sent_at": [before.isoformat() if before else None, meeting.notice_sent_at.isoformat()]},
    )
    return True
