"""Admission and recognition as the texts have it: order of steps, votes, days. Pure; its data: ``candidates.json``.

``official_day`` is a setting: "end_of_probation" (208-QĐ/TW: also when recognised late) or "day_of_decision".
"""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from cells.models import Candidate
from cells.rules.working_days import add_working_days
from core.periods import add_months, whole_months_between

FILE = Path(__file__).with_name("candidates.json")
Stage = Candidate.Stage
ORDER: list[Stage] = [stage for stage in Stage if stage != Stage.STOPPED]
BY_THE_CELL = (Stage.CELL_PROPOSED, Stage.RECOGNITION_PROPOSED)
"""Stages that need the vote of the cell."""
BY_THE_COMMITTEE = (Stage.COMMITTEE_PROPOSED, Stage.DECIDED, Stage.PROBATIONARY, Stage.OFFICIAL)
"""Stages that the committee above writes down."""


class Rule(NamedTuple):
    """One number, and where it stands."""

    value: Any
    source: str


@cache
def rule(key: str) -> Rule:
    row = json.loads(FILE.read_text(encoding="utf-8"))[key]
    return Rule(row["value"], row["source"])


def next_stage(stage: str) -> Stage | None:
    """What comes after a stage; nothing after the last, or once stopped."""
    if stage in (Stage.STOPPED, Stage.OFFICIAL):
        return None
    return ORDER[ORDER.index(Stage(stage)) + 1]


def votes_needed(body: int) -> int:
    """The least number of yes votes that is two thirds of the body, in whole numbers."""
    part, whole = rule("two_thirds").value
    return -(-body * part // whole)


def is_carried(yes: int, body: int) -> bool:
    part, whole = rule("two_thirds").value
    return body > 0 and yes * whole >= body * part


def age_on(birth: dt.date, on: dt.date) -> int:
    """Full years of age."""
    return whole_months_between(birth, on) // 12


def latest_ceremony(decided_on: dt.date) -> dt.date:
    """The last working day for the ceremony after the decision."""
    return add_working_days(decided_on, rule("ceremony_working_days").value)


def probation_ends_on(ceremony: dt.date) -> dt.date:
    """The day on which a probationary member is due to become official."""
    return add_months(ceremony, rule("probation_months").value)


def official_day(ceremony: dt.date, decided_on: dt.date) -> dt.date:
    """From which day someone recognised by a decision of ``decided_on`` is official."""
    end = probation_ends_on(ceremony)
    return end if rule("official_day").value == "end_of_probation" else max(end, decided_on)


def alert_step(due_on: dt.date, on: dt.date) -> int | None:
    """The nearest of the alerts (90, 60, 30, 15, 7 days) that has been passed; 0 once the day is there; else None."""
    left = (due_on - on).days
    if left <= 0:
        return 0
    passed = [days for days in rule("alert_days").value if left <= days]
    return min(passed) if passed else None
