"""What each side says of a level, side by side: the subject, others, the vote, the board, the rules, the decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.models import Evaluation, Level, Opinion, SelfReview
from evaluations.queries.ballots import BallotVotes, votes_of
from evaluations.queries.board import LevelMark, mark, mark_decision
from evaluations.queries.proposals import latest_decision, latest_review
from evaluations.rules.regulation import Regulation

Giver = Opinion.Giver
SELF, VOTE, BOARD, COMPUTED, DECIDED = "self", "vote", "board", "computed", "decided"


@dataclass(frozen=True)
class Voice:
    """One side: what it is called, which level it names, and a remark; ``differs`` from the level of the rules."""

    key: str
    label: str
    level: LevelMark
    remark: str = ""
    differs: bool = False


@dataclass(frozen=True)
class Said:
    """What was said of one subject, as plain levels by side."""

    self_level: str
    opinions: tuple[Opinion, ...]
    votes: tuple[BallotVotes, ...]
    is_civil_servant_rated: bool = False
    """Rated as civil servant or employee by whoever may."""

    @property
    def levels(self) -> set[str]:
        """The levels that others than the rules named."""
        found = {self.self_level, *(opinion.level for opinion in self.opinions), *(vote.level for vote in self.votes)}
        return found - {""}


def said_of(evaluations: Iterable[Evaluation]) -> dict[int, Said]:
    """What was said of each, in four queries."""
    rows = list(evaluations)
    own = dict(SelfReview.objects.filter(evaluation__in=rows).values_list("evaluation", "level"))
    opinions: dict[int, dict[str, Opinion]] = {}
    rated: set[int] = set()
    for opinion in Opinion.objects.filter(evaluation__in=rows, is_removed=False).order_by("given_on", "pk"):
        opinions.setdefault(opinion.evaluation_id, {})[opinion.giver] = opinion
        if opinion.giver == Giver.CIVIL_SERVICE and opinion.level in Level.values:
            rated.add(opinion.evaluation_id)
    votes = votes_of(rows)
    return {
        row.pk: Said(
            own.get(row.pk, ""),
            tuple(opinions.get(row.pk, {}).values()),
            tuple(votes.get(row.pk, ())),
            row.pk in rated,
        )
        for row in rows
    }


def are_different(said: Said, computed: str, reviewed: str) -> bool:
    """Whether not everybody names the same level. An open answer of the rules is no level."""
    levels = said.levels | {reviewed} | ({computed} if computed in Level.values else set())
    return len(levels - {""}) > 1


def voices_of(
    regulation: Regulation, evaluation: Evaluation, said: Said, computed: LevelMark, *, reads_all: bool = True
) -> list[Voice]:
    """The table of one evaluation; without ``reads_all`` only what the subject itself said, the rules and the decision.

    Opinions, votes and the appraisal are internal.
    """
    review, decision = latest_review(evaluation), latest_decision(evaluation)
    sides: list[tuple[str, str, str, str]] = [(SELF, _("Tự xếp loại"), said.self_level, "")]
    if reads_all:
        sides += [
            (row.giver, capfirst(row.get_giver_display()), row.level, row.giver_name)
            for row in said.opinions
            if row.level
        ]
        sides += [(VOTE, _("Bỏ phiếu"), vote.level, _votes(vote)) for vote in said.votes]
        if review:
            sides.append((BOARD, _("Ban tổ chức thẩm định"), review.level, review.opinion))
    voices = [
        Voice(key, label, mark(regulation, level, evaluation.rule_subject), remark, _differs(level, computed.level))
        for key, label, level, remark in sides
        if level
    ]
    voices.append(Voice(COMPUTED, _("Tính theo quy định"), computed))
    if decision:
        level = mark_decision(regulation, decision.kind, decision.level, evaluation.rule_subject)
        differs = _differs(decision.level, computed.level)
        voices.append(Voice(DECIDED, _("Cấp ủy quyết định"), level, decision.reason, differs))
    return voices


def _differs(level: str, computed: str) -> bool:
    return computed in Level.values and level != computed


def _votes(vote: BallotVotes) -> str:
    words = {"votes": vote.votes, "body": vote.body}
    text = ngettext("%(votes)s/%(body)s phiếu", "%(votes)s/%(body)s phiếu", vote.votes)
    return text % words
