"""When the minutes were last read aloud, and what was changed since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from accounts.audit import ACTIONS
from accounts.models import AuditEvent
from core.differences import Piece, word_difference
from core.periods import LOCAL_ZONE, today
from meetings.models import AgendaItem, Guest, Meeting, Passage, Task, TaskReview, Vote

READ_BACK = "meetings.minutes_read_back"
DEEDS_SHOWN = 30
OPEN_FOR = dt.timedelta(hours=6)
"""A meeting that began longer ago is not ending now."""


@dataclass(frozen=True)
class ChangedText:
    """A text that was changed after the reading, with what went and what came."""

    passage: Passage
    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Reading:
    """The last time the minutes were read aloud; ``deeds`` are what was done to other things since, newest first."""

    at: dt.datetime
    by: str
    texts: list[ChangedText]
    deeds: list[tuple[str, AuditEvent]]

    @property
    def is_stale(self) -> bool:
        return bool(self.texts or self.deeds)


def last_reading(meeting: Meeting) -> Reading | None:
    """The last reading aloud; None before the first."""
    event = AuditEvent.objects.filter(action=READ_BACK, thing_kind=Meeting._meta.label, thing_id=meeting.pk).first()
    if event is None:
        return None
    return Reading(event.at, event.actor_name, _texts_since(meeting, event.at), _deeds_since(meeting, event))


def _texts_since(meeting: Meeting, moment: dt.datetime) -> list[ChangedText]:
    rows = meeting.passages.filter(edited_at__gt=moment, is_removed=False).select_related("item", "speaker", "guest")
    changed = []
    for passage in rows.order_by("item__order", "order", "pk").prefetch_related("revisions"):
        last = next((row for row in passage.revisions.all() if row.saved_at <= moment), None)
        before = last.text if last else ""
        # A revision takes in what its author saves within minutes: then how it was before is not known any more.
        if before != passage.text or (last and last.number == passage.revision):
            changed.append(ChangedText(passage, _label(passage), word_difference(before, passage.text)))
    return changed


def _label(passage: Passage) -> str:
    words = passage.get_kind_display().capitalize()
    if passage.kind == Passage.Kind.OPINION:
        words = f"{words}: {passage.speaker or passage.guest}"
    return f"{words} – {passage.item}" if passage.item else words


def _deeds_since(meeting: Meeting, event: AuditEvent) -> list[tuple[str, AuditEvent]]:
    """Deeds on what hangs on the meeting; its texts tell of themselves."""
    things = Q(thing_kind=Meeting._meta.label, thing_id=meeting.pk)
    for kind, pks in _things_of(meeting):
        things |= Q(thing_kind=kind, thing_id__in=pks)
    rows = AuditEvent.objects.filter(things, pk__gt=event.pk).exclude(
        action__in=["meetings.passage_saved", "meetings.meeting_closed", READ_BACK]
    )
    return [(str(ACTIONS.get(row.action, row.action)), row) for row in rows[:DEEDS_SHOWN]]


def _things_of(meeting: Meeting) -> Iterable[tuple[str, list[int]]]:
    for model in (AgendaItem, Passage, Vote, Task, TaskReview, Guest):
        yield model._meta.label, list(model._default_manager.filter(meeting=meeting).values_list("pk", flat=True))


def proposed_end(meeting: Meeting) -> dt.time | None:
    """The closing time as noted; else the present minute, while the meeting can be ending now."""
    if meeting.ended_at is not None:
        return meeting.ended_at
    now = timezone.now().astimezone(LOCAL_ZONE)
    if meeting.started_at is None or meeting.held_on != today():
        return None
    began = dt.datetime.combine(meeting.held_on, meeting.started_at, LOCAL_ZONE)
    return now.time().replace(second=0, microsecond=0) if dt.timedelta(0) < now - began < OPEN_FOR else None
