import datetime as dt

import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from meetings.models import Attendance, Meeting, Vote
from meetings.queries import tally
from meetings.services.attendance import Mark, MarksRefused, fingerprint, take_attendance
from tests.cast import Cast, Commune
from tests.factories import make_meeting, make_member, make_open_meeting


@pytest.fixture
def meeting(commune: Commune, cast: Cast) -> Meeting:
    """Three of the cast, an exempt, an away, a suspended and a reduced member; nothing marked yet."""
    cell = commune.cells[0]
    for name, status in (("Miễn", "exempt"), ("Đi Xa", "away"), ("Đình Chỉ", "suspended"), ("Giảm", "reduced")):
        make_member(cell, f"Đảng Viên {name}", status=status)
    meeting = make_open_meeting(cell, by=cast.secretary)
    Attendance.objects.filter(meeting=meeting, status__in=["", "reduced"]).update(state="")
    return meeting


def row_of(meeting: Meeting, name: str) -> Attendance:
    return meeting.attendances.get(member__full_name__endswith=name)


def states(meeting: Meeting) -> dict[str, str]:
    return {row.member.full_name: row.state for row in meeting.attendances.select_related("member")}


def test_take_attendance_everyone_present_marks_the_expected_only(meeting: Meeting, cast: Cast) -> None:
    assert take_attendance(meeting, {}, by=cast.secretary, rest_present=True) == 4

    assert states(meeting) == {
        "Bùi Thị Tuyết": "present",
        "Hoàng Thị Hằng": "present",
        "Trịnh Mạnh Lâm": "present",
        "Đảng Viên Giảm": "present",
        "Đảng Viên Miễn": "not_expected",
        "Đảng Viên Đi Xa": "not_expected",
        "Đảng Viên Đình Chỉ": "not_expected",
    }


def test_take_attendance_exceptions_first_then_the_rest_present_keeps_the_exceptions(
    meeting: Meeting, cast: Cast
) -> None:
    marks = {
        row_of(meeting, "Lâm").pk: Mark("excused", " đi  công tác "),
        row_of(meeting, "Hằng").pk: Mark("unexcused"),
        row_of(meeting, "Miễn").pk: Mark("present"),
    }

    changed = take_attendance(meeting, marks, by=cast.secretary, rest_present=True)

    assert changed == 5
    assert (row_of(meeting, "Lâm").state, row_of(meeting, "Lâm").reason) == ("excused", "đi công tác")
    assert row_of(meeting, "Miễn").state == "present"
    event = AuditEvent.objects.get(action="meetings.attendance_taken")
    assert event.actor == cast.secretary
    assert event.changes["Trịnh Mạnh Lâm"] == ["chưa điểm danh", "vắng có lý do: đi công tác"]
    assert "Đảng Viên Đi Xa" not in event.changes


def test_take_attendance_again_without_a_difference_writes_nothing(meeting: Meeting, cast: Cast) -> None:
    take_attendance(meeting, {}, by=cast.secretary, rest_present=True)

    assert take_attendance(meeting, {row_of(meeting, "Lâm").pk: Mark("present")}, by=cast.deputy) == 0
    assert AuditEvent.objects.filter(action="meetings.attendance_taken").count() == 1


def test_take_attendance_reason_goes_when_the_member_came_after_all(meeting: Meeting, cast: Cast) -> None:
    row = row_of(meeting, "Lâm")
    take_attendance(meeting, {row.pk: Mark("excused", "ốm")}, by=cast.secretary)
    take_attendance(meeting, {row.pk: Mark("present", "ốm")}, by=cast.secretary)

    assert (row_of(meeting, "Lâm").state, row_of(meeting, "Lâm").reason) == ("present", "")


def test_take_attendance_reduced_member_is_excused_by_that_decision(meeting: Meeting, cast: Cast) -> None:
    take_attendance(meeting, {row_of(meeting, "Giảm").pk: Mark("excused")}, by=cast.secretary)

    assert row_of(meeting, "Giảm").reason == "giảm sinh hoạt"


def test_take_attendance_exempt_member_who_stays_away_is_not_expected(meeting: Meeting, cast: Cast) -> None:
    row = row_of(meeting, "Miễn")
    take_attendance(meeting, {row.pk: Mark("present")}, by=cast.secretary)
    take_attendance(meeting, {row.pk: Mark("")}, by=cast.secretary)

    assert row_of(meeting, "Miễn").state == "not_expected"


@pytest.mark.parametrize(
    ("name", "mark", "words"),
    [
        ("Lâm", Mark("excused", "  "), "Trịnh Mạnh Lâm vắng có lý do: hãy ghi lý do"),
        ("Lâm", Mark("excused", "x" * 201), "dài quá 200 ký tự"),
        ("Lâm", Mark("not_expected"), "thuộc diện phải dự"),
        ("Lâm", Mark("late"), "không hợp lệ"),
        ("Đi Xa", Mark("present"), "đang sinh hoạt tạm thời nơi khác nên không thể ghi có mặt"),
        ("Đình Chỉ", Mark("present"), "đang đình chỉ sinh hoạt đảng nên không thể ghi có mặt"),
    ],
)
def test_take_attendance_impossible_mark_is_refused_and_nothing_written(
    meeting: Meeting, cast: Cast, name: str, mark: Mark, words: str
) -> None:
    row = row_of(meeting, name)

    with pytest.raises(MarksRefused) as refusal:
        take_attendance(meeting, {row.pk: mark, row_of(meeting, "Hằng").pk: Mark("present")}, by=cast.secretary)

    assert words in refusal.value.problems[row.pk]
    assert list(refusal.value.problems) == [row.pk]
    assert row_of(meeting, "Hằng").state == ""


def test_take_attendance_names_every_wrong_mark_at_once(meeting: Meeting, cast: Cast) -> None:
    marks = {row_of(meeting, name).pk: Mark("excused") for name in ("Lâm", "Hằng")}

    with pytest.raises(MarksRefused, match="cần xem lại 2 đồng chí") as refusal:
        take_attendance(meeting, marks, by=cast.secretary)

    assert set(refusal.value.problems) == set(marks)


def test_take_attendance_page_older_than_the_last_change_is_refused(meeting: Meeting, cast: Cast) -> None:
    seen = fingerprint(meeting.attendances.all())
    take_attendance(meeting, {row_of(meeting, "Lâm").pk: Mark("unexcused")}, by=cast.deputy, seen=seen)

    with pytest.raises(DomainError, match="Có người vừa sửa điểm danh"):
        take_attendance(meeting, {row_of(meeting, "Lâm").pk: Mark("present")}, by=cast.secretary, seen=seen)

    assert row_of(meeting, "Lâm").state == "unexcused"


def test_take_attendance_leaving_fewer_voters_than_a_vote_counts_is_refused_naming_it(
    meeting: Meeting, cast: Cast
) -> None:
    exempt = row_of(meeting, "Miễn").pk
    take_attendance(meeting, {exempt: Mark("present")}, by=cast.secretary, rest_present=True)
    assert tally(meeting).body == 5
    vote = Vote.objects.create(meeting=meeting, question="Thông qua nghị quyết", yes=4, no=1)

    with pytest.raises(DomainError, match=r"“Thông qua nghị quyết” đã ghi 5 phiếu.* chỉ còn 4 người"):
        take_attendance(meeting, {exempt: Mark("not_expected")}, by=cast.secretary)
    assert row_of(meeting, "Miễn").state == "present"

    vote.is_removed = True
    vote.save(update_fields=["is_removed"])
    assert take_attendance(meeting, {exempt: Mark("not_expected")}, by=cast.secretary) == 1


@pytest.mark.parametrize("state", ["planned", "cancelled"])
def test_take_attendance_unless_open_is_refused(commune: Commune, cast: Cast, state: str) -> None:
    meeting = make_meeting(commune.cells[1], dt.date(2026, 9, 5), state=state, cancelled_reason="bão")

    with pytest.raises(DomainError):
        take_attendance(meeting, {}, by=cast.secretary, rest_present=True)


@pytest.mark.parametrize("members", [1, 40])
def test_take_attendance_takes_the_same_queries_for_one_member_and_forty(
    commune: Commune, cast: Cast, members: int, django_assert_max_num_queries
) -> None:
    for _number in range(members):
        make_member(commune.cells[1])
    meeting = make_open_meeting(commune.cells[1], by=cast.secretary)
    Attendance.objects.filter(meeting=meeting).update(state="")

    with django_assert_max_num_queries(9):
        assert take_attendance(meeting, {}, by=cast.secretary, rest_present=True) == members
