"""Who may see and do what with visits of people from above, and with dialogues."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from cells.access import actions_for as unit_actions_for
from cells.access import get_organisation, scope_of
from cells.models import Organisation
from meetings.access.meetings import leads
from meetings.models import Dialogue, Visit

KEEPERS = frozenset({"plan_meetings", "decide"})
"""Who writes the theme and the dialogues of a unit: its leaders, and the committee above."""


def keeps_year_of(user: User, organisation: Organisation) -> bool:
    """Whether the user writes the year's theme and the dialogues of a unit."""
    return bool(KEEPERS & unit_actions_for(user, organisation))


def visits_visible_to(user: User) -> QuerySet[Visit]:
    """Visits to the units the user may read."""
    return Visit.objects.filter(organisation__in=scope_of(user).readable)


def may_check(user: User, organisation: Organisation) -> bool:
    """Whether the user looks at the work of a unit from above: in charge of it, or of the committee or board above.

    Nobody comes from above to a unit that he or she leads.
    """
    scope, number = scope_of(user), organisation.pk
    above = number in scope.charged or (
        number in scope.directed | scope.reviewed and number not in scope.directed_roots | scope.reviewed_roots
    )
    return above and not leads(scope, number)


def get_checked_unit(user: User, pk: int) -> Organisation:
    """A unit whose work the user may look at, or 404 outside the scope, or 403 inside it without the right."""
    organisation = get_organisation(user, pk)
    if not may_check(user, organisation):
        raise PermissionDenied
    return organisation


def visit_actions_for(user: User, visit: Visit) -> frozenset[str]:
    """view; change: who wrote it or came, until it is remedied; remedy: the leaders of the unit."""
    scope = scope_of(user)
    if visit.organisation_id not in scope.readable:
        return frozenset()
    verbs = {"view"}
    is_open = visit.remedied_on is None
    if is_open and (visit.recorded_by_id == user.pk or visit.visitor_id == scope.member_id):
        verbs.add("change")
    if is_open and visit.remedy_due_on is not None and leads(scope, visit.organisation_id):
        verbs.add("remedy")
    return frozenset(verbs)


def get_visit(user: User, pk: int, *, to: str = "view") -> Visit:
    """The visit, or 404 outside the scope, or 403 inside it without the right."""
    rows = visits_visible_to(user).select_related("organisation", "visitor", "meeting", "recorded_by")
    visit = rows.defer("meeting__snapshot").prefetch_related("organisation__periods").filter(pk=pk).first()
    if visit is None:
        raise Http404
    if to not in visit_actions_for(user, visit):
        raise PermissionDenied
    return visit


def get_dialogue(user: User, pk: int, *, to: str = "view") -> Dialogue:
    """The dialogue through its unit: view for who knows the unit, keep for who writes it."""
    rows = Dialogue.objects.filter(organisation__in=scope_of(user).known).select_related("organisation", "chair")
    dialogue = rows.prefetch_related("organisation__periods").filter(pk=pk).first()
    if dialogue is None:
        raise Http404
    if to == "keep" and not keeps_year_of(user, dialogue.organisation):
        raise PermissionDenied
    return dialogue
