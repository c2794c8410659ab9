"""What is noted when the minutes have been read aloud."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import VietnameseTimeField, form_helper


class ReadingBackForm(forms.Form):
    """How many agreed, and when the meeting ended."""

    agreed = forms.IntegerField(label=_("Số đồng chí đồng ý thông qua biên bản"), min_value=0, max_value=9999)
    ended_at = VietnameseTimeField(label=_("Kết thúc lúc"))
    ends_next_day = forms.BooleanField(label=_("Kết thúc sang ngày hôm sau (họp qua nửa đêm)"), required=False)
    helper = form_helper()
