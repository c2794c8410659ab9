"""The year-end summary on the screen, and the papers of it."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.request import SignedInRequest
from evaluations.access import get_period
from evaluations.queries.summary import year_summary as summary_of


def year_summary(request: SignedInRequest, pk: int) -> HttpResponse:
    """The tables of a year: how many were evaluated, at which level, and whether the sums balance."""
    period = get_period(request.user, pk, to="print")
    return render(request, "reports/year_summary.html", {"period": period, "summary": summary_of(period)})
