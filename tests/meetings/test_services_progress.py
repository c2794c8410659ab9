"""How far a task is, between meetings."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from meetings.access import get_task, task_actions_for, tasks_visible_to
from meetings.models import Task, TaskProgress, TaskReview
from meetings.queries.tasks import open_tasks_before
from meetings.services.progress import (
    change_due_day,
    drop_task,
    finish_task,
    record_progress,
    remove_progress,
    step_back,
)
from tests.factories import make_open_meeting

pytestmark = pytest.mark.django_db
GIVEN = dt.date(2026, 10, 5)
DAY = dt.date(2026, 11, 10)
SENT = {"ended_at": dt.time(21), "submitted_at": dt.datetime(2026, 10, 6, tzinfo=dt.UTC)}


@pytest.fixture
def meeting(commune, cast):
    approved = {"state": "approved", "approved_by": cast.commune, "approved_at": SENT["submitted_at"], "snapshot": {}}
    return make_open_meeting(
        commune.cells[0], GIVEN, by=cast.secretary, submitted_by=cast.secretary, **SENT, **approved
    )


@pytest.fixture
def task(meeting, cast):
    return Task.objects.create(
        meeting=meeting,
        text="Giao đất dịch vụ",
        owner=cast.member.member,
        unit="m2",
        baseline=0,
        target=4000,
        due_on=dt.date(2026, 12, 31),
    )


def report(task, by, on=DAY, value="800", note=""):
    return record_progress(task, on=on, value=None if value is None else Decimal(value), note=note, by=by)


def test_record_progress_stores_value_words_and_one_audit_line(task, cast, commune):
    entry = report(task, cast.member, note=" đã giao  khu A ")
    assert (entry.on, entry.value, entry.note) == (DAY, Decimal(800), "đã giao khu A")
    line = AuditEvent.objects.get(action="meetings.progress_recorded")
    assert (line.thing_label, line.organisation_number) == ("Giao đất dịch vụ", commune.cells[0].pk)
    assert line.changes == {"on": [None, "2026-11-10"], "value": [None, "800"]}


def test_record_progress_submitted_twice_stores_one(task, cast):
    assert report(task, cast.member) == report(task, cast.member)
    assert AuditEvent.objects.filter(action="meetings.progress_recorded").count() == 1


def test_record_progress_without_value_and_words_is_refused(task, cast):
    with pytest.raises(DomainError, match="số liệu đã đạt") as refused:
        report(task, cast.member, value=None, note="  ")
    assert refused.value.field == "value"


def test_record_progress_of_tomorrow_is_refused(task, cast):
    with pytest.raises(DomainError, match="23/11/2026 chưa đến"):
        report(task, cast.member, on=dt.date(2026, 11, 23))


def test_record_progress_of_today_and_of_the_meeting_day_is_taken(task, cast):
    report(task, cast.member, on=dt.date(2026, 11, 22))
    report(task, cast.member, on=GIVEN, value="1")
    assert task.progress.count() == 2


def test_record_progress_before_the_task_was_given_is_refused(task, cast):
    with pytest.raises(DomainError, match="giao ngày 05/10/2026"):
        report(task, cast.member, on=dt.date(2026, 10, 4))


@pytest.mark.parametrize("value", ["-1", "0.001", "1000000000000"])
def test_record_progress_of_an_impossible_value_is_refused(task, cast, value):
    with pytest.raises(DomainError, match="từ 0 trở lên"):
        report(task, cast.member, value=value)


def test_record_progress_beyond_the_target_is_taken(task, cast):
    assert report(task, cast.member, value="4200").value == Decimal(4200)


def test_record_progress_above_a_hundred_per_cent_is_refused(task, cast):
    Task.objects.filter(pk=task.pk).update(unit="", target=None)
    task.refresh_from_db()
    with pytest.raises(DomainError, match="phần trăm"):
        report(task, cast.member, value="101")
    assert report(task, cast.member, value="100").value == 100


def test_step_back_names_both_values_and_the_entry_stands(task, cast):
    assert step_back(report(task, cast.member)) == ""
    entry = report(task, cast.member, on=dt.date(2026, 11, 20), value="700.5")
    assert "700,5) kém hơn lần trước (800, ngày 10/11/2026)" in step_back(entry)
    assert TaskProgress.objects.filter(pk=entry.pk, is_removed=False).exists()


def test_finish_task_reports_the_target_and_the_next_meeting_still_judges_it(task, meeting, cast, commune):
    entry = finish_task(task, on=DAY, note="đã giao hết", by=cast.member)
    assert entry.value == Decimal(4000)
    later = make_open_meeting(commune.cells[0], dt.date(2026, 11, 15), by=cast.secretary)
    assert list(open_tasks_before(later)) == [task]


def test_finish_task_with_less_than_the_target_is_refused_and_with_more_taken(task, cast):
    with pytest.raises(DomainError, match=r"3\.999,5 chưa đạt chỉ tiêu 4\.000"):
        finish_task(task, on=DAY, note="", value=Decimal("3999.5"), by=cast.member)
    assert finish_task(task, on=DAY, note="", value=Decimal(4100), by=cast.member).value == 4100


def test_finish_task_counted_without_a_target_is_refused(task, cast):
    Task.objects.filter(pk=task.pk).update(target=None)
    task.refresh_from_db()
    with pytest.raises(DomainError, match="chưa có chỉ tiêu"):
        finish_task(task, on=DAY, note="", by=cast.member)


def test_remove_progress_marks_the_row_and_twice_changes_nothing(task, cast):
    entry = report(task, cast.member)
    assert remove_progress(entry, by=cast.secretary) is True
    assert remove_progress(entry, by=cast.secretary) is False
    entry.refresh_from_db()
    assert entry.is_removed
    assert AuditEvent.objects.filter(action="meetings.progress_removed").count() == 1
    assert report(task, cast.member).pk != entry.pk


def test_change_due_day_keeps_before_and_after_and_the_reason(task, cast):
    change_due_day(task, due_on=dt.date(2027, 3, 31), reason="mưa kéo dài", by=cast.secretary)
    task.refresh_from_db()
    assert task.due_on == dt.date(2027, 3, 31)
    line = AuditEvent.objects.get(action="meetings.task_due_changed")
    assert (line.changes, line.note) == ({"due_on": ["2026-12-31", "2027-03-31"]}, "mưa kéo dài")
    assert change_due_day(task, due_on=dt.date(2027, 3, 31), reason="", by=cast.secretary) is False


@pytest.mark.parametrize(
    ("due_on", "reason", "words"),
    [(dt.date(2027, 1, 1), " ", "lý do đổi"), (dt.date(2026, 10, 4), "x", "sớm hơn ngày giao")],
)
def test_change_due_day_without_reason_or_before_the_task_is_refused(task, cast, due_on, reason, words):
    with pytest.raises(DomainError, match=words):
        change_due_day(task, due_on=due_on, reason=reason, by=cast.secretary)


def test_change_due_day_before_the_minutes_are_approved_is_refused(commune, cast):
    meeting = make_open_meeting(commune.cells[0], GIVEN, by=cast.secretary)
    task = Task.objects.create(meeting=meeting, text="Làm đường")
    with pytest.raises(DomainError, match="chưa được duyệt"):
        change_due_day(task, due_on=dt.date(2027, 1, 1), reason="x", by=cast.secretary)


def test_drop_task_needs_a_reason_and_ends_it(task, cast):
    with pytest.raises(DomainError, match="lý do"):
        drop_task(task, reason="", by=cast.secretary)
    drop_task(task, reason="đất đã thu hồi", by=cast.secretary)
    task.refresh_from_db()
    assert (task.closed_on, task.closed_reason, task.closed_by) == (
        dt.date(2026, 11, 22),
        "đất đã thu hồi",
        cast.secretary,
    )
    for deed in (lambda: report(task, cast.member), lambda: drop_task(task, reason="x", by=cast.secretary)):
        with pytest.raises(DomainError, match="đã dừng ngày 22/11/2026: đất đã thu hồi"):
            deed()


def test_record_progress_of_a_task_that_a_meeting_found_done_is_refused(task, meeting, cast):
    TaskReview.objects.create(task=task, meeting=meeting, outcome="done")
    with pytest.raises(DomainError, match="là hoàn thành"):
        report(task, cast.member)


def test_record_progress_of_a_removed_task_is_refused(task, cast):
    Task.objects.filter(pk=task.pk).update(is_removed=True)
    with pytest.raises(DomainError, match="không còn trong biên bản"):
        report(task, cast.member)


def test_task_is_reported_by_owner_and_leaders_and_steered_by_leaders(task, cast):
    verbs = {name: sorted(task_actions_for(user, task)) for name, user in cast._asdict().items()}
    assert verbs == {
        "secretary": ["report", "steer", "view"],
        "deputy": ["report", "steer", "view"],
        "member": ["report", "view"],
        "commune": ["view"],
        "officer": ["view"],
        "stranger": [],
        "admin": [],
    }


def test_task_of_another_is_not_seen_by_a_plain_member(task, cast):
    Task.objects.filter(pk=task.pk).update(owner=None)
    assert not tasks_visible_to(cast.member).exists()
    assert tasks_visible_to(cast.commune).get() == task


def test_task_taken_over_belongs_to_the_cell_that_took_it(task, cast, commune):
    Task.objects.filter(pk=task.pk).update(moved_to=commune.elsewhere, owner=None)
    assert not tasks_visible_to(cast.secretary).exists()
    moved = get_task(cast.stranger, task.pk, to="steer")
    assert "report" in task_actions_for(cast.stranger, moved)
