"""Numbers as Vietnamese offices type them: points between thousands, a comma before the tenths."""

import re
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.vietnamese import normalise

_WHOLE = r"\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+"
_NUMBER = re.compile(rf"(?P<whole>{_WHOLE})(?:,(?P<part>\d+))?", re.ASCII)
_FOREIGN = re.compile(r"(?P<whole>\d+)\.(?P<part>\d{1,2})", re.ASCII)
_LONGEST = 40
_ROW = re.compile(r"\d{1,18}", re.ASCII)


def parse_number(text: str) -> Decimal:
    """``4.000``, ``4000``, ``4 000``, ``1.234,5``, ``812,5``; ``812.5`` too, as a phone types it.

    ``4.000`` is four thousand. Raises DomainError for what is no number, and for ``4,000``, which one reads as four
    and another as four thousand.
    """
    words = normalise(text)
    found = _NUMBER.fullmatch(words) or _FOREIGN.fullmatch(words)
    if found is None or len(words) > _LONGEST:
        raise DomainError(
            _("“%(value)s” không phải là số. Hãy ghi như 4.000 hoặc 812,5, không kèm đơn vị.")
            % {"value": words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"}
        )
    part = found["part"] or ""
    if len(part) == 3 and "." not in found["whole"] and " " not in found["whole"] and int(found["whole"]):
        raise DomainError(
            _("Không rõ “%(value)s” là %(large)s hay %(small)s. Hãy ghi lại; phần nghìn ghi bằng dấu chấm: 4.000.")
            % {"value": words, "large": f"{found['whole']}.{part}", "small": found["whole"] + "," + part[:1]}
        )
    return Decimal(re.sub(r"\D", "", found["whole"]) + (f".{part}" if part else ""))


def format_number(number: Decimal) -> str:
    """``4.000`` or ``812,5``: points between thousands, a decimal comma, no zeros at the end."""
    number = Decimal(number)  # what was assigned a moment ago may still be a whole number
    whole = number == number.to_integral_value()
    text = f"{int(number):,}" if whole else f"{number:,f}".rstrip("0")
    return text.translate(str.maketrans(",.", ".,"))


def row_numbers(texts: Iterable[str]) -> list[int]:
    """Numbers of rows as a page sends them back; what is none, or longer than any can be, is left out."""
    return [int(text) for text in texts if _ROW.fullmatch(text)]


def row_number(text: str | None) -> int | None:
    """The number of one row as an address or a form sends it; None for anything that is none."""
    return next(iter(row_numbers([text or ""])), None)
