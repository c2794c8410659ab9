"""What was changed in the minutes of a meeting since a moment: texts from their revisions, all else from the audit
trail."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import AuditEvent
from core.differences import Piece, word_difference
from meetings.models import Meeting, Passage, PassageRevision
from meetings.services.passages import label_of

MOMENTS = (
    "meetings.meeting_opened",
    "meetings.minutes_read_back",
    "meetings.minutes_submitted",
    "meetings.minutes_returned",
    "meetings.minutes_corrected",
)
"""From which on changes may be asked for, in the order of a meeting's life."""
LOOKED_BACK_TO = ("meetings.minutes_read_back", "meetings.minutes_returned", "meetings.minutes_corrected")
"""The latest of these is where the page begins."""
NOT_DEEDS = (
    "meetings.passage_saved",
    "meetings.passage_brought_back",
    *MOMENTS,
    "meetings.minutes_approved",
    "meetings.minutes_locked",
)
"""Texts are shown by themselves; moments of the meeting's life change nothing in its minutes."""
MOST_DEEDS = 300


@dataclass(frozen=True)
class ChangedText:
    """A passage that was written since, with what differs; ``pieces`` are empty for one that was taken out."""

    passage: Passage
    label: str
    pieces: tuple[Piece, ...]


def moments_of(meeting: Meeting) -> list[AuditEvent]:
    """The moments since which changes may be asked for, the newest first."""
    events = AuditEvent.objects.filter(thing_kind=Meeting._meta.label, thing_id=meeting.pk, action__in=MOMENTS)
    return list(events.order_by("-at", "-pk")[:30])


def usual_moment(moments: list[AuditEvent]) -> AuditEvent | None:
    """Since the minutes were last returned, read back or opened to be corrected; else since the meeting began."""
    return next((event for event in moments if event.action in LOOKED_BACK_TO), moments[-1] if moments else None)


def changed_texts(meeting: Meeting, since: dt.datetime) -> list[ChangedText]:
    """The passages written since then, in the order of the minutes."""
    rows = meeting.passages.filter(edited_at__gt=since, is_removed=False).select_related(
        "item", "speaker", "guest", "edited_by"
    )
    passages = sorted(rows, key=lambda row: (row.item.order if row.item else 0, row.order, row.pk))
    before = _texts_before([row.pk for row in passages], since)
    changed = []
    for passage in passages:
        old = before.get(passage.pk, "")
        if old != passage.text:
            changed.append(ChangedText(passage, label_of(passage), tuple(word_difference(old, passage.text))))
    return changed


def _texts_before(passages: list[int], since: dt.datetime) -> dict[int, str]:
    """The text of each as it was then. A saving that began before and went on after is not split: what it began
    from is taken."""
    texts: dict[int, str] = {}
    latest: dict[int, int] = {}
    revisions = PassageRevision.objects.filter(passage__in=passages).order_by("passage", "number")
    rows = list(revisions)
    for row in rows:
        latest[row.passage_id] = row.number
    for row in rows:
        if row.saved_at <= since and row.number != latest[row.passage_id]:
            texts[row.passage_id] = row.text
    return texts


def deeds_since(meeting: Meeting, since: dt.datetime) -> QuerySet[AuditEvent]:
    """Votes, tasks, attendance, opinions, agenda and the meeting's own facts that were changed since, newest first."""
    of: dict[str, QuerySet[Any]] = {
        "meetings.AgendaItem": meeting.items.all(),
        "meetings.Passage": meeting.passages.all(),
        "meetings.Vote": meeting.votes.all(),
        "meetings.Task": meeting.tasks.all(),
        "meetings.TaskReview": meeting.task_reviews.all(),
        "meetings.Guest": meeting.guests.all(),
        "meetings.Attendance": meeting.attendances.all(),
    }
    things = Q(thing_kind=Meeting._meta.label, thing_id=meeting.pk)
    for kind, rows in of.items():
        things |= Q(thing_kind=kind, thing_id__in=rows.values("pk"))
    events = AuditEvent.objects.filter(things, at__gt=since, at__lte=timezone.now())
    return events.exclude(action__in=NOT_DEEDS).order_by("-at", "-pk")[:MOST_DEEDS]
