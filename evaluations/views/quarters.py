"""The quarters of a year: opening one, and all four beside the year."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from core.errors import DomainError
from core.forms import show_error
from core.periods import today
from evaluations.access import evaluations_visible_to, get_period, period_actions_for
from evaluations.forms.quarters import QuarterForm
from evaluations.queries.quarters import QUARTERS, quarter_board, quarter_rule
from evaluations.services import periods as services

PAGE = 50


def quarter_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The four quarters beside each other and beside the year; nothing is averaged."""
    period = get_period(request.user, pk)
    board = quarter_board(period, evaluations_visible_to(request.user))
    context = {
        "period": period,
        "rule": quarter_rule(period),
        "quarters": [(number, board.periods.get(number)) for number in QUARTERS],
        "page": Paginator(board.rows, PAGE).get_page(request.GET.get("trang")),
        "actions": period_actions_for(request.user, period),
    }
    return render(request, "evaluations/quarter_list.html", context)


def quarter_open(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a quarter of the year of the period ``pk``."""
    year = get_period(request.user, pk, to="direct")
    form = QuarterForm(request.POST or None, initial={"quarter": (today().month + 2) // 3})
    if request.method == "POST" and form.is_valid():
        try:
            period = services.open_period(year.organisation, year=year.year, by=request.user, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã mở kỳ đánh giá %(period)s.") % {"period": period.label})
            return redirect(period)
    return render(request, "evaluations/quarter_open.html", {"form": form, "period": year, "rule": quarter_rule(year)})
