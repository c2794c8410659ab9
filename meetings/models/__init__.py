"""Meetings of organisations: plan, attendance, minutes in passages, votes, scores, and the tasks that follow.

Totals, shares and outcomes are never stored: ``meetings.queries`` and ``meetings.rules`` derive them.
"""

from meetings.models.attendance import Attendance, Guest, LeaveRequest
from meetings.models.issued import (
    DocumentKind,
    NumberSeries,
    PartyDocument,
    PublishedCalendar,
    ThematicPlan,
    ThematicPlanItem,
)
from meetings.models.meetings import (
    REGULAR_KINDS,
    THEMATIC_KINDS,
    ConductSetting,
    Meeting,
    MeetingKind,
    MinutesVersion,
)
from meetings.models.minutes import AgendaItem, Operation, Paper, Passage, PassageRevision, Vote
from meetings.models.scores import MeetingGrade, MeetingScore, SheetInForce
from meetings.models.search import SearchEntry
from meetings.models.tasks import KeyTask, Task, TaskProgress, TaskReview, YearTheme
from meetings.models.visits import Dialogue, DialogueQuestion, Visit

__all__ = [
    "REGULAR_KINDS",
    "THEMATIC_KINDS",
    "AgendaItem",
    "Attendance",
    "ConductSetting",
    "Dialogue",
    "DialogueQuestion",
    "DocumentKind",
    "Guest",
    "KeyTask",
    "LeaveRequest",
    "Meeting",
    "MeetingGrade",
    "MeetingKind",
    "MeetingScore",
    "MinutesVersion",
    "NumberSeries",
    "Operation",
    "Paper",
    "PartyDocument",
    "Passage",
    "PassageRevision",
    "PublishedCalendar",
    "SearchEntry",
    "SheetInForce",
    "Task",
    "TaskProgress",
    "TaskReview",
    "ThematicPlan",
    "ThematicPlanItem",
    "Visit",
    "Vote",
    "YearTheme",
]
