"""How much goes into one paper."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.errors import DomainError

MOST_PAPERS = 20_000
"""A commune of 123 cells has about 11,000 in a year, a former district up to 20,000."""
UNITS_TOGETHER = 100
"""So many units are read at a time."""


def require_few(papers: int) -> None:
    """Refuse what could not be put together in the time that a task has."""
    if papers > MOST_PAPERS:
        raise DomainError(
            _("Tập này có hơn %(most)s giấy tờ, quá nhiều cho một lần làm; hãy mở từng đảng bộ cấp dưới và làm ở đó.")
            % {"most": MOST_PAPERS}
        )
