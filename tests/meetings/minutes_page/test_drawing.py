"""The writing page, as a browser without script sees it and as its script is answered."""

import datetime as dt
import gzip
import re

import pytest

from meetings.models import Attendance, Guest, Meeting, Passage
from meetings.rules.agenda import usual_agenda
from meetings.services.opinions import add_opinion
from meetings.services.passages import add_empty_passages, save_passage
from meetings.services.tasks import assign_task
from meetings.services.votes import record_vote
from tests.factories import make_item, make_meeting, make_member, make_open_meeting
from tests.meetings.minutes_page.conftest import passage_of, url

pytestmark = pytest.mark.django_db


def test_closed_minutes_say_why(commune, cast, desk):
    meeting = make_meeting(commune.cells[0], by=cast.secretary)
    shown = desk.get(url("minutes", meeting))
    assert (shown.status_code, "Buổi sinh hoạt chưa mở" in shown.content.decode()) == (409, True)


def test_speakers_are_offered_present_first_then_guests_then_the_others(meeting, item, desk, cast):
    Guest.objects.create(meeting=meeting, full_name="Lê Quang Vinh")
    Attendance.objects.filter(member=cast.member.member).update(state="excused", reason="ốm")
    page = desk.get(url("minutes", meeting), {"mo": f"opinion-{item.pk}"}).content.decode()
    select = page.split(f'id="mo-opinion-{item.pk}"')[1].split("</select>")[0]
    assert re.findall(r'label="([^"]+)"|<option value="[mg]\d+">([^<]+)', select) == [
        ("Có mặt", ""),
        ("", "Hoàng Thị Hằng"),
        ("", "Bùi Thị Tuyết"),
        ("Khách dự", ""),
        ("", "Lê Quang Vinh"),
        ("Vắng, chưa điểm danh", ""),
        ("", "Trịnh Mạnh Lâm"),
    ]


def write_whole_minutes(meeting: Meeting, cast, *, items: int) -> None:
    """Minutes of usual length: each point presented, discussed by three, voted, concluded, with a task."""
    text = "Đồng chí Bí thư trình bày dự thảo phương hướng tháng tới; chi bộ thảo luận, góp ý từng việc. " * 8
    members = [row.member for row in meeting.attendances.select_related("member")[:3]]
    for number in range(items):
        item = make_item(meeting, f"Nội dung số {number}", presenter=members[0])
        add_empty_passages(meeting, items=[item])
        for passage in Passage.objects.filter(item=item):
            save_passage(passage, text=text, base_revision=0, by=cast.secretary)
        for member in members:
            opinion = add_opinion(meeting, item=item, speaker=member, by=cast.secretary)
            save_passage(opinion, text=text[:300], base_revision=0, by=cast.secretary)
        record_vote(meeting, item=item, matter="ordinary", question="Nhất trí?", yes=2, by=cast.secretary)
        assign_task(meeting, item=item, text="Việc", owner=members[0], by=cast.secretary)


@pytest.mark.parametrize("items", [1, 3])
def test_page_takes_the_same_queries_for_any_number_of_points(commune, cast, desk, django_assert_num_queries, items):
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)
    earlier = make_open_meeting(commune.cells[0], dt.date(2026, 9, 5), by=cast.secretary)
    write_whole_minutes(earlier, cast, items=items)
    write_whole_minutes(meeting, cast, items=items)
    desk.get(url("minutes", meeting))
    with django_assert_num_queries(26):
        assert desk.get(url("minutes", meeting)).status_code == 200


def test_page_of_sixty_members_stays_below_100_kb(commune, cast, desk):
    for _member in range(57):
        make_member(commune.cells[0], "Nguyễn Thị Thu Hương")
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)
    meeting.items.update(is_removed=True)
    write_whole_minutes(meeting, cast, items=len(usual_agenda("regular")) + 1)
    page = desk.get(url("minutes", meeting), headers={"Accept-Encoding": "gzip"})
    assert len(page.content) < 30_000
    assert len(gzip.decompress(page.content)) < 200_000


@pytest.mark.parametrize("items", [1, 3])
def test_save_takes_the_same_queries_for_any_number_of_points(commune, cast, desk, django_assert_num_queries, items):
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)
    write_whole_minutes(meeting, cast, items=items)
    address = url("passage_save", meeting, passage_of(meeting).pk)
    desk.post(address, {"text": "Một", "base_revision": 0})
    with django_assert_num_queries(13):
        desk.post(address, {"text": "Một hai", "base_revision": 1})
