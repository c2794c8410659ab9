"""What the small forms of the writing page begin with when they change something that stands on it already."""

from __future__ import annotations

from core.numbers import format_number
from core.periods import format_date
from meetings.models import Vote
from meetings.queries.minutes import TaskRow

Values = dict[str, str]


def vote_values(vote: Vote) -> Values:
    """The fields of a vote, by the names of its form."""
    return {
        "question": vote.question,
        "matter": vote.matter,
        "subject": f"c{vote.candidate_id}" if vote.candidate_id else "",
        "person": "" if vote.candidate_id else vote.person,
        "method": vote.method,
        "yes": str(vote.yes),
        "no": str(vote.no),
        "abstain": str(vote.abstain),
        "reserved": vote.reserved_opinion,
    }


def task_values(given: TaskRow) -> Values:
    """The fields of a task, by the names of its form."""
    task = given.task
    return {
        "text": task.text,
        "owner": given.owner_choice,
        "due_on": format_date(task.due_on),
        "target": "" if task.target is None else format_number(task.target),
        "unit": task.unit,
        "baseline": "" if task.baseline is None else format_number(task.baseline),
        "rhythm": task.rhythm,
        "key_task": f"k{task.key_task_id}" if task.key_task_id else "",
    }
