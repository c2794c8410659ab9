"""Classes decided below: of a cell's members, of a committee's units, of the units that a person leads.

They come while the year is being decided, so they are read as they stand, also after the cut-off. As long as one of
those rated is not decided, the numbers are not known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from evaluations.queries.sources.basis import Basis, Link
from evaluations.queries.sources.subjects import BELOW, ORGANISATIONS, SUBJECTS, Subject, rows_of

KINDS = ORGANISATIONS | {"leader"}
FACTS = (
    *("members_rated", "members_good_or_better", "members_failed", "units_rated", "units_good_or_better"),
    *("units_failed", "units", "units_weak", "units_led", "units_led_failed"),
)
BEST = ("excellent", "good")
MEMBERS, UNITS, LED = "members", "units", "led"

# The last version of each decision counts; whoever is put off to a later review is not waited for.
RATED = f"""
WITH RECURSIVE {SUBJECTS}, {BELOW}, below_s AS (
    SELECT below.*, s.period, s.quarter, s.first FROM below JOIN s USING (pk) WHERE s.collective IS NULL
), led AS (
    SELECT s.pk, seat.organisation_id AS cell, NULL::bigint AS collective FROM s
    JOIN cells_seat seat ON seat.member_id = s.member AND seat.office IN ('secretary', 'deputy_secretary')
        AND seat.valid_from <= s.cut AND (seat.valid_to IS NULL OR seat.valid_to >= s.cut)
    WHERE s.kind = 'leader'
    UNION
    SELECT s.pk, NULL, seat.collective_id FROM s
    JOIN evaluations_collectiveseat seat ON seat.member_id = s.member AND seat.is_head
        AND seat.valid_from <= s.cut AND (seat.valid_to IS NULL OR seat.valid_to >= s.cut)
    WHERE s.kind = 'leader'
), rated AS (
    SELECT below.pk, 'members' AS sort, row.id, row.state FROM below_s below
    JOIN evaluations_evaluation row ON row.cell_id = below.id AND row.member_id IS NOT NULL
    JOIN evaluations_period period ON period.id = row.period_id AND period.year = extract(year FROM below.first)
        AND period.quarter IS NOT DISTINCT FROM below.quarter
    UNION ALL
    SELECT below.pk, 'units', row.id, row.state FROM below_s below
    JOIN evaluations_evaluation row ON row.cell_id = below.id AND row.subject IN ('cell', 'committee')
    JOIN evaluations_period period ON period.id = row.period_id AND period.year = extract(year FROM below.first)
        AND period.quarter IS NOT DISTINCT FROM below.quarter
    WHERE below.is_unit
    UNION ALL
    SELECT led.pk, 'led', row.id, row.state FROM led JOIN s USING (pk)
    JOIN evaluations_evaluation row ON (row.cell_id = led.cell AND row.subject IN ('cell', 'committee'))
        OR row.collective_id = led.collective
    JOIN evaluations_period period ON period.id = row.period_id AND period.year = extract(year FROM s.first)
        AND period.quarter IS NOT DISTINCT FROM s.quarter
), standing AS (
    SELECT rated.pk, rated.sort, rated.id, rated.state, decision.level FROM rated LEFT JOIN LATERAL (
        SELECT level FROM evaluations_decision WHERE evaluation_id = rated.id ORDER BY version DESC LIMIT 1
    ) decision ON rated.state = 'decided'
)
"""  # noqa: S608 - made of constants
SUMS = f"""
{RATED} SELECT pk, sort, bool_and(state IN ('decided', 'postponed')), count(*) FILTER (WHERE level <> ''),
    count(*) FILTER (WHERE level IN {BEST}), count(*) FILTER (WHERE level = 'failed'),
    count(*) FILTER (WHERE state IN ('decided', 'postponed')), count(*)
FROM standing GROUP BY pk, sort
"""  # noqa: S608 - made of constants


def _sums(subjects: Sequence[Subject]) -> dict[int, dict[str, list[Any]]]:
    found: dict[int, dict[str, list[Any]]] = defaultdict(dict)
    for pk, sort, *sums in rows_of(SUMS, subjects):
        found[pk][sort] = sums
    return found


def read(subjects: Sequence[Subject]) -> dict[int, dict[str, Any]]:
    return {pk: _values(sorts) for pk, sorts in _sums(subjects).items()}


def _values(sorts: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for sort, (is_whole, rated, best, failed, _settled, _all) in sorts.items():
        if not is_whole:
            continue
        if sort == MEMBERS:
            values |= {"members_rated": rated, "members_good_or_better": best, "members_failed": failed}
        elif sort == UNITS:
            values |= {"units_rated": rated, "units_good_or_better": best, "units_failed": failed}
            values |= {"units": rated, "units_weak": failed}
        else:
            values |= {"units_led": rated, "units_led_failed": failed}
    return values


KEYS = {MEMBERS: FACTS[:3], UNITS: FACTS[3:8], LED: FACTS[8:]}


def tell(subjects: Sequence[Subject], values: Mapping[int, Mapping[str, Any]]) -> dict[int, dict[str, Basis]]:
    sums = _sums(subjects)
    words = {
        MEMBERS: _("Kết quả xếp loại đảng viên: đã quyết định %(settled)s/%(all)s phiếu."),
        UNITS: _("Kết quả xếp loại tổ chức trực thuộc: đã quyết định %(settled)s/%(all)s phiếu."),
        LED: _("Kết quả xếp loại đơn vị phụ trách: đã quyết định %(settled)s/%(all)s phiếu."),
    }
    found: dict[int, dict[str, Basis]] = {}
    for row in subjects:
        url = reverse("evaluations:period_detail", args=[row.period])
        for sort, (_whole, *_counts, settled, every) in sums.get(row.pk, {}).items():
            text = words[sort] % {"settled": settled, "all": every}
            link = (Link(_("Danh sách xếp loại của kỳ"), url),)
            found.setdefault(row.pk, {}).update(dict.fromkeys(KEYS[sort], Basis(text, url, link)))
    return found
