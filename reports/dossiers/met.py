"""The part of a dossier that comes from the meetings of a unit: minutes, attendance, scores."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from cells.models import Organisation
from core.periods import format_date
from meetings.models import Meeting
from meetings.queries.books import Book, MissingMonth, book_from
from meetings.queries.score_table import score_lines
from meetings.workflow import FINAL, HELD, State
from reports.dossiers.leaves import MINUTES, OTHERS, Gap, Leaf
from reports.dossiers.reading import Records

WAITING = (State.OPEN, State.SUBMITTED)


def minutes_leaf(meeting: Meeting, record: str) -> Leaf:
    """The approved minutes of a meeting, as one of the nine kinds."""
    words = str(meeting)
    note = _("bản đính chính lần %(number)s") % {"number": meeting.version - 1} if meeting.version > 1 else ""
    title = _("Biên bản %(meeting)s, ngày %(day)s") % {"meeting": words, "day": format_date(meeting.held_on)}
    return Leaf(record, f"bien-ban:{meeting.pk}", title, note)


def leaves(unit: Organisation, records: Records, named: Collection[int]) -> Iterator[Leaf]:
    """Attendance, scores, the minutes by date; ``named`` meetings stand among the review already."""
    meetings = records.meetings.get(unit.pk, ())
    held = [meeting for meeting in meetings if meeting.state in HELD]
    if held:
        yield Leaf(OTHERS, f"diem-danh:{unit.pk}", _("Bảng điểm danh năm"))
    if any(line.mark for line in score_lines(held)):
        yield Leaf(OTHERS, f"diem:{unit.pk}", _("Bảng điểm các buổi sinh hoạt"))
    yield from (minutes_leaf(row, OTHERS) for row in meetings if row.state in FINAL and row.pk not in named)


def review_leaves(unit: Organisation, records: Records) -> Iterator[Leaf]:
    """The minutes of the meetings at which the unit was reviewed."""
    seen = {row.meeting_id: row.meeting for row in records.reviews.get(unit.pk, ())}
    yield from (minutes_leaf(meeting, MINUTES) for meeting in seen.values() if meeting.state in FINAL)


def review_gaps(unit: Organisation, records: Records) -> Iterator[Gap]:
    """No meeting of review, or one without approved minutes."""
    rows, sort = records.reviews.get(unit.pk, ()), _("Biên bản hội nghị kiểm điểm")
    if not rows:
        period = records.evaluations[unit.pk][0].period_id
        url = reverse("evaluations:review_meeting_list", args=[period, unit.pk])
        yield Gap(MINUTES, sort, "", _("chưa ghi buổi họp kiểm điểm"), url, _("Hội nghị kiểm điểm"))
    for meeting in {row.meeting_id: row.meeting for row in rows}.values():
        if meeting.state not in FINAL:
            yield Gap(MINUTES, sort, *_of_meeting(meeting))


def gaps(unit: Organisation, records: Records, *, is_cell: bool) -> Iterator[Gap]:
    """Minutes that are not approved, months without a regular meeting, meetings without a score."""
    meetings = records.meetings.get(unit.pk, ())
    book = book_from(unit, records.year, meetings, records.on)
    named = {row.meeting_id for row in records.reviews.get(unit.pk, ())}
    sort = _("Biên bản")
    yield from (Gap(OTHERS, sort, *_of_meeting(row)) for row in book.waiting if row.pk not in named)
    if is_cell:
        yield from _months(unit, book)
    yield from _scores([meeting for meeting in meetings if meeting.state in HELD])


def _of_meeting(meeting: Meeting) -> tuple[str, str, str, str]:
    """Name, reason, address and words of the link for a meeting without approved minutes."""
    name = _("%(meeting)s, ngày %(day)s") % {"meeting": meeting, "day": format_date(meeting.held_on)}
    reason = {
        State.OPEN: _("đang ghi, chưa gửi duyệt"),
        State.SUBMITTED: _("đã gửi, chưa được duyệt"),
        State.PLANNED: _("đã lên lịch, chưa họp"),
    }.get(State(meeting.state), _("buổi họp đã hủy"))
    return name, reason, meeting.get_absolute_url(), _("Mở buổi sinh hoạt")


def _months(unit: Organisation, book: Book) -> Iterator[Gap]:
    """Months of which no regular meeting has even been held; those that wait for approval are named already."""
    for row in book.missing:
        if row.meeting is not None and row.meeting.state in WAITING:
            continue
        name = _("tháng %(month)s") % {"month": row.month}
        if row.meeting is not None:
            url, deed = row.meeting.get_absolute_url(), _("Mở buổi sinh hoạt")
        else:
            url = f"{reverse('meetings:meeting_list', args=[unit.pk])}?nam={book.year}"
            deed = _("Các buổi sinh hoạt")
        yield Gap(OTHERS, _("Biên bản sinh hoạt thường kỳ"), name, _reason(row), url, deed)


def _reason(row: MissingMonth) -> str:
    if row.meeting is not None and row.meeting.state == State.PLANNED:
        return _("đã lên lịch, chưa họp")
    return row.reason


def _scores(held: Sequence[Meeting]) -> Iterator[Gap]:
    """What is still to be scored; where nothing was scored all year, that is said once."""
    lines = score_lines(held)
    if lines and not any(line.mark for line in lines):
        url = reverse("meetings:meeting_score", args=[lines[-1].meeting.pk])
        yield Gap(OTHERS, _("Điểm các buổi sinh hoạt"), "", _("năm này chưa chấm điểm buổi nào"), url, _("Chấm điểm"))
        return
    for line in lines:
        if line.lacks:
            name = _("ngày %(day)s") % {"day": format_date(line.meeting.held_on)}
            url = reverse("meetings:meeting_score", args=[line.meeting.pk])
            yield Gap(OTHERS, _("Điểm buổi sinh hoạt"), name, line.lacks, url, _("Chấm điểm, xếp loại"))
