"""Guests: people from above or outside who attend a meeting."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from core.vietnamese import normalise
from meetings.models import Guest, Meeting
from meetings.services.writing import lock_for_writing

NAME_LENGTH = 120
OFFICE_LENGTH = 200


@transaction.atomic
def add_guest(meeting: Meeting, *, full_name: str, office: str = "", is_superior: bool = False, by: User) -> Guest:
    """Note a guest while the minutes are open. Refused without a name, or for the same person twice."""
    lock_for_writing(meeting)
    full_name, office = normalise(full_name), normalise(office)
    if not full_name:
        raise DomainError(_("Hãy ghi họ và tên khách dự."), field="full_name")
    if len(full_name) > NAME_LENGTH or len(office) > OFFICE_LENGTH:
        raise DomainError(_("Tên không quá 120 ký tự, chức vụ không quá 200 ký tự."), field="full_name")
    if meeting.guests.filter(is_removed=False, full_name=full_name, office=office).exists():
        raise DomainError(_("Đã ghi khách dự %(name)s rồi.") % {"name": full_name}, field="full_name")
    guest = Guest.objects.create(meeting=meeting, full_name=full_name, office=office, is_superior=is_superior)
    record("meetings.guest_added", meeting, by=by, organisation=meeting.cell, changes={"guest": [None, full_name]})
    return guest


@transaction.atomic
def remove_guest(guest: Guest, *, by: User) -> None:
    """Take a guest off the list. Refused while an opinion of theirs stands in the minutes."""
    meeting = guest.meeting
    lock_for_writing(meeting)
    if guest.opinions.filter(is_removed=False).exists():
        raise DomainError(
            _("Biên bản đang có ý kiến của %(name)s; hãy bỏ ý kiến đó trước khi bỏ khách dự.") % {"name": guest}
        )
    if not Guest.objects.filter(pk=guest.pk, is_removed=False).update(is_removed=True):
        raise DomainError(_("Khách dự này đã được bỏ khỏi danh sách rồi."))
    guest.is_removed = True
    record("meetings.guest_removed", meeting, by=by, organisation=meeting.cell, changes={"guest": [str(guest), None]})
