"""Statuses of members as dated periods: begun, ended, put right. One at a time, each with its document."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from cells.models import Member, Membership, StatusPeriod
from cells.queries.records import cell_of
from core.errors import DomainError
from core.periods import format_date
from core.vietnamese import normalise

Status = StatusPeriod.Status


@transaction.atomic
def begin_status(
    member: Member,
    *,
    status: str,
    valid_from: dt.date,
    by: User,
    valid_to: dt.date | None = None,
    place: str = "",
    document: str = "",
    document_on: dt.date | None = None,
) -> StatusPeriod:
    """Begin a status on a day, also on a past one, between others (Điều lệ Đ7).

    Refused: an unknown status; an end before its beginning; a time that meets another status; someone who had left by
    then; away without a place.
    """
    Member.objects.select_for_update().get(pk=member.pk)
    period = StatusPeriod(
        member=member,
        status=status,
        valid_from=valid_from,
        valid_to=valid_to,
        place=normalise(place),
        document=normalise(document),
        document_on=document_on,
    )
    _refuse_period(period)
    period.save(force_insert=True)
    _record("cells.status_begun", period, by=by, changes={"status": ["", status], **_days(period)})
    return period


def _refuse_period(period: StatusPeriod) -> None:
    if period.status not in Status.values:
        raise DomainError(_("Hãy chọn tình trạng."), field="status")
    if period.valid_to is not None and period.valid_to < period.valid_from:
        raise DomainError(_("Ngày kết thúc phải từ ngày bắt đầu trở đi."), field="valid_to")
    if period.status == Status.AWAY and not period.place:
        raise DomainError(_("Hãy ghi nơi sinh hoạt tạm thời."), field="place")
    _refuse_before_admission(period)
    _refuse_overlap(period)
    _refuse_left(period)


def _refuse_before_admission(period: StatusPeriod) -> None:
    known = [day for day in (period.member.admission_decided_on, period.member.admitted_on) if day is not None]
    if known and period.valid_from < min(known):
        raise DomainError(
            _("Đồng chí %(name)s vào Đảng ngày %(day)s; hãy chọn ngày bắt đầu từ ngày đó trở đi.")
            % {"name": period.member, "day": format_date(min(known))},
            field="valid_from",
        )


def _refuse_overlap(period: StatusPeriod) -> None:
    """A member has one status at a time; the sentence names the other one and its days."""
    others = StatusPeriod.objects.filter(member=period.member).exclude(pk=period.pk)
    if period.valid_to is not None:
        others = others.filter(valid_from__lte=period.valid_to)
    other = others.exclude(valid_to__lt=period.valid_from).order_by("valid_from").first()
    if other is None:
        return
    words = {
        "name": period.member,
        "status": other,
        "first": format_date(other.valid_from),
        "last": format_date(other.valid_to),
        "day": format_date(other.valid_from - dt.timedelta(days=1)),
    }
    if other.valid_from > period.valid_from:
        sentence = _(
            "Từ ngày %(first)s đồng chí %(name)s đã có tình trạng “%(status)s”. "
            "Hãy ghi ngày kết thúc muộn nhất là %(day)s."
        )
        raise DomainError(sentence % words, field="valid_to")
    if other.valid_to is None:
        sentence = _("Từ ngày %(first)s đến nay đồng chí %(name)s đang “%(status)s”. Hãy kết thúc tình trạng đó trước.")
    else:
        sentence = _(
            "Từ %(first)s đến %(last)s đồng chí %(name)s đã có tình trạng “%(status)s”. Hãy chọn ngày sau %(last)s."
        )
    raise DomainError(sentence % words, field="valid_from")


def _refuse_left(period: StatusPeriod) -> None:
    rows = list(Membership.objects.filter(member=period.member).order_by("valid_from"))
    if any(row.valid_to is None or row.valid_to >= period.valid_from for row in rows):
        return
    left = rows[-1] if rows else None
    if left is None:
        raise DomainError(_("Đồng chí %(name)s chưa sinh hoạt tại chi bộ nào.") % {"name": period.member})
    raise DomainError(
        _("Đồng chí %(name)s đã thôi sinh hoạt từ sau ngày %(day)s (%(reason)s); không ghi tình trạng sau ngày đó.")
        % {"name": period.member, "day": format_date(left.valid_to), "reason": left.get_end_reason_display()},
        field="valid_from",
    )


@transaction.atomic
def end_status(
    period: StatusPeriod, *, last_day: dt.date, by: User, document: str = "", document_on: dt.date | None = None
) -> None:
    """End a status; ``last_day`` is its last day. From the next day the member is active again."""
    Member.objects.select_for_update().get(pk=period.member_id)
    row = StatusPeriod.objects.select_for_update().select_related("member").get(pk=period.pk)
    if row.valid_to is not None and row.valid_to <= last_day:
        raise DomainError(
            _("Tình trạng này đã kết thúc ngày %(day)s.") % {"day": format_date(row.valid_to)}, field="last_day"
        )
    if last_day < row.valid_from:
        raise DomainError(
            _("Ngày cuối cùng phải từ ngày bắt đầu (%(day)s) trở đi.") % {"day": format_date(row.valid_from)},
            field="last_day",
        )
    before = _days(row)["valid_to"][1]
    row.valid_to = last_day
    row.save(update_fields=["valid_to"])
    note = " ".join(part for part in (normalise(document), format_date(document_on)) if part)
    _record("cells.status_ended", row, by=by, changes={"valid_to": [before, last_day.isoformat()]}, note=note)


@transaction.atomic
def change_status(
    period: StatusPeriod,
    *,
    valid_from: dt.date,
    by: User,
    valid_to: dt.date | None = None,
    place: str = "",
    document: str = "",
    document_on: dt.date | None = None,
) -> None:
    """Put right the days, the place or the document of a status that was written wrongly."""
    Member.objects.select_for_update().get(pk=period.member_id)
    row = StatusPeriod.objects.select_for_update().select_related("member").get(pk=period.pk)
    before = _days(row)
    row.valid_from, row.valid_to = valid_from, valid_to
    row.place, row.document, row.document_on = normalise(place), normalise(document), document_on
    _refuse_period(row)
    row.save(update_fields=["valid_from", "valid_to", "place", "document", "document_on"])
    changes = {field: [before[field][1], after[1]] for field, after in _days(row).items()}
    _record("cells.status_changed", row, by=by, changes=changes)


def _days(period: StatusPeriod) -> dict[str, list[str | None]]:
    last = period.valid_to.isoformat() if period.valid_to else None
    return {"valid_from": [None, period.valid_from.isoformat()], "valid_to": [None, last]}


def _record(
    action: str, period: StatusPeriod, *, by: User, changes: dict[str, list[str | None]], note: str = ""
) -> None:
    with override("vi"):
        label = f"{period.member}: {period}"
    cell = cell_of(period.member, period.valid_from)
    record(action, period, by=by, organisation=cell, changes=changes, note=note or period.document, label=label)
