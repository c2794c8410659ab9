"""Where tasks stand: done, reported done, overdue, due for a report; the same in the database and in the rule."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.periods import add_months
from meetings.models import Task, TaskProgress, TaskReview
from meetings.queries.task_board import (
    Standing,
    Wanted,
    in_standing,
    narrowed,
    reckoned,
    standings,
    task_rows,
    with_what_is_shown,
)
from tests.factories import make_member, make_open_meeting

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def meeting(commune, cast):
    return make_open_meeting(commune.cells[0], dt.date(2026, 10, 5), by=cast.secretary)


@pytest.fixture
def give(meeting, cast):
    def make(text="Làm đường", on=None, **values):
        return Task.objects.create(meeting=on or meeting, text=text, **values)

    return make


def report(task, cast, value, on=dt.date(2026, 11, 1), **values):
    value = None if value is None else Decimal(str(value))
    return TaskProgress.objects.create(task=task, on=on, value=value, note="x", recorded_by=cast.secretary, **values)


def row_of(task, on=TODAY):
    return task_rows(with_what_is_shown(reckoned(Task.objects.filter(pk=task.pk), on)))[0]


def test_task_overdue_the_day_after_its_day(give):
    assert row_of(give(due_on=TODAY)).standing == Standing.OPEN
    assert row_of(give(due_on=TODAY - dt.timedelta(days=1))).standing == Standing.OVERDUE
    assert row_of(give()).standing == Standing.OPEN


def test_task_found_done_by_a_meeting_is_done_although_late(give, meeting):
    task = give(due_on=dt.date(2026, 10, 31))
    TaskReview.objects.create(task=task, meeting=meeting, outcome="done")
    assert row_of(task).standing == Standing.DONE


@pytest.mark.parametrize(
    ("facts", "value", "reached"),
    [
        ({}, 100, True),
        ({}, "99.99", False),
        ({"unit": "m2", "target": 4000}, 4000, True),
        ({"unit": "m2", "target": 4000}, "3999.99", False),
        ({"unit": "m2", "target": 4000, "baseline": 500}, 4100, True),
        ({"unit": "% hộ nghèo", "target": 11, "baseline": 31}, 11, True),
        ({"unit": "% hộ nghèo", "target": 11, "baseline": 31}, 12, False),
        ({"unit": "hộ", "target": 5, "baseline": 5}, 5, True),
        ({"unit": "hộ"}, 1000, False),
    ],
)
def test_task_reported_done_waits_for_the_meeting_and_is_not_late(give, cast, facts, value, reached):
    task = give(due_on=dt.date(2026, 11, 1), **facts)
    report(task, cast, value)
    row = row_of(task)
    assert row.standing == (Standing.REACHED if reached else Standing.OVERDUE)
    assert row.measure.reached(Decimal(str(value))) is reached


def test_task_reads_the_latest_value_that_was_not_removed(give, cast):
    task = give(unit="m2", target=100)
    report(task, cast, 100, on=dt.date(2026, 11, 1))
    report(task, cast, 60, on=dt.date(2026, 11, 2))
    report(task, cast, 100, on=dt.date(2026, 11, 3), is_removed=True)
    row = row_of(task)
    assert (row.standing, row.forecast.share, len(row.entries)) == (Standing.OPEN, 60, 2)


@pytest.mark.parametrize("given_on", [dt.date(2026, 1, 31), dt.date(2026, 2, 28), dt.date(2028, 1, 30)])
def test_monthly_report_is_due_a_month_after_the_last_one(give, commune, cast, given_on):
    task = give(on=make_open_meeting(commune.cells[1], given_on, by=cast.secretary), rhythm="monthly")
    due = add_months(given_on, 1)
    assert row_of(task, due).report_due_on == due
    assert not row_of(task, due).is_report_late
    assert row_of(task, due + dt.timedelta(days=1)).is_report_late


def test_weekly_report_is_due_a_week_after_a_report_or_a_review(give, commune, cast):
    task = give(rhythm="weekly")
    assert row_of(task).report_due_on == dt.date(2026, 10, 12)
    report(task, cast, None, on=dt.date(2026, 11, 16))
    assert not row_of(task).is_report_late
    later = make_open_meeting(commune.cells[0], dt.date(2026, 11, 20), by=cast.secretary)
    TaskReview.objects.create(task=task, meeting=later, outcome="partly")
    assert row_of(task).report_due_on == dt.date(2026, 11, 27)


def test_task_without_rhythm_is_never_due_for_a_report(give):
    assert row_of(give()).report_due_on is None


def test_standings_count_each_and_the_tabs_show_the_same(give, meeting, cast):
    late = give("quá hạn", due_on=dt.date(2026, 10, 31))
    weekly = give("hằng tuần", rhythm="weekly")
    done, dropped, reached = give("xong"), give("dừng"), give("báo xong")
    TaskReview.objects.create(task=done, meeting=meeting, outcome="done")
    Task.objects.filter(pk=dropped.pk).update(closed_on=TODAY, closed_reason="x", closed_by=cast.secretary)
    report(reached, cast, 100)
    tasks = reckoned(Task.objects.all(), TODAY)
    assert standings(tasks) == {
        "dang-lam": 2,
        "qua-han": 1,
        "can-bao-cao": 1,
        "cho-danh-gia": 1,
        "hoan-thanh": 1,
        "da-dung": 1,
    }
    shown = {name: [task.pk for task in in_standing(tasks, name)] for name in (*Standing.values, "")}
    assert shown["dang-lam"] == [late.pk, weekly.pk]
    assert shown["qua-han"] == [late.pk]
    assert shown["can-bao-cao"] == [weekly.pk]
    assert (shown["cho-danh-gia"], shown["hoan-thanh"], shown["da-dung"]) == ([reached.pk], [done.pk], [dropped.pk])
    assert len(shown[""]) == 5


def test_board_is_narrowed_by_unit_person_words_and_month(give, commune, cast):
    other = make_open_meeting(commune.cells[1], dt.date(2026, 9, 5), by=cast.secretary)
    owner = make_member(commune.cells[1], "Trần Thị Bưởi")
    here, there = give("Nạo vét mương"), give("Thắp sáng đường làng", on=other, owner=owner)
    moved = give("Trồng cây", moved_to=commune.cells[1])

    def found(**words):
        return set(narrowed(Task.objects.all(), Wanted(**words)))

    assert found(unit=commune.cells[0].pk) == {here}
    assert found(unit=commune.cells[1].pk) == {there, moved}
    assert found(unit=commune.committee.pk) == {here, there, moved}
    assert found(words="buoi") == {there}
    assert found(words="mương") == {here}
    assert found(year=2026, month=9) == {there}
    assert found(year=2025) == set()


def test_board_asks_as_often_for_three_tasks_as_for_one(give, cast):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            task_rows(with_what_is_shown(reckoned(Task.objects.all(), TODAY)))
        return len(queries)

    report(give(), cast, 5)
    before = asked()
    for _number in range(2):
        report(give(), cast, 5)
    assert asked() == before
