"""A browser for each person, and the commune they work in."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page

from cells.models import Office, Organisation
from tests.e2e.driver import LAPTOP, sign_in, visitor
from tests.factories import make_member, make_organisation, make_user
from tests.services import let_requests_end

Visit = Callable[..., Page]


@pytest.fixture
def visit(browser, live_server) -> Iterator[Visit]:
    """``visit("xa")``: a browser in which that person has signed in."""
    with ExitStack() as stack:

        def enter(username: str = "", size: dict[str, int] = LAPTOP) -> Page:
            page = stack.enter_context(visitor(browser, live_server.url, size))
            if username:
                sign_in(page, username)
            return page

        yield enter
    let_requests_end()


@pytest.fixture
def bare_commune(transactional_db) -> Organisation:
    """A commune with nothing in it but its secretary, ``xa``, and the administrator, ``quantri``."""
    found = make_organisation("Đảng bộ xã Vân Trục", code="VT", founded_on=dt.date(2020, 7, 1))
    leader = make_user("xa", full_name="Lê Quang Vinh")
    make_member(None, "Lê Quang Vinh", user=leader, office=Office.SECRETARY, seat_in=found)
    make_user("quantri", full_name="Quản trị", is_administrator=True)
    return found
