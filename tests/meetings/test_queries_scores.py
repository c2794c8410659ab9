import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.documents.month_scores import month_scores_pdf, month_scores_xlsx
from meetings.models import MeetingGrade
from meetings.queries.scores import grade_marks, month_summary, year_scores
from meetings.services.scores import (
    Given,
    agree_with_self_score,
    fix_grade,
    save_self_score,
    save_superior_score,
)
from meetings.services.sheets import Decision, put_sheet_in_force
from tests.factories import make_cell, make_member, make_open_meeting, make_organisation
from tests.meetings.scoring import full_points, scored_meeting

TODAY = dt.date(2026, 11, 22)


def graded(cell, by, month, grade, label="x", year=2026):
    meeting = make_open_meeting(cell, dt.date(year, month, 4), by=by)
    MeetingGrade.objects.create(meeting=meeting, grade=grade, label=label, percent=Decimal(91), decided_by=by)
    return meeting


@pytest.fixture
def scored(commune, cast):
    meeting = scored_meeting(commune.cells[0], cast.secretary)
    save_self_score(meeting, full_points(n4_2=Given(Decimal(9), "chung chung")), by=cast.secretary, agreed=3)
    return meeting


def test_summary_has_a_row_for_each_cell_and_says_why_points_were_lost(commune, cast, scored):
    summary = month_summary(commune.committee, 2026, 10)
    assert [row.name for row in summary.rows] == [cell.name for cell in commune.cells]
    first, second, _third = summary.rows
    assert (first.members, str(first.own.percent), first.own_label) == (4, "98.95", "Tốt")
    assert first.explanation == "4.2 (−1): chung chung"
    assert (first.official, first.mark.is_official) == ("", False)
    assert (second.meeting, second.explanation) == (None, "chưa có buổi sinh hoạt trong sổ")
    assert (summary.without, summary.waiting) == (3, [])


def test_lost_points_are_those_of_the_score_that_is_shown(commune, cast, scored):
    save_superior_score(scored, full_points(n4_1=Given(Decimal(3), "thiếu bước")), by=cast.commune)
    row = month_summary(commune.committee, 2026, 10).rows[0]
    assert (str(row.mark.percent), row.explanation) == ("98.95", "4.2 (−1): chung chung")
    fix_grade(scored, grade="tot", by=cast.commune)
    row = month_summary(commune.committee, 2026, 10).rows[0]
    assert (str(row.mark.percent), row.explanation) == ("97.89", "4.1 (−2): thiếu bước")


def test_summary_offers_to_fix_what_both_agree_on(commune, cast, scored):
    agree_with_self_score(scored, by=cast.commune)
    assert month_summary(commune.committee, 2026, 10).waiting == [scored]
    fix_grade(scored, grade="tot", by=cast.commune)
    summary = month_summary(commune.committee, 2026, 10)
    assert summary.waiting == []
    assert [number for _key, _label, number in summary.counts] == [1, 0, 0, 0]


def test_cells_of_a_part_committee_are_summed_up_with_the_others(commune):
    part = make_organisation("Đảng bộ bộ phận Trường học", kind="part_committee", parent=commune.committee)
    inner = make_cell(part, "Chi bộ Trường Mầm non", order=9)
    assert inner in [row.cell for row in month_summary(commune.committee, 2026, 10).rows]


def test_summary_takes_the_same_queries_for_one_cell_and_for_three(commune, cast):
    counts = []
    for number in (1, 3):
        for cell in commune.cells[:number]:
            if not cell.meetings.exists():
                make_member(cell)
                graded(cell, cast.secretary, 10, "tot")
        with CaptureQueriesContext(connection) as found:
            summary = month_summary(commune.committee, 2026, 10)
            assert all(row.name for row in summary.rows)
        counts.append(len(found))
    assert counts[0] == counts[1] <= 8


def test_marks_show_the_official_grade_before_the_cells_own(commune, cast, scored):
    typed = make_open_meeting(commune.cells[1], by=cast.secretary, self_score=Decimal(72))
    marks = grade_marks([scored.pk, typed.pk])
    assert (marks[scored.pk].label, marks[scored.pk].is_official) == ("Tốt", False)
    assert marks[typed.pk].label == "Khá"
    fix_grade(scored, grade="kha", reason="x", by=cast.commune)
    assert (grade_marks([scored.pk])[scored.pk].label, grade_marks([scored.pk])[scored.pk].is_official) == ("Khá", True)


def test_year_of_twelve_grades_follows_the_rule_of_the_committee(commune, cast):
    for month in range(1, 13):
        graded(commune.cells[0], cast.secretary, month, "tot" if month <= 7 else "kha", year=2025)
    scores = year_scores(commune.cells[0], 2025, day=TODAY)
    assert (scores.result.grade, scores.missing, dict(scores.counts)["Tốt"]) == ("tot", [], 7)
    year = [{"grade": "tot", "share": 100, "from": "kha", "count": 8, "whole": True}]
    decision = Decision("an-phu-2025", dt.date(2025, 1, 1), own={"year": year})
    put_sheet_in_force(commune.committee, decision, by=cast.commune)
    assert year_scores(commune.cells[0], 2025, day=TODAY).result.grade == ""


def test_month_without_an_official_grade_is_shown_and_leaves_the_year_open(commune, cast):
    for month in range(1, 12):
        graded(commune.cells[0], cast.secretary, month, "tot", year=2025)
    make_open_meeting(commune.cells[0], dt.date(2025, 12, 4), by=cast.secretary, self_score=Decimal(95))
    scores = year_scores(commune.cells[0], 2025, day=TODAY)
    assert [month.month for month in scores.missing] == [12]
    assert scores.missing[0].mark.is_open
    assert scores.result.grade == ""


def test_months_before_the_cell_was_founded_do_not_count(commune, cast):
    young = make_cell(commune.committee, founded_on=dt.date(2025, 7, 1))
    make_member(young)
    for month in range(7, 13):
        graded(young, cast.secretary, month, "tot", year=2025)
    scores = year_scores(young, 2025, day=TODAY)
    assert (scores.missing, sum(month.is_asked for month in scores.months)) == ([], 6)
    assert scores.result.grade == ""


def test_workbook_and_paper_come_from_the_same_rows(commune, scored):
    assert month_scores_xlsx(commune.committee, 2026, 10)[:2] == b"PK"
    assert month_scores_pdf(commune.committee, 2026, 10)[:5] == b"%PDF-"
