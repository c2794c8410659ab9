"""The year's plan of thematic meetings of a unit, and of all units of a committee."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from cells.access import cells_visible_to, get_organisation, scope_of
from cells.models import Organisation
from cells.views.deeds import done
from core.errors import DomainError
from core.periods import today
from meetings.access.thematic import get_plan, get_plan_item, plan_actions_for
from meetings.forms.people import people_of
from meetings.forms.thematic import PlanWordsForm, ThemeForm, theme_of, words_of
from meetings.models import ThematicPlan
from meetings.queries.thematic import plan_document, sent_count, year_plan, year_plans
from meetings.rules.thematic import holds_themes
from meetings.services.thematic import add_theme, change_plan_words, change_theme, remove_theme, send_plan, start_plan

REFUSED = 422
PAGE = 50
YEARS_BACK = 4


def thematic_plan(request: SignedInRequest, pk: int, year: int) -> HttpResponse:
    """The plan of one unit and year: themes with where each stands, quarters that lack one, the words around."""
    cell, day = _unit(request, pk, year), today()
    actions = plan_actions_for(request.user, cell)
    plan = year_plan(cell, year, day)
    context = {
        "cell": cell,
        "year": year,
        "years": range(day.year + 1, day.year - YEARS_BACK, -1),
        "plan": plan,
        "actions": actions,
        "document": plan_document(plan.plan) if plan.plan else None,
        "last": ThematicPlan.objects.filter(organisation=cell, year=year - 1).first() if not plan.plan else None,
    }
    return render(request, "meetings/thematic_plan.html", context)


@require_POST
def thematic_start(request: SignedInRequest, pk: int, year: int) -> HttpResponse:
    """Begin the plan of a year, from the usual words or from last year's plan."""
    cell = _unit(request, pk, year)
    if "change" not in plan_actions_for(request.user, cell):
        raise PermissionDenied
    last = ThematicPlan.objects.filter(organisation=cell, year=year - 1).first() if "chep" in request.POST else None
    try:
        start_plan(cell, year=year, by=request.user, copied=last)
        messages.success(request, _("Đã lập kế hoạch. Mời đồng chí xem lại từng chuyên đề rồi gửi cấp ủy cấp trên."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("meetings:thematic_plan", pk, year)


def thematic_words(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what stands under I and III."""
    plan = get_plan(request.user, pk, to="change")
    form = PlanWordsForm(request.POST or None, initial=words_of(plan))
    if done(request, form, lambda data: change_plan_words(plan, by=request.user, **data)):
        messages.success(request, _("Đã lưu phần chữ của kế hoạch."))
        return _back(plan)
    context = {"plan": plan, "cell": plan.organisation, "form": form}
    return render(request, "meetings/thematic_words.html", context, status=REFUSED if form.errors else 200)


def thematic_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a theme into the plan."""
    plan = get_plan(request.user, pk, to="change")
    form = ThemeForm(request.POST or None, people=people_of(plan.organisation, today()))
    if done(request, form, lambda data: add_theme(plan, by=request.user, **data)):
        messages.success(request, _("Đã thêm chuyên đề tháng %(month)s.") % {"month": form.cleaned_data["month"]})
        return _back(plan)
    context = {"plan": plan, "cell": plan.organisation, "form": form}
    return render(request, "meetings/thematic_add.html", context, status=REFUSED if form.errors else 200)


def thematic_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change one theme."""
    item = get_plan_item(request.user, pk)
    people = people_of(item.plan.organisation, today())
    form = ThemeForm(request.POST or None, people=people, initial=theme_of(item))
    if done(request, form, lambda data: change_theme(item, by=request.user, **data)):
        messages.success(request, _("Đã sửa chuyên đề."))
        return _back(item.plan)
    context = {"item": item, "plan": item.plan, "cell": item.plan.organisation, "form": form}
    return render(request, "meetings/thematic_change.html", context, status=REFUSED if form.errors else 200)


@require_POST
def thematic_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take one theme out."""
    item = get_plan_item(request.user, pk)
    try:
        remove_theme(item, by=request.user)
        messages.success(request, _("Đã bỏ chuyên đề khỏi kế hoạch."))
    except DomainError as error:
        messages.error(request, str(error))
    return _back(item.plan)


@require_POST
def thematic_send(request: SignedInRequest, pk: int) -> HttpResponse:
    """Report the plan to the committee above."""
    plan = get_plan(request.user, pk, to="send")
    try:
        send_plan(plan, by=request.user)
        messages.success(request, _("Đã gửi kế hoạch lên cấp ủy cấp trên."))
    except DomainError as error:
        messages.error(request, str(error))
    return _back(plan)


def thematic_board(request: SignedInRequest) -> HttpResponse:
    """All units that the reader stands above: who has sent the year's plan, how many themes in each quarter."""
    scope, day = scope_of(request.user), today()
    above = scope.directed | scope.reviewed | scope.charged
    if not above:
        raise PermissionDenied
    year = _year(request.GET.get("nam"), day.year)
    cells = cells_visible_to(request.user).filter(pk__in=above, founded_on__year__lte=year)
    cells = cells.exclude(ended_on__year__lt=year)
    page = Paginator(cells.prefetch_related("periods").order_by("order", "pk"), PAGE).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "rows": year_plans(list(page.object_list), year, day),
        "year": year,
        "years": range(day.year + 1, day.year - YEARS_BACK, -1),
        "sent": sent_count(cells, year),
    }
    return render(request, "meetings/thematic_board.html", context)


def _unit(request: SignedInRequest, pk: int, year: int) -> Organisation:
    """A unit that holds thematic meetings; 404 for another, and for a year out of all reason."""
    unit = get_organisation(request.user, pk)
    if not holds_themes(unit.kind) or _year(str(year), 0) != year:
        raise Http404
    return unit


def _year(text: str | None, default: int) -> int:
    """A year from 2018, the first guidance, until the next one; else ``default``."""
    year = int(text) if text and text.isdecimal() and len(text) == 4 else default
    return year if 2018 <= year <= today().year + 1 else default


def _back(plan: ThematicPlan) -> HttpResponse:
    return redirect("meetings:thematic_plan", plan.organisation_id, plan.year)
