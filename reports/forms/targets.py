"""The target of a committee for one figure."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import VietnameseNumberField, form_helper
from reports.models import YearTarget
from reports.queries.figures import FIGURES


class TargetForm(forms.Form):
    """Which figure, how much, and by which resolution."""

    figure = forms.ChoiceField(
        label=_("Số liệu"), choices=lambda: [(figure.key, figure.label) for figure in FIGURES.values()]
    )
    comparison = forms.ChoiceField(label=_("So sánh"), choices=YearTarget.Comparison)
    threshold = VietnameseNumberField(
        label=_("Chỉ tiêu"), places=1, digits=9, help_text=_("Ghi số, không kèm %. Ví dụ: 80 hoặc 3,5.")
    )
    document_number = forms.CharField(
        label=_("Theo văn bản số"), max_length=60, required=False, help_text=_("Ví dụ: 12-NQ/ĐU.")
    )
    words = forms.CharField(
        label=_("Nguyên văn chỉ tiêu"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    helper = form_helper()
