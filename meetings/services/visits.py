"""Someone from above came or looked at a unit's work, left remarks, and the unit mended what was to be mended."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Member, Membership, Organisation, Seat
from core.errors import DomainError
from core.periods import format_date, today
from meetings.models import Meeting, Visit
from meetings.services.passages import clean_text
from meetings.services.writing import line_of_text
from meetings.workflow import HELD

LONGEST = 5_000


@dataclass(frozen=True)
class Remarks:
    """What a visitor says, and until when something is to be mended."""

    on_minutes: str = ""
    on_resolution: str = ""
    remarks: str = ""
    remedy_due_on: dt.date | None = None

    @property
    def says_something(self) -> bool:
        return bool(self.on_minutes or self.on_resolution or self.remarks)


@transaction.atomic
def record_visit(meeting: Meeting, *, visitor: Member, remarks: Remarks, by: User) -> Visit:
    """Someone from above attended a meeting (dự sinh hoạt, 42-HD/BTCTW), with or without remarks.

    A repeated submit gives the visit that is there. Refused: a meeting that was not held, a second visit of the same
    person, someone of the unit itself, something to mend that nobody names or by a day before the meeting.
    """
    locked = Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("cell").get(pk=meeting.pk)
    if locked.state not in HELD:
        raise DomainError(_("Buổi họp này chưa diễn ra nên chưa ghi việc dự họp được."))
    remarks = _clean(remarks, locked.held_on)
    _refuse_own(visitor, locked.cell, locked.held_on)
    there = Visit.objects.filter(meeting=locked, visitor=visitor).first()
    if there is not None and _said(there) == remarks:
        return there
    if there is not None:
        raise DomainError(
            _("Đã ghi đồng chí %(name)s dự buổi này rồi; hãy sửa nhận xét đã ghi.") % {"name": visitor}, field="visitor"
        )
    facts = {"meeting": locked, "visitor": visitor, "kind": Visit.Kind.MEETING, "visited_on": locked.held_on}
    return _store(locked.cell, facts, remarks, by)


@transaction.atomic
def record_check(
    organisation: Organisation, *, visitor: Member, visited_on: dt.date, remarks: Remarks, by: User
) -> Visit:
    """Someone from above looked at a unit's work between meetings (kiểm tra nền nếp sinh hoạt).

    Refused: no words, a day to come or on which the unit did not stand, and as for ``record_visit``.
    """
    locked = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if visited_on > today():
        raise DomainError(_("Ngày %(day)s chưa đến.") % {"day": format_date(visited_on)}, field="visited_on")
    if not locked.existed_on(visited_on):
        raise DomainError(
            _("%(unit)s không hoạt động ngày %(day)s.") % {"unit": organisation, "day": format_date(visited_on)},
            field="visited_on",
        )
    remarks = _clean(remarks, visited_on)
    if not remarks.says_something:
        raise DomainError(_("Hãy ghi nhận xét sau khi kiểm tra."), field="remarks")
    _refuse_own(visitor, organisation, visited_on)
    facts = {"visitor": visitor, "kind": Visit.Kind.CHECK, "visited_on": visited_on}
    same = Visit.objects.filter(organisation=organisation, **facts, **asdict(remarks)).first()
    return same or _store(organisation, facts, remarks, by)


@transaction.atomic
def change_visit(visit: Visit, *, remarks: Remarks, by: User) -> bool:
    """Other remarks; False when they are so already. Refused once the unit has mended what was asked."""
    locked = _lock(visit)
    if locked.remedied_on is not None:
        raise DomainError(_("Chi bộ đã khắc phục theo nhận xét này nên không sửa được nữa."))
    remarks = _clean(remarks, locked.visited_on)
    if locked.kind == Visit.Kind.CHECK and not remarks.says_something:
        raise DomainError(_("Hãy ghi nhận xét sau khi kiểm tra."), field="remarks")
    before, after = asdict(_said(locked)), asdict(remarks)
    changes = {name: [_plain(before[name]), _plain(after[name])] for name in after if before[name] != after[name]}
    if not changes:
        return False
    Visit.objects.filter(pk=locked.pk).update(**after)
    record("meetings.visit_changed", locked, by=by, organisation=locked.organisation, changes=changes)
    return True


@transaction.atomic
def remedy_visit(visit: Visit, *, on: dt.date, note: str, by: User) -> bool:
    """The unit mended what the visitor asked for; False when the same was written before.

    Refused: nothing was asked for, no words, a day to come or before the visit, a second remedy.
    """
    locked = _lock(visit)
    note = line_of_text(note, field="note", limit=300, missing=_("Hãy ghi chi bộ đã khắc phục thế nào."))
    if locked.remedied_on is not None:
        if (locked.remedied_on, locked.remedy_note) == (on, note):
            return False
        raise DomainError(_("Đã ghi khắc phục ngày %(day)s rồi.") % {"day": format_date(locked.remedied_on)})
    if locked.remedy_due_on is None:
        raise DomainError(_("Nhận xét này không đề nghị khắc phục việc gì."))
    if not locked.visited_on <= on <= today():
        raise DomainError(
            _("Ngày khắc phục phải từ %(first)s đến hôm nay.") % {"first": format_date(locked.visited_on)}, field="on"
        )
    Visit.objects.filter(pk=locked.pk).update(remedied_on=on, remedy_note=note)
    changes = {"remedied_on": [None, on.isoformat()]}
    record("meetings.visit_remedied", locked, by=by, organisation=locked.organisation, changes=changes, note=note)
    return True


def _store(organisation: Organisation, facts: dict[str, Any], remarks: Remarks, by: User) -> Visit:
    visit = Visit.objects.create(organisation=organisation, recorded_by=by, **facts, **asdict(remarks))
    changes = {"visitor": [None, str(visit.visitor)], "visited_on": [None, visit.visited_on.isoformat()]}
    record("meetings.visit_recorded", visit, by=by, organisation=organisation, changes=changes)
    return visit


def _lock(visit: Visit) -> Visit:
    Visit.objects.select_for_update().get(pk=visit.pk)
    return Visit.objects.select_related("organisation", "visitor").get(pk=visit.pk)


def _said(visit: Visit) -> Remarks:
    return Remarks(visit.on_minutes, visit.on_resolution, visit.remarks, visit.remedy_due_on)


def _clean(remarks: Remarks, visited_on: dt.date) -> Remarks:
    texts = {}
    for field in ("on_minutes", "on_resolution", "remarks"):
        texts[field] = clean_text(getattr(remarks, field))
        if len(texts[field]) > LONGEST:
            raise DomainError(_("Chỗ này chỉ ghi tối đa 5.000 ký tự. Hãy viết gọn lại."), field=field)
    clean = Remarks(**texts, remedy_due_on=remarks.remedy_due_on)
    if clean.remedy_due_on is not None and not clean.says_something:
        raise DomainError(_("Hãy ghi rõ việc cần khắc phục."), field="remarks")
    if clean.remedy_due_on is not None and clean.remedy_due_on < visited_on:
        raise DomainError(
            _("Thời hạn khắc phục không thể trước ngày %(day)s.") % {"day": format_date(visited_on)},
            field="remedy_due_on",
        )
    return clean


def _refuse_own(visitor: Member, organisation: Organisation, on: dt.date) -> None:
    """Who belongs to the unit, or holds a post in it, does not come to it from above."""
    inside = Membership.objects.in_force(on).filter(member=visitor, cell=organisation).exists()
    if inside or Seat.objects.in_force(on).filter(member=visitor, organisation=organisation).exists():
        raise DomainError(
            _("Đồng chí %(name)s thuộc %(unit)s nên không ghi là cấp trên về dự.")
            % {"name": visitor, "unit": organisation},
            field="visitor",
        )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
