"""The list that members sign when they come, with the QR code by which they may check in themselves."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import override

from cells.queries import seats_of
from cells.rules import is_expected
from core.pdf import render_html
from core.word import word_file
from meetings.documents.heads import Head, head_of
from meetings.models import Attendance, Meeting
from meetings.queries.attendance import attendance_of, distinct_names, expected_rows, may_be_present
from meetings.queries.leave import agreed_leave
from meetings.rules.check_in import check_in_address
from meetings.workflow import State

QUIET_ZONE = 4
GUEST_LINES = 4


@dataclass(frozen=True)
class SheetLine:
    """One member on the list. Why someone is away is never printed."""

    name: str
    office: str
    note: str


@dataclass(frozen=True)
class SignInSheet:
    """The whole list as plain values."""

    head: Head
    subject: str
    moment: str
    expected: tuple[SheetLine, ...]
    temporary: tuple[SheetLine, ...]
    exempt: tuple[SheetLine, ...]
    """Those who need not come and may."""
    address: str
    """Where the QR code leads; empty where there is none."""
    is_demonstration: bool


def sign_in_sheet_of(meeting: Meeting) -> SignInSheet:
    """The list of those who may come on the meeting's day: as frozen at its opening, before that as expected."""
    rows = attendance_of(meeting) or expected_rows(meeting)
    rows = [row for row in rows if may_be_present(row)]
    names = distinct_names(row.member for row in rows)
    with override("vi"):
        seats = {
            seat.member_id: str(seat.get_office_display()) for seat in reversed(seats_of(meeting.cell, meeting.held_on))
        }
        away = agreed_leave(meeting)

        def line(row: Attendance) -> SheetLine:
            note = "" if row.is_official else "dự bị"
            note = "được phép vắng" if row.member_id in away else note
            return SheetLine(names[row.member_id], seats.get(row.member_id, ""), note)

        exempt = [row for row in rows if not is_expected(row.status)]
        return SignInSheet(
            head=head_of(meeting.cell, meeting.held_on),
            subject=f"đảng viên dự {meeting}",
            moment=_moment(meeting),
            expected=tuple(line(row) for row in rows if row not in exempt and not row.is_temporary),
            temporary=tuple(line(row) for row in rows if row not in exempt and row.is_temporary),
            exempt=tuple(line(row) for row in exempt),
            address=check_in_address(meeting.pk, meeting.held_on) if _is_usable(meeting) else "",
            is_demonstration=meeting.cell.is_demonstration,
        )


def _is_usable(meeting: Meeting) -> bool:
    return meeting.state in (State.PLANNED, State.OPEN)


def _moment(meeting: Meeting) -> str:
    time = meeting.started_at or meeting.planned_time
    clock = f"{time:%H} giờ {time:%M}, " if time else ""
    return f"{clock}ngày {meeting.held_on:%d/%m/%Y}, tại {meeting.place}"


def qr_code(address: str) -> str:
    """The code as inline SVG of lines, 4 modules of quiet around it: nothing has to be fetched to print it."""
    made = segno.make(address, error="m", micro=False)
    return str(made.svg_inline(border=QUIET_ZONE, omitsize=True, svgclass=None, lineclass=None))


def sign_in_sheet_pdf(meeting: Meeting) -> bytes:
    """The list to print."""
    sheet = sign_in_sheet_of(meeting)
    code = mark_safe(qr_code(sheet.address)) if sheet.address else ""  # noqa: S308 - made here, of our own address
    return render_html(sign_in_sheet_html(sheet, code=code, is_usable=_is_usable(meeting)), day=meeting.held_on)


def sign_in_sheet_word(meeting: Meeting) -> bytes:
    """The editable copy; the QR code stands in the PDF only."""
    return word_file(sign_in_sheet_html(sign_in_sheet_of(meeting)), day=meeting.held_on)


def sign_in_sheet_html(sheet: SignInSheet, *, code: str = "", is_usable: bool = False) -> str:
    """The page of the list. Where a code could be used and is lacking, the page says so."""
    context = {
        "sheet": sheet,
        "code": code,
        "lacks_code": is_usable and not code,
        "guests": range(GUEST_LINES),
    }
    with override("vi"):
        return render_to_string("meetings/pdf/sign_in_sheet.html", context)


def sign_in_sheet_file_name(meeting: Meeting) -> str:
    """As in "Danh sách ký tên Chi bộ thôn Song Vân, 05-10-2026"."""
    return f"Danh sách ký tên {meeting.cell.label(meeting.held_on)}, {meeting.held_on:%d-%m-%Y}"
