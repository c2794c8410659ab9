"""One evaluation: why its class is proposed, and the steps from sending to the decision."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from cells.access import scope_of
from core.errors import DomainError
from core.forms import show_error
from evaluations.access import actions_for, get_evaluation
from evaluations.forms.steps import ReturnForm, ReviewForm
from evaluations.models import Evaluation
from evaluations.queries import process as known
from evaluations.queries.detail import Detail, detail_of
from evaluations.queries.hindrances import SENT, conflict_of, decision_warnings
from evaluations.queries.process import order_warnings, steps_of
from evaluations.queries.regulations import level_choices, regulation_of
from evaluations.queries.special_cases import CaseLine, case_lines, reference_lines
from evaluations.queries.versions import read_history
from evaluations.queries.voices import Said, Voice, said_of, voices_of
from evaluations.services import process
from evaluations.views.corrections import afterwards
from evaluations.views.queues import next_waiting, queue_around


def evaluation_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The proposed class with its whole trace, the facts with their sources, and what was decided."""
    evaluation = get_evaluation(request.user, pk)
    read_history(evaluation)
    actions, detail = actions_for(request.user, evaluation), detail_of(evaluation)
    # Opinions are internal: the member concerned reads the result and its reasons, not who thought what.
    reads_all = evaluation.cell_id in scope_of(request.user).readable
    said = said_of([evaluation])[evaluation.pk]
    cases = case_lines(evaluation, {opinion.giver for opinion in said.opinions})
    after = afterwards(request.user, evaluation)
    context = {
        "evaluation": evaluation,
        "detail": detail,
        "opinions": detail.reviews if reads_all else [],
        "may_read_opinions": reads_all,
        "voices": _voices(detail, said, reads_all=reads_all),
        "regulation": regulation_of(evaluation.period),
        "actions": actions,
        "steps": steps_of(evaluation),
        "cases": cases,
        "case_rules": reference_lines(evaluation),
        "warnings": _warnings(request, detail, actions, cases, after["verification"]),
    }
    return render(request, "evaluations/evaluation_detail.html", context | after)


def _warnings(
    request: SignedInRequest,
    detail: Detail,
    actions: frozenset[str],
    cases: list[CaseLine],
    verification: list[known.Warning] | None,
) -> list[known.Warning]:
    evaluation, is_rated = detail.evaluation, detail.proposal.is_rated
    if "decide" in actions:
        return decision_warnings(request.user, evaluation, is_rated=is_rated, cases=cases, verification=verification)
    if evaluation.state in SENT and (sentence := conflict_of(request.user, evaluation)) and "return" in actions:
        return [known.Warning(sentence)]
    return order_warnings(evaluation, cases) if "submit" in actions else []


@require_POST
def evaluation_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    evaluation = get_evaluation(request.user, pk, to="submit")
    try:
        process.submit_evaluation(evaluation, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Đã gửi phiếu đánh giá."))
    return redirect(evaluation)


def evaluation_return(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send it back to the cell with a reason."""
    evaluation = get_evaluation(request.user, pk, to="return")
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            process.return_evaluation(evaluation, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã trả lại phiếu cho chi bộ."))
            return redirect(evaluation)
    return render(request, "evaluations/evaluation_return.html", {"evaluation": evaluation, "form": form})


def evaluation_review(request: SignedInRequest, pk: int) -> HttpResponse:
    """The opinion of the organisation board."""
    evaluation = get_evaluation(request.user, pk, to="review")
    if request.method != "POST":
        read_history(evaluation)
    queue = queue_around(request, evaluation)
    own = queue.own
    detail = detail_of(evaluation, own.row.standing.sheet if own else None)
    levels = level_choices(regulation_of(evaluation.period), evaluation.rule_subject)
    form = ReviewForm(request.POST or None, levels=levels, initial={"level": detail.proposed.level})
    if request.method == "POST" and form.is_valid():
        try:
            process.review_evaluation(evaluation, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã ghi ý kiến thẩm định."))
            return _onward(request, evaluation)
    voices = _voices(detail, own.said if own else said_of([evaluation])[evaluation.pk], reads_all=True)
    context = {"evaluation": evaluation, "detail": detail, "form": form, "voices": voices}
    beside = {"before": queue.before, "after": queue.after, "query": request.GET.urlencode()}
    return render(request, "evaluations/evaluation_review.html", context | beside)


def _onward(request: SignedInRequest, evaluation: Evaluation) -> HttpResponse:
    """To the next that waits in the queue, when the page was opened from there."""
    if "hang" not in request.GET:
        return redirect(evaluation)
    after = next_waiting(request, evaluation.period)
    name, pk = ("evaluation_review", after.pk) if after else ("appraisal_queue", evaluation.period_id)
    return redirect(f"{reverse(f'evaluations:{name}', args=[pk])}?{request.GET.urlencode()}")


def _voices(detail: Detail, said: Said, *, reads_all: bool) -> list[Voice]:
    evaluation = detail.evaluation
    return voices_of(regulation_of(evaluation.period), evaluation, said, detail.proposed, reads_all=reads_all)
