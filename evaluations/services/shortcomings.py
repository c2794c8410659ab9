"""Shortcomings named in a review: with their remedy, who remedies them and by when, until they are remedied."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Member, Organisation
from core.errors import DomainError
from core.periods import format_date, today
from evaluations.models import Shortcoming
from meetings.queries.roll import roll_of
from meetings.services.writing import line_of_text

Progress = Shortcoming.Progress
TEXT_LENGTH = 500
FIRST_YEAR = 2008


@transaction.atomic
def name_shortcoming(
    unit: Organisation,
    *,
    year: int,
    text: str,
    by: User,
    member: Member | None = None,
    remedy: str = "",
    responsible: Member | None = None,
    due_on: dt.date | None = None,
) -> Shortcoming:
    """Write down a shortcoming of a unit or of one of its members; the same words of the same year are there once."""
    if not FIRST_YEAR <= year <= today().year:
        raise DomainError(
            _("Hãy ghi năm kiểm điểm từ %(first)s đến %(last)s.") % {"first": FIRST_YEAR, "last": today().year},
            field="year",
        )
    values = _words(text, remedy) | {"responsible": responsible, "due_on": due_on}
    _check_people(unit, member, responsible)
    Organisation.objects.select_for_update(no_key=True).get(pk=unit.pk)
    same = Shortcoming.objects.filter(cell=unit, member=member, year=year, text=values["text"], is_removed=False)
    if found := same.first():
        return found
    row = Shortcoming.objects.create(cell=unit, member=member, year=year, recorded_by=by, **values)
    changes = {"text": [None, row.text], "member": [None, str(member) if member else None]}
    record("evaluations.shortcoming_named", row, by=by, organisation=unit, changes=changes)
    return row


@transaction.atomic
def change_shortcoming(
    shortcoming: Shortcoming,
    *,
    text: str,
    remedy: str,
    responsible: Member | None,
    due_on: dt.date | None,
    by: User,
) -> bool:
    """Mend the words, the person or the day; returns whether anything changed. Refused once it is remedied."""
    row = _lock(shortcoming)
    if row.progress == Progress.REMEDIED:
        raise DomainError(_("Hạn chế này đã ghi khắc phục xong; muốn sửa, hãy ghi lại tình trạng trước."))
    if responsible is not None and responsible.pk != row.responsible_id:
        _check_people(row.cell, None, responsible)
    values = _words(text, remedy) | {"responsible": responsible, "due_on": due_on}
    changes = {
        name: [_plain(getattr(row, name)), _plain(value)]
        for name, value in values.items()
        if getattr(row, name) != value
    }
    if not changes:
        return False
    for name in changes:
        setattr(row, name, values[name])
    row.save(update_fields=list(changes))
    record("evaluations.shortcoming_changed", row, by=by, organisation=row.cell, changes=changes)
    return True


@transaction.atomic
def report_shortcoming(
    shortcoming: Shortcoming, *, progress: str, by: User, remedied_on: dt.date | None = None, result: str = ""
) -> bool:
    """Say how far the remedy is; "đã khắc phục" needs its day and its result. Returns whether anything changed."""
    row = _lock(shortcoming)
    if progress not in Progress.values:
        raise DomainError(_("Hãy chọn tình trạng khắc phục."), field="progress")
    result = line_of_text(result, field="result", limit=TEXT_LENGTH)
    if progress == Progress.REMEDIED:
        _check_remedied(row, remedied_on, result)
    else:
        remedied_on = None
    values = {"progress": progress, "remedied_on": remedied_on, "result": result}
    changes = {
        name: [_plain(getattr(row, name)), _plain(value)]
        for name, value in values.items()
        if getattr(row, name) != value
    }
    if not changes:
        return False
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    record("evaluations.shortcoming_reported", row, by=by, organisation=row.cell, changes=changes)
    return True


def _check_remedied(row: Shortcoming, remedied_on: dt.date | None, result: str) -> None:
    if remedied_on is None:
        raise DomainError(_("Đã khắc phục thì ghi ngày khắc phục xong."), field="remedied_on")
    if remedied_on > today():
        raise DomainError(_("Ngày khắc phục xong chưa đến; hãy ghi lại ngày."), field="remedied_on")
    if remedied_on < dt.date(row.year, 1, 1):
        raise DomainError(
            _("Ngày %(day)s trước kỳ kiểm điểm năm %(year)s; hãy ghi lại ngày.")
            % {"day": format_date(remedied_on), "year": row.year},
            field="remedied_on",
        )
    if not result:
        raise DomainError(_("Đã khắc phục thì ghi kết quả: làm được gì, có sản phẩm nào."), field="result")


@transaction.atomic
def remove_shortcoming(shortcoming: Shortcoming, *, reason: str, by: User) -> None:
    """Take away one that was written down by mistake, with a reason; it stays in the database and the trail."""
    row = _lock(shortcoming)
    reason = line_of_text(reason, field="reason", limit=300, missing=_("Hãy ghi lý do bỏ hạn chế này."))
    row.is_removed = True
    row.save(update_fields=["is_removed"])
    record(
        "evaluations.shortcoming_removed",
        row,
        by=by,
        organisation=row.cell,
        changes={"text": [row.text, None]},
        note=reason,
    )


def _words(text: str, remedy: str) -> dict[str, object]:
    return {
        "text": line_of_text(text, field="text", limit=TEXT_LENGTH, missing=_("Hãy ghi hạn chế, khuyết điểm.")),
        "remedy": line_of_text(remedy, field="remedy", limit=TEXT_LENGTH),
    }


def _check_people(unit: Organisation, member: Member | None, responsible: Member | None) -> None:
    """Both belong to the unit today: who it is said of, and who remedies it."""
    asked = {"member": member, "responsible": responsible}
    if not any(asked.values()):
        return
    here = {entry.member.pk for entry in roll_of(unit, today())}
    for field, person in asked.items():
        if person is not None and person.pk not in here:
            words = {"name": person, "unit": unit}
            raise DomainError(_("Đồng chí %(name)s không sinh hoạt tại %(unit)s.") % words, field=field)


def _lock(shortcoming: Shortcoming) -> Shortcoming:
    row = (
        Shortcoming.objects.select_for_update(of=("self",))
        .select_related("cell", "member", "responsible")
        .prefetch_related("cell__periods")
        .get(pk=shortcoming.pk)
    )
    if row.is_removed:
        raise DomainError(_("Hạn chế này đã được bỏ. Hãy tải lại trang."))
    return row


def _plain(value: object) -> str | None:
    if isinstance(value, dt.date):
        return format_date(value)
    return None if value is None else str(value)
