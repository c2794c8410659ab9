"""The yearly evaluation of the invented province: a period for each committee, everyone's facts entered and sent.

More than a million facts are written by PostgreSQL itself, drawn from the numbers of the rows: the same each time.
"""

import datetime as dt
import json
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.models import User
from cells.models import Organisation
from evaluations.models import Evaluation, FactEntry, Period
from evaluations.queries.regulations import regulation_for

YEAR = 2026
WRITE_CELLS = """
INSERT INTO evaluations_evaluation (period_id, subject, cell_id, state, submitted_by_id, submitted_at,
    returned_reason, postponed_reason)
SELECT period.id, 'cell', place.organisation_id, 'submitted', %(by)s, %(now)s, '', ''
FROM cells_organisationperiod place
JOIN cells_organisation unit ON unit.id = place.organisation_id AND unit.ended_on IS NULL
JOIN cells_organisationperiod above ON above.organisation_id = place.parent_id AND above.valid_to IS NULL
JOIN evaluations_period period ON period.year = %(year)s AND period.opened_by_id = %(by)s AND period.organisation_id =
    CASE WHEN above.kind = 'part_committee' THEN above.parent_id ELSE above.organisation_id END
WHERE place.valid_to IS NULL AND place.kind = 'cell'
ORDER BY period.id, place.organisation_id
"""
WRITE_MEMBERS = """
INSERT INTO evaluations_evaluation (period_id, subject, cell_id, member_id, state, submitted_by_id, submitted_at,
    returned_reason, postponed_reason)
SELECT own.period_id,
    CASE WHEN unit.unit_type IN ('residential', 'private_enterprise', 'students')
        THEN 'member_outside' ELSE 'member' END,
    own.cell_id, held.member_id, 'submitted', %(by)s, %(now)s, '', ''
FROM evaluations_evaluation own
JOIN cells_organisation unit ON unit.id = own.cell_id
JOIN cells_membership held ON held.cell_id = own.cell_id AND held.kind = 'permanent' AND held.valid_to IS NULL
WHERE own.member_id IS NULL AND own.submitted_by_id = %(by)s
ORDER BY own.period_id, own.cell_id, held.member_id
"""
# One in ten reaches the standard of "excellent", one in twelve was late with a task, one in fifty has no points yet.
WRITE_FACTS = """
INSERT INTO evaluations_factentry (evaluation_id, stage, key, value, note, entered_by_id, entered_at)
SELECT drawn.id, 'self', fact.key, fact.value, '', %(by)s, %(now)s
FROM (
    SELECT id, member_id, id * 7919 %% 100 AS sort, id * 104729 %% 89 AS points, 5 + id * 31 %% 4 AS tasks
    FROM evaluations_evaluation WHERE submitted_by_id = %(by)s
) drawn
CROSS JOIN LATERAL (VALUES
    ('score_general', to_jsonb(CASE WHEN sort < 10 THEN 28 WHEN sort < 92 THEN 24 + points %% 4 ELSE 20 END)),
    ('score_results', CASE WHEN sort < 10 THEN to_jsonb((63 + points / 20.0)::numeric(5, 1)::text)
        WHEN sort < 92 THEN to_jsonb((50 + points / 8.0)::numeric(5, 1)::text) ELSE to_jsonb(42) END),
    ('tasks_assigned', to_jsonb(tasks)),
    ('tasks_done', to_jsonb(tasks)),
    ('tasks_on_time', to_jsonb(CASE WHEN sort < 92 THEN tasks ELSE tasks - 1 END)),
    ('tasks_exceeded', to_jsonb(CASE WHEN sort < 10 THEN 3 ELSE 0 END)),
    ('tasks_late', to_jsonb(CASE WHEN sort < 92 THEN 0 ELSE 1 END)),
    ('shortcomings_named', to_jsonb(0)),
    ('shortcomings_remedied', to_jsonb(0)),
    ('triggers', '[]'::jsonb),
    ('leaders_disciplined', CASE WHEN member_id IS NULL THEN to_jsonb(0) END)
) AS fact (key, value)
WHERE fact.value IS NOT NULL AND (sort <> 50 OR fact.key NOT LIKE 'score%%')
"""


def evaluate(by: User) -> dict[str, int]:
    """Open the year under every committee that has cells, and enter everyone's facts; returns the numbers of rows."""
    regulation = regulation_for(YEAR)
    data = json.loads(json.dumps(regulation.data))
    committees = Organisation.objects.filter(ended_on=None, is_demonstration=True, periods__valid_to=None)
    rows = committees.filter(
        periods__kind__in=("commune", "base_committee"), periods__parent__periods__kind="provincial"
    )
    Period.objects.bulk_create(
        Period(
            organisation=committee,
            year=YEAR,
            regulation_key=regulation.key,
            regulation=data,
            regulation_sha256=regulation.sha256,
            reference_date=dt.date(YEAR, 12, 31),
            opened_by=by,
        )
        for committee in rows.exclude(evaluation_periods__year=YEAR).distinct().order_by("pk")
    )
    values: dict[str, Any] = {"by": by.pk, "now": timezone.now(), "year": YEAR}
    with connection.cursor() as cursor:
        for statement in (WRITE_CELLS, WRITE_MEMBERS, WRITE_FACTS):
            cursor.execute(statement, values)
    return {
        "kỳ đánh giá": Period.objects.filter(opened_by=by).count(),
        "phiếu đánh giá": Evaluation.objects.filter(submitted_by=by).count(),
        "số liệu đánh giá": FactEntry.objects.filter(entered_by=by).count(),
    }
