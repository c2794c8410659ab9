"""What the tests of this folder share."""

import datetime

from cells.imports.understood import Issue, Roster

DAY = datetime.date


def only_issue(roster: Roster) -> Issue:
    assert len(roster.issues) == 1, [issue.reason for issue in roster.issues]
    return roster.issues[0]
