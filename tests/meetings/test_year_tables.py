"""The attendance and the scores of a year as papers and workbooks."""

import datetime as dt
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.documents.attendance_year import attendance_year_part, attendance_year_xlsx
from meetings.documents.year_scores import year_scores_part, year_scores_xlsx
from meetings.models import Attendance, MeetingGrade
from meetings.queries.attendance_year import attendance_year
from meetings.queries.score_table import score_table
from meetings.queries.year import cell_year
from tests.cast import TODAY, Cast, Commune
from tests.factories import make_member, make_open_meeting
from tests.workbooks import whole


@pytest.fixture
def held(commune: Commune, cast: Cast) -> Commune:
    """Two meetings of the first cell: someone exempt, someone away without a reason, a guest for a time."""
    cell = commune.cells[0]
    make_member(cell, "Vũ Thị Già", status="exempt")
    guest = make_member(None, "Đỗ Văn Khách")
    guest.memberships.create(cell=cell, kind="temporary", valid_from=dt.date(2026, 1, 1))
    for month in (9, 10):
        meeting = make_open_meeting(cell, dt.date(2026, month, 5), by=cast.secretary)
        meeting.attendances.filter(member=guest).update(is_temporary=True)
    meeting.attendances.filter(member=cast.deputy.member).update(state="unexcused")
    meeting.attendances.filter(member=cast.member.member).update(state="excused", reason="Ốm")
    make_open_meeting(cell, dt.date(2026, 8, 5), by=cast.secretary, kind="committee")
    return commune


def test_attendance_of_a_year_counts_as_the_yearly_review_does(held: Commune):
    cell = held.cells[0]
    table, year = attendance_year(cell, 2026, on=TODAY), cell_year(cell, 2026, cut_off=TODAY)
    assert [meeting.month for meeting in table.meetings] == [9, 10]
    assert (table.whole.present, table.whole.counted) == (year.present, year.counted) == (4, 6)
    assert {person.name: person.marks for person in table.people} == {
        "Hoàng Thị Hằng": ("x", "K"),
        "Vũ Thị Già": ("M", "M"),
        "Đỗ Văn Khách": ("(x)", "(x)"),
        "Trịnh Mạnh Lâm": ("x", "P"),
        "Bùi Thị Tuyết": ("x", "x"),
    }
    assert [person.is_temporary for person in table.people] == [False] * 4 + [True]


def test_attendance_of_a_year_has_one_share_for_each_person(held: Commune):
    totals = {person.name: person.total for person in attendance_year(held.cells[0], 2026, on=TODAY).people}
    assert totals["Hoàng Thị Hằng"].percent == Decimal("50.0")
    assert totals["Vũ Thị Già"].percent is None
    assert totals["Đỗ Văn Khách"].counted == 0


def test_attendance_workbook_has_live_sums_that_agree_with_the_table(held: Commune):
    sheet = openpyxl.load_workbook(whole(attendance_year_xlsx(held.cells[0], 2026)))["Năm 2026"]
    rows = {row[1]: row for row in sheet.iter_rows(values_only=True) if row[1]}
    assert rows["Hoàng Thị Hằng"][2:4] == ("x", "K")
    assert rows["Hoàng Thị Hằng"][5].startswith("=COUNTIF(")
    assert rows["Phải dự"][4].startswith("=SUM(")
    kept = openpyxl.load_workbook(whole(attendance_year_xlsx(held.cells[0], 2026)), data_only=True)["Năm 2026"]
    values = {row[1]: row for row in kept.iter_rows(values_only=True) if row[1]}
    assert values["Phải dự"][2:6] == (3, 3, 6, 4)
    assert values["Tỷ lệ (%)"][2:4] == (100, 33.3)
    assert values["Đỗ Văn Khách"][9] == "Tạm thời"


def test_attendance_paper_breaks_wide_and_long_tables(held: Commune, cast: Cast):
    for day in range(1, 18):
        make_open_meeting(held.cells[0], dt.date(2026, 11, day), by=cast.secretary, kind="extraordinary")
    html = attendance_year_part(held.cells[0], 2026).html
    assert html.count('class="grid rolls"') == 2
    assert html.count("Bùi Thị Tuyết") == 3, "once in each table, once as who signs"
    assert html.count("<th>Phải dự</th>") == 1


def test_attendance_paper_of_a_unit_without_meetings_says_so(commune: Commune, cast: Cast):
    assert "chưa có buổi sinh hoạt nào" in attendance_year_part(commune.cells[1], 2026).html
    openpyxl.load_workbook(whole(attendance_year_xlsx(commune.cells[1], 2026)))


def test_attendance_of_a_committee_has_every_meeting(commune: Commune, cast: Cast):
    meeting = make_open_meeting(commune.committee, dt.date(2026, 5, 5), by=cast.commune, kind="executive")
    member = cast.commune.member
    Attendance.objects.create(meeting=meeting, member=member, is_official=True, state="present")
    assert len(attendance_year(commune.committee, 2026, on=TODAY).meetings) == 1


def test_scores_of_a_year_say_what_is_not_scored_yet(held: Commune, cast: Cast):
    cell = held.cells[0]
    first, second = cell.meetings.filter(kind="regular").order_by("held_on")
    MeetingGrade.objects.create(
        meeting=first, grade="tot", label="Tốt", percent=92, reason="Họp tốt", decided_by=cast.commune
    )
    lines = score_table(cell, 2026, on=TODAY).lines
    assert [(line.meeting, line.lacks) for line in lines] == [(first, ""), (second, "chưa tự chấm điểm")]
    assert lines[0].words == "xếp loại: Họp tốt"
    html = year_scores_part(cell, 2026).html
    assert "Bình quân các buổi có điểm: <b>92 %</b>" in html
    assert "chưa tự chấm điểm" in html


def test_scores_workbook_averages_live(held: Commune, cast: Cast):
    meeting = held.cells[0].meetings.filter(kind="regular").order_by("held_on").first()
    MeetingGrade.objects.create(meeting=meeting, grade="tot", label="Tốt", percent=92, decided_by=cast.commune)
    sheet = openpyxl.load_workbook(whole(year_scores_xlsx(held.cells[0], 2026)))["Năm 2026"]
    foot = next(row for row in sheet.iter_rows(values_only=True) if row[2] == "Bình quân")
    assert "AVERAGE(H" in foot[7]


@pytest.mark.parametrize("query", [attendance_year, score_table])
def test_year_tables_cost_the_same_for_one_meeting_and_for_many(held: Commune, cast: Cast, query):
    query(held.cells[0], 2026, on=TODAY)  # what is read once for all is read now
    numbers = []
    for day in (1, 2, 3):
        with CaptureQueriesContext(connection) as counted:
            query(held.cells[0], 2026, on=TODAY)
        numbers.append(len(counted))
        make_open_meeting(held.cells[0], dt.date(2026, 7, day), by=cast.secretary, kind="extraordinary")
    assert len(set(numbers)) == 1
