"""What waits for one user in the month of cells: days to agree, leave to answer, scores, tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from accounts.models import User
from cells.access import Scope
from reports.queries.waiting import Waiting


def month_waiting(user: User, scope: Scope, day: dt.date) -> Iterable[Waiting]:
    """Everything of the month, each sort from its own function."""
    return ()
