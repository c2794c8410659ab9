"""What the tests of this folder share."""

import datetime as dt
import io
from decimal import Decimal

import pdfplumber
import pytest

from meetings.documents import minutes_pdf
from meetings.models import (
    Attendance,
    Guest,
    Meeting,
    Passage,
    Task,
    TaskReview,
    Vote,
)
from tests.cast import Cast, Commune
from tests.factories import make_item, make_meeting, make_member, make_open_meeting

MM = 25.4 / 72


def put(meeting: Meeting, kind: str, text: str, item=None) -> None:
    Passage.objects.filter(meeting=meeting, item=item, kind=kind).update(text=text)


@pytest.fixture
def full(commune: Commune, cast: Cast) -> Meeting:
    """A meeting of seven with everything that minutes can hold."""
    cell = commune.cells[0]
    make_member(cell, "Vũ Đức Thịnh", status="exempt")
    make_member(cell, "Dương Ngọc Lễ", status="away")
    make_member(cell, "Phạm Hồng Ân", official_on=None, admitted_on=dt.date(2026, 5, 19))
    absent = make_member(cell, "Đỗ Mạnh Cường")
    meeting = make_open_meeting(
        cell,
        by=cast.secretary,
        ended_at=dt.time(21, 5),
        minutes_agreed=3,
        self_score=Decimal("92.50"),
    )
    Attendance.objects.filter(meeting=meeting, member=absent).update(state="excused", reason="đi công tác")
    guest = Guest.objects.create(
        meeting=meeting, full_name="Lê Quang Vinh", office="Bí thư Đảng ủy xã", is_superior=True
    )
    Guest.objects.create(meeting=meeting, full_name="Người bị bỏ", is_removed=True)
    item = meeting.items.get()
    make_item(meeting, "Đánh giá nghị quyết tháng 9", kind="last_month", order=0, presenter=meeting.secretary)
    put(meeting, "fees", "Đã thu đủ.")
    put(meeting, "superior", "Đồng chí Vinh phát biểu.\nChủ trì tiếp thu.")
    put(meeting, "conclusion", "Thống nhất thực hiện.")
    put(meeting, "self_assessment", "Ít ý kiến.")
    put(meeting, "item_body", "Gieo trồng 12 ha.", item)
    put(meeting, "item_conclusion", "Nhất trí.", item)
    spoken = {"meeting": meeting, "item": item, "kind": "opinion"}
    Passage.objects.create(**spoken, order=2, guest=guest, text="Thêm chỉ tiêu.")
    Passage.objects.create(**spoken, order=1, speaker=meeting.chair, text="Chia theo ngõ.")
    Passage.objects.create(**spoken, order=3, speaker=meeting.secretary, text="Đã bỏ.", is_removed=True)
    Vote.objects.create(
        meeting=meeting, item=item, matter="resolution", question="Thông qua nghị quyết", yes=3, abstain=1
    )
    Vote.objects.create(meeting=meeting, matter="recognition", question="Công nhận", person="Phạm Hồng Ân", yes=2, no=2)
    Task.objects.create(meeting=meeting, text="Gieo 12 ha", owner=meeting.chair, due_on=dt.date(2026, 11, 25))
    Task.objects.create(meeting=meeting, text="Đã bỏ", is_removed=True)
    earlier = make_meeting(cell, dt.date(2026, 9, 4))
    task = Task.objects.create(meeting=earlier, text="Sửa cổng", due_on=dt.date(2026, 9, 30))
    TaskReview.objects.create(task=task, meeting=meeting, outcome="partly", note="còn sơn lại")
    return Meeting.objects.get(pk=meeting.pk)


def paper_of(meeting: Meeting) -> pdfplumber.PDF:
    return pdfplumber.open(io.BytesIO(minutes_pdf(meeting)))


def text_of(paper: pdfplumber.PDF) -> str:
    """All words in one line, as a reader meets them."""
    return " ".join(" ".join(page.extract_text() for page in paper.pages).split())
