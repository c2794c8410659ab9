"""Increase and decrease (Biểu 1): who was here before, who came and left and why, who is here on the last day.

A member is here on a day if the permanent membership of that day is in a cell that stood under the unit on that day.
Coming and leaving are changes between one day and the next, so members who move inside the unit, and cells that merge
inside it, change nothing; ``valid_to`` is the last day here, the decrease counts from the next. The two ends
are counted apart from the steps between them: that they balance is checked, not assumed.
"""

from __future__ import annotations

import datetime as dt
import json

from cells.queries.statistics.facts import CONDITIONS, SPAN, TRAITS, Facts, words
from cells.rules.statistics import data, reasons

# "stay": a permanent membership cut to the days on which its cell stood under the unit; one from the first day to the
# last has none beside it. "follows" and "goes_on": the stay before or after touches this one. Who left the Party on one
# day and came into it on the next was away all the same.
STEPS = """
stay AS (
    SELECT membership.id, membership.member_id, membership.cell_id, span.row_id,
           greatest(membership.valid_from, span.since) AS since,
           least(coalesce(membership.valid_to, span.until), span.until) AS until,
           CASE WHEN membership.valid_from >= span.since THEN membership.start_reason ELSE 'place' END AS begun,
           CASE WHEN membership.valid_to <= span.until THEN membership.end_reason ELSE 'place' END AS ended
    FROM cells_membership membership
    JOIN span ON span.id = membership.cell_id AND membership.valid_from <= span.until
     AND (membership.valid_to IS NULL OR membership.valid_to >= span.since)
    WHERE membership.kind = 'permanent'
), step AS (
    SELECT stay.*, lag(row_id) OVER life AS row_before, lead(row_id) OVER life AS row_after,
           coalesce(lag(until) OVER life = since - 1 AND NOT (
               lag(ended) OVER life = ANY (%(leaving)s) AND begun = ANY (%(entering)s)), false) AS follows,
           coalesce(lead(since) OVER life = until + 1 AND NOT (
               ended = ANY (%(leaving)s) AND lead(begun) OVER life = ANY (%(entering)s)), false) AS goes_on
    FROM stay WHERE since > %(since)s OR until < %(until)s
    WINDOW life AS (PARTITION BY member_id ORDER BY since)
)
"""
# A membership without a reason takes that of the one it follows directly, wherever that was.
CHANGES = f"""
WITH RECURSIVE {SPAN}, {STEPS}, change AS (
    SELECT row_id, 'start' AS line, member_id, cell_id, since AS day, since AS seen_on, NULL::bigint AS membership_id
    FROM stay WHERE since = %(since)s
    UNION ALL
    SELECT row_id, 'end', member_id, cell_id, until, until, NULL FROM stay WHERE until = %(until)s
    UNION ALL
    SELECT row_id, coalesce(%(up)s::jsonb ->> CASE WHEN begun <> '' THEN begun ELSE (
               SELECT prior.end_reason FROM cells_membership prior
               WHERE prior.member_id = step.member_id AND prior.kind = 'permanent' AND prior.valid_to = step.since - 1
           ) END, 'unknown_in'), member_id, cell_id, since, since, id
    FROM step WHERE NOT follows AND since > %(since)s
    UNION ALL
    SELECT row_id, coalesce(%(down)s::jsonb ->> ended, 'unknown_out'), member_id, cell_id, until, until, id
    FROM step WHERE NOT goes_on AND until < %(until)s
    UNION ALL
    SELECT row_id, 'internal_in', member_id, cell_id, since, since - 1, id
    FROM step WHERE follows AND row_before <> row_id
    UNION ALL
    SELECT row_id, 'internal_out', member_id, cell_id, until, until, id
    FROM step WHERE goes_on AND row_after <> row_id
    UNION ALL
    SELECT row_id, 'contradiction', member_id, cell_id, until, until, id
    FROM step WHERE goes_on AND ended = ANY (%(leaving)s)
    UNION ALL
    SELECT row_id, 'made_official', stay.member_id, cell_id, official_on, official_on - 1, stay.id
    FROM cells_member JOIN stay ON stay.member_id = cells_member.id AND official_on BETWEEN since AND until
    WHERE official_on > %(since)s
      AND (official_on > since OR EXISTS (
          SELECT 1 FROM step WHERE step.id = stay.id AND step.since = stay.since AND step.follows))
), fact AS (
    SELECT row_id AS row_key, line, change.member_id, change.cell_id, day,
           coalesce(membership.elsewhere, '') AS note, {TRAITS}
    FROM change JOIN cells_member member ON member.id = change.member_id
    LEFT JOIN cells_membership membership ON membership.id = change.membership_id
    WHERE member.merged_into_id IS NULL
)
"""  # noqa: S608 - made of constants


def changes(unit_id: int, *, first: dt.date, last: dt.date) -> Facts:
    """The facts of Biểu 1 for a unit from ``first`` to ``last``, both inclusive."""
    parameters = {
        "unit": unit_id,
        "since": first - dt.timedelta(days=1),
        "until": last,
        "up": json.dumps(reasons("up")),
        "down": json.dumps(reasons("down")),
        "leaving": data()["leaving_the_party"],
        "entering": data()["entering_the_party"],
        "majority": words("majority"),
        "no_religion": words("no_religion"),
    }
    return Facts(CHANGES, parameters, CONDITIONS)
