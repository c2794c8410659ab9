"""Keys of the interface: who makes them for which units, and what one of them may read today."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from cells.access import COMMITTEE_KINDS, scope_of
from cells.models import Organisation, OrganisationPeriod
from cells.queries import subtree_ids
from core.ids import IdSet
from core.periods import today
from reports.models import ApiToken


@dataclass(frozen=True)
class Reader:
    """A machine that reads: the key, in whose name, and the units within its reach today."""

    token: ApiToken
    user: User
    units: IdSet


def token_units_of(user: User) -> QuerySet[Organisation]:
    """Committees at work for which the user makes keys: led, or worked for in the board, with the right to export."""
    scope = scope_of(user)
    above = (scope.directed | scope.reviewed) & scope.exported
    now = OrganisationPeriod.objects.in_force().filter(kind__in=COMMITTEE_KINDS).values("organisation")
    return Organisation.objects.filter(pk__in=above, ended_on=None).filter(pk__in=now).prefetch_related("periods")


def require_token_units(user: User) -> QuerySet[Organisation]:
    """Those units; 403 for whoever makes no keys."""
    units = token_units_of(user)
    if not units.exists():
        raise PermissionDenied
    return units


def tokens_visible_to(user: User) -> QuerySet[ApiToken]:
    """Keys of those units, whoever made them; and the own ones, to take back also after the post is over."""
    scope = scope_of(user)
    above = (scope.directed | scope.reviewed) & scope.exported
    return ApiToken.objects.filter(organisation__in=above) | ApiToken.objects.filter(user=user)


def require_tokens(user: User) -> QuerySet[ApiToken]:
    """Those keys; 403 for whoever makes none and has none left to take back."""
    tokens = tokens_visible_to(user)
    if not token_units_of(user).exists() and not tokens.exists():
        raise PermissionDenied
    return tokens


def has_tokens(user: User) -> bool:
    """Whether the user makes keys, or has some left that still open something."""
    return token_units_of(user).exists() or tokens_visible_to(user).filter(revoked_at=None).exists()


def get_token(user: User, pk: int) -> ApiToken:
    """The key, or 404."""
    token = tokens_visible_to(user).select_related("organisation", "user").filter(pk=pk).first()
    if token is None:
        raise Http404
    return token


def reader_of(digest: str) -> Reader | None:
    """Who reads with the key of that digest; None: no key, taken back, over, or of an account that was stopped.

    Never more than its owner may read, nor outside its unit, nor without the owner's right to take data out.
    """
    rows = ApiToken.objects.select_related("user", "organisation").prefetch_related("organisation__periods")
    token = rows.filter(digest=digest, revoked_at=None, expires_on__gte=today(), user__is_active=True).first()
    if token is None:
        return None
    scope = scope_of(token.user)
    may = token.organisation_id in scope.readable & scope.exported
    return Reader(token, token.user, scope.readable & subtree_ids([token.organisation_id]) if may else IdSet())
