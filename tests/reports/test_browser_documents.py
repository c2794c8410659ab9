"""Printing as a secretary does it: from the page of the meeting, with and without script."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from core.pdf import sealing
from meetings.documents import minutes_pdf
from meetings.models import Meeting
from reports.models import Document
from tests.reports.papers import make_approved_meeting


@pytest.fixture
def meeting(commune, cast, celery_worker) -> Meeting:
    return make_approved_meeting(commune, cast)


def cookie_of(client: Client, address: str) -> dict[str, str]:
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": address,
    }


def test_minutes_are_printed_on_the_page_of_the_meeting(
    meeting, cast, client_of: Callable, page, live_server, tmp_path
):
    page.context.add_cookies([cookie_of(client_of(cast.secretary), live_server.url)])
    page.goto(meeting.get_absolute_url())
    page.get_by_role("button", name="In biên bản (PDF)").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải về").click()
    assert page.url.endswith(meeting.get_absolute_url())
    assert download.value.suggested_filename == "Biên bản Chi bộ thôn Song Vân, tháng 10-2026.pdf"
    download.value.save_as(tmp_path / "minutes.pdf")
    with sealing(""):
        assert (tmp_path / "minutes.pdf").read_bytes() == minutes_pdf(meeting)


def test_minutes_are_printed_without_script(meeting, cast, client_of: Callable, browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies([cookie_of(client_of(cast.secretary), live_server.url)])
    page = context.new_page()
    page.goto(meeting.get_absolute_url())
    page.get_by_role("link", name="Mở phần in văn bản").click()
    page.get_by_role("button", name="In biên bản (PDF)").click()
    page.get_by_role("link", name="Tải về").wait_for(timeout=20_000)
    assert page.url.endswith(Document.objects.get().get_absolute_url())
    context.close()
