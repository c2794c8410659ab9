"""The writing page in bad moments: slow answers, two windows, double clicks, a store that opens too late."""

import json

import pytest
from playwright.sync_api import expect

from meetings.models import Attendance, Passage, Vote
from tests.e2e import test_without_network as devices
from tests.e2e.test_without_network import SENT, add, bar, passage_of, row_of, write_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
meeting, laptop, phone = devices.meeting, devices.laptop, devices.phone


def hold(page, pattern: str) -> list:
    """POSTs to addresses of that pattern wait here until ``unroute`` lets them go on."""
    held: list = []
    page.route(pattern, lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    return held


def until(page, condition) -> None:
    for _ in range(100):
        if condition():
            return
        page.wait_for_timeout(50)
    pytest.fail("It did not happen.")


def test_words_typed_while_a_conflict_is_on_its_way_belong_to_the_own_version(laptop, phone, meeting):
    mine, other = write_at(laptop, meeting), write_at(phone, meeting)
    text = mine.locator(f"#passage-{passage_of(meeting).pk}")
    held = hold(mine, "**/bien-ban/doan/**")
    text.press_sequentially("Của bí thư")
    mine.keyboard.press("Control+s")
    until(mine, lambda: held)
    other.locator(f"#passage-{passage_of(meeting).pk}").fill("Của phó bí thư")
    other.keyboard.press("Control+s")
    expect(bar(other)).to_contain_text(SENT)
    text.press_sequentially(" và thêm")
    mine.unroute("**/bien-ban/doan/**")
    versions = mine.locator(".passage .versions")
    expect(versions.locator("[data-mine]")).to_have_text("Của bí thư và thêm")
    versions.get_by_role("button", name="Ghép cả hai").click()
    expect(bar(mine)).to_contain_text(SENT)
    assert passage_of(meeting).text == "Của phó bí thư\n\nCủa bí thư và thêm"


def test_deed_on_its_way_cannot_be_changed_into_a_second_one(laptop, meeting):
    item = meeting.items.get()
    page = write_at(laptop, meeting)
    laptop.set_offline(True)
    add(page, f"vote-{item.pk}", question="Thông qua", yes="3")
    local = page.locator(".local", has_text="Thông qua")
    expect(local.get_by_role("button", name="Sửa")).to_be_visible()
    held = hold(page, "**/bieu-quyet/**")
    laptop.set_offline(False)
    until(page, lambda: held)
    expect(local.get_by_role("button", name="Sửa")).to_be_hidden()
    page.unroute("**/bieu-quyet/**")
    expect(bar(page)).to_contain_text(SENT)
    assert list(Vote.objects.values_list("question", "yes")) == [("Thông qua", 3)]


def test_all_present_over_anothers_absence_shows_the_absence(laptop, phone, meeting):
    mine, other = write_at(laptop, meeting), write_at(phone, meeting)
    row_of(other, "Nguyễn Văn An").get_by_text("Vắng không lý do").click()
    expect(bar(other)).to_contain_text(SENT)
    mine.get_by_role("button", name="Tất cả có mặt").click()
    expect(bar(mine)).to_contain_text(SENT)
    expect(row_of(mine, "Nguyễn Văn An").locator("[data-state]")).to_have_text("Đã lấy bản kia")
    expect(mine.locator(".roll-tally")).to_contain_text("Có mặt 5/6, vắng có lý do 0, vắng không lý do 1")
    assert Attendance.objects.filter(meeting=meeting, state="unexcused").count() == 1


def test_mark_made_after_all_present_is_compared_with_the_others(laptop, phone, meeting):
    mine, other = write_at(laptop, meeting), write_at(phone, meeting)
    row_of(other, "Nguyễn Văn An").get_by_text("Vắng không lý do").click()
    expect(bar(other)).to_contain_text(SENT)
    laptop.set_offline(True)
    mine.get_by_role("button", name="Tất cả có mặt").click()
    row = row_of(mine, "Nguyễn Văn An")
    row.get_by_text("Vắng có lý do").click()
    mine.keyboard.type("ốm")
    laptop.set_offline(False)
    expect(row.locator("[data-theirs]")).to_have_text("Vắng không lý do")
    row.get_by_role("button", name="Giữ bản của tôi").click()
    expect(bar(mine)).to_contain_text(SENT)
    assert Attendance.objects.get(meeting=meeting, member__full_name="Nguyễn Văn An").reason == "ốm"


def test_second_window_takes_over_the_words_of_the_first(laptop, meeting):
    first = write_at(laptop, meeting)
    text = f"#passage-{passage_of(meeting).pk}"
    laptop.set_offline(True)
    first.locator(text).fill("Ở cửa sổ thứ nhất.")
    second = write_at(laptop, meeting)
    expect(second.locator(text)).to_have_value("Ở cửa sổ thứ nhất.")
    expect(first.get_by_role("dialog")).to_contain_text("cửa sổ khác trên máy này")
    first.keyboard.press("Escape")
    expect(first.get_by_role("dialog")).to_be_visible()
    second.locator(text).press("End")
    second.keyboard.type(" Ở cửa sổ thứ hai.")
    expect(second.locator(f"#state-{passage_of(meeting).pk}")).to_have_text("Đã lưu trên máy, chưa gửi")
    first.get_by_role("button", name="Ghi tiếp ở cửa sổ này").click()
    expect(first.locator(text)).to_have_value("Ở cửa sổ thứ nhất. Ở cửa sổ thứ hai.")
    expect(second.get_by_role("dialog")).to_be_visible()
    laptop.set_offline(False)
    expect(bar(first)).to_contain_text(SENT, timeout=30_000)
    assert passage_of(meeting).text == "Ở cửa sổ thứ nhất. Ở cửa sổ thứ hai."


def test_visit_whose_store_did_not_open_keeps_its_words_and_the_earlier_ones(laptop, meeting):
    page = write_at(laptop, meeting)
    passage = passage_of(meeting)
    laptop.set_offline(True)
    page.locator(f"#passage-{passage.pk}").fill("Lần trước.")
    expect(page.locator(f"#state-{passage.pk}")).to_have_text("Đã lưu trên máy, chưa gửi")
    root = page.locator("#minutes")
    name = f"bien-ban:{root.get_attribute('data-user')}:{meeting.pk}:passage-{passage.pk}"
    kept = {"value": "Lần này.", "base": str(passage.revision), "since": 1}
    page.evaluate("([name, kept]) => localStorage.setItem(name, kept)", [name, json.dumps(kept)])
    page.close()
    laptop.set_offline(False)
    page = write_at(laptop, meeting)
    expect(bar(page)).to_contain_text(SENT)
    assert passage_of(meeting).text == "Lần trước.\n\nLần này."


def test_button_pressed_twice_gives_the_floor_once(laptop, meeting):
    item = meeting.items.get()
    page = write_at(laptop, meeting)
    add(page, f"opinion-{item.pk}", speaker="Trần Thị Bích")
    page.keyboard.type("Đề nghị làm rõ.")
    expect(bar(page)).to_contain_text(SENT)
    page.get_by_role("button", name="Chủ trì trả lời").dblclick(delay=40)
    expect(page.locator(".opinion textarea").last).to_be_focused()
    page.keyboard.type("Trả lời.")
    expect(bar(page)).to_contain_text(SENT)
    opinions = Passage.objects.filter(meeting=meeting, kind="opinion").order_by("pk")
    assert list(opinions.values_list("text", flat=True)) == ["Đề nghị làm rõ.", "Trả lời."]


def test_page_opened_again_while_a_deed_is_on_its_way_does_not_offer_it_once_more(laptop, meeting):
    item = meeting.items.get()
    page = write_at(laptop, meeting)
    held = hold(page, "**/bieu-quyet/**")
    page.locator(f"[data-open='vote-{item.pk}']").click()
    form = page.locator(f"[data-slot='vote-{item.pk}'] [data-fields]")
    form.locator("[name=question]").fill("Thông qua")
    form.locator("[name=yes]").fill("3")
    form.locator("[name=yes]").press("Enter")
    until(page, lambda: held)
    page.close()
    page = write_at(laptop, meeting)
    expect(bar(page)).to_contain_text(SENT)
    expect(page.locator("[data-fields]")).to_have_count(0)
    assert list(Vote.objects.values_list("question", "yes")) == [("Thông qua", 3)]
