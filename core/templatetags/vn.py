"""Dates, numbers and icons as Vietnamese readers expect them."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.periods import PartialDate, format_date
from core.vietnamese import mask

register = template.Library()


@register.filter
def vn_date(value: dt.date | PartialDate | None) -> str:
    """05/02/2026; a moment counts by its day in Việt Nam; a partial date as far as it is known."""
    return format_date(value) if value else ""


@register.filter
def vn_datetime(value: dt.datetime | None) -> str:
    """19:30 05/02/2026, in Việt Nam."""
    return f"{timezone.localtime(value):%H:%M %d/%m/%Y}" if value else ""


@register.filter
def vn_time(value: dt.time | None) -> str:
    """19 giờ 30."""
    return _("%(hour)s giờ %(minute)s") % {"hour": value.hour, "minute": f"{value.minute:02d}"} if value else ""


@register.filter
def vn_number(value: Any) -> str:
    """1.050 or 20,5: points between thousands, a decimal comma."""
    if value is None or value == "":
        return ""
    number = Decimal(str(value))
    whole = f"{number:,f}" if number != number.to_integral_value() else f"{int(number):,}"
    return whole.rstrip("0").rstrip(".").translate(SWAP) if "." in whole else whole.translate(SWAP)


SWAP = str.maketrans(",.", ".,")


@register.filter
def vn_percent(value: Any) -> str:
    """20,5 %: at most two decimals, rounded half up."""
    if value is None or value == "":
        return ""
    return f"{vn_number(Decimal(str(value)).quantize(Decimal('0.01'), ROUND_HALF_UP))} %"


@register.filter
def masked(number: str) -> str:
    """A number of identity as it may be shown: all but the last three digits hidden."""
    return mask(number)


@register.filter
def lookup(mapping: Any, key: Any) -> Any:
    """``mapping[key]``, or nothing."""
    return mapping.get(key) if mapping else None


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A picture from the one sprite; without ``label`` it is decoration for screen readers."""
    return _drawn(static("img/icons.svg") if settings.DEBUG else _sprite(), name, str(label))


@lru_cache(maxsize=1)
def _sprite() -> str:
    """The address of the sprite: its hashed name does not change while the process lives."""
    return static("img/icons.svg")


@lru_cache(maxsize=1000)
def _drawn(address: str, name: str, label: str) -> SafeString:
    """A board draws hundreds of the same few pictures."""
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>', label, address, name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', address, name)
