"""Decided years of the past, written straight into the tables: for streaks and for discipline that comes late."""

import datetime as dt
import json
from pathlib import Path

from evaluations.models import Decision, Evaluation, Period
from evaluations.rules.regulation import REGULATIONS, regulation_for_year


def make_past(
    committee, year: int, subject, level: str, *, by, cell=None, outstanding: bool = False, **more
) -> Decision:
    """``subject`` (a member, or a cell) decided at ``level`` on 20/12 of the year."""
    regulation = regulation_for_year(year)
    data = json.loads((Path(REGULATIONS) / f"{regulation.key}.json").read_text(encoding="utf-8"))
    period, _created = Period.objects.get_or_create(
        organisation=committee,
        year=year,
        defaults={
            "regulation_key": regulation.key,
            "regulation": data,
            "regulation_sha256": regulation.sha256,
            "reference_date": dt.date(year, 12, 31),
            "opened_by": by,
        },
    )
    sent_at = dt.datetime(year, 12, 10, tzinfo=dt.UTC)
    sent = {"state": "decided", "submitted_by": by, "submitted_at": sent_at}
    is_cell = cell is None
    about = {"subject": "cell", "cell": subject} if is_cell else {"subject": "member", "cell": cell, "member": subject}
    evaluation = Evaluation.objects.create(period=period, **about, **sent)
    day = dt.date(year, 12, 20)
    values = {
        "level": level,
        "computed_level": level or "not_rated",
        "decided_on": day,
        "document_number": f"{year % 100}-QĐ/ĐU",
        "facts": {"cut_off": day.isoformat(), "facts": {}, "meetings": {}},
        "trace": [],
        "decided_by": by,
        "is_outstanding": outstanding,
    }
    return Decision.objects.create(evaluation=evaluation, **(values | more))
