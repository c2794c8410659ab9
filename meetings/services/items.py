"""The agenda while the minutes are written: points come up, change name or place, or fall away."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Member
from core.errors import DomainError
from meetings.models import AgendaItem, Meeting
from meetings.services.passages import add_empty_passages
from meetings.services.writing import item_of, line_of_text, lock_for_writing


@transaction.atomic
def add_item(
    meeting: Meeting,
    *,
    title: str,
    by: User,
    kind: str = AgendaItem.Kind.OTHER,
    presenter: Member | None = None,
) -> AgendaItem:
    """Add a point at the end of the agenda, with its empty passages.

    A second click gives the same point. Raises DomainError without a title, for a presenter who is not of this
    meeting, or when the minutes are closed.
    """
    lock_for_writing(meeting)
    title = _checked_title(title)
    _check_presenter(meeting, presenter)
    last = AgendaItem.objects.filter(meeting=meeting, is_removed=False).order_by("-order", "-pk").first()
    if last and (last.title, last.kind, last.presenter) == (title, kind, presenter):
        return last
    order = AgendaItem.objects.filter(meeting=meeting).aggregate(last=Max("order"))["last"] or 0
    item = AgendaItem.objects.create(meeting=meeting, kind=kind, order=order + 1, title=title, presenter=presenter)
    add_empty_passages(meeting, items=[item])
    record("meetings.item_added", item, by=by, organisation=meeting.cell)
    return item


@transaction.atomic
def change_item(item: AgendaItem, *, title: str, presenter: Member | None, by: User) -> bool:
    """Give a point another title or presenter; returns whether anything changed."""
    meeting = item.meeting
    lock_for_writing(meeting)
    item = item_of(meeting, item)
    title = _checked_title(title)
    _check_presenter(meeting, presenter)
    before, after = [item.title, item.presenter_id], [title, presenter.pk if presenter else None]
    if before == after:
        return False
    changes = {"title": [item.title, title], "presenter": [_name(item.presenter), _name(presenter)]}
    item.title, item.presenter = title, presenter
    item.save(update_fields=["title", "presenter"])
    record("meetings.item_changed", item, by=by, organisation=meeting.cell, changes=changes)
    return True


@transaction.atomic
def move_item(item: AgendaItem, *, earlier: bool, by: User) -> bool:
    """Let a point change places with its neighbour; returns whether it had one."""
    meeting = item.meeting
    lock_for_writing(meeting)
    item = item_of(meeting, item)
    rows = list(AgendaItem.objects.filter(meeting=meeting, is_removed=False))
    place = rows.index(item)
    other_place = place - 1 if earlier else place + 1
    if not 0 <= other_place < len(rows):
        return False
    rows[place], rows[other_place] = rows[other_place], rows[place]
    for order, row in enumerate(rows, 1):
        row.order = order
    AgendaItem.objects.bulk_update(rows, ["order"])
    changes = {"order": [place + 1, other_place + 1]}
    record("meetings.item_changed", item, by=by, organisation=meeting.cell, changes=changes)
    return True


@transaction.atomic
def remove_item(item: AgendaItem, *, by: User) -> bool:
    """Take a point off the agenda with its text, which can come back; False when it was off already.

    Raises DomainError while votes or tasks hang on it: those are facts and are taken back one by one.
    """
    lock_for_writing(item.meeting)
    if item.votes.filter(is_removed=False).exists() or item.tasks.filter(is_removed=False).exists():
        raise DomainError(
            _("Nội dung này đã có biểu quyết hoặc nhiệm vụ. Hãy bỏ các phần đó trước rồi mới bỏ nội dung.")
        )
    return _set_removed(item, True, by=by)


@transaction.atomic
def restore_item(item: AgendaItem, *, by: User) -> bool:
    """Put a removed point back in its place; False when it was there."""
    lock_for_writing(item.meeting)
    return _set_removed(item, False, by=by)


def _set_removed(item: AgendaItem, removed: bool, *, by: User) -> bool:
    changed = AgendaItem.objects.filter(pk=item.pk, is_removed=not removed).update(is_removed=removed)
    if changed:
        action = "meetings.item_removed" if removed else "meetings.item_restored"
        record(action, item, by=by, organisation=item.meeting.cell)
    return bool(changed)


def _checked_title(title: str) -> str:
    return line_of_text(title, field="title", limit=300, missing=_("Hãy ghi tên nội dung."))


def _check_presenter(meeting: Meeting, presenter: Member | None) -> None:
    if presenter is not None and not meeting.attendances.filter(member=presenter).exists():
        raise DomainError(
            _("Đồng chí %(name)s không có trong danh sách của buổi sinh hoạt này.") % {"name": presenter},
            field="presenter",
        )


def _name(member: Member | None) -> str | None:
    return str(member) if member else None
