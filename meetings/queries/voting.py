"""Who may vote at a meeting and how that number comes about; whom a vote may be about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cells.models import Candidate, Member
from cells.queries import subtree_ids
from cells.rules import may_vote
from cells.rules.candidates import Stage
from meetings.models import Attendance, Meeting, Vote
from meetings.queries.attendance import Tally

Matter = Vote.Matter
State = Attendance.State

STAGES = {
    Matter.ADMISSION: (Stage.DOSSIER,),
    Matter.RECOGNITION: (Stage.PROBATIONARY, Stage.NEW_MEMBER_CLASS),
}
"""The stages from which a candidate comes up for each matter."""


@dataclass(frozen=True)
class Subject:
    """Someone a vote may be about: ``c7`` a candidate of the cell, ``m12`` a member of the meeting."""

    key: str
    matter: str
    name: str
    candidate: Candidate | None = None
    member: Member | None = None


def most_votes(rows: Iterable[Attendance]) -> int:
    """The most votes that can have been given: those of the body who came, or are not marked yet."""
    return sum(_entitled(row) for row in rows if row.state in (State.PRESENT, State.UNKNOWN))


def _entitled(row: Attendance) -> bool:
    present = row.state == State.PRESENT
    return may_vote(row.status, is_official=row.is_official, present=present, is_temporary=row.is_temporary)


def body_sentence(tally: Tally) -> str:
    """How the number of voters comes about, for who counts the votes."""
    without = (
        (tally.probationary, _("dự bị")),
        (len(tally.exempt) - len(tally.exempt_present), _("miễn sinh hoạt không dự")),
        (len(tally.temporarily_exempt), _("tạm miễn")),
        (len(tally.away), _("sinh hoạt tạm thời nơi khác")),
        (len(tally.suspended), _("đình chỉ sinh hoạt")),
        (len(tally.temporary), _("sinh hoạt tạm thời tại đây")),
    )
    left_out = ", ".join(f"{words} {count}" for count, words in without if count)
    words = {"body": tally.body, "present": tally.body_present, "left_out": left_out}
    if left_out:
        return (
            _("Được biểu quyết: %(body)s đảng viên chính thức, có mặt %(present)s (không tính: %(left_out)s).") % words
        )
    return _("Được biểu quyết: %(body)s đảng viên chính thức, có mặt %(present)s.") % words


def subjects_of(meeting: Meeting, rows: Iterable[Attendance]) -> list[Subject]:
    """Candidates of the cell who have come far enough, then probationary members of whom it keeps no such record."""
    stages = {stage: matter for matter, found in STAGES.items() for stage in found}
    candidates = list(
        Candidate.objects.filter(cell__in=subtree_ids([meeting.cell_id]), stage__in=stages).order_by("sort_key", "pk")
    )
    known = {candidate.member_id for candidate in candidates}
    found = [
        Subject(f"c{row.pk}", stages[Stage(row.stage)], row.full_name, candidate=row, member=None) for row in candidates
    ]
    found += [
        Subject(f"m{row.member_id}", Matter.RECOGNITION, row.member.full_name, member=row.member)
        for row in rows
        if not row.is_official and not row.is_temporary and row.member_id not in known
    ]
    return found
