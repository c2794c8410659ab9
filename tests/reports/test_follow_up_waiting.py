"""What waits at home after meetings, and on the page of who is in charge."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cells.access import scope_of
from cells.models import Assignment
from meetings.models import Dialogue, Task, Visit
from meetings.queries.attendance import tally
from meetings.queries.readiness import meeting_warnings
from reports.queries.follow_up_waiting import follow_up_waiting
from reports.queries.waiting import read
from tests.factories import make_meeting, make_open_meeting

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def meeting(commune, cast):
    return make_open_meeting(commune.cells[0], dt.date(2026, 10, 5), by=cast.secretary)


def told(user):
    return [
        (thing.title, thing.detail, thing.is_late) for thing in read(follow_up_waiting(user, scope_of(user), TODAY))
    ]


def test_owner_is_told_of_each_late_task_and_leaders_of_their_number(meeting, cast):
    owner = cast.member.member
    Task.objects.create(meeting=meeting, text="Làm đường", owner=owner, due_on=dt.date(2026, 10, 31))
    Task.objects.create(meeting=meeting, text="Giao đất", owner=owner, rhythm="weekly")
    Task.objects.create(meeting=meeting, text="Trồng cây", owner=owner, due_on=TODAY)
    assert told(cast.member) == [
        ("Việc quá hạn: Làm đường", "thời hạn 31/10/2026", True),
        ("Báo cáo tiến độ: Giao đất", "đến kỳ báo cáo từ 12/10/2026", False),
    ]
    assert told(cast.secretary) == [
        ("1 nhiệm vụ quá hạn", "sớm nhất: 31/10/2026", True),
        ("1 nhiệm vụ đến kỳ báo cáo", "Ghi tiến độ, hoặc nhắc người được giao ghi.", False),
    ]
    assert told(cast.commune) == []
    assert told(cast.stranger) == []


def test_secretary_is_told_of_the_own_task_once(meeting, cast):
    Task.objects.create(meeting=meeting, text="Làm đường", owner=cast.secretary.member, due_on=dt.date(2026, 10, 31))
    assert [title for title, _detail, _late in told(cast.secretary)] == ["Việc quá hạn: Làm đường"]


def test_cell_is_told_what_to_mend_at_home_and_before_the_next_meeting(meeting, cast, commune):
    visit = Visit.objects.create(
        organisation=commune.cells[0],
        meeting=meeting,
        visitor=cast.commune.member,
        visited_on=meeting.held_on,
        remarks="Ghi rõ số phiếu",
        remedy_due_on=dt.date(2026, 11, 20),
        recorded_by=cast.commune,
    )
    words = ("Khắc phục theo nhận xét của đồng chí Lê Quang Vinh", "Chi bộ thôn Song Vân, hạn 20/11/2026", True)
    assert told(cast.secretary) == [words]
    planned = make_meeting(commune.cells[0], dt.date(2026, 12, 3), by=cast.secretary)
    sentence = "Còn 1 nhận xét của cấp trên chưa khắc phục xong, hạn sớm nhất 20/11/2026."
    assert sentence in meeting_warnings(planned, tally(planned), today=TODAY)
    Visit.objects.filter(pk=visit.pk).update(remedied_on=TODAY, remedy_note="xong")
    assert told(cast.secretary) == []
    assert sentence not in meeting_warnings(planned, tally(planned), today=TODAY)


def test_committee_is_told_of_promises_whose_day_is_over(cast, commune):
    dialogue = Dialogue.objects.create(organisation=commune.committee, held_on=dt.date(2026, 9, 1), subject="Đất")
    dialogue.questions.create(question="Bao giờ giao đất?", due_on=dt.date(2026, 11, 21))
    dialogue.questions.create(question="Đường hỏng?", due_on=TODAY)
    assert told(cast.commune) == [("Lời hứa khi đối thoại đã quá hạn: Bao giờ giao đất?", "hạn 21/11/2026", True)]
    assert told(cast.officer) == []


def test_page_of_who_is_in_charge_lists_the_meetings_of_the_month(client_of, cast, commune):
    for cell in commune.cells[:2]:
        Assignment.objects.create(
            organisation=commune.committee, member=cast.commune.member, unit=cell, valid_from=dt.date(2026, 1, 1)
        )
    held = make_open_meeting(commune.cells[0], dt.date(2026, 11, 5), by=cast.secretary)
    make_meeting(commune.cells[1], dt.date(2026, 11, 25), by=cast.secretary)
    client, page = client_of(cast.commune), reverse("reports:my_units")
    text = client.get(page).content.decode()
    assert "Lịch dự sinh hoạt tháng 11" in text
    assert reverse("meetings:visit_record", args=[held.pk]) in text
    with CaptureQueriesContext(connection) as before:
        client.get(page)
    make_meeting(commune.cells[1], dt.date(2026, 11, 26), by=cast.secretary, kind="extraordinary")
    make_meeting(commune.cells[0], dt.date(2026, 11, 27), by=cast.secretary, kind="extraordinary")
    with CaptureQueriesContext(connection) as after:
        client.get(page)
    assert len(after) == len(before)
