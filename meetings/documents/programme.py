"""The programme of a meeting (chương trình sinh hoạt), made before it: purpose, time and place, people, agenda, end."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cells.models import Organisation
from core.periods import official_day_line
from meetings.documents import minutes_of
from meetings.documents.contents import Contents, Draft, PartSpec
from meetings.documents.official import BLANK, Section, table
from meetings.models import REGULAR_KINDS, Meeting, MeetingKind

PARTS = (
    PartSpec("purpose", _("I. Mục đích, yêu cầu"), rows=5),
    PartSpec("people", _("III. Thành phần"), _("Mục II (thời gian, địa điểm) lấy từ lịch họp."), 4),
    PartSpec("end", _("V. Kết thúc"), _("Mục IV (chương trình) lấy từ nội dung đã lên lịch."), 4),
)


def first_words(organisation: Organisation, meeting: Meeting | None) -> dict[str, str]:
    assert meeting is not None
    return {
        "purpose": f"{_aim(meeting)}\n"
        "Đảng viên nghiên cứu trước tài liệu, chuẩn bị ý kiến phát biểu; dự họp đầy đủ, đúng giờ.",
        "people": f"{_who(meeting)}\nĐại biểu: đồng chí cấp ủy viên cấp trên được phân công phụ trách.",
        "end": "Chủ trì kết luận, phân công nhiệm vụ; thông qua nghị quyết; tự đánh giá chất lượng buổi sinh hoạt; "
        "thư ký đọc biên bản để hội nghị thông qua.",
    }


def _who(meeting: Meeting) -> str:
    return {
        MeetingKind.COMMITTEE: "Các đồng chí chi ủy viên.",
        MeetingKind.GROUP: "Toàn thể đảng viên của tổ đảng.",
        MeetingKind.STANDING: "Các đồng chí ủy viên Ban Thường vụ.",
        MeetingKind.EXECUTIVE: "Các đồng chí ủy viên Ban Chấp hành.",
    }.get(MeetingKind(meeting.kind), "Toàn thể đảng viên của chi bộ.")


def _aim(meeting: Meeting) -> str:
    theme = f" “{meeting.theme}”" if meeting.theme else ""
    if meeting.kind in (MeetingKind.THEMATIC, MeetingKind.FORUM):
        return f"Trao đổi, liên hệ và thống nhất việc thực hiện chuyên đề{theme} ở chi bộ."
    if meeting.kind in REGULAR_KINDS:
        also = f"; kết hợp sinh hoạt chuyên đề{theme}" if meeting.has_theme else ""
        return (
            f"Đánh giá kết quả thực hiện nhiệm vụ tháng trước; bàn, quyết định phương hướng, nhiệm vụ tháng tới{also}."
        )
    return "Bàn và thống nhất những nội dung nêu trong chương trình."


def title(organisation: Organisation, meeting: Meeting | None) -> str:
    assert meeting is not None
    return minutes_of(meeting).subject


def contents(draft: Draft, organisation: Organisation, meeting: Meeting | None) -> Contents:
    """The five parts; the time, the place and the agenda as they are planned."""
    assert meeting is not None
    items = meeting.items.filter(is_removed=False).select_related("presenter").order_by("order", "pk")
    agenda = [(item.title, item.presenter.full_name if item.presenter else "") for item in items]
    time = meeting.started_at or meeting.planned_time
    clock = f"{time.hour} giờ {time.minute:02d}" if time else f"{BLANK} giờ {BLANK}"
    online = " (họp trực tuyến)" if meeting.mode == Meeting.Mode.ONLINE else ""
    when = f"Thời gian: {clock}, {official_day_line(meeting.held_on)}.\nĐịa điểm: {meeting.place}{online}."
    return Contents(
        (
            Section("I. MỤC ĐÍCH, YÊU CẦU", text=draft.text("purpose") or BLANK),
            Section("II. THỜI GIAN, ĐỊA ĐIỂM", text=when),
            Section("III. THÀNH PHẦN", text=draft.text("people") or BLANK),
            Section(
                "IV. CHƯƠNG TRÌNH",
                text="" if agenda else BLANK,
                table=table((("Nội dung", ""), ("Người trình bày", "owner")), agenda),
            ),
            Section("V. KẾT THÚC", text=draft.text("end") or BLANK),
        )
    )
