"""Lines put together from small fields and added to a text of the minutes, so that nobody has to form them."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cells.models import Member
from core.errors import DomainError
from core.periods import format_date
from meetings.models import AgendaItem, Meeting, Passage
from meetings.services.passages import add_to_passage
from meetings.services.writing import item_of, line_of_text, lock_for_writing

PRAISE, REMINDER, CRITICISM = "praise", "reminder", "criticism"
REMARKS = (
    (PRAISE, gettext_lazy("biểu dương")),
    (REMINDER, gettext_lazy("nhắc nhở")),
    (CRITICISM, gettext_lazy("phê bình")),
)
WORDS = {PRAISE: "Biểu dương", REMINDER: "Nhắc nhở", CRITICISM: "Phê bình"}
"""As they stand in the minutes, whatever language the page has."""


@transaction.atomic
def note_document(
    meeting: Meeting, *, item: AgendaItem, number: str, title: str, by: User, issued_on: dt.date | None = None
) -> Passage:
    """Add a document that was made known to the words of a point: title, number and date in one line.

    A repeated submit adds nothing. Raises DomainError without number or title, for a document of a later day than
    the meeting, or when the minutes are closed.
    """
    lock_for_writing(meeting)
    item = item_of(meeting, item)
    number = line_of_text(number, field="number", limit=60, missing=_("Hãy ghi số, ký hiệu văn bản."))
    title = line_of_text(title, field="title", limit=300, missing=_("Hãy ghi tên loại, trích yếu văn bản."))
    if issued_on is not None and issued_on > meeting.held_on:
        raise DomainError(
            _("Văn bản đề ngày %(day)s, sau ngày họp %(held)s. Hãy xem lại ngày văn bản.")
            % {"day": format_date(issued_on), "held": format_date(meeting.held_on)},
            field="issued_on",
        )
    day = f", ngày {format_date(issued_on)}" if issued_on else ""
    return _add(item, f"- {title} (số {number}{day}).", by=by)


@transaction.atomic
def note_remark(
    meeting: Meeting, *, item: AgendaItem, sort: str, member: Member | None, words: str, by: User
) -> Passage:
    """Add a word of praise, a reminder or a criticism of one member to the words of a point.

    A repeated submit adds nothing. Raises DomainError without a member of this meeting or words for it, or when the
    minutes are closed.
    """
    lock_for_writing(meeting)
    item = item_of(meeting, item)
    if sort not in WORDS:
        raise DomainError(_("Hãy chọn: biểu dương, nhắc nhở hay phê bình."), field="sort")
    if member is None or not meeting.attendances.filter(member=member).exists():
        raise DomainError(_("Hãy chọn đồng chí được nhận xét."), field="member")
    words = line_of_text(words, field="words", limit=300, missing=_("Hãy ghi về việc gì."))
    return _add(item, f"- {WORDS[sort]} đồng chí {member.full_name}: {words.rstrip('.')}.", by=by)


def _add(item: AgendaItem, line: str, *, by: User) -> Passage:
    return add_to_passage(item.passages.get(kind=Passage.Kind.ITEM_BODY), line=line, by=by)
