"""Whose a meeting of each kind is: cells, Party groups, committees."""

import datetime as dt

import pytest

from cells.models import GroupMembership, Office, Seat
from meetings.documents import minutes_of
from meetings.models import MeetingKind
from meetings.queries.attendance import expected_rows
from meetings.queries.roll import roll_of
from tests.cast import Cast, Commune
from tests.factories import make_cell, make_meeting, make_member, make_organisation

DAY = dt.date(2026, 10, 5)


def names(entries) -> list[str]:
    return [entry.member.full_name for entry in entries]


@pytest.fixture
def committee(commune: Commune):
    """The committee of the commune: secretary, standing member, member, and an officer of its board, who is none."""
    for name, office in (
        ("Lê Văn Bí", Office.SECRETARY),
        ("Lê Văn Thường", Office.STANDING_MEMBER),
        ("Lê Văn Ủy", Office.COMMITTEE_MEMBER),
        ("Lê Văn Tổ", Office.ORGANISATION_OFFICER),
    ):
        make_member(commune.cells[1], name, office=office, seat_in=commune.committee)
    return commune.committee


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (MeetingKind.STANDING, ["Lê Văn Bí", "Lê Văn Thường"]),
        (MeetingKind.EXECUTIVE, ["Lê Văn Bí", "Lê Văn Thường", "Lê Văn Ủy"]),
        (MeetingKind.CONGRESS, ["Lê Văn Bí", "Lê Văn Thường", "Lê Văn Ủy"]),
        (MeetingKind.REVIEW, ["Lê Văn Bí", "Lê Văn Thường", "Lê Văn Ủy"]),
    ],
)
def test_roll_of_a_committee_has_the_holders_of_its_seats(committee, kind: str, expected: list[str]) -> None:
    assert names(roll_of(committee, DAY, kind=kind)) == expected


def test_roll_of_a_committee_member_exempt_at_home_is_expected_and_a_suspended_one_is_not(committee) -> None:
    for member, status in zip(
        [seat.member for seat in Seat.objects.filter(organisation=committee).order_by("pk")],
        ("exempt", "suspended"),
        strict=False,
    ):
        member.status_periods.create(status=status, valid_from=DAY)

    statuses = [entry.status for entry in roll_of(committee, DAY, kind=MeetingKind.STANDING)]

    assert statuses == ["", "suspended"]


def test_roll_of_a_party_group_has_its_people_of_that_day(commune: Commune) -> None:
    cell = make_cell(commune.committee, "Chi bộ thôn Đình")
    group = make_organisation("Tổ đảng số 1", kind="party_group", parent=cell)
    inside, later = make_member(cell, "Trần Thị Trong"), make_member(cell, "Trần Thị Sau")
    make_member(cell, "Trần Thị Ngoài")
    GroupMembership.objects.create(group=group, member=inside, valid_from=dt.date(2026, 1, 1))
    GroupMembership.objects.create(group=group, member=later, valid_from=dt.date(2026, 11, 1))

    assert names(roll_of(group, DAY, kind=MeetingKind.GROUP)) == ["Trần Thị Trong"]


def test_roll_of_the_enlarged_cell_committee_has_the_leaders_of_groups_too(commune: Commune) -> None:
    cell = make_cell(commune.committee, "Chi bộ thôn Đình")
    group = make_organisation("Tổ đảng số 1", kind="party_group", parent=cell)
    make_member(cell, "Vũ Văn Bí", office=Office.SECRETARY)
    make_member(cell, "Vũ Văn Tổ", office=Office.GROUP_LEADER, seat_in=group)
    make_member(cell, "Vũ Văn Thường")

    assert names(roll_of(cell, DAY, kind=MeetingKind.COMMITTEE)) == ["Vũ Văn Bí"]
    assert names(roll_of(cell, DAY, kind=MeetingKind.COMMITTEE_ENLARGED)) == ["Vũ Văn Bí", "Vũ Văn Tổ"]


@pytest.mark.parametrize("kind", [MeetingKind.FORUM, MeetingKind.FLAG, MeetingKind.REVIEW, MeetingKind.CONGRESS])
def test_roll_of_other_meetings_of_a_cell_has_all_members(commune: Commune, cast: Cast, kind: str) -> None:
    assert len(roll_of(commune.cells[0], DAY, kind=kind)) == 3


@pytest.mark.parametrize(
    ("kind", "subject", "people", "issuer", "symbol"),
    [
        ("standing", "Họp Ban Thường vụ tháng 10 năm 2026", "ủy viên Ban Thường vụ", "Đảng ủy xã Vân Trục", "BB/ĐU"),
        ("executive", "Hội nghị Ban Chấp hành tháng 10 năm 2026", "cấp ủy viên", "Đảng ủy xã Vân Trục", "BB/ĐU"),
        ("congress", "Đại hội Đảng bộ xã Vân Trục, tháng 10 năm 2026", "cấp ủy viên", "Đảng bộ xã Vân Trục", "BB/ĐU"),
    ],
)
def test_minutes_of_a_committee_read_as_its_own(
    committee, kind: str, subject: str, people: str, issuer: str, symbol: str
) -> None:
    minutes = minutes_of(make_meeting(committee, DAY, kind=kind))

    assert (minutes.subject, minutes.people, minutes.cell) == (subject, people, issuer)
    assert minutes.number_line.endswith(f"-{symbol}")


def test_minutes_of_a_party_group_count_its_people(commune: Commune, cast: Cast) -> None:
    group = make_organisation("Tổ đảng số 1", kind="party_group", parent=commune.cells[0])
    GroupMembership.objects.create(group=group, member=cast.member.member, valid_from=DAY)
    meeting = make_meeting(group, DAY, kind="group", by=cast.secretary)

    minutes = minutes_of(meeting)

    assert (minutes.subject, minutes.people) == ("Sinh hoạt tổ đảng tháng 10 năm 2026", "đảng viên của tổ")
    assert minutes.number_line.endswith("-BB/CB")
    assert [row.member for row in expected_rows(meeting)] == [cast.member.member]
