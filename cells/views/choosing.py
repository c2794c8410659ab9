"""Choosing one cell in a form, where the user keeps a few or thousands."""

from __future__ import annotations

from accounts.request import SignedInRequest
from cells.access import cells_kept_by, scope_of
from cells.access.units import CHOICES
from cells.forms.records import CellChoice
from cells.queries.transfers import cells_named
from core.numbers import row_number


def cell_choice(request: SignedInRequest) -> CellChoice:
    """The cells whose people the user keeps; of too many, those that ``?tim=`` finds, and the one chosen."""
    allowed = cells_kept_by(request.user)
    if len(scope_of(request.user).kept) <= CHOICES:
        return CellChoice(allowed)
    chosen = row_number(request.POST.get("cell") or request.GET.get("chi-bo"))
    shown = cells_named(allowed, request.GET.get("tim", ""))
    if chosen is not None and chosen not in dict(shown):
        shown += [(cell.pk, cell.name) for cell in allowed.filter(pk=chosen)]
    return CellChoice(allowed, shown)
