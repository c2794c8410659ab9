"""Reviews that were put off and are due: for who leads the cell."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from cells.access import Scope
from core.periods import format_date
from evaluations.models import Evaluation
from reports.queries.waiting import Ask, Sort, Waiting

SHOWN = 8
AHEAD = dt.timedelta(days=14)


def postponed_waiting(scope: Scope, day: dt.date) -> Sort:
    """Whose review is expected within two weeks, or was; or was put off without a day."""
    if not scope.led_cells:
        return
    rows = Evaluation.objects.filter(cell__in=scope.led_cells, state=Evaluation.State.POSTPONED)
    rows = rows.exclude(postponed_until__gt=day + AHEAD).select_related("member", "collective", "cell")
    for row in (yield Ask(rows.order_by("postponed_until", "pk")[:SHOWN], "cell")):
        until = row.postponed_until
        detail = _("Dự kiến ngày %(day)s.") % {"day": format_date(until)} if until else row.postponed_reason
        title = _("Kiểm điểm, xếp loại bổ sung: %(name)s") % {"name": row}
        yield Waiting("clock", title, detail, row.get_absolute_url(), is_late=until is not None and until < day)
