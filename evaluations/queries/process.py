"""What to know before a step: what is missing, what is out of order. Warnings never stop a deed by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.facts import missing_scores
from evaluations.models import Evaluation
from evaluations.queries.proposals import Proposal
from evaluations.queries.regulations import regulation_of

NAMED = 10


@dataclass(frozen=True)
class Warning:  # noqa: A001 - the glossary's word; the built-in one is never used here
    """A sentence, and the names it concerns."""

    text: str
    names: tuple[str, ...] = ()


STEPS = (
    (Evaluation.State.OPEN, gettext_lazy("Nhập số liệu")),
    (Evaluation.State.SUBMITTED, gettext_lazy("Chi bộ gửi")),
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
    return found


def missing_for_sending(evaluation: Evaluation, proposal: Proposal) -> list[str]:
    """What has to be entered before the self-assessment can be sent; nothing for those who are not rated."""
    if not proposal.is_rated:
        return []
    return missing_scores(regulation_of(evaluation.period), evaluation.rule_subject, proposal.sheet.entered)


def order_warnings(evaluation: Evaluation) -> list[Warning]:
    """What should come first and has not: members before their cell (QĐ 366 Đ12.2)."""
    found = []
    if evaluation.member_id is None:
        found += _members_first(evaluation)
    return found


def _members_first(evaluation: Evaluation) -> list[Warning]:
    waiting = (
        Evaluation.objects.filter(period=evaluation.period_id, cell=evaluation.cell_id, member__isnull=False)
        .exclude(state=Evaluation.State.DECIDED)
        .select_related("member")
        .order_by("member__sort_key", "pk")
    )
    names = [str(row.member) for row in waiting]
    if not names:
        return []
    text = _(
        "Đảng viên được xếp loại trước, chi bộ sau (Quy định 366, Điều 12.2); còn %(count)s đồng chí chưa quyết định."
    )
    return [Warning(text % {"count": len(names)}, _shortened(names))]


def _shortened(names: Sequence[str]) -> tuple[str, ...]:
    rest = len(names) - NAMED
    return tuple(names) if rest <= 0 else (*names[:NAMED], _("… và %(count)s đồng chí nữa") % {"count": rest})
