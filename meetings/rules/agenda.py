"""The usual agenda of each kind of meeting (``kinds.json``); the unit may change it.

The titles go into the minutes, so they are Vietnamese on an English page too.
"""

from __future__ import annotations

from meetings.models import MeetingKind
from meetings.rules.kinds import kinds


def usual_agenda(kind: str) -> list[tuple[str, str]]:
    """Pairs of item kind and title."""
    return list(kinds()[MeetingKind(kind)].agenda)
