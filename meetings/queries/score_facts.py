"""The facts of a meeting that criteria of a scoring sheet ask for, each read from the records, with where it is from.

A fact that the records do not hold is not known, never "no": its criterion is then scored by hand. ``is_open``: it
will be known later, when the meeting is closed or its report was sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from accounts.models import AuditEvent
from cells.models import Office, Seat, UnitType
from core.periods import day_of, format_date
from meetings.models import REGULAR_KINDS, Attendance, Meeting, MeetingKind, Paper, Passage, TaskReview
from meetings.queries.attendance import Tally, attendance_of, tally_of
from meetings.queries.conduct import required_minutes
from meetings.queries.tasks import tasks_carried_into
from meetings.queries.year import member_years
from meetings.rules.conduct import conduct_on
from meetings.workflow import FINAL, HELD, State

LEADERS = (Office.SECRETARY, Office.DEPUTY_SECRETARY, Office.COMMITTEE_MEMBER)
COMMITTEE_KINDS = (MeetingKind.COMMITTEE, MeetingKind.COMMITTEE_ENLARGED)
NO_MINIMUM = 1
"""Of a cell so small that no least length is asked of it."""


@dataclass(frozen=True)
class FactReading:
    """A fact: its value (None: not known), where it comes from or why it is missing, whether it will still come."""

    value: int | bool | None
    said: str
    is_open: bool = False


Readings = dict[str, FactReading]
AFTERWARDS = ("reported_after_days",)
"""Known only after the cell has scored itself: it expects the points, the person above counts them."""


def score_facts(meeting: Meeting, settings: Mapping[str, object], rows: Sequence[Attendance] | None = None) -> Readings:
    """Every fact of ``meetings/rules/meeting_facts.json`` for a meeting of a cell, in its order.

    ``rows`` are its attendance, where that is at hand.
    """
    return _Reader(meeting, settings, attendance_of(meeting) if rows is None else list(rows)).readings()


def values_of(readings: Readings) -> dict[str, int | bool | None]:
    """The values alone, as the rules take them."""
    return {name: reading.value for name, reading in readings.items()}


@dataclass
class _Reader:
    meeting: Meeting
    settings: Mapping[str, object]
    rows: list[Attendance]
    tally: Tally = field(init=False)

    def __post_init__(self) -> None:
        self.tally = tally_of(self.rows)

    def readings(self) -> Readings:
        return {
            "duration_minutes": self._duration(),
            "required_minutes": self._required(),
            **self._attendance(),
            "longest_excused_streak": self._streak(),
            "speakers": self._speakers(),
            **self._committee(),
            "member_notice_days": self._notice(),
            "papers_days_before": self._papers(),
            "has_theme": self._theme(),
            **self._tasks(),
            "reported_after_days": self._report(),
        }

    def _duration(self) -> FactReading:
        minutes = self.meeting.duration_minutes
        if minutes is None or minutes < 0:
            return FactReading(None, _("chưa ghi giờ kết thúc"), is_open=True)
        times = {"start": f"{self.meeting.started_at:%H:%M}", "end": f"{self.meeting.ended_at:%H:%M}"}
        return FactReading(minutes, _("từ %(start)s đến %(end)s") % times)

    def _required(self) -> FactReading:
        few, many = self.settings.get("few_members_at_most"), self.settings.get("large_cell_from")
        members, conduct = self.tally.members, conduct_on(self.meeting.held_on)
        if isinstance(few, int) and self.rows and members <= few:
            minutes = self.settings.get("few_members_minutes")
            if isinstance(minutes, int):
                return FactReading(minutes, _("chi bộ rất ít đảng viên, theo quy định của cấp ủy"))
            return FactReading(NO_MINIMUM, _("chi bộ rất ít đảng viên: không đặt thời lượng tối thiểu"))
        required = required_minutes(self.meeting)
        usual = required.minutes if required else None
        large = self.settings.get("large_cell_minutes")
        if usual is not None and isinstance(many, int) and isinstance(large, int) and members >= many:
            return FactReading(
                max(usual, large), _("chi bộ từ %(count)s đảng viên, theo quy định của cấp ủy") % {"count": many}
            )
        return FactReading(usual, _("theo %(source)s") % {"source": required.source if required else conduct.key})

    def _attendance(self) -> Readings:
        tally = self.tally
        if not self.rows or tally.unmarked:
            words = (
                _("còn %(count)s đồng chí chưa điểm danh") % {"count": tally.unmarked}
                if self.rows
                else _("chưa điểm danh")
            )
            unknown = FactReading(None, words, is_open=True)
            return dict.fromkeys(("counted_members", "present", "absent_without_reason"), unknown)
        left_out = len(tally.excused) if self._is_on_duty() else 0
        counted = tally.counted - left_out
        words = _("theo điểm danh")
        if left_out:
            words = _("theo điểm danh; không tính %(count)s đồng chí quân đội, công an vắng có lý do") % {
                "count": left_out
            }
        return {
            "counted_members": FactReading(counted or None, words),
            "present": FactReading(tally.present or None, _("theo điểm danh")),
            "absent_without_reason": FactReading(len(tally.unexcused), _("theo điểm danh")),
        }

    def _is_on_duty(self) -> bool:
        is_armed = self.meeting.cell.unit_type == UnitType.ARMED_FORCES
        return is_armed and self.settings.get("duty_absence") == "left_out"

    def _streak(self) -> FactReading:
        if not self.rows:
            return FactReading(None, _("chưa điểm danh"), is_open=True)
        here = {row.member_id: row for row in self.rows if not row.is_temporary}
        years = member_years([self.meeting.cell], self.meeting.year, cut_off=self.meeting.held_on)
        streaks = {pk: years[pk].longest_excused_streak for pk in here if pk in years}
        longest = max(streaks.values(), default=0)
        words = _("các buổi của cả chi bộ trong năm %(year)s, đến buổi này") % {"year": self.meeting.year}
        if longest > 1:
            names = [str(here[pk].member) for pk, streak in streaks.items() if streak == longest][:3]
            words = f"{words}: {', '.join(names)}"
        return FactReading(longest, words)

    def _speakers(self) -> FactReading:
        present = {row.member_id for row in self.rows if row.state == row.State.PRESENT and not row.is_temporary}
        spoken = self.meeting.passages.filter(kind=Passage.Kind.OPINION, is_removed=False, speaker__isnull=False)
        speakers = set(spoken.values_list("speaker", flat=True).order_by()) & present
        return FactReading(
            len(speakers) if self.rows else None, _("theo ý kiến ghi trong biên bản"), is_open=not self.rows
        )

    def _committee(self) -> Readings:
        leaders = Seat.objects.in_force(self.meeting.held_on).filter(organisation=self.meeting.cell, office__in=LEADERS)
        count = leaders.values("member").distinct().count()
        words = _("%(count)s đồng chí giữ chức vụ trong chi bộ") % {"count": count}
        return {
            "has_committee": FactReading(count > 1 if count else None, words),
            "committee_met_with_minutes": self._committee_met(),
        }

    def _committee_met(self) -> FactReading:
        since = self.previous or self.meeting.held_on - dt.timedelta(days=31)
        met = (
            Meeting.objects.filter(cell=self.meeting.cell, kind__in=COMMITTEE_KINDS, state__in=HELD)
            .filter(held_on__gt=since, held_on__lte=self.meeting.held_on)
            .exclude(pk=self.meeting.pk)
            .defer("snapshot")
            .order_by("-held_on")
        )
        found = list(met)
        for row in found:
            if row.state != State.OPEN or row.passages.filter(is_removed=False).exclude(text="").exists():
                return FactReading(True, _("họp chi ủy ngày %(day)s") % {"day": format_date(row.held_on)})
        if found:
            words = _("chi ủy họp ngày %(day)s, biên bản còn trống") % {"day": format_date(found[0].held_on)}
            return FactReading(False, words)
        return FactReading(None, _("chưa có buổi họp chi ủy nào trong sổ; nếu có biên bản giấy thì chấm tay"))

    @cached_property
    def previous(self) -> dt.date | None:
        """The day of the regular meeting before this one."""
        regular = Meeting.objects.filter(self._before(), kind__in=REGULAR_KINDS)
        return regular.aggregate(held_on=Max("held_on"))["held_on"]

    def _before(self) -> Q:
        return Q(cell=self.meeting.cell, state__in=HELD, held_on__lt=self.meeting.held_on)

    def _days_before(self, moment: dt.datetime) -> int:
        return max((self.meeting.held_on - day_of(moment)).days, 0)

    def _notice(self) -> FactReading:
        sent = self.meeting.notice_sent_at
        if sent is None:
            return FactReading(None, _("chưa gửi thông báo trong phần mềm; nếu báo cách khác thì chấm tay"))
        return FactReading(self._days_before(sent), _("gửi thông báo ngày %(day)s") % {"day": _day(sent)})

    def _papers(self) -> FactReading:
        moments = list(
            self.meeting.papers.filter(kind=Paper.Kind.PAPER, is_removed=False)
            .order_by("uploaded_at")
            .values_list("uploaded_at", flat=True)
        )
        if not moments:
            return FactReading(None, _("chưa có tài liệu nào trong phần mềm; nếu đã đăng trên Sổ tay thì chấm tay"))
        late = sum(self._days_before(moment) < 1 for moment in moments)
        words = _("%(count)s tài liệu, sớm nhất ngày %(day)s") % {"count": len(moments), "day": _day(moments[0])}
        if 0 < late < len(moments):
            words += _("; %(late)s tài liệu chưa đủ 1 ngày") % {"late": late}
        return FactReading(self._days_before(moments[0]), words)

    def _theme(self) -> FactReading:
        if self.meeting.has_theme:
            return FactReading(True, _("buổi này có chuyên đề"))
        others = Meeting.objects.filter(
            cell=self.meeting.cell,
            year=self.meeting.year,
            month=self.meeting.month,
            kind=MeetingKind.THEMATIC,
            state__in=HELD,
        )
        other = others.values_list("held_on", flat=True).order_by("held_on").first()
        if other is not None:
            return FactReading(True, _("buổi chuyên đề ngày %(day)s") % {"day": format_date(other)})
        return FactReading(False, _("tháng này không có buổi chuyên đề"))

    def _tasks(self) -> Readings:
        """Tasks that were due by this meeting, and those found done since the last one."""
        carried = tasks_carried_into(self.meeting)
        due = [
            row
            for row in carried
            if row.task.due_on is None
            or row.task.due_on <= self.meeting.held_on
            or (row.review and row.review.outcome in TaskReview.FINISHED)
        ]
        open_ones = sum(row.review is None for row in due)
        if open_ones:
            words = _("còn %(count)s nhiệm vụ chưa đánh giá trong biên bản") % {"count": open_ones}
            unknown = FactReading(None, words, is_open=self.meeting.state not in FINAL)
            return {"previous_tasks": unknown, "previous_tasks_met": unknown}
        done = sum(row.review is not None and row.review.outcome in TaskReview.FINISHED for row in due)
        between = self._done_between()
        words = _("theo phần đánh giá nhiệm vụ tháng trước trong biên bản")
        if not due and not between:
            words = _("trong sổ không có nhiệm vụ nào đến hạn: chấm tay")
        return {
            "previous_tasks": FactReading(len(due) + between, words),
            "previous_tasks_met": FactReading(done + between, words),
        }

    def _done_between(self) -> int:
        """Tasks that another meeting, held since the last regular one, found done."""
        since = self.previous
        if since is None:
            return 0
        reviews = TaskReview.objects.filter(
            outcome__in=TaskReview.FINISHED,
            task__is_removed=False,
            meeting__cell=self.meeting.cell,
            meeting__state__in=HELD,
            meeting__held_on__gt=since,
            meeting__held_on__lt=self.meeting.held_on,
        )
        return reviews.values("task").distinct().count()

    def _report(self) -> FactReading:
        sent = self.meeting.submitted_at
        if sent is None:
            return FactReading(None, _("biết khi biên bản đã gửi lên cấp trên"), is_open=True)
        first = (
            AuditEvent.objects.filter(
                action="meetings.minutes_submitted", thing_kind=Meeting._meta.label, thing_id=self.meeting.pk
            )
            .order_by("at")
            .values_list("at", flat=True)
            .first()
        )
        sent = min(sent, first) if first else sent
        days = (day_of(sent) - self.meeting.held_on).days
        return FactReading(max(days, 0), _("gửi biên bản ngày %(day)s") % {"day": _day(sent)})


def _day(moment: dt.datetime) -> str:
    return format_date(moment)
