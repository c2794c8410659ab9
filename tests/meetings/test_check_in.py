import datetime as dt
import io

import docx
import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import AuditEvent
from core.errors import DomainError
from meetings.documents.sign_in_sheet import qr_code, sign_in_sheet_of, sign_in_sheet_pdf, sign_in_sheet_word
from meetings.models import Attendance, Meeting
from meetings.rules.check_in import CheckInCode, check_in_address, code_for, read_code
from meetings.services.attendance import Mark, fingerprint, take_attendance
from meetings.services.check_in import check_in
from meetings.services.leave import answer_leave, ask_leave
from meetings.services.lifecycle import open_meeting
from tests.cast import TODAY, Cast, Commune
from tests.factories import make_meeting, make_member, make_open_meeting

AT_1932 = dt.datetime(2026, 11, 22, 12, 32, tzinfo=dt.UTC)
AT_1950 = dt.datetime(2026, 11, 22, 12, 50, tzinfo=dt.UTC)


@pytest.fixture
def meeting(commune: Commune, cast: Cast) -> Meeting:
    """Open today since 19:30; nobody marked yet, one exempt member."""
    make_member(commune.cells[0], "Đảng Viên Miễn", status="exempt")
    meeting = make_open_meeting(commune.cells[0], TODAY, by=cast.secretary)
    meeting.attendances.exclude(status="exempt").update(state="")
    return meeting


def come(meeting: Meeting, cast: Cast, **values) -> bool:
    return check_in(meeting, **{"member": cast.member.member, "printed_for": TODAY, "by": cast.member, **values})


def row_of(meeting: Meeting, cast: Cast) -> Attendance:
    return meeting.attendances.get(member=cast.member.member)


def test_code_tells_the_meeting_and_day_and_a_changed_one_nothing() -> None:
    code = code_for(12, TODAY)

    assert read_code(code) == CheckInCode(12, TODAY)
    for other in ("", "12", code.replace("12.", "13.", 1), code[:-1], code + "x", "12.20261122"):
        assert read_code(other) is None


def test_check_in_address_without_an_address_of_the_site_is_empty(settings) -> None:
    settings.SITE_URL = ""
    assert check_in_address(12, TODAY) == ""
    settings.SITE_URL = "https://chi-bo.example"
    assert check_in_address(12, TODAY).startswith("https://chi-bo.example/diem-danh/12.20261122.")


@pytest.mark.parametrize(("moment", "late"), [(AT_1932, None), (AT_1950, dt.time(19, 50))])
def test_check_in_marks_the_own_row_and_a_late_hour(meeting, cast, moment, late) -> None:
    with time_machine.travel(moment, tick=False):
        assert come(meeting, cast)

    row = row_of(meeting, cast)
    assert (row.state, row.arrived_at, row.checked_in_at) == ("present", late, moment)
    assert meeting.attendances.filter(state="present").count() == 1
    event = AuditEvent.objects.get(action="meetings.checked_in")
    assert (event.actor, event.changes) == (cast.member, {"Trịnh Mạnh Lâm": ["chưa điểm danh", "có mặt"]})


def test_check_in_again_changes_nothing(meeting, cast) -> None:
    come(meeting, cast)
    before = row_of(meeting, cast).checked_in_at

    assert not come(meeting, cast)
    assert row_of(meeting, cast).checked_in_at == before
    assert AuditEvent.objects.filter(action="meetings.checked_in").count() == 1


def test_check_in_over_the_secretary_s_mark_is_refused_and_the_secretary_has_the_last_word(meeting, cast) -> None:
    row = row_of(meeting, cast)
    take_attendance(meeting, {row.pk: Mark("excused", "ốm")}, by=cast.secretary)
    with pytest.raises(DomainError, match="Thư ký đã ghi đồng chí là vắng có lý do: ốm"):
        come(meeting, cast)

    take_attendance(meeting, {row.pk: Mark("present")}, by=cast.secretary)
    assert not come(meeting, cast)
    assert row_of(meeting, cast).checked_in_at is None


def test_check_in_while_the_secretary_fills_in_the_list_is_neither_lost_nor_in_the_way(meeting, cast) -> None:
    rows = {row.member.full_name: row for row in meeting.attendances.select_related("member")}
    seen = fingerprint(rows.values())
    come(meeting, cast)

    empty = {rows["Trịnh Mạnh Lâm"].pk: Mark("", "")}
    take_attendance(meeting, {**empty, rows["Hoàng Thị Hằng"].pk: Mark("present")}, by=cast.secretary, seen=seen)

    assert row_of(meeting, cast).state == "present"
    take_attendance(meeting, {rows["Trịnh Mạnh Lâm"].pk: Mark("unexcused")}, by=cast.secretary)
    assert row_of(meeting, cast).state == "unexcused"


def test_check_in_of_someone_given_leave_who_came_after_all_is_taken(commune, cast) -> None:
    meeting = make_meeting(commune.cells[0], TODAY, by=cast.secretary)
    leave = ask_leave(meeting, member=cast.member.member, kind="work", by=cast.member)
    answer_leave(leave, is_agreed=True, by=cast.secretary)
    officers = {"chair": cast.secretary.member, "secretary": cast.deputy.member}
    open_meeting(meeting, **officers, started_at=dt.time(19, 30), by=cast.secretary)

    assert come(meeting, cast)
    assert (row_of(meeting, cast).state, row_of(meeting, cast).reason) == ("present", "")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"state": "planned"}, "chưa mở"),
        ({"state": "cancelled", "cancelled_reason": "bão"}, "đã hủy"),
        ({"held_on": TODAY - dt.timedelta(days=1)}, "đã đổi sang ngày 21/11/2026"),
    ],
)
def test_check_in_at_the_wrong_moment_is_refused(meeting, cast, values, sentence) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(**values)

    with pytest.raises(DomainError, match=sentence):
        come(meeting, cast)


def test_check_in_after_the_minutes_are_sent_or_on_another_day_is_refused(meeting, cast) -> None:
    with time_machine.travel(AT_1932 + dt.timedelta(days=1)), pytest.raises(DomainError, match="chỉ dùng trong ngày"):
        come(meeting, cast)
    sent = {"submitted_by": cast.secretary, "submitted_at": AT_1950, "ended_at": dt.time(21)}
    Meeting.objects.filter(pk=meeting.pk).update(state="submitted", **sent)
    with pytest.raises(DomainError, match="Biên bản buổi này đã gửi"):
        come(meeting, cast)


def test_check_in_of_an_exempt_member_or_someone_not_listed_is_refused(meeting, cast, commune) -> None:
    exempt = meeting.attendances.get(status="exempt").member

    with pytest.raises(DomainError, match="hãy báo thư ký ghi tên"):
        come(meeting, cast, member=exempt)
    with pytest.raises(DomainError, match="không có trong danh sách"):
        come(meeting, cast, member=make_member(commune.cells[0]))


def test_check_in_page_one_button_then_the_list_says_when(meeting, cast, client_of) -> None:
    page = reverse("meetings:check_in", args=[code_for(meeting.pk, TODAY)])
    client = client_of(cast.member)

    assert "Tôi có mặt" in client.get(page).content.decode()
    assert row_of(meeting, cast).state == ""
    with time_machine.travel(AT_1932):
        assert "Đã ghi đồng chí có mặt." in client.post(page).content.decode()
        assert "Đồng chí đã được ghi có mặt rồi." in client.post(page).content.decode()
    marking = client_of(cast.secretary).get(reverse("meetings:attendance", args=[meeting.pk])).content.decode()
    assert "tự điểm danh lúc 19:32" in marking


def test_check_in_page_of_a_stranger_or_a_broken_code_is_a_sentence(meeting, cast, client_of) -> None:
    page = reverse("meetings:check_in", args=[code_for(meeting.pk, TODAY)])

    for user in (cast.stranger, cast.admin, cast.commune):
        answer = client_of(user).post(page)
        assert answer.status_code == 422
        assert "không thuộc diện dự" in answer.content.decode()
    broken = client_of(cast.member).get(page[:-5] + "/")
    assert "Mã này không đúng" in broken.content.decode()


def test_sign_in_sheet_lists_who_may_come_and_not_why_someone_is_away(commune, cast, settings) -> None:
    settings.SITE_URL = "https://chi-bo.example"
    cell = commune.cells[0]
    make_member(cell, "Đảng Viên Miễn", status="exempt")
    make_member(cell, "Đảng Viên Xa", status="away")
    make_member(cell, "Đảng Viên Mới", official_on=None)
    meeting = make_meeting(cell, TODAY, by=cast.secretary)
    leave = ask_leave(meeting, member=cast.member.member, kind="health", details="mổ mắt", by=cast.member)
    answer_leave(leave, is_agreed=True, by=cast.secretary)

    sheet = sign_in_sheet_of(meeting)

    assert [(line.name, line.office, line.note) for line in sheet.expected] == [
        ("Hoàng Thị Hằng", "Phó Bí thư", ""),
        ("Trịnh Mạnh Lâm", "", "được phép vắng"),
        ("Đảng Viên Mới", "", "dự bị"),
        ("Bùi Thị Tuyết", "Bí thư", ""),
    ]
    assert [line.name for line in sheet.exempt] == ["Đảng Viên Miễn"]
    assert sheet.address == check_in_address(meeting.pk, TODAY)


def test_sign_in_sheet_pdf_has_the_code_only_where_the_site_knows_its_address(meeting, settings) -> None:
    settings.SITE_URL = ""
    without = PdfReader(io.BytesIO(sign_in_sheet_pdf(meeting))).pages[0].extract_text()
    settings.SITE_URL = "https://chi-bo.example"
    pages = PdfReader(io.BytesIO(sign_in_sheet_pdf(meeting))).pages

    assert "Tự điểm danh" in pages[0].extract_text()
    assert "Trịnh Mạnh Lâm" in pages[0].extract_text()
    assert "không có mã QR" in without
    assert "<path" in qr_code(check_in_address(meeting.pk, TODAY))


def test_sign_in_sheet_word_has_the_same_lines(meeting) -> None:
    words = docx.Document(io.BytesIO(sign_in_sheet_word(meeting)))

    cells = [row.cells[1].text for row in words.tables[1].rows]
    assert cells[:4] == ["Họ và tên", "Hoàng Thị Hằng", "Trịnh Mạnh Lâm", "Bùi Thị Tuyết"]
