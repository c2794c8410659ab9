"""Taking over later numbers after the freezing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import form_helper


class RefreezeForm(forms.Form):
    """Why the numbers of now take the place of the frozen ones."""

    reason = forms.CharField(
        label=_("Lý do lấy số liệu mới"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Số liệu đã chốt trước đây vẫn được giữ lại."),
    )
    helper = form_helper()
