"""The personal calendar: what stands in it, how another program reads it, and who may open it."""

import datetime as dt
import hashlib
from dataclasses import replace

import pytest
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import AuditEvent
from cells.models import Assignment, Seat
from meetings.models import Meeting, Passage
from meetings.services.planning import AgendaLine, Plan, cancel_meeting, change_plan, plan_meeting
from reports.models import CalendarFeed
from reports.services.calendars import close_calendar, open_calendar
from reports.views import calendar as views
from tests.cast import TODAY
from tests.factories import make_meeting, make_open_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted_alone")]


def read(user, **headers):
    return Client().get(reverse("reports:calendar_feed", args=[open_calendar(by=user)]), headers=headers)


def events(user):
    """By the title, as another program understands the file."""
    answer = read(user)
    assert answer.status_code == 200
    calendar = vobject.readOne(answer.content.decode())
    return {event.summary.value: event for event in calendar.contents.get("vevent", [])}


def test_meeting_is_read_by_another_program_at_the_right_moment(cast, commune, settings):
    settings.SITE_URL = "https://chi-bo.example"
    meeting = make_meeting(commune.cells[0], dt.date(2026, 12, 5), place="Nhà văn hóa; thôn Song Vân, số 1\nlầu 2")
    (event,) = events(cast.member).values()
    assert event.summary.value == "Sinh hoạt thường kỳ tháng 12/2026 – Chi bộ thôn Song Vân"
    assert event.dtstart.value == dt.datetime(2026, 12, 5, 12, 30, tzinfo=dt.UTC)
    assert event.dtend.value == dt.datetime(2026, 12, 5, 14, 0, tzinfo=dt.UTC)
    assert event.location.value == "Nhà văn hóa; thôn Song Vân, số 1\nlầu 2"
    assert event.status.value == "TENTATIVE"
    assert event.url.value == f"https://chi-bo.example{meeting.get_absolute_url()}"
    assert "description" not in event.contents


def test_lines_are_folded_and_end_as_the_standard_says(cast, commune):
    make_meeting(commune.cells[0], TODAY, place="Hội trường " * 15)
    lines = read(cast.member).content.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line for line in lines)


def test_identity_stays_while_the_meeting_changes(cast, commune):
    an_hour_ago = timezone.now() - dt.timedelta(hours=1)
    day = TODAY + dt.timedelta(days=5)
    meeting = make_meeting(commune.cells[0], day, by=cast.secretary, planned_at=an_hour_ago)
    (before,) = events(cast.member).values()
    cancel_meeting(meeting, reason="Mưa bão", by=cast.secretary)
    (after,) = events(cast.member).values()
    assert after.uid.value == before.uid.value
    assert (before.status.value, after.status.value) == ("TENTATIVE", "CANCELLED")
    assert int(after.sequence.value) > int(before.sequence.value)
    assert after.contents["last-modified"][0].value > before.contents["last-modified"][0].value
    assert after.dtstamp.value == after.contents["last-modified"][0].value


def test_meeting_that_moved_is_the_same_event_at_another_moment_with_a_higher_sequence(cast, commune):
    words = {"place": "Nhà văn hóa", "agenda": [AgendaLine("Đánh giá tháng")], "planned_time": dt.time(19, 30)}
    plan = Plan("regular", 2026, 11, dt.date(2026, 11, 27), **words)
    meeting = plan_meeting(commune.cells[0], plan, by=cast.secretary)
    (before,) = events(cast.member).values()
    moved = {"held_on": dt.date(2026, 11, 28), "planned_time": dt.time(8), "place": "Trường học"}
    change_plan(meeting, replace(plan, **moved), by=cast.secretary)
    (after,) = events(cast.member).values()
    assert after.uid.value == before.uid.value
    assert after.dtstart.value == dt.datetime(2026, 11, 28, 1, tzinfo=dt.UTC)
    assert after.location.value == "Trường học"
    assert int(after.sequence.value) > int(before.sequence.value)


def test_file_is_read_by_the_strict_reader_and_has_what_the_standard_asks_for(cast, commune):
    for number in range(3):
        make_meeting(commune.cells[0], TODAY + dt.timedelta(days=number), kind="extraordinary", place="Đường 19/5 " * 9)
    calendar = Calendar.from_ical(read(cast.member).content)
    assert calendar.errors == []
    assert (calendar["VERSION"], calendar["CALSCALE"]) == ("2.0", "GREGORIAN")
    found = calendar.walk("VEVENT")
    assert len({event["UID"] for event in found}) == len(found) == 3
    for event in found:
        assert event.errors == []
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "STATUS"} <= set(event)
        assert event["DTSTAMP"].dt.tzinfo is not None
        assert event["DTSTART"].dt.utcoffset() == dt.timedelta(0)
    # The same meetings give the same bytes, whoever asks when.
    assert read(cast.member).content == read(cast.member).content


def test_day_without_hour_stands_on_the_whole_day(cast, commune):
    make_meeting(commune.cells[0], TODAY, planned_time=None, notice_sent_at=timezone.now())
    (event,) = events(cast.member).values()
    assert event.dtstart.value == TODAY
    assert event.dtend.value == TODAY + dt.timedelta(days=1)
    assert event.status.value == "CONFIRMED"


def test_held_meeting_has_its_real_hours_also_after_midnight_and_no_words_of_its_minutes(cast, commune):
    meeting = make_open_meeting(
        commune.cells[0],
        TODAY,
        theme="Chuyên đề kín",
        started_at=dt.time(22),
        ended_at=dt.time(0, 30),
        ends_next_day=True,
    )
    Passage.objects.filter(meeting=meeting, kind="conclusion").update(text="Lắp đèn")
    (event,) = events(cast.member).values()
    assert event.dtend.value - event.dtstart.value == dt.timedelta(hours=2, minutes=30)
    content = read(cast.member).content.decode()
    assert "Lắp đèn" not in content
    assert "kín" not in content


def test_meetings_of_the_own_units_are_there_and_those_of_others_are_not(cast, commune):
    for number, cell in enumerate([*commune.cells, commune.elsewhere, commune.committee]):
        make_meeting(cell, TODAY + dt.timedelta(days=number), kind="extraordinary")
    committee = make_meeting(commune.cells[0], TODAY, kind="committee")

    def units(user):
        return {title.split(" – ")[1] for title in events(user)}

    assert units(cast.member) == {"Chi bộ thôn Song Vân"}
    assert len(events(cast.member)) == 1
    assert len(events(cast.secretary)) == 2
    assert units(cast.commune) == {"Chi bộ thôn Đồng Tâm", "Đảng bộ xã Vân Trục"}
    assert units(cast.officer) == set()
    Seat.objects.create(
        organisation=commune.cells[0], member=cast.member.member, office="committee_member", valid_from=TODAY
    )
    assert len(events(cast.member)) == 2
    Assignment.objects.create(
        organisation=commune.committee, member=cast.commune.member, unit=commune.cells[1], valid_from=TODAY
    )
    assert "Chi bộ thôn Tân Lập" in units(cast.commune)
    Meeting.objects.filter(pk=committee.pk).update(held_on=dt.date(2025, 1, 5))
    assert len(events(cast.member)) == 1


def test_unchanged_calendar_is_not_sent_again(cast, commune):
    meeting = make_meeting(commune.cells[0], TODAY, by=cast.secretary)
    address = reverse("reports:calendar_feed", args=[open_calendar(by=cast.member)])
    first = Client().get(address)
    again = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    cancel_meeting(meeting, reason="Mưa bão", by=cast.secretary)
    assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_secret_has_256_bits_and_only_its_digest_is_kept(cast):
    secret = open_calendar(by=cast.member)
    feed = CalendarFeed.objects.get()
    assert len(secret) == 43
    assert feed.digest == hashlib.sha256(secret.encode()).hexdigest()
    line = AuditEvent.objects.get(action="reports.calendar_opened")
    assert secret not in str(vars(line))


def test_new_address_empties_the_old_one_and_closing_empties_both(cast):
    old, new = (reverse("reports:calendar_feed", args=[open_calendar(by=cast.member)]) for _each in range(2))
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    assert close_calendar(by=cast.member) is True
    assert close_calendar(by=cast.member) is False
    assert Client().get(new).status_code == 404
    assert Client().get(reverse("reports:calendar_feed", args=["x" * 43])).status_code == 404


def test_account_that_was_stopped_reads_nothing(cast):
    address = reverse("reports:calendar_feed", args=[open_calendar(by=cast.member)])
    cast.member.is_active = False
    cast.member.save()
    assert Client().get(address).status_code == 404


def test_nothing_is_written_through_the_address(cast):
    address = reverse("reports:calendar_feed", args=[open_calendar(by=cast.member)])
    assert Client().post(address).status_code == 405


def test_program_in_haste_is_asked_to_wait(cast, monkeypatch):
    monkeypatch.setattr(views, "READS_AN_HOUR", 2)
    address = reverse("reports:calendar_feed", args=[open_calendar(by=cast.member)])
    answers = [Client().get(address) for _each in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 3600


def test_no_log_holds_the_secret(cast, monkeypatch, caplog):
    monkeypatch.setattr(views, "READS_AN_HOUR", 0)
    address = reverse("reports:calendar_feed", args=[open_calendar(by=cast.member)])
    answers = [Client().get(address), Client().get(address.replace("lich/", "lich/x"))]
    assert [answer.status_code for answer in answers] == [429, 404]
    written = [record.getMessage() for record in caplog.records]
    assert written == ["Too Many Requests: /lich/-.ics", "Not Found: /lich/-.ics"]
    # The web server writes its own line, by the same table of the request.
    assert {answer.wsgi_request.META["PATH_INFO"] for answer in answers} == {"/lich/-.ics"}


def test_reading_is_noted_by_the_hour(cast):
    address = reverse("reports:calendar_feed", args=[open_calendar(by=cast.member)])
    Client().get(address)
    first = CalendarFeed.objects.get().last_read_at
    assert first is not None
    Client().get(address)
    assert CalendarFeed.objects.get().last_read_at == first


def test_calendar_asks_as_many_questions_for_one_meeting_as_for_many(cast, commune):
    address = reverse("reports:calendar_feed", args=[open_calendar(by=cast.commune)])
    make_meeting(commune.committee, TODAY, kind="executive")
    Client().get(address)
    with CaptureQueriesContext(connection) as one:
        Client().get(address)
    for number in range(5):
        make_meeting(commune.cells[2], TODAY - dt.timedelta(days=number), kind="extraordinary")
    with CaptureQueriesContext(connection) as many:
        Client().get(address)
    assert len(many) == len(one)


def test_account_page_shows_the_address_once(cast, client_of):
    client = client_of(cast.member)
    assert "Bật lịch cá nhân" in client.get("/tai-khoan-cua-toi/").content.decode()
    page = client.post(reverse("reports:calendar_open")).content.decode()
    assert "http://testserver/lich/" in page
    page = client.get("/tai-khoan-cua-toi/").content.decode()
    assert "/lich/" not in page.replace("/tai-khoan-cua-toi/lich/", "")
    assert "Lấy địa chỉ mới" in page
    client.post(reverse("reports:calendar_close"))
    assert "Bật lịch cá nhân" in client.get("/tai-khoan-cua-toi/").content.decode()
    assert client.get(reverse("reports:calendar_open")).status_code == 405


def test_account_page_says_nothing_of_mail_where_none_is_sent(cast, client_of, settings):
    settings.MAIL_IS_SENT = False
    client = client_of(cast.member)
    assert "thư điện tử" not in client.get("/tai-khoan-cua-toi/").content.decode()
    client.post("/tai-khoan-cua-toi/", {"email": "a@b.vn", "wants_mail": "on"})
    cast.member.refresh_from_db()
    assert cast.member.email == ""


def test_account_page_keeps_the_own_address_for_mail(cast, client_of, settings):
    settings.MAIL_IS_SENT = True
    client = client_of(cast.member)
    refused = client.post("/tai-khoan-cua-toi/", {"email": "", "wants_mail": "on"})
    assert "Hãy ghi địa chỉ thư" in refused.content.decode()
    assert "lam(at)" in client.post("/tai-khoan-cua-toi/", {"email": "lam(at)chi-bo"}).content.decode()
    assert client.post("/tai-khoan-cua-toi/", {"email": "lam@chi-bo.vn", "wants_mail": "on"}).status_code == 302
    cast.member.refresh_from_db()
    assert (cast.member.email, cast.member.wants_mail) == ("lam@chi-bo.vn", True)
    line = AuditEvent.objects.get(action="accounts.mail_changed")
    assert line.changes == {"wants_mail": [False, True]}
    assert "lam@" not in str(vars(line))
