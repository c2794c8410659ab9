"""Whose minutes came late: to the day, in the zone of Việt Nam."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Meeting
from meetings.queries.late_minutes import late_minutes
from tests.factories import make_meeting, make_open_meeting

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)


def sent(cell, by, held_on, moment, **values):
    return make_open_meeting(
        cell, held_on, by=by, state="submitted", ended_at=dt.time(21), submitted_by=by, submitted_at=moment, **values
    )


def found(commune):
    units = {cell.pk for cell in commune.cells}
    rows = late_minutes(Meeting.objects.all(), units, 2026, TODAY)
    return [(row.held_on, row.sent_on, row.days_late) for row in rows]


def test_minutes_two_days_later_are_in_time_and_three_days_later_are_late(commune, cast):
    # 16:59 UTC is 23:59 in Việt Nam, 17:00 UTC the next day.
    sent(commune.cells[0], cast.secretary, dt.date(2026, 9, 5), dt.datetime(2026, 9, 7, 16, 59, tzinfo=dt.UTC))
    sent(commune.cells[1], cast.secretary, dt.date(2026, 9, 5), dt.datetime(2026, 9, 7, 17, 0, tzinfo=dt.UTC))
    assert found(commune) == [(dt.date(2026, 9, 5), dt.date(2026, 9, 8), 1)]


def test_minutes_not_sent_are_late_from_the_third_day_and_come_first(commune, cast):
    sent(commune.cells[1], cast.secretary, dt.date(2026, 9, 5), dt.datetime(2026, 9, 12, tzinfo=dt.UTC))
    make_open_meeting(commune.cells[0], TODAY - dt.timedelta(days=2), by=cast.secretary)
    make_open_meeting(commune.cells[2], TODAY - dt.timedelta(days=3), by=cast.secretary)
    make_meeting(commune.cells[2], dt.date(2026, 3, 1), by=cast.secretary)
    assert found(commune) == [
        (TODAY - dt.timedelta(days=3), None, 1),
        (dt.date(2026, 9, 5), dt.date(2026, 9, 12), 5),
    ]


def test_minutes_that_were_sent_back_are_not_blamed(commune, cast):
    moment = dt.datetime(2026, 9, 20, tzinfo=dt.UTC)
    sent(commune.cells[0], cast.secretary, dt.date(2026, 9, 5), moment, returned_reason="Sửa số phiếu")
    assert found(commune) == []


def test_page_names_them_in_a_fixed_number_of_queries(client_of, cast, commune):
    client, page = client_of(cast.commune), reverse("meetings:late_minutes_list", args=[commune.committee.pk])
    assert "đều gửi đúng hạn" in client.get(page).content.decode()
    make_open_meeting(commune.cells[0], dt.date(2026, 10, 5), by=cast.secretary)
    with CaptureQueriesContext(connection) as before:
        text = client.get(page).content.decode()
    assert "chưa gửi" in text
    assert "Chi bộ thôn Song Vân" in text
    for cell in commune.cells[1:]:
        make_open_meeting(cell, dt.date(2026, 10, 5), by=cast.secretary)
    with CaptureQueriesContext(connection) as after:
        client.get(page, {"nam": "2026"})
    assert len(after) == len(before)
