"""A list on its way in: one cell's own list come back from the office, edited, waiting for the user's word."""

import datetime as dt
import io
from collections.abc import Mapping

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from accounts.models import User
from cells.exports.lists import list_workbook
from cells.imports.upload import receive_roster
from cells.models import Organisation
from core.periods import format_date, today

CELL = "Chi bộ thôn Tân Lập"


def leave_a_list_waiting(commune: Organisation, by: User) -> None:
    """Two facts mended, someone who died, someone without numbers, someone new."""
    cell = Organisation.objects.get(periods__name=CELL)
    book = openpyxl.load_workbook(io.BytesIO(list_workbook(cell, kind="members", on=today())))
    page: Worksheet = book.worksheets[0]
    rows = list(page.iter_rows(values_only=True))
    head = next(place for place, row in enumerate(rows) if "Họ và tên" in row)
    columns = {str(title): column for column, title in enumerate(rows[head], 1)}
    name, post = columns["Họ và tên"] - 1, columns["Chức vụ trong chi bộ"] - 1
    plain = [number for number, row in enumerate(rows, 1) if number > head + 1 and row[name] and not row[post]]
    mended, dead, unnumbered = plain[1], plain[3], plain[5]
    _set(page, mended, columns, {"Điện thoại": "0987654321", "Nơi thường trú": "xã Vân Trục, tỉnh Phú Thọ"})
    left = today() - dt.timedelta(days=12)
    _set(page, dead, columns, {"Trạng thái hoạt động": "Từ trần", "Ngày rời Đảng, mất hoặc miễn": format_date(left)})
    blank = dict.fromkeys(("Ngày sinh", "Số định danh cá nhân", "Số thẻ đảng viên", "Số thẻ cũ (theo QĐ 85)"))
    _set(page, unnumbered, columns, blank)
    new = {
        "STT": len(plain) + 10,
        "Họ và tên": "Nguyễn Thị Thanh Mai",
        "Giới tính": "Nữ",
        "Ngày sinh": "05/02/1996",
        "Dân tộc": "Kinh",
        "Chi bộ đang sinh hoạt": CELL,
        "Ngày lễ kết nạp": "19/05/2020",
        "Ngày chính thức": "19/05/2021",
    }
    _set(page, page.max_row + 1, columns, new)
    target = io.BytesIO()
    book.save(target)
    receive_roster(
        commune,
        file_name="Danh sách thôn Tân Lập.xlsx",
        content=target.getvalue(),
        effective_on=today(),
        joined_means="ceremony",
        by=by,
    )


def _set(page: Worksheet, row: int, columns: dict[str, int], values: Mapping[str, object]) -> None:
    for title, value in values.items():
        page.cell(row, columns[title]).value = value  # type: ignore[assignment]
