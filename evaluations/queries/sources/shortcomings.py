"""Shortcomings named in reviews of earlier years, and whether they are remedied (QĐ 366 Đ11.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.periods import format_date
from evaluations.queries.sources.basis import Basis, Link
from evaluations.queries.sources.subjects import ANY, SUBJECTS, Subject, rows_of

KINDS = ANY
FACTS = ("shortcomings_named", "shortcomings_remedied")

# They count while they were open at the beginning of the year, and if the last review named them. Without a row they
# are known to be none only where an earlier review was written here.
NAMED = f"""
WITH {SUBJECTS}, found AS (
    SELECT s.pk, s.first, s.cut, fault.* FROM s JOIN evaluations_shortcoming fault ON fault.member_id = s.member
    UNION ALL
    SELECT s.pk, s.first, s.cut, fault.* FROM s
    JOIN evaluations_shortcoming fault ON fault.cell_id = s.cell AND fault.member_id IS NULL
    WHERE s.member IS NULL AND s.scope <> 'apart'
), named AS (
    SELECT pk, id, text, year, remedied_on, progress = 'remedied' AND remedied_on <= cut AS is_remedied,
        remedied_on IS NULL OR remedied_on >= first OR year = extract(year FROM first) - 1 AS counts
    FROM found WHERE NOT is_removed AND year < extract(year FROM first)
)
"""  # noqa: S608 - made of constants
SUMS = f"""
{NAMED}, sums AS (
    SELECT pk, count(*) FILTER (WHERE counts) AS named, count(*) FILTER (WHERE counts AND is_remedied) AS remedied
    FROM named GROUP BY pk
), earlier AS (
    SELECT s.pk, s.first, row.id, row.period_id FROM s JOIN evaluations_evaluation row ON row.member_id = s.member
    UNION ALL
    SELECT s.pk, s.first, row.id, row.period_id FROM s
    JOIN evaluations_evaluation row ON row.collective_id = s.collective
    UNION ALL
    SELECT s.pk, s.first, row.id, row.period_id FROM s JOIN evaluations_evaluation row ON row.cell_id = s.cell
        AND row.member_id IS NULL AND row.collective_id IS NULL
    WHERE s.member IS NULL AND s.collective IS NULL
), reviewed AS (
    SELECT DISTINCT earlier.pk FROM earlier JOIN evaluations_selfreview written ON written.evaluation_id = earlier.id
    JOIN evaluations_period past ON past.id = earlier.period_id AND past.year < extract(year FROM earlier.first)
)
SELECT pk, coalesce(named, 0), coalesce(remedied, 0) FROM sums FULL JOIN reviewed USING (pk)
"""  # noqa: S608 - made of constants
LINES = f"{NAMED} SELECT pk, text, year, remedied_on, is_remedied FROM named WHERE counts ORDER BY pk, year, id"  # noqa: S608


def read(subjects: Sequence[Subject]) -> dict[int, dict[str, Any]]:
    return {pk: dict(zip(FACTS, sums, strict=True)) for pk, *sums in rows_of(SUMS, subjects)}


def tell(subjects: Sequence[Subject], values: Mapping[int, Mapping[str, Any]]) -> dict[int, dict[str, Basis]]:
    links: dict[int, dict[str, list[Link]]] = defaultdict(lambda: defaultdict(list))
    with_any = [row for row in subjects if values.get(row.pk, {}).get("shortcomings_named")]
    for pk, text, year, remedied_on, is_remedied in rows_of(LINES, with_any):
        words = _("%(text)s (kỳ kiểm điểm năm %(year)s)") % {"text": text, "year": year}
        links[pk]["named"].append(Link(words))
        if is_remedied:
            done = _("%(text)s, khắc phục xong %(day)s") % {"text": words, "day": format_date(remedied_on)}
            links[pk]["remedied"].append(Link(done))
    named = _("Hạn chế ghi trong sổ theo dõi, nêu ở kỳ kiểm điểm trước hoặc còn mở khi vào năm.")
    remedied = _("Trong số đó, đã khắc phục đến ngày chốt.")
    return {
        row.pk: {
            "shortcomings_named": Basis(named, links=tuple(links[row.pk]["named"])),
            "shortcomings_remedied": Basis(remedied, links=tuple(links[row.pk]["remedied"])),
        }
        for row in subjects
        if values.get(row.pk, {}).get("shortcomings_named") is not None
    }
