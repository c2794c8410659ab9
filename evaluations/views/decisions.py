"""The committee decides: one evaluation, or the unproblematic ones together."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.request import SignedInRequest
from core.errors import DomainError
from core.forms import show_error
from core.numbers import row_numbers
from core.periods import format_date, today
from evaluations.access import get_evaluation, get_period
from evaluations.forms.decisions import DecideForm, PaperForm
from evaluations.models import Evaluation, Level, Period
from evaluations.queries.board import SubjectRow, filter_evaluations, visible_rows
from evaluations.queries.cap import cap_groups, groups_around, over_the_cap
from evaluations.queries.cap_scenarios import preselection
from evaluations.queries.detail import Detail, detail_of
from evaluations.queries.hindrances import SENT, decision_warnings, hindrances_of
from evaluations.queries.proposals import REVIEWS
from evaluations.queries.regulations import level_choices, regulation_of
from evaluations.queries.signing import held_meetings, signers_since
from evaluations.queries.voices import said_of, voices_of
from evaluations.services import decisions as services
from evaluations.views.periods import FILTERS

MEETINGS = 24


def evaluation_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """The committee's decision, with the proposal, the review and the cap in sight."""
    evaluation = get_evaluation(request.user, pk, to="decide")
    detail = detail_of(evaluation)
    levels = level_choices(regulation_of(evaluation.period), evaluation.rule_subject)
    initial = {"level": _first_level(detail.proposed.level), "decided_on": today()}
    picked = preselection(evaluation.period, request.GET.get("phuong-an", ""))
    if picked and picked.level(pk):
        initial |= {"level": picked.level(pk), "reason": picked.reason(pk)}
    form = DecideForm(request.POST or None, levels=levels, initial=initial, **_choices(evaluation.period))
    if request.method == "POST" and form.is_valid():
        try:
            services.decide_evaluation(evaluation, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã ghi quyết định xếp loại."))
            return redirect(evaluation)
    return render(request, "evaluations/evaluation_decide.html", _decide_context(request.user, detail) | {"form": form})


def _decide_context(user: User, detail: Detail) -> dict[str, Any]:
    """What the committee sees beside the form: warnings, what each side says, the cap of the subject's group."""
    evaluation, period = detail.evaluation, detail.evaluation.period
    said = said_of([evaluation])[evaluation.pk]
    return {
        "evaluation": evaluation,
        "detail": detail,
        "warnings": decision_warnings(user, evaluation, is_rated=detail.proposal.is_rated),
        "period": period,
        "voices": voices_of(regulation_of(period), evaluation, said, detail.proposed),
        "group": groups_around(period, [evaluation])[0],
    }


def _first_level(proposed: str) -> str | None:
    """What the form proposes: the level of the rules; nothing where they leave it open."""
    if proposed in Level.values:
        return proposed
    return "" if proposed == "not_rated" else None


def _choices(period: Period) -> dict[str, Any]:
    """The meetings and the people to choose from."""
    meetings = held_meetings(period)[:MEETINGS]
    return {
        "meetings": [(meeting, f"{meeting}, {format_date(meeting.held_on)}") for meeting in meetings],
        "signers": [(seat, f"{seat.member}, {seat.get_office_display()}") for seat in signers_since(period)],
    }


def decide_batch(request: SignedInRequest, pk: int) -> HttpResponse:
    """Decide the unproblematic ones together; those that need a look of their own are listed with the reason."""
    period = get_period(request.user, pk, to="direct")
    words = {name: request.GET.get(name, "").strip() for name in FILTERS}
    sent = period.evaluations.filter(state__in=SENT)
    form = PaperForm(request.POST or None, initial={"decided_on": today()}, **_choices(period))
    if request.method == "POST" and form.is_valid():
        chosen = sent.filter(pk__in=row_numbers(request.POST.getlist("phieu")))
        try:
            batch = services.decide_batch(period, chosen, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            _tell_batch(request, batch)
            return redirect(period)
    context = _batch_context(period, sent, words, request.user)
    context["picked"] = preselection(period, request.GET.get("phuong-an", ""))
    return render(request, "evaluations/decide_batch.html", context | {"form": form})


def _tell_batch(request: SignedInRequest, batch: services.Batch) -> None:
    words = {"count": batch.decided}
    messages.success(
        request, ngettext("Đã quyết định %(count)s phiếu.", "Đã quyết định %(count)s phiếu.", batch.decided) % words
    )
    if batch.left:
        messages.warning(request, _("Chưa quyết định: %(left)s") % {"left": " ".join(batch.left)})


def _batch_context(period: Period, sent: Any, words: dict[str, str], user: User) -> dict[str, Any]:
    """All sent evaluations of the period (the cap looks at whole groups), split into plain ones and the others."""
    rows = visible_rows(period, period.evaluations.prefetch_related(REVIEWS))
    over = over_the_cap(cap_groups(period, [row.standing for row in rows]))
    wanted = set(filter_evaluations(sent, words).values_list("pk", flat=True))
    shown = [row for row in rows if row.evaluation.pk in wanted and row.standing.proposal]
    proposals = {row.evaluation.pk: row.standing.proposal for row in shown if row.standing.proposal}
    hindrances = hindrances_of(period, [row.evaluation for row in shown], proposals, over, user)
    ready: list[tuple[SubjectRow, str]] = []
    gaps: list[tuple[SubjectRow, str]] = []
    left: list[tuple[SubjectRow, str]] = []
    for row in shown:
        proposal = proposals[row.evaluation.pk]
        why = hindrances.sentence(row.evaluation, proposal, despite="-")
        gap = "" if why else hindrances.sentence(row.evaluation, proposal)
        (left if why else gaps if gap else ready).append((row, why or gap))
    lists = {"ready": ready, "gaps": gaps, "left": left}
    return {"period": period, **lists, "words": words, "subjects": Evaluation.Subject.choices}
