"""What a status means for a meeting, in words (from the table of standings)."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.utils.translation import gettext as _

from cells.models import StatusPeriod
from cells.rules.standings import STANDINGS
from core.periods import add_months


class Meaning(NamedTuple):
    """Three answers: does the member attend, is counted, votes."""

    attendance: str
    total: str
    vote: str


def meaning_of(status: str) -> Meaning:
    """How a member of that status is treated at a meeting; an official member is meant for the vote."""
    standing = STANDINGS[status]
    if standing.expected:
        is_reduced = status == StatusPeriod.Status.REDUCED
        attendance = _("dự sinh hoạt theo mức chi bộ quyết định") if is_reduced else _("phải dự sinh hoạt")
        total = _("tính vào tổng số đảng viên của buổi họp")
    elif standing.counted_when_present:
        attendance = _("không bắt buộc dự, muốn dự thì được")
        total = _("chỉ tính vào tổng số khi có mặt")
    else:
        attendance = _("không dự sinh hoạt tại chi bộ")
        total = _("không tính vào tổng số của buổi họp")
    if standing.votes:
        vote = _("được biểu quyết")
    elif standing.counted_when_present:
        vote = _("có mặt thì được biểu quyết")
    else:
        vote = _("không biểu quyết")
    return Meaning(attendance, total, vote)


TEMPORARILY_EXEMPT_MONTHS = 12
"""A member away with good reason for less than that may be exempt for the time (01-HD/TW 2021, 10.3)."""


def status_doubts(status: str, valid_from: dt.date, valid_to: dt.date | None) -> list[str]:
    """What should be looked at again in a status, but is not refused."""
    if status != StatusPeriod.Status.TEMPORARILY_EXEMPT:
        return []
    if valid_to is None:
        return [_("Tạm miễn sinh hoạt là cho thời gian dưới 12 tháng; hãy ghi ngày kết thúc khi biết.")]
    if valid_to >= add_months(valid_from, TEMPORARILY_EXEMPT_MONTHS) - dt.timedelta(days=1):
        return [
            _(
                "Thời gian tạm miễn từ 12 tháng trở lên; hướng dẫn chỉ cho tạm miễn dưới 12 tháng "
                "(01-HD/TW năm 2021, mục 10.3). Hãy xem lại, hoặc làm thủ tục chuyển sinh hoạt."
            )
        ]
    return []
