"""Figures of units over years, added up by PostgreSQL: the same few questions for one cell and for a province.

A cell's year counts for the committee under which it stood on the year's last day (or its own last day), by the tree of
that day. Of a committee that followed others by merging, the years of those it followed count for it.
"""

from reports.queries.yearly.classes import ClassCounts, class_years
from reports.queries.yearly.grades import GradeCounts, MinutesCounts, grade_years, minutes_years
from reports.queries.yearly.groups import Groups, cells_of, each_of, groups_of
from reports.queries.yearly.sessions import Sessions, session_years
from reports.queries.yearly.tasks import TaskCounts, task_years
from reports.queries.yearly.voices import Voices, voice_years

__all__ = [
    "ClassCounts",
    "GradeCounts",
    "Groups",
    "MinutesCounts",
    "Sessions",
    "TaskCounts",
    "Voices",
    "cells_of",
    "class_years",
    "each_of",
    "grade_years",
    "groups_of",
    "minutes_years",
    "session_years",
    "task_years",
    "voice_years",
]
