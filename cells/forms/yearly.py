"""Forms on the yearly screening and on Party fees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cells.models import Member, ScreeningResult
from core.forms import PlainSelect, VietnameseDateField, form_helper, offer


class ScreeningForm(forms.Form):
    """The meeting at which the cell looked at everyone."""

    decided_on = VietnameseDateField(label=_("Ngày chi bộ xét"))
    document = forms.CharField(label=_("Số văn bản"), max_length=200, required=False)
    helper = form_helper()


class FindingForm(forms.Form):
    """One member's line of the grid."""

    result = forms.ChoiceField(label=_("Kết quả"), choices=ScreeningResult.Result, widget=PlainSelect)
    note = forms.CharField(label=_("Nội dung cần giúp đỡ, lý do"), max_length=300, required=False)
    help_until = VietnameseDateField(label=_("Giúp đỡ đến ngày"), required=False)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "prefix": f"m{member.pk}"})
        self.member = member
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if name == "result" else "form-control"
            field.widget.attrs["aria-label"] = f"{field.label}: {member}"


class FeeForm(forms.Form):
    """Party fees of a cell in one month."""

    collected = forms.CharField(
        label=_("Đã thu (đồng)"), max_length=20, help_text=_("Ghi cả tháng của chi bộ, ví dụ: 1.250.000.")
    )
    debtors = forms.TypedMultipleChoiceField(
        label=_("Còn nợ đảng phí tháng này"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)
    helper = form_helper()

    def __init__(self, *args: Any, members: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["debtors"], ((member, member) for member in members))

    def clean_collected(self) -> int:
        digits = str(self.cleaned_data["collected"]).replace(".", "").replace(" ", "").removesuffix("đ")
        if not digits.isascii() or not digits.isdigit():
            raise forms.ValidationError(_("Hãy ghi số tiền bằng chữ số, ví dụ 1.250.000."))
        return int(digits)
