"""What a form of the statistics is asked for: a day, or from one day to another."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cells.rules.statistics import Form
from core.forms import VietnameseDateField
from core.periods import today


class MomentForm(forms.Form):
    """The days of a form. Without words in the address: this year up to today."""

    tu = VietnameseDateField(label=_("Từ ngày"), required=False)
    den = VietnameseDateField(label=_("Đến hết ngày"), required=False)

    def __init__(self, *args: Any, form: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if form.is_of_a_day:
            del self.fields["tu"]
            self.fields["den"].label = _("Tính đến hết ngày")

    def clean(self) -> dict[str, Any]:
        days = super().clean() or {}
        first, last = days.get("tu"), days.get("den")
        if first and last and first > last:
            self.add_error("tu", _("Ngày đầu phải trước hoặc bằng ngày cuối; hãy ghi lại."))
        return days

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """First and last day; where one was refused or left out, this year up to today."""
        days = self.cleaned_data if self.is_valid() else {}
        last = days.get("den") or today()
        first = days.get("tu") or dt.date(last.year, 1, 1)
        return min(first, last), last
