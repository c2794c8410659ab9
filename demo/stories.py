"""Tasks of several months in the invented cells: a figure to reach, reports on the way, what each meeting heard."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from core.numbers import format_number


@dataclass(frozen=True)
class Story:
    """A task given in a month of 2026, and how far it was on which day."""

    cell: str
    month: int
    text: str
    due_on: dt.date
    reports: tuple[tuple[dt.date, int, str], ...]
    unit: str = ""
    baseline: int | None = None
    target: int | None = None
    rhythm: str = "monthly"
    key_task: str = ""
    of_the_account: bool = False
    """Given to the member whose account shows what a plain member sees."""

    def facts(self) -> dict[str, object]:
        """What the task says, besides its words, day and person."""
        return {
            "unit": self.unit,
            "baseline": None if self.baseline is None else Decimal(self.baseline),
            "target": None if self.target is None else Decimal(self.target),
            "rhythm": self.rhythm,
        }

    def heard(self, on: dt.date) -> tuple[str, str]:
        """What a meeting of that day found: the outcome, and the figure."""
        known = [(value, note) for day, value, note in self.reports if day <= on]
        if not known:
            return "not_done", "chưa triển khai"
        value, _note = known[-1]
        goal = 100 if self.target is None else self.target
        sinks = self.baseline is not None and goal < self.baseline
        done = value <= goal if sinks else value >= goal
        figure = format_number(Decimal(value))
        words = f"{figure}/{format_number(Decimal(goal))} {self.unit}" if self.unit else f"{figure} %"
        return ("done" if done else "partly"), f"lũy kế {words}"


def day(text: str) -> dt.date:
    return dt.datetime.strptime(text + "/2026", "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone


LAND, ROADS, NEW_COUNTRYSIDE, POVERTY = (
    "Giao đất dịch vụ cho các hộ, giải phóng mặt bằng",
    "Chỉnh trang đường làng, ngõ xóm sáng – xanh – sạch – đẹp",
    "Xây dựng xã đạt chuẩn nông thôn mới nâng cao",
    "Giảm nghèo bền vững",
)
STORIES = (
    Story(
        "Chi bộ thôn Tân Lập",
        1,
        "Vận động các hộ nhận đất dịch vụ, phối hợp giao đất tại thực địa",
        day("31/12"),
        (
            (day("15/02"), 210, "Đã họp các hộ, xong khu A"),
            (day("30/04"), 800, "Vướng kiểm đếm ở khu B"),
            (day("31/05"), 1300, "Sau nghị quyết chuyên đề, mỗi đồng chí phụ trách một khu dân cư"),
            (day("30/06"), 1900, "Xong khu B"),
            (day("31/07"), 2450, ""),
            (day("31/08"), 2900, "Còn 14 hộ khu C"),
            (day("30/09"), 3300, ""),
            (day("31/10"), 3620, "Còn 5 hộ"),
        ),
        unit="m2",
        baseline=0,
        target=4000,
        rhythm="weekly",
        key_task=LAND,
    ),
    Story(
        "Chi bộ thôn Song Vân",
        7,
        "Thắp sáng đường làng: 100 % đường ngõ xóm có đèn",
        day("30/09"),
        (
            (day("20/07"), 25, "Xong trục chính của thôn"),
            (day("10/08"), 60, "Nhân dân góp 48 triệu đồng"),
            (day("28/08"), 100, "Tất cả đường ngõ xóm đều có đèn"),
        ),
        key_task=ROADS,
        of_the_account=True,
    ),
    Story(
        "Chi bộ thôn Song Vân",
        8,
        "Vận động các hộ phân loại rác tại nguồn",
        day("15/11"),
        ((day("05/09"), 70, "Phụ nữ thôn phát thùng rác"), (day("06/10"), 98, "Còn xóm Đình chưa làm")),
        unit="hộ",
        baseline=40,
        target=165,
        key_task=ROADS,
        of_the_account=True,
    ),
    Story(
        "Chi bộ thôn Bãi Dài",
        3,
        "Giúp các hộ nghèo vươn lên thoát nghèo",
        day("31/12"),
        ((day("30/06"), 26, "5 hộ có việc làm ổn định"), (day("30/09"), 22, "")),
        unit="hộ nghèo",
        baseline=31,
        target=11,
        key_task=POVERTY,
    ),
    Story(
        "Chi bộ thôn Đồng Tâm",
        9,
        "Trồng mới đường hoa dọc trục thôn",
        day("31/10"),
        ((day("20/09"), 350, "Đoàn viên và Cựu chiến binh trồng được 350 m"),),
        unit="m",
        target=600,
        rhythm="",
        key_task=NEW_COUNTRYSIDE,
    ),
)
