"""The register of dialogues."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Count, Q, QuerySet

from cells.models import Organisation
from meetings.models import Dialogue, DialogueQuestion

THERE = Q(questions__is_removed=False)
PROMISED = THERE & Q(questions__due_on__isnull=False)
UNSETTLED = PROMISED & Q(questions__settled_on__isnull=True)


def dialogues_of(organisation: Organisation) -> QuerySet[Dialogue]:
    """The dialogues of a unit, the latest first, with ``asked``, ``promised`` and ``unsettled`` counts."""
    return (
        organisation.dialogues.select_related("chair")
        .annotate(
            asked=Count("questions", filter=THERE),
            promised=Count("questions", filter=PROMISED),
            unsettled=Count("questions", filter=UNSETTLED),
        )
        .order_by("-held_on", "-pk")
    )


def years_of_dialogues(organisation: Organisation) -> list[int]:
    return [day.year for day in organisation.dialogues.order_by().dates("held_on", "year", order="DESC")]


def questions_of(dialogue: Dialogue) -> QuerySet[DialogueQuestion]:
    return dialogue.questions.filter(is_removed=False).order_by("pk")


def overdue_promises(units: Collection[int], on: dt.date) -> QuerySet[DialogueQuestion]:
    """Promises of these units whose day is over and that are not settled."""
    return DialogueQuestion.objects.filter(
        dialogue__organisation__in=units, is_removed=False, due_on__lt=on, settled_on__isnull=True
    ).order_by("due_on", "pk")
