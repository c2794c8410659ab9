"""Checking the figures of a report that were typed: totals, parts, levels."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.request import SignedInRequest
from evaluations.forms.figures import FiguresForm
from evaluations.queries.summary_lines import figures_lines


def figures_check(request: SignedInRequest) -> HttpResponse:
    """Whether the figures add up, a sentence for each sum; nothing is kept."""
    form = FiguresForm(request.GET if "total" in request.GET else None)
    lines = []
    if form.is_valid():
        data = form.cleaned_data
        numbers = {field: data[field] for field in ("total", "rated", "apart")}
        lines = figures_lines(data["name"], **numbers, levels=form.levels)
    return render(request, "evaluations/figures_check.html", {"form": form, "lines": lines})
