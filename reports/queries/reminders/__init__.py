"""Deadlines that come and are past, over the whole installation, and who is told of them."""

from __future__ import annotations

from reports.queries.reminders import of_keys, of_meetings, of_people, of_promises, of_the_year, of_work
from reports.queries.reminders.due import UNIT, Due, Source
from reports.queries.reminders.people import People, Person, read_people

SOURCES: dict[str, Source] = {
    "month_meeting": of_meetings.month_meetings,
    "calendar": of_meetings.calendars,
    "thematic_quarter": of_meetings.thematic_quarters,
    "meeting_notice": of_meetings.meeting_notices,
    "leave_answer": of_meetings.leave_answers,
    "minutes_report": of_meetings.minutes_reports,
    "task": of_work.tasks,
    "task_report": of_work.task_reports,
    "remedy": of_work.remedies,
    "promise": of_work.promises,
    "pilot_task": of_work.pilot_tasks,
    "official_day": of_people.official_days,
    "ceremony": of_people.ceremonies,
    "stay": of_people.stays,
    "screening": of_people.screenings,
    "transfer": of_people.transfers,
    "term": of_people.terms,
    "review_drafts": of_the_year.review_drafts,
    "evaluation": of_the_year.evaluations,
    "postponed": of_the_year.postponed,
    "commitment": of_promises.commitments,
    "shortcoming": of_the_year.shortcomings,
    "complaint": of_the_year.complaints,
    "award_budget": of_the_year.award_budgets,
    "key": of_keys.keys,
}
"""By the key of ``reminders.json``."""

__all__ = ["SOURCES", "UNIT", "Due", "People", "Person", "read_people"]
