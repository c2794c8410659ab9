"""The year's plan of thematic meetings: its quarters, and words to begin with (42-HD/BTCTW; CT 50-CT/TW)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from meetings.models import MeetingKind
from meetings.rules.conduct import conduct_on
from meetings.rules.kinds import kinds_held_by

QUARTERS = (1, 2, 3, 4)

PURPOSE = (
    "Nâng cao chất lượng sinh hoạt chuyên đề của chi bộ theo Chỉ thị số 50-CT/TW, ngày 23/7/2025 của Ban Bí thư và "
    "Hướng dẫn số 42-HD/BTCTW, ngày 28/10/2025 của Ban Tổ chức Trung ương.\n"
    "Mỗi quý sinh hoạt chuyên đề ít nhất một lần; sinh hoạt chuyên đề không thay cho sinh hoạt thường kỳ.\n"
    "Nội dung chuyên đề thiết thực, sát nhiệm vụ chính trị và những việc đảng viên, nhân dân quan tâm; sau mỗi "
    "chuyên đề có kết luận, phân công người thực hiện, thời hạn cụ thể."
)
"""What a new plan says under I, to be changed as the unit sees fit; one point to a line."""

ARRANGEMENT = (
    "Đồng chí được phân công chuẩn bị chuyên đề viết dự thảo, báo cáo cấp ủy chi bộ xem xét trước buổi sinh hoạt; "
    "tài liệu gửi đảng viên trước ít nhất 01 ngày.\n"
    "Đảng viên nghiên cứu trước tài liệu, liên hệ trách nhiệm cá nhân và thảo luận.\n"
    "Cấp ủy chi bộ theo dõi, đôn đốc việc thực hiện kết luận sau mỗi chuyên đề và báo cáo cấp ủy cấp trên.\n"
    "Trong năm, nếu cần thay đổi chuyên đề hoặc thời gian, chi bộ điều chỉnh kế hoạch và báo cáo lại cấp trên."
)
"""What a new plan says under III."""


def holds_themes(unit_kind: str) -> bool:
    """Whether a unit of that kind holds thematic meetings."""
    return MeetingKind.THEMATIC in kinds_held_by(unit_kind)


def quarter_of(month: int) -> int:
    """The quarter, 1 to 4, that a month lies in."""
    return (month + 2) // 3


def themes_by_quarter(months: Iterable[int]) -> tuple[int, int, int, int]:
    """How many themes each quarter has."""
    found = Counter(quarter_of(month) for month in months)
    return found[1], found[2], found[3], found[4]


def required_in(year: int, quarter: int) -> int:
    """The least number of themes in that quarter, by the guidance in force at its end."""
    return conduct_on(dt.date(year, 3 * quarter, 28)).thematic_per_quarter


def short_quarters(year: int, months: Iterable[int]) -> list[int]:
    """Quarters with fewer themes than asked for. A warning, never more."""
    counts = themes_by_quarter(months)
    return [quarter for quarter in QUARTERS if counts[quarter - 1] < required_in(year, quarter)]
