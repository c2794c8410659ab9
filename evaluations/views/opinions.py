"""What others say of a subject: on its page, as the sheet of a unit, as the table of all opinions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from cells.access import get_organisation
from cells.models import Organisation
from cells.views.deeds import done
from core.errors import DomainError
from core.periods import today
from evaluations.access import actions_for, get_period
from evaluations.access.opinions import (
    evaluations_of_unit,
    evaluations_to_opine_on,
    get_evaluation_with_opinions,
    get_opinion,
)
from evaluations.forms.opinions import OpinionForm, OpinionSheet
from evaluations.models import Evaluation, Period
from evaluations.queries.opinions import asked_lines, civil_service_warning, opinion_summary_of, opinions_of
from evaluations.services.opinions import (
    OpinionErrors,
    change_opinion,
    enter_opinions,
    record_opinion,
    remove_opinion,
)

REFUSED = 422


def opinion_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The opinions on one subject: what the regulation asks for, what is there, what is missing."""
    evaluation = get_evaluation_with_opinions(request.user, pk)
    lines = asked_lines(evaluation)
    context = {
        "evaluation": evaluation,
        "actions": actions_for(request.user, evaluation),
        "lines": lines,
        "missing": [line for line in lines if line.is_missing],
        "warning": civil_service_warning(evaluation, lines),
    }
    return render(request, "evaluations/opinion_list.html", context)


def opinion_record(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down one opinion."""
    evaluation = get_evaluation_with_opinions(request.user, pk, to="opine")
    initial = {"given_on": today(), "giver": request.GET.get("ben", "")}
    form = OpinionForm(request.POST or None, evaluation=evaluation, initial=initial)
    if done(request, form, lambda _data: record_opinion(evaluation, said=form.said(), by=request.user)):
        messages.success(request, _("Đã ghi ý kiến."))
        return redirect("evaluations:opinion_list", pk)
    context = {"evaluation": evaluation, "form": form}
    return render(request, "evaluations/opinion_record.html", context, status=REFUSED if form.errors else 200)


def opinion_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put another opinion in the place of one; the old one is kept as removed."""
    opinion = get_opinion(request.user, pk)
    names = ("giver", "giver_name", "level", "text", "document", "given_on")
    initial = {name: getattr(opinion, name) for name in names}
    form = OpinionForm(request.POST or None, evaluation=opinion.evaluation, initial=initial)
    if done(request, form, lambda _data: change_opinion(opinion, said=form.said(), by=request.user)):
        messages.success(request, _("Đã sửa ý kiến."))
        return redirect("evaluations:opinion_list", opinion.evaluation_id)
    context = {"evaluation": opinion.evaluation, "opinion": opinion, "form": form}
    return render(request, "evaluations/opinion_change.html", context, status=REFUSED if form.errors else 200)


@require_POST
def opinion_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take away an opinion written down by mistake."""
    opinion = get_opinion(request.user, pk)
    try:
        remove_opinion(opinion, by=request.user)
        messages.success(request, _("Đã bỏ ý kiến."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("evaluations:opinion_list", opinion.evaluation_id)


def _people_of(request: SignedInRequest, pk: int, cell_pk: int) -> tuple[Period, Organisation, list[Evaluation]]:
    """The period, the unit, and the evaluations of its people."""
    period = get_period(request.user, pk)
    cell = get_organisation(request.user, cell_pk, to="view_members")
    rows = evaluations_of_unit(request.user, period.pk, cell.pk)
    return period, cell, [row for row in rows if row.member_id is not None]


def opinion_sheet(request: SignedInRequest, pk: int, cell_pk: int) -> HttpResponse:
    """What others say of all people of a unit in one sheet; saves all, or says what is wrong in each box."""
    period, cell, rows = _people_of(request, pk, cell_pk)
    may_type = frozenset(row.pk for row in evaluations_to_opine_on(request.user, rows))
    sheet = OpinionSheet(rows, may_type, opinions_of(rows))
    if request.method == "POST":
        sheet.posted = request.POST
        changed = _enter(request, period, sheet)
        if changed is not None:
            text = ngettext("Đã lưu %(count)s ý kiến.", "Đã lưu %(count)s ý kiến.", changed) % {"count": changed}
            messages.success(request, text if changed else _("Không có gì thay đổi."))
            return redirect("evaluations:opinion_sheet", pk=pk, cell_pk=cell_pk)
    context = {"period": period, "cell": cell, "sheet": sheet, "rows": sheet.rows(), "commons": sheet.commons()}
    status = REFUSED if sheet.errors or sheet.day_errors else 200
    return render(request, "evaluations/opinion_sheet.html", context | {"may_type": may_type}, status=status)


def _enter(request: SignedInRequest, period: Period, sheet: OpinionSheet) -> int | None:
    """How many changed, or None when something was refused."""
    boxes = sheet.read()
    if sheet.day_errors:
        return None
    try:
        return enter_opinions(period, boxes=boxes, by=request.user)
    except OpinionErrors as error:
        sheet.errors = error.errors
        return None


def opinion_summary(request: SignedInRequest, pk: int, cell_pk: int) -> HttpResponse:
    """The levels that all sides propose, one row for each person of a unit."""
    period, cell, rows = _people_of(request, pk, cell_pk)
    context = {
        "period": period,
        "cell": cell,
        "summary": opinion_summary_of(rows),
        "first": next(iter(rows), None),
    }
    return render(request, "evaluations/opinion_summary.html", context)
