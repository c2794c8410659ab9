"""Who may see and do what with the groups of the cap and the what-ifs that are kept beside each other."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import User
from evaluations.access.periods import get_period, period_actions_for
from evaluations.models import CapGroup, CapScenario, Period


def cap_actions_for(user: User, period: Period) -> frozenset[str]:
    """view (who reads the committee); try (leaders and organisation board); group (leaders): while it is open."""
    actions = period_actions_for(user, period)
    verbs = {"view"} if "print" in actions else set()
    if actions & {"direct", "appraise"}:
        verbs.add("try")
    if "direct" in actions:
        verbs.add("group")
    return frozenset(verbs)


def get_capped_period(user: User, pk: int, *, to: str = "view") -> Period:
    """The period whose cap is looked at, or 404 outside the scope, or 403 inside it without the right."""
    period = get_period(user, pk)
    if to not in cap_actions_for(user, period):
        raise PermissionDenied
    return period


def get_cap_group(user: User, pk: int, *, to: str = "group") -> CapGroup:
    """A group that the committee made, by the rules of its period; 404 once it is removed."""
    group = CapGroup.objects.filter(pk=pk, is_removed=False).first()
    if group is None:
        raise Http404
    group.period = get_capped_period(user, group.period_id, to=to)
    return group


def get_scenario(user: User, pk: int, *, to: str = "view") -> CapScenario:
    """A what-if that is kept, by the rules of its period; 404 once it is removed."""
    scenario = CapScenario.objects.filter(pk=pk, is_removed=False).select_related("created_by").first()
    if scenario is None:
        raise Http404
    scenario.period = get_capped_period(user, scenario.period_id, to=to)
    return scenario
