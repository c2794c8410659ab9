"""The year and the day that a board is asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cells.models import Organisation
from core.forms import VietnameseDateField
from core.periods import format_date, today

FIRST_YEAR = 2000


class DayForm(forms.Form):
    """A day to look back to."""

    ngay = VietnameseDateField(label=_("Số liệu tính đến ngày"), required=False)

    def clean_ngay(self) -> dt.date | None:
        day = self.cleaned_data["ngay"]
        if day is not None and not dt.date(FIRST_YEAR, 1, 1) <= day <= today():
            raise forms.ValidationError(_("Hãy ghi một ngày từ năm 2000 đến hôm nay."))
        return day


@dataclass(frozen=True)
class AskedDay:
    """Up to which day, and of which year, a board is shown."""

    until: dt.date
    year: int
    form: DayForm

    @property
    def is_today(self) -> bool:
        return self.until == today()

    @property
    def words(self) -> str:
        """What goes on to other pages."""
        return "" if self.is_today else f"ngay={format_date(self.until)}"

    def narrowed(self, unit: Organisation | None) -> str:
        """The same with the unit whose cells are meant."""
        return "&".join(word for word in (f"don-vi={unit.pk}" if unit else "", self.words) if word)

    @property
    def years(self) -> list[int]:
        """Years to choose from, the newest first."""
        return list(range(self.until.year, self.until.year - 5, -1))

    def back(self, number: int) -> list[int]:
        """That many years up to the one shown."""
        return list(range(self.year - number + 1, self.year + 1))


def asked_day(request: HttpRequest) -> AskedDay:
    """From ``ngay`` (a day, else today) and ``nam`` (a year, else that of the day)."""
    form = DayForm(request.GET if request.GET.get("ngay") else None)
    day = form.cleaned_data["ngay"] if form.is_bound and form.is_valid() else None
    until = day or today()
    text = request.GET.get("nam", "")
    year = int(text) if text.isdecimal() and len(text) == 4 else until.year
    return AskedDay(until, min(max(year, FIRST_YEAR), until.year), form)
