""""""

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connection

from accounts.models import AuditEvent, User
from cells.models import Organisation
from cells.services.organisations import merge_cells
from core.errors import DomainError
from meetings.models import Attendance, Meeting, MeetingKind, Passage
from meetings.services.lifecycle import (
    open_meeting,
)
from tests.cast import TODAY, Cast, Commune
from tests.factories import make_cell, make_item, make_meeting, make_member
from tests.meetings.lifecycle.conftest import EVENING, sent


def begin(meeting: Meeting, cast: Cast, **values: object) -> None:
    open_meeting(
        meeting,
        **{
            "chair": cast.secretary.member,
            "secretary": cast.deputy.member,
            "started_at": EVENING,
            "by": cast.secretary,
            **values,
        },
    )


def test_open_meeting_freezes_the_members_and_lays_out_the_minutes(commune: Commune, cast: Cast) -> None:
    cell = commune.cells[0]
    make_member(cell, "Đảng Viên Dự Bị", official_on=None)
    make_member(cell, "Đảng Viên Miễn", status="exempt")
    meeting = make_meeting(cell, TODAY)
    item, removed = make_item(meeting), make_item(meeting, is_removed=True)

    begin(meeting, cast)

    meeting.refresh_from_db()
    assert (meeting.state, meeting.started_at, meeting.opened_by) == ("open", EVENING, cast.secretary)
    assert (meeting.chair, meeting.secretary) == (cast.secretary.member, cast.deputy.member)
    rows = meeting.attendances.values_list("member__full_name", "is_official", "status", "is_temporary", "state")
    assert set(rows) == {
        ("Bùi Thị Tuyết", True, "", False, ""),
        ("Hoàng Thị Hằng", True, "", False, ""),
        ("Trịnh Mạnh Lâm", True, "", False, ""),
        ("Đảng Viên Dự Bị", False, "", False, ""),
        ("Đảng Viên Miễn", True, "exempt", False, "not_expected"),
    }
    passages = set(meeting.passages.values_list("kind", "item"))
    assert passages == {
        ("fees", None), ("superior", None), ("conclusion", None), ("self_assessment", None),
        ("item_body", item.pk), ("item_conclusion", item.pk),
    }  # fmt: skip
    assert not Passage.objects.filter(item=removed).exists()
    event = AuditEvent.objects.get(action="meetings.meeting_opened")
    assert (event.actor, event.changes["members"], event.changes["chair"]) == (
        cast.secretary, [None, 5], [None, "Bùi Thị Tuyết"],
    )  # fmt: skip


def test_open_meeting_keeps_what_members_were_when_their_status_changes_later(commune: Commune, cast: Cast) -> None:
    meeting = make_meeting(commune.cells[0], TODAY)
    begin(meeting, cast)

    member = cast.member.member
    member.status_periods.create(status="exempt", valid_from=dt.date(2026, 1, 1))
    member.official_on = None
    member.save()

    row = Attendance.objects.get(meeting=meeting, member=member)
    assert (row.is_official, row.status) == (True, "")


def test_open_meeting_of_the_committee_has_its_seats_only(commune: Commune, cast: Cast) -> None:
    meeting = make_meeting(commune.cells[0], TODAY, kind=MeetingKind.COMMITTEE)

    begin(meeting, cast)

    names = meeting.attendances.values_list("member__full_name", flat=True)
    assert set(names) == {"Bùi Thị Tuyết", "Hoàng Thị Hằng"}


def test_open_meeting_before_its_day_is_refused(commune: Commune, cast: Cast) -> None:
    meeting = make_meeting(commune.cells[0], TODAY + dt.timedelta(days=1))

    with pytest.raises(DomainError, match=r"Chưa đến ngày họp \(23/11/2026\)"):
        begin(meeting, cast)

    meeting.refresh_from_db()
    assert meeting.state == "planned"
    assert not Attendance.objects.filter(meeting=meeting).exists()


def test_open_meeting_on_its_day_by_the_clock_of_viet_nam_is_allowed(commune: Commune, cast: Cast) -> None:
    meeting = make_meeting(commune.cells[0], dt.date(2026, 11, 23))

    with time_machine.travel(dt.datetime(2026, 11, 22, 17, 30, tzinfo=dt.UTC)):
        begin(meeting, cast)

    assert meeting.state == "open"


def test_open_meeting_after_the_cell_ended_is_refused(commune: Commune, cast: Cast) -> None:
    meeting = make_meeting(commune.cells[0], dt.date(2026, 7, 5))
    Organisation.objects.filter(pk=commune.cells[0].pk).update(ended_on=dt.date(2026, 6, 30))

    with pytest.raises(DomainError, match="không hoạt động vào ngày 05/07/2026"):
        begin(meeting, cast)


def test_open_meeting_of_june_after_the_merge_has_the_members_of_the_old_cell(commune: Commune, cast: Cast) -> None:
    old, new = commune.cells[0], make_cell(commune.committee, "Chi bộ thôn Song Vân mới")
    make_member(new, "Đảng Viên Chi Bộ Mới")
    june = make_meeting(old, dt.date(2026, 6, 28))
    merge_cells([old], into=new, last_day=dt.date(2026, 6, 30), by=None)
    july = make_meeting(new, dt.date(2026, 7, 5))

    begin(june, cast)
    begin(july, cast)

    assert june.attendances.count() == 3
    assert july.attendances.count() == 4
    with pytest.raises(DomainError, match="không hoạt động vào ngày 01/07/2026"):
        begin(make_meeting(old, dt.date(2026, 7, 1)), cast)


def test_open_meeting_without_anyone_to_attend_is_refused(commune: Commune, cast: Cast) -> None:
    meeting = make_meeting(commune.cells[1], TODAY)

    with pytest.raises(DomainError, match="Chưa có đảng viên nào"):
        begin(meeting, cast)


@pytest.mark.parametrize("field", ["chair", "secretary"])
def test_open_meeting_led_by_someone_who_does_not_attend_is_refused(commune: Commune, cast: Cast, field: str) -> None:
    away = make_member(commune.cells[0], "Đảng Viên Đi Xa", status="away")
    outsider = make_member(commune.cells[1], "Ngô Văn Lạ")

    for member in (away, outsider):
        meeting = make_meeting(commune.cells[0], TODAY, kind=MeetingKind.EXTRAORDINARY)
        with pytest.raises(DomainError, match="không thuộc diện dự") as refusal:
            begin(meeting, cast, **{field: member})
        assert refusal.value.field == field


def test_open_meeting_with_one_person_as_chair_and_secretary_is_allowed(commune: Commune, cast: Cast) -> None:
    meeting = make_meeting(commune.cells[0], TODAY)

    begin(meeting, cast, secretary=cast.secretary.member)

    assert meeting.state == "open"


def test_open_meeting_second_click_is_told_and_makes_no_second_list(commune: Commune, cast: Cast) -> None:
    meeting = make_meeting(commune.cells[0], TODAY)
    other = Meeting.objects.get(pk=meeting.pk)
    begin(meeting, cast)

    with pytest.raises(DomainError, match="Có người vừa thay đổi"):
        begin(other, cast, by=cast.deputy)

    assert meeting.attendances.count() == 3
    assert AuditEvent.objects.filter(action="meetings.meeting_opened").count() == 1


def test_open_meeting_that_waits_for_approval_is_refused(commune: Commune, cast: Cast) -> None:
    meeting = sent(commune, cast)

    with pytest.raises(DomainError, match="không làm được ở trạng thái hiện tại"):
        begin(meeting, cast)


@pytest.mark.django_db(transaction=True)
def test_open_meeting_two_clicks_at_once_one_wins(commune: Commune, cast: Cast) -> None:
    meeting = make_meeting(commune.cells[0], TODAY)
    start, answers = threading.Barrier(2), []

    def click(user: User) -> None:
        mine = Meeting.objects.get(pk=meeting.pk)
        start.wait()
        try:
            begin(mine, cast, by=user)
            answers.append("done")
        except DomainError as refusal:
            answers.append(str(refusal))
        finally:
            connection.close()

    clicks = [threading.Thread(target=click, args=[user]) for user in (cast.secretary, cast.deputy)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()

    won, lost = sorted(answers, key=len)
    assert won == "done"
    assert "Có người vừa thay đổi" in lost
    assert meeting.attendances.count() == 3
