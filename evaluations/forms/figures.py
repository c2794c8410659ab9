"""Figures of a report, typed to see whether they add up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import form_helper
from evaluations.models import Level

LARGEST = 9_999_999


def _whole(label: Any) -> forms.IntegerField:
    box = forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(label=label, min_value=0, max_value=LARGEST, widget=box)


class FiguresForm(forms.Form):
    """What is counted, how many, how many of them rated and not, and the four levels."""

    name = forms.CharField(label=_("Đối tượng"), max_length=60, initial=_("Chi bộ"))
    total = _whole(_("Tổng số"))
    rated = _whole(_("Được đánh giá, xếp loại"))
    apart = _whole(_("Không hoặc chưa được đánh giá"))
    helper = form_helper()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for value, label in Level.choices:
            self.fields[value] = _whole(label)

    @property
    def levels(self) -> list[int]:
        """The four counts, the best level first."""
        return [self.cleaned_data[value] for value in Level.values]
