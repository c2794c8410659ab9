"""The profile of the members as of a day (Biểu 3): everyone who belongs to a cell of the unit on that day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from cells.queries.statistics.facts import CONDITIONS, SPAN, TRAITS, Facts, words
from cells.rules.profile import codes_of
from cells.rules.statistics import SUBJECTS, bands

# The age is in whole years; of those known by the year of birth alone, the difference of the years. The age in the
# Party counts from the decision on admission (Điều lệ Đ5.4), else from the ceremony.
PROFILE = """
WITH RECURSIVE {span}, present AS MATERIALIZED (
    SELECT span.row_id, membership.member_id, membership.cell_id
    FROM cells_membership membership JOIN span ON span.id = membership.cell_id
    WHERE membership.kind = 'permanent' AND membership.valid_from <= %(until)s
      AND (membership.valid_to IS NULL OR membership.valid_to >= %(until)s)
){latest}, fact AS (
    SELECT present.row_id AS row_key, 'member' AS line, present.member_id, present.cell_id, %(until)s::date AS day,
           '' AS note, {traits}, member.ethnic_group = '' AS ethnic_unknown, member.religion = '' AS religion_unknown,
           CASE WHEN member.birth_precision = 'year'
                THEN date_part('year', %(until)s::date) - date_part('year', member.birth_date)
                ELSE date_part('year', age(%(until)s::date, member.birth_date)) END AS age,
           date_part('year', age(%(until)s::date, coalesce(member.admission_decided_on, member.admitted_on)))
               AS party_age,
           member.official_on IS NULL AND coalesce(member.admitted_on, member.admission_decided_on)
               + interval '12 months' < %(until)s::date AS late_official,
           EXISTS (SELECT 1 FROM cells_statusperiod spell WHERE spell.member_id = member.id AND spell.status = 'exempt'
                   AND spell.valid_from <= %(until)s
                   AND (spell.valid_to IS NULL OR spell.valid_to >= %(until)s)) AS exempt{values}
    FROM present JOIN cells_member member ON member.id = present.member_id
    CROSS JOIN LATERAL (SELECT %(until)s::date AS seen_on) seen{joins}
    WHERE member.merged_into_id IS NULL
)
"""
LATEST = """, latest AS MATERIALIZED (
    SELECT DISTINCT ON (member_id, subject) member_id, subject, value
    FROM present JOIN cells_profileentry USING (member_id)
    WHERE NOT is_removed AND subject = ANY (%(subjects)s) AND valid_from <= %(until)s
    ORDER BY member_id DESC, subject DESC, valid_from DESC
)"""


def profile(unit_id: int, *, day: dt.date, subjects: Collection[str] = tuple(SUBJECTS)) -> Facts:
    """The facts of Biểu 3 as of ``day``; only ``subjects`` of the dated profile are read."""
    asked = [subject for subject in SUBJECTS if subject in subjects]
    parameters = {
        "unit": unit_id,
        "since": day,
        "until": day,
        "subjects": asked,
        "majority": words("majority"),
        "no_religion": words("no_religion"),
    } | {f"codes_{subject}": list(codes_of(subject)) for subject in asked}
    sql = PROFILE.format(
        span=SPAN,
        traits=TRAITS,
        latest=LATEST if asked else "",
        values="".join(f", {subject}.value AS {subject}" for subject in asked),
        joins="".join(
            f" LEFT JOIN latest {subject} ON {subject}.member_id = member.id AND {subject}.subject = '{subject}'"
            for subject in asked
        ),
    )
    return Facts(sql, parameters, _conditions(asked))


def _conditions(subjects: Collection[str]) -> dict[str, str]:
    found = CONDITIONS | {name: name for name in ("ethnic_unknown", "religion_unknown", "exempt", "late_official")}
    found |= {"age_young": "age < 18", "age_unknown": "age IS NULL", "party_age_unknown": "party_age IS NULL"}
    for of in ("age", "party_age"):
        for name, first, last in bands(of):
            found[name] = f"{of} >= {first:d}" if last is None else f"{of} BETWEEN {first:d} AND {last:d}"
    for subject in subjects:
        for code in codes_of(subject):
            found[f"{subject}_{code}"] = f"{subject} = '{code}'"
        found[f"{subject}_uncoded"] = f"{subject} <> ALL (%(codes_{subject})s)"
        found[f"{subject}_unknown"] = f"{subject} IS NULL"
    return found
