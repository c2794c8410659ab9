"""Votes with their outcome: body, needed and carried are worked out from attendance, never stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from meetings.models import Vote
from meetings.rules.votes import MAJORITY, TWO_THIRDS, VoteOutcome, count_vote

Matter = Vote.Matter

ABOUT_A_PERSON = (Matter.ADMISSION, Matter.RECOGNITION, Matter.DISCIPLINE, Matter.EXPULSION)
"""Matters decided for one person at a time (Điều lệ Đ4.3, Đ5.2)."""
BY_TWO_THIRDS = (Matter.ADMISSION, Matter.RECOGNITION, Matter.EXPULSION)
"""Điều lệ Đ4.3, Đ5.2, Đ38.3. A reprimand or warning needs the ordinary majority."""


@dataclass(frozen=True)
class CountedVote:
    """A vote with its outcome; ``outcome`` is None when attendance was changed so that the counts no longer fit."""

    vote: Vote
    outcome: VoteOutcome | None


def rule_for(matter: str) -> str:
    """The rule of ``meetings.rules.votes`` that a matter is decided by."""
    return TWO_THIRDS if matter in BY_TWO_THIRDS else MAJORITY


def counted(votes: Iterable[Vote], *, body: int) -> list[CountedVote]:
    """Votes with their outcomes in a body of ``body`` voters."""
    return [CountedVote(vote, _outcome(vote, body)) for vote in votes]


def _outcome(vote: Vote, body: int) -> VoteOutcome | None:
    if body == 0 or vote.yes + vote.no + vote.abstain > body:
        return None
    return count_vote(rule_for(vote.matter), body=body, yes=vote.yes, no=vote.no, abstain=vote.abstain)
