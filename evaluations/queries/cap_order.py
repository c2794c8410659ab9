"""The advisory order among those who reach "excellent": the regulation names no tie-break, the committee chooses.

Points for results, then general points, then the share of tasks exceeded, then votes of the second ballot; who is
alike in all of them is said to be equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.facts import shown_number
from evaluations.models import Ballot, Period

LOWER = (
    gettext_lazy("Sau %(name)s vì điểm kết quả thực hiện nhiệm vụ thấp hơn (%(own)s so với %(other)s)."),
    gettext_lazy("Sau %(name)s vì điểm tiêu chí chung thấp hơn (%(own)s so với %(other)s)."),
    gettext_lazy("Sau %(name)s vì tỷ lệ việc vượt mức thấp hơn (%(own)s so với %(other)s)."),
    gettext_lazy("Sau %(name)s vì ít phiếu bình chọn hơn (%(own)s so với %(other)s)."),
)
APPROVED = "agree"
"""The choice of the second ballot that counts for the subject."""


@dataclass(frozen=True, order=True)
class Merit:
    """What the order looks at, the weightiest first; -1 is what is not known."""

    results: Decimal
    general: Decimal
    exceeded: Fraction
    """Tasks exceeded for each task assigned."""
    votes: int


def merit_of(results: Any, general: Any, values: Mapping[str, Any], votes: int | None) -> Merit:
    """From the points of both groups of criteria, the tasks, and the votes where there was a ballot."""
    exceeded, assigned = values.get("tasks_exceeded"), values.get("tasks_assigned")
    share = Fraction(int(exceeded), int(assigned)) if exceeded is not None and assigned else Fraction(-1)
    return Merit(_points(results), _points(general), share, -1 if votes is None else votes)


def _points(value: Any) -> Decimal:
    return Decimal(-1) if value is None else Decimal(str(value))


def figures_of(merit: Merit) -> str:
    """The figures of a subject in one line, without those that nobody knows."""
    parts = []
    if merit.results >= 0:
        parts.append(_("kết quả %(points)s điểm") % {"points": shown_number(merit.results)})
    if merit.general >= 0:
        parts.append(_("tiêu chí chung %(points)s điểm") % {"points": shown_number(merit.general)})
    if merit.exceeded >= 0:
        parts.append(_("vượt mức %(percent)s số việc") % {"percent": _percent(merit.exceeded)})
    if merit.votes >= 0:
        parts.append(_("%(votes)s phiếu bình chọn") % {"votes": merit.votes})
    return "; ".join(parts)


def why_after(before: Merit, own: Merit, name: str) -> str:
    """Why one stands behind another in the order, or that nothing sets them apart."""
    for words, mine, other in zip(LOWER, _tuple(own), _tuple(before), strict=True):
        if mine != other:
            return str(words) % {"name": name, "own": _shown(mine), "other": _shown(other)}
    return _("Ngang %(name)s ở mọi điều được so; cấp ủy chọn.") % {"name": name}


def _tuple(merit: Merit) -> tuple[Any, ...]:
    return (merit.results, merit.general, merit.exceeded, merit.votes)


def _percent(share: Fraction) -> str:
    exact = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return f"{shown_number(exact.quantize(Decimal('0.1')))} %"


def _shown(value: Any) -> str:
    if value < 0:
        return _("chưa có")
    return _percent(value) if isinstance(value, Fraction) else shown_number(value)


def votes_of(period: Period, pooling: str) -> dict[int, int]:
    """How many voted for each subject as excellent in the confirmed second ballots of the committee.

    Ballots of different cells cannot be compared; they count only where each cell is counted alone, and the
    committee's go before them.
    """
    found: dict[int, int] = {}
    ballots = Ballot.objects.filter(period=period, stage=Ballot.Stage.EXCELLENT, state=Ballot.State.CONFIRMED)
    rows = ballots.filter(counted__place=1).order_by("pk").values_list("organisation", "counted__counts")
    own = [counts for unit, counts in rows if unit == period.organisation_id]
    of_cells = [counts for unit, counts in rows if unit != period.organisation_id]
    for counts in [*(of_cells if pooling == Period.Pooling.CELL else ()), *own]:
        for evaluation, choices in counts.items():
            found[int(evaluation)] = int(choices.get(APPROVED) or 0)
    return found
