"""What to know before a step: what is missing, what is out of order. Warnings never stop a deed by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.facts import missing_scores
from evaluations.models import Evaluation
from evaluations.queries.order import Standing, missing_before
from evaluations.queries.proposals import Proposal, latest_decision
from evaluations.queries.regulations import regulation_of
from evaluations.queries.special_cases import CaseLine, case_lines

NAMED = 10


@dataclass(frozen=True)
class Warning:  # noqa: A001 - the glossary's word; the built-in one is never used here
    """A sentence, and the names it concerns; ``links`` has all of them with their pages."""

    text: str
    names: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


STEPS = (
    (Evaluation.State.OPEN, gettext_lazy("Tự đánh giá")),
    (Evaluation.State.SUBMITTED, gettext_lazy("Kiểm điểm, gửi")),
    (Evaluation.State.REVIEWED, gettext_lazy("Thẩm định")),
    (Evaluation.State.DECIDED, gettext_lazy("Quyết định")),
)


def steps_of(evaluation: Evaluation) -> list[dict[str, str]]:
    """The way of one evaluation and where it is: the next deed is the current step. The review may be left out."""
    known = [state for state, _label in STEPS]
    # What was put off stands where it began.
    reached = known.index(Evaluation.State(evaluation.state)) if evaluation.state in known else 0
    found = []
    for place, (state, label) in enumerate(STEPS):
        is_done = place < reached or (place == reached and reached > 0)
        skipped = state == Evaluation.State.REVIEWED and is_done and not evaluation.reviews.all()
        current = place == reached + (1 if reached else 0)
        found.append(
            {
                "label": str(label),
                "state": "todo" if skipped else "done" if is_done else "current" if current else "todo",
                "note": _("không có") if skipped else "",
            }
        )
    return [*found, _published(evaluation)]


def _published(evaluation: Evaluation) -> dict[str, str]:
    """The last step: what was decided is made public. A subject without a level has nothing to publish."""
    decision = latest_decision(evaluation)
    state = "todo"
    if decision is not None and decision.level:
        state = "done" if decision.published_on else "current"
    return {"label": _("Công khai"), "state": state, "note": ""}


def missing_for_sending(evaluation: Evaluation, proposal: Proposal) -> list[str]:
    """What has to be entered before the self-assessment can be sent; nothing for those who are not rated."""
    if not proposal.is_rated:
        return []
    sheet = proposal.sheet
    return missing_scores(regulation_of(evaluation.period), evaluation.rule_subject, sheet.entered, sheet.points)


def order_warnings(evaluation: Evaluation, cases: Iterable[CaseLine] | None = None) -> list[Warning]:
    """What should come first and has not, with everything that is missing by name (QĐ 366 Đ12.2).

    ``cases`` are its special cases where they are at hand.
    """
    period = evaluation.period
    standing = Standing(period, evaluation)
    own = standing.rows.get(evaluation.pk, evaluation)
    found = []
    for missing in missing_before(period, standing, own):
        text = _("%(rule)s Còn %(count)s phiếu chưa quyết định.") % {"rule": missing.text, "count": len(missing.things)}
        names = [thing.name for thing in missing.things]
        links = tuple((thing.name, thing.url) for thing in missing.things)
        found.append(Warning(text, _shortened(names), links))
    lines = case_lines(evaluation) if cases is None else cases
    return found + [Warning(line.text) for line in lines if line.is_missing]


def _shortened(names: Sequence[str]) -> tuple[str, ...]:
    rest = len(names) - NAMED
    return tuple(names) if rest <= 0 else (*names[:NAMED], _("… và %(count)s trường hợp nữa") % {"count": rest})
