"""A committee takes its criteria away as Excel, changes them there and brings them back."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.e2e.driver import follow, go, headed, look, press, told

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_criteria_are_changed_in_excel_and_looked_at_before_they_are_written(
    visit, bare_commune, tmp_path: Path
) -> None:
    page = visit("xa")
    go(page, "Đánh giá năm")
    follow(page, "Quy định xếp loại")
    follow(page, "Soạn quy định của cấp ủy")
    press(page, "Lập bản thảo")
    page.get_by_role("link", name="Sửa bảng tiêu chí").first.click()
    headed(page, "Bảng tiêu chí")
    with page.expect_download() as download:
        follow(page, "Tải Excel")
    path = tmp_path / "bang.xlsx"
    download.value.save_as(path)

    follow(page, "Tải bảng lên")
    page.get_by_label("Tệp bảng tiêu chí").set_input_files(_changed(path, points="hai"))
    press(page, "Xem trước")
    told(page, "Điểm tối đa “hai” không đúng")
    look(page, "Tải bảng tiêu chí lên")
    page.get_by_label("Tệp bảng tiêu chí").set_input_files(_changed(path, words="Phát triển đảng viên của thôn"))
    press(page, "Xem trước")
    told(page, "1 thay đổi")
    look(page, "Tải bảng tiêu chí lên")
    press(page, "Ghi bảng này")
    told(page, "Đã ghi bảng tiêu chí từ tệp.")
    expect(page.locator("[name='r-I-0-text']")).to_have_value("Phát triển đảng viên của thôn")


def _changed(path: Path, *, words: str = "", points: str = "") -> Path:
    """A copy of the workbook with other words or points in its first criterion."""
    book = load_workbook(path)
    sheet = book.active
    first = next(row for row in sheet.iter_rows() if row[0].value == "I.1a")
    first[3].value = words or first[3].value
    first[4].value = points or first[4].value
    copy = path.with_name("bang-sua.xlsx")
    book.save(copy)
    return copy
