"""What a status means for a meeting, in words (from the table of standings)."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from cells.rules.standings import STANDINGS


class Meaning(NamedTuple):
    """Three answers: does the member attend, is counted, votes."""

    attendance: str
    total: str
    vote: str


def meaning_of(status: str) -> Meaning:
    """How a member of that status is treated at a meeting; an official member is meant for the vote."""
    standing = STANDINGS[status]
    if standing.expected:
        attendance = _("phải dự sinh hoạt")
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
