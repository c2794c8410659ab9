"""Choosing a month, returning a registered day, publishing the month's calendar."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import form_helper
from core.periods import add_months
from meetings.forms.planning import month_choices, month_key
from meetings.services.calendar import NOTE_LENGTH


def chosen_month(text: str, *, today: dt.date) -> tuple[int, int]:
    """The month of the address, as year and month; next month from the 15th on, since that is being planned then."""
    keys = {key for key, _words in month_choices(today)}
    if text not in keys:
        text = month_key(add_months(today.replace(day=1), 1) if today.day >= 15 else today)
    year, month = text.split("-")
    return int(year), int(month)


class ReturnDayForm(forms.Form):
    """Why the committee asks for another day."""

    note = forms.CharField(
        label=_("Đề nghị chi bộ đổi lịch, vì sao"), max_length=NOTE_LENGTH, widget=forms.Textarea({"rows": 3})
    )
    helper = form_helper()


class PublishForm(forms.Form):
    """What the committee proposes for the agendas of the month."""

    agenda = forms.CharField(
        label=_("Nội dung gợi ý cho chương trình tháng này"),
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Mỗi dòng một nội dung; có thể để trống. Các chi bộ lấy được vào chương trình khi lên lịch."),
    )
    helper = form_helper()

    def lines(self) -> list[str]:
        return list(self.cleaned_data["agenda"].splitlines())
