"""What waits for one user in the yearly evaluation: forms to write, counts to enter, complaints, remedies."""

from __future__ import annotations

import datetime as dt

from accounts.models import User
from cells.access import Scope
from reports.queries.afterwards_waiting import afterwards_waiting
from reports.queries.decision_waiting import decision_waiting
from reports.queries.postponed_waiting import postponed_waiting
from reports.queries.regulation_waiting import regulations_to_issue
from reports.queries.review_waiting import review_waiting
from reports.queries.waiting import Sort


def year_waiting(user: User, scope: Scope, day: dt.date) -> list[Sort]:
    """Everything of the year, each sort from its own function."""
    return [
        regulations_to_issue(scope),
        *afterwards_waiting(scope, day),
        *review_waiting(scope, day),
        *decision_waiting(user, scope),
        postponed_waiting(scope, day),
    ]
