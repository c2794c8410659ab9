"""The notice of a meeting: the text to paste into a message, and whether the plan was changed since it was given."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import override

from accounts.models import AuditEvent
from cells.models import OrganisationKind
from cells.queries.oversight import Keeper
from core.periods import format_date
from meetings.models import Meeting, MeetingKind, Paper

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
TOLD = frozenset({"held_on", "planned_time", "place", "mode", "kind", "theme", "agenda"})
"""What a notice says: a change of one of these makes it out of date."""


def notice_text(meeting: Meeting, papers: Sequence[Paper], *, keepers: Sequence[Keeper] = ()) -> str:
    """The notice in Vietnamese, as it goes into a message; with ``keepers`` to those in charge of the unit."""
    unit, day = meeting.cell.label(meeting.held_on), meeting.held_on
    with override("vi"):
        kind = str(MeetingKind(meeting.kind).label)
        month = f"tháng {meeting.month}/{meeting.year}"
        mode = f" ({meeting.get_mode_display()})" if meeting.mode == Meeting.Mode.ONLINE else ""
    clock = f"{meeting.planned_time.hour} giờ {meeting.planned_time.minute:02d}, " if meeting.planned_time else ""
    lines = [_greeting(meeting, unit, f"{kind} {month}", keepers)]
    lines.append(f"- Thời gian: {clock}{WEEKDAYS[day.weekday()]}, ngày {format_date(day)}")
    lines.append(f"- Địa điểm: {meeting.place}{mode}")
    if meeting.theme:
        lines.append(f"- Chuyên đề: {meeting.theme}")
    items = [item.title for item in meeting.items.filter(is_removed=False).order_by("order", "pk")]
    lines.append("- Nội dung:")
    lines += [f"  {number}. {title}" for number, title in enumerate(items, 1)]
    sent = [paper.title for paper in papers if paper.kind == Paper.Kind.PAPER]
    if sent:
        lines.append(f"- Tài liệu (xem trong phần mềm): {'; '.join(sent)}")
    if not keepers:
        lines.append("Đồng chí nào không dự được, đề nghị báo trước và nói rõ lý do.")
    return "\n".join(lines)


def _greeting(meeting: Meeting, unit: str, what: str, keepers: Sequence[Keeper]) -> str:
    if keepers:
        names = ", ".join(dict.fromkeys(f"đồng chí {keeper.member}" for keeper in keepers))
        return f"Kính mời {names} (phụ trách) dự buổi {what} của {unit}:"
    period = meeting.cell.period(meeting.held_on)
    who = "đảng viên" if meeting.cell.is_cell or _is_group(period) else "dự họp thuộc"
    return f"Kính mời các đồng chí {who} {unit} dự buổi {what}:"


def _is_group(period: object) -> bool:
    return getattr(period, "kind", "") == OrganisationKind.PARTY_GROUP


def changed_since_notice(meeting: Meeting) -> bool:
    """Whether day, hour, place or contents were changed after the notice was given."""
    if meeting.notice_sent_at is None:
        return False
    later = AuditEvent.objects.filter(
        thing_kind="meetings.Meeting",
        thing_id=meeting.pk,
        action="meetings.meeting_changed",
        at__gt=meeting.notice_sent_at,
    )
    return any(TOLD & changes.keys() for changes in later.values_list("changes", flat=True))
