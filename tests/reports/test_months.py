"""One month of all cells: who has not met and why, who met late, whose minutes are not done."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import ConductSetting
from reports.queries.months import Group, Reason, month_counts, month_of
from tests.cast import TODAY
from tests.factories import make_cell, make_meeting, make_open_meeting

pytestmark = pytest.mark.django_db

SENT_ON = dt.datetime(2026, 5, 20, 3, tzinfo=dt.UTC)
SENT = {"ended_at": dt.time(21), "submitted_at": SENT_ON}
MAY = dt.date(2026, 5, 12)


def make_cells(commune, number):
    return [make_cell(commune.committee, f"Chi bộ {place}", order=10 + place) for place in range(number)]


def approved(cell, by, held_on=MAY):
    approval = {"approved_by": by, "approved_at": SENT_ON, "snapshot": {}}
    return make_open_meeting(cell, held_on, by=by, state="approved", submitted_by=by, **SENT, **approval)


def line_of(cell, year=2026, month=5, on=TODAY):
    [line] = month_of([cell.pk], year, month, on).lines
    return line


def test_each_cell_has_its_reason(commune, cast):
    by = cast.secretary
    none, waits, cancelled, unsent, returned, sent, done = make_cells(commune, 7)
    make_meeting(waits, MAY, by=by)
    make_meeting(cancelled, MAY, by=by, state="cancelled", cancelled_reason="Mưa bão")
    make_open_meeting(unsent, MAY, by=by)
    make_open_meeting(returned, MAY, by=by, returned_reason="Thiếu kết luận")
    make_open_meeting(sent, MAY, by=by, state="submitted", submitted_by=by, **SENT)
    approved(done, by)
    cells = [none, waits, cancelled, unsent, returned, sent, done]
    month = month_of([cell.pk for cell in cells], 2026, 5, TODAY)
    assert [(line.reason, line.words) for line in month.lines] == [
        (Reason.NOT_PLANNED, ""),
        (Reason.NOT_OPENED, ""),
        (Reason.CANCELLED, "Mưa bão"),
        (Reason.NOT_SENT, ""),
        (Reason.RETURNED, "Thiếu kết luận"),
        (Reason.NOT_APPROVED, ""),
        (Reason.DONE, ""),
    ]
    assert month.counts == {"chua-hop": 3, "hop-muon": 4, "bien-ban": 3, "gui-cham": 3, "da-xong": 1}


def test_a_cancelled_meeting_that_was_planned_anew_is_not_the_reason(commune, cast):
    cell = commune.cells[0]
    make_meeting(cell, MAY, by=cast.secretary, state="cancelled", cancelled_reason="Mưa bão")
    make_open_meeting(cell, dt.date(2026, 5, 15), by=cast.secretary)
    make_meeting(cell, dt.date(2026, 5, 20), by=cast.secretary, state="cancelled", cancelled_reason="Ghi nhầm")
    assert line_of(cell).reason == Reason.NOT_SENT


def test_lateness_of_the_meeting_is_apart_from_lateness_of_the_minutes(commune, cast):
    late_meeting, late_minutes = make_cells(commune, 2)
    day = dt.date(2026, 5, 25)
    sent = dt.datetime(2026, 5, 26, 3, tzinfo=dt.UTC)
    make_open_meeting(late_meeting, day, by=cast.secretary, state="submitted", submitted_by=cast.secretary,
                      ended_at=dt.time(21), submitted_at=sent)  # fmt: skip
    approved(late_minutes, cast.secretary)
    ConductSetting.objects.create(organisation=commune.committee, value=20, valid_from=dt.date(2026, 1, 1))
    first, second = line_of(late_meeting), line_of(late_minutes)
    assert (first.days_met_late, first.days_sent_late) == (5, 0)
    assert (second.days_met_late, second.days_sent_late) == (0, 6)  # held 12/5, two days to send, sent 20/5
    assert [first.stands_in(group) for group in (Group.MET_LATE, Group.SENT_LATE)] == [True, False]


def test_minutes_that_were_sent_back_are_not_blamed_for_being_late(commune, cast):
    line = line_of(make_open_meeting(commune.cells[0], MAY, by=cast.secretary, returned_reason="Thiếu").cell)
    assert (line.reason, line.days_sent_late) == (Reason.RETURNED, 0)


def test_a_cell_that_ended_or_began_within_the_month_does_not_have_to_meet(commune, cast):
    ended = make_cell(commune.committee, ended_on=dt.date(2026, 5, 15), end_reason="merged")
    begun = make_cell(commune.committee, founded_on=dt.date(2026, 5, 16))
    units = [ended.pk, begun.pk, commune.cells[0].pk]
    assert [line.unit for line in month_of(units, 2026, 5, TODAY).lines] == [commune.cells[0].pk]
    make_open_meeting(ended, dt.date(2026, 5, 5), by=cast.secretary)
    assert [line.unit for line in month_of(units, 2026, 5, TODAY).lines] == [ended.pk, commune.cells[0].pk]
    counts = {count.month: (count.due, count.met) for count in month_counts(units, 2026, TODAY)}
    assert (counts[4], counts[5], counts[6]) == ((2, 0), (1, 0), (2, 0))


def test_counts_of_the_months_are_those_of_the_lists(commune, cast):
    for month in (1, 3, 5):
        make_open_meeting(commune.cells[0], dt.date(2026, month, 5), by=cast.secretary)
    make_meeting(commune.cells[1], MAY, by=cast.secretary)
    units = [cell.pk for cell in commune.cells]
    for count in month_counts(units, 2026, TODAY):
        month = month_of(units, 2026, count.month, TODAY)
        assert (count.due, count.not_met) == (len(month.lines), month.counts[Group.NOT_MET])
    assert len(month_counts(units, 2026, TODAY)) == 11


def test_month_of_an_earlier_day_has_the_reasons_of_that_day(client_of, cast, commune):
    planned, sent, cancelled = commune.cells
    early = {"by": cast.secretary, "planned_at": dt.datetime(2026, 4, 20, 3, tzinfo=dt.UTC)}
    make_meeting(planned, dt.date(2026, 5, 28), **early)
    approved(sent, cast.secretary)
    make_meeting(cancelled, MAY, state="cancelled", cancelled_reason="Mưa bão", **early)
    units, day = [cell.pk for cell in commune.cells], dt.date(2026, 5, 15)
    assert [(line.reason, line.days_sent_late) for line in month_of(units, 2026, 5, day).lines] == [
        (Reason.COMING, 0),
        (Reason.NOT_SENT, 1),
        (Reason.CANCELLED, 0),
    ]
    assert [count.met for count in month_counts(units, 2026, dt.date(2026, 5, 11))] == [0] * 5
    assert month_counts(units, 2026, day)[4].met == 1
    client, address = client_of(cast.commune), reverse("reports:month_reasons", args=[2026, 5])
    page = client.get(address, {"ngay": "15/05/2026", "don-vi": commune.committee.pk})
    assert "Đang xem như cuối ngày 15/05/2026" in page.content.decode()
    assert f"?don-vi={commune.committee.pk}&amp;ngay=15/05/2026" in page.content.decode()
    assert [row.line.reason for row in page.context["rows"]] == [Reason.COMING, Reason.CANCELLED]


def test_page_names_exactly_the_cells_that_have_not_met_with_a_line_to_send(client_of, cast, commune):
    make_open_meeting(commune.cells[0], MAY, by=cast.secretary)
    make_meeting(commune.cells[1], MAY, by=cast.secretary, state="cancelled", cancelled_reason="Mưa bão")
    page = client_of(cast.commune).get(reverse("reports:month_reasons", args=[2026, 5]))
    assert [row.name for row in page.context["rows"]] == ["Chi bộ thôn Tân Lập", "Chi bộ thôn Đồng Tâm"]
    text = page.content.decode()
    assert "2 trong 3 chi bộ chưa họp" in text
    assert "đã hủy buổi họp, chưa lên lịch lại: Mưa bão" in text
    assert page.context["message"].startswith("Chưa họp tháng 5/2026: Chi bộ thôn Tân Lập (")
    assert "Kính gửi Chi bộ thôn Đồng Tâm: sinh hoạt tháng 5/2026 chi bộ chưa họp (chưa lên lịch)." in text


def test_home_of_the_commune_and_of_the_board_above_leads_to_the_month_with_one_click(client_of, cast, commune):
    address = reverse("reports:month_reasons", args=[2026, 5])
    for user, number in ((cast.commune, 3), (cast.officer, 4)):
        text = client_of(user).get(reverse("reports:home")).content.decode()
        assert f'href="{address}"' in text
        assert f"{number} chưa họp" in text
    assert address not in client_of(cast.secretary).get(reverse("reports:home")).content.decode()


def test_month_of_one_committee_shows_its_cells_alone(client_of, cast, commune):
    address = reverse("reports:month_reasons", args=[2026, 5])
    page = client_of(cast.officer).get(address, {"don-vi": commune.committee.pk})
    assert len(page.context["rows"]) == 3
    strange = {"don-vi": commune.elsewhere.pk}
    assert client_of(cast.commune).get(address, strange).status_code == 404


@pytest.mark.parametrize("address", ["/bang-thang/2026/13/", "/bang-thang/2026/0/", "/bang-thang/99999/5/"])
def test_month_that_is_none_is_not_found(client_of, cast, address):
    assert client_of(cast.commune).get(address).status_code == 404


@pytest.mark.parametrize("group", ["", "hop-muon", "bien-ban", "gui-cham", "da-xong", "x"])
def test_month_asks_the_same_for_one_cell_and_for_three(client_of, cast, commune, group):
    client, asked = client_of(cast.commune), []
    address = reverse("reports:month_reasons", args=[2026, 5])
    for number in (1, 3):
        for cell in make_cells(commune, number):
            approved(cell, cast.secretary, held_on=dt.date(2026, 5, 30))
        client.get(address, {"nhom": group})
        with CaptureQueriesContext(connection) as queries:
            client.get(address, {"nhom": group})
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 12
