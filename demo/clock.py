"""The invented history was written when it happened, not on the day on which it is loaded."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.utils import timezone

HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def moment(day: dt.date, time: dt.time = dt.time(20, 15)) -> dt.datetime:
    return dt.datetime.combine(day, time, HERE)


@contextmanager
def written_on(day: dt.date, time: dt.time = dt.time(9, 30)) -> Iterator[None]:
    """Rows that note when they were written, the audit trail above all, note this moment. For ``load_demo`` alone:
    it changes Django's clock in the whole process."""

    class Then(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
            return moment(day, time).astimezone(tz)

    real, timezone.datetime = timezone.datetime, Then  # type: ignore[attr-defined]
    try:
        yield
    finally:
        timezone.datetime = real  # type: ignore[attr-defined]
