"""Where a meeting stands, who brought it there, and what comes next for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from accounts.models import User
from core.periods import format_date
from meetings.models import Meeting
from meetings.queries.attendance import Tally
from meetings.queries.readiness import missing_texts
from meetings.workflow import State


@dataclass(frozen=True)
class Stage:
    """One moment of a meeting's life. ``by`` and ``at`` are empty until it is reached."""

    label: str
    state: str
    """done, current (what is to be done now) or todo."""
    by: User | None = None
    at: dt.datetime | None = None


@dataclass(frozen=True)
class NextStep:
    """What comes next: a sentence, and the one button for it where the reader may press it."""

    sentence: str
    url_name: str = ""
    """A name under ``meetings:``; empty when it is not for the reader to do."""
    label: str = ""
    icon: str = ""


ORDER = (State.PLANNED, State.OPEN, State.SUBMITTED, State.APPROVED, State.LOCKED)


def stages_of(meeting: Meeting) -> list[Stage]:
    """The six moments in their order, with who brought each about and when; of a cancelled meeting the first."""
    planned = Stage(_("Lên lịch"), "done", meeting.planned_by, meeting.planned_at)
    if meeting.state == State.CANCELLED:
        return [planned]
    reached = ORDER.index(State(meeting.state))
    moments = [
        (_("Họp, ghi biên bản"), meeting.opened_by, meeting.opened_at),
        (_("Gửi biên bản"), meeting.submitted_by, meeting.submitted_at),
        (_("Cấp ủy duyệt"), meeting.approved_by, meeting.approved_at),
        (_("Khóa"), meeting.locked_by, meeting.locked_at),
    ]
    stages = [
        Stage(label, "done", by, at)
        if number <= reached
        else Stage(label, "current" if number == reached + 1 else "todo")
        for number, (label, by, at) in enumerate(moments, 1)
    ]
    agreed = meeting.minutes_agreed is not None
    read_back = Stage(_("Đọc lại, thông qua"), "done" if agreed else "todo")
    if meeting.state == State.OPEN:
        stages[0], stages[1] = replace(stages[0], state="current"), replace(stages[1], state="todo")
    return [planned, stages[0], read_back, *stages[1:]]


def next_step(meeting: Meeting, actions: Collection[str], tally: Tally, *, today: dt.date) -> NextStep:
    """What comes next for a reader with these rights."""
    return {
        State.PLANNED: _to_open,
        State.OPEN: _to_submit,
        State.SUBMITTED: _to_approve,
        State.APPROVED: _to_lock,
        State.LOCKED: _nothing,
        State.CANCELLED: _nothing,
    }[State(meeting.state)](meeting, actions, tally, today)


def _to_open(meeting: Meeting, actions: Collection[str], tally: Tally, today: dt.date) -> NextStep:
    if "open" not in actions:
        return NextStep(_("Buổi sinh hoạt đã lên lịch."))
    if meeting.held_on > today:
        return NextStep(
            _("Đến ngày %(day)s, hãy mở lại trang này và bấm “Bắt đầu buổi sinh hoạt”.")
            % {"day": format_date(meeting.held_on)}
        )
    return NextStep(
        _("Khi mọi người đã đến, hãy bắt đầu: chọn chủ trì, thư ký rồi điểm danh."),
        "meeting_open",
        _("Bắt đầu buổi sinh hoạt"),
        "check-circle",
    )


def _to_submit(meeting: Meeting, actions: Collection[str], tally: Tally, today: dt.date) -> NextStep:
    if "write" not in actions:
        return NextStep(_("Chi bộ đang ghi biên bản."))
    if not tally.is_complete:
        return NextStep(
            _("Còn %(count)s đồng chí chưa điểm danh.") % {"count": tally.unmarked},
            "attendance",
            _("Điểm danh"),
            "people",
        )
    missing = missing_texts(meeting)
    if missing:
        return NextStep(
            _("Đã điểm danh. Biên bản còn thiếu kết luận (%(count)s chỗ).") % {"count": len(missing)},
            "minutes",
            _("Ghi biên bản"),
            "edit",
        )
    if meeting.minutes_agreed is None or meeting.ended_at is None:
        return NextStep(
            _("Biên bản đã có kết luận. Thư ký đọc lại trước hội nghị; ghi số đồng ý và giờ kết thúc."),
            "minutes_read_back",
            _("Đọc lại biên bản"),
            "minutes",
        )
    return NextStep(
        _("Biên bản đã có kết luận và được thông qua. Hãy xem lần cuối rồi gửi lên cấp ủy."),
        "meeting_submit",
        _("Kết thúc và gửi biên bản"),
        "send",
    )


def _to_approve(meeting: Meeting, actions: Collection[str], tally: Tally, today: dt.date) -> NextStep:
    if "approve" not in actions:
        return NextStep(_("Biên bản đã gửi; đang chờ cấp ủy cấp trên duyệt. Người gửi không tự duyệt."))
    return NextStep(
        _("Hãy đọc biên bản bên dưới. Nếu đạt thì duyệt; nếu cần sửa thì trả lại kèm ý kiến."),
        "meeting_approve",
        _("Duyệt biên bản"),
        "check-circle",
    )


def _to_lock(meeting: Meeting, actions: Collection[str], tally: Tally, today: dt.date) -> NextStep:
    if "lock" not in actions:
        return NextStep(_("Biên bản đã được duyệt; bản in lấy đúng nội dung đã duyệt."))
    return NextStep(
        _("Biên bản đã duyệt. Khi đã in và ký xong, hãy khóa để đóng trang sổ này."),
        "meeting_lock",
        _("Khóa biên bản"),
        "lock",
    )


def _nothing(meeting: Meeting, actions: Collection[str], tally: Tally, today: dt.date) -> NextStep:
    if meeting.state == State.CANCELLED:
        return NextStep(_("Buổi sinh hoạt đã hủy: %(reason)s") % {"reason": meeting.cancelled_reason})
    return NextStep(_("Biên bản đã khóa, không thay đổi nữa."))
