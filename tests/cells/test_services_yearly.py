"""The yearly screening and Party fees: each deed whole, each refusal a sentence."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from cells.models import FeeMonth, ScreeningResult
from cells.queries.yearly import fee_months, fee_summary, owing_long, screening_summary
from cells.services.yearly import Finding, record_fees, record_screening
from core.errors import DomainError
from tests.cast import TODAY
from tests.factories import make_cell, make_member

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 5)


def screened(commune, cast, findings, **values):
    return record_screening(
        commune.cells[0], findings, **{"year": 2026, "decided_on": DAY, "by": cast.secretary, **values}
    )


def paid(commune, cast, month=10, **values):
    facts = {"year": 2026, "month": month, "collected": 1_250_000, "debtors": [], "by": cast.secretary}
    return record_fees(commune.cells[0], **{**facts, **values})


def test_screening_writes_each_member_once_and_again_only_what_changed(commune, cast):
    one, two = cast.secretary.member, cast.member.member
    findings = {one: Finding("worthy"), two: Finding("needs_help", " Vắng  nhiều ", dt.date(2027, 5, 5))}
    assert screened(commune, cast, findings) == 2
    row = ScreeningResult.objects.get(member=two)
    assert (row.result, row.note, row.help_until, row.decided_on) == (
        "needs_help",
        "Vắng nhiều",
        dt.date(2027, 5, 5),
        DAY,
    )
    assert screened(commune, cast, findings) == 0
    assert screened(commune, cast, {**findings, two: Finding("worthy", "Vắng nhiều")}) == 1
    lines = list(AuditEvent.objects.filter(action="cells.screening_recorded").order_by("pk"))
    assert [line.changes for line in lines] == [
        {"Bùi Thị Tuyết": [None, "đủ tư cách"], "Trịnh Mạnh Lâm": [None, "cần giúp đỡ, giáo dục"]},
        {"Trịnh Mạnh Lâm": ["cần giúp đỡ, giáo dục", "đủ tư cách"]},
    ]
    row.refresh_from_db()
    assert row.help_until is None


@pytest.mark.parametrize(
    ("finding", "sentence"),
    [
        (Finding("needs_help"), "nội dung cần giúp đỡ"),
        (Finding("to_leave", " "), "nội dung cần giúp đỡ hoặc lý do"),
        (Finding("needs_help", "x", DAY), "phải sau ngày chi bộ xét"),
        (Finding("needs_help", "x", dt.date(2029, 1, 1)), "không quá hai năm"),
    ],
)
def test_screening_is_refused_and_nothing_is_written(commune, cast, finding, sentence):
    with pytest.raises(DomainError, match=sentence):
        screened(commune, cast, {cast.secretary.member: Finding("worthy"), cast.member.member: finding})
    assert not ScreeningResult.objects.exists()


@pytest.mark.parametrize("day", [TODAY + dt.timedelta(days=1), dt.date(2025, 12, 31)])
def test_screening_on_a_day_of_another_year_or_to_come_is_refused(commune, cast, day):
    with pytest.raises(DomainError, match="từ đầu năm 2026 đến hôm nay"):
        screened(commune, cast, {cast.member.member: Finding("worthy")}, decided_on=day)


def test_screening_of_someone_elsewhere_or_screened_elsewhere_is_refused(commune, cast):
    with pytest.raises(DomainError, match="không sinh hoạt tại"):
        screened(commune, cast, {cast.stranger.member: Finding("worthy")})
    mover = cast.member.member
    ScreeningResult.objects.create(member=mover, cell=commune.cells[1], year=2026, result="worthy", decided_on=DAY)
    with pytest.raises(DomainError, match="chi bộ khác rà soát"):
        screened(commune, cast, {mover: Finding("worthy")})


def test_summary_counts_results_and_who_is_left(commune, cast):
    screened(commune, cast, {cast.secretary.member: Finding("worthy"), cast.member.member: Finding("to_leave", "x")})
    first, second, *_rest = screening_summary(commune.committee, 2026)
    assert (first.cell, first.members, first.worthy, first.needs_help, first.to_leave, first.waiting) == (
        commune.cells[0],
        3,
        1,
        0,
        1,
        1,
    )
    assert (second.members, second.waiting) == (0, 0)


def test_fees_of_a_month_are_one_line_and_the_audit_says_what_changed(commune, cast):
    paid(commune, cast, debtors=[cast.member.member], note=" thu  muộn ")
    row = paid(commune, cast, collected=1_300_000)
    assert FeeMonth.objects.get() == row
    assert (row.collected, list(row.debtors.all()), row.note) == (1_300_000, [], "")
    changes = AuditEvent.objects.filter(action="cells.fees_recorded").latest("pk").changes
    assert changes == {"collected": [1_250_000, 1_300_000], "debtors": [["Trịnh Mạnh Lâm"], []]}
    assert [month for month, known in fee_months(commune.cells[0], 2026) if known] == [10]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [({"month": 12}, "chưa đến"), ({"collected": -1}, "không hợp lý"), ({"collected": 10**12}, "không hợp lý")],
)
def test_fees_are_refused(commune, cast, values, sentence):
    with pytest.raises(DomainError, match=sentence):
        paid(commune, cast, **values)
    assert not FeeMonth.objects.exists()


def test_fees_with_a_debtor_of_another_cell_are_refused(commune, cast):
    with pytest.raises(DomainError, match="không sinh hoạt tại"):
        paid(commune, cast, debtors=[cast.stranger.member])


def test_fees_of_a_month_before_the_cell_are_refused(commune, cast):
    young = make_cell(commune.committee, founded_on=dt.date(2026, 5, 1))
    with pytest.raises(DomainError, match="không hoạt động trong tháng này"):
        record_fees(young, year=2026, month=4, collected=1, debtors=[], by=cast.commune)


def test_three_months_of_one_year_are_pointed_out_and_two_or_two_years_are_not(commune, cast):
    long, short = cast.member.member, make_member(commune.cells[0])
    for month in (2, 5, 9):
        paid(commune, cast, month, debtors=[long, *([short] if month < 9 else [])])
    paid(commune, cast, 12, year=2025, debtors=[short])
    [owing] = owing_long(commune.cells, 2026)
    assert (owing.member, owing.cell, owing.months) == (long, commune.cells[0], [2, 5, 9])
    long.refresh_from_db()
    assert long.memberships.get().valid_to is None
    [first, *_rest] = fee_summary(commune.committee, 2026)
    assert (first.cell, first.collected, first.months) == (commune.cells[0], 3 * 1_250_000, 3)
