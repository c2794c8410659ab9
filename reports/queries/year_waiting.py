"""What waits for one user in the yearly evaluation: forms to write, counts to enter, complaints, remedies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from accounts.models import User
from cells.access import Scope
from reports.queries.afterwards_waiting import afterwards_waiting
from reports.queries.decision_waiting import decision_waiting
from reports.queries.postponed_waiting import postponed_waiting
from reports.queries.regulation_waiting import regulations_to_issue
from reports.queries.review_waiting import review_waiting
from reports.queries.waiting import Waiting


def year_waiting(user: User, scope: Scope, day: dt.date) -> Iterable[Waiting]:
    """Everything of the year, each sort from its own function."""
    yield from regulations_to_issue(scope)
    yield from afterwards_waiting(scope, day)
    yield from review_waiting(scope, day)
    yield from decision_waiting(user, scope)
    yield from postponed_waiting(scope, day)
