"""What the demonstration says, without the numbers of its rows and without the moment of its loading."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from accounts.models import AuditEvent, User
from cells.models import (
    Assignment,
    CandidateStep,
    FeeMonth,
    Member,
    Membership,
    OrganisationPeriod,
    PilotTask,
    PilotUnit,
    PilotWeakness,
    ScreeningResult,
    Seat,
    StatusPeriod,
    Succession,
    TrainingParticipant,
    WorkingGroupMember,
    WorkingGroupUnit,
)
from evaluations.models import Decision, Evaluation, FactEntry, Period, Review
from meetings.models import AgendaItem, Attendance, Meeting, Passage, Task, TaskReview, Vote

MEETING = ("meeting__held_on", "meeting__cell__order")
SUBJECT = ("evaluation__period__year", "evaluation__cell__order", "evaluation__member__sort_key")
TABLES: tuple[tuple[type, tuple[str, ...]], ...] = (
    (User, ("username", "full_name", "is_administrator", "member__full_name", "created_at")),
    (OrganisationPeriod, ("name", "kind", "parent__order", "parent__code", "valid_from", "valid_to")),
    (Succession, ("predecessor__order", "successor__order", "on", "document")),
    (Member, ("full_name", "sex", "birth_date", "admitted_on", "official_on", "citizen_id", "card_number")),
    (Membership, ("member__full_name", "member__citizen_id", "cell__order", "valid_from", "valid_to")),
    (Seat, ("member__full_name", "organisation__order", "office", "valid_from", "valid_to")),
    (StatusPeriod, ("member__full_name", "status", "valid_from", "valid_to")),
    (Meeting, ("cell__order", "kind", "held_on", "place", "theme", "state", "chair__full_name", "started_at",
               "ended_at", "self_score", "minutes_agreed", "submitted_at", "approved_at", "submitted_by__username")),
    (Attendance, (*MEETING, "member__full_name", "is_official", "status", "state", "reason")),
    (AgendaItem, (*MEETING, "order", "kind", "title")),
    (Passage, (*MEETING, "item__order", "kind", "order", "speaker__full_name", "text")),
    (Vote, (*MEETING, "question", "yes", "no", "abstain")),
    (Task, (*MEETING, "text", "owner__full_name", "due_on")),
    (TaskReview, (*MEETING, "task__text", "outcome", "note")),
    (Period, ("year", "quarter", "local_regulation__title", "state", "opened_at", "closed_at")),
    (Evaluation, ("period__year", "cell__order", "member__full_name", "subject", "state", "submitted_at")),
    (FactEntry, (*SUBJECT, "key", "value", "entered_by__username", "entered_at")),
    (Review, (*SUBJECT, "level", "opinion", "reviewed_at")),
    (Decision, (*SUBJECT, "level", "computed_level", "reason", "document_number", "decided_on", "decided_at")),
    (Assignment, ("member__full_name", "unit__order", "area", "document", "valid_from", "valid_to")),
    (WorkingGroupMember, ("group__name", "member__full_name", "role", "valid_from", "valid_to")),
    (WorkingGroupUnit, ("group__name", "unit__order", "valid_from", "valid_to")),
    (PilotUnit, ("organisation__order", "year", "reason", "plan_document", "plan_goal")),
    (PilotWeakness, ("text", "state", "note", "state_on")),
    (PilotTask, ("text", "owner", "due_on", "done_on", "result")),
    (CandidateStep, ("candidate__full_name", "stage", "on", "document", "yes", "body", "recorded_at")),
    (ScreeningResult, ("member__full_name", "year", "result", "note", "help_until")),
    (FeeMonth, ("cell__order", "year", "month", "collected", "debtors__full_name", "recorded_at")),
    (TrainingParticipant, ("training__name", "member__full_name", "role")),
    (AuditEvent, ("at", "actor_name", "action", "thing_label", "organisation_name")),
)  # fmt: skip


def digests() -> dict[str, str]:
    """One check sum for each table."""
    return {model.__name__: _sum(_lines(model, fields)) for model, fields in TABLES}


def _lines(model: Any, fields: Iterable[str]) -> Iterator[str]:
    return (repr(row) for row in model.objects.order_by().values_list(*fields))


def _sum(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
