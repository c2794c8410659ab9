"""The meetings that one member was called to in a year, in whichever cells, as a page of a dossier."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import override

from cells.models import Member, Organisation
from core.pdf import Part
from core.periods import format_date, today
from meetings.documents.attendance_year import percent_words
from meetings.documents.heads import head_of
from meetings.documents.official import table
from meetings.documents.year_sheet import last_day_of
from meetings.models import Attendance
from meetings.queries.attendance_year import WORDS, mark_of, sum_of
from meetings.queries.official import choices_for
from meetings.queries.year import OF_THE_WHOLE_CELL
from meetings.workflow import HELD


def member_year_part(member: Member, unit: Organisation, year: int) -> Part:
    """The page, with the head of ``unit``. Totals count the meetings that the whole cell is called to."""
    day = today()
    rows = Attendance.objects.filter(member=member, meeting__year=year, meeting__state__in=HELD)
    rows = rows.select_related("meeting", "meeting__cell").defer("meeting__snapshot")
    marks = list(rows.prefetch_related("meeting__cell__periods").order_by("meeting__held_on", "meeting"))
    with override("vi"):
        total = sum_of(mark_of(row) for row in marks if row.meeting.kind in OF_THE_WHOLE_CELL)
        columns = (("Ngày họp", "due"), ("Buổi sinh hoạt", ""), ("Đơn vị", "status"), ("Điểm danh", "outcome"))
        context = {
            "head": head_of(unit, last_day_of(unit, year), made_on=day),
            "member": member,
            "year": year,
            "rows": table(columns, [_line(row) for row in marks]),
            "total": total,
            "percent": percent_words(total),
            "is_demonstration": unit.is_demonstration,
        }
        html = render_to_string("meetings/pdf/member_year.html", context)
    return Part(html, day, choices_for(unit, day).layout)


def _line(row: Attendance) -> tuple[str, str, str, str]:
    mark, meeting = mark_of(row), row.meeting
    meant = WORDS.get(mark.strip("()"), "") + (" (sinh hoạt tạm thời)" if row.is_temporary else "")
    return format_date(meeting.held_on), capfirst(str(meeting)), meeting.cell.label(meeting.held_on), meant
