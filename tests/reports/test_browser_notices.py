"""The words of a reminder are taken along with the keyboard alone, on a laptop and on a phone."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from reports.models import Notice
from reports.services.notices import tell
from tests.cast import TODAY
from tests.reports.test_browser_documents import cookie_of


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_words_are_copied_by_the_keyboard(cast, client_of: Callable, page, live_server, size):
    words = "Chi bộ thôn Song Vân: một nhiệm vụ được giao. Hạn 25/11/2026, còn 3 ngày."
    due = {"url": "/nhiem-vu/1/", "due_on": TODAY + dt.timedelta(days=3)}
    tell(cast.secretary, sort=Notice.Sort.REMINDER, key="a", title="Nhiệm vụ: lắp đèn", text=words, **due)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.context.add_cookies([cookie_of(client_of(cast.secretary), live_server.url)])
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/nhac-viec/")
    button = page.get_by_role("button", name="Chép lời nhắc: Nhiệm vụ: lắp đèn")
    for _step in range(60):
        page.keyboard.press("Tab")
        if button.evaluate("found => found === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(button).to_contain_text("Đã chép")
    assert page.evaluate("navigator.clipboard.readText()") == f"{words} {live_server.url}/nhiem-vu/1/"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
