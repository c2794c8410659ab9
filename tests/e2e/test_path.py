"""The whole path as its people walk it: the list, a month, a year. A real browser, server, worker and database."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from cells.imports.plan import plan_roster
from cells.imports.roster import read_roster
from cells.models import Member, Office, Organisation, OrganisationPeriod, Seat
from cells.services.roster import write_roster
from cells.services.seats import link_account
from core.periods import add_months, today
from core.vietnamese import sort_key
from evaluations.services.periods import open_period
from tests.e2e.driver import (
    LAPTOP,
    PHONE,
    confirm,
    entries,
    follow,
    go,
    headed,
    look,
    press,
    printed,
    sign_in,
    told,
)
from tests.factories import make_item, make_meeting, make_member, make_organisation, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
ROSTER = Path(__file__).parents[1] / "data" / "rosters" / "danh-sach-dang-vien-van-truc.xlsx"


def test_office_list_becomes_a_commune_whose_secretaries_sign_in(visit, bare_commune):
    page = visit("xa")
    look(page, "Chào đồng chí")
    page.get_by_role("link", name=re.compile("^Nhập danh sách đảng viên")).click()
    look(page, "Nhập danh sách")
    page.get_by_label("Tệp danh sách").set_input_files(ROSTER)
    press(page, "Đọc danh sách")
    look(page, "Xem trước danh sách")
    for figure in ("12 chi bộ", "281 đảng viên", "281 mới", "0 chỗ sai"):
        expect(page.get_by_role("listitem").filter(has_text=re.compile(rf"^\s*{figure}\s*$"))).to_be_visible()
    assert Member.objects.count() == 1
    press(page, "Đúng rồi, ghi danh sách")
    told(page, "281 đồng chí mới")
    look(page, "Chi bộ")

    go(page, "Nhập danh sách")
    page.get_by_label("Tệp danh sách").set_input_files(ROSTER)
    press(page, "Đọc danh sách")
    told(page, "ghi cũng không thay đổi gì")

    go(page, "Chi bộ")
    follow(page, "Chi bộ thôn Song Vân")
    look(page, "Chi bộ thôn Song Vân")
    names = page.get_by_role("table").get_by_role("rowheader").all_text_contents()
    assert len(names) == 41
    assert names == sorted(names, key=sort_key)
    posts = page.get_by_role("region", name="Chức vụ")
    expect(posts).to_contain_text(re.compile(r"Bí thư\s*Bùi Thị Tuyết"))

    password = account_made(visit("quantri"), "tuyet.songvan", "Bùi Thị Tuyết")
    page.get_by_role("table").get_by_role("link", name="Bùi Thị Tuyết").click()
    look(page, "Bùi Thị Tuyết")
    page.get_by_label("Tên đăng nhập").fill("tuyet.songvan")
    press(page, "Gắn tài khoản")
    told(page, "tuyet.songvan")

    secretary = visit()
    sign_in(secretary, "tuyet.songvan", password)
    own = ["Chi bộ", "Nhiệm vụ", "Tìm trong biên bản", "Đảng viên", "Phát triển Đảng", "Thống kê", "Đánh giá năm"]
    assert entries(secretary) == ["Trang chủ", "Nhắc việc", "Bảng điều hành", *own, "Văn bản đã in", "Nhật ký"]
    look(secretary, "Chào đồng chí")
    follow(secretary, "Đổi mật khẩu ngay")
    look(secretary, "Đổi mật khẩu")
    secretary.get_by_label("Mật khẩu hiện tại").fill(password)
    secretary.get_by_label("Mật khẩu mới").first.fill("hoa ban tháng ba")
    secretary.get_by_label("Gõ lại mật khẩu mới").fill("hoa ban tháng ba")
    press(secretary, "Đổi mật khẩu")
    told(secretary, "Đã đổi mật khẩu")
    expect(secretary.get_by_text("mật khẩu lần đầu")).to_have_count(0)
    press(secretary, "Thoát")
    expect(secretary.get_by_role("heading", name="Đăng nhập Sổ chi bộ")).to_be_visible()


def account_made(page: Page, username: str, full_name: str) -> str:
    """The administrator makes an account; returns the first password, shown once."""
    go(page, "Tài khoản")
    look(page, "Tài khoản")
    follow(page, "Tạo tài khoản")
    look(page, "Tạo tài khoản")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Họ và tên").fill(full_name)
    press(page, "Tạo tài khoản")
    look(page, "Mật khẩu lần đầu")
    password = page.get_by_role("code").inner_text()
    follow(page, "Đã chép xong")
    told(page, username)
    return password


@pytest.fixture
def cell(bare_commune) -> Organisation:
    """The cell of Song Vân as the office list has it, with accounts; it met last month."""
    roster = read_roster(ROSTER.read_bytes(), ROSTER.name)
    write_roster(plan_roster(roster, bare_commune, effective_on=dt.date(2020, 7, 1)).listed, by=None)
    found = Organisation.objects.get(periods__name="Chi bộ thôn Song Vân")
    for office, username in ((Office.SECRETARY, "bithu"), (Office.DEPUTY_SECRETARY, "phobithu")):
        account_of(Seat.objects.get(organisation=found, office=office).member, username)
    account_of(Member.objects.get(full_name="Trịnh Mạnh Lâm", memberships__cell=found), "dangvien")
    board = make_organisation("Đảng bộ tỉnh Phú Thọ", kind="provincial")
    OrganisationPeriod.objects.filter(organisation=bare_commune).update(parent=board)
    officer = make_user("tochuc", full_name="Phạm Thu Trang")
    make_member(None, "Phạm Thu Trang", user=officer, office=Office.ORGANISATION_OFFICER, seat_in=board)
    last = make_meeting(found, add_months(today(), -1).replace(day=5), by=officer, place="Nhà văn hóa thôn Song Vân")
    make_item(last, "Thông tin thời sự", kind="information")
    make_item(last, "Nạo vét kênh mương, vệ sinh đường thôn")
    return found


def account_of(member: Member, username: str) -> None:
    link_account(member, make_user(username, full_name=member.full_name), by=None)


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_month_is_planned_held_written_returned_mended_approved_and_printed(visit, cell, celery_worker, tmp_path, size):
    secretary = visit("bithu", size)
    plan_like_last_month(secretary)
    take_attendance(secretary)
    write_minutes(secretary)
    send_minutes(secretary)

    above = visit("xa")
    above.get_by_role("link", name="Duyệt biên bản Chi bộ thôn Song Vân").click()
    look(above, "Sinh hoạt thường kỳ")
    follow(above, "Trả lại")
    look(above, "Trả lại biên bản")
    above.get_by_label("Chi bộ cần sửa hoặc bổ sung").fill("Ghi rõ ai phụ trách tổ 3.")
    press(above, "Trả lại cho chi bộ")
    told(above, "Đã trả biên bản cho chi bộ sửa")

    go(secretary, "Trang chủ")
    secretary.get_by_role("link", name="Sửa biên bản bị trả lại: Ghi rõ ai phụ trách tổ 3.").click()
    look(secretary, "Sinh hoạt thường kỳ")
    follow(secretary, "Ghi biên bản")
    told(secretary, "Ghi rõ ai phụ trách tổ 3.")
    write(secretary, "Nội dung 2", "Chủ trì kết luận nội dung này", "Nhất trí; đồng chí Lâm phụ trách tổ 3.")
    follow(secretary, "Ghi xong: xem lại và gửi biên bản")
    follow(secretary, "Kết thúc và gửi biên bản")
    press(secretary, "Gửi biên bản")
    told(secretary, "Đã gửi biên bản lên cấp ủy")

    go(above, "Trang chủ")
    above.get_by_role("link", name="Duyệt biên bản Chi bộ thôn Song Vân").click()
    told(above, "đồng chí Lâm phụ trách tổ 3")
    confirm(above, "Duyệt biên bản")
    told(above, "Từ nay bản in lấy đúng nội dung này")
    confirm(above, "Khóa biên bản")
    told(above, "Biên bản đã khóa, không thay đổi nữa")
    look(above, "Sinh hoạt thường kỳ")

    secretary.reload()
    content = printed(secretary, "In biên bản (PDF)", tmp_path)
    assert content.startswith(b"%PDF-")
    look(secretary, "Sinh hoạt thường kỳ")


def plan_like_last_month(page: Page) -> None:
    page.get_by_role("link", name=re.compile("Lên lịch sinh hoạt tháng")).click()
    look(page, "Lên lịch sinh hoạt")
    page.get_by_role("link", name=re.compile("Chép như buổi tháng")).click()
    told(page, "Đã chép từ buổi")
    expect(page.get_by_label("Nội dung 2", exact=True)).to_have_value("Nạo vét kênh mương, vệ sinh đường thôn")
    expect(page.get_by_label("Địa điểm")).to_have_value("Nhà văn hóa thôn Song Vân")
    page.get_by_label("Ngày họp").fill(f"{today():%d%m%Y}")
    page.get_by_label("Giờ họp").fill("19h30")
    press(page, "Lưu lịch")
    told(page, "Khi mọi người đã đến, hãy bắt đầu")
    look(page, "Sinh hoạt thường kỳ")


def take_attendance(page: Page) -> None:
    follow(page, "Bắt đầu buổi sinh hoạt")
    look(page, "Bắt đầu buổi sinh hoạt")
    page.get_by_label("Chủ trì").select_option(label="Bùi Thị Tuyết")
    page.get_by_label("Thư ký (người ghi biên bản)").select_option(label="Hoàng Thị Hằng")
    press(page, "Bắt đầu, sang điểm danh")
    press(page, "Tất cả có mặt")
    told(page, "Đã lưu điểm danh")
    mark(page, "Hoàng Tiến Ân", "Vắng có lý do")
    mark(page, "Võ Ngọc Hạnh", "Vắng không lý do")
    press(page, "Lưu điểm danh")
    told(page, "lý do")
    look(page, "Điểm danh")
    page.get_by_label("Lý do vắng của Hoàng Tiến Ân").fill("ốm, đi viện")
    press(page, "Lưu điểm danh")
    told(page, "Đã điểm danh. Biên bản còn thiếu kết luận")


def mark(page: Page, name: str, words: str) -> None:
    page.get_by_role("radiogroup", name=name).get_by_text(words).click()


def section(page: Page, heading: str) -> Locator:
    """A section of the writing page, which phones fold once the page has loaded."""
    headed(page, "Ghi biên bản")
    page.wait_for_load_state()
    found = page.get_by_role("group").filter(has=page.get_by_role("heading", name=heading)).first
    if not found.get_by_role("textbox").first.is_visible():
        found.get_by_role("heading", name=heading).click()
    return found


def write(page: Page, heading: str, label: str, text: str) -> None:
    """Words in one field of the minutes, saved by themselves."""
    field = section(page, heading).get_by_label(label, exact=True)
    field.fill(text)
    field.blur()
    expect(page.locator("[data-overall]")).to_contain_text("Đã gửi tất cả")


def write_minutes(page: Page) -> None:
    follow(page, "Ghi biên bản")
    write(page, "Tình hình đảng phí", "Đảng phí", "Đã thu đủ, nộp cấp trên đúng hạn.")
    write(page, "Nội dung 1", "Chủ trì kết luận nội dung này", "không")
    write(page, "Nội dung 2", "Chủ trì kết luận nội dung này", "Nhất trí thực hiện.")
    second = section(page, "Nội dung 2")
    second.get_by_role("button", name="Ghi người phát biểu").click()
    second.get_by_label("Ai phát biểu?").select_option(label="Ngô Thị Yến")
    second.get_by_role("button", name="Thêm").first.click()
    write(page, "Nội dung 2", "1. Đồng chí Ngô Thị Yến", "Đề nghị làm trước mùa mưa.")
    vote(second)
    give_task(second)
    write(page, "Kết luận chung", "Chủ trì kết luận buổi sinh hoạt", "Chi bộ thống nhất.")
    closing = section(page, "Thông qua biên bản và kết thúc")
    closing.get_by_label(re.compile("bao nhiêu đồng chí đồng ý")).fill("35")
    closing.get_by_label("Kết thúc lúc").fill("21h10")
    closing.get_by_label("Kết thúc lúc").blur()
    expect(closing).to_contain_text("Buổi sinh hoạt dài 100 phút")
    look(page, "Ghi biên bản")


def vote(place: Locator) -> None:
    """Refused while there are more votes than voters, then right."""
    place.get_by_role("button", name="Ghi biểu quyết").click()
    place.get_by_label("Nội dung biểu quyết").fill("Thông qua nghị quyết tháng")
    place.get_by_label(re.compile(r"^\s*Tán thành")).fill("40")
    place.get_by_role("button", name="Ghi biểu quyết").click()
    expect(place).to_contain_text("Tổng số phiếu là 40")
    place.get_by_label(re.compile(r"^\s*Tán thành")).fill("35")
    place.get_by_role("button", name="Ghi biểu quyết").click()
    expect(place).to_contain_text("được thông qua")
    expect(place).to_contain_text("Tán thành 35/36")


def give_task(place: Locator) -> None:
    place.get_by_role("button", name="Giao nhiệm vụ").click()
    place.get_by_label("Việc cần làm").fill("Nạo vét mương tổ 3")
    place.get_by_label("Giao cho").select_option(label="Trịnh Mạnh Lâm")
    place.get_by_label("Thời hạn").fill(f"{today() + dt.timedelta(days=20):%d/%m/%Y}")
    place.get_by_role("button", name="Giao nhiệm vụ").click()
    expect(place).to_contain_text("Nạo vét mương tổ 3 – Trịnh Mạnh Lâm")


def send_minutes(page: Page) -> None:
    follow(page, "Ghi xong: xem lại và gửi biên bản")
    look(page, "Sinh hoạt thường kỳ")
    follow(page, "Kết thúc và gửi biên bản")
    told(page, "Biên bản đã đủ")
    look(page, "Kết thúc và gửi biên bản")
    press(page, "Gửi biên bản")
    told(page, "Đã gửi biên bản lên cấp ủy")


def test_plain_member_and_administrator_see_what_they_may_and_nothing_else(visit, cell):
    period = open_period(Organisation.objects.get(code="VT"), year=today().year, by=User.objects.get(username="xa"))
    member = visit("dangvien", PHONE)
    own = ["Chi bộ", "Nhiệm vụ", "Tìm trong biên bản", "Hồ sơ của tôi", "Đánh giá năm"]
    assert entries(member) == ["Trang chủ", "Nhắc việc", *own, "Văn bản đã in"]
    told(member, "Viết bản kiểm điểm")
    look(member, "Chào đồng chí")
    follow(member, "Mở trang chi bộ")
    expect(member.get_by_role("link", name=re.compile("Lên lịch"))).to_have_count(0)
    expect(member.get_by_role("table")).to_have_count(0)
    look(member, "Chi bộ thôn Song Vân")
    member.get_by_role("link", name=re.compile("Sinh hoạt thường kỳ tháng")).last.click()
    told(member, "Buổi sinh hoạt đã lên lịch")
    look(member, "Sinh hoạt thường kỳ")
    go(member, "Đánh giá năm")
    follow(member, f"Năm {today().year}")
    look(member, "Đánh giá, xếp loại năm")
    follow(member, "Trịnh Mạnh Lâm")
    headed(member, "Trịnh Mạnh Lâm")
    expect(member.get_by_role("link", name="Nhập số liệu")).to_have_count(0)
    look(member, "Trịnh Mạnh Lâm")

    admin = visit("quantri")
    assert entries(admin) == ["Trang chủ", "Nhắc việc", "Nhật ký", "Tài khoản"]
    look(admin, "Chào đồng chí")

    stranger = Member.objects.filter(memberships__cell__periods__name="Chi bộ Trạm Y tế").first()
    for page, path, status in (
        (member, reverse("cells:import_upload"), 403),
        (member, reverse("reports:month_board"), 403),
        (member, reverse("meetings:meeting_plan", args=[cell.pk]), 403),
        (member, reverse("evaluations:cell_sheet", args=[period.pk, cell.pk]), 403),
        (member, stranger.get_absolute_url(), 404),
        (member, reverse("accounts:user_list"), 403),
        (admin, cell.get_absolute_url(), 404),
        (admin, cell.meetings.get().get_absolute_url(), 404),
        (admin, period.get_absolute_url(), 404),
        (admin, stranger.get_absolute_url(), 404),
    ):
        assert page.request.get(path).status == status, path
