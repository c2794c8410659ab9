"""Whose boards a reader may open, and who sets the targets of a committee."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from accounts.models import User
from cells.access import actions_for, get_organisation, scope_of
from cells.models import ABOVE_COMMITTEES, Organisation, OrganisationKind
from core.ids import IdSet
from reports.models import YearTarget


def get_board_unit(user: User, pk: int, *, is_cell: bool | None = None) -> Organisation:
    """The unit whose figures the reader may see: whoever may read its members and meetings.

    404 outside the scope and for a unit of another kind than the page shows; 403 for members without a post.
    """
    unit = get_organisation(user, pk, to="view_members")
    is_group = unit.kind == OrganisationKind.PARTY_GROUP
    if is_group or (is_cell is not None and unit.is_cell != is_cell):
        raise Http404
    return unit


def own_board_units(user: User) -> QuerySet[Organisation]:
    """The units the user leads, or whose organisation board he works for, as they stand today."""
    scope = scope_of(user)
    units = Organisation.objects.filter(pk__in=scope.directed_roots | scope.reviewed_roots | scope.led_cells)
    standing = units.filter(ended_on=None).exclude(periods__kind=OrganisationKind.PARTY_GROUP)
    return standing.prefetch_related("periods").order_by("order", "pk")


def board_url(unit: Organisation) -> str:
    """The board of a unit, by its kind."""
    name = "cell_board" if unit.is_cell else "province_board" if unit.kind in ABOVE_COMMITTEES else "commune_board"
    return reverse(f"reports:{name}", args=[unit.pk])


def readable_units(user: User) -> IdSet:
    """What the figures are counted within."""
    return scope_of(user).readable


def board_actions_for(user: User, unit: Organisation) -> frozenset[str]:
    """``set_targets``: the committee itself, or one above it."""
    return frozenset({"set_targets"} if "decide" in actions_for(user, unit) and not unit.is_cell else set())


def get_target_unit(user: User, pk: int) -> Organisation:
    """The committee whose targets the user sets."""
    unit = get_board_unit(user, pk, is_cell=False)
    if "set_targets" not in board_actions_for(user, unit):
        raise PermissionDenied
    return unit


def get_target(user: User, pk: int) -> YearTarget:
    """A target that stands, through its committee."""
    target = YearTarget.objects.select_related("organisation").filter(pk=pk).first()
    if target is None:
        raise Http404
    target.organisation = get_target_unit(user, target.organisation_id)
    return target
