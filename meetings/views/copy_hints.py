"""The hint that much of the text of minutes stands in others already: to who sends them, and to who approves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from cells.access import scope_of
from meetings.models import Meeting
from meetings.queries.copies import Copy, copies_of
from meetings.workflow import State


@dataclass(frozen=True)
class Hint:
    """A sentence, and where the other minutes are read; no address for who may not read them."""

    sentence: str
    url: str = ""


def copy_hints(user: User, meeting: Meeting, actions: Collection[str]) -> list[Hint]:
    """What to tell the reader now: while the minutes are about to be sent, or wait for the reader's approval."""
    asked = meeting.state == State.OPEN and "submit" in actions
    asked = asked or (meeting.state == State.SUBMITTED and "approve" in actions)
    return [_hint(user, copy) for copy in copies_of(meeting)] if asked else []


def _hint(user: User, copy: Copy) -> Hint:
    words = {"percent": copy.percent, "meeting": copy.meeting}
    if copy.is_own:
        sentence = _("Giống %(percent)s %% nội dung của %(meeting)s (không kể số liệu).") % words
        return Hint(sentence, copy.meeting.get_absolute_url())
    if copy.meeting.cell_id not in scope_of(user).readable:
        return Hint(_("Giống %(percent)s %% nội dung của một chi bộ khác (không kể số liệu).") % words)
    words["cell"] = copy.meeting.cell.label(copy.meeting.held_on)
    sentence = _("Giống %(percent)s %% nội dung của %(cell)s, %(meeting)s (không kể số liệu).") % words
    return Hint(sentence, copy.meeting.get_absolute_url())
