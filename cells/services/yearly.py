"""What a cell writes down of its members every year and month: screening, and Party fees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from cells.models import FeeMonth, Member, Membership, Organisation, ScreeningResult
from core.errors import DomainError
from core.periods import add_months, today
from core.vietnamese import normalise

Result = ScreeningResult.Result
MOST_COLLECTED = 10**11
"""In đồng; more is a slip of the hand."""


@dataclass(frozen=True)
class Finding:
    """What a cell found of one member in the yearly screening."""

    result: str
    note: str = ""
    help_until: dt.date | None = None


@transaction.atomic
def record_screening(
    cell: Organisation,
    findings: Mapping[Member, Finding],
    *,
    year: int,
    decided_on: dt.date,
    by: User,
    document: str = "",
) -> int:
    """Write down the screening of a year; returns how many rows are new or changed. All or nothing.

    Refused: someone who did not belong to the cell in that year, or was screened by another cell; help or leaving
    without a reason; a day to come, or in a year before.
    """
    if not dt.date(year, 1, 1) <= decided_on <= today():
        raise DomainError(
            _("Ngày chi bộ xét phải từ đầu năm %(year)s đến hôm nay.") % {"year": year}, field="decided_on"
        )
    Organisation.objects.select_for_update().get(pk=cell.pk)
    _check_belong(cell, findings, dt.date(year, 1, 1), dt.date(year, 12, 31))
    known = {row.member_id: row for row in ScreeningResult.objects.filter(member__in=findings, year=year)}
    changes: dict[str, list[str | None]] = {}
    for member, finding in findings.items():
        row = known.get(member.pk)
        if row is not None and row.cell_id != cell.pk:
            raise DomainError(
                _("Đồng chí %(name)s đã được chi bộ khác rà soát trong năm %(year)s.") % {"name": member, "year": year}
            )
        before = row.result if row else None
        if _write(row, cell, member, finding, year=year, decided_on=decided_on, document=normalise(document)):
            changes[str(member)] = [_words(before), _words(finding.result)]
    if changes:
        record("cells.screening_recorded", cell, by=by, organisation=cell, changes=changes, note=str(year))
    return len(changes)


def _words(result: str | None) -> str | None:
    with override("vi"):
        return str(Result(result).label) if result else None


def _write(
    row: ScreeningResult | None,
    cell: Organisation,
    member: Member,
    finding: Finding,
    *,
    year: int,
    decided_on: dt.date,
    document: str,
) -> bool:
    note = normalise(finding.note)
    until = finding.help_until if finding.result == Result.NEEDS_HELP else None
    if finding.result != Result.WORTHY and not note:
        raise DomainError(_("Hãy ghi nội dung cần giúp đỡ hoặc lý do đối với đồng chí %(name)s.") % {"name": member})
    if until is not None and not decided_on < until <= add_months(decided_on, 24):
        raise DomainError(
            _("Thời hạn giúp đỡ đồng chí %(name)s phải sau ngày chi bộ xét, không quá hai năm.") % {"name": member}
        )
    facts = {
        "result": finding.result,
        "note": note,
        "help_until": until,
        "decided_on": decided_on,
        "document": document,
    }
    if row is None:
        ScreeningResult.objects.create(member=member, cell=cell, year=year, **facts)
        return True
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, facts[name])
    if changed:
        row.save(update_fields=changed)
    return bool(changed)


@transaction.atomic
def record_fees(
    cell: Organisation,
    *,
    year: int,
    month: int,
    collected: int,
    debtors: Collection[Member],
    by: User,
    note: str = "",
) -> FeeMonth:
    """One line for a cell and month: what was collected, in đồng, and who still owes (01-QĐ/TW 2026)."""
    first = dt.date(year, month, 1)
    last = add_months(first, 1) - dt.timedelta(days=1)
    if first > today():
        raise DomainError(_("Tháng này chưa đến; chưa ghi đảng phí được."))
    if not (cell.existed_on(first) or cell.existed_on(last)):
        raise DomainError(_("%(cell)s không hoạt động trong tháng này.") % {"cell": cell})
    if not 0 <= collected <= MOST_COLLECTED:
        raise DomainError(_("Số tiền không hợp lý; hãy ghi bằng đồng."), field="collected")
    Organisation.objects.select_for_update().get(pk=cell.pk)
    _check_belong(cell, debtors, first, last)
    row = FeeMonth.objects.filter(cell=cell, year=year, month=month).first()
    before = (row.collected, sorted(map(str, row.debtors.all()))) if row else (None, [])
    if row is None:
        row = FeeMonth(cell=cell, year=year, month=month, collected=collected, recorded_by=by)
    row.collected, row.note, row.recorded_by = collected, normalise(note), by
    row.save(update_fields=None if row.pk is None else ["collected", "note", "recorded_by", "recorded_at"])
    row.debtors.set(debtors)
    changes = {"collected": [before[0], collected], "debtors": [before[1], sorted(map(str, debtors))]}
    record("cells.fees_recorded", row, by=by, organisation=cell, changes=changes, note=f"{month:02d}/{year}")
    return row


def _check_belong(cell: Organisation, people: Collection[Member], first: dt.date, last: dt.date) -> None:
    """Refuse whoever did not belong to the cell on any of these days."""
    inside = set(
        Membership.objects.filter(cell=cell, valid_from__lte=last)
        .exclude(valid_to__lt=first)
        .values_list("member", flat=True)
    )
    for member in people:
        if member.pk not in inside:
            raise DomainError(
                _("Đồng chí %(name)s không sinh hoạt tại %(cell)s trong thời gian này.")
                % {"name": member, "cell": cell}
            )
