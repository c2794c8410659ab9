"""What hangs on minutes that are corrected: papers issued, tasks reviewed, scores given since."""

from __future__ import annotations

from dataclasses import dataclass

from meetings.models import Meeting, MeetingGrade, MinutesVersion, PartyDocument, TaskReview


@dataclass(frozen=True)
class Touched:
    """What was made from the minutes and may have to follow the correction; none of it changes by itself."""

    documents: list[PartyDocument]
    reviews: list[TaskReview]
    """What later meetings found about tasks of this one."""
    grade: MeetingGrade | None
    """The official grade, which stays as it was fixed."""

    def __bool__(self) -> bool:
        return bool(self.documents or self.reviews or self.grade)


def touched_by_correction(meeting: Meeting) -> Touched:
    """Documents, reviews and the grade that rest on the minutes of this meeting."""
    reviews = TaskReview.objects.filter(task__meeting=meeting, task__is_removed=False).exclude(meeting=meeting)
    return Touched(
        documents=list(meeting.documents.filter(cancelled_on__isnull=True)),
        reviews=list(reviews.select_related("task", "meeting").order_by("meeting__held_on", "pk")),
        grade=MeetingGrade.objects.filter(meeting=meeting).first(),
    )


def versions_of(meeting: Meeting) -> list[MinutesVersion]:
    """The earlier versions, the newest first."""
    return list(meeting.versions.select_related("approved_by", "replaced_by"))
