"""What all forms share: the crispy frame, dates and times as Vietnamese offices type them, refusals put in place."""

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.numbers import format_number, parse_number
from core.periods import format_date, parse_date
from core.vietnamese import normalise


def form_helper() -> FormHelper:
    """Fields only: our templates own the ``<form>`` and its CSRF field."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


def show_error(form: forms.BaseForm, error: DomainError) -> None:
    """Put a refusal beside its field, else above the form; every word typed stays."""
    field = error.field if error.field in form.fields else None
    for sentence in (str(error), *error.details):
        form.add_error(field, sentence)


def offer(field: forms.Field, things: Iterable[tuple[Any, object]], *, empty: object = None) -> None:
    """Let a typed choice offer rows of the database, each under its label; what is chosen is the row itself.

    ``empty`` is shown for "none of them".
    """
    assert isinstance(field, forms.TypedChoiceField | forms.TypedMultipleChoiceField)
    known = {str(thing.pk): (thing, str(label)) for thing, label in things}
    field.coerce = lambda number: known[str(number)][0]
    first = [("", str(empty))] if empty is not None else []
    field.choices = [*first, *((number, label) for number, (_thing, label) in known.items())]


def let_choose(field: forms.Field, choices: Iterable[Any]) -> None:
    """Let a choice offer these values, each with its label, or groups of them."""
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class VietnameseDateInput(forms.TextInput):
    """A text field: the browser's own date field shows mm/dd/yyyy on many machines."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"inputmode": "numeric", "placeholder": _("ngày/tháng/năm"), "autocomplete": "off", **(attrs or {})}
        )

    def format_value(self, value: Any) -> str | None:
        return format_date(value) if isinstance(value, dt.date) else value


class VietnameseDateField(forms.Field):
    """A whole date, typed as 5/2/2026, 05022026, 5-2-26 …; a two-digit year lies at most ten years ahead."""

    widget = VietnameseDateInput

    def to_python(self, value: Any) -> dt.date | None:
        value = value.strip() if isinstance(value, str) else value
        if value in self.empty_values or isinstance(value, dt.date):
            return value or None
        try:
            parsed = parse_date(value)
        except DomainError as error:
            raise ValidationError(str(error)) from error
        if parsed.precision != "day":
            raise ValidationError(_("Hãy ghi đủ ngày, tháng, năm, ví dụ 05/02/2026."))
        return parsed.date


TIME = re.compile(r"(\d{1,2})\s*(?:giờ|gio|h|g|:|\.)?\s*(\d{2})?\s*(?:phút|phut|p|')?", re.IGNORECASE)


class VietnameseTimeInput(forms.TextInput):
    """A text field for a time of the day."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"placeholder": "19:30", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return f"{value:%H:%M}" if isinstance(value, dt.time) else value


class VietnameseTimeField(forms.Field):
    """A time of the day, typed as 19:30, 19h30, 19 giờ 30, 19h …"""

    widget = VietnameseTimeInput

    def to_python(self, value: Any) -> dt.time | None:
        value = normalise(value) if isinstance(value, str) else value
        if value in self.empty_values or isinstance(value, dt.time):
            return value or None
        match = TIME.fullmatch(str(value))
        if not match or int(match[1]) > 23 or int(match[2] or 0) > 59:
            raise ValidationError(_("Hãy ghi giờ như 19:30 hoặc 19 giờ 30."))
        return dt.time(int(match[1]), int(match[2] or 0))


class PlainSelect(forms.Select):
    """A select with many options: drawn in one go, not by a template for each option."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        attributes = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        chosen = {str(item) for item in self.format_value(value)}
        rows = (
            (option["value"], mark_safe(" selected") if str(option["value"]) in chosen else "", option["label"])
            for _group, options, _index in self.optgroups(name, list(chosen))
            for option in options
        )
        options = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        return format_html("<select{}>{}</select>", flatatt(attributes), options)


class VietnameseNumberInput(forms.TextInput):
    """A text field: the browser's number field refuses 4.000 or takes it for four."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return format_number(value) if isinstance(value, Decimal) else value


class VietnameseNumberField(forms.Field):
    """A number that is not negative, typed as 4.000, 4000 or 812,5; gives a Decimal with at most ``places`` places."""

    def __init__(self, *, places: int = 2, digits: int = 14, **options: Any) -> None:
        options.setdefault("widget", VietnameseNumberInput)
        super().__init__(**options)
        self.places, self.largest = places, Decimal(10) ** (digits - places)

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, Decimal):
            return value
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            number = parse_number(str(value))
        except DomainError as error:
            raise ValidationError(str(error)) from error
        if number != round(number, self.places):
            raise ValidationError(_("Chỉ ghi tối đa %(places)s chữ số sau dấu phẩy.") % {"places": self.places})
        if number >= self.largest:
            raise ValidationError(_("Số này lớn quá; hãy kiểm tra lại."))
        return number
