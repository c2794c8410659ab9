"""The tables of a year: everybody counted once, balanced, and as decided."""

from decimal import Decimal

from cells.models import StatusPeriod
from evaluations.models import FactEntry, Period
from evaluations.queries.summary import year_summary
from tests.evaluations.decided import cast, commune, decided_year, kept_year, own_year  # noqa: F401 - fixtures


def test_year_summary_counts_everybody_once_and_balances(decided_year: Period) -> None:  # noqa: F811
    summary = year_summary(decided_year)

    members = {row.label: row for row in (*summary.members.rows, summary.members.total)}
    teachers = members["đảng viên không giữ chức vụ"]
    assert (teachers.total, teachers.rated) == (9, 6)
    assert teachers.apart == {"exempt": 1, "suspended": 1, "new": 1, "other": 0, "postponed": 0, "waiting": 0}
    assert teachers.levels == {"excellent": 1, "good": 5, "completed": 0, "failed": 0}
    assert teachers.percent("excellent") == Decimal("16.67")
    assert teachers.excellent_of_good == Decimal("20.00")
    outside = members["đảng viên không làm việc trong hệ thống chính trị"]
    leaders = members["đảng viên giữ chức vụ lãnh đạo, quản lý"]
    assert (leaders.total, leaders.rated, leaders.levels["failed"]) == (1, 1, 1)
    assert (outside.total, outside.rated) == (3, 1)
    assert outside.apart == {"exempt": 0, "suspended": 0, "new": 0, "other": 1, "postponed": 0, "waiting": 1}
    assert members["Tổng số"].levels == {"excellent": 1, "good": 5, "completed": 1, "failed": 1}
    cells = summary.cells.total
    assert (cells.total, cells.rated, cells.apart["new"], cells.apart["waiting"]) == (5, 1, 1, 3)
    assert [row.label for row in summary.cells.rows] == ["thôn, tổ dân phố", "cơ quan hành chính, đơn vị sự nghiệp"]
    assert summary.balances
    assert [line.text for line in summary.lines][:2] == [
        "Chi bộ: được đánh giá 1 + không hoặc chưa được đánh giá 4 = tổng số 5",
        "Chi bộ: bốn mức 0 + 1 + 0 + 0 = được đánh giá 1",
    ]
    assert (summary.is_final, summary.waiting) == (False, 4)
    reasons = {row.name: (row.category, row.reason) for row in summary.not_rated}
    assert reasons["Hoàng Thị Hằng"] == ("other", "Vắng khi kiểm điểm")
    assert reasons["Cao Văn Cụ"] == ("exempt", "Đảng viên được miễn công tác và sinh hoạt đảng.")
    assert reasons["Trịnh Mạnh Lâm"] == ("waiting", "phiếu đang nhập")
    assert dict(summary.waiting_by_cell)["Chi bộ thôn Song Vân"] == 2


def test_year_summary_of_what_was_decided_does_not_follow_the_records(decided_year: Period) -> None:  # noqa: F811
    StatusPeriod.objects.all().delete()
    FactEntry.objects.all().delete()

    members = year_summary(decided_year).members.total

    assert (members.apart["exempt"], members.apart["suspended"], members.rated) == (1, 1, 8)


def test_year_summary_says_when_the_cap_is_broken(decided_year: Period) -> None:  # noqa: F811
    decided_year.cap_rate = 10
    lines = year_summary(decided_year).lines
    assert [line.text for line in lines if not line.balances] == [
        "Nhóm đảng viên không giữ chức vụ: xuất sắc 1, nhiều nhất theo tỷ lệ 0"
    ]
