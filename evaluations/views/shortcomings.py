"""The shortcomings of a unit and its people, from naming to the remedy."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from cells.access import actions_for as unit_actions_for
from cells.access import get_organisation
from cells.views.deeds import done
from core.periods import today
from evaluations.access.shortcomings import get_shortcoming, shortcoming_actions_for, shortcomings_visible_to
from evaluations.forms.shortcomings import NewShortcomingForm, ProgressForm, RemoveForm, ShortcomingForm
from evaluations.models import Shortcoming
from evaluations.queries.shortcomings import counts_by_year, open_shortcomings
from evaluations.services.shortcomings import (
    change_shortcoming,
    name_shortcoming,
    remove_shortcoming,
    report_shortcoming,
)
from meetings.forms.people import People, people_of

REFUSED = 422
PAGE = 50
YEARS_BACK = 4


def shortcoming_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """What reviews named, the latest review first: whose, the remedy, by when, how far it is."""
    cell = get_organisation(request.user, pk, to="view_members")
    every = shortcomings_visible_to(request.user).filter(cell=cell)
    only_open = request.GET.get("xem") != "tat-ca"
    rows = (open_shortcomings(every) if only_open else every).select_related("member", "responsible", "cell")
    page = Paginator(rows.order_by("-year", "due_on", "pk"), PAGE).get_page(request.GET.get("trang"))
    context = {
        "cell": cell,
        "page": page,
        "rows": [(row, shortcoming_actions_for(request.user, row)) for row in page.object_list],
        "counts": counts_by_year(every.only("year", "progress")),
        "only_open": only_open,
        "today": today(),
        "may_name": "evaluate" in unit_actions_for(request.user, cell),
    }
    return render(request, "evaluations/shortcoming_list.html", context)


def shortcoming_name(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down a shortcoming that a review named."""
    cell = get_organisation(request.user, pk, to="evaluate")
    years = list(range(today().year, today().year - YEARS_BACK, -1))
    people = people_of(cell, today())
    form = NewShortcomingForm(request.POST or None, people=people, years=years)
    if done(request, form, lambda data: name_shortcoming(cell, by=request.user, **data)):
        messages.success(request, _("Đã ghi hạn chế."))
        return redirect("evaluations:shortcoming_list", pk)
    context = {"cell": cell, "form": form}
    return render(request, "evaluations/shortcoming_name.html", context, status=REFUSED if form.errors else 200)


def shortcoming_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mend the words, the person, the day."""
    row = get_shortcoming(request.user, pk, to="change")
    initial = {"text": row.text, "remedy": row.remedy, "due_on": row.due_on, "responsible": row.responsible_id}
    people = People([*people_of(row.cell, today()).members.values(), *([row.responsible] if row.responsible else [])])
    form = ShortcomingForm(request.POST or None, people=people, initial=initial)
    if done(request, form, lambda data: change_shortcoming(row, by=request.user, **data)):
        messages.success(request, _("Đã sửa hạn chế."))
        return redirect("evaluations:shortcoming_list", row.cell_id)
    return _page(request, "evaluations/shortcoming_change.html", row, form)


def shortcoming_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say how far the remedy is."""
    row = get_shortcoming(request.user, pk, to="report")
    initial = {"progress": row.progress, "remedied_on": row.remedied_on, "result": row.result}
    form = ProgressForm(request.POST or None, initial=initial)
    if done(request, form, lambda data: report_shortcoming(row, by=request.user, **data)):
        messages.success(request, _("Đã ghi tình trạng khắc phục."))
        if "view_members" in unit_actions_for(request.user, row.cell):
            return redirect("evaluations:shortcoming_list", row.cell_id)
        return redirect("reports:home")
    return _page(request, "evaluations/shortcoming_report.html", row, form)


def shortcoming_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take away one that was written down by mistake."""
    row = get_shortcoming(request.user, pk, to="change")
    form = RemoveForm(request.POST or None)
    if done(request, form, lambda data: remove_shortcoming(row, by=request.user, **data)):
        messages.success(request, _("Đã bỏ hạn chế ghi nhầm."))
        return redirect("evaluations:shortcoming_list", row.cell_id)
    return _page(request, "evaluations/shortcoming_remove.html", row, form)


def _page(
    request: SignedInRequest, template: str, row: Shortcoming, form: ShortcomingForm | ProgressForm | RemoveForm
) -> HttpResponse:
    context = {"shortcoming": row, "cell": row.cell, "form": form}
    return render(request, template, context, status=REFUSED if form.errors else 200)
