"""What every deed on the minutes begins with: the meeting, locked, and still in the hands of who writes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.vietnamese import normalise
from meetings.models import AgendaItem, Meeting
from meetings.workflow import EDITABLE, State


def closed_reason(meeting: Meeting) -> str:
    """Why nothing can be written into the minutes now, and what to do; empty while they are open."""
    if meeting.state in EDITABLE:
        return ""
    if meeting.state == State.PLANNED:
        return _("Buổi sinh hoạt chưa mở. Hãy bấm “Bắt đầu buổi sinh hoạt” rồi ghi biên bản.")
    if meeting.state == State.CANCELLED:
        return _("Buổi sinh hoạt đã hủy nên không ghi biên bản.")
    if meeting.state == State.SUBMITTED:
        return _("Biên bản đã gửi lên cấp trên nên không ghi thêm được. Nếu cần sửa, hãy đề nghị cấp trên trả lại.")
    return _("Biên bản đã được duyệt nên không sửa được nữa.")


def lock_for_writing(meeting: Meeting) -> Meeting:
    """The meeting as it is now, held until the transaction ends.

    Deeds on one meeting's minutes take turns, and none slips in while the minutes are being sent.
    Raises DomainError when they are not open.
    """
    locked = Meeting.objects.select_for_update(no_key=True).defer("snapshot").get(pk=meeting.pk)
    reason = closed_reason(locked)
    if reason:
        raise DomainError(reason)
    return locked


def item_of(meeting: Meeting, item: AgendaItem) -> AgendaItem:
    """The agenda item as it is now; raises DomainError when it is of another meeting or was removed."""
    found = AgendaItem.objects.filter(pk=item.pk, meeting=meeting, is_removed=False).first()
    if found is None:
        raise DomainError(_("Nội dung này không còn trong chương trình. Hãy tải lại trang."))
    return found


def line_of_text(text: str, *, field: str, limit: int, missing: str = "") -> str:
    """One line as it is stored. Raises DomainError ``missing`` when it is empty, and beyond ``limit`` characters."""
    line = normalise(text)
    if not line and missing:
        raise DomainError(missing, field=field)
    if len(line) > limit:
        raise DomainError(
            _("Chỗ này chỉ ghi tối đa %(limit)s ký tự, đang có %(length)s. Hãy viết gọn lại.")
            % {"limit": limit, "length": len(line)},
            field=field,
        )
    return line
