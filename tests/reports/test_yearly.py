"""Figures over years: equal to a count in Python, across mergers, and with cells that ended within a year."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from cells.models import Organisation, OrganisationPeriod, Succession
from evaluations.models import Decision, Evaluation
from evaluations.services.periods import open_period
from meetings.models import Attendance, Meeting, MeetingGrade, Passage, Task, TaskReview
from meetings.queries import cell_years
from meetings.queries.late_minutes import late_minutes
from reports.queries.records import meeting_lines
from reports.queries.yearly import (
    Sessions,
    cells_of,
    class_years,
    each_of,
    grade_years,
    groups_of,
    minutes_years,
    session_years,
    task_years,
    voice_years,
)
from reports.queries.yearly.grades import grade_months
from reports.queries.yearly.voices import voice_months
from tests.cast import TODAY
from tests.factories import make_cell, make_meeting, make_member, make_open_meeting, make_organisation

pytestmark = pytest.mark.django_db
YEARS = (2024, 2025, 2026)


def with_periods(*units):
    return list(Organisation.objects.filter(pk__in=[unit.pk for unit in units]).prefetch_related("periods"))


def everything():
    return set(Organisation.objects.values_list("pk", flat=True))


def groups_for(*units):
    return groups_of(with_periods(*units), everything())


def merge(old, new, on):
    """``old`` ended the day before, ``new`` follows it."""
    last = on - dt.timedelta(days=1)
    Organisation.objects.filter(pk=old.pk).update(ended_on=last, end_reason="merged")
    OrganisationPeriod.objects.filter(organisation=old).update(valid_to=last)
    Succession.objects.create(predecessor=old, successor=new, kind="merge", on=on)


def hold(cell, by, *days, **values):
    return [make_open_meeting(cell, day, by=by, **values) for day in days]


def added_up(cells, year, until=TODAY):
    """The same by the reading of single cells."""
    rows = cell_years(cells, year, cut_off=until).values()
    return (
        sum(row.regular_due for row in rows),
        sum(row.regular_held for row in rows),
        sum(row.thematic_held for row in rows),
        sum(row.present for row in rows),
        sum(row.counted for row in rows),
    )


def test_sessions_and_attendance_equal_the_count_of_single_cells(commune, cast):
    by, (first, second, third) = cast.secretary, commune.cells
    make_member(first, status="exempt", since=dt.date(2025, 1, 1))
    make_member(first, status="away", since=dt.date(2025, 1, 1))
    for month in (1, 2, 4, 7, 10):
        hold(first, by, dt.date(2026, month, 5), kind="combined" if month % 2 else "regular")
    hold(second, by, dt.date(2026, 3, 5), dt.date(2025, 3, 5), dt.date(2025, 4, 5))
    hold(second, by, dt.date(2026, 5, 20), kind="thematic")
    hold(second, by, dt.date(2026, 5, 21), kind="committee")
    make_meeting(third, dt.date(2026, 3, 5), by=by)
    make_meeting(third, dt.date(2026, 4, 5), by=by, state="cancelled", cancelled_reason="Bão")
    marks = Attendance.objects.filter(meeting__cell=first).order_by("pk")
    marks.filter(member=cast.member.member).update(state="unexcused")
    marks.filter(status="exempt", meeting__month__lt=5).update(state="present")
    groups = groups_for(commune.committee)
    sessions, voices = session_years(groups, YEARS, TODAY), voice_years(groups, YEARS, TODAY)
    for year in YEARS:
        found, came = sessions[commune.committee.pk, year], voices.get((commune.committee.pk, year))
        numbers = (came.present, came.counted) if came else (0, 0)
        assert (found.due, found.held, found.thematic, *numbers) == added_up(commune.cells, year)
    assert sessions[commune.committee.pk, 2026].cells == 3


def test_a_cell_that_ended_within_the_year_owes_its_own_months_alone(commune, cast):
    ended = make_cell(commune.committee)
    hold(ended, cast.secretary, dt.date(2025, 1, 5), dt.date(2025, 6, 5))
    merge(ended, commune.cells[0], dt.date(2025, 6, 16))
    groups = groups_for(commune.committee)
    found = session_years(groups, [2025], TODAY)[commune.committee.pk, 2025]
    assert (found.cells, found.due, found.held) == (4, 36 + 5 + 1, 2)  # June: it met, though it did not stand wholly
    cells = cells_of(groups, YEARS, TODAY)
    assert cells[2025] == [ended.pk, *(cell.pk for cell in commune.cells)]
    assert cells[2026] == [cell.pk for cell in commune.cells]
    each = session_years(each_of(cells[2025], everything()), [2025], TODAY)[ended.pk, 2025]
    assert (each.due, each.held, each.asked, each.complete) == (6, 2, 1, 0)


def test_a_merged_cell_has_the_years_of_those_it_followed(commune, cast):
    old = make_cell(commune.committee, "Chi bộ cũ")
    hold(old, cast.secretary, *(dt.date(2024, month, 5) for month in range(1, 10)))
    hold(commune.cells[0], cast.secretary, *(dt.date(2024, month, 5) for month in range(1, 13)))
    merge(old, commune.cells[0], dt.date(2025, 7, 1))
    found = session_years(groups_for(commune.cells[0]), YEARS, TODAY)
    assert (found[commune.cells[0].pk, 2024].cells, found[commune.cells[0].pk, 2024].held) == (2, 21)
    assert found[commune.cells[0].pk, 2024].regular_each == Decimal("10.5")
    assert [found[commune.cells[0].pk, year].cells for year in (2025, 2026)] == [2, 1]


def test_a_merged_commune_has_the_years_of_those_it_followed_by_the_tree_of_the_time(commune, cast):
    old = make_organisation("Đảng bộ xã cũ", parent=commune.province)
    moved = make_cell(old, "Chi bộ chuyển về")
    hold(moved, cast.secretary, dt.date(2024, 3, 5))
    elsewhere = make_cell(Organisation.objects.get(code="BB"), "Chi bộ từ xã khác")
    hold(elsewhere, cast.secretary, dt.date(2024, 3, 5))
    for cell in (moved, elsewhere):
        before = OrganisationPeriod.objects.get(organisation=cell)
        OrganisationPeriod.objects.filter(pk=before.pk).update(valid_to=dt.date(2025, 6, 30))
        OrganisationPeriod.objects.create(
            organisation=cell, name=before.name, name_key=before.name_key, kind="cell", parent=commune.committee,
            valid_from=dt.date(2025, 7, 1),
        )  # fmt: skip
    merge(old, commune.committee, dt.date(2025, 7, 1))
    found = session_years(groups_for(commune.committee), YEARS, TODAY)
    assert [found[commune.committee.pk, year].cells for year in YEARS] == [4, 5, 5]
    assert found[commune.committee.pk, 2024].held == 1  # the commune that goes on keeps its own past


def test_figures_of_an_earlier_day_know_nothing_later(commune, cast):
    cell = commune.cells[0]
    hold(cell, cast.secretary, dt.date(2026, 1, 5), dt.date(2026, 2, 5), dt.date(2026, 3, 5))
    day = dt.date(2026, 2, 28)
    found = session_years(groups_for(commune.committee), [2026], day)[commune.committee.pk, 2026]
    assert (found.due, found.held, found.months) == (6, 2, 2)
    assert found.regular_each == Decimal("0.7")
    assert session_years(groups_for(commune.committee), [2027], TODAY) == {}


def test_nothing_beyond_what_the_reader_may_read_is_counted(commune, cast):
    hold(commune.cells[0], cast.secretary, dt.date(2026, 1, 5))
    groups = groups_of(with_periods(commune.committee), {commune.committee.pk, commune.cells[1].pk})
    found = session_years(groups, [2026], TODAY)[commune.committee.pk, 2026]
    assert (found.cells, found.held) == (1, 0)


def test_speakers_are_counted_once_a_meeting(commune, cast):
    [first, second] = hold(commune.cells[0], cast.secretary, dt.date(2026, 1, 5), dt.date(2026, 2, 5))
    for meeting, speakers in ((first, [cast.secretary, cast.deputy, cast.deputy]), (second, [cast.deputy])):
        for speaker in speakers:
            Passage.objects.create(meeting=meeting, kind="opinion", speaker=speaker.member, item=meeting.items.get())
    Passage.objects.create(
        meeting=second, kind="opinion", speaker=cast.member.member, item=second.items.get(), is_removed=True
    )
    groups = groups_for(commune.committee)
    year = voice_years(groups, [2026], TODAY)[commune.committee.pk, 2026]
    assert (year.spoke, year.came, year.speakers, year.meetings) == (3, 6, Decimal("50.0"), 2)
    months = voice_months(groups, 2026, TODAY)
    assert [months[commune.committee.pk, month].spoke for month in (1, 2)] == [2, 1]


def test_grades_are_those_of_regular_meetings_fixed_by_the_day(commune, cast):
    meetings = hold(commune.cells[0], cast.secretary, dt.date(2026, 1, 5), dt.date(2026, 2, 5), dt.date(2026, 3, 5))
    for meeting, grade in zip(meetings, ("tot", "kha"), strict=False):
        MeetingGrade.objects.create(meeting=meeting, grade=grade, label=grade, decided_by=cast.commune)
    MeetingGrade.objects.update(decided_at=dt.datetime(2026, 4, 1, tzinfo=dt.UTC))
    groups = groups_for(commune.committee)
    found = grade_years(groups, [2026], TODAY)[commune.committee.pk, 2026]
    assert (dict(found.grades), found.without, found.good_percent) == ({"tot": 1, "kha": 1}, 1, Decimal("50.0"))
    before = grade_years(groups, [2026], dt.date(2026, 3, 31))[commune.committee.pk, 2026]
    assert (dict(before.grades), before.without) == ({}, 3)
    assert grade_months(groups, 2026, TODAY)[commune.committee.pk, 3].without == 1


def test_late_minutes_are_those_of_the_list(commune, cast):
    sent = {"state": "submitted", "submitted_by": cast.secretary, "ended_at": dt.time(21)}
    for month, day in ((1, 6), (2, 9), (3, 7)):
        moment = dt.datetime(2026, month, day, 3, tzinfo=dt.UTC)
        hold(commune.cells[0], cast.secretary, dt.date(2026, month, 5), submitted_at=moment, **sent)
    hold(commune.cells[1], cast.secretary, dt.date(2026, 3, 5))
    hold(commune.cells[2], cast.secretary, dt.date(2026, 3, 5), returned_reason="Thiếu")
    found = minutes_years(groups_for(commune.committee), [2026], TODAY)[commune.committee.pk, 2026]
    listed = late_minutes(Meeting.objects.all(), everything(), 2026, TODAY)
    assert (found.held, found.sent, found.late) == (5, 3, 2) == (5, 3, listed.count())


def test_minutes_sent_or_sent_back_after_the_day_were_not_yet(commune, cast):
    [meeting] = hold(
        commune.cells[0], cast.secretary, dt.date(2026, 3, 5), state="submitted", submitted_by=cast.secretary,
        ended_at=dt.time(21), submitted_at=dt.datetime(2026, 3, 20, 3, tzinfo=dt.UTC), returned_reason="Thiếu",
    )  # fmt: skip
    for action, day in (("submitted", 9), ("returned", 12), ("submitted", 20), ("corrected", 25)):
        AuditEvent.objects.create(
            at=dt.datetime(2026, 3, day, 3, tzinfo=dt.UTC), actor_name="x", action=f"meetings.minutes_{action}",
            thing_kind="meetings.Meeting", thing_id=meeting.pk, thing_label="x", note="Thiếu",
        )  # fmt: skip
    groups, key = groups_for(commune.committee), (commune.committee.pk, 2026)
    found = {day: minutes_years(groups, [2026], dt.date(2026, 3, day))[key] for day in (7, 8, 10, 13, 21)}
    assert {day: (row.sent, row.late) for day, row in found.items()} == {
        7: (0, 0),  # two days are not over
        8: (0, 1),
        10: (1, 1),  # sent on the fourth day
        13: (1, 0),  # sent back: no longer blamed
        21: (1, 0),
    }
    # Opened to be corrected, they are no longer known as sent back; on the days before they still are.
    Meeting.objects.filter(pk=meeting.pk).update(returned_reason="")
    for day, late in ((dt.date(2026, 3, 13), 0), (dt.date(2026, 3, 26), 1), (TODAY, 1)):
        listed = meeting_lines([commune.cells[0]], 2026, day)
        late_then = minutes_years(groups, [2026], day)[key].late
        assert (late_then, sum(line.days_late > 0 for line in listed)) == (late, late)


def test_tasks_are_done_when_a_later_meeting_found_so(commune, cast):
    [first, second] = hold(commune.cells[0], cast.secretary, dt.date(2026, 1, 5), dt.date(2026, 2, 5))
    done, dropped, gone, _open = (
        Task.objects.create(meeting=first, text=text, is_removed=text == "bỏ") for text in ("xong", "dừng", "bỏ", "còn")
    )
    TaskReview.objects.create(task=done, meeting=second, outcome="done")
    TaskReview.objects.create(task=gone, meeting=second, outcome="done")
    Task.objects.filter(pk__in=[done.pk, dropped.pk]).update(
        closed_on=dt.date(2026, 3, 1), closed_reason="Hết việc", closed_by=cast.secretary
    )
    found = task_years(groups_for(commune.committee), [2026], TODAY)[commune.committee.pk, 2026]
    assert (found.given, found.done, found.dropped, found.done_percent) == (3, 1, 1, Decimal("50.0"))
    before = task_years(groups_for(commune.committee), [2026], dt.date(2026, 1, 31))[commune.committee.pk, 2026]
    assert (before.given, before.done, before.dropped) == (3, 0, 0)


def test_classes_are_those_in_force_on_the_day(commune, cast):
    period = open_period(commune.committee, year=2025, by=cast.commune)
    rows = list(Evaluation.objects.filter(period=period, subject="cell").order_by("cell__order"))

    def decide(evaluation, level, day, replaces=None):
        version = replaces.version + 1 if replaces else 1
        return Decision.objects.create(
            evaluation=evaluation, level=level, computed_level=level or "not_rated", decided_on=day, facts={},
            trace=[], decided_by=cast.commune, version=version, replaces=replaces,
            kind="corrected" if replaces else "first", reason="Có kết luận mới",
        )  # fmt: skip

    first = decide(rows[0], "excellent", dt.date(2025, 12, 20))
    decide(rows[0], "good", dt.date(2026, 3, 1), replaces=first)
    decide(rows[1], "", dt.date(2025, 12, 20))
    groups = groups_for(commune.committee)
    found = class_years(groups, [2025], TODAY, subjects=["cell"])[commune.committee.pk, 2025, "cell"]
    assert (dict(found.levels), found.unrated, found.waiting, found.all) == ({"good": 1}, 1, 1, 3)
    before = class_years(groups, [2025], dt.date(2025, 12, 31), subjects=["cell"])[commune.committee.pk, 2025, "cell"]
    assert (dict(before.levels), before.excellent_percent) == ({"excellent": 1}, Decimal("100.0"))
    nothing = class_years(groups, [2025], dt.date(2025, 12, 1), subjects=["cell"])[commune.committee.pk, 2025, "cell"]
    assert (nothing.rated, nothing.waiting) == (0, 3)


def test_nothing_of_nothing_is_no_share():
    empty = Sessions()
    assert (empty.held_percent, empty.complete_percent, empty.regular_each, empty.thematic_each) == (None,) * 4


def test_each_question_is_asked_once_however_many_units_there_are(commune, cast):
    hold(commune.cells[0], cast.secretary, dt.date(2026, 1, 5))
    for units in ([commune.committee], [commune.province, *commune.cells]):
        rows, within = with_periods(*units), everything()
        with CaptureQueriesContext(connection) as queries:
            groups = groups_of(rows, within)
            session_years(groups, YEARS, TODAY)
            voice_years(groups, YEARS, TODAY)
            grade_years(groups, YEARS, TODAY)
            minutes_years(groups, YEARS, TODAY)
            class_years(groups, YEARS, TODAY, subjects=["cell"])
        assert len(queries) == 6
