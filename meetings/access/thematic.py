"""Who may see and do what with a year's plan of thematic meetings."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from cells.access import scope_of
from cells.models import Organisation
from meetings.access.meetings import leads
from meetings.models import ThematicPlan, ThematicPlanItem


def plans_visible_to(user: User) -> QuerySet[ThematicPlan]:
    """Plans of the units the user may read, and of the own cell."""
    return ThematicPlan.objects.filter(organisation__in=scope_of(user).known)


def plan_actions_for(user: User, unit: Organisation) -> frozenset[str]:
    """view (who knows the unit); print (who reads it); change, send (who holds its meetings, while it stands)."""
    scope = scope_of(user)
    verbs = {"view"} if unit.pk in scope.known else set()
    if unit.pk in scope.readable:
        verbs.add("print")
    if leads(scope, unit.pk) and unit.ended_on is None:
        verbs |= {"change", "send"}
    return frozenset(verbs)


def get_plan(user: User, pk: int, *, to: str = "view") -> ThematicPlan:
    """The plan, or 404 outside the scope, or 403 inside it without the right."""
    plan = (
        plans_visible_to(user)
        .select_related("organisation", "sent_by")
        .prefetch_related("organisation__periods")
        .filter(pk=pk)
        .first()
    )
    if plan is None:
        raise Http404
    if to not in plan_actions_for(user, plan.organisation):
        raise PermissionDenied
    return plan


def get_plan_item(user: User, pk: int, *, to: str = "change") -> ThematicPlanItem:
    """A theme of a plan, by the rules of the plan; 404 once it is removed."""
    item = ThematicPlanItem.objects.filter(pk=pk, is_removed=False).select_related("preparer", "meeting").first()
    if item is None:
        raise Http404
    item.plan = get_plan(user, item.plan_id, to=to)
    return item
