"""The grades of a month below a committee, and of a year in one cell."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.request import SignedInRequest
from cells.access import actions_for, get_organisation
from core.errors import DomainError
from core.periods import add_months, today
from meetings.access.sheets import get_summed_up
from meetings.queries.scores import month_summary
from meetings.queries.scores import year_scores as scores_of
from meetings.services.scores import fix_undisputed

PAGE = 50
PAPERS = ("pdf", "docx", "xlsx")
MONTHS_BACK = 24
FIRST_YEAR = 2000


@require_safe
def month_scores(request: SignedInRequest, pk: int) -> HttpResponse:
    """The summary of a month: both scores, the grade that stands, why points were lost."""
    committee = get_summed_up(request.user, pk)
    year, month = _month(request.GET.get("thang", ""))
    summary, day = month_summary(committee, year, month), today()
    months = [add_months(day.replace(day=1), -number) for number in range(MONTHS_BACK)]
    context = {
        "committee": committee,
        "summary": summary,
        "page": Paginator(summary.rows, PAGE).get_page(request.GET.get("trang")),
        "months": [(f"{first.year}-{first.month:02d}", first.year, first.month) for first in months],
        "chosen": f"{year}-{month:02d}",
        "papers": zip(PAPERS, (_("In PDF"), _("Tải Word"), _("Tải Excel")), strict=True),
        "may_grade": "decide" in actions_for(request.user, committee),
    }
    return render(request, "meetings/month_scores.html", context)


@require_POST
def month_grades_fix(request: SignedInRequest, pk: int) -> HttpResponse:
    """Fix all grades of the month on which cell and person above agree."""
    committee = get_organisation(request.user, pk, to="decide")
    year, month = _month(request.POST.get("thang", ""))
    try:
        fixed = fix_undisputed(month_summary(committee, year, month).waiting, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        words = ngettext("Đã xếp loại %(count)s chi bộ.", "Đã xếp loại %(count)s chi bộ.", fixed) % {"count": fixed}
        messages.success(request, words if fixed else _("Không có chi bộ nào cần xếp loại chung."))
    return redirect(f"{reverse('meetings:month_scores', args=[pk])}?thang={year}-{month:02d}")


@require_safe
def year_scores(request: SignedInRequest, pk: int) -> HttpResponse:
    """The twelve grades of a cell, and what the committee's rule makes of them."""
    cell, day = get_organisation(request.user, pk), today()
    text = request.GET.get("nam", "")
    year = int(text) if text.isdecimal() and len(text) == 4 else day.year
    year = min(max(year, FIRST_YEAR), day.year)
    context = {"cell": cell, "scores": scores_of(cell, year), "years": range(day.year, day.year - 4, -1)}
    return render(request, "meetings/year_scores.html", context)


def _month(text: str) -> tuple[int, int]:
    """A month as "2026-10"; else the last one that is over."""
    try:
        found = dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        found = add_months(today().replace(day=1), -1)
    return found.year, found.month
