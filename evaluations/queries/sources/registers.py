"""The other registers: admissions and commitments of a unit; time in the cell, fees and screening of a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.periods import format_date, whole_months_between
from evaluations.queries.sources.basis import Basis
from evaluations.queries.sources.subjects import ANY, BELOW, ORGANISATIONS, PERSONS, SUBJECTS, Group, Subject, rows_of

KINDS = ANY
OF_UNITS = ("admissions", "members_committed")
OF_PEOPLE = ("months_in_cell", "fee_months_owed", "screening")
FACTS = (*OF_UNITS, *OF_PEOPLE)

# Nobody is known to have signed or not where the unit keeps its commitments on paper.
UNITS = f"""
WITH RECURSIVE {SUBJECTS}, {BELOW}
SELECT s.pk, (
    SELECT count(*) FROM below JOIN cells_membership place ON place.cell_id = below.id
    WHERE below.pk = s.pk AND place.kind = 'permanent' AND place.start_reason = 'admitted'
        AND place.valid_from BETWEEN s.first AND least(s.last, s.cut)
), (
    SELECT CASE WHEN count(*) > 0 THEN count(DISTINCT taken.member_id) FILTER (WHERE taken.signed_on <= s.cut) END
    FROM below JOIN evaluations_commitment taken ON taken.cell_id = below.id
    WHERE below.pk = s.pk AND taken.member_id IS NOT NULL AND taken.kind = 'commitment'
        AND taken.year = extract(year FROM s.first)
)
FROM s WHERE s.member IS NULL AND s.collective IS NULL
"""  # noqa: S608 - made of constants
PEOPLE = f"""
WITH {SUBJECTS}
SELECT s.pk, place.since, least(place.until, s.cut), CASE WHEN kept.months > 0 THEN kept.owed END, screened.result
FROM s LEFT JOIN LATERAL (
    SELECT greatest(valid_from, s.first) AS since, valid_to AS until FROM cells_membership
    WHERE member_id = s.member AND cell_id = s.cell AND kind = 'permanent' AND valid_from <= s.cut
        AND (valid_to IS NULL OR valid_to >= s.first)
    ORDER BY valid_from DESC LIMIT 1
) place ON true LEFT JOIN LATERAL (
    SELECT count(*) AS months, count(debt.id) AS owed FROM cells_feemonth fee
    LEFT JOIN cells_feemonth_debtors debt ON debt.feemonth_id = fee.id AND debt.member_id = s.member
    WHERE fee.cell_id = s.cell AND make_date(fee.year, fee.month, 1) BETWEEN s.first AND least(s.last, s.cut)
) kept ON true LEFT JOIN LATERAL (
    SELECT result FROM cells_screeningresult
    WHERE member_id = s.member AND year = extract(year FROM s.first) AND decided_on <= s.cut
) screened ON true
WHERE s.member IS NOT NULL
"""  # noqa: S608 - made of constants


def read(subjects: Sequence[Subject]) -> dict[int, dict[str, Any]]:
    everyone = subjects if isinstance(subjects, Group) else Group(subjects)
    units, people = everyone.only(ORGANISATIONS), everyone.only(PERSONS)
    found = {pk: dict(zip(OF_UNITS, values, strict=True)) for pk, *values in rows_of(UNITS, units)}
    for pk, since, until, owed, result in rows_of(PEOPLE, people):
        months = None if since is None else max(0, whole_months_between(since, until + dt.timedelta(days=1)))
        found[pk] = {"months_in_cell": months, "fee_months_owed": owed, "screening": result}
    return found


def tell(subjects: Sequence[Subject], values: Mapping[int, Mapping[str, Any]]) -> dict[int, dict[str, Basis]]:
    words = {
        "admissions": _("Sổ đảng viên: kết nạp trong kỳ, đến %(day)s."),
        "members_committed": _("Các bản cam kết của năm đã ghi, đến %(day)s."),
        "months_in_cell": _("Hồ sơ sinh hoạt tại chi bộ trong năm, đến %(day)s."),
        "fee_months_owed": _("Sổ đảng phí của chi bộ, đến %(day)s."),
        "screening": _("Kết quả rà soát, sàng lọc của năm, đến %(day)s."),
    }
    found = {}
    for row in subjects:
        page = ("cells:member_detail", row.member) if row.member else ("cells:cell_detail", row.cell)
        url, day = reverse(page[0], args=[page[1]]), format_date(row.cut_off)
        known = values.get(row.pk, {})
        found[row.pk] = {
            key: Basis(text % {"day": day}, url) for key, text in words.items() if known.get(key) is not None
        }
    return found
