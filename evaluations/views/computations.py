"""The classes of a whole year below a committee: asked for, followed while they are computed, read."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from cells.views.deeds import done
from core.errors import DomainError
from core.periods import today
from evaluations.access.computations import computations_visible_to, get_computation, get_computing_unit
from evaluations.forms.computations import ComputationForm
from evaluations.models import Computation, Evaluation
from evaluations.queries.computations import (
    LEVELS,
    Results,
    is_forgotten,
    listed_differences,
    pace_of,
    results_of,
    undetermined_of,
)
from evaluations.services import computations as services

REFUSED = 422
PAGE = 25
State = Computation.State
PENDING = (State.WAITING, State.RUNNING)
VIEWS = ("", "chua-xac-dinh", "khac-quyet-dinh")


def computation_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for a year below a committee; the runs that are kept."""
    unit = get_computing_unit(request.user, pk)
    form = ComputationForm(request.POST or None, initial={"year": today().year})
    asked: list[Computation] = []
    if done(request, form, lambda data: asked.append(services.request_computation(unit, by=request.user, **data))):
        return redirect(asked[0])
    runs = computations_visible_to(request.user).filter(organisation=unit).select_related("asked_by")
    context = {"unit": unit, "form": form, "page": Paginator(runs, PAGE).get_page(request.GET.get("trang"))}
    return render(request, "evaluations/computation_list.html", context, status=REFUSED if form.errors else 200)


def computation_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far it is; once there is something, what came of it by committee and kind."""
    computation = get_computation(request.user, pk)
    view = request.GET.get("xem", "") if request.GET.get("xem") in VIEWS else ""
    context = {"computation": computation, "view": view, **_progress(computation)}
    if computation.state not in PENDING:
        context |= _results(request, computation, view)
    return render(request, "evaluations/computation_detail.html", context)


def computation_progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """The panel that a page asks for again and again; at the end it asks for the whole page."""
    computation = get_computation(request.user, pk)
    answer = render(
        request, "evaluations/computation_progress.html", {"computation": computation, **_progress(computation)}
    )
    if computation.state not in PENDING:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def computation_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop it."""
    computation = get_computation(request.user, pk)
    try:
        services.cancel_computation(computation, by=request.user)
        messages.success(request, _("Đã yêu cầu dừng. Phần đã tính còn nguyên, đồng chí có thể tính tiếp sau."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(computation)


@require_POST
def computation_resume(request: SignedInRequest, pk: int) -> HttpResponse:
    """Go on with it from where it was."""
    computation = get_computation(request.user, pk)
    try:
        services.resume_computation(computation, by=request.user)
        messages.success(request, _("Đang tính tiếp từ chỗ đã dừng."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(computation)


def _progress(computation: Computation) -> dict[str, Any]:
    return {
        "pace": pace_of(computation),
        "is_pending": computation.state in PENDING,
        "is_forgotten": computation.state in PENDING and is_forgotten(computation, services.STALE_AFTER),
    }


def _results(request: SignedInRequest, computation: Computation, view: str) -> dict[str, Any]:
    results = results_of(computation)
    kind = request.GET.get("doi-tuong", "")
    kind = kind if kind in Evaluation.Subject.values else ""
    rows: Any = [(row, row.of(kind)) for row in results.periods if row.of(kind).total]
    if view:
        rows = (undetermined_of if view == "chua-xac-dinh" else listed_differences)(computation)
    return {
        "results": results,
        "kind": kind,
        "levels": [_level_label(level) for level in LEVELS],
        "labels": {level: _level_label(level) for level in LEVELS} | {"": _("Không xếp loại")},
        "tabs": _tabs(computation, results, view),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("trang")),
        "chosen": next((row for row in results.kinds if row.subject == kind), None),
    }


def _level_label(level: str) -> str:
    words = {
        "excellent": _("Xuất sắc"),
        "good": _("Tốt"),
        "completed": _("Hoàn thành"),
        "failed": _("Không hoàn thành"),
        "undetermined": _("Chưa xác định"),
        "not_rated": _("Không xếp loại"),
    }
    return words[level]


def _tabs(computation: Computation, results: Results, view: str) -> list[dict[str, Any]]:
    address = computation.get_absolute_url()
    names = (_("Theo đảng bộ"), _("Chưa xác định được mức"), _("Khác quyết định"))
    counts = (len(results.periods), results.all.open, results.differing)
    return [
        {"label": name, "url": f"{address}?xem={key}" if key else address, "active": key == view, "count": count}
        for key, name, count in zip(VIEWS, names, counts, strict=True)
    ]
