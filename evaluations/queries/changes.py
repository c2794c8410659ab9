"""What changed in the records after the facts of a period were frozen. It is shown, and never taken over silently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import override

from evaluations.facts import TRIGGERS, to_json
from evaluations.models import Evaluation, Period
from evaluations.queries.evidence import Difference, difference
from evaluations.queries.fact_sheets import FactSheet, read_facts, wanted_facts
from evaluations.queries.records import Recorded, read_records
from evaluations.queries.regulations import frozen_text, regulation_of
from evaluations.rules.records import record_facts
from evaluations.rules.regulation import Regulation


def changes_of(
    period: Period,
    evaluations: Iterable[Evaluation],
    frozen: Mapping[int, FactSheet] | None = None,
    *,
    with_links: bool = False,
) -> dict[int, list[Difference]]:
    """The differences by evaluation, for those undecided whose facts were frozen and are different now.

    ``frozen`` are their sheets where they are at hand. A fixed number of queries, but ``with_links`` some more for each
    evaluation that differs.
    """
    if period.frozen_at is None:
        return {}
    rows = [row for row in evaluations if row.state != Evaluation.State.DECIDED]
    sheets = frozen if frozen is not None else read_facts(period, rows)
    rows = [row for row in rows if sheets[row.pk].version]
    if not rows:
        return {}
    regulation, wanted = regulation_of(period), wanted_facts(frozen_text(period))
    days = {row.pk: sheets[row.pk].cut_off for row in rows}
    now = read_records(period, rows, days, wanted=wanted, live=False)
    found = {}
    for row in rows:
        before, after = sheets[row.pk].recorded, now[row.pk]
        keys = _changed(before, after)
        if keys or before.exclusion != after.exclusion:
            found[row.pk] = _differences(regulation, before, after, keys, with_links=with_links)
    return found


def _changed(before: Recorded, after: Recorded) -> list[str]:
    """The facts that the records say otherwise now."""
    kept = before.values
    return [key for key, value in after.values.items() if to_json(value) != to_json(kept.get(key))]


def _differences(
    regulation: Regulation, before: Recorded, after: Recorded, keys: Iterable[str], *, with_links: bool
) -> list[Difference]:
    facts = {**record_facts(), **regulation.facts}
    with override("vi"):  # as it was kept
        basis, was = (after.basis, before.basis) if with_links else ({}, {})
    found = []
    for key in keys:
        name = TRIGGERS if key not in facts else key
        kept, value = before.values.get(key), after.values[key]
        if name in facts:
            found.append(difference(facts[name].label, to_json(kept), to_json(value), basis.get(name), was.get(name)))
    one, other = before.exclusion, after.exclusion
    if one != other:
        label = _("Có thuộc đối tượng xếp loại không")
        found.append(difference(label, one.text if one else _("có"), other.text if other else _("có")))
    return found
