"""The usual agenda of each kind of meeting, in the order of 42-HD/BTCTW; the cell may change it.

The titles go into the minutes, so they are Vietnamese on an English page too.
"""

from __future__ import annotations

from meetings.models import AgendaItem, MeetingKind

Kind = AgendaItem.Kind


def usual_agenda(kind: str) -> list[tuple[str, str]]:
    """Pairs of item kind and title. Kinds that are not named here have no usual agenda."""
    monthly = [
        (Kind.INFORMATION, "Thông tin thời sự; phổ biến văn bản của cấp trên; định hướng tư tưởng"),
        (Kind.LAST_MONTH, "Đánh giá kết quả thực hiện nghị quyết tháng trước"),
        (Kind.MEMBERS, "Đánh giá đảng viên thực hiện nhiệm vụ được giao; tự phê bình và phê bình"),
        (Kind.NEXT_MONTH, "Phương hướng, nhiệm vụ tháng tới"),
    ]
    theme = (Kind.THEME, "Trình bày, thảo luận chuyên đề; liên hệ trách nhiệm của chi bộ và từng đảng viên")
    agendas = {
        MeetingKind.REGULAR: monthly,
        MeetingKind.COMBINED: [*monthly, theme],
        MeetingKind.THEMATIC: [theme],
        MeetingKind.COMMITTEE: [
            (Kind.LAST_MONTH, "Đánh giá tình hình thực hiện nhiệm vụ trong tháng"),
            (Kind.NEXT_MONTH, "Thống nhất nội dung, dự thảo nghị quyết trình chi bộ"),
            (Kind.OTHER, "Phân công chuẩn bị buổi sinh hoạt chi bộ"),
        ],
    }
    return [(str(item), title) for item, title in agendas.get(MeetingKind(kind), [])]
