"""A new key of the interface."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cells.models import Organisation
from core.forms import PlainSelect, VietnameseDateField, form_helper, offer
from reports.rules.scopes import SCOPES


class TokenForm(forms.Form):
    """Which machine, which units, what it reads, until when."""

    name = forms.CharField(
        label=_("Máy, phần mềm giữ khóa"), max_length=120, help_text=_("Ví dụ: phần mềm báo cáo của Văn phòng Tỉnh ủy.")
    )
    organisation = forms.TypedChoiceField(label=_("Đơn vị được đọc"), widget=PlainSelect, empty_value=None)
    scopes = forms.MultipleChoiceField(
        label=_("Được đọc"), choices=list(SCOPES.items()), widget=forms.CheckboxSelectMultiple
    )
    expires_on = VietnameseDateField(label=_("Dùng đến hết ngày"), help_text=_("Nhiều nhất một năm."))
    helper = form_helper()

    def __init__(self, *args: Any, units: Iterable[Organisation], **values: Any) -> None:
        super().__init__(*args, **values)
        offer(self.fields["organisation"], ((unit, unit.name) for unit in units))
