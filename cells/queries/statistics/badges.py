"""Badges for years in the Party (Biểu 7): awarded from one day to another, and due on the next award day.

A badge counts where its member was on the day of the award; one given after death, where the member was last.
Who has full years and no badge of as many, or more, is due: also those whose badge was awarded but never recorded.
"""

from __future__ import annotations

import datetime as dt

from cells.queries.statistics.facts import CONDITIONS, SPAN, TRAITS, Facts, words
from cells.rules.honours import BADGE_YEARS, next_award_day

EARLIEST = dt.date(1900, 1, 1)
BADGES = f"""
WITH RECURSIVE {SPAN}, awarded AS MATERIALIZED (
    SELECT badge.member_id, badge.awarded_on, badge.document, badge.years, badge.is_posthumous, home.cell_id,
           least(badge.awarded_on, coalesce(home.valid_to, badge.awarded_on)) AS placed_on
    FROM cells_badge badge
    JOIN LATERAL (
        SELECT cell_id, valid_to, end_reason FROM cells_membership
        WHERE member_id = badge.member_id AND kind = 'permanent' AND valid_from <= badge.awarded_on
        ORDER BY valid_from DESC LIMIT 1
    ) home ON home.valid_to IS NULL OR home.valid_to >= badge.awarded_on OR home.end_reason = 'died'
           OR badge.is_posthumous
    WHERE badge.awarded_on BETWEEN %(first)s AND %(until)s
), found AS (
    SELECT span.row_id, 'awarded' AS line, awarded.member_id, awarded.cell_id, awarded.awarded_on AS day,
           awarded.awarded_on AS seen_on, awarded.document AS note, awarded.years, awarded.is_posthumous AS posthumous
    FROM awarded JOIN span ON span.id = awarded.cell_id AND awarded.placed_on BETWEEN span.since AND span.until
    UNION ALL
    SELECT span.row_id, CASE WHEN begun.party_since IS NULL THEN 'undated' ELSE 'due' END, member.id,
           membership.cell_id, begun.party_since, %(until)s::date, '', reached.years, false
    FROM cells_membership membership
    JOIN span ON span.id = membership.cell_id AND %(until)s BETWEEN span.since AND span.until
    JOIN cells_member member ON member.id = membership.member_id
    CROSS JOIN LATERAL (SELECT coalesce(member.admission_decided_on, member.admitted_on) AS party_since) begun
    LEFT JOIN LATERAL (
        SELECT max(badge_years) AS years FROM unnest(%(years)s::int[]) badge_years
        WHERE begun.party_since <= %(long_ago)s
          AND (begun.party_since + make_interval(years => badge_years))::date <= %(award_day)s
    ) reached ON true
    WHERE membership.kind = 'permanent' AND membership.valid_from <= %(until)s
      AND (membership.valid_to IS NULL OR membership.valid_to >= %(until)s)
      AND (begun.party_since IS NULL OR reached.years IS NOT NULL)
      AND NOT EXISTS (SELECT 1 FROM cells_badge had WHERE had.member_id = member.id
                      AND had.years >= reached.years AND had.awarded_on <= %(until)s)
), fact AS (
    SELECT row_id AS row_key, line, found.member_id, cell_id, day, note, years, posthumous, {TRAITS}
    FROM found JOIN cells_member member ON member.id = found.member_id
    WHERE member.merged_into_id IS NULL
)
"""  # noqa: S608 - made of constants


def badges(unit_id: int, *, first: dt.date, last: dt.date) -> Facts:
    """``awarded`` from ``first`` to ``last``; ``due``: on the first award day not before ``last``."""
    award_day = next_award_day(last)
    parameters = {
        "unit": unit_id,
        "since": EARLIEST,
        "first": first,
        "until": last,
        "award_day": award_day,
        # Most joined later than the fewest years ago: of them nothing more is worked out.
        "long_ago": dt.date(award_day.year - min(BADGE_YEARS), 12, 31),
        "years": list(BADGE_YEARS),
        "majority": words("majority"),
        "no_religion": words("no_religion"),
    }
    conditions = CONDITIONS | {"posthumous": "posthumous"}
    conditions |= {f"years_{years}": f"years = {years:d}" for years in BADGE_YEARS}
    return Facts(BADGES, parameters, conditions)
