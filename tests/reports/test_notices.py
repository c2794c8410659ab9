"""The list of what one was told: own notices alone, opened and marked as read; how many wait stands in the head."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.models import Notice
from reports.services.notices import mark_all_read, mark_read, tell

pytestmark = pytest.mark.django_db
LIST = "/nhac-viec/"


def told(user, key="a", **values):
    words = {"sort": "reminder", "title": f"Nhiệm vụ {key}", "text": f"Một nhiệm vụ {key}.", "url": "/nhiem-vu/1/"}
    notice = tell(user, key=key, **words | values)
    assert notice is not None
    return notice


def test_tell_tells_an_occasion_once(cast):
    words = {"sort": Notice.Sort.PAPER, "key": "paper-1", "title": "Xong " + "dài " * 80, "text": "Đã xong."}
    assert tell(cast.member, **words) is not None
    assert tell(cast.member, **words) is None
    notice = Notice.objects.get()
    assert len(notice.title) <= 200
    assert notice.title.endswith("…")
    assert notice.mail_wanted is False


def test_mark_read_touches_the_own_notices_alone(cast):
    first, second = told(cast.member, "a"), told(cast.member, "b")
    mark_read(first, by=cast.deputy)
    assert mark_all_read(by=cast.deputy, until=second.pk) == 0
    assert Notice.objects.filter(read_at=None).count() == 2
    mark_read(first, by=cast.member)
    read_at = Notice.objects.get(pk=first.pk).read_at
    mark_read(first, by=cast.member)
    assert Notice.objects.get(pk=first.pk).read_at == read_at
    assert mark_all_read(by=cast.member, until=first.pk) == 0
    assert mark_all_read(by=cast.member, until=second.pk) == 1


def test_list_shows_the_own_notices_with_words_to_paste(cast, commune, client_of, settings):
    settings.SITE_URL = "https://chi-bo.example"
    told(cast.member, "a", due_on=dt.date(2026, 11, 20), organisation=commune.cells[0])
    told(cast.deputy, "b")
    page = client_of(cast.member).get(LIST).content.decode()
    assert "Nhiệm vụ a" in page
    assert "Nhiệm vụ b" not in page
    assert "Một nhiệm vụ a. https://chi-bo.example/nhiem-vu/1/" in page
    assert "Quá hạn 20/11/2026" in page
    assert "Chép lời nhắc" in page


def test_list_without_a_named_site_gives_the_address_it_was_asked_at(cast, client_of, settings):
    settings.SITE_URL = ""
    told(cast.member)
    assert "http://testserver/nhiem-vu/1/" in client_of(cast.member).get(LIST).content.decode()


def test_head_counts_what_is_not_read(cast, client_of):
    client = client_of(cast.member)
    assert "<strong>" not in client.get("/").content.decode().split("app-bell")[1].split("</a>")[0]
    for number in range(3):
        told(cast.member, str(number))
    told(cast.deputy)
    assert "<strong>3</strong>" in client.get("/").content.decode()


def test_opening_marks_as_read_and_leads_there(cast, client_of):
    notice, client = told(cast.member), client_of(cast.member)
    assert client.post(reverse("reports:notice_open", args=[notice.pk])).url == "/nhiem-vu/1/"
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert "Nhiệm vụ a" not in client.get(LIST).content.decode()
    assert "Nhiệm vụ a" in client.get(f"{LIST}?xem=tat-ca").content.decode()


def test_marking_alone_stays_in_the_list(cast, client_of):
    notice = told(cast.member)
    answer = client_of(cast.member).post(reverse("reports:notice_open", args=[notice.pk]), {"stay": "1"})
    assert answer.url == LIST


def test_opening_never_leaves_the_site(cast, client_of):
    notice = told(cast.member, url="//elsewhere.example/")
    assert client_of(cast.member).post(reverse("reports:notice_open", args=[notice.pk])).url == LIST


def test_notice_of_another_is_not_there_and_a_link_changes_nothing(cast, client_of):
    notice = told(cast.member)
    address = reverse("reports:notice_open", args=[notice.pk])
    assert client_of(cast.commune).post(address).status_code == 404
    assert client_of(cast.member).get(address).status_code == 405
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_that_was_shown_is_marked_and_what_came_since_is_not(cast, client_of):
    first, second = told(cast.member, "a"), told(cast.member, "b")
    client_of(cast.member).post(reverse("reports:notice_read_all"), {"until": first.pk})
    assert list(Notice.objects.filter(read_at=None)) == [second]
    client_of(cast.member).post(reverse("reports:notice_read_all"), {"until": "nhiều"})
    assert list(Notice.objects.filter(read_at=None)) == [second]


def test_list_asks_as_many_questions_for_one_as_for_many_and_has_pages(cast, commune, client_of):
    client = client_of(cast.member)
    told(cast.member, organisation=commune.cells[0])
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for number in range(25):
        told(cast.member, str(number), organisation=commune.cells[number % 3])
    with CaptureQueriesContext(connection) as many:
        page = client.get(LIST).content.decode()
    assert len(many) == len(one)
    assert "Trang 1 / 2" in page
