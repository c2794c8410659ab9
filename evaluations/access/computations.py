"""Who may compute the classes of everything below a committee, and read what came of it."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from cells.access import get_organisation, scope_of
from cells.models import CELL_KINDS, Organisation, OrganisationKind
from evaluations.models import Computation

WITHOUT_PERIODS = (*CELL_KINDS, OrganisationKind.PARTY_GROUP)


def computing_roots_for(user: User) -> QuerySet[Organisation]:
    """The committees that the user leads or works for as a board: for these a year is computed."""
    scope = scope_of(user)
    roots = Organisation.objects.filter(pk__in=scope.directed_roots | scope.reviewed_roots)
    return roots.prefetch_related("periods").order_by("order", "pk")


def computations_visible_to(user: User) -> QuerySet[Computation]:
    """Runs over committees that the user leads or whose board the user works for, and all below."""
    scope = scope_of(user)
    return Computation.objects.filter(organisation__in=scope.directed | scope.reviewed)


def get_computing_unit(user: User, pk: int) -> Organisation:
    """The committee over which a year may be computed; 404 outside the scope, 403 inside it without the right."""
    organisation = get_organisation(user, pk)
    scope = scope_of(user)
    if organisation.pk not in scope.directed | scope.reviewed:
        raise PermissionDenied
    if organisation.kind in WITHOUT_PERIODS:
        raise Http404
    return organisation


def get_computation(user: User, pk: int) -> Computation:
    """The run, or 404. Whoever reads it may also stop it and go on with it."""
    rows = computations_visible_to(user).select_related("organisation", "asked_by")
    computation = rows.prefetch_related("organisation__periods").filter(pk=pk).first()
    if computation is None:
        raise Http404
    return computation
