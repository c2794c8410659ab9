"""What the invented people were told, and the row of a key: no text has its digest, so it opens nothing."""

import datetime as dt

from accounts.models import User
from cells.models import Organisation
from demo.clock import written_on
from reports.models import ApiToken
from reports.services.reminders import write_reminders

DAYS = [dt.date(2026, 11, day) for day in (3, 8, 12, 19, 22)]
"""Mornings on which something was due."""


def remind(commune: Organisation, secretary: User) -> None:
    """The notices of some mornings of November, and one key of the interface."""
    for day in DAYS:
        with written_on(day):
            write_reminders(day)
    with written_on(dt.date(2026, 11, 2)):
        ApiToken.objects.create(
            user=secretary,
            created_by=secretary,
            organisation=commune,
            name="Phần mềm báo cáo của Văn phòng Tỉnh ủy",
            digest="0" * 64,
            hint="x7Qk",
            scopes=["meetings", "statistics", "units"],
            expires_on=dt.date(2027, 4, 30),
        )
