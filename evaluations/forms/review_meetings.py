"""Which meeting was the review of a unit, when the drafts went out, who came from above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import VietnameseDateField, form_helper
from core.periods import format_date
from meetings.models import Meeting


class ReviewMeetingForm(forms.Form):
    """A review meeting of a unit."""

    meeting = forms.TypedChoiceField(label=_("Buổi họp kiểm điểm"), empty_value=None)
    drafts_sent_on = VietnameseDateField(
        label=_("Ngày gửi dự thảo báo cáo, bản kiểm điểm"),
        required=False,
        help_text=_("Gửi người dự trước họp ít nhất 3 ngày làm việc."),
    )
    delegation = forms.CharField(
        label=_("Đại diện cấp trên dự"), required=False, max_length=300, help_text=_("Họ tên, chức vụ.")
    )
    helper = form_helper()

    def __init__(self, *args: Any, meetings: Sequence[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {str(row.pk): row for row in meetings}
        field = self.fields["meeting"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("– chọn buổi họp –")), *((pk, _words(row)) for pk, row in known.items())]
        field.coerce = lambda value: known[str(value)]


def _words(meeting: Meeting) -> str:
    return f"{format_date(meeting.held_on)}: {meeting} ({meeting.get_state_display()})"
