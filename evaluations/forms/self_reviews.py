"""Writing the review: one section at a time, the answer to a question from above, the question itself."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import VietnameseDateField, form_helper


class SectionForm(forms.Form):
    """The words of one section."""

    text = forms.CharField(
        label=_("Nội dung"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "class": "form-control big-text"}),
    )
    helper = form_helper()


class SuggestionForm(forms.Form):
    """A question from above."""

    question = forms.CharField(
        label=_("Nội dung cần làm rõ khi kiểm điểm"), widget=forms.Textarea(attrs={"rows": 5}), max_length=20_000
    )
    document = forms.CharField(
        label=_("Văn bản gợi ý"), required=False, max_length=200, help_text=_("Số, ngày của công văn, nếu có.")
    )
    asked_on = VietnameseDateField(label=_("Ngày gợi ý"))
    helper = form_helper()


class AnswerForm(forms.Form):
    """The answer to a question from above."""

    answer = forms.CharField(
        label=_("Giải trình"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    seen = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    helper = form_helper()
