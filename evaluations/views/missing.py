"""What is missing before the subjects of a year can be decided in the order of the regulation; who is not subject."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from accounts.request import SignedInRequest
from evaluations.access import evaluations_visible_to, get_period, period_actions_for
from evaluations.queries.not_subject import not_subject
from evaluations.queries.order import missing_rows

PAGE = 30


def missing_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """One table: every undecided subject that has something missing before it."""
    period = get_period(request.user, pk)
    visible = set(evaluations_visible_to(request.user).filter(period=period).values_list("pk", flat=True))
    rows = [row for row in missing_rows(period) if row.evaluation.pk in visible]
    page = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    return render(request, "evaluations/missing_list.html", {"period": period, "page": page})


def not_subject_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who is not rated in this period, why, and by which source."""
    period = get_period(request.user, pk)
    whole = "print" in period_actions_for(request.user, period)
    rows = not_subject(period, evaluations_visible_to(request.user), whole=whole)
    page = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    return render(request, "evaluations/not_subject_list.html", {"period": period, "page": page})
