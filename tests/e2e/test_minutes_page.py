"""The writing page in a real browser: nothing typed is lost, whatever the network, the session or a colleague does."""

import datetime as dt
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from meetings.models import Meeting, Passage, PassageRevision, Task, TaskReview, Vote
from meetings.services.tasks import assign_task
from tests.factories import PASSWORD, make_meeting, make_member, make_open_meeting

pytestmark = pytest.mark.django_db(transaction=True)
SAVED = re.compile(r"Đã gửi lúc \d\d:\d\d")
KEPT = """async () => {
  const base = await new Promise((done) => {
    indexedDB.open("bien-ban", 1).onsuccess = (event) => done(event.target.result);
  });
  const rows = await new Promise((done) => {
    base.transaction("kept").objectStore("kept").getAll().onsuccess = (event) => done(event.target.result);
  });
  return JSON.stringify(rows.filter((row) => !row.operation));
}"""
"""What the machine keeps that was not sent."""
SENDING = "**/bien-ban/doan/**"


@pytest.fixture
def meeting(commune, cast) -> Meeting:
    for name in ("Nguyễn Văn An", "Trần Thị Bích", "Đặng Văn Cường"):
        make_member(commune.cells[0], name)
    return make_open_meeting(commune.cells[0], by=cast.secretary)


def sign_in(context: BrowserContext, user: User, url: str) -> None:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])


@pytest.fixture
def desk(page: Page, live_server, meeting, cast) -> Page:
    """The secretary's browser on the writing page."""
    sign_in(page.context, cast.secretary, live_server.url)
    page.goto(f"/sinh-hoat/{meeting.pk}/bien-ban/")
    page.wait_for_selector("#minutes[data-begun]")
    return page


def passage_of(meeting: Meeting, kind: str = "conclusion") -> Passage:
    return Passage.objects.get(meeting=meeting, kind=kind)


def field(page: Page, passage: Passage):
    return page.locator(f"#passage-{passage.pk}")


def state(page: Page, passage: Passage):
    return page.locator(f"#state-{passage.pk}")


def write(page: Page, passage: Passage, text: str) -> None:
    field(page, passage).click()
    page.keyboard.press("End")
    page.keyboard.type(text)


def test_typing_is_saved_without_a_click_and_the_page_says_when(desk, meeting):
    passage = passage_of(meeting)
    write(desk, passage, "Chi bộ thống nhất.")
    expect(state(desk, passage)).to_have_text(SAVED)
    expect(desk.locator("[data-overall]")).to_contain_text("Đã gửi tất cả")
    expect(desk.locator(f".minutes-contents [data-watch='{passage.pk}']")).to_have_text("đã ghi")
    assert passage_of(meeting).text == "Chi bộ thống nhất."
    assert desk.evaluate(KEPT) == "[]"


def test_server_that_does_not_answer_keeps_the_text_here_and_gets_it_later(desk, meeting):
    passage = passage_of(meeting)
    desk.route(SENDING, lambda route: route.abort())
    write(desk, passage, "Mất mạng giữa buổi")
    expect(state(desk, passage)).to_have_text("Đã lưu trên máy, chưa gửi")
    expect(desk.locator(".minutes-bar")).to_contain_text("1 chỗ chưa gửi được – đã lưu trên máy")
    assert "Mất mạng giữa buổi" in desk.evaluate(KEPT)
    write(desk, passage, ", vẫn ghi tiếp.")
    desk.unroute(SENDING)
    desk.evaluate("window.dispatchEvent(new Event('online'))")
    expect(state(desk, passage)).to_have_text(SAVED)
    assert passage_of(meeting).text == "Mất mạng giữa buổi, vẫn ghi tiếp."


def test_server_that_comes_back_is_tried_again_without_being_asked(desk, meeting):
    passage = passage_of(meeting)
    desk.route(SENDING, lambda route: route.fulfill(status=503))
    write(desk, passage, "Máy chủ khởi động lại")
    expect(state(desk, passage)).to_contain_text("chưa gửi")
    desk.unroute(SENDING)
    expect(state(desk, passage)).to_have_text(SAVED)


def test_reload_warns_and_brings_unsent_text_back(desk, meeting):
    passage, questions = passage_of(meeting), []
    desk.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
    desk.route(SENDING, lambda route: route.abort())
    write(desk, passage, "Chữ chưa gửi")
    expect(state(desk, passage)).to_contain_text("chưa gửi")
    desk.reload()
    assert questions == ["beforeunload"]
    expect(field(desk, passage)).to_have_value("Chữ chưa gửi")
    desk.unroute(SENDING)
    desk.reload()
    expect(desk.locator("[data-overall]")).to_contain_text("Đã gửi tất cả")
    assert passage_of(meeting).text == "Chữ chưa gửi"


def test_leaving_with_everything_sent_asks_nothing(desk, meeting):
    questions = []
    desk.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
    write(desk, passage_of(meeting), "Đã gửi")
    expect(state(desk, passage_of(meeting))).to_have_text(SAVED)
    desk.reload()
    assert questions == []


def test_answer_lost_on_the_way_is_no_quarrel_with_oneself(desk, meeting):
    passage = passage_of(meeting)

    def lose_answer(route) -> None:
        route.fetch()
        route.abort()

    desk.route(SENDING, lose_answer, times=1)
    write(desk, passage, "Đã tới nơi")
    expect(desk.locator(".minutes-bar")).to_contain_text("1 chỗ chưa gửi được")
    assert passage_of(meeting).text == "Đã tới nơi"
    write(desk, passage, " mà không biết")
    expect(state(desk, passage)).to_have_text(SAVED)
    expect(desk.locator(".passage .versions")).to_have_count(0)
    assert passage_of(meeting).text == "Đã tới nơi mà không biết"


@pytest.mark.parametrize(
    ("button", "result"),
    [
        ("Giữ bản của tôi", "Của phó bí thư"),
        ("Lấy bản này", "Của bí thư"),
        ("Ghép cả hai, tôi sẽ sửa lại", "Của bí thư\n\nCủa phó bí thư"),
    ],
)
def test_second_editor_sees_both_texts_and_chooses(desk, meeting, cast, browser, live_server, button, result):
    passage = passage_of(meeting)
    context = browser.new_context(base_url=live_server.url, locale="vi-VN")
    sign_in(context, cast.deputy, live_server.url)
    other = context.new_page()
    other.goto(f"/sinh-hoat/{meeting.pk}/bien-ban/")
    write(desk, passage, "Của bí thư")
    expect(state(desk, passage)).to_have_text(SAVED)
    write(other, passage, "Của phó bí thư")
    versions = other.locator(".passage .versions")
    expect(versions).to_contain_text("Bản của Bùi Thị Tuyết")
    expect(versions.locator("[data-theirs]")).to_have_text("Của bí thư")
    expect(versions.locator("[data-mine]")).to_have_text("Của phó bí thư")
    versions.get_by_role("button", name=button).click()
    expect(state(other, passage)).to_have_text(SAVED)
    expect(versions).to_have_count(0)
    assert passage_of(meeting).text == result
    texts = set(PassageRevision.objects.filter(passage=passage).values_list("text", flat=True))
    assert {"Của bí thư", "Của phó bí thư"} <= texts
    context.close()


def test_session_that_ended_keeps_the_text_until_one_has_signed_in_elsewhere(desk, meeting, cast):
    passage = passage_of(meeting)
    Session.objects.all().delete()
    write(desk, passage, "Hết phiên giữa chừng")
    expect(desk.locator(".minutes-bar")).to_contain_text("đăng nhập lại ở thẻ khác")
    with desk.context.expect_page() as opened:
        desk.get_by_role("link", name="Đăng nhập lại").click()
    door = opened.value
    door.locator("[name=username]").fill(cast.secretary.username)
    door.locator("[name=password]").fill(PASSWORD)
    door.locator("main form button").first.click()
    door.wait_for_url(lambda url: "dang-nhap" not in url)
    door.close()
    desk.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(state(desk, passage)).to_have_text(SAVED)
    assert passage_of(meeting).text == "Hết phiên giữa chừng"


def test_someone_else_signed_in_on_this_machine_sends_nothing_under_the_wrong_name(desk, meeting, cast, live_server):
    passage = passage_of(meeting)
    desk.context.clear_cookies()
    other = desk.context.new_page()
    other.goto("/dang-nhap/")
    other.locator("[name=username]").fill(cast.deputy.username)
    other.locator("[name=password]").fill(PASSWORD)
    other.locator("main form button").first.click()
    other.wait_for_url(lambda url: "dang-nhap" not in url)
    write(desk, passage, "Của bí thư")
    expect(desk.locator(".minutes-bar")).to_contain_text("tài khoản khác")
    assert passage_of(meeting).text == ""


def test_minutes_sent_meanwhile_refuse_with_a_sentence_and_the_text_stays(desk, meeting, cast):
    passage = passage_of(meeting)
    desk.on("dialog", lambda dialog: dialog.accept())
    Meeting.objects.filter(pk=meeting.pk).update(state="planned")
    write(desk, passage, "Ghi muộn")
    expect(state(desk, passage)).to_contain_text("Chưa gửi được: Buổi sinh hoạt chưa mở")
    desk.reload()
    expect(desk.locator("[data-left-over]")).to_contain_text("Ghi muộn")


def test_text_beyond_the_limit_is_counted_refused_and_stays(desk, meeting):
    passage = passage_of(meeting)
    field(desk, passage).fill("a" * 20_031)
    expect(state(desk, passage)).to_contain_text("Dài quá 31 ký tự")
    expect(state(desk, passage)).to_contain_text("quá giới hạn 20.000")
    assert len(field(desk, passage).input_value()) == 20_031
    field(desk, passage).fill("Ngắn lại")
    expect(state(desk, passage)).to_have_text(SAVED)


def test_whole_item_is_written_by_keyboard_alone(desk, meeting):
    item = meeting.items.get()
    desk.locator(f"[data-open='opinion-{item.pk}']").focus()
    desk.keyboard.press("Enter")
    select = desk.locator(f"#opinions-{item.pk} select")
    expect(select).to_be_focused()
    select.select_option(label="Trần Thị Bích")
    desk.keyboard.press("Enter")
    expect(desk.locator(f"#opinions-{item.pk} textarea")).to_be_focused()
    desk.keyboard.type("Tôi nhất trí với dự thảo.")
    expect(desk.locator(f"#opinions-{item.pk} .state")).to_have_text(SAVED)
    opinion = Passage.objects.get(meeting=meeting, kind="opinion")
    assert (str(opinion.speaker), opinion.text) == ("Trần Thị Bích", "Tôi nhất trí với dự thảo.")
    desk.locator(f"[data-open='vote-{item.pk}']").focus()
    desk.keyboard.press("Enter")
    votes = desk.locator(f"#votes-{item.pk}")
    expect(votes.locator("[data-needed]")).to_contain_text("Cần ít nhất 4/6 phiếu tán thành.")
    desk.keyboard.type("Thông qua phương hướng")
    votes.locator("[name=matter]").select_option("admission")
    votes.locator("[name=yes]").fill("9")
    expect(votes.locator("[data-needed]")).to_contain_text("nhiều hơn 6 đồng chí")
    votes.locator("[name=yes]").fill("4")
    expect(votes.locator("[data-needed]")).to_contain_text("Cần ít nhất 4/6 phiếu tán thành. Đủ phiếu")
    desk.keyboard.press("Enter")
    expect(votes.locator(".composer")).to_contain_text("Hãy ghi họ tên người được xét")
    votes.locator("[name=person]").fill("Nguyễn Thị Thu")
    desk.keyboard.press("Enter")
    expect(votes.locator(".vote")).to_contain_text("được thông qua")
    assert Vote.objects.get().person == "Nguyễn Thị Thu"


def test_task_added_below_an_item_stands_in_the_table_too_and_can_be_taken_back(desk, meeting):
    item = meeting.items.get()
    desk.locator(f"[data-open='task-{item.pk}']").click()
    form = desk.locator(f"#item_tasks-{item.pk} .composer")
    form.locator("[name=text]").fill("Nạo vét mương")
    form.locator("[name=owner]").select_option(label="Nguyễn Văn An")
    form.locator("[name=due_on]").fill("4/10/2026")
    form.locator("[name=due_on]").press("Enter")
    expect(form).to_contain_text("sớm hơn ngày họp 05/10/2026")
    form.locator("[name=due_on]").fill("31102026")
    form.locator("[name=due_on]").press("Enter")
    expect(desk.locator("#tasks tbody tr")).to_contain_text("31/10/2026")
    expect(desk.locator(f"#item_tasks-{item.pk}")).to_contain_text("Nạo vét mương – Nguyễn Văn An")
    desk.locator("#tasks").get_by_role("button", name="Bỏ").click()
    desk.get_by_role("dialog").get_by_role("button", name="Bỏ").click()
    expect(desk.locator("#tasks")).to_contain_text("Đã bỏ nhiệm vụ “Nạo vét mương”")
    assert Task.objects.get().is_removed
    desk.locator("#tasks").get_by_role("button", name="Lấy lại").click()
    expect(desk.locator("#tasks tbody tr")).to_contain_text("Nạo vét mương")


def test_last_months_task_score_and_closing_are_saved_as_they_are_filled(page, live_server, commune, cast):
    earlier = make_open_meeting(commune.cells[0], dt.date(2026, 9, 5), by=cast.secretary)
    task = assign_task(earlier, text="Vận động hiến đất", by=cast.secretary)
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)
    sign_in(page.context, cast.secretary, live_server.url)
    page.goto(f"/sinh-hoat/{meeting.pk}/bien-ban/")
    review = page.locator(f"[data-key='review-{task.pk}']")
    review.get_by_label("Kết quả, số liệu").fill("4/5 hộ")
    review.get_by_label("Đang làm").check()
    review.get_by_label("Đang làm").blur()
    expect(review.locator(".state")).to_have_text(SAVED)
    page.get_by_label("Điểm tự chấm").fill("92,5")
    page.get_by_label("Điểm tự chấm").blur()
    expect(page.locator("#tu-danh-gia [data-note]")).to_have_text("Tự xếp loại buổi sinh hoạt: Tốt.")
    page.get_by_role("button", name="Tất cả đồng ý").click()
    page.get_by_label("Kết thúc lúc").fill("18h")
    page.get_by_label("Kết thúc lúc").blur()
    expect(page.locator("#ket-thuc .state")).to_contain_text("phải sau giờ bắt đầu")
    page.get_by_label("Kết thúc lúc").fill("21h15")
    page.get_by_label("Kết thúc lúc").blur()
    expect(page.locator("#ket-thuc [data-note]")).to_have_text("Buổi sinh hoạt dài 105 phút.")
    assert TaskReview.objects.get().note == "4/5 hộ"
    stored = Meeting.objects.get(pk=meeting.pk)
    assert (str(stored.self_score), stored.minutes_agreed, f"{stored.ended_at:%H:%M}") == ("92.50", 3, "21:15")


def test_new_point_comes_up_and_what_was_typed_before_is_saved(desk, meeting):
    passage = passage_of(meeting)
    field(desk, passage).fill("Vừa gõ xong")
    desk.locator("[data-open='item-0']").click()
    desk.locator("#chuong-trinh [name=title]").fill("Kinh phí hoạt động")
    desk.keyboard.press("Enter")
    expect(desk.locator("h2", has_text="Nội dung 2: Kinh phí hoạt động")).to_be_visible()
    expect(desk.locator("[data-overall]")).to_contain_text("Đã gửi tất cả")
    assert passage_of(meeting).text == "Vừa gõ xong"


def test_phone_folds_the_sections_saves_and_scrolls_only_downwards(desk, meeting):
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.reload()
    passage = passage_of(meeting)
    expect(field(desk, passage)).to_be_hidden()
    desk.locator("#ket-luan summary").click()
    write(desk, passage, "Ghi trên điện thoại")
    expect(state(desk, passage)).to_have_text(SAVED)
    desk.evaluate("document.querySelectorAll('#minutes details').forEach((part) => { part.open = true; })")
    assert desk.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_axe_finds_nothing_serious(desk, meeting, size):
    desk.set_viewport_size({"width": size[0], "height": size[1]})
    desk.reload()
    item = meeting.items.get()
    desk.evaluate("document.querySelectorAll('#minutes details').forEach((part) => { part.open = true; })")
    for kind in ("opinion", "vote", "task"):
        desk.locator(f"[data-open='{kind}-{item.pk}']").click()
    found = Axe().run(desk).response["violations"]
    serious = [
        (one["id"], [node["html"] for node in one["nodes"]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_page_of_a_meeting_not_yet_open_says_so(page, live_server, commune, cast):
    meeting = make_meeting(commune.cells[0], by=cast.secretary)
    sign_in(page.context, cast.secretary, live_server.url)
    page.goto(f"/sinh-hoat/{meeting.pk}/bien-ban/")
    expect(page.get_by_text("Buổi sinh hoạt chưa mở")).to_be_visible()
