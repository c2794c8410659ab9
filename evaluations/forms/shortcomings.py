"""Naming a shortcoming, mending its words, saying how far its remedy is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import VietnameseDateField, form_helper
from evaluations.models import Shortcoming
from meetings.forms.people import People


class ShortcomingForm(forms.Form):
    """The words, who remedies it and by when."""

    text = forms.CharField(label=_("Hạn chế, khuyết điểm"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    remedy = forms.CharField(
        label=_("Biện pháp khắc phục"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    due_on = VietnameseDateField(label=_("Thời hạn"), required=False)
    helper = form_helper()

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"] = people.field(_("Người chịu trách nhiệm khắc phục"))


class NewShortcomingForm(ShortcomingForm):
    """A new one: also the review that named it, and whose it is."""

    year = forms.TypedChoiceField(label=_("Chỉ ra ở kỳ kiểm điểm năm"), coerce=int)
    field_order = ("year", "member", "text", "remedy", "responsible", "due_on")

    def __init__(self, *args: Any, people: People, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, people=people, **kwargs)
        year = self.fields["year"]
        assert isinstance(year, forms.TypedChoiceField)
        year.choices = [(each, str(each)) for each in years]
        self.fields["member"] = people.field(_("Của ai"), nobody=_("của cả đơn vị"))
        self.order_fields(self.field_order)


class ProgressForm(forms.Form):
    """How far the remedy is."""

    progress = forms.ChoiceField(label=_("Tình trạng"), choices=Shortcoming.Progress.choices, widget=forms.RadioSelect)
    remedied_on = VietnameseDateField(label=_("Khắc phục xong ngày"), required=False)
    result = forms.CharField(
        label=_("Kết quả khắc phục"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Làm được gì, có sản phẩm nào. Bắt buộc khi đã khắc phục."),
    )
    helper = form_helper()


class RemoveForm(forms.Form):
    """Why something written down by mistake goes away."""

    reason = forms.CharField(label=_("Lý do bỏ"), max_length=300)
    helper = form_helper()
