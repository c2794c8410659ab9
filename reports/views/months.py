"""One month of all cells in reach: which have not met, which are late, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.request import SignedInRequest
from cells.access import get_organisation, scope_of
from cells.models import Organisation
from cells.queries import subtree_ids
from core.ids import IdSet
from core.numbers import row_number
from core.periods import today
from meetings.rules.conduct import last_day
from reports.queries.months import Group, Month, MonthLine, Reason, month_counts, month_of
from reports.views.asked_day import asked_day

PAGE = 50
NAMED = 12
"""So many cells are named in one line to paste; more make no message."""


@dataclass(frozen=True)
class Row:
    """One cell of the list: what it and its superior were called then, and the sentence to send it."""

    line: MonthLine
    cell: Organisation
    name: str
    superior: str
    message: str


@require_safe
def month_reasons(request: SignedInRequest, year: int, month: int) -> HttpResponse:
    """The cells of one month under a tab: not met, met late, minutes not done, minutes late, done; each with why."""
    if not (1 <= month <= 12 and 2000 <= year <= today().year + 1):
        raise Http404
    unit, units = _units(request)
    asked = asked_day(request)
    shown = month_of(units, year, month, asked.until)
    group = Group(request.GET["nhom"]) if request.GET.get("nhom") in Group.values else Group.NOT_MET
    page = Paginator(shown.of(group), PAGE).get_page(request.GET.get("trang"))
    rows = _rows(list(page.object_list), shown)
    context = {
        "unit": unit, "year": year, "month": month, "group": group, "shown": shown, "page": page, "rows": rows,
        "tabs": _tabs(request, shown, group), "counts": month_counts(units, year, asked.until),
        "message": _message_for_all(rows, shown) if group == Group.NOT_MET and page.paginator.num_pages == 1 else "",
        "now": timezone.now(), "narrowed": asked.narrowed(unit), "Reason": Reason, "asked": asked,
    }  # fmt: skip
    return render(request, "reports/month_reasons.html", context)


def _units(request: SignedInRequest) -> tuple[Organisation | None, IdSet]:
    """The committee asked for, or everything that the reader stands above."""
    scope = scope_of(request.user)
    above = scope.directed | scope.reviewed
    number = row_number(request.GET.get("don-vi", ""))
    if number is not None:
        unit = get_organisation(request.user, number, to="view_members")
        return unit, IdSet(scope.readable & subtree_ids([unit.pk]))
    if not above:
        raise PermissionDenied
    return None, above


def _tabs(request: SignedInRequest, shown: Month, group: Group) -> list[dict[str, Any]]:
    words = request.GET.copy()
    words.pop("trang", None)
    tabs = []
    for choice in Group:
        words["nhom"] = choice.value
        count = shown.counts[choice.value]
        tabs.append({"label": choice.label, "url": f"?{words.urlencode()}", "active": choice == group, "count": count})
    return tabs


def _rows(lines: Sequence[MonthLine], shown: Month) -> list[Row]:
    """The lines of one page with the names of that month's last day."""
    numbers = {line.unit for line in lines} | {line.parent for line in lines if line.parent}
    units = {unit.pk: unit for unit in Organisation.objects.filter(pk__in=numbers).prefetch_related("periods")}
    day = last_day(shown.year, shown.month)
    rows = []
    for line in lines:
        cell, parent = units[line.unit], units.get(line.parent or 0)
        name = cell.label(day)
        rows.append(Row(line, cell, name, parent.label(day) if parent else "", _message(name, line, shown)))
    return rows


def _message(name: str, line: MonthLine, shown: Month) -> str:
    """What to send to the cell: what is missing, and what to do; nothing where the cell has done its part."""
    if line.reason in (Reason.NOT_APPROVED, Reason.DONE):
        return ""
    if line.has_met:
        sentence = _("Kính gửi %(name)s: %(month)s – %(why)s. Đề nghị hoàn thiện và gửi biên bản.")
    elif line.reason == Reason.COMING:
        sentence = _("Kính gửi %(name)s: %(month)s – %(why)s. Đề nghị họp đúng lịch.")
    else:
        sentence = _("Kính gửi %(name)s: %(month)s chi bộ chưa họp (%(why)s). Đề nghị báo lý do và ngày sẽ họp.")
    month = _("sinh hoạt tháng %(month)s/%(year)s") % {"month": shown.month, "year": shown.year}
    return sentence % {"name": name, "month": month, "why": _why(line)}


def _why(line: MonthLine) -> str:
    return f"{line.reason.label}: {line.words}" if line.words else str(line.reason.label)


def _message_for_all(rows: Sequence[Row], shown: Month) -> str:
    if not 1 < len(rows) <= NAMED:
        return ""
    named = "; ".join(f"{row.name} ({_why(row.line)})" for row in rows)
    words = {"month": shown.month, "year": shown.year, "named": named}
    return _("Chưa họp tháng %(month)s/%(year)s: %(named)s.") % words
