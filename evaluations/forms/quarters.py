"""Opening a quarter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import form_helper


class QuarterForm(forms.Form):
    """Which quarter, and whether members without a post are in it too."""

    quarter = forms.TypedChoiceField(
        label=_("Quý"),
        coerce=int,
        choices=[(number, _("Quý %(number)s") % {"number": number}) for number in range(1, 5)],
        widget=forms.RadioSelect,
    )
    with_members = forms.BooleanField(
        label=_("Đánh giá cả đảng viên không giữ chức vụ"),
        required=False,
        help_text=_("Văn bản chưa rõ đảng viên thường có phải đánh giá quý hay không; do cấp ủy quyết định."),
    )
    helper = form_helper()
