"""What the cell's meetings decided about people on the way into the Party; nothing follows from it by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cells.models import Candidate, StatusPeriod
from cells.rules.candidates import Stage, next_stage
from core.periods import format_date
from meetings.models import Attendance, Meeting, Vote
from meetings.queries.attendance import body_size
from meetings.queries.votes import counted
from meetings.rules.votes import VoteOutcome
from meetings.workflow import FINAL

NEXT = {Vote.Matter.ADMISSION: Stage.CELL_PROPOSED, Vote.Matter.RECOGNITION: Stage.RECOGNITION_PROPOSED}
"""The step that a vote which carried stands for."""


@dataclass(frozen=True)
class DecidedVote:
    """A vote on a candidate at a meeting whose minutes are approved."""

    vote: Vote
    meeting: Meeting
    candidate: Candidate
    outcome: VoteOutcome | None
    exempt_present: int
    """Exempt members who came and so entered the body."""

    @property
    def is_next_step(self) -> bool:
        """Whether it carried and its step is the one that comes next in the candidate's record."""
        carried = self.outcome is not None and self.outcome.carried
        return carried and next_stage(self.candidate.stage) == NEXT.get(Vote.Matter(self.vote.matter))

    @property
    def step_url(self) -> str:
        """The page where the step is written down, with day and counts filled in."""
        facts = {
            "on": format_date(self.meeting.held_on),
            "yes": str(self.vote.yes),
            "exempt_present": str(self.exempt_present),
            "note": _("Biểu quyết tại buổi %(meeting)s") % {"meeting": self.meeting},
        }
        return f"{reverse('cells:candidate_step', args=[self.candidate.pk])}?{urlencode(facts)}"


def votes_on(candidate: Candidate) -> list[DecidedVote]:
    """Every vote on a candidate, the newest first."""
    return _decided(Vote.objects.filter(candidate=candidate))


def next_steps_decided(cells: Iterable[int]) -> list[DecidedVote]:
    """Votes in these cells that carried and whose step is not written down yet."""
    open_now = Vote.objects.filter(meeting__cell__in=list(cells), candidate__stage__in=BEFORE)
    return [row for row in _decided(open_now) if row.is_next_step]


BEFORE = [stage for stage in Stage if next_stage(stage) in NEXT.values()]


def _decided(votes: QuerySet[Vote]) -> list[DecidedVote]:
    rows = list(
        votes.filter(is_removed=False, candidate__isnull=False, meeting__state__in=FINAL)
        .select_related("candidate", "meeting__cell")
        .defer("meeting__snapshot")
        .prefetch_related("meeting__cell__periods")
        .order_by("-meeting__held_on", "-pk")
    )
    marks: dict[int, list[Attendance]] = defaultdict(list)
    if rows:
        for mark in Attendance.objects.filter(meeting__in={row.meeting_id for row in rows}):
            marks[mark.meeting_id].append(mark)
    return [_row(vote, marks[vote.meeting_id]) for vote in rows]


def _row(vote: Vote, marks: list[Attendance]) -> DecidedVote:
    candidate = vote.candidate
    assert candidate is not None
    exempt = sum(
        mark.status == StatusPeriod.Status.EXEMPT and mark.is_official and mark.state == Attendance.State.PRESENT
        for mark in marks
    )
    outcome = counted([vote], body=body_size(marks))[0].outcome
    return DecidedVote(vote, vote.meeting, candidate, outcome, exempt)
