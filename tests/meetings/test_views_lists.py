import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Attendance, Meeting, MeetingKind
from meetings.services.conduct import set_meet_by_day
from tests.factories import make_meeting, make_member, make_open_meeting, make_organisation

pytestmark = pytest.mark.django_db


def url_of(cell, name: str = "meeting_list") -> str:
    return reverse(f"meetings:{name}", args=[cell.pk])


def test_meeting_list_is_newest_first_with_who_came(client_of, commune, cast) -> None:
    cell = commune.cells[0]
    make_member(cell, "Miễn Đến", status="exempt")
    make_member(cell, "Miễn Vắng", status="exempt")
    old = make_open_meeting(cell, dt.date(2026, 9, 5))
    new = make_meeting(cell, dt.date(2026, 11, 25))
    Attendance.objects.filter(meeting=old, member__full_name="Miễn Đến").update(state="present")
    Attendance.objects.filter(meeting=old, member=cast.member.member).update(state="excused", reason="ốm")
    make_open_meeting(commune.cells[1], dt.date(2026, 9, 5))

    page = client_of(cast.secretary).get(url_of(cell))

    assert [(meeting.pk, meeting.present_count, meeting.counted_count) for meeting in page.context["page"]] == [
        (new.pk, 0, 0),
        (old.pk, 3, 4),
    ]


def test_meeting_list_is_filtered_by_year_kind_and_state(client_of, commune, cast) -> None:
    cell = commune.cells[0]
    make_open_meeting(cell, dt.date(2025, 9, 5))
    regular = make_open_meeting(cell, dt.date(2026, 9, 5))
    thematic = make_meeting(cell, dt.date(2026, 9, 25), kind=MeetingKind.THEMATIC, theme="Tiết kiệm")
    client = client_of(cast.secretary)

    def found(**words: str) -> list[int]:
        return [meeting.pk for meeting in client.get(url_of(cell), words).context["page"]]

    assert found(nam="2026") == [thematic.pk, regular.pk]
    assert found(nam="2026", loai="thematic") == [thematic.pk]
    assert found(**{"nam": "2026", "trang-thai": "open"}) == [regular.pk]
    assert len(found(nam="1850", loai="x", **{"trang-thai": "y"})) == 3


def test_meeting_list_has_pages(client_of, commune, cast) -> None:
    for month in range(1, 13):
        for year in (2024, 2025, 2026):
            make_meeting(commune.cells[0], dt.date(year, month, 5))
    client = client_of(cast.secretary)

    assert len(client.get(url_of(commune.cells[0])).context["page"]) == 24
    assert len(client.get(url_of(commune.cells[0]), {"trang": "2", "nam": ""}).context["page"]) == 12


def test_meeting_list_without_meetings_says_so(client_of, commune, cast) -> None:
    page = client_of(cast.secretary).get(url_of(commune.cells[0]))

    assert "Chưa có buổi sinh hoạt nào trong sổ" in page.content.decode()


@pytest.mark.parametrize("name", ["meeting_list", "cell_meetings_panel"])
@pytest.mark.parametrize(
    ("person", "status"),
    [("secretary", 200), ("member", 200), ("commune", 200), ("officer", 200), ("stranger", 404), ("admin", 404)],
)
def test_meeting_lists_are_for_those_in_scope(client_of, commune, cast, name, person, status) -> None:
    assert client_of(getattr(cast, person)).get(url_of(commune.cells[0], name)).status_code == status


@pytest.mark.parametrize("name", ["meeting_list", "cell_meetings_panel"])
def test_meeting_lists_have_a_fixed_number_of_queries(
    client_of, commune, cast, name, django_assert_num_queries
) -> None:
    client = client_of(cast.commune)
    make_open_meeting(commune.cells[0], dt.date(2026, 1, 5))
    with CaptureQueriesContext(connection) as queries:
        client.get(url_of(commune.cells[0], name))

    for month in (2, 3):
        make_open_meeting(commune.cells[0], dt.date(2026, month, 5), chair=make_member(commune.cells[0]))
    with django_assert_num_queries(len(queries)):
        client.get(url_of(commune.cells[0], name))


def test_cell_meetings_panel_shows_twelve_months_and_the_day_to_meet_by(client_of, commune, cast) -> None:
    cell = commune.cells[0]
    meeting = make_open_meeting(cell, dt.date(2026, 9, 7))
    set_meet_by_day(commune.committee, 5, valid_from=dt.date(2026, 1, 1), by=cast.commune)

    page = client_of(cast.commune).get(url_of(cell, "cell_meetings_panel"))

    html = page.content.decode()
    assert dict(page.context["months"])[9].state == "late"
    assert "ngày 5 hằng tháng" in html
    assert meeting.get_absolute_url() in html
    assert reverse("meetings:conduct_setting", args=[commune.committee.pk]) in html


def test_cell_meetings_panel_offers_the_setting_to_the_committee_alone(client_of, commune, cast) -> None:
    html = client_of(cast.secretary).get(url_of(commune.cells[0], "cell_meetings_panel")).content.decode()

    assert reverse("meetings:conduct_setting", args=[commune.committee.pk]) not in html


def test_pages_of_a_party_group_offer_nothing_that_is_not_theirs(client_of, commune, cast) -> None:
    group = make_organisation("Tổ đảng số 1", kind="party_group", parent=commune.cells[0])
    page = client_of(cast.secretary).get(url_of(group)).text
    assert url_of(group, "document_register") in page
    assert url_of(group, "month_scores") not in page
    assert reverse("meetings:thematic_board") not in page


def test_list_says_where_a_registered_day_stands(client_of, commune, cast) -> None:
    meeting = make_meeting(commune.cells[0], dt.date(2026, 11, 25), by=cast.secretary)
    url = url_of(commune.cells[0])
    assert "đã đăng ký, chờ thống nhất" in client_of(cast.secretary).get(url).content.decode()
    Meeting.objects.filter(pk=meeting.pk).update(registration="returned", registration_note="Trùng lịch")
    assert "cấp ủy đề nghị đổi lịch" in client_of(cast.secretary).get(url).content.decode()
