"""The meeting page where the network goes, the server dies, the browser is killed: no typed word is lost or doubled."""

import os
import random
import shutil
import signal
import socket
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from meetings.models import AgendaItem, Guest, Meeting, Operation, Passage, Task, Vote
from tests.e2e.test_minutes_page import sign_in
from tests.factories import make_member, make_open_meeting
from tests.services import CHROMIUM, CHROMIUM_FLAGS, ROOT, Stand
from tools.processes import end, spawn

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
SENT = "Đã gửi tất cả"


@pytest.fixture
def meeting(commune, cast) -> Meeting:
    for name in ("Nguyễn Văn An", "Trần Thị Bích", "Đặng Văn Cường"):
        make_member(commune.cells[0], name)
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)
    meeting.attendances.update(state="")
    return meeting


@pytest.fixture
def laptop(browser: Browser, live_server, cast) -> Iterator[BrowserContext]:
    yield from _device(browser, live_server.url, cast.secretary)


@pytest.fixture
def phone(browser: Browser, live_server, cast) -> Iterator[BrowserContext]:
    yield from _device(browser, live_server.url, cast.deputy)


def _device(browser: Browser, url: str, user) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=url, locale="vi-VN", viewport={"width": 1366, "height": 768})
    context.set_default_timeout(15_000)
    sign_in(context, user, url)
    yield context
    context.close()


def write_at(context: BrowserContext, meeting: Meeting) -> Page:
    """The page, ready to be written; where the network is, also kept for when it is not."""
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/sinh-hoat/{meeting.pk}/bien-ban/")
    page.wait_for_selector("#minutes[data-begun]")
    expect(page.locator("[data-opens-offline]")).to_contain_text("vẫn mở lại được")
    return page


def bar(page: Page):
    return page.locator("[data-overall]")


def passage_of(meeting: Meeting, kind: str = "conclusion") -> Passage:
    return Passage.objects.get(meeting=meeting, kind=kind)


def row_of(page: Page, name: str):
    return page.locator(".roll-row", has_text=name)


def add(page: Page, slot: str, **values: str) -> None:
    """Fill in a small form and send it by Enter."""
    page.locator(f"[data-open='{slot}']").click()
    form = page.locator(f"[data-slot='{slot}'] [data-fields]")
    for name, value in values.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    field.press("Enter")
    expect(form).to_have_count(0)


def stored(meeting: Meeting) -> dict[str, object]:
    """What the server has of a meeting, each thing as often as it is there."""
    meeting.refresh_from_db()
    passages = Passage.objects.filter(meeting=meeting, is_removed=False).exclude(text="")
    return {
        "texts": sorted(passages.values_list("text", flat=True)),
        "votes": sorted(Vote.objects.filter(meeting=meeting, is_removed=False).values_list("question", "yes")),
        "tasks": sorted(Task.objects.filter(meeting=meeting, is_removed=False).values_list("text", flat=True)),
        "items": sorted(AgendaItem.objects.filter(meeting=meeting).values_list("title", flat=True)),
        "guests": sorted(Guest.objects.filter(meeting=meeting).values_list("full_name", flat=True)),
    }


def test_whole_meeting_without_a_network_arrives_once(laptop, meeting):
    item = meeting.items.get()
    page = write_at(laptop, meeting)
    laptop.set_offline(True)
    page.get_by_role("button", name="Tất cả có mặt").click()
    row_of(page, "Nguyễn Văn An").get_by_text("Vắng có lý do").click()
    page.keyboard.type("ốm, đi viện")
    add(page, "guest-0", full_name="Lê Văn Khách")
    add(page, f"opinion-{item.pk}", speaker="Lê Văn Khách")
    page.keyboard.type("Tôi nhất trí với dự thảo.")
    add(page, f"vote-{item.pk}", question="Thông qua phương hướng", yes="5")
    expect(page.locator(f"#votes-{item.pk} .local")).to_contain_text("Tạm tính: Đủ phiếu: được thông qua.")
    add(page, f"vote-{item.pk}", question="Ghi nhầm", yes="1")
    page.locator(".local", has_text="Ghi nhầm").get_by_role("button", name="Bỏ").click()
    add(page, f"task-{item.pk}", text="Nạo vét mương", owner="Trần Thị Bích")
    add(page, "item-0", title="Kinh phí hoạt động")
    new = page.locator("details", has_text="Kinh phí hoạt động").last
    new.get_by_label("Chủ trì kết luận nội dung này").fill("Nhất trí mức thu.")
    page.locator(f"#passage-{passage_of(meeting).pk}").fill("Chi bộ thống nhất.")
    page.get_by_label("Kết thúc lúc").fill("21:30")
    page.get_by_label("Kết thúc lúc").blur()
    expect(bar(page)).to_contain_text("đã lưu trên máy, có mạng sẽ tự gửi")
    assert not Operation.objects.exists()
    page.close()

    page = laptop.new_page()
    page.goto(f"/sinh-hoat/{meeting.pk}/bien-ban/")
    expect(page.locator("textarea", has_text="")).not_to_have_count(0)
    expect(page.locator(f"#passage-{passage_of(meeting).pk}")).to_have_value("Chi bộ thống nhất.")
    expect(page.locator(".roll-tally")).to_contain_text("Có mặt 5/6, vắng có lý do 1")
    assert "Tôi nhất trí với dự thảo." in page.locator("textarea").evaluate_all("all => all.map((one) => one.value)")
    laptop.set_offline(False)
    expect(bar(page)).to_contain_text(SENT, timeout=30_000)
    assert stored(meeting) == {
        "texts": ["Chi bộ thống nhất.", "Nhất trí mức thu.", "Tôi nhất trí với dự thảo."],
        "votes": [("Thông qua phương hướng", 5)],
        "tasks": ["Nạo vét mương"],
        "items": ["Kinh phí hoạt động", "Phương hướng, nhiệm vụ tháng tới"],
        "guests": ["Lê Văn Khách"],
    }
    assert f"{meeting.ended_at:%H:%M}" == "21:30"
    states = sorted(meeting.attendances.values_list("state", "reason"))
    assert states == [("excused", "ốm, đi viện"), *[("present", "")] * 5]
    page.reload()
    expect(page.locator(".local")).to_have_count(0)
    expect(page.locator(f"#votes-{item.pk} .vote")).to_have_count(1)


def test_two_devices_are_merged_by_part_and_the_same_part_is_shown_twice(laptop, phone, meeting):
    mine, other = write_at(laptop, meeting), write_at(phone, meeting)
    laptop.set_offline(True)
    conclusion, fees = passage_of(meeting), passage_of(meeting, "fees")
    mine.locator(f"#passage-{fees.pk}").fill("Thu đủ")
    mine.locator(f"#passage-{conclusion.pk}").fill("Của bí thư")
    row_of(mine, "Nguyễn Văn An").get_by_text("Vắng không lý do").click()
    other.locator(f"#passage-{conclusion.pk}").fill("Của phó bí thư")
    row_of(other, "Nguyễn Văn An").get_by_text("Có mặt").click()
    row_of(other, "Trần Thị Bích").get_by_text("Có mặt").click()
    expect(bar(other)).to_contain_text(SENT)
    laptop.set_offline(False)
    mark = row_of(mine, "Nguyễn Văn An")
    expect(mark.locator(".versions")).to_contain_text("Hoàng Thị Hằng ghi lúc")
    expect(mark.locator("[data-theirs]")).to_have_text("Có mặt")
    mark.get_by_role("button", name="Giữ bản của tôi").click()
    versions = mine.locator(".passage .versions")
    expect(versions.locator("[data-theirs]")).to_have_text("Của phó bí thư")
    versions.get_by_role("button", name="Ghép cả hai").click()
    expect(bar(mine)).to_contain_text(SENT)
    assert (passage_of(meeting).text, passage_of(meeting, "fees").text) == ("Của phó bí thư\n\nCủa bí thư", "Thu đủ")
    states = dict(meeting.attendances.values_list("member__full_name", "state"))
    assert (states["Nguyễn Văn An"], states["Trần Thị Bích"]) == ("unexcused", "present")


def test_answers_lost_after_the_deed_double_nothing(laptop, meeting):
    item = meeting.items.get()
    page = write_at(laptop, meeting)
    page.get_by_role("button", name="Tất cả có mặt").click()
    expect(bar(page)).to_contain_text(SENT)

    def lose_answer(route) -> None:
        if route.request.method == "POST":
            route.fetch()
            return route.abort()
        return route.continue_()

    page.route("**/bien-ban/**", lose_answer)
    add(page, f"opinion-{item.pk}", speaker="Trần Thị Bích")
    page.keyboard.type("Nhất trí.")
    add(page, f"vote-{item.pk}", question="Thông qua", yes="5")
    expect(bar(page)).to_contain_text("chưa gửi được")
    assert Passage.objects.filter(kind="opinion").count() == 1
    page.unroute("**/bien-ban/**")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(bar(page)).to_contain_text(SENT)
    assert (stored(meeting)["texts"], stored(meeting)["votes"]) == (["Nhất trí."], [("Thông qua", 5)])


def test_machine_that_keeps_nothing_says_so(laptop, meeting):
    laptop.add_init_script(
        "indexedDB.open = () => { throw new Error('private'); };"
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
    )
    page = write_at(laptop, meeting)
    laptop.set_offline(True)
    page.locator(f"#passage-{passage_of(meeting).pk}").fill("Máy đầy")
    expect(bar(page)).to_contain_text("Máy này không giữ được chữ")
    laptop.set_offline(False)
    expect(bar(page)).to_contain_text(SENT)
    assert passage_of(meeting).text == "Máy đầy"


def test_signing_out_warns_of_unsent_words_and_the_next_person_sees_none(laptop, meeting, cast, live_server):
    page = write_at(laptop, meeting)
    page.route("**/bien-ban/doan/**", lambda route: route.abort())
    page.locator(f"#passage-{passage_of(meeting).pk}").fill("Chưa gửi")
    expect(bar(page)).to_contain_text("chưa gửi được")
    page.get_by_role("button", name="Thoát").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Còn 1 chỗ đã lưu trên máy này mà chưa gửi")
    dialog.get_by_role("button", name="Thoát").click()
    page.wait_for_url("**/dang-nhap/**")
    assert page.evaluate("caches.open('bien-ban-trang').then((pages) => pages.keys()).then((all) => all.length)") == 0
    laptop.clear_cookies()
    sign_in(laptop, cast.deputy, live_server.url)
    other = write_at(laptop, meeting)
    expect(other.locator(f"#passage-{passage_of(meeting).pk}")).to_have_value("")
    other.close()
    laptop.clear_cookies()
    sign_in(laptop, cast.secretary, live_server.url)
    expect(bar(write_at(laptop, meeting))).to_contain_text(SENT)
    assert passage_of(meeting).text == "Chưa gửi"


# --- A real server and a real browser, killed ---


class Server:
    """A server in processes of its own, on the database of the tests."""

    def __init__(self) -> None:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self.start()

    def start(self) -> None:
        from django.db import connection

        assert Stand.folder is not None
        database = os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + connection.settings_dict["NAME"]
        command = [sys.executable, "-m", "gunicorn", "--preload", "--workers=1", "--threads=2"]
        command += [f"--bind=127.0.0.1:{self.port}", "config.wsgi"]
        log = Stand.folder / "server.log"
        self.process = spawn(command, folder=ROOT, log=log, environment=os.environ | {"DATABASE_URL": database})
        self.wait()

    def wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                return urllib.request.urlopen(f"{self.url}/suc-khoe/", timeout=5).close()  # noqa: S310 our own
            except OSError:
                time.sleep(0.1)
        pytest.fail("The server did not start.")

    def kill_worker(self) -> None:
        """The process that answers, in whatever it is doing; its parent starts another."""
        for child in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split():
            os.kill(int(child), signal.SIGKILL)

    def kill(self) -> None:
        self.kill_worker()
        self.process.kill()
        self.process.wait()


@pytest.fixture
def server(browser) -> Iterator[Server]:
    server = Server()
    yield server
    end(server.process)


def test_server_killed_again_and_again_in_the_middle_of_saves_loses_and_doubles_nothing(browser, server, meeting, cast):
    chance = random.Random(20261122)
    item, conclusion = meeting.items.get(), passage_of(meeting)
    for context in _device(browser, server.url, cast.secretary):
        page = write_at(context, meeting)
        page.get_by_role("button", name="Tất cả có mặt").click()
        expect(bar(page)).to_contain_text(SENT)
        typed = ""
        for number in range(6):
            add(page, f"task-{item.pk}", text=f"Việc {number}")
            page.locator(f"#passage-{conclusion.pk}").click()
            page.keyboard.press("Control+End")
            words = f"Câu {number} của kết luận. "
            page.keyboard.type(words)
            typed += words
            page.keyboard.press("Control+s")
            page.wait_for_timeout(chance.uniform(0, 120))
            server.kill_worker()
        server.kill()
        page.keyboard.type("Cuối cùng.")
        typed += "Cuối cùng."
        page.wait_for_timeout(300)
        page.close()
        server.start()
        page = write_at(context, meeting)
        expect(bar(page)).to_contain_text(SENT, timeout=30_000)
        expect(page.locator(f"#passage-{conclusion.pk}")).to_have_value(typed)
    assert passage_of(meeting).text == typed
    assert stored(meeting)["tasks"] == [f"Việc {number}" for number in range(6)]


def test_browser_killed_while_offline_opens_again_with_every_word(browser, server, meeting, cast):
    profile = Path(tempfile.mkdtemp(prefix="chi-bo-profile-"))
    try:
        context = _opened(browser, profile, server.url)
        sign_in(context, cast.secretary, server.url)
        page = write_at(context, meeting)
        context.set_offline(True)
        page.locator(f"#passage-{passage_of(meeting).pk}").press_sequentially("Chữ trước khi máy tắt")
        expect(page.locator(f"#state-{passage_of(meeting).pk}")).to_have_text("Đã lưu trên máy, chưa gửi")
        assert page.evaluate("window.minutes.store.settled()")
        _kill_browser(profile)
        server.kill()
        context = _opened(browser, profile, server.url)
        page = context.new_page()
        page.goto(f"/sinh-hoat/{meeting.pk}/bien-ban/")
        expect(page.locator(f"#passage-{passage_of(meeting).pk}")).to_have_value("Chữ trước khi máy tắt")
        server.start()
        sign_in(context, cast.secretary, server.url)
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(bar(page)).to_contain_text(SENT, timeout=30_000)
        context.close()
    finally:
        shutil.rmtree(profile, ignore_errors=True)
    assert passage_of(meeting).text == "Chữ trước khi máy tắt"


def _opened(browser: Browser, profile: Path, url: str) -> BrowserContext:
    return browser.browser_type.launch_persistent_context(
        profile, executable_path=CHROMIUM, args=CHROMIUM_FLAGS, base_url=url, locale="vi-VN"
    )


def _kill_browser(profile: Path) -> None:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if str(profile).encode() in (folder / "cmdline").read_bytes():
                os.kill(int(folder.name), signal.SIGKILL)
        except OSError:
            continue
    time.sleep(0.5)
