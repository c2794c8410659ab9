"""Boards on a phone: the page never scrolls sideways, a wide table says so and takes the keyboard."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import make_open_meeting
from tests.reports.test_browser_documents import cookie_of
from tests.reports.test_yearly import hold

PHONE = {"width": 390, "height": 844}
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def phone(commune, cast, client_of, page, live_server):
    """Signed in on a phone as the secretary of the commune, or another."""
    page.set_viewport_size(PHONE)

    def sign_in(user):
        page.context.add_cookies([cookie_of(client_of(user), live_server.url)])
        return page

    return sign_in


def test_widest_boards_stay_within_a_phone_and_their_tables_take_the_keyboard(phone, commune, cast):
    hold(commune.cells[0], cast.secretary, *(dt.date(2026, month, 5) for month in range(1, 11)))
    page = phone(cast.officer)
    board, month = (
        reverse("reports:province_board", args=[commune.province.pk]),
        f"{reverse('reports:commune_board', args=[commune.committee.pk])}?phan=thang",
    )
    for address in (board, month, reverse("reports:month_board")):
        page.goto(address)
        assert page.evaluate(WIDER) <= 0, address
        frame = page.locator(".table-frame.is-wide").first
        frame.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("frame => frame.scrollLeft > 0", arg=frame.element_handle())
        assert page.get_by_text("kéo ngang để xem hết").first.is_visible()


def test_cells_that_have_not_met_in_may_are_two_clicks_away(phone, commune, cast):
    make_open_meeting(commune.cells[0], dt.date(2026, 5, 5), by=cast.secretary)
    page = phone(cast.commune)
    page.goto(reverse("reports:home"))
    page.get_by_role("link", name="Chi bộ nào chưa họp?").click()
    page.get_by_role("link", name="Tháng 5").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Tháng 5/2026: chi bộ nào chưa họp, vì sao"
    names = [heading.inner_text() for heading in page.locator(".reasons h2").all()]
    assert names == ["Chi bộ thôn Tân Lập", "Chi bộ thôn Đồng Tâm"]
    assert page.get_by_text("Chưa lên lịch", exact=True).count() == 2
