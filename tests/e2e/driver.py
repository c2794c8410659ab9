"""Driving pages as their readers do, by the words and roles they meet; and looking at what every page must keep."""

import hashlib
import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.factories import PASSWORD

LAPTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
numbers = itertools.count(1)
SHOTS = os.environ.get("SHOTS", "")
"""A folder: every page that is looked at is also photographed into it, on both screens."""


@contextmanager
def visitor(browser: Browser, url: str, size: dict[str, int]) -> Iterator[Page]:
    """A browser of its own. Whatever goes wrong in it, seen or unseen, fails the test when it closes."""
    context = browser.new_context(base_url=url, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", viewport=size)
    context.set_default_timeout(15_000)
    faults: list[str] = []
    _listen(context, url, faults)
    yield context.new_page()
    context.close()
    assert not faults, faults


def _listen(context: BrowserContext, url: str, faults: list[str]) -> None:
    def on_failure(request: Request) -> None:
        # Leaving a page ends what it was still asking for.
        if request.failure != "net::ERR_ABORTED":
            faults.append(f"{request.failure}: {request.url}")

    def on_request(request: Request) -> None:
        if not request.url.startswith((url, "data:", "blob:")):
            faults.append(f"request to another host: {request.url}")

    context.on("request", on_request)
    context.on("requestfailed", on_failure)
    context.on("response", lambda answer: faults.append(f"{answer.status} {answer.url}") if _failed(answer) else None)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda line: faults.append(line.text) if _complains(line) else None)


def _failed(answer) -> bool:
    """422 is how a form that was refused comes back: part of the path."""
    return answer.status >= 400 and answer.status != 422


def _complains(line) -> bool:
    return line.type in ("error", "warning") and "status of 422" not in line.text


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    page.goto("/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name="Chào đồng chí")).to_be_visible()


def go(page: Page, entry: str) -> None:
    """An entry of the menu, which phones fold away."""
    menu = page.get_by_role("button", name="Mục lục")
    if menu.is_visible():
        menu.click()
    page.get_by_role("navigation", name="Mục lục").get_by_role("link", name=entry, exact=True).click()


def entries(page: Page) -> list[str]:
    """What the menu offers."""
    return [text.strip() for text in page.locator("nav[aria-label='Mục lục'] a").all_text_contents()]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()


def confirm(page: Page, name: str) -> None:
    """A deed that asks back: its button, and then the same words in the dialogue.

    Before the page's script has run the button does its deed at once.
    """
    page.get_by_role("button", name=name, exact=True).wait_for()
    page.wait_for_load_state()
    press(page, name)
    page.get_by_role("dialog").get_by_role("button", name=name).click()


def told(page: Page, sentence: str) -> None:
    """What the page says after a deed."""
    expect(page.get_by_role("main")).to_contain_text(sentence)


def headed(page: Page, heading: str) -> None:
    """The page of that heading has come; there is one."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)


def look(page: Page, heading: str) -> None:
    """The page of that heading: nothing serious for axe, no scrolling sideways. On a laptop it is made small, too."""
    headed(page, heading)
    page.wait_for_load_state()  # the heading may stand before the style sheets do
    before = page.viewport_size
    shot = f"{next(numbers):02} {heading}"
    for screen, size in (("laptop", LAPTOP), ("phone", PHONE)) if before == LAPTOP else (("phone", PHONE),):
        page.set_viewport_size(size)
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{shot} {screen}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{shot} scrolls sideways"
        assert serious(page) == [], f"{shot} on a {screen}"
    page.set_viewport_size(before or LAPTOP)


def serious(page: Page) -> list[tuple[str, list[str]]]:
    """The violations that axe calls serious or critical, with the elements."""
    return [
        (found["id"], [node["html"] for node in found["nodes"]])
        for found in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        if found["impact"] in ("serious", "critical")
    ]


def printed(page: Page, button: str, folder: Path) -> bytes:
    """Asks for a paper, watches it being made, takes it away; its check sum is the one that is shown."""
    press(page, button)
    expect(page.get_by_role("progressbar").or_(page.get_by_role("link", name="Tải về"))).to_be_visible()
    expect(page.get_by_role("link", name="Tải về")).to_be_visible(timeout=30_000)
    page.get_by_text("Để kiểm tra tệp").click()
    with page.expect_download() as download:
        follow(page, "Tải về")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    assert page.get_by_role("code").first.inner_text() == hashlib.sha256(path.read_bytes()).hexdigest()
    return path.read_bytes()
