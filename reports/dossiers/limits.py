"""How much goes into one paper."""

from __future__ import annotations

from collections.abc import Sized

from django.utils.translation import gettext as _

from core.errors import DomainError

MOST_UNITS = 400
"""More than any commune has; what a province has is read and laid out committee by committee."""


def require_few(units: Sized) -> None:
    """Refuse what no worker could hold, before it is read."""
    if len(units) > MOST_UNITS:
        words = {"count": len(units), "most": MOST_UNITS}
        raise DomainError(
            _(
                "Tập này gồm %(count)s đơn vị, quá nhiều cho một lần làm (nhiều nhất %(most)s); "
                "hãy mở từng đảng bộ cấp dưới và làm ở đó."
            )
            % words
        )
