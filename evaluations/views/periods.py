"""The years: list, opening, the board of one year, settings, deciding together, closing."""

import dataclasses
from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from cells.access import get_organisation, import_roots_for
from core.errors import DomainError
from core.forms import show_error
from core.periods import today
from evaluations.access import evaluations_visible_to, get_period, period_actions_for, periods_visible_to
from evaluations.access.computations import computing_roots_for
from evaluations.forms.periods import PeriodForm, SettingsForm
from evaluations.models import PERSONS, Evaluation, Level, Period
from evaluations.queries.board import (
    GROUPS,
    SubjectRow,
    cell_rows,
    filter_evaluations,
    filter_rows,
    progress_of,
    visible_rows,
)
from evaluations.queries.cap import cap_groups
from evaluations.queries.closing import undecided_by_unit
from evaluations.queries.local_regulations import issued_above
from evaluations.queries.regulations import known_regulations, regulation_of
from evaluations.queries.subjects import cells_ended_in
from evaluations.services import periods as services
from evaluations.services.subjects import update_subjects
from evaluations.views.period_pages import period_pages

PAGE = 50
CELLS, GROUPS_TAB, PEOPLE = "chi-bo", "tap-the", "dang-vien"
CHOICES = {
    "levels": Level.choices,
    "subjects": Evaluation.Subject.choices,
    "states": Evaluation.State.choices,
}
FILTERS = ("chi-bo", "nhom", "trang-thai", "tim", "muc")


def period_list(request: SignedInRequest) -> HttpResponse:
    """The years in scope, the newest first; who leads a committee may open one."""
    periods = periods_visible_to(request.user).defer("regulation").select_related("organisation")
    page = Paginator(periods.prefetch_related("organisation__periods"), PAGE).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "committees": import_roots_for(request.user),
        "computing": computing_roots_for(request.user),
    }
    return render(request, "evaluations/period_list.html", context)


def period_open(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a year under the committee ``pk``."""
    committee = get_organisation(request.user, pk, to="decide")
    form = PeriodForm(request.POST or None, initial={"year": today().year})
    if request.method == "POST" and form.is_valid():
        try:
            period = services.open_period(committee, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã mở kỳ đánh giá năm %(year)s.") % {"year": period.year})
            return redirect(period)
    return render(
        request,
        "evaluations/period_open.html",
        {"form": form, "committee": committee, "regulations": known_regulations(), "own": issued_above(committee)},
    )


def period_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One period: how far it is, the cap, and by tab (``xem``) cells, other organisations and collectives, people."""
    period = get_period(request.user, pk)
    actions = period_actions_for(request.user, period)
    visible = evaluations_visible_to(request.user).filter(period=period)
    words = {name: request.GET.get(name, "").strip() for name in FILTERS}
    rows = visible_rows(period, visible, compare=period.state == Period.State.OPEN)
    tab = _tab(request.GET.get("xem", ""), rows, may_print="print" in actions)
    progress = progress_of(row.evaluation for row in rows)
    context: dict[str, Any] = {
        "period": period,
        "page_groups": period_pages(period, actions, progress),
        "regulation": regulation_of(period),
        "actions": actions,
        "words": words,
        "tab": tab,
        "shows_filters": len(rows) > 1,
        "progress": progress,
        "groups": cap_groups(period, [row.standing for row in rows]) if "print" in actions else [],
        "cells": cell_rows(period, rows),
        "ended_cells": cells_ended_in(period) if "print" in actions else [],
        "tabs": _tabs(period, tab, rows),
        **CHOICES,
    }
    listed = _cells(request, context["cells"], words) if tab == CELLS else _listed(request, visible, rows, words, tab)
    return render(request, "evaluations/period_detail.html", context | listed)


def _tab(asked: str, rows: list[SubjectRow], *, may_print: bool) -> str:
    """Which list is shown: a quarter has no cells, and who sees only his own has people."""
    if asked in (GROUPS_TAB, PEOPLE):
        return asked
    has_cells = any(row.evaluation.subject == Evaluation.Subject.CELL for row in rows)
    return CELLS if may_print and has_cells else PEOPLE


def _tabs(period: Period, tab: str, rows: list[SubjectRow]) -> list[dict[str, Any]]:
    """The lists that have something, each with how many."""
    address, subjects = period.get_absolute_url(), Counter(row.evaluation.subject for row in rows)
    groups = sum(subjects[subject] for subject in GROUPS)
    people = sum(subjects[subject] for subject in PERSONS)
    found = [
        (CELLS, pgettext("several", "Chi bộ"), subjects[Evaluation.Subject.CELL]),
        (GROUPS_TAB, _("Đảng bộ, tập thể"), groups),
        (PEOPLE, _("Đảng viên"), people),
    ]
    return [
        {"label": label, "url": f"{address}?xem={key}", "active": tab == key, "count": count}
        for key, label, count in found
        if count or key == tab
    ]


def _listed(
    request: SignedInRequest, visible: Any, rows: list[SubjectRow], words: dict[str, str], tab: str
) -> dict[str, Any]:
    """The people, or the organisations and collectives, that the filters leave, by page."""
    kind = visible.filter(subject__in=PERSONS if tab == PEOPLE else GROUPS)
    wanted = set(filter_evaluations(kind, words).values_list("pk", flat=True))
    found = filter_rows((row for row in rows if row.evaluation.pk in wanted), words["muc"])
    return {"page": Paginator(found, PAGE).get_page(request.GET.get("trang"))}


def _cells(request: SignedInRequest, rows: list[Any], words: dict[str, str]) -> dict[str, Any]:
    if words["muc"]:
        kept = {row.evaluation.pk for row in filter_rows([row.subject for row in rows if row.subject], words["muc"])}
        rows = [row for row in rows if row.subject and row.subject.evaluation.pk in kept]
    if words["trang-thai"]:
        rows = [row for row in rows if row.subject and row.subject.evaluation.state == words["trang-thai"]]
    return {"page": Paginator(rows, PAGE).get_page(request.GET.get("trang"))}


def period_settings(request: SignedInRequest, pk: int) -> HttpResponse:
    """The reference date and the cap."""
    period = get_period(request.user, pk, to="direct")
    fields = ("reference_date", "cap_mode", "cap_rate", "cap_document")
    form = SettingsForm(request.POST or None, initial={field: getattr(period, field) for field in fields})
    if request.method == "POST" and form.is_valid():
        try:
            changed = services.change_settings(period, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã lưu thiết lập.") if changed else _("Không có gì thay đổi."))
            return redirect(period)
    return render(
        request, "evaluations/period_settings.html", {"form": form, "period": period, "rule": regulation_of(period).cap}
    )


@require_POST
def subjects_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Bring the list of cells and members up to date."""
    period = get_period(request.user, pk, to="direct")
    try:
        changes = update_subjects(period, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(period)
    text = _(
        "Đã cập nhật: thêm %(cells)s chi bộ, %(committees)s đảng bộ, %(collectives)s tập thể, %(members)s đảng viên; "
        "chuyển chi bộ %(moved)s phiếu, nhóm giữ chức vụ thêm %(leaders)s phiếu."
    ) % dataclasses.asdict(changes)
    messages.success(request, text if changes else _("Danh sách đã đúng, không có gì thay đổi."))
    return redirect(period)


def period_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close the year; what is still open is named."""
    period = get_period(request.user, pk, to="direct")
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            services.close_period(period, by=request.user)
        except DomainError as error:
            refusal = error
        else:
            messages.success(request, _("Đã kết thúc kỳ đánh giá năm %(year)s.") % {"year": period.year})
            return redirect(period)
    rows = list(period.evaluations.all())
    postponed = sum(row.state == Evaluation.State.POSTPONED for row in rows)
    context = {"period": period, "refusal": refusal, "progress": progress_of(rows), "postponed": postponed}
    return render(request, "evaluations/period_close.html", context | {"undecided": undecided_by_unit(period)})
