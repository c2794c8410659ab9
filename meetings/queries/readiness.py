"""What still lacks before minutes can be sent, and what is unusual about a meeting. Sentences for the user."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from cells.models import Member, Office
from cells.queries import seats_of
from core.periods import day_of, format_date
from meetings.models import Attendance, Meeting, Passage
from meetings.queries.attendance import Tally, attendance_of, tally_of
from meetings.queries.conduct import meet_by_days, required_minutes
from meetings.queries.plan_rules import kind_warnings
from meetings.queries.visits import open_remedies
from meetings.rules.conduct import conduct_on, last_day, meet_by
from meetings.workflow import HELD, State

LEADERS = (Office.SECRETARY, Office.DEPUTY_SECRETARY, Office.GROUP_LEADER, Office.GROUP_DEPUTY)
NAMES_SHOWN = 5


def missing_for_submission(meeting: Meeting) -> list[str]:
    """What the minutes still lack before they can be sent; empty when they are ready."""
    rows = attendance_of(meeting)
    tally = tally_of(rows)
    return [
        *_missing_marks(rows, tally),
        *_contradicted_officers(meeting, rows),
        *_missing_closing(meeting, tally),
        *missing_texts(meeting),
    ]


def _missing_marks(rows: list[Attendance], tally: Tally) -> list[str]:
    if not rows:
        return [_("Chưa có danh sách điểm danh.")]
    if tally.is_complete:
        return []
    names = [str(row.member) for row in rows if row.state == Attendance.State.UNKNOWN]
    more = _(" và %(count)s đồng chí khác") % {"count": len(names) - NAMES_SHOWN} if len(names) > NAMES_SHOWN else ""
    words = {"count": len(names), "names": ", ".join(names[:NAMES_SHOWN]) + more}
    return [_("Còn %(count)s đồng chí chưa điểm danh: %(names)s.") % words]


def _contradicted_officers(meeting: Meeting, rows: list[Attendance]) -> list[str]:
    states = {row.member_id: row.state for row in rows}
    officers = ((meeting.chair, _("chủ trì")), (meeting.secretary, _("thư ký")))
    return [
        _("Đồng chí %(name)s là %(duty)s nhưng điểm danh không ghi có mặt.") % {"name": member, "duty": duty}
        for member, duty in officers
        if member and states.get(member.pk) in (Attendance.State.EXCUSED, Attendance.State.UNEXCUSED)
    ]


def _missing_closing(meeting: Meeting, tally: Tally) -> list[str]:
    missing = []
    if meeting.ended_at is None:
        missing.append(_("Chưa ghi giờ kết thúc."))
    elif (meeting.duration_minutes or 0) <= 0:
        missing.append(_("Giờ kết thúc phải sau giờ bắt đầu; nếu họp qua nửa đêm, hãy đánh dấu ô “sang ngày hôm sau”."))
    if meeting.minutes_agreed is None:
        missing.append(_("Chưa ghi số đồng chí đồng ý thông qua biên bản."))
    elif meeting.minutes_agreed > tally.body_present:
        missing.append(
            _(
                "Số đồng chí đồng ý thông qua biên bản (%(agreed)s) nhiều hơn số có mặt có quyền biểu quyết "
                "(%(present)s)."
            )
            % {"agreed": meeting.minutes_agreed, "present": tally.body_present}
        )
    return missing


def missing_texts(meeting: Meeting) -> list[str]:
    """Which conclusions the minutes still lack."""
    passages = meeting.passages.filter(
        is_removed=False, kind__in=[Passage.Kind.ITEM_CONCLUSION, Passage.Kind.CONCLUSION]
    )
    written = {(row.item_id, row.kind) for row in passages if row.text.strip()}
    items = list(meeting.items.filter(is_removed=False).order_by("order", "pk"))
    missing = [
        _("Nội dung %(number)s “%(title)s” chưa có kết luận; nếu không có, hãy ghi “không”.")
        % {"number": number, "title": item.title}
        for number, item in enumerate(items, 1)
        if (item.pk, Passage.Kind.ITEM_CONCLUSION) not in written
    ]
    if not items:
        missing.append(_("Chương trình chưa có nội dung nào."))
    if (None, Passage.Kind.CONCLUSION) not in written:
        missing.append(_("Chưa có kết luận chung của chủ trì."))
    return missing


def plan_warnings(meeting: Meeting, *, today: dt.date) -> list[str]:
    """What is unusual about a plan. Nothing of it forbids anything."""
    conduct = conduct_on(meeting.held_on)
    warnings = _date_warnings(meeting)
    planned_on = day_of(meeting.planned_at) if meeting.planned_at else today
    if 0 <= (meeting.held_on - planned_on).days < conduct.notice_days:
        warnings.append(
            _("Đảng viên cần được thông báo trước ít nhất %(days)s ngày (%(source)s); buổi này đã sát ngày.")
            % {"days": conduct.notice_days, "source": conduct.sources["notice_days"].text}
        )
    return warnings + kind_warnings(meeting) + _officer_warnings(meeting)


def _date_warnings(meeting: Meeting) -> list[str]:
    if not conduct_on(meeting.held_on).meets_period(meeting.held_on, meeting.year, meeting.month):
        return [
            _(
                "Ngày họp %(day)s không thuộc tháng %(month)s/%(year)s, cũng không trong %(days)s ngày sau đó; "
                "hãy xem lại."
            )
            % {
                "day": format_date(meeting.held_on),
                "month": meeting.month,
                "year": meeting.year,
                "days": conduct_on(meeting.held_on).period_grace_days,
            }
        ]
    if not meeting.is_regular:
        return []
    limit = _meet_by(meeting)
    if meeting.held_on <= limit:
        return []
    return [_("Ngày họp muộn hơn hạn của tháng (%(day)s) do cấp ủy định.") % {"day": format_date(limit)}]


def _meet_by(meeting: Meeting) -> dt.date:
    day = meet_by_days([meeting.cell]).for_cell(meeting.cell, last_day(meeting.year, meeting.month))
    return meet_by(meeting.year, meeting.month, day)


def _officer_warnings(meeting: Meeting) -> list[str]:
    warnings = []
    if meeting.chair_id and meeting.chair_id == meeting.secretary_id:
        warnings.append(_("Chủ trì và thư ký là cùng một người; nên cử người khác ghi biên bản."))
    if meeting.chair and not _leads(meeting, meeting.chair):
        warnings.append(
            _("Chủ trì là đồng chí %(name)s, không phải bí thư hay phó bí thư chi bộ.") % {"name": meeting.chair}
        )
    return warnings


def _leads(meeting: Meeting, member: Member) -> bool:
    return any(
        seat.member_id == member.pk and seat.office in LEADERS for seat in seats_of(meeting.cell, meeting.held_on)
    )


def meeting_warnings(meeting: Meeting, tally: Tally, *, today: dt.date) -> list[str]:
    """What is unusual about a meeting in its present state. Nothing of it forbids anything."""
    if meeting.state == State.PLANNED:
        return plan_warnings(meeting, today=today) + _remedy_warnings(meeting)
    if meeting.state not in HELD:
        return []
    return [
        *_date_warnings(meeting),
        *_length_warnings(meeting),
        *_attendance_warnings(meeting, tally),
        *_officer_warnings(meeting),
        *_report_warnings(meeting, today),
    ]


def _remedy_warnings(meeting: Meeting) -> list[str]:
    """What people from above asked to be mended, and the unit has not written off yet."""
    due = list(open_remedies(meeting.cell.visits.all()).values_list("remedy_due_on", flat=True))
    if not due:
        return []
    return [
        _("Còn %(number)s nhận xét của cấp trên chưa khắc phục xong, hạn sớm nhất %(day)s.")
        % {"number": len(due), "day": format_date(due[0])}
    ]


def _length_warnings(meeting: Meeting) -> list[str]:
    minutes, required = meeting.duration_minutes, required_minutes(meeting)
    if minutes is None or required is None or not 0 < minutes < required.minutes:
        return []
    return [
        _("Buổi sinh hoạt dài %(minutes)s phút, dưới mức tối thiểu %(required)s phút (%(source)s).")
        % {"minutes": minutes, "required": required.minutes, "source": required.source}
    ]


def _attendance_warnings(meeting: Meeting, tally: Tally) -> list[str]:
    conduct = conduct_on(meeting.held_on)
    if not tally.is_complete or not tally.counted:
        return []
    warnings = []
    if not conduct.attendance_reached(tally.present, tally.counted):
        warnings.append(
            _("Có mặt %(present)s/%(counted)s đảng viên, dưới mức %(target)s %% (%(source)s).")
            % {
                "present": tally.present,
                "counted": tally.counted,
                "target": conduct.attendance_target,
                "source": conduct.key,
            }
        )
    if not conduct.quorum_reached(tally.body_present, tally.body):
        warnings.append(
            _(
                "Chỉ %(present)s/%(body)s đảng viên có quyền biểu quyết dự họp, dưới hai phần ba. Không văn bản nào "
                "quy định mức này cho buổi sinh hoạt, nhưng nghị quyết vẫn cần quá nửa tổng số tán thành."
            )
            % {"present": tally.body_present, "body": tally.body}
        )
    return warnings


def _report_warnings(meeting: Meeting, today: dt.date) -> list[str]:
    """Late in reporting; minutes that were sent back, or are corrected, are not blamed for being sent again."""
    conduct = conduct_on(meeting.held_on)
    if meeting.returned_reason or meeting.version > 1:
        return []
    sent_on = day_of(meeting.submitted_at) if meeting.submitted_at else None
    late = (sent_on or today) - meeting.held_on - dt.timedelta(days=conduct.report_days)
    if late <= dt.timedelta(0):
        return []
    words = {"days": conduct.report_days, "late": late.days, "source": conduct.sources["report_days"].text}
    if sent_on:
        return [_("Biên bản gửi chậm %(late)s ngày so với hạn %(days)s ngày sau buổi họp.") % words]
    return [_("Đã quá hạn gửi biên bản %(late)s ngày (hạn %(days)s ngày sau buổi họp).") % words]
