"""The page of the person in charge, the line on the home page, and the name on the page of a meeting."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cells.models import Assignment, PilotUnit, PilotWeakness, WorkingGroup, WorkingGroupMember, WorkingGroupUnit
from meetings.models import Task
from reports.queries.looked_after import cells_looked_after, charges_today, units_looked_after
from tests.cast import TODAY
from tests.factories import make_cell, make_meeting, make_member, make_open_meeting, make_user

pytestmark = pytest.mark.django_db
SINCE = dt.date(2026, 3, 1)


@pytest.fixture
def keeper(commune, cast):
    """In charge of the first cell by assignment and of the second in a working group."""
    user = make_user("khai", full_name="Đỗ Văn Khải")
    member = make_member(
        commune.cells[2], "Đỗ Văn Khải", user=user, office="committee_member", seat_in=commune.committee
    )
    Assignment.objects.create(
        organisation=commune.committee, member=member, unit=commune.cells[0], valid_from=SINCE, document="TB 15-TB/ĐU"
    )
    Assignment.objects.create(organisation=commune.committee, member=member, area="Dân vận", valid_from=SINCE)
    group = WorkingGroup.objects.create(organisation=commune.committee, name="Tổ công tác số 1", valid_from=SINCE)
    WorkingGroupMember.objects.create(group=group, member=member, valid_from=SINCE)
    WorkingGroupUnit.objects.create(group=group, unit=commune.cells[1], valid_from=SINCE)
    return user


def rows_of(user):
    return units_looked_after(charges_today(user, TODAY), cells_looked_after(user), TODAY)


def test_rows_say_why_when_it_met_who_leads_and_what_to_heed(commune, cast, keeper):
    first, second = commune.cells[:2]
    for month in (1, 2, 3):
        make_open_meeting(first, dt.date(2026, month, 5), by=cast.secretary)
    last = make_open_meeting(first, dt.date(2026, 11, 5), by=cast.secretary)
    Task.objects.create(meeting=last, item=last.items.get(), text="Nạo vét kênh", due_on=dt.date(2026, 11, 15))
    Task.objects.create(meeting=last, item=last.items.get(), text="Trồng cây", due_on=dt.date(2026, 12, 15))
    pilot = PilotUnit.objects.create(organisation=first, chosen_by=commune.committee, year=2026)
    PilotWeakness.objects.create(pilot=pilot, text="Họp ít", state_on=TODAY)
    PilotWeakness.objects.create(pilot=pilot, text="Biên bản sơ sài", state="mended", note="đủ", state_on=TODAY)
    one, two = rows_of(keeper)
    assert (one.cell, one.why) == (first, ["Phân công từ 01/03/2026, TB 15-TB/ĐU"])
    assert (one.month.state, one.month.meeting_id, one.held, one.last) == ("met", last.pk, 4, last)
    assert [str(seat.member) for seat in one.seats] == ["Bùi Thị Tuyết", "Hoàng Thị Hằng"]
    assert "Không họp tháng 4, 5, 6, 7, 8, 9, 10." in one.warnings
    assert "4 biên bản chi bộ chưa gửi." in one.warnings
    assert ([task.text for task in one.overdue], one.open_weaknesses) == (["Nạo vét kênh"], ["Họp ít"])
    assert (two.cell, two.why) == (second, ["Tổ công tác số 1, từ 01/03/2026"])
    assert (two.last, two.held, two.warnings[0]) == (None, 0, "Chưa có bí thư.")


def test_minutes_sent_long_ago_are_pointed_out(commune, cast, keeper):
    sent = {"ended_at": dt.time(21), "submitted_by": cast.secretary, "state": "submitted"}
    at = dt.datetime(2026, 11, 10, tzinfo=dt.UTC)
    make_open_meeting(commune.cells[0], dt.date(2026, 11, 5), by=cast.secretary, submitted_at=at, **sent)
    assert "1 biên bản chờ duyệt lâu." in rows_of(keeper)[0].warnings


def test_cells_below_a_committee_looked_after_are_shown_and_ended_ones_are_not(commune, cast):
    make_cell(commune.committee, ended_on=dt.date(2026, 6, 30))
    officer = cast.officer
    Assignment.objects.create(
        organisation=commune.province, member=officer.member, unit=commune.committee, valid_from=SINCE
    )
    assert list(cells_looked_after(officer)) == commune.cells


def test_page_shows_cards_and_fields_and_reading_is_all(client_of, cast, commune, keeper):
    client = client_of(keeper)
    page = client.get(reverse("reports:my_units")).content.decode()
    for words in ("Chi bộ thôn Song Vân", "Chi bộ thôn Tân Lập", "Dân vận", "Tổ công tác số 1", "chưa họp tháng 11"):
        assert words in page, words
    assert "Chi bộ thôn Đồng Tâm" not in page
    assert client.get(reverse("meetings:meeting_list", args=[commune.cells[0].pk])).status_code == 200
    assert client.get(reverse("meetings:meeting_plan", args=[commune.cells[0].pk])).status_code == 403


def test_home_says_it_in_one_line_and_the_menu_leads_there(client_of, cast, commune, keeper):
    make_open_meeting(commune.cells[0], dt.date(2026, 11, 5), by=cast.secretary)
    page = client_of(keeper).get("/").content.decode()
    assert "Đồng chí phụ trách 2 chi bộ." in page
    assert "Chưa họp tháng 11: 1." in page
    assert page.count(reverse("reports:my_units")) == 2
    assert reverse("reports:my_units") not in client_of(cast.secretary).get("/").content.decode()


def test_page_without_anything_in_charge_is_refused(client_of, cast):
    assert client_of(cast.secretary).get(reverse("reports:my_units")).status_code == 403


def test_meeting_and_cell_name_the_person_in_charge_of_that_day(client_of, cast, commune, keeper):
    client = client_of(cast.secretary)
    now = make_meeting(commune.cells[0], dt.date(2026, 11, 25), by=cast.secretary)
    before = make_open_meeting(commune.cells[0], dt.date(2026, 2, 5), by=cast.secretary)
    assert "Đỗ Văn Khải" in client.get(now.get_absolute_url()).content.decode()
    assert "Đỗ Văn Khải" not in client.get(before.get_absolute_url()).content.decode()
    assert "Đỗ Văn Khải" in client.get(commune.cells[0].get_absolute_url()).content.decode()


def test_page_takes_the_same_number_of_questions_with_one_and_three(client_of, cast, commune, keeper):
    client, counts = client_of(keeper), []
    for number in range(3):
        cell = make_cell(commune.committee, f"Chi bộ số {number}", order=10 + number)
        make_member(cell, office="secretary")
        meeting = make_open_meeting(cell, dt.date(2026, 10, 5), by=cast.secretary)
        Task.objects.create(meeting=meeting, item=meeting.items.get(), text="Việc", due_on=dt.date(2026, 10, 9))
        pilot = PilotUnit.objects.create(organisation=cell, chosen_by=commune.committee, year=2026)
        PilotWeakness.objects.create(pilot=pilot, text="Họp ít", state_on=TODAY)
        Assignment.objects.create(organisation=commune.committee, member=keeper.member, unit=cell, valid_from=SINCE)
        with CaptureQueriesContext(connection) as queries:
            assert cell.name in client.get(reverse("reports:my_units")).content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[2]
