"""All versions of a decision, with what each changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from evaluations.models import Decision, Evaluation
from evaluations.queries.board import LevelMark, mark, mark_decision
from evaluations.queries.evidence import Difference, differences
from evaluations.queries.regulations import regulation_of

HISTORY = Prefetch(
    "decisions",
    Decision.objects.select_related("complaint", "discipline", "meeting", "decided_by").defer("meeting__snapshot"),
)


@dataclass(frozen=True)
class Version:
    """One decision: its class, its paper, and what it changed against the one before."""

    decision: Decision
    level: LevelMark
    is_in_force: bool
    changes: Sequence[Difference]


def read_history(evaluation: Evaluation) -> None:
    """Read all decisions and appraisals once, for a page that shows them in several places."""
    prefetch_related_objects([evaluation], HISTORY, "reviews")


def versions_of(evaluation: Evaluation) -> list[Version]:
    """The newest first; nothing while there is only one."""
    rows = list(evaluation.decisions.all())
    if len(rows) < 2:
        return []
    return [
        _version(evaluation, row, rows[place + 1] if place + 1 < len(rows) else None, is_in_force=place == 0)
        for place, row in enumerate(rows)
    ]


def _version(evaluation: Evaluation, row: Decision, earlier: Decision | None, *, is_in_force: bool) -> Version:
    regulation = regulation_of(evaluation.period)
    level = mark_decision(regulation, row.kind, row.level, evaluation.rule_subject)
    changes: list[Difference] = []
    if earlier is not None:
        before = mark_decision(regulation, earlier.kind, earlier.level, evaluation.rule_subject)
        if level != before:
            changes.append(Difference(_("Mức xếp loại"), before.label, level.label))
        if row.computed_level != earlier.computed_level:
            words = [mark(regulation, each.computed_level, evaluation.rule_subject).label for each in (earlier, row)]
            changes.append(Difference(_("Mức tính theo quy định"), words[0], words[1]))
        changes += differences(regulation, earlier, row.facts["facts"], row.facts["meetings"])
    return Version(row, level, is_in_force, changes)
