"""What the minutes hold besides words: a vote on a candidate, a document made known, a task that can be counted."""

import datetime as dt
from decimal import Decimal

from cells.models import Candidate, Organisation
from cells.rules.candidates import Stage
from demo.clock import written_on
from demo.commune import MERGED_INTO, writer_of
from meetings.documents import minutes_of
from meetings.models import Meeting, Vote
from meetings.queries.attendance import attendance_of, tally_of
from meetings.services.lines import note_document, note_remark
from meetings.services.tasks import assign_task
from meetings.services.votes import record_vote

VOTED_IN, WRITING_IN = (2026, 9), (2026, 10)


def fill_the_fields() -> None:
    """The cell that the demonstration shows: a month that is approved, and the one that is being written."""
    cell = Organisation.objects.get(periods__name=MERGED_INTO)
    _propose_a_candidate(cell)
    meeting = Meeting.objects.get(cell=cell, year=WRITING_IN[0], month=WRITING_IN[1], state=Meeting.State.OPEN)
    with written_on(meeting.held_on):
        _write(meeting)


def _propose_a_candidate(cell: Organisation) -> None:
    """Two thirds and more were for it; the step in the candidate's record is still to be written down."""
    candidate = Candidate.objects.get(cell=cell, stage=Stage.DOSSIER)
    meeting = Meeting.objects.get(cell=cell, year=VOTED_IN[0], month=VOTED_IN[1], state=Meeting.State.APPROVED)
    Vote.objects.create(
        meeting=meeting,
        item=meeting.items.last(),
        matter=Vote.Matter.ADMISSION,
        question=f"Đề nghị kết nạp đảng viên đối với quần chúng {candidate}",
        person=candidate.full_name,
        candidate=candidate,
        method=Vote.Method.SECRET,
        yes=tally_of(attendance_of(meeting)).body_present,
    )
    meeting.snapshot = minutes_of(meeting).to_json()
    meeting.save(update_fields=["snapshot"])


def _write(meeting: Meeting) -> None:
    by, items = writer_of(meeting.cell), {item.kind: item for item in meeting.items.all()}
    present = tally_of(attendance_of(meeting)).body_present
    note_document(
        meeting,
        item=items["information"],
        number="42-HD/BTCTW",
        issued_on=dt.date(2025, 10, 28),
        title="Hướng dẫn về nội dung sinh hoạt chi bộ",
        by=by,
    )
    members = [row.member for row in attendance_of(meeting) if row.state == "present"]
    note_remark(
        meeting, item=items["last_month"], sort="praise", member=members[8], words="vận động 5 hộ hiến đất", by=by
    )
    assign_task(
        meeting,
        item=items["next_month"],
        text="Bàn giao đất dịch vụ cho các hộ",
        owner=members[2],
        due_on=dt.date(2026, 12, 31),
        target=Decimal(4000),
        unit="m2",
        baseline=Decimal(800),
        rhythm="weekly",
        by=by,
    )
    record_vote(
        meeting,
        item=items["next_month"],
        matter=Vote.Matter.ORDINARY,
        question="Thông qua mức đóng góp làm đường nội đồng",
        yes=present - 2,
        no=1,
        abstain=1,
        reserved="Một đồng chí đề nghị giãn thời gian đóng góp sang quý I/2027, xin bảo lưu.",
        by=by,
    )
