"""What is unusual about a plan by the rules of its kind (``rules/kinds.json``). Sentences; nothing of it forbids."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cells.models import Office, Seat
from core.periods import format_date
from meetings.models import REGULAR_KINDS, THEMATIC_KINDS, Meeting, MeetingKind
from meetings.queries.roll import EXECUTIVE_OFFICES
from meetings.rules.conduct import conduct_on
from meetings.rules.kinds import first_monday, kinds
from meetings.workflow import State

PREPARED = (*REGULAR_KINDS, MeetingKind.THEMATIC)
"""Kinds before which the cell's committee meets."""


def kind_warnings(meeting: Meeting) -> list[str]:
    """What does not fit the rules of that kind of meeting."""
    return {
        MeetingKind.REGULAR: _of_regular,
        MeetingKind.COMBINED: _of_prepared,
        MeetingKind.THEMATIC: _of_thematic,
        MeetingKind.COMMITTEE: _of_committee,
        MeetingKind.FLAG: _of_flag,
    }.get(MeetingKind(meeting.kind), lambda _meeting: [])(meeting)


def _of_regular(meeting: Meeting) -> list[str]:
    return _of_prepared(meeting) + _of_last_month_of_quarter(meeting)


def _of_prepared(meeting: Meeting) -> list[str]:
    """The committee of the cell meets before it (Điều lệ Đ24.2)."""
    if not has_committee(meeting) or committee_before(meeting) is not None:
        return []
    return [
        _("Chưa có buổi họp chi ủy nào của tháng %(month)s trước buổi này (%(source)s).")
        % {"month": meeting.month, "source": kinds()[MeetingKind.COMMITTEE].source}
    ]


def has_committee(meeting: Meeting) -> bool:
    """Whether the cell has a committee of its own: more than secretary and deputy."""
    members = Seat.objects.in_force(meeting.held_on).filter(organisation=meeting.cell_id, office__in=EXECUTIVE_OFFICES)
    return members.filter(office=Office.COMMITTEE_MEMBER).exists()


def committee_before(meeting: Meeting) -> Meeting | None:
    """The last committee meeting for the same month on or before the day of the cell's."""
    found = meeting.cell.meetings.filter(kind=MeetingKind.COMMITTEE, year=meeting.year, month=meeting.month)
    before = found.exclude(state=State.CANCELLED).filter(held_on__lte=meeting.held_on)
    return before.defer("snapshot").order_by("-held_on").first()


def _of_last_month_of_quarter(meeting: Meeting) -> list[str]:
    """A thematic meeting at least once a quarter (CT 50-CT/TW)."""
    conduct = conduct_on(meeting.held_on)
    if meeting.month % 3:
        return []
    months = range(meeting.month - 2, meeting.month + 1)
    thematic = meeting.cell.meetings.filter(kind__in=THEMATIC_KINDS, year=meeting.year, month__in=months)
    if thematic.exclude(state=State.CANCELLED).count() >= conduct.thematic_per_quarter:
        return []
    return [
        _("Quý %(quarter)s/%(year)s chưa có buổi sinh hoạt chuyên đề nào; mỗi quý cần ít nhất một buổi (%(source)s).")
        % {
            "quarter": meeting.month // 3,
            "year": meeting.year,
            "source": conduct.sources["thematic_per_quarter"].text,
        }
    ]


def _of_thematic(meeting: Meeting) -> list[str]:
    """It never replaces the regular one (42-HD/BTCTW)."""
    regular = meeting.cell.meetings.filter(kind__in=REGULAR_KINDS, year=meeting.year, month=meeting.month)
    if regular.exclude(state=State.CANCELLED).exists():
        return []
    return [
        _("Sinh hoạt chuyên đề không thay buổi thường kỳ; tháng %(month)s/%(year)s chưa có lịch buổi thường kỳ.")
        % {"month": meeting.month, "year": meeting.year}
    ]


def _of_committee(meeting: Meeting) -> list[str]:
    regular = meeting.cell.meetings.filter(kind__in=REGULAR_KINDS, year=meeting.year, month=meeting.month)
    earlier = regular.exclude(state=State.CANCELLED).filter(held_on__lt=meeting.held_on).first()
    if earlier is None:
        return []
    return [
        _("Chi ủy họp trước khi chi bộ họp; buổi thường kỳ của tháng này là ngày %(day)s.")
        % {"day": format_date(earlier.held_on)}
    ]


def _of_flag(meeting: Meeting) -> list[str]:
    usual = first_monday(meeting.held_on.year, meeting.held_on.month)
    if meeting.held_on == usual:
        return []
    return [
        _("Sinh hoạt dưới cờ thường vào thứ Hai đầu tháng (%(day)s); không văn bản cấp trên nào bắt buộc.")
        % {"day": format_date(usual)}
    ]
