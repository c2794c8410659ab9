"""What waits after a year was decided: complaints, results to decide again, awards, the estimate for next year."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cells.access import Scope
from core.periods import format_date
from evaluations.models import AwardProposal, Complaint, Period
from evaluations.queries.complaints import TO_RERATE
from evaluations.queries.late_discipline import number_to_rerate
from evaluations.workflow import OPEN_COMPLAINTS
from reports.queries.waiting import Ask, Sort, Waiting

SHOWN = 8
"""How many things of one sort are named."""
BUDGET_FROM, BUDGET_BY = (9, 1), (9, 30)
"""The estimate for awards is made by the end of the third quarter (HD 06-HD/TW)."""


def afterwards_waiting(scope: Scope, day: dt.date) -> list[Sort]:
    """Everything for those who lead a committee, each sort from its own function; nothing about themselves."""
    if not scope.directed_roots:
        return []
    return [
        complaints(scope, day),
        disciplines_to_decide(scope),
        awards_to_grant(scope),
        budget_due(scope, day),
    ]


def _of_committees(scope: Scope) -> QuerySet[Complaint]:
    rows = Complaint.objects.filter(evaluation__period__organisation__in=scope.directed_roots)
    if scope.member_id:
        rows = rows.exclude(evaluation__member=scope.member_id)
    return rows.select_related("evaluation__cell", "evaluation__member", "evaluation__collective")


def complaints(scope: Scope, day: dt.date) -> Sort:
    """Complaints that are not concluded, which hold up further decisions; and those concluded with "xếp loại lại" for
    which nothing was decided yet. Both in one question."""
    is_open = Q(state__in=OPEN_COMPLAINTS)
    rows = yield Ask(_of_committees(scope).filter(is_open | TO_RERATE & Q(decisions=None)), "evaluation.cell")
    for row in sorted((row for row in rows if row.state in OPEN_COMPLAINTS), key=_by_deadline)[:SHOWN]:
        yield Waiting(
            "chat",
            _("%(kind)s chưa kết luận: %(state)s")
            % {"kind": row.get_kind_display().capitalize(), "state": row.get_state_display()},
            _("Về %(name)s; hạn trả lời %(day)s") % {"name": row.evaluation, "day": format_date(row.due_on)},
            row.get_absolute_url(),
            since=row.received_on,
            is_late=row.due_on is not None and row.due_on < day,
        )
    concluded = [row for row in rows if row.state not in OPEN_COMPLAINTS]
    for row in sorted(concluded, key=lambda row: (row.concluded_on, row.pk))[:SHOWN]:
        yield Waiting(
            "edit",
            _("Đã kết luận xếp loại lại, chưa có quyết định"),
            _("Về %(name)s; kết luận ngày %(day)s") % {"name": row.evaluation, "day": format_date(row.concluded_on)},
            row.get_absolute_url(),
            since=row.concluded_on,
        )


def _by_deadline(row: Complaint) -> tuple[dt.date, int]:
    return row.due_on or dt.date.max, row.pk


def disciplines_to_decide(scope: Scope) -> Sort:
    """Discipline that came late and has results decided again, one line for each committee."""
    rows = Period.objects.filter(organisation__in=scope.directed_roots, quarter=None).order_by("year")
    periods: dict[int, dict[int, Period]] = {}
    for period in rows:
        periods.setdefault(period.organisation_id, {})[period.year] = period
    for unit, years in sorted(periods.items()):
        number = number_to_rerate(unit, years)
        if number:
            sentence = ngettext(
                "%(number)s kỷ luật đến sau cần xếp loại lại", "%(number)s kỷ luật đến sau cần xếp loại lại", number
            )
            page = reverse("evaluations:late_discipline_list", args=[years[max(years)].pk])
            yield Waiting("flag", sentence % {"number": number}, _("Xem quy định áp dụng cho từng trường hợp"), page)


def awards_to_grant(scope: Scope) -> Sort:
    """Proposals for awards without a decision, one line for each year."""
    rows = AwardProposal.objects.filter(
        period__organisation__in=scope.directed_roots, state=AwardProposal.State.PROPOSED
    ).values_list("period", "period__year")
    counted: dict[tuple[int, int], int] = {}
    for period, year in (yield Ask(rows)):
        counted[period, year] = counted.get((period, year), 0) + 1
    for (period, year), number in sorted(counted.items(), key=lambda item: item[0][1]):
        sentence = ngettext(
            "%(number)s đề nghị khen thưởng năm %(year)s chờ quyết định",
            "%(number)s đề nghị khen thưởng năm %(year)s chờ quyết định",
            number,
        )
        yield Waiting(
            "award",
            sentence % {"number": number, "year": year},
            _("Ghi quyết định khi cấp có thẩm quyền đã ban hành"),
            reverse("evaluations:award_list", args=[period]),
        )


def budget_due(scope: Scope, day: dt.date) -> Sort:
    """In September: the estimate for the awards of next year."""
    if not dt.date(day.year, *BUDGET_FROM) <= day <= dt.date(day.year, *BUDGET_BY):
        return
    rows = Period.objects.filter(organisation__in=scope.directed_roots, quarter=None, year__lt=day.year)
    period = rows.order_by("-year", "organisation").defer("regulation").first()
    if period is not None:
        yield Waiting(
            "chart",
            _("Lập dự toán khen thưởng năm %(year)s") % {"year": day.year + 1},
            _("Trước hết quý III (%(day)s)") % {"day": format_date(dt.date(day.year, *BUDGET_BY))},
            reverse("evaluations:award_money", args=[period.pk]),
        )
