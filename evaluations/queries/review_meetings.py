"""The meeting at which a unit was reviewed: who comes in which order, who was there, what is not in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cells.models import Office, Organisation, Seat
from cells.rules.working_days import working_days_between
from core.periods import format_date
from evaluations.models import Evaluation, Period, ReviewMeeting, Suggestion
from evaluations.queries import process
from meetings.models import Attendance, Meeting
from meetings.workflow import HELD
from meetings.workflow import State as MeetingState

LEAD_DAYS = 3
"""Working days between sending the drafts and the meeting (HD 43-HD/BTCTW mục 2)."""
SUBJECT_ORDER = {
    Evaluation.Subject.COLLECTIVE: 0,
    Evaluation.Subject.COMMITTEE: 1,
    Evaluation.Subject.CELL: 1,
}
OFFICES = list(Office.values)
LAST = len(OFFICES)
State = Attendance.State


@dataclass(frozen=True)
class ReviewRow:
    """One subject in the order of reviewing, and whether it was reviewed."""

    evaluation: Evaluation
    post: str
    standing: str
    """reviewed, absent (was not there), waiting (no meeting held yet), postponed."""
    held_on: dt.date | None = None

    @property
    def is_absent(self) -> bool:
        return self.standing == "absent"


@dataclass(frozen=True)
class UnitReview:
    """The review of a unit and its people: the meetings, the order, what is not in order."""

    meetings: tuple[ReviewMeeting, ...]
    rows: tuple[ReviewRow, ...]
    warnings: tuple[process.Warning, ...]


def meetings_of(period: Period, unit: Organisation) -> list[ReviewMeeting]:
    """The meetings of the unit that count as its review, by day."""
    rows = ReviewMeeting.objects.filter(period=period, organisation=unit)
    return list(rows.select_related("meeting", "recorded_by"))


def meetings_to_choose(period: Period, unit: Organisation) -> list[Meeting]:
    """The meetings of the unit from its year on that were not cancelled, the latest first."""
    rows = Meeting.objects.filter(cell=unit, held_on__gte=dt.date(period.year, 1, 1)).defer("snapshot")
    return list(rows.exclude(state=MeetingState.CANCELLED).order_by("-held_on", "-pk")[:60])


def unit_review(period: Period, unit: Organisation, evaluations: Sequence[Evaluation]) -> UnitReview:
    """The order of reviewing: the collective, its head, deputies, the others (HD 43 mục 2); who was there is known.

    A fixed number of queries. An organisation or a collective is reviewed once a meeting was held; a member, once
    present at one.
    """
    meetings = meetings_of(period, unit)
    posts = _posts(unit, evaluations, meetings[0].meeting.held_on if meetings else period.reference_date)
    present = _present([row.meeting_id for row in meetings])
    held = [row for row in meetings if row.meeting.state in HELD]
    ordered = sorted(evaluations, key=lambda row: _place(row, posts))
    rows = tuple(_row(row, posts, held, present) for row in ordered)
    return UnitReview(tuple(meetings), rows, tuple(_warnings(meetings, rows)))


def _posts(unit: Organisation, evaluations: Sequence[Evaluation], day: dt.date) -> dict[int, Seat]:
    """The highest post of each member in the unit on that day."""
    members = [row.member_id for row in evaluations if row.member_id]
    found: dict[int, Seat] = {}
    for seat in Seat.objects.in_force(day).filter(organisation=unit, member__in=members).ranked():
        found.setdefault(seat.member_id, seat)
    return found


def _place(row: Evaluation, posts: Mapping[int, Seat]) -> tuple[int, int, str, int]:
    if row.member_id is None:
        return (SUBJECT_ORDER.get(Evaluation.Subject(row.subject), 1), 0, "", row.pk)
    seat = posts.get(row.member_id)
    rank = OFFICES.index(seat.office) if seat else LAST
    return (2, rank, row.member.sort_key if row.member else "", row.pk)


def _present(meetings: Iterable[int]) -> dict[int, dt.date]:
    """The first of the meetings at which each member was present."""
    rows = Attendance.objects.filter(meeting__in=list(meetings), state=State.PRESENT)
    found: dict[int, dt.date] = {}
    for member, day in rows.order_by("meeting__held_on").values_list("member", "meeting__held_on"):
        found.setdefault(member, day)
    return found


def _row(
    row: Evaluation, posts: Mapping[int, Seat], held: Sequence[ReviewMeeting], present: Mapping[int, dt.date]
) -> ReviewRow:
    seat = posts.get(row.member_id or 0)
    post = str(seat.get_office_display()) if seat else ""
    if row.state == Evaluation.State.POSTPONED:
        return ReviewRow(row, post, "postponed")
    if not held:
        return ReviewRow(row, post, "waiting")
    if row.member_id is None:
        return ReviewRow(row, post, "reviewed", held[0].meeting.held_on)
    day = present.get(row.member_id)
    return ReviewRow(row, post, "reviewed" if day else "absent", day)


def _warnings(meetings: Sequence[ReviewMeeting], rows: Sequence[ReviewRow]) -> Iterable[process.Warning]:
    for meeting in meetings:
        if sentence := draft_warning(meeting.meeting, meeting.drafts_sent_on):
            yield process.Warning(sentence)
    suggested = _suggested([row.evaluation for row in rows])
    if suggested and not any(meeting.delegation for meeting in meetings):
        text = _("Có gợi ý kiểm điểm thì cấp trên cử đại diện dự (Hướng dẫn 43, mục 2); chưa ghi ai dự.")
        yield process.Warning(text, tuple(suggested))
    absent = tuple(str(row.evaluation) for row in rows if row.is_absent)
    if absent:
        text = _("Vắng tại hội nghị kiểm điểm: đề nghị để lại, kiểm điểm vào kỳ họp gần nhất khi có mặt.")
        yield process.Warning(text, absent)


def draft_warning(meeting: Meeting, sent_on: dt.date | None) -> str:
    """What to say of the day on which the drafts went out; empty when there were three working days."""
    if sent_on is None:
        return _("Buổi họp ngày %(day)s: chưa ghi ngày gửi dự thảo (trước họp ít nhất %(days)s ngày làm việc).") % {
            "day": format_date(meeting.held_on),
            "days": LEAD_DAYS,
        }
    days = working_days_between(sent_on, meeting.held_on)
    if days >= LEAD_DAYS:
        return ""
    words = {"sent": format_date(sent_on), "held": format_date(meeting.held_on), "days": days, "least": LEAD_DAYS}
    return _("Dự thảo gửi ngày %(sent)s, họp ngày %(held)s: chỉ %(days)s ngày làm việc, cần ít nhất %(least)s.") % words


def _suggested(evaluations: Iterable[Evaluation]) -> list[str]:
    names = {row.pk: str(row) for row in evaluations}
    rows = Suggestion.objects.filter(evaluation__in=names, is_removed=False)
    return [names[pk] for pk in dict.fromkeys(rows.values_list("evaluation", flat=True))]
