"""Who may see and do what with meetings and what follows from them. Scope comes from ``cells.access``."""

from meetings.access.meetings import actions_for, get_meeting, meetings_visible_to
from meetings.access.tasks import get_task, task_actions_for, tasks_visible_to

__all__ = [
    "actions_for",
    "get_meeting",
    "get_task",
    "meetings_visible_to",
    "task_actions_for",
    "tasks_visible_to",
]
