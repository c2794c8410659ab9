"""Opening a year and its settings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import VietnameseDateField, form_helper
from evaluations.models import CapMode


class SettingsForm(forms.Form):
    """The reference date and the cap of a year."""

    reference_date = VietnameseDateField(
        label=_("Ngày chốt"),
        help_text=_("Số liệu tính đến hết ngày này; mặc định 31/12 của năm đánh giá."),
    )
    cap_mode = forms.ChoiceField(
        label=_("Tỷ lệ xuất sắc tính trên"),
        choices=CapMode.choices,
        initial=CapMode.GOOD_ONLY,
        widget=forms.RadioSelect,
    )
    cap_rate = forms.IntegerField(
        label=_("Tỷ lệ tối đa (%)"),
        initial=20,
        min_value=1,
        max_value=100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=_("Theo quy định là 20; đến 25 khi cấp có thẩm quyền cho phép bằng văn bản."),
    )
    cap_document = forms.CharField(
        label=_("Văn bản cho phép nâng tỷ lệ"),
        required=False,
        max_length=200,
        help_text=_("Số, ký hiệu, ngày của văn bản; bắt buộc khi tỷ lệ trên 20 %."),
    )
    helper = form_helper()


class PeriodForm(SettingsForm):
    """The same, with the year, and the usual reference date left to the year."""

    year = forms.IntegerField(
        label=_("Năm đánh giá"),
        min_value=2000,
        max_value=2100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    field_order = ("year", "reference_date", "cap_mode", "cap_rate", "cap_document")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reference_date"].required = False
        self.fields["reference_date"].help_text = _("Để trống là ngày 31/12 của năm đánh giá.")
        by_regulation = _("theo quy định áp dụng")
        mode, rate = self.fields["cap_mode"], self.fields["cap_rate"]
        mode.required = rate.required = False
        mode.choices, mode.initial = [("", by_regulation), *CapMode.choices], ""  # type: ignore[attr-defined]
        rate.initial, rate.help_text = None, _("Để trống là tỷ lệ của quy định áp dụng (Trung ương: 20).")
