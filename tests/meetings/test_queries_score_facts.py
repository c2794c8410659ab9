import datetime as dt

import pytest

from cells.models import Seat
from meetings.models import Attendance, Meeting, Passage, Task, TaskReview
from meetings.queries.score_facts import score_facts, values_of
from tests.factories import make_meeting, make_open_meeting
from tests.meetings.scoring import scored_meeting


@pytest.fixture
def meeting(commune, cast):
    return scored_meeting(commune.cells[0], cast.secretary)


def value(meeting, name, **settings):
    return score_facts(Meeting.objects.get(pk=meeting.pk), settings)[name].value


def test_facts_of_a_whole_meeting_come_from_the_records(meeting):
    assert values_of(score_facts(meeting, {})) == {
        "duration_minutes": 95,
        "required_minutes": 90,
        "counted_members": 4,
        "present": 4,
        "absent_without_reason": 0,
        "longest_excused_streak": 0,
        "speakers": 4,
        "has_committee": True,
        "committee_met_with_minutes": True,
        "member_notice_days": 3,
        "papers_days_before": 3,
        "has_theme": False,
        "previous_tasks": 1,
        "previous_tasks_met": 1,
        "reported_after_days": None,
    }


def test_what_the_records_do_not_hold_is_not_known(commune, cast):
    facts = score_facts(make_open_meeting(commune.cells[0], by=cast.secretary), {})
    unknown = {name for name, reading in facts.items() if reading.value is None}
    still_open = {name for name in unknown if facts[name].is_open}
    assert unknown == {
        "duration_minutes",
        "committee_met_with_minutes",
        "member_notice_days",
        "papers_days_before",
        "reported_after_days",
    }
    assert still_open == {"duration_minutes", "reported_after_days"}


def test_attendance_is_open_until_everyone_is_marked(meeting):
    Attendance.objects.filter(meeting=meeting).first().delete()
    row = Attendance.objects.filter(meeting=meeting).first()
    Attendance.objects.filter(pk=row.pk).update(state="")
    facts = score_facts(meeting, {})
    assert (facts["present"].value, facts["present"].is_open) == (None, True)
    assert "1 đồng chí" in facts["present"].said


def test_speakers_are_members_present_each_once(meeting):
    row = meeting.attendances.first()
    Passage.objects.create(meeting=meeting, item=meeting.items.get(), kind="opinion", speaker=row.member)
    assert value(meeting, "speakers") == 4
    Attendance.objects.filter(pk=row.pk).update(state="excused", reason="ốm")
    assert value(meeting, "speakers") == 3


def test_streak_runs_over_the_meetings_of_the_year(commune, cast, meeting):
    member = cast.member.member
    for month in (5, 6, 7, 8, 9):
        found = Meeting.objects.filter(cell=commune.cells[0], year=2026, month=month).first()
        held = found or make_open_meeting(commune.cells[0], dt.date(2026, month, 3), by=cast.secretary)
        Attendance.objects.filter(meeting=held, member=member).update(state="excused", reason="ốm")
    reading = score_facts(meeting, {})["longest_excused_streak"]
    assert (reading.value, str(member) in reading.said) == (5, True)


def test_secretary_alone_is_no_committee(commune, cast, meeting):
    Seat.objects.filter(organisation=commune.cells[0]).exclude(office="secretary").delete()
    assert value(meeting, "has_committee") is False


def test_committee_that_met_without_minutes_has_none(meeting):
    Passage.objects.filter(meeting__kind="committee").delete()
    assert value(meeting, "committee_met_with_minutes") is False


def test_committee_that_met_before_the_last_meeting_does_not_count(meeting):
    Meeting.objects.filter(kind="committee").update(held_on=dt.date(2026, 9, 4))
    assert value(meeting, "committee_met_with_minutes") is None


def test_notice_on_the_day_itself_is_no_day_before(meeting):
    Meeting.objects.filter(pk=meeting.pk).update(notice_sent_at=dt.datetime(2026, 10, 4, 17, 30, tzinfo=dt.UTC))
    assert value(meeting, "member_notice_days") == 0
    Meeting.objects.filter(pk=meeting.pk).update(notice_sent_at=dt.datetime(2026, 10, 4, 16, 30, tzinfo=dt.UTC))
    assert value(meeting, "member_notice_days") == 1


def test_thematic_meeting_of_the_month_is_its_theme(commune, cast, meeting):
    other = make_meeting(commune.cells[0], dt.date(2026, 10, 20), kind="thematic", theme="Bác Hồ")
    assert value(meeting, "has_theme") is False
    evidence = {"opened_by": cast.secretary, "opened_at": meeting.opened_at, "started_at": dt.time(8)}
    Meeting.objects.filter(pk=other.pk).update(state="open", **evidence)
    assert value(meeting, "has_theme") is True


def test_tasks_due_later_do_not_count_until_done(meeting):
    before = Meeting.objects.get(month=9)
    later = Task.objects.create(meeting=before, text="Làm đường", due_on=dt.date(2026, 12, 1))
    assert value(meeting, "previous_tasks") == 1
    TaskReview.objects.create(task=later, meeting=meeting, outcome="done")
    assert (value(meeting, "previous_tasks"), value(meeting, "previous_tasks_met")) == (2, 2)


def test_task_not_judged_yet_leaves_the_share_open(meeting):
    Task.objects.create(meeting=Meeting.objects.get(month=9), text="Làm đường")
    reading = score_facts(meeting, {})["previous_tasks"]
    assert (reading.value, reading.is_open) == (None, True)


def test_task_done_at_a_meeting_in_between_counts(commune, cast, meeting):
    task = Task.objects.create(meeting=Meeting.objects.get(month=9), text="Làm đường")
    between = make_open_meeting(commune.cells[0], dt.date(2026, 9, 20), by=cast.secretary, kind="extraordinary")
    TaskReview.objects.create(task=task, meeting=between, outcome="done")
    assert (value(meeting, "previous_tasks"), value(meeting, "previous_tasks_met")) == (2, 2)


@pytest.mark.parametrize(
    ("sent", "days"),
    [(dt.datetime(2026, 10, 7, 16, tzinfo=dt.UTC), 2), (dt.datetime(2026, 10, 7, 18, tzinfo=dt.UTC), 3)],
)
def test_report_is_counted_in_days_of_viet_nam(cast, meeting, sent, days):
    values = {"state": "submitted", "submitted_by": cast.secretary, "submitted_at": sent}
    Meeting.objects.filter(pk=meeting.pk).update(**values)
    assert value(meeting, "reported_after_days") == days


def test_settings_of_the_sheet_change_length_and_roll(commune, meeting):
    assert value(meeting, "required_minutes", large_cell_from=4, large_cell_minutes=120) == 120
    assert value(meeting, "required_minutes", large_cell_from=5, large_cell_minutes=120) == 90
    assert value(meeting, "required_minutes", few_members_at_most=4, few_members_minutes=45) == 45
    assert value(meeting, "required_minutes", few_members_at_most=4) == 1
    assert value(meeting, "required_minutes", few_members_at_most=3) == 90
    row = meeting.attendances.first()
    Attendance.objects.filter(pk=row.pk).update(state="excused", reason="trực")
    cell = commune.cells[0]
    cell.unit_type = "armed_forces"
    cell.save(update_fields=["unit_type"])
    assert value(meeting, "counted_members", duty_absence="left_out") == 3
    assert value(meeting, "counted_members", duty_absence="counted") == 4
