"""Correcting minutes that were locked: the earlier version is kept as it was, and a further one begins."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from core.workflow import move
from meetings.models import Meeting, MinutesVersion
from meetings.services.writing import line_of_text
from meetings.workflow import TRANSITIONS, State

REASON_LENGTH = 500


@transaction.atomic
def correct_minutes(meeting: Meeting, *, reason: str, by: User) -> MinutesVersion:
    """Open locked minutes again to be corrected; returns the version that was kept.

    What was approved goes to ``MinutesVersion`` as it stands, and the meeting is open once more as its next version:
    everything may be written, and it is sent, approved and locked anew. Refused: without a reason; when the minutes
    are not locked, so also for a second click.
    """
    reason = line_of_text(
        reason,
        field="reason",
        limit=REASON_LENGTH,
        missing=_("Hãy ghi lý do đính chính: chỗ nào sai, căn cứ vào đâu để sửa."),
    )
    locked = Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("cell").get(pk=meeting.pk)
    refusal = not_correctable(locked)
    if refusal:
        raise DomainError(refusal)
    version = _keep_version(locked, reason, by)
    move(
        locked,
        to=State.OPEN,
        transitions={State.LOCKED: TRANSITIONS[State.LOCKED]},
        version=locked.version + 1,
        correction_reason=reason,
        snapshot=None,
        returned_reason="",
        approved_by=None,
        approved_at=None,
        locked_by=None,
        locked_at=None,
    )
    meeting.refresh_from_db()
    record(
        "meetings.minutes_corrected",
        locked,
        by=by,
        organisation=locked.cell,
        changes={"version": [version.number, locked.version]},
        note=reason,
    )
    return version


def _keep_version(locked: Meeting, reason: str, by: User) -> MinutesVersion:
    """The minutes as they were approved, before anything of them changes."""
    assert locked.approved_by is not None
    assert locked.approved_at is not None
    return MinutesVersion.objects.create(
        meeting=locked,
        number=locked.version,
        snapshot=locked.snapshot,
        approved_by=locked.approved_by,
        approved_at=locked.approved_at,
        replaced_because=reason,
        replaced_by=by,
    )


def not_correctable(meeting: Meeting) -> str:
    """Why the minutes cannot be corrected now, and what to do; empty when they can."""
    if meeting.state == State.LOCKED:
        return ""
    if meeting.state == State.CANCELLED:
        return _("Buổi sinh hoạt đã hủy nên không có biên bản để đính chính.")
    if meeting.state == State.PLANNED:
        return _("Buổi sinh hoạt chưa họp nên chưa có biên bản để đính chính.")
    if meeting.state == State.OPEN and meeting.version > 1:
        return _("Bản đính chính lần %(number)s đang được ghi. Hãy ghi tiếp ở trang biên bản rồi gửi lên cấp ủy.") % {
            "number": meeting.version - 1
        }
    if meeting.state == State.OPEN:
        return _("Biên bản đang ghi, chưa khóa: đồng chí sửa thẳng trong trang biên bản, không cần đính chính.")
    if meeting.state == State.SUBMITTED:
        return _("Biên bản đang chờ duyệt. Nếu cần sửa, hãy đề nghị cấp ủy trả lại, không cần đính chính.")
    return _("Biên bản đã duyệt nhưng chưa khóa. Khi cấp ủy khóa rồi mới lập bản đính chính.")
