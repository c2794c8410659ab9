"""The tables of a year: everybody counted once, balanced, and as decided."""

import datetime as dt
from decimal import Decimal

import pytest

from cells.models import StatusPeriod
from evaluations.models import FactEntry, Period
from evaluations.queries.summary import year_summary
from evaluations.services.decisions import decide_evaluation
from evaluations.services.subjects import update_subjects
from tests.cast import Cast, Commune
from tests.evaluations.conftest import DAY, EXCELLENT, GOOD
from tests.factories import make_cell, make_member

PAPER = {"decided_on": DAY, "document_number": "15-QĐ/ĐU", "despite": "Chưa kịp thẩm định"}


@pytest.fixture
def decided_year(commune: Commune, cast: Cast, period: Period, sent, of) -> Period:
    """A small commune's year: three cells, ten members of every kind, all but one decided."""
    school = make_cell(commune.committee, "Chi bộ Trường Mầm non", unit_type="agency", order=9)
    fresh = make_cell(commune.committee, "Chi bộ Trạm điện", founded_on=dt.date(2026, 9, 1), order=10)
    teachers = [make_member(school, f"Trần Thị {name}") for name in ("An", "Bích", "Cúc", "Đào", "Em", "Gấm")]
    old = make_member(school, "Cao Văn Cụ", status="exempt")
    held = make_member(school, "Đỗ Văn Treo", status="suspended", since=dt.date(2026, 1, 1))
    young = make_member(school, "Hà Văn Mới", admitted_on=dt.date(2026, 8, 1), official_on=None)
    update_subjects(period, by=cast.commune)
    for place, teacher in enumerate(teachers):
        level = "excellent" if place == 0 else "good"
        facts = EXCELLENT if place == 0 else GOOD
        evaluation = sent(teacher, facts)
        decide = {"level": level, **PAPER}
        decide_evaluation(evaluation, by=cast.commune, reason="Cấp ủy chọn" if place == 0 else "", **decide)
    for person in (old, held, young):
        decide_evaluation(sent(person), by=cast.commune, level="", decided_on=DAY)
    decide_evaluation(sent(cast.deputy), by=cast.commune, level="", reason="Vắng khi kiểm điểm", decided_on=DAY)
    decide_evaluation(sent(cast.secretary), by=cast.commune, level="completed", reason="Chậm", **PAPER)
    bad = GOOD | {"triggers": [{"key": "degradation_concluded"}]}
    decide_evaluation(sent(cast.commune, bad), by=cast.commune, level="failed", **PAPER)
    decide_evaluation(sent(school), by=cast.commune, level="good", **PAPER)
    decide_evaluation(sent(fresh), by=cast.commune, level="", decided_on=DAY)
    return Period.objects.select_related("organisation").prefetch_related("organisation__periods").get(pk=period.pk)


def test_year_summary_counts_everybody_once_and_balances(decided_year: Period) -> None:
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


def test_year_summary_of_what_was_decided_does_not_follow_the_records(decided_year: Period) -> None:
    StatusPeriod.objects.all().delete()
    FactEntry.objects.all().delete()

    members = year_summary(decided_year).members.total

    assert (members.apart["exempt"], members.apart["suspended"], members.rated) == (1, 1, 8)


def test_year_summary_says_when_the_cap_is_broken(decided_year: Period) -> None:
    decided_year.cap_rate = 10
    lines = year_summary(decided_year).lines
    assert [line.text for line in lines if not line.balances] == [
        "Nhóm đảng viên không giữ chức vụ: xuất sắc 1, nhiều nhất theo tỷ lệ 0"
    ]
