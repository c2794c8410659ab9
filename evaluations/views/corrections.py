"""A class decided again, cancelled, or changed by discipline that came late; results as of a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.request import SignedInRequest
from cells.access import scope_of
from cells.models import Discipline, Office
from cells.queries import superior_of
from cells.views.deeds import done, tell
from core.periods import today
from evaluations.access import actions_for, complaints_visible_to, get_evaluation, get_period, period_actions_for
from evaluations.access.periods import UNDECIDED
from evaluations.forms.corrections import CancelForm, CorrectForm, DayForm
from evaluations.models import Evaluation
from evaluations.queries.complaints import complaint_to_answer, verification_warnings
from evaluations.queries.detail import Detail, detail_of
from evaluations.queries.late_discipline import RERATE, late_disciplines
from evaluations.queries.proposals import latest_decision
from evaluations.queries.reappraisals import Reappraisal, reappraisal_of, reopened_by
from evaluations.queries.regulations import level_choices, regulation_of
from evaluations.queries.results import results_of, with_results_on
from evaluations.queries.versions import read_history, versions_of
from evaluations.services.corrections import FurtherPaper, cancel_decision, correct_decision
from evaluations.services.late_discipline import reason_for, rerate_for_discipline
from meetings.documents.drafts import SIGNERS, signers_of
from meetings.models import Meeting

PAGE = 50
MEETINGS = 20


def afterwards(user: User, evaluation: Evaluation) -> dict[str, Any]:
    """What the page of an evaluation tells of what came after the first decision, or stands against it."""
    complaints = list(complaints_visible_to(user).filter(evaluation=evaluation))
    directs = evaluation.period.organisation_id in scope_of(user).directed
    return {
        "versions": versions_of(evaluation),
        "reopened": reopened_by(evaluation) if "reappraise" in actions_for(user, evaluation) else None,
        "complaints": complaints,
        "may_print": evaluation.cell_id in scope_of(user).readable,
        # Who directs the committee sees every complaint about it.
        "verification": verification_warnings(evaluation, reversed(complaints))
        if directs and evaluation.state in UNDECIDED
        else [],
        "day": today(),
    }


def _paper(data: dict[str, Any]) -> FurtherPaper:
    names = ("decided_on", "document_number", "meeting", "signed_by", "signer_title")
    return FurtherPaper(**{name: data[name] for name in names})


def _options(user: User, evaluation: Evaluation) -> dict[str, Any]:
    """The last meetings of the deciding committee, or the one above it (QĐ 366 Đ13); what stands there at first."""
    committee, decision = evaluation.period.organisation, latest_decision(evaluation)
    above = superior_of(committee, today())
    units = [committee, above] if above and above.pk in scope_of(user).directed else [committee]
    meetings = Meeting.objects.filter(cell__in=units, held_on__lte=today()).defer("snapshot").order_by("-held_on")
    seat = next(iter(signers_of(committee, today())), None)
    initial: dict[str, Any] = {"decided_on": today(), "seen": decision.version if decision else 0}
    if seat is not None:
        initial |= {"signed_by": seat.member.full_name, "signer_title": SIGNERS[Office(seat.office)].capitalize()}
    return {
        "meetings": meetings.select_related("cell").prefetch_related("cell__periods")[:MEETINGS],
        "initial": initial,
    }


def decision_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Decide the class again (Mẫu 03)."""
    evaluation = get_evaluation(request.user, pk, to="correct")
    if request.method != "POST":
        read_history(evaluation)
    options, levels = (
        _options(request.user, evaluation),
        level_choices(regulation_of(evaluation.period), evaluation.rule_subject),
    )
    detail = detail_of(evaluation)
    again = reappraisal_of(evaluation, read=detail.proposal)
    form = CorrectForm(request.POST or None, levels=levels, asks_despite=bool(again and again.gap), **options)

    def correct(data: dict[str, Any]) -> None:
        words = {name: data[name] for name in ("level", "reason", "seen", "despite") if name in data}
        correct_decision(evaluation, by=request.user, paper=_paper(data), **words)

    if done(request, form, correct):
        tell(request, _("Đã ghi quyết định xếp loại lại."))
        return redirect(evaluation)
    return render(request, "evaluations/decision_correct.html", _context(detail, form, again))


def decision_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Cancel the class (Mẫu 03)."""
    evaluation = get_evaluation(request.user, pk, to="correct")
    if request.method != "POST":
        read_history(evaluation)
    form = CancelForm(request.POST or None, **_options(request.user, evaluation))

    def cancel(data: dict[str, Any]) -> None:
        cancel_decision(evaluation, by=request.user, reason=data["reason"], seen=data["seen"], paper=_paper(data))

    if done(request, form, cancel):
        tell(request, _("Đã ghi quyết định hủy kết quả."))
        return redirect(evaluation)
    return render(request, "evaluations/decision_cancel.html", _context(detail_of(evaluation), form))


def _context(detail: Detail, form: Any, again: Reappraisal | None = None) -> dict[str, Any]:
    evaluation, reopened = detail.evaluation, again.reopened if again else None
    return {
        "evaluation": evaluation,
        "period": evaluation.period,
        "form": form,
        "detail": detail,
        "complaint": reopened.complaint if reopened else complaint_to_answer(evaluation),
        "again": again,
    }


def late_discipline_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The disciplines that came late under the committee, and what the regulation says of each."""
    period = get_period(request.user, pk, to="print")
    rows = late_disciplines(period.organisation)
    context = {
        "period": period,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("trang")),
        "may_correct": "follow_up" in period_actions_for(request.user, period),
        "RERATE": RERATE,
    }
    return render(request, "evaluations/late_discipline_list.html", context)


def discipline_rerate(request: SignedInRequest, pk: int, discipline_id: int) -> HttpResponse:
    """Decide the class again for a discipline that came late."""
    evaluation = get_evaluation(request.user, pk, to="correct")
    if request.method != "POST":
        read_history(evaluation)
    discipline = Discipline.objects.filter(pk=discipline_id).select_related("member", "organisation").first()
    rows = late_disciplines(evaluation.period.organisation, only=discipline) if discipline else []
    late = next((row for row in rows if row.evaluation and row.evaluation.pk == evaluation.pk), None)
    if discipline is None or late is None:
        raise Http404
    levels = level_choices(regulation_of(evaluation.period), evaluation.rule_subject)
    options = _options(request.user, evaluation)
    options["initial"] |= {"reason": reason_for(late), "level": "failed"}
    allowed = [choice for choice in levels if choice[0] in late.levels]
    detail = detail_of(evaluation)
    again = reappraisal_of(evaluation, read=detail.proposal, late=late)
    form = CorrectForm(request.POST or None, levels=allowed, asks_despite=bool(again and again.gap), **options)

    def rerate(data: dict[str, Any]) -> None:
        words = {name: data[name] for name in ("level", "reason", "seen", "despite") if name in data}
        rerate_for_discipline(evaluation, discipline, by=request.user, paper=_paper(data), **words)

    if done(request, form, rerate):
        tell(request, _("Đã ghi quyết định xếp loại lại."))
        return redirect(evaluation)
    return render(request, "evaluations/discipline_rerate.html", _context(detail, form, again) | {"late": late})


def result_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The classes of a year as they stood at the end of a day (``ngay``)."""
    period = get_period(request.user, pk, to="print")
    form = DayForm(request.GET if "ngay" in request.GET else None, initial={"ngay": today()})
    day: dt.date = form.cleaned_data["ngay"] if form.is_bound and form.is_valid() else today()
    rows = with_results_on(period.evaluations.select_related("collective"), day)
    page = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    context = {
        "period": period,
        "form": form,
        "day": day,
        "page": page,
        "rows": results_of(period, page.object_list, day),
    }
    return render(request, "evaluations/result_list.html", context)
