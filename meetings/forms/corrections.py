"""Why locked minutes are corrected."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import form_helper
from meetings.services.correction import REASON_LENGTH


class CorrectionForm(forms.Form):
    """The reason, which the corrected minutes will print."""

    reason = forms.CharField(
        label=_("Lý do đính chính"),
        help_text=_("Chỗ nào sai, sửa thành gì, căn cứ vào đâu. Lý do được in trong bản đính chính."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea({"rows": 3}),
    )
    helper = form_helper()
