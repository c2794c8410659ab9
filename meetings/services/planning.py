"""Planning a meeting, changing the plan, cancelling it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import CELL_KINDS, Member, Organisation
from core.errors import DomainError
from core.periods import format_date, today
from core.vietnamese import normalise
from core.workflow import move
from meetings.models import REGULAR_KINDS, THEMATIC_KINDS, AgendaItem, Meeting, MeetingKind
from meetings.queries.roll import roll_of
from meetings.rules.kinds import kinds
from meetings.services.thematic import follow_plan
from meetings.workflow import TRANSITIONS, State

TITLE_LENGTH = 300
PLACE_LENGTH = 200


@dataclass(frozen=True)
class AgendaLine:
    """One point of a planned agenda."""

    title: str
    kind: str = AgendaItem.Kind.OTHER
    presenter: Member | None = None


@dataclass(frozen=True)
class Plan:
    """What is said about a meeting before it takes place. ``year`` and ``month`` name the month it is for."""

    kind: str
    year: int
    month: int
    held_on: dt.date
    place: str
    agenda: Sequence[AgendaLine]
    planned_time: dt.time | None = None
    mode: str = Meeting.Mode.IN_PERSON
    theme: str = ""
    chair: Member | None = None
    secretary: Member | None = None


DAY_FIELDS = frozenset({"held_on", "planned_time", "place"})
"""What the committee agrees to; another of these is a new registration."""
PLAIN_FIELDS = ("kind", "year", "month", "held_on", "planned_time", "place", "mode", "theme", "chair", "secretary")


NEW_REGISTRATION: dict[str, object] = {
    "registration": Meeting.Registration.REGISTERED,
    "registration_note": "",
    "agreed_by": None,
    "agreed_at": None,
}


@transaction.atomic
def plan_meeting(cell: Organisation, plan: Plan, *, by: User) -> Meeting:
    """Plan a meeting of a unit; its day is registered for the month's calendar of the committee above.

    Refused: a kind that such a unit does not hold; a unit that has ended, or did not stand on that day; a second
    regular meeting of one month; a thematic meeting without its theme; no place; no agenda; outsiders.
    """
    cell = _lock_cell(cell)
    if cell.ended_on is not None and cell.ended_on < today():
        raise DomainError(
            _("%(cell)s đã kết thúc hoạt động ngày %(day)s; hãy lên lịch tại đơn vị nhận đảng viên.")
            % {"cell": cell, "day": format_date(cell.ended_on)}
        )
    plan = _checked(cell, plan)
    meeting = Meeting.objects.create(cell=cell, planned_by=by, **_values(plan))
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, order=order, title=line.title, kind=line.kind, presenter=line.presenter)
        for order, line in enumerate(plan.agenda, 1)
    )
    follow_plan(meeting)
    record(
        "meetings.meeting_planned",
        meeting,
        by=by,
        organisation=cell,
        changes={"held_on": [None, plan.held_on.isoformat()], "agenda": [None, [line.title for line in plan.agenda]]},
    )
    return meeting


@transaction.atomic
def change_plan(meeting: Meeting, plan: Plan, *, by: User) -> bool:
    """Change a meeting that is only planned; returns whether anything changed. Refused as in ``plan_meeting``.

    Another day, hour or place is registered anew: what the committee agreed to, or sent back, was the former one.
    """
    cell = _lock_cell(meeting.cell)
    locked = _lock_planned(meeting)
    plan = _checked(cell, plan, but=locked)
    values = _values(plan)
    changes = {
        field: [_audit_value(getattr(locked, field)), _audit_value(value)]
        for field, value in values.items()
        if getattr(locked, field) != value
    }
    changes |= _change_agenda(locked, plan.agenda)
    if not changes:
        return False
    if DAY_FIELDS & changes.keys() and locked.registration != Meeting.Registration.REGISTERED:
        changes["registration"] = [locked.registration, str(Meeting.Registration.REGISTERED)]
        values |= NEW_REGISTRATION
    for field, value in values.items():
        setattr(meeting, field, value)
    meeting.save(update_fields=list(values))
    follow_plan(meeting)
    record("meetings.meeting_changed", meeting, by=by, organisation=cell, changes=changes)
    return True


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: User, reason: str) -> None:
    """Cancel a meeting that was only planned, with the reason; the month is free again for another."""
    reason = normalise(reason)
    if not reason:
        raise DomainError(_("Hãy ghi lý do hủy buổi sinh hoạt."), field="reason")
    if len(reason) > TITLE_LENGTH:
        raise DomainError(_("Lý do dài quá 300 ký tự; hãy ghi ngắn lại."), field="reason")
    move(meeting, to=State.CANCELLED, transitions=TRANSITIONS, cancelled_reason=reason)
    record("meetings.meeting_cancelled", meeting, by=by, organisation=meeting.cell, note=reason)


def _lock_cell(cell: Organisation) -> Organisation:
    """The cell, held so that two plans for one month take turns."""
    return Organisation.objects.select_for_update(no_key=True).prefetch_related("periods").get(pk=cell.pk)


def _lock_planned(meeting: Meeting) -> Meeting:
    locked = (
        Meeting.objects.select_for_update(of=("self",), no_key=True)
        .select_related("chair", "secretary")
        .get(pk=meeting.pk)
    )
    if locked.state != State.PLANNED:
        raise DomainError(_("Buổi sinh hoạt đã bắt đầu hoặc đã hủy nên không sửa lịch được nữa. Hãy tải lại trang."))
    return locked


def _values(plan: Plan) -> dict[str, object]:
    return {field: getattr(plan, field) for field in PLAIN_FIELDS}


def _audit_value(value: object) -> object:
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value) if isinstance(value, Member) else value


def _checked(cell: Organisation, plan: Plan, *, but: Meeting | None = None) -> Plan:
    """The plan with clean texts, or a refusal. ``but`` is the meeting that is being changed."""
    plan = replace(
        plan,
        place=normalise(plan.place),
        theme=normalise(plan.theme) if plan.kind in THEMATIC_KINDS else "",
        agenda=[replace(line, title=normalise(line.title)) for line in plan.agenda if normalise(line.title)],
    )
    _refuse_wrong_kind(cell, plan)
    _refuse_wrong_day(cell, plan)
    _refuse_second_regular(cell, plan, but)
    _refuse_missing_words(plan)
    _refuse_outsiders(cell, plan)
    return plan


def _refuse_wrong_kind(unit: Organisation, plan: Plan) -> None:
    period, held_by = unit.period(plan.held_on), kinds()[MeetingKind(plan.kind)].held_by
    if period is not None and period.kind in held_by:
        return
    if not set(CELL_KINDS).isdisjoint(held_by):
        raise DomainError(_("%(unit)s không phải là chi bộ nên không có buổi sinh hoạt chi bộ.") % {"unit": unit})
    raise DomainError(
        _("%(unit)s không tổ chức %(kind)s; hãy chọn loại buổi khác.")
        % {"unit": unit, "kind": MeetingKind(plan.kind).label}
    )


def _refuse_wrong_day(cell: Organisation, plan: Plan) -> None:
    if plan.held_on < cell.founded_on:
        raise DomainError(
            _("%(cell)s thành lập ngày %(day)s; hãy chọn ngày họp từ ngày đó trở đi.")
            % {"cell": cell, "day": format_date(cell.founded_on)},
            field="held_on",
        )
    if cell.ended_on is not None and plan.held_on > cell.ended_on:
        raise DomainError(
            _("%(cell)s kết thúc hoạt động ngày %(day)s; hãy chọn ngày họp đến hết ngày đó.")
            % {"cell": cell, "day": format_date(cell.ended_on)},
            field="held_on",
        )
    if not 1 <= plan.month <= 12:
        raise DomainError(_("Tháng phải từ 1 đến 12."), field="month")


def _refuse_second_regular(cell: Organisation, plan: Plan, but: Meeting | None) -> None:
    if plan.kind not in REGULAR_KINDS:
        return
    others = Meeting.objects.filter(cell=cell, year=plan.year, month=plan.month, kind__in=REGULAR_KINDS)
    existing = others.exclude(state=State.CANCELLED).exclude(pk=but.pk if but else 0).first()
    if existing is not None:
        raise DomainError(
            _(
                "Tháng %(month)s/%(year)s chi bộ đã có buổi %(kind)s ngày %(day)s (%(state)s). "
                "Hãy dùng buổi đó, chọn tháng khác, hoặc chọn loại chuyên đề hay bất thường."
            )
            % {
                "month": plan.month,
                "year": plan.year,
                "kind": existing.get_kind_display(),
                "day": format_date(existing.held_on),
                "state": existing.get_state_display(),
            },
            field="month",
        )


def _refuse_missing_words(plan: Plan) -> None:
    if plan.kind in THEMATIC_KINDS and not plan.theme:
        raise DomainError(_("Buổi sinh hoạt chuyên đề cần ghi tên chuyên đề."), field="theme")
    if not plan.place:
        raise DomainError(_("Hãy ghi địa điểm họp; nếu họp trực tuyến, ghi tên phòng họp."), field="place")
    if len(plan.place) > PLACE_LENGTH:
        raise DomainError(_("Địa điểm dài quá 200 ký tự; hãy ghi ngắn lại."), field="place")
    if not plan.agenda:
        raise DomainError(_("Chương trình cần ít nhất một nội dung."), field="agenda")
    if any(len(line.title) > TITLE_LENGTH for line in plan.agenda) or len(plan.theme) > TITLE_LENGTH:
        raise DomainError(
            _("Tên chuyên đề và mỗi nội dung không quá 300 ký tự; phần chi tiết sẽ ghi trong biên bản."), field="agenda"
        )


def _refuse_outsiders(cell: Organisation, plan: Plan) -> None:
    named = [
        ("chair", plan.chair),
        ("secretary", plan.secretary),
        *(("agenda", line.presenter) for line in plan.agenda),
    ]
    if not any(member for _field, member in named):
        return
    inside = {entry.member.pk for entry in roll_of(cell, plan.held_on)}
    for field, member in named:
        if member and member.pk not in inside:
            raise DomainError(
                _("Đồng chí %(name)s không sinh hoạt tại %(unit)s vào ngày %(day)s; hãy chọn người khác.")
                % {"name": member, "unit": cell, "day": format_date(plan.held_on)},
                field=field,
            )


def _change_agenda(meeting: Meeting, agenda: Sequence[AgendaLine]) -> dict[str, list[object]]:
    """Bring the planned items into line, reusing rows in their order; nothing hangs on them before the meeting."""
    rows = list(meeting.items.filter(is_removed=False).select_related("presenter").order_by("order", "pk"))
    before = [(row.title, row.kind, row.presenter_id) for row in rows]
    after = [(line.title, line.kind, line.presenter.pk if line.presenter else None) for line in agenda]
    if before == after:
        return {}
    for order, (row, line) in enumerate(zip(rows, agenda, strict=False), 1):
        row.order, row.title, row.kind, row.presenter = order, line.title, line.kind, line.presenter
        row.save(update_fields=["order", "title", "kind", "presenter"])
    for row in rows[len(agenda) :]:
        row.is_removed = True
        row.save(update_fields=["is_removed"])
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, order=order, title=line.title, kind=line.kind, presenter=line.presenter)
        for order, line in enumerate(agenda[len(rows) :], len(rows) + 1)
    )
    return {"agenda": [[title for title, *_rest in before], [line.title for line in agenda]]}
