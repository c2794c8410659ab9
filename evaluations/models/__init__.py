"""The yearly evaluation and classification: regulation, period, subjects, facts, review, ballots, decision, awards.

A class is never typed: it is proposed by ``evaluations.rules`` from facts, and decided by a committee.
"""

from evaluations.models.ballots import Ballot, BallotCount
from evaluations.models.computations import Computation, ComputedClass
from evaluations.models.decisions import AwardProposal, AwardSetting, Complaint, Decision, Review
from evaluations.models.periods import (
    CapGroup,
    CapMode,
    CapScenario,
    CollectiveSeat,
    LeadershipCollective,
    Level,
    LocalRegulation,
    Period,
)
from evaluations.models.self_reviews import (
    Commitment,
    CommitmentItem,
    Opinion,
    ReviewMeeting,
    SelfReview,
    Shortcoming,
    Suggestion,
)
from evaluations.models.subjects import PERSONS, Evaluation, FactEntry, FrozenFacts

__all__ = [
    "PERSONS",
    "AwardProposal",
    "AwardSetting",
    "Ballot",
    "BallotCount",
    "CapGroup",
    "CapMode",
    "CapScenario",
    "CollectiveSeat",
    "Commitment",
    "CommitmentItem",
    "Complaint",
    "Computation",
    "ComputedClass",
    "Decision",
    "Evaluation",
    "FactEntry",
    "FrozenFacts",
    "LeadershipCollective",
    "Level",
    "LocalRegulation",
    "Opinion",
    "Period",
    "Review",
    "ReviewMeeting",
    "SelfReview",
    "Shortcoming",
    "Suggestion",
]
