"""Recognising, granting, refusing and withdrawing awards; what a committee settles about them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import VietnameseDateField, VietnameseNumberField, form_helper, let_choose
from evaluations.rules.awards import award_settings


class OutstandingForm(forms.Form):
    """The document by which organisations are recognised as "tiêu biểu"; they are ticked beside it."""

    decided_on = VietnameseDateField(label=_("Ngày quyết định"))
    document_number = forms.CharField(label=_("Số quyết định"), max_length=60, help_text=_("Ví dụ: 15-QĐ/ĐU"))
    reason = forms.CharField(
        label=_("Lý do"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Bắt buộc khi nhiều hơn tỷ lệ cấp ủy đã ấn định."),
    )
    helper = form_helper()


class GrantForm(forms.Form):
    """The decision on awards; the proposals it covers are ticked beside it."""

    decided_on = VietnameseDateField(label=_("Ngày quyết định khen thưởng"))
    document = forms.CharField(label=_("Số quyết định"), max_length=200, help_text=_("Ví dụ: 22-QĐ/ĐU"))
    helper = form_helper()


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    helper = form_helper()


class TakeBackForm(ReasonForm):
    """Why an award is taken back, and by which document."""

    on = VietnameseDateField(label=_("Ngày thu hồi"))
    document = forms.CharField(label=_("Văn bản thu hồi"), max_length=200)


class SettingForm(forms.Form):
    """One thing that the committee settles from a day on."""

    key = forms.ChoiceField(label=_("Mục"))
    value = VietnameseNumberField(label=_("Giá trị"), digits=12)
    valid_from = VietnameseDateField(label=_("Từ ngày"))
    document = forms.CharField(label=_("Văn bản"), max_length=200)
    helper = form_helper()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(key, f"{rule.label} ({rule.unit})") for key, rule in award_settings().items()]
        let_choose(self.fields["key"], choices)
