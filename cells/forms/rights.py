"""Forms on who may take lists out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms import PlainSelect, VietnameseDateField, form_helper, offer


class ExportGrantForm(forms.Form):
    """Who may take lists out, why, and until when."""

    user = forms.TypedChoiceField(label=_("Giao cho"), widget=PlainSelect, empty_value=None)
    reason = forms.CharField(
        label=_("Lý do"), max_length=300, help_text=_("Ví dụ: tổng hợp số liệu cuối năm nộp Ban Tổ chức Tỉnh ủy.")
    )
    valid_from = VietnameseDateField(label=_("Từ ngày"))
    valid_to = VietnameseDateField(
        label=_("Đến hết ngày"),
        required=False,
        help_text=_("Nên ghi ngày hết; bỏ trống thì quyền còn đến khi đồng chí thu lại."),
    )
    helper = form_helper()

    def __init__(self, *args: Any, offered: Iterable[tuple[User, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["user"], offered, empty=gettext("– chọn người –"))
