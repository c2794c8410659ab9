"""The appraisal queue of a year: what was sent, disagreements first; approving one, or the unproblematic together."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from core.errors import DomainError
from core.numbers import row_numbers
from evaluations.access import evaluations_visible_to, get_evaluation, get_period, period_actions_for
from evaluations.models import Evaluation, Level, Period
from evaluations.queries.proposals import proposal_for
from evaluations.queries.queues import SIGNS, Around, QueueRow, around, hindered
from evaluations.queries.queues import appraisal_queue as queue_of
from evaluations.services import process

PAGE = 50
FILTERS = ("chi-bo", "nhom", "trang-thai", "tim", "dau-hieu")


def appraisal_queue(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything that was sent and is not decided, for the board and the committee."""
    period = _period(request, pk)
    words = words_of(request.GET)
    rows = queue_of(period, request.user, words)
    context = {
        "period": period,
        "actions": period_actions_for(request.user, period),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("trang")),
        "words": words,
        "query": request.GET.urlencode(),
        "waiting": sum(row.reviewed is None for row in rows),
        "signed": sum(bool(row.signs) for row in rows),
        "plain": sum(row.is_plain and row.may_review for row in rows),
        "signs": SIGNS.items(),
        "subjects": Evaluation.Subject.choices,
        "states": [choice for choice in Evaluation.State.choices if choice[0] in ("submitted", "reviewed")],
    }
    return render(request, "evaluations/appraisal_queue.html", context)


def _period(request: SignedInRequest, pk: int) -> Period:
    """The period, for those who appraise or decide in it."""
    period = get_period(request.user, pk)
    if not period_actions_for(request.user, period) & {"appraise", "direct"}:
        raise PermissionDenied
    return period


def words_of(query: QueryDict) -> dict[str, str]:
    return {name: query.get(name, "").strip() for name in FILTERS}


@require_POST
def evaluation_approve(request: SignedInRequest, pk: int) -> HttpResponse:
    """Appraise one as computed, from the queue."""
    evaluation = get_evaluation(request.user, pk, to="review")
    level = proposal_for(evaluation).level
    try:
        if level not in Level.values:
            raise DomainError(_("Chưa xác định được mức; hãy mở phiếu để thẩm định và ghi ý kiến."))
        process.review_evaluation(evaluation, by=request.user, level=level)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Đã thẩm định %(subject)s theo mức tính.") % {"subject": evaluation})
    address = reverse("evaluations:appraisal_queue", args=[evaluation.period_id])
    return redirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)


def appraise_batch(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approve the unproblematic ones together; what is left is named with the reason."""
    period = get_period(request.user, pk, to="appraise")
    rows = [row for row in queue_of(period, request.user, words_of(request.GET)) if row.reviewed is None]
    if request.method == "POST":
        chosen = row_numbers(request.POST.getlist("phieu"))
        seen = evaluations_visible_to(request.user).filter(period=period, pk__in=chosen)
        try:
            done = process.approve_evaluations(seen, by=request.user, hindered=hindered(rows))
        except DomainError as error:
            messages.error(request, str(error))
        else:
            _tell(request, done)
            return redirect("evaluations:appraisal_queue", period.pk)
    return render(request, "evaluations/appraise_batch.html", {"period": period, **_split(rows)})


def _split(rows: list[QueueRow]) -> dict[str, Any]:
    ready = [row for row in rows if row.is_plain and row.may_review]
    left = [(row, _why_left(row)) for row in rows if not (row.is_plain and row.may_review)]
    return {"ready": ready, "left": left}


def _why_left(row: QueueRow) -> str:
    if not row.may_review:
        return _("đồng chí là người gửi, hoặc là đối tượng của phiếu")
    return ", ".join(row.words) or _("không thuộc đối tượng xếp loại; cấp ủy xác nhận khi quyết định")


def _tell(request: SignedInRequest, done: process.Sent) -> None:
    text = ngettext("Đã thẩm định %(count)s phiếu.", "Đã thẩm định %(count)s phiếu.", done.count)
    messages.success(request, text % {"count": done.count})
    if done.left:
        messages.warning(request, _("Chưa thẩm định: %(left)s") % {"left": " ".join(done.left)})


def queue_around(request: SignedInRequest, evaluation: Evaluation) -> Around:
    """An evaluation and its neighbours in the queue, when it was opened from there (``hang``)."""
    if "hang" not in request.GET:
        return Around()
    return around(queue_of(evaluation.period, request.user, words_of(request.GET)), evaluation.pk)


def next_waiting(request: SignedInRequest, period: Period) -> Evaluation | None:
    """The first in the queue that is not appraised and that the reader may appraise."""
    rows = queue_of(period, request.user, words_of(request.GET))
    return next((row.evaluation for row in rows if row.reviewed is None and row.may_review), None)
