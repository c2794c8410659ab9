"""Who may see and do what with ballots on levels. Counts are internal: those who read the unit see them."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from cells.access import Scope, scope_of
from cells.models import Organisation
from core.ids import IdSet
from evaluations.access.periods import get_period
from evaluations.models import Ballot, Period


def ballots_visible_to(user: User) -> QuerySet[Ballot]:
    """Ballots of the units the user may read."""
    return Ballot.objects.filter(organisation__in=scope_of(user).readable)


def leads_unit(scope: Scope, unit: int) -> bool:
    """Whether the user leads the unit, or a committee above it."""
    return unit in scope.led_cells or unit in scope.directed


def may_prepare_in(user: User, period: Period) -> bool:
    """Whether there is a unit in the period for which the user may prepare a ballot."""
    return period.state == Period.State.OPEN and bool(scope_of(user).led_cells or scope_of(user).directed)


def ballot_actions_for(user: User, ballot: Ballot) -> frozenset[str]:
    """view, print (who reads the unit); count (who leads it, leads above it or works for the board above);
    void (who leads it or above). Nothing but reading once the period is closed."""
    scope, verbs = scope_of(user), {"view", "print"}
    if ballot.period.state != Period.State.OPEN or ballot.state == Ballot.State.VOID:
        return frozenset(verbs)
    unit = ballot.organisation_id
    if ballot.state == Ballot.State.PREPARED and (leads_unit(scope, unit) or unit in scope.reviewed):
        verbs.add("count")
    if leads_unit(scope, unit):
        verbs.add("void")
    return frozenset(verbs)


def get_ballot(user: User, pk: int, *, to: str = "view") -> Ballot:
    """The ballot, or 404 outside the scope, or 403 inside it without the right."""
    ballot = (
        ballots_visible_to(user)
        .select_related("period", "period__organisation", "organisation", "meeting", "prepared_by")
        .prefetch_related("organisation__periods", "period__organisation__periods")
        .filter(pk=pk)
        .first()
    )
    if ballot is None:
        raise Http404
    if to not in ballot_actions_for(user, ballot):
        raise PermissionDenied
    return ballot


def units_to_vote(user: User, period: Period) -> QuerySet[Organisation]:
    """The units of the period that the user leads, or leads from above."""
    scope = scope_of(user)
    units = IdSet(period.evaluations.order_by().values_list("cell", flat=True)) | IdSet([period.organisation_id])
    led = IdSet(unit for unit in units if leads_unit(scope, unit))
    return Organisation.objects.filter(pk__in=led).prefetch_related("periods").order_by("order", "pk")


def get_voting_unit(user: User, period_pk: int, unit_pk: int) -> tuple[Period, Organisation]:
    """The period and a unit of it for which the user may prepare a ballot; 404 or 403 as everywhere."""
    period = get_period(user, period_pk)
    scope = scope_of(user)
    unit = Organisation.objects.prefetch_related("periods").filter(pk=unit_pk, pk__in=scope.known).first()
    belongs = unit_pk == period.organisation_id or period.evaluations.filter(cell=unit_pk).exists()
    if unit is None or not belongs:
        raise Http404
    if not leads_unit(scope, unit_pk) or period.state != Period.State.OPEN:
        raise PermissionDenied
    return period, unit
