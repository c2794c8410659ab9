"""Reads of the yearly plans of thematic meetings: of one unit, and of all units of a committee."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet

from cells.models import Organisation
from meetings.models import DocumentKind, Meeting, PartyDocument, ThematicPlan, ThematicPlanItem
from meetings.rules.conduct import last_day
from meetings.rules.thematic import QUARTERS, required_in, short_quarters, themes_by_quarter
from meetings.workflow import HELD, State


@dataclass(frozen=True)
class Theme:
    """A theme of the plan and where it stands: held, planned, missed (its month is over) or due."""

    item: ThematicPlanItem
    state: str

    @property
    def meeting(self) -> Meeting | None:
        """The meeting that holds it; not one that was cancelled."""
        return self.item.meeting if self.state in ("held", "planned") else None


@dataclass(frozen=True)
class YearPlan:
    """A unit's year: its plan, if there is one, with the themes in order."""

    unit: Organisation
    year: int
    plan: ThematicPlan | None
    themes: Sequence[Theme] = field(default_factory=list)

    @property
    def is_sent(self) -> bool:
        return self.plan is not None and self.plan.state == ThematicPlan.State.SENT

    @property
    def short_quarters(self) -> list[int]:
        return short_quarters(self.year, self._months)

    @property
    def quarters(self) -> list[tuple[int, int, bool]]:
        """Each quarter: its number, how many themes, whether that is enough."""
        counts = themes_by_quarter(self._months)
        return [
            (number, counts[number - 1], counts[number - 1] >= required_in(self.year, number)) for number in QUARTERS
        ]

    @property
    def held(self) -> int:
        return sum(theme.state == "held" for theme in self.themes)

    @property
    def missed(self) -> int:
        return sum(theme.state == "missed" for theme in self.themes)

    @property
    def _months(self) -> list[int]:
        return [theme.item.month for theme in self.themes]


def state_of(item: ThematicPlanItem, year: int, today: dt.date) -> str:
    """Where a theme stands on a day."""
    meeting = item.meeting
    if meeting is not None and meeting.state in HELD:
        return "held"
    if meeting is not None and meeting.state == State.PLANNED:
        return "planned"
    return "missed" if last_day(year, item.month) < today else "due"


def year_plans(units: Collection[Organisation], year: int, today: dt.date) -> list[YearPlan]:
    """The year of each of these units, in their order, with a fixed number of questions."""
    plans = {
        plan.organisation_id: plan
        for plan in _with_items(ThematicPlan.objects.filter(year=year, organisation__in=units))
    }
    return [_year_of(unit, year, plans.get(unit.pk), today) for unit in units]


def year_plan(unit: Organisation, year: int, today: dt.date) -> YearPlan:
    """The year of one unit."""
    return year_plans([unit], year, today)[0]


def _with_items(plans: QuerySet[ThematicPlan]) -> QuerySet[ThematicPlan]:
    items = (
        ThematicPlanItem.objects.filter(is_removed=False).select_related("preparer", "meeting").order_by("month", "pk")
    )
    return plans.select_related("sent_by").prefetch_related(
        Prefetch("items", queryset=items.defer("meeting__snapshot"))
    )


def _year_of(unit: Organisation, year: int, plan: ThematicPlan | None, today: dt.date) -> YearPlan:
    items: Iterable[ThematicPlanItem] = plan.items.all() if plan else ()
    return YearPlan(unit, year, plan, [Theme(item, state_of(item, year, today)) for item in items])


def plan_document(plan: ThematicPlan) -> PartyDocument | None:
    """The plan as it was sent, in the register of documents; none while it is a draft, or once that was cancelled."""
    if plan.state != ThematicPlan.State.SENT:
        return None
    return documents_of_plan(plan).first()


def documents_of_plan(plan: ThematicPlan) -> QuerySet[PartyDocument]:
    """What stands of it in the register, the latest first."""
    rows = PartyDocument.objects.filter(organisation=plan.organisation_id, kind=DocumentKind.PLAN, cancelled_on=None)
    return rows.filter(content__thematic_plan=plan.pk).order_by("-pk")


def themes_to_plan(unit: Organisation, today: dt.date) -> list[ThematicPlanItem]:
    """Themes of this year's plan that have no meeting yet, the earliest first: what planning offers."""
    items = ThematicPlanItem.objects.filter(plan__organisation=unit, plan__year=today.year, is_removed=False)
    free = items.filter(meeting=None) | items.filter(meeting__state=State.CANCELLED)
    return list(free.select_related("plan").order_by("month", "pk"))


def theme_chosen(themes: Iterable[ThematicPlanItem], number: str | None) -> dict[str, str]:
    """What the planning form begins with when one of the offered themes was chosen by its number."""
    item = next((item for item in themes if str(item.pk) == number), None)
    return {"theme": item.topic, "period": f"{item.plan.year}-{item.month:02d}"} if item else {}


def sent_count(units: QuerySet[Organisation], year: int) -> int:
    """How many of the units have sent their plan of that year."""
    return ThematicPlan.objects.filter(year=year, organisation__in=units, state=ThematicPlan.State.SENT).count()
