"""The cap on "hoàn thành xuất sắc nhiệm vụ" in one group of similar position and role (QĐ 366 Đ11.1, điểm 1.5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from meetings.rules.inputs import MOST_DIGITS, InputError, digits, listed, shown

GOOD_ONLY = "good_only"
"""The literal text: of those rated "hoàn thành tốt"."""
GOOD_OR_BETTER = "good_or_better"
"""Of those rated "hoàn thành tốt" or "hoàn thành xuất sắc"."""
ALL_RATED = "all_rated"
"""Of all who were rated."""

FLOOR, HALF_UP = "floor", "half_up"
ROUNDINGS = (FLOOR, HALF_UP)
"""What becomes of a fraction of a person. The text says "không vượt quá", so it is cut off; some places round."""
SMALL_GROUPS = ("committee", "cell")
"""Where those of small cells are counted: together in the whole committee, or each cell alone (``Period.Pooling``)."""

# The most excellent ones, not rounded: (rate as a fraction of one, excellent + good together, all rated).
MOST: dict[str, Callable[[Fraction, int, int], Fraction]] = {
    GOOD_ONLY: lambda rate, candidates, rated: rate * candidates / (1 + rate),
    GOOD_OR_BETTER: lambda rate, candidates, rated: rate * candidates,
    ALL_RATED: lambda rate, candidates, rated: min(rate * rated, Fraction(candidates)),
}


@dataclass(frozen=True)
class CapResult:
    """Whether the counts keep the cap, the most that would keep it, and how many are too many."""

    mode: str
    rate: int | Decimal
    holds: bool
    most_excellent: int
    over: int


def cap(mode: str, rate: int | Decimal, excellent: int, good: int, rated: int, rounding: str = FLOOR) -> CapResult:
    """The cap of ``rate`` percent. Equality keeps it; a fraction of a person is cut off. Raises InputError.

    ``most_excellent`` shares out excellent and good anew: whoever is not excellent is good.
    """
    if rounding not in ROUNDINGS:
        named = {"value": shown(rounding), "values": listed(ROUNDINGS)}
        raise InputError("rounding", _("%(value)s không có trong: %(values)s") % named)
    if mode not in MOST:
        raise InputError("mode", _("%(mode)s không có trong: %(modes)s") % {"mode": shown(mode), "modes": listed(MOST)})
    share = _read_rate(rate)
    for field, count in (("excellent", excellent), ("good", good), ("rated", rated)):
        if type(count) is not int or count < 0:
            raise InputError(field, _("phải là số nguyên không âm, nhận được %(value)s") % {"value": shown(count)})
    if rated < excellent + good:
        words = {"rated": rated, "sum": excellent + good}
        raise InputError("rated", _("%(rated)s nhỏ hơn tổng số xuất sắc và tốt %(sum)s") % words)
    exact = MOST[mode](share, excellent + good, rated)
    most = int(exact if rounding == FLOOR else exact + Fraction(1, 2))
    return CapResult(mode, rate, excellent <= most, most, max(0, excellent - most))


def caps(rate: int | Decimal, excellent: int, good: int, rated: int, rounding: str = FLOOR) -> tuple[CapResult, ...]:
    """The cap in its three readings side by side, the literal one first."""
    return tuple(cap(mode, rate, excellent, good, rated, rounding) for mode in MOST)


def _read_rate(rate: object) -> Fraction:
    exact = type(rate) is int or (isinstance(rate, Decimal) and digits(rate) <= MOST_DIGITS)
    if not exact or not isinstance(rate, int | Decimal) or not 0 <= rate <= 100:
        raise InputError("rate", _("phải là số phần trăm từ 0 đến 100, nhận được %(value)s") % {"value": shown(rate)})
    return Fraction(rate) / 100
