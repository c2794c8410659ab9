import datetime as dt
from decimal import Decimal

import pytest

from cells.models import Membership, Office, Seat, StatusPeriod
from meetings.models import Attendance, MeetingKind
from meetings.queries import tally
from meetings.queries.attendance import distinct_names, may_be_present, percent_of
from meetings.queries.roll import roll_of
from tests.cast import Commune
from tests.factories import make_cell, make_meeting, make_member, make_open_meeting

DAY = dt.date(2026, 10, 5)


@pytest.fixture
def cell(commune: Commune):
    return make_cell(commune.committee, "Chi bộ thôn Đình")


def names(entries) -> list[str]:
    return [entry.member.full_name for entry in entries]


def test_roll_on_the_meeting_day_has_those_who_belong_to_the_cell_on_it(cell) -> None:
    make_member(cell, "Trần Thị Bình", since=DAY)
    make_member(cell, "Lê Văn Mới", since=DAY + dt.timedelta(days=1))
    left = make_member(cell, "Phạm Văn Đi")
    Membership.objects.filter(member=left).update(valid_to=DAY - dt.timedelta(days=1), end_reason="transferred")
    dead = make_member(cell, "Nguyễn Văn Mất")
    Membership.objects.filter(member=dead).update(valid_to=DAY - dt.timedelta(days=1), end_reason="died")
    last = make_member(cell, "Đỗ Văn Cuối")
    Membership.objects.filter(member=last).update(valid_to=DAY, end_reason="transferred")

    assert names(roll_of(cell, DAY)) == ["Trần Thị Bình", "Đỗ Văn Cuối"]


def test_roll_member_becomes_official_between_two_meetings_is_each_time_what_it_was(cell) -> None:
    make_member(cell, admitted_on=dt.date(2025, 10, 20), official_on=dt.date(2026, 10, 20))

    assert [entry.is_official for entry in roll_of(cell, dt.date(2026, 10, 19))] == [False]
    assert [entry.is_official for entry in roll_of(cell, dt.date(2026, 10, 20))] == [True]


def test_roll_member_here_for_a_time_is_expected_here_and_away_at_home(cell, commune: Commune) -> None:
    home = make_cell(commune.committee, "Chi bộ thôn Nhà")
    guest = make_member(home, "Vũ Văn Khách", status=StatusPeriod.Status.AWAY)
    plain = make_member(home, "Vũ Văn Tạm")
    for member in (guest, plain):
        Membership.objects.create(member=member, cell=cell, kind="temporary", valid_from=DAY)

    here, there = roll_of(cell, DAY), roll_of(home, DAY)

    assert [(entry.status, entry.is_temporary, entry.is_expected) for entry in here] == [("", True, True)] * 2
    assert [(entry.status, entry.is_temporary, entry.is_expected) for entry in there] == [("away", False, False)] * 2


def test_roll_of_a_committee_meeting_has_its_seats_only(cell) -> None:
    make_member(cell, "Nguyễn Văn An", office=Office.SECRETARY)
    make_member(cell, "Nguyễn Văn Bình")
    ended = make_member(cell, "Nguyễn Văn Cường")
    Seat.objects.create(
        member=ended,
        organisation=cell,
        office=Office.COMMITTEE_MEMBER,
        valid_from=dt.date(2024, 1, 1),
        valid_to=dt.date(2026, 1, 1),
    )

    assert names(roll_of(cell, DAY, kind=MeetingKind.COMMITTEE)) == ["Nguyễn Văn An"]


def mark(meeting, name: str, state: str, reason: str = "") -> None:
    Attendance.objects.filter(meeting=meeting, member__full_name=name).update(state=state, reason=reason)


def test_tally_counts_each_standing_where_it_belongs(cell) -> None:
    make_member(cell, "Đảng Viên Một")
    make_member(cell, "Đảng Viên Hai")
    make_member(cell, "Đảng Viên Ba")
    make_member(cell, "Dự Bị", official_on=None)
    for name, status in (
        ("Miễn Đến", "exempt"),
        ("Miễn Vắng", "exempt"),
        ("Tạm Miễn", "temporarily_exempt"),
        ("Đi Xa", "away"),
        ("Đình Chỉ", "suspended"),
        ("Giảm", "reduced"),
    ):
        make_member(cell, name, status=status)
    meeting = make_open_meeting(cell, DAY)
    mark(meeting, "Miễn Đến", "present")
    mark(meeting, "Đảng Viên Hai", "excused", "ốm")
    mark(meeting, "Đảng Viên Ba", "unexcused")
    mark(meeting, "Giảm", "present")

    totals = tally(meeting)

    assert (totals.members, totals.official, totals.probationary) == (10, 9, 1)
    assert totals.counted == 6  # three members, one probationary, one reduced, one exempt who came
    assert (totals.present, totals.present_official, totals.present_probationary) == (4, 3, 1)
    assert [row.member.full_name for row in totals.excused] == ["Đảng Viên Hai"]
    assert [row.member.full_name for row in totals.unexcused] == ["Đảng Viên Ba"]
    assert totals.absent == 2
    assert totals.percent == Decimal("66.7")
    assert [row.member.full_name for row in totals.exempt_present] == ["Miễn Đến"]
    assert [len(rows) for rows in (totals.exempt, totals.temporarily_exempt, totals.away, totals.suspended)] == [
        2,
        1,
        1,
        1,
    ]
    assert (totals.body, totals.body_present) == (5, 3)
    assert totals.is_complete


def test_tally_exempt_member_enters_the_body_only_by_coming(cell) -> None:
    make_member(cell, "Đảng Viên Một")
    make_member(cell, "Miễn", status="exempt")
    meeting = make_open_meeting(cell, DAY)

    assert (tally(meeting).body, tally(meeting).counted) == (1, 1)
    mark(meeting, "Miễn", "present")
    assert (tally(meeting).body, tally(meeting).counted) == (2, 2)


def test_tally_members_here_for_a_time_stand_apart(cell, commune: Commune) -> None:
    make_member(cell, "Đảng Viên Một")
    meeting = make_open_meeting(cell, DAY)
    visitor = make_member(commune.cells[1], "Tạm Thời")
    Attendance.objects.create(meeting=meeting, member=visitor, is_official=True, is_temporary=True, state="present")

    totals = tally(meeting)

    assert (totals.members, totals.counted, totals.present, totals.body) == (1, 1, 1, 1)
    assert (len(totals.temporary), totals.temporary_present) == (1, 1)


def test_tally_unmarked_members_are_counted_as_unmarked(cell) -> None:
    make_member(cell, "Đảng Viên Một")
    make_member(cell, "Đi Xa", status="away")
    meeting = make_open_meeting(cell, DAY)
    mark(meeting, "Đảng Viên Một", "")

    assert tally(meeting).unmarked == 1
    assert not tally(meeting).is_complete


def test_tally_before_opening_shows_who_is_expected(cell) -> None:
    make_member(cell)
    make_member(cell, status="exempt")

    totals = tally(make_meeting(cell, DAY))

    assert (totals.members, totals.counted, totals.present, totals.unmarked) == (2, 1, 0, 1)


def test_tally_without_members_has_no_percentage(cell) -> None:
    assert tally(make_meeting(cell, DAY)).percent is None


@pytest.mark.parametrize("members", [1, 3])
def test_tally_takes_one_query_whatever_the_number_of_members(cell, members: int, django_assert_num_queries) -> None:
    for _number in range(members):
        make_member(cell)
    meeting = make_open_meeting(cell, DAY)

    with django_assert_num_queries(1):
        totals = tally(meeting)
        assert totals.present == members


@pytest.mark.parametrize(("part", "whole", "percent"), [(1, 3, "33.3"), (2, 3, "66.7"), (1, 8, "12.5"), (1, 16, "6.3")])
def test_percent_of_is_rounded_half_up_to_one_decimal(part: int, whole: int, percent: str) -> None:
    assert percent_of(part, whole) == Decimal(percent)


@pytest.mark.parametrize(
    ("status", "may"),
    [
        ("", True),
        ("reduced", True),
        ("exempt", True),
        ("temporarily_exempt", False),
        ("away", False),
        ("suspended", False),
    ],
)
def test_may_be_present_follows_the_standing(status: str, may: bool) -> None:
    assert may_be_present(Attendance(status=status)) is may


def test_distinct_names_of_namesakes_carry_the_year_of_birth(cell) -> None:
    first = make_member(cell, "Nguyễn Văn An", birth_date=dt.date(1950, 1, 1))
    second = make_member(cell, "Nguyễn Văn An", birth_date=dt.date(1971, 1, 1))
    alone = make_member(cell, "Trần Văn Bình")

    labels = distinct_names([first, second, alone])

    assert labels == {
        first.pk: "Nguyễn Văn An (1950)",
        second.pk: "Nguyễn Văn An (1971)",
        alone.pk: "Trần Văn Bình",
    }
