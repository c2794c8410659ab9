"""Beginning and ending a meeting, sending minutes and sending them back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import VietnameseDateField, VietnameseTimeField, form_helper
from meetings.forms.people import People
from meetings.models import ConductSetting
from meetings.services.conduct import MOST_MINUTES
from meetings.services.lifecycle import REASON_LENGTH, Closing


class OpeningForm(forms.Form):
    """Who presides, who writes, and when it began."""

    started_at = VietnameseTimeField(label=_("Bắt đầu lúc"))
    helper = form_helper()

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chair"] = people.field(_("Chủ trì"), required=True)
        self.fields["secretary"] = people.field(_("Thư ký (người ghi biên bản)"), required=True)


class ClosingForm(forms.Form):
    """How the meeting ended."""

    ended_at = VietnameseTimeField(label=_("Kết thúc lúc"), required=False)
    ends_next_day = forms.BooleanField(label=_("Sang ngày hôm sau (họp qua nửa đêm)"), required=False)
    minutes_agreed = forms.IntegerField(
        label=_("Số đồng chí đồng ý thông qua biên bản"), min_value=0, max_value=9999, required=False
    )
    self_score = forms.DecimalField(
        label=_("Điểm chi bộ tự chấm (0–100)"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        required=False,
        localize=True,
    )
    helper = form_helper()

    def closing(self) -> Closing:
        values = self.cleaned_data
        return Closing(values["ended_at"], values["ends_next_day"], values["minutes_agreed"], values["self_score"])


class ReturnForm(forms.Form):
    """What the cell has to change."""

    reason = forms.CharField(
        label=_("Chi bộ cần sửa hoặc bổ sung"), max_length=REASON_LENGTH, widget=forms.Textarea({"rows": 5})
    )
    helper = form_helper()


class ConductForm(forms.Form):
    """One figure that a committee sets for the meetings of its cells."""

    key = forms.ChoiceField(label=_("Quy định về"), choices=ConductSetting.Key)
    value = forms.IntegerField(label=_("Giá trị (ngày trong tháng, hoặc số phút)"), min_value=1, max_value=MOST_MINUTES)
    valid_from = VietnameseDateField(label=_("Áp dụng từ ngày"))
    document = forms.CharField(label=_("Theo văn bản"), max_length=200, required=False)
    helper = form_helper()
