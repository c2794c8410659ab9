"""A whole year of a commune as its people walk it: regulation, review, ballot, decision, and what comes after."""

import datetime as dt
import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from accounts.models import User
from cells.models import Office, OrganisationPeriod
from core.periods import format_date, today
from tests.e2e.driver import confirm, follow, go, headed, look, press, printed, told
from tests.factories import make_cell, make_member, make_open_meeting, make_organisation, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
BEST, CELL = "Võ Ngọc Hạnh", "Chi bộ thôn Song Vân"
PEOPLE = {
    "Bùi Thị Tuyết": "bithu",
    "Trịnh Mạnh Lâm": "phobithu",
    "Hoàng Tiến Ân": "dangvien",
    "Ngô Thị Yến": "",
    BEST: "",
}
POINTS = ("I.1a", "I.1b", "I.1c", "I.2", "II.1", "II.2", "II.3")
TASKS = {
    "Số nhiệm vụ được giao": "20",
    "Số nhiệm vụ đã hoàn thành": "20",
    "Số hoàn thành đúng tiến độ, bảo đảm chất lượng": "20",
    "Số hoàn thành vượt mức": "7",
    "Số chưa bảo đảm tiến độ": "0",
    "Số hạn chế đã chỉ ra kỳ trước": "2",
    "Số hạn chế đã khắc phục": "2",
}


@pytest.fixture
def village(bare_commune) -> None:
    """A cell of five, above it the commune with a meeting of its committee and the province's organisation board."""
    province = make_organisation("Đảng bộ tỉnh Phú Thọ", kind="provincial")
    OrganisationPeriod.objects.filter(organisation=bare_commune).update(parent=province)
    officer = make_user("tochuc", full_name="Phạm Thu Trang")
    make_member(None, "Phạm Thu Trang", user=officer, office=Office.ORGANISATION_OFFICER, seat_in=province)
    cell = make_cell(bare_commune, CELL)
    for (name, username), office in zip(
        PEOPLE.items(), (Office.SECRETARY, Office.DEPUTY_SECRETARY, "", "", ""), strict=True
    ):
        make_member(cell, name, user=make_user(username, full_name=name) if username else None, office=office)
    leader = User.objects.get(username="xa")
    make_open_meeting(bare_commune, today(), by=leader, kind="executive")
    make_open_meeting(cell, today() - dt.timedelta(days=1), by=leader, kind="review")


def test_year_of_a_commune_goes_from_its_own_regulation_to_the_summary_of_an_earlier_day(
    visit, village, celery_worker, tmp_path
):
    above, secretary, deputy, board = (visit(name) for name in ("xa", "bithu", "phobithu", "tochuc"))
    issue_regulation(above)
    open_year(above)
    write_own_review(visit("dangvien"))
    enter_members(secretary)
    link_review_meeting(secretary)
    vote(secretary, deputy)
    enter_cell(secretary)
    appraise(board, secretary)
    weigh_the_cap(above)
    decide(above)
    publish(above)
    complain(visit("dangvien"))
    correct(above)
    close(above)
    look_back(above)
    year(above)
    follow(above, "Tổng hợp năm")
    look(above, "Tổng hợp xếp loại năm")
    assert printed(above, "In PDF", tmp_path).startswith(b"%PDF-")
    follow(above, "Về nơi lập văn bản")
    printed(above, "Tải Excel", tmp_path)
    book = load_workbook(next(tmp_path.glob("*.xlsx")))
    assert CELL in {cell.value for sheet in book for row in sheet for cell in row}


def year(page: Page) -> None:
    go(page, "Đánh giá năm")
    follow(page, f"Năm {today().year}")
    headed(page, "Đánh giá, xếp loại năm")


def mine(page: Page, name: str) -> None:
    """The form of that person, from the sheet of the cell."""
    year(page)
    page.get_by_role("main").get_by_role("link", name=name).first.click()
    headed(page, name)


def issue_regulation(page: Page) -> None:
    """The committee takes the samples for members; a cell is scored by the two groups of points."""
    go(page, "Đánh giá năm")
    follow(page, "Quy định xếp loại")
    follow(page, "Soạn quy định của cấp ủy")
    for sample in ("Chi bộ thôn, tổ dân phố (100 điểm)", "Chi bộ: chấm theo cách trừ điểm (100 điểm)"):
        page.get_by_label(sample).uncheck()
    press(page, "Lập bản thảo")
    told(page, "mẫu tham khảo, cần cấp ủy phê duyệt")
    follow(page, "Ban hành")
    page.get_by_label("Số, ký hiệu văn bản").fill("15-QĐ/ĐU")
    page.get_by_label("Ngày văn bản").fill(format_date(today()))
    press(page, "Ban hành")
    told(page, "Đã ban hành")


def open_year(page: Page) -> None:
    go(page, "Đánh giá năm")
    follow(page, "Mở kỳ đánh giá")
    look(page, "Mở kỳ đánh giá")
    press(page, "Mở kỳ đánh giá")
    told(page, f"Đã mở kỳ đánh giá năm {today().year}")
    told(page, "Theo Quy định tiêu chí đánh giá")


def write_own_review(page: Page) -> None:
    mine(page, "Hoàng Tiến Ân")
    follow(page, "Bản kiểm điểm")
    headed(page, "Bản kiểm điểm của Hoàng Tiến Ân")
    follow(page, "Viết: II. Hạn chế, khuyết điểm và nguyên nhân")
    page.get_by_label("Viết vào đây").fill("Còn nghỉ hai kỳ sinh hoạt.")
    press(page, "Lưu")
    told(page, "Đã viết 1/8 mục")
    follow(page, "Chấm điểm, chọn mức")
    page.get_by_label("Hoàn thành tốt nhiệm vụ").check()
    press(page, "Lưu điểm và mức")
    told(page, "Đã lưu điểm và mức tự xếp loại")


def enter_members(page: Page) -> None:
    """Refused above the most of a criterion; one goes for excellent, the others for good."""
    go(page, "Trang chủ")
    page.get_by_role("link", name=re.compile("Nhập số liệu đánh giá năm")).click()
    headed(page, f"Đảng viên {CELL}")
    for name in PEOPLE:
        row = page.get_by_role("row", name=re.compile(name))
        points = ("9" if name == BEST else "8", "8", "8", "5", "38" if name == BEST else "28", "15", "10")
        facts = dict(zip((f"point:{code}" for code in POINTS), points, strict=True))
        facts |= dict.fromkeys(("tasks_assigned", "tasks_done", "tasks_on_time"), "6") | {"tasks_exceeded": "3"}
        facts |= dict.fromkeys(("tasks_late", "shortcomings_named", "shortcomings_remedied"), "0")
        for fact, value in facts.items():
            row.locator(f"input[name$='-{fact}']").fill(value)
        row.get_by_role("combobox").select_option(label="không có")
    press(page, "Lưu cả bảng")
    told(page, "phải từ 0 đến 8, nhận được 9")
    page.get_by_role("row", name=re.compile(BEST)).locator("input[name$='-point:I.1a']").fill("8")
    press(page, "Lưu cả bảng")
    told(page, "Đã lưu số liệu của 5 đồng chí")
    look(page, f"Đảng viên {CELL}")
    follow(page, "Nhập ý kiến")
    page.get_by_label(f"{BEST}: Chi bộ", exact=True).select_option(label="Tốt")
    press(page, "Lưu cả bảng")
    told(page, "Đã lưu 1 ý kiến")
    follow(page, "Bảng số liệu")
    confirm(page, "Gửi các phiếu đã đủ điểm")
    told(page, "Đã gửi 5 phiếu")


def link_review_meeting(page: Page) -> None:
    follow(page, "Hội nghị kiểm điểm")
    follow(page, "Ghi buổi họp kiểm điểm")
    page.get_by_label("Ngày gửi dự thảo").fill(format_date(today() - dt.timedelta(days=10)))
    page.get_by_role("main").get_by_role("button").last.click()
    told(page, "Đã ghi hội nghị kiểm điểm")


def vote(first: Page, second: Page) -> None:
    """In two stages; both count, what does not add up is refused."""
    year(first)
    follow(first, "Bỏ phiếu xếp loại")
    first.get_by_role("link", name=re.compile(f"Lập phiếu của {CELL}")).click()
    headed(first, "Lập phiếu của")
    press(first, "Lập phiếu")
    follow(first, "Nhập kết quả kiểm phiếu")
    count(first, "5", "1", "0", "0")
    told(first, "thừa 1 so với 5 phiếu hợp lệ")
    count(first, "4", "1", "0", "0")
    told(first, "cần một đồng chí nữa nhập")
    count_again(second, "4", "1", "0", "0")
    follow(second, "Lập phiếu vòng 2")
    headed(second, "Lập phiếu của")
    press(second, "Lập phiếu")
    follow(second, "Nhập kết quả kiểm phiếu")
    count(second, "3", "2", "0")
    told(second, "cần một đồng chí nữa nhập")
    count_again(first, "3", "2", "0")


def count(page: Page, *votes: str) -> None:
    headed(page, "Nhập kết quả kiểm phiếu")
    for label in ("Số phiếu phát ra", "Số phiếu thu về"):
        page.get_by_label(label).fill("5")
    for row in page.locator("table.sheet tbody tr").all():
        for place, number in enumerate(votes):
            row.get_by_role("spinbutton").nth(place).fill(number)
    press(page, "Ghi kết quả tôi đếm")


def count_again(page: Page, *votes: str) -> None:
    go(page, "Trang chủ")
    page.get_by_role("link", name=re.compile("Cần người thứ hai nhập kiểm phiếu")).click()
    follow(page, "Nhập kết quả kiểm phiếu")
    count(page, *votes)
    told(page, "Hai người nhập khớp nhau")


def enter_cell(page: Page) -> None:
    year(page)
    follow(page, f"Phiếu của {CELL}")
    follow(page, "Nhập số liệu")
    for label, value in {"Nhóm tiêu chí chung": "28", "Kết quả thực hiện nhiệm vụ": "55"}.items() | TASKS.items():
        page.get_by_role("textbox", name=f"{CELL}: {label}", exact=True).fill(value)
    page.get_by_label("Đã rà soát").check()
    press(page, "Lưu số liệu")
    told(page, "83/100")
    confirm(page, "Gửi phiếu")
    told(page, "Đã gửi phiếu đánh giá")


def appraise(board: Page, secretary: Page) -> None:
    """One form goes back with a reason and comes again; then all at once."""
    go(board, "Trang chủ")
    board.get_by_role("link", name=re.compile("phiếu chờ thẩm định")).click()
    headed(board, "Hàng chờ thẩm định")
    board.get_by_role("link", name=re.compile("Trả lại.*Ngô Thị Yến", re.DOTALL)).click()
    board.get_by_label("Lý do trả lại").fill("Ghi rõ việc vượt mức.")
    board.get_by_role("main").get_by_role("button").last.click()
    told(board, "Bị trả lại: Ghi rõ việc vượt mức.")
    year(secretary)
    follow(secretary, "Bảng nhập số liệu đảng viên")
    confirm(secretary, "Gửi các phiếu đã đủ điểm")
    told(secretary, "Đã gửi 1 phiếu")
    year(board)
    follow(board, "Hàng chờ thẩm định")
    board.get_by_role("link", name=re.compile("phiếu không vướng mắc")).click()
    press(board, "Duyệt các phiếu đã đánh dấu")
    told(board, "Đã thẩm định")
    board.get_by_role("link", name=re.compile(f"Xem.*{BEST}", re.DOTALL)).click()
    board.get_by_label("Hoàn thành tốt nhiệm vụ").check()
    board.get_by_label("Ý kiến thẩm định").fill("Chi bộ đề nghị mức tốt.")
    press(board, "Ghi ý kiến thẩm định")
    told(board, "Đã ghi ý kiến thẩm định")


def weigh_the_cap(page: Page) -> None:
    year(page)
    follow(page, "Tỷ lệ xuất sắc, phương án")
    headed(page, "Tỷ lệ hoàn thành xuất sắc")
    follow(page, "Lưu thành phương án")
    page.get_by_label("Tên phương án").fill("Phương án 1")
    page.get_by_label("tổng số được xếp loại").check()
    press(page, "Lưu phương án")
    told(page, "Đã lưu phương án")


def decide(page: Page) -> None:
    """Together, but for the one beyond the cap: another level than proposed is refused without a reason."""
    year(page)
    follow(page, "Quyết định nhiều phiếu")
    headed(page, "Quyết định nhiều phiếu")
    sign(page, "21-QĐ/ĐU")
    for box in page.locator("input[name=phieu]").all():
        box.check()
    page.get_by_label("Vì sao vẫn quyết định khi còn thiếu").fill("Hội nghị đã xem từng hồ sơ.")
    press(page, "Quyết định các phiếu đã đánh dấu")
    told(page, "Đã quyết định")
    year(page)
    follow(page, "Quyết định nhiều phiếu")
    page.get_by_role("main").get_by_role("link", name=BEST).click()
    page.get_by_label("Hoàn thành tốt nhiệm vụ").check()
    sign(page, "22-QĐ/ĐU")
    press(page, "Ghi quyết định")
    told(page, "hãy ghi rõ lý do")
    page.get_by_label("Lý do", exact=True).fill("Tỷ lệ xuất sắc của nhóm đã đủ.")
    press(page, "Ghi quyết định")
    told(page, "Đã ghi quyết định xếp loại")
    told(page, "92/100")


def sign(page: Page, number: str) -> None:
    page.get_by_label("Số quyết định").fill(number)
    page.get_by_label("Buổi họp quyết định").select_option(index=1)
    page.get_by_label("Người ký").select_option(index=1)


def publish(page: Page) -> None:
    year(page)
    follow(page, "Quyết định, công khai")
    follow(page, "21-QĐ/ĐU")
    told(page, "Người ký: Lê Quang Vinh, Bí thư")
    press(page, "Ghi đã công khai")
    told(page, "Đã công khai")
    follow(page, "Công khai, thông báo")
    headed(page, "Công khai, thông báo kết quả")
    for box in page.get_by_role("checkbox").all():
        box.check()
    press(page, "Ghi đã thông báo")
    told(page, "Mọi kết quả đã được thông báo")


def complain(page: Page) -> None:
    mine(page, "Hoàng Tiến Ân")
    follow(page, "Khiếu nại, kiến nghị")
    page.get_by_label("khiếu nại", exact=True).check()
    page.get_by_label("Nội dung").fill("Tôi đã làm vượt mức ba việc.")
    press(page, "Gửi đơn")
    headed(page, "hiếu nại")


def correct(page: Page) -> None:
    """Verified, answered, decided again: a new version (Mẫu 03) beside the old one."""
    year(page)
    follow(page, "Khiếu nại, kiến nghị")
    page.get_by_role("main").get_by_role("link", name=re.compile("Hoàng Tiến Ân")).first.click()
    follow(page, "Giao xác minh")
    page.get_by_label("Người, tổ xác minh").fill("Tổ công tác của Đảng ủy")
    page.get_by_role("main").get_by_role("button").last.click()
    follow(page, "Ghi kết quả xác minh")
    page.get_by_label("Kết quả xác minh").fill("Ba việc vượt mức là đúng.")
    page.get_by_role("main").get_by_role("button").last.click()
    follow(page, "Kết luận, trả lời")
    page.get_by_label("thẩm định, xếp loại lại").check()
    page.get_by_label("Nội dung trả lời").fill("Đồng ý xem lại.")
    press(page, "Kết luận")
    told(page, "chưa có quyết định xếp loại lại")
    follow(page, "Xếp loại lại")
    page.get_by_label("Hoàn thành nhiệm vụ", exact=True).check()
    page.locator("[name=reason]").fill("Theo kết luận đơn.")
    page.locator("[name=despite]").fill("Hội nghị đã xem hồ sơ.")
    page.get_by_label("Số quyết định").fill("23-QĐ/ĐU")
    press(page, "Ghi quyết định xếp loại lại")
    told(page, "23-QĐ/ĐU")
    told(page, "21-QĐ/ĐU")


def close(page: Page) -> None:
    """Refused while something is open; the commune's secretary is put off, then it closes."""
    year(page)
    follow(page, "Kết thúc kỳ")
    press(page, "Kết thúc kỳ đánh giá")
    told(page, "Còn 1 phiếu chưa quyết định")
    told(page, "Lê Quang Vinh")
    year(page)
    page.get_by_role("main").get_by_role("link", name=re.compile("^Đảng viên")).click()
    page.get_by_role("main").get_by_role("link", name="Lê Quang Vinh").click()
    follow(page, "Để lại, chưa kiểm điểm")
    page.get_by_label("Lý do chưa kiểm điểm").fill("Đi học tập trung.")
    press(page, "Ghi vào danh sách chưa kiểm điểm")
    told(page, "Đi học tập trung.")
    year(page)
    follow(page, "Kết thúc kỳ")
    press(page, "Kết thúc kỳ đánh giá")
    year(page)
    told(page, "Kỳ đã kết thúc ngày")


def look_back(page: Page) -> None:
    """The results of yesterday are none; those of today name the new version."""
    year(page)
    follow(page, "Kết quả tính đến một ngày")
    told(page, "23-QĐ/ĐU")
    page.get_by_label("Kết quả tính đến hết ngày").fill(format_date(today() - dt.timedelta(days=1)))
    press(page, "Xem")
    expect(page.get_by_role("main")).not_to_contain_text("23-QĐ/ĐU")
    told(page, "chưa quyết định")
