"""Who spoke on an agenda item, in which order. What was said is saved as a passage."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Member
from core.errors import DomainError
from meetings.models import AgendaItem, Guest, Meeting, Passage
from meetings.services.passages import label_of
from meetings.services.writing import item_of, lock_for_writing


@transaction.atomic
def add_opinion(
    meeting: Meeting, *, item: AgendaItem, by: User, speaker: Member | None = None, guest: Guest | None = None
) -> Passage:
    """Note that a member or a guest speaks next on an item; the text follows by ``save_passage``.

    A second click gives the same, still empty, opinion. Raises DomainError without a speaker, with one who is not
    of this meeting, for an item that was removed, or when the minutes are closed.
    """
    lock_for_writing(meeting)
    item = item_of(meeting, item)
    _check_speaker(meeting, speaker, guest)
    last = _opinions(meeting, item).order_by("-order", "-pk").first()
    if last and last.revision == 0 and (last.speaker, last.guest) == (speaker, guest):
        return last
    order = Passage.objects.filter(item=item).aggregate(last=Max("order"))["last"] or 0
    opinion = Passage.objects.create(
        meeting=meeting, item=item, kind=Passage.Kind.OPINION, order=order + 1, speaker=speaker, guest=guest
    )
    record("meetings.opinion_added", opinion, by=by, organisation=meeting.cell, label=label_of(opinion))
    return opinion


@transaction.atomic
def change_speaker(opinion: Passage, *, by: User, speaker: Member | None = None, guest: Guest | None = None) -> Passage:
    """Give an opinion to the one who really spoke; text and place stay. Refuses as ``add_opinion`` does."""
    opinion = _lock_opinion(opinion)
    _check_speaker(opinion.meeting, speaker, guest)
    if (opinion.speaker, opinion.guest) == (speaker, guest):
        return opinion
    before = str(opinion.speaker or opinion.guest)
    opinion.speaker, opinion.guest = speaker, guest
    opinion.save(update_fields=["speaker", "guest"])
    _record_change(opinion, by=by, changes={"speaker": [before, str(speaker or guest)]})
    return opinion


@transaction.atomic
def move_opinion(opinion: Passage, *, earlier: bool, by: User) -> bool:
    """Let an opinion change places with its neighbour; returns whether it had one."""
    opinion = _lock_opinion(opinion)
    rows = list(_opinions(opinion.meeting, opinion.item))
    place = rows.index(opinion)
    other_place = place - 1 if earlier else place + 1
    if not 0 <= other_place < len(rows):
        return False
    rows[place], rows[other_place] = rows[other_place], rows[place]
    for order, row in enumerate(rows, 1):
        row.order = order
    Passage.objects.bulk_update(rows, ["order"])
    _record_change(opinion, by=by, changes={"order": [place + 1, other_place + 1]})
    return True


@transaction.atomic
def remove_opinion(opinion: Passage, *, by: User) -> bool:
    """Take an opinion out of the minutes; its text stays and can come back. False when it was out already."""
    return _set_removed(opinion, True, by=by)


@transaction.atomic
def restore_opinion(opinion: Passage, *, by: User) -> bool:
    """Bring a removed opinion back to its place; False when it was there."""
    return _set_removed(opinion, False, by=by)


def _set_removed(opinion: Passage, removed: bool, *, by: User) -> bool:
    opinion = _lock_opinion(opinion, removed=None)
    if opinion.is_removed == removed:
        return False
    if opinion.item is not None:
        item_of(opinion.meeting, opinion.item)
    opinion.is_removed = removed
    opinion.save(update_fields=["is_removed"])
    action = "meetings.opinion_removed" if removed else "meetings.opinion_restored"
    record(action, opinion, by=by, organisation=opinion.meeting.cell, label=label_of(opinion))
    return True


def _opinions(meeting: Meeting, item: AgendaItem | None) -> QuerySet[Passage]:
    return Passage.objects.filter(meeting=meeting, item=item, kind=Passage.Kind.OPINION, is_removed=False)


def _lock_opinion(opinion: Passage, *, removed: bool | None = False) -> Passage:
    lock_for_writing(opinion.meeting)
    rows = Passage.objects.select_related("item", "speaker", "guest").filter(kind=Passage.Kind.OPINION)
    locked = rows.get(pk=opinion.pk)
    if removed is False and locked.is_removed:
        raise DomainError(_("Ý kiến này đã bị bỏ khỏi biên bản. Hãy lấy lại trước khi sửa."))
    locked.meeting = opinion.meeting
    return locked


def _check_speaker(meeting: Meeting, speaker: Member | None, guest: Guest | None) -> None:
    if (speaker is None) == (guest is None):
        raise DomainError(_("Hãy chọn đồng chí phát biểu."), field="speaker")
    if speaker is not None and not meeting.attendances.filter(member=speaker).exists():
        raise DomainError(
            _("Đồng chí %(name)s không có trong danh sách của buổi sinh hoạt này.") % {"name": speaker},
            field="speaker",
        )
    if guest is not None and not meeting.guests.filter(pk=guest.pk, is_removed=False).exists():
        raise DomainError(_("Khách dự này không có trong buổi sinh hoạt. Hãy ghi khách trước."), field="speaker")


def _record_change(opinion: Passage, *, by: User, changes: dict[str, list[object]]) -> None:
    record(
        "meetings.opinion_changed",
        opinion,
        by=by,
        organisation=opinion.meeting.cell,
        label=label_of(opinion),
        changes=changes,
    )
