import datetime as dt
from decimal import Decimal

import pytest

from cells.models import Membership, Organisation
from cells.services.organisations import merge_cells
from meetings.models import Attendance, MeetingKind
from meetings.queries import CellYear, MemberYear, cell_year, cell_years, member_year, member_years
from tests.cast import Commune
from tests.factories import make_cell, make_meeting, make_member, make_open_meeting

END = dt.date(2026, 12, 31)
CUT_OFF = dt.date(2026, 11, 22)


@pytest.fixture
def cell(commune: Commune) -> Organisation:
    return make_cell(commune.committee, "Chi bộ thôn Đình")


def mark(meeting, member, state: str, reason: str = "") -> None:
    Attendance.objects.filter(meeting=meeting, member=member).update(state=state, reason=reason)


def test_cell_year_counts_what_was_held_and_due_up_to_the_cut_off(cell) -> None:
    member = make_member(cell)
    make_member(cell)
    january = make_open_meeting(cell, dt.date(2026, 1, 9))
    combined = make_open_meeting(cell, dt.date(2026, 5, 9), kind=MeetingKind.COMBINED, theme="Chuyển đổi số")
    thematic = make_open_meeting(cell, dt.date(2026, 9, 20), kind=MeetingKind.THEMATIC, theme="Tiết kiệm")
    make_open_meeting(cell, dt.date(2026, 9, 21), kind=MeetingKind.COMMITTEE)
    make_open_meeting(cell, dt.date(2026, 11, 23))
    make_meeting(cell, dt.date(2026, 10, 5))
    mark(january, member, "excused", "ốm")

    year = cell_year(cell, 2026, cut_off=CUT_OFF)

    assert (year.regular_due, year.regular_held) == (10, 2)
    assert year.thematic_by_quarter == (0, 1, 1, 0)
    assert year.thematic_held == 2
    assert (year.present, year.counted, year.attendance_percent) == (5, 6, Decimal("83.3"))
    assert [(ref.pk, ref.label) for ref in year.meetings] == [
        (january.pk, "sinh hoạt thường kỳ tháng 1/2026"),
        (combined.pk, "thường kỳ kết hợp chuyên đề tháng 5/2026"),
        (thematic.pk, "sinh hoạt chuyên đề tháng 9/2026"),
    ]


def test_cell_year_meeting_of_december_held_in_january_is_of_the_old_year(cell) -> None:
    make_open_meeting(cell, dt.date(2026, 1, 4), year=2025, month=12)

    assert cell_year(cell, 2025, cut_off=END).regular_held == 1
    assert cell_year(cell, 2025, cut_off=dt.date(2025, 12, 31)).regular_held == 0
    assert cell_year(cell, 2026, cut_off=END).regular_held == 0


def test_cell_year_merged_cells_have_the_months_they_stood(cell, commune: Commune) -> None:
    new = make_cell(commune.committee, "Chi bộ mới", founded_on=dt.date(2026, 7, 1))
    make_open_meeting(cell, dt.date(2026, 6, 5))
    merge_cells([cell], into=new, last_day=dt.date(2026, 6, 30), by=None)
    make_open_meeting(new, dt.date(2026, 7, 5))
    cell.refresh_from_db()

    years = cell_years([cell, new], 2026, cut_off=END)

    assert [(years[unit.pk].regular_due, years[unit.pk].regular_held) for unit in (cell, new)] == [(6, 1), (6, 1)]


def test_cell_year_month_stood_in_part_is_due_only_when_it_met(commune: Commune) -> None:
    founded = make_cell(commune.committee, founded_on=dt.date(2026, 3, 15))
    assert cell_year(founded, 2026, cut_off=END).regular_due == 9

    make_open_meeting(founded, dt.date(2026, 3, 20))
    assert cell_year(founded, 2026, cut_off=END).regular_due == 10


def test_cell_year_without_meetings_is_all_zero(cell) -> None:
    assert cell_year(cell, 2026, cut_off=dt.date(2026, 1, 15)) == CellYear(0, 0, (0, 0, 0, 0), 0, 0, ())
    assert cell_year(cell, 2026, cut_off=END).attendance_percent is None


def test_member_year_sums_marks_and_finds_the_longest_streak(cell) -> None:
    member, other = make_member(cell), make_member(cell)
    states = ["excused", "excused", "present", "excused", "excused", "excused", "unexcused", ""]
    for month, state in enumerate(states, 1):
        mark(make_open_meeting(cell, dt.date(2026, month, 5)), member, state, "ốm")

    year = member_year(cell, 2026, cut_off=END)

    assert year[member.pk] == MemberYear(expected=7, present=1, excused=5, unexcused=1, longest_excused_streak=3)
    assert year[other.pk] == MemberYear(expected=8, present=8)


def test_member_year_meetings_not_expected_at_neither_count_nor_break_a_streak(cell) -> None:
    member = make_member(cell)
    for month, (state, status) in enumerate([("excused", ""), ("not_expected", "away"), ("excused", "")], 1):
        meeting = make_open_meeting(cell, dt.date(2026, month, 5))
        Attendance.objects.filter(meeting=meeting).update(state=state, status=status, reason="ốm")

    assert member_year(cell, 2026, cut_off=END)[member.pk] == MemberYear(2, 0, 2, 0, longest_excused_streak=2)


def test_member_year_exempt_member_who_came_has_it_counted(cell) -> None:
    member = make_member(cell, status="exempt")
    meeting = make_open_meeting(cell, dt.date(2026, 2, 5))
    make_open_meeting(cell, dt.date(2026, 3, 5))
    mark(meeting, member, "present")

    assert member_year(cell, 2026, cut_off=END)[member.pk] == MemberYear(expected=1, present=1)


def test_member_year_keeps_the_meetings_of_the_cell_before_the_merge(cell, commune: Commune) -> None:
    new = make_cell(commune.committee, "Chi bộ mới", founded_on=dt.date(2026, 7, 1))
    member = make_member(cell)
    make_open_meeting(cell, dt.date(2026, 6, 5))
    merge_cells([cell], into=new, last_day=dt.date(2026, 6, 30), by=None)
    meeting = make_meeting(new, dt.date(2026, 7, 5))
    Attendance.objects.create(meeting=meeting, member=member, is_official=True, state="unexcused")
    meeting.state, meeting.opened_by, meeting.started_at = "open", meeting.planned_by, dt.time(19)
    meeting.opened_at = meeting.planned_at
    meeting.save()

    assert member_year(new, 2026, cut_off=END)[member.pk] == MemberYear(2, 1, 0, 1, 0)


def test_member_year_leaves_out_who_left_before_the_year(cell) -> None:
    member = make_member(cell)
    Membership.objects.filter(member=member).update(valid_to=dt.date(2025, 12, 31), end_reason="transferred")

    assert member_year(cell, 2026, cut_off=END) == {}


@pytest.mark.parametrize("number", [1, 3])
def test_year_queries_are_the_same_for_one_cell_and_three(
    commune: Commune, number: int, django_assert_num_queries
) -> None:
    for unit in commune.cells:
        make_member(unit)
        make_open_meeting(unit, dt.date(2026, 9, 9))
    cells = commune.cells[:number]

    with django_assert_num_queries(2):
        assert len(cell_years(cells, 2026, cut_off=END)) == number
    with django_assert_num_queries(2):
        assert len(member_years(cells, 2026, cut_off=END)) == number
