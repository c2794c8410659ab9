"""The forms of a year counted: bases, rounding, the cap's three readings, what does not balance, older words."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cells.models import Organisation, OrganisationKind, OrganisationPeriod
from evaluations.models import Decision, Evaluation, Period
from evaluations.queries.summary import year_summary
from evaluations.queries.year_checks import checks_of, comparison_of
from evaluations.queries.year_conditions import MISSING, Trait
from evaluations.queries.year_facts import Entry, YearFacts
from evaluations.queries.year_paper import year_numbers, year_paper
from evaluations.queries.year_remarks import left_blank, remarks_of
from evaluations.queries.year_tables import Tally, counted_table, percent
from evaluations.rules.year_forms import Words, forms_of
from evaluations.services.periods import open_period
from evaluations.services.suggestions import make_suggestion
from tests.cast import TODAY
from tests.evaluations.past import make_past
from tests.factories import make_cell, make_member, make_organisation

LEVELS = {"excellent": "XS", "good": "HTT", "completed": "HTNV", "failed": "KHT"}
DAY = dt.date(2025, 12, 31)


def forms(year: int = 2025, day: dt.date = DAY, *, has_cap: bool = True):
    return forms_of(Words(year, day, LEVELS, LEVELS, has_cap, has_below=True))


def facts(counts: dict[str, int], subject: str = "cell", kind: str = "cell", **traits) -> YearFacts:
    """Subjects by their place: ``{"excellent": 29, "missing": 1}``."""
    entries = []
    for place, number in counts.items():
        trait = Trait(subject, place, 1, kind, "commune", **traits)
        entries += [Entry(trait, None if place == MISSING else pk, pk) for pk in range(1, number + 1)]
    return YearFacts(2025, DAY, {}, tuple(entries), has_below=False)


def fresh(period: Period) -> Period:
    rows = Period.objects.select_related("organisation").prefetch_related("organisation__periods")
    return rows.get(pk=period.pk)


def test_percent_is_of_the_evaluated_and_rounds_half_up() -> None:
    assert percent(304, 543) == Decimal("55.99")
    assert percent(1568625, 10_000_000) == Decimal("15.69")
    assert percent(24, 153) == Decimal("15.69")
    assert percent(2645, 2993) == Decimal("88.37")
    assert percent(1, 0) is None


def test_biểu_7a_measures_levels_against_the_evaluated_not_the_total() -> None:
    form = forms(2015, dt.date(2015, 12, 31), has_cap=False)["7a"]
    tally = Tally(facts({"excellent": 304, "good": 228, "completed": 11, "new": 2}))
    rows = {row.key: row.numbers for row in counted_table(form.tables[0], tally, []).rows}

    assert (rows["cell"]["total"], rows["cell_rated"]["total"], rows["cell_unrated"]["total"]) == (545, 543, 2)
    shares = [rows[f"cell_{level}"]["percent"] for level in ("rated", "excellent", "good", "completed", "failed")]
    assert shares == [Decimal(text) for text in ("100.00", "55.99", "41.99", "2.03", "0.00")]
    assert rows["cell"]["commune"] == 545
    assert all(check.balances for check in checks_of(form, [], tally, []))


def test_a_total_that_the_levels_do_not_reach_surfaces_with_who_is_missing() -> None:
    form = forms()["t-cell"]
    tally = Tally(facts({"excellent": 29, "good": 99, "completed": 13, MISSING: 1}))
    table = counted_table(form.tables[0], tally, [])
    assert (table.total.numbers["total"], table.total.numbers["rated"]) == (142, 141)

    checks = {check.key: check for check in checks_of(form, [table], tally, [])}
    broken = {key: (check.difference, check.list_key) for key, check in checks.items() if not check.balances}
    assert broken == {"records-cell": (-1, "cell-missing"), "total-cell": (-1, "cell-missing")}
    assert checks["records-cell"].text == "Chi bộ: theo hồ sơ 142, có phiếu đánh giá 141; thiếu 1 chưa có phiếu"
    assert checks["total-cell"].text.endswith("141 + 0 = 141, không phải tổng số 142")
    assert checks["levels-cell"].balances


def test_shares_of_excellent_stand_beside_each_other() -> None:
    form = forms()["t-mem"]
    tally = Tally(facts({"excellent": 2, "good": 8, "new": 1}, "member", ""))
    total = counted_table(form.tables[0], tally, []).total.numbers
    assert (total["total"], total["new"], total["rated"]) == (11, 1, 10)
    assert (total["excellent_rated"], total["excellent_good"]) == (Decimal("20.00"), Decimal("25.00"))


def test_this_year_stands_beside_the_last_with_differences() -> None:
    scope = forms()["t-cell"].scopes[0]
    this, last = Tally(facts({"excellent": 3, "good": 9})), Tally(facts({"excellent": 2, "good": 6, "new": 2}))
    lines = {line.key: line for line in comparison_of(scope, LEVELS, this, last).lines}
    assert (lines["total"].this, lines["total"].last, lines["total"].difference) == (12, 10, 2)
    assert (lines["rated"].this_percent, lines["rated"].last_percent) == (Decimal("100.00"), Decimal("80.00"))
    assert lines["good"].percent_difference == Decimal("0.00")
    alone = comparison_of(scope, LEVELS, this, None).lines[0]
    assert (alone.last, alone.difference) == (None, None)


@pytest.mark.parametrize(
    ("day", "there", "gone"),
    [(dt.date(2024, 12, 31), "Phường, thị trấn", "Đặc khu"), (DAY, "Đặc khu", "Phường, thị trấn")],
)
def test_the_list_of_types_is_that_of_its_day(day: dt.date, there: str, gone: str) -> None:
    labels = [column.label for column in forms(day.year, day)["7a"].tables[0].columns]
    assert there in labels
    assert gone not in labels


def test_forms_have_the_number_of_their_year() -> None:
    assert forms(2017, dt.date(2017, 12, 31))["7a"].number == "Biểu 7A-TCTW"
    assert forms(2022)["6f"].number == "Biểu 6F-BTCTW"
    assert (forms(2019)["6f"].number, forms(2019)["6f"].mark) == ("", "C")
    assert "t-col" not in forms(2017, dt.date(2017, 12, 31))
    assert "excellent_good" not in [head.key for head in forms(has_cap=False)["t-cell"].tables[0].columns]


def test_numbers_are_those_of_the_years_summary(decided_year: Period) -> None:
    numbers, summary = year_numbers(decided_year), year_summary(decided_year)
    members = year_paper(numbers, "t-mem").tables[0].total.numbers
    total = summary.members.total
    assert (members["total"], members["rated"]) == (total.total, total.rated)
    assert [members[key] for key in ("exempt", "suspended", "new")] == [1, 1, 1]
    assert members["later"] == total.apart["other"] + total.apart["postponed"] + total.apart["waiting"]
    assert [members[level] for level in total.levels] == list(total.levels.values())
    cells = year_paper(numbers, "t-cell")
    assert (cells.tables[0].total.numbers["total"], cells.tables[0].total.numbers["new"]) == (5, 1)
    assert cells.unbalanced == []


def test_biểu_6f_counts_who_was_reviewed_and_who_was_asked(decided_year: Period, cast, of) -> None:
    make_suggestion(of(cast.member), question="Vì sao vắng họp?", asked_on=TODAY, by=cast.commune)
    rows = {row.key: row.numbers for row in year_paper(year_numbers(decided_year), "6f").tables[0].rows}
    assert (rows["due"]["member"], rows["reviewed"]["member"], rows["unreviewed"]["member"]) == (13, 9, 4)
    assert (rows["not_member"]["member"], rows["not_member"]["team"]) == (3, None)
    assert (rows["due"]["team"], rows["new_team"]["team"]) == (5, 1)
    assert (rows["suggested"]["member"], rows["by_base"]["member"], rows["by_province"]["member"]) == (1, 1, 0)


def test_what_a_committee_below_decided_counts_above(commune, cast) -> None:
    below = make_organisation("Đảng bộ Trường Trung học", parent=commune.committee, kind="base_committee", order=5)
    OrganisationPeriod.objects.filter(organisation=commune.committee).update(kind=OrganisationKind.COMMUNE)
    room = make_cell(below, "Chi bộ Tổ Toán")
    make_past(commune.committee, 2025, below, "good", by=cast.commune)
    Evaluation.objects.filter(cell=below).update(subject="committee")
    make_past(below, 2025, room, "excellent", by=cast.commune)
    period = fresh(Period.objects.get(organisation=commune.committee))

    numbers = year_numbers(period)
    cells = year_paper(numbers, "t-cell")
    by_unit = {row.label: row.numbers["total"] for row in cells.tables[1].rows}
    assert by_unit["Đảng bộ Trường Trung học"] == 1
    assert cells.tables[0].total.numbers["excellent"] == 1
    assert cells.checks[0].text == "Chi bộ: theo hồ sơ 4, có phiếu đánh giá 1; thiếu 3 chưa có phiếu"
    bases = {row.key: row.numbers["total"] for row in year_paper(numbers, "7a").tables[0].rows}
    assert (bases["base"], bases["base_good"], bases["cell_excellent"]) == (1, 1, 1)


def test_a_base_committee_that_ended_before_the_day_counts_as_what_it_was(commune, cast) -> None:
    OrganisationPeriod.objects.filter(organisation=commune.committee).update(kind=OrganisationKind.COMMUNE)
    gone = make_organisation("Đảng bộ Hợp tác xã", parent=commune.committee, kind="base_committee", order=5)
    gone.periods.update(statistical_type="cooperative", valid_to=dt.date(2025, 6, 30))
    Organisation.objects.filter(pk=gone.pk).update(ended_on=dt.date(2025, 6, 30), end_reason="merged")
    make_past(commune.committee, 2025, gone, "good", by=cast.commune)
    Evaluation.objects.filter(cell=gone).update(subject="committee")
    numbers = year_numbers(fresh(Period.objects.get(organisation=commune.committee)))

    rows = {row.key: row.numbers for row in year_paper(numbers, "7a").tables[0].rows}
    assert (rows["base"]["total"], rows["base_good"]["total"], rows["base_good"]["other"]) == (1, 1, 1)
    by_kind = {row.key: row.numbers["total"] for row in year_paper(numbers, "t-org").tables[0].rows}
    assert (by_kind["base_committee"], by_kind.get("upper", 0)) == (1, 0)


def people(*kinds: tuple[str, int, bool, bool]) -> Tally:
    """Members by level: how many, whether a shortcoming was named, whether they were disciplined."""
    entries = []
    for level, number, named, disciplined in kinds:
        trait = Trait("member", level, 1, "", "commune", has_shortcoming=named, is_disciplined=disciplined)
        entries += [Entry(trait, pk, pk) for pk in range(1, number + 1)]
    return Tally(YearFacts(2017, dt.date(2017, 12, 31), {}, tuple(entries), has_below=False))


def test_biểu_7b_fills_the_lines_that_records_know_and_leaves_room_in_the_others() -> None:
    form = forms(2017, dt.date(2017, 12, 31), has_cap=False)["7b"]
    counted = people(("good", 9, True, False), ("completed", 2, True, False), ("completed", 3, False, False),
                     ("failed", 1, True, True), ("failed", 1, True, False))  # fmt: skip
    table = counted_table(form.tables[0], counted, [])
    rows = {row.key: row.numbers for row in table.rows}

    assert (rows["weak"]["total"], rows["weak"]["percent"], rows["weak"]["commune"]) == (2, Decimal("12.50"), 2)
    assert (rows["failed_disciplined"]["total"], rows["failed_found"]["total"]) == (1, 1)
    assert (rows["analysis"]["total"], rows["analysis"]["percent"]) == (16, Decimal("100.00"))
    assert {rows[key]["total"] for key in ("failed_level", "failed_order")} == {0}, "nobody is left for them"
    assert (rows["weak_duty"]["total"], rows["weak_duty"]["commune"], rows["weak_duty"]["service"]) == (None, None, 0)
    assert {row["foreign_whole"] for row in rows.values()} == {0}, "no enterprise with foreign capital, none whole"
    names = ["1) Chưa tận tụy với công việc", "2) Có khuyết điểm trong sinh hoạt"]
    assert left_blank([table]) == [*names, "3) Người đứng đầu chưa hoàn thành nhiệm vụ"]
    assert remarks_of(form, [table], counted)[0].startswith(f"Hồ sơ không có số liệu của “{names[0]}”")


def test_a_table_says_why_some_are_not_evaluated() -> None:
    form, tally = forms()["t-mem"], Tally(facts({"good": 3, "waiting": 2, "postponed": 1, MISSING: 1}, "member", ""))
    (remark,) = remarks_of(form, [counted_table(layout, tally, []) for layout in form.tables], tally)
    assert remark == (
        "Đảng viên chưa được đánh giá vì: chưa kiểm điểm, để lại 1; chưa quyết định 2; "
        "chưa có phiếu đánh giá (chỉ tính vào tổng số) 1."
    )


def test_a_form_as_of_an_earlier_day_does_not_know_later_decisions(decided_year: Period) -> None:
    Decision.objects.update(decided_at=dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC))
    before = year_paper(year_numbers(decided_year, dt.date(2026, 11, 19)), "t-mem")
    after = year_paper(year_numbers(decided_year, dt.date(2026, 11, 20)), "t-mem")
    assert (before.tables[0].total.numbers["rated"], after.tables[0].total.numbers["rated"]) == (0, 8)


def test_a_mark_counts_from_the_day_it_was_given(decided_year: Period) -> None:
    best = Decision.objects.get(evaluation__period=decided_year, level="excellent")
    Decision.objects.update(decided_at=dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC))
    marked = best.facts | {"outstanding": {"recorded_on": "2026-11-21"}}
    Decision.objects.filter(pk=best.pk).update(is_outstanding=True, facts=marked)
    found = [
        year_paper(year_numbers(decided_year, day), "t-mem").tables[0].total.numbers["outstanding"]
        for day in (dt.date(2026, 11, 20), dt.date(2026, 11, 21), None)
    ]
    assert found == [0, 1, 1]


@pytest.mark.parametrize(
    ("year", "words"),
    [(2017, "Trong sạch, vững mạnh"), (2022, "Hoàn thành xuất sắc nhiệm vụ"), (2024, "Hoàn thành xuất sắc nhiệm vụ")],
)
def test_older_years_are_counted_in_their_own_words(db, cast, year: int, words: str) -> None:
    committee = make_organisation("Đảng bộ xã Cũ", founded_on=dt.date(2010, 1, 1))
    cell = make_cell(committee, "Chi bộ Một", founded_on=dt.date(2010, 1, 1))
    person = make_member(cell, since=dt.date(2010, 1, 1))
    make_past(committee, year, cell, "excellent", by=cast.commune)
    make_past(committee, year, person, "good", by=cast.commune, cell=cell)
    numbers = year_numbers(fresh(Period.objects.get(organisation=committee)))
    paper = year_paper(numbers, "7a")
    assert f"a) {words}" in [row.label for row in paper.tables[0].rows]
    assert str({2017: "27-HD", 2022: "21-HD", 2024: "25-HD"}[year]) in paper.bases
    people = [row.label for row in year_paper(numbers, "7b").tables[0].rows]
    assert ("B. Đủ tư cách, hoàn thành tốt nhiệm vụ" in people) is (year == 2017)
    assert ("2) Có khuyết điểm trong sinh hoạt" in people) is (year == 2017)
    assert bool(paper.ratios) is (year != 2017)


def test_the_numbers_of_a_year_ask_as_much_for_many(commune, cast) -> None:
    period = fresh(open_period(commune.committee, year=2026, by=cast.commune))

    def asked() -> int:
        year_paper(year_numbers(period), "t-mem")
        with CaptureQueriesContext(connection) as queries:
            year_paper(year_numbers(period), "t-mem")
        return len(queries)

    before = asked()
    for _number in range(2):
        cell = make_cell(commune.committee)
        Evaluation.objects.create(period=period, subject="cell", cell=cell)
        Evaluation.objects.create(period=period, subject="member", cell=cell, member=make_member(cell))
        make_member(cell)
    assert asked() == before
