"""Who may see and do what with meetings and what follows from them. Scope comes from ``cells.access``."""

from meetings.access.meetings import actions_for, get_meeting, meetings_visible_to
from meetings.access.tasks import get_task, task_actions_for, tasks_visible_to
from meetings.access.visits import (
    get_checked_unit,
    get_dialogue,
    get_visit,
    keeps_year_of,
    may_check,
    visit_actions_for,
    visits_visible_to,
)

__all__ = [
    "actions_for",
    "get_checked_unit",
    "get_dialogue",
    "get_meeting",
    "get_task",
    "get_visit",
    "keeps_year_of",
    "may_check",
    "meetings_visible_to",
    "task_actions_for",
    "tasks_visible_to",
    "visit_actions_for",
    "visits_visible_to",
]
