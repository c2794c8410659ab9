"""Who may look after accounts: administrators, and nobody else."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User


def users_visible_to(user: User) -> QuerySet[User]:
    """All accounts for an administrator, none for others."""
    return User.objects.all() if user.is_administrator else User.objects.none()


def require_administrator(user: User) -> None:
    if not user.is_administrator:
        raise PermissionDenied


def get_user(user: User, pk: int) -> User:
    """The account, or 403 without the right, or 404 where there is none."""
    require_administrator(user)
    found = users_visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
