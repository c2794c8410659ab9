"""Forms on a task between meetings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import PlainSelect, VietnameseDateField, VietnameseNumberField, form_helper, offer
from core.periods import today
from meetings.models import KeyTask
from meetings.rules.forecast import Measure


class ProgressForm(forms.Form):
    """How far a task is on a day."""

    on = VietnameseDateField(label=_("Ngày có số liệu"))
    value = VietnameseNumberField(label=_("Đã đạt, tính từ đầu (lũy kế)"), required=False)
    note = forms.CharField(label=_("Kết quả bằng lời"), max_length=300, required=False)
    helper = form_helper()
    helper.layout = Layout(Div(Field("on", wrapper_class="grow"), Field("value", wrapper_class="grow")), "note")

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today()
        unit = measure.unit
        self.fields["value"].label = gettext("Đã đạt, tính từ đầu (%(unit)s)") % {"unit": unit}
        self.fields["value"].help_text = gettext("Tổng đã làm được đến ngày đó, ví dụ: 4.000 hoặc 812,5.")


class DueDayForm(forms.Form):
    """Another day for a task, and why."""

    due_on = VietnameseDateField(label=_("Thời hạn mới"))
    reason = forms.CharField(label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    helper = form_helper()


class DropForm(forms.Form):
    """Why nobody will do a task."""

    reason = forms.CharField(
        label=_("Lý do không thực hiện tiếp"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    helper = form_helper()


class LinkForm(forms.Form):
    """Which key task of the year a task serves."""

    key_task = forms.TypedChoiceField(
        label=_("Phục vụ nhiệm vụ trọng tâm, khâu đột phá"), required=False, empty_value=None, widget=PlainSelect
    )
    helper = form_helper()

    def __init__(self, *args: Any, offered: Iterable[KeyTask], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["key_task"], ((row, row) for row in offered), empty=gettext("– không –"))
