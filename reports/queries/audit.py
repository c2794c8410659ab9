"""The audit trail as one user may read it."""

from django.db.models import QuerySet

from accounts.models import AuditEvent, User
from cells.access import scope_of


def audit_visible_to(user: User) -> QuerySet[AuditEvent]:
    """Deeds in the units the user may read; an administrator reads the deeds on accounts."""
    events = AuditEvent.objects.filter(organisation_number__in=scope_of(user).readable)
    if user.is_administrator:
        events = events | AuditEvent.objects.filter(action__startswith="accounts.")
    return events
