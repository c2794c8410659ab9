"""To which day the six months of new members and new units are counted (the setting ``admission_reference``).

The text does not say it (QĐ 366 Đ5), so the committee chooses: the last day of the year, or the day of the review.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db.models import Min

from core.periods import add_months
from evaluations.models import Period, ReviewMeeting
from evaluations.rules.regulation import Regulation

SETTING, YEAR_END, REVIEW_MEETING = "admission_reference", "year_end", "review_meeting"


def months_counted_on(period: Period, regulation: Regulation) -> Callable[[int], dt.date | None]:
    """The day for each unit; none where the cut-off counts: no such setting, or no review was held yet."""
    setting = regulation.settings.get(SETTING)
    if setting is None:
        return lambda _unit: None
    if setting.default == REVIEW_MEETING:
        rows = ReviewMeeting.objects.filter(period=period).order_by().values("organisation")
        held = dict(rows.annotate(day=Min("meeting__held_on")).values_list("organisation", "day"))
        return lambda unit: held.get(unit)
    end = add_months(dt.date(period.year, 1, 1), 3 * (period.quarter or 4)) - dt.timedelta(days=1)
    return lambda _unit: end
