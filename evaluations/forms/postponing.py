"""Why somebody is not reviewed now, and when it is to be done."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import VietnameseDateField, form_helper


class PostponeForm(forms.Form):
    """The reason, and the day on which the review is expected."""

    reason = forms.CharField(
        label=_("Lý do chưa kiểm điểm"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ví dụ: đang điều trị ở bệnh viện; đi công tác nước ngoài đến tháng 02/2027."),
    )
    until = VietnameseDateField(label=_("Dự kiến kiểm điểm ngày"), required=False, help_text=_("Để trống nếu chưa rõ."))
    helper = form_helper()
