"""Asking for the classes of a year below a committee."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import form_helper


class ComputationForm(forms.Form):
    """Which year."""

    year = forms.IntegerField(
        label=_("Năm đánh giá"),
        min_value=2000,
        max_value=2100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=_("Tính mức đề xuất của mọi tập thể, đảng viên trong các kỳ đang mở; không thay đổi phiếu nào."),
    )
    helper = form_helper()
