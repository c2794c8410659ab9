"""Tasks: given to someone by a day, and looked at again at the next meetings."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from cells.services.organisations import merge_cells
from core.errors import DomainError
from meetings.models import Meeting, Task, TaskReview
from meetings.queries.tasks import tasks_carried_into
from meetings.services.tasks import assign_task, remove_task, restore_task, review_task
from tests.factories import make_open_meeting

pytestmark = pytest.mark.django_db
DUE = dt.date(2026, 10, 20)


@pytest.fixture
def earlier(commune, cast) -> Meeting:
    return make_open_meeting(commune.cells[0], dt.date(2026, 9, 5), by=cast.secretary)


@pytest.fixture
def meeting(commune, cast, earlier) -> Meeting:
    return make_open_meeting(commune.cells[0], by=cast.secretary)


@pytest.fixture
def task(earlier, cast) -> Task:
    return assign_task(
        earlier, text="Nạo vét mương", owner=cast.member.member, due_on=dt.date(2026, 9, 30), by=cast.secretary
    )


def test_assign_task_stores_who_what_when_and_one_audit_line(meeting, cast, commune):
    item = meeting.items.get()
    task = assign_task(
        meeting, item=item, text=" Vận động  hiến đất ", owner=cast.member.member, due_on=DUE, by=cast.secretary
    )
    assert (task.text, task.owner, task.due_on, task.item) == ("Vận động hiến đất", cast.member.member, DUE, item)
    line = AuditEvent.objects.get(action="meetings.task_assigned")
    assert (line.thing_label, line.organisation_number) == ("Vận động hiến đất", commune.cells[0].pk)
    assert line.changes == {"owner": [None, "Trịnh Mạnh Lâm"], "due_on": [None, "2026-10-20"]}


def test_assign_task_to_the_whole_cell_without_a_day_is_possible(meeting, cast):
    task = assign_task(meeting, text="Nộp đảng phí", by=cast.secretary)
    assert (task.owner, task.due_on, task.item) == (None, None, None)


def test_assign_task_submitted_twice_stores_one(meeting, cast):
    first, second = (assign_task(meeting, text="Nộp đảng phí", due_on=DUE, by=cast.secretary) for _click in "12")
    assert first == second


def test_assign_task_without_words_is_refused(meeting, cast):
    with pytest.raises(DomainError, match="ghi việc"):
        assign_task(meeting, text=" ", by=cast.secretary)


def test_assign_task_to_someone_from_elsewhere_is_refused(meeting, cast):
    with pytest.raises(DomainError, match="không có trong danh sách"):
        assign_task(meeting, text="Việc", owner=cast.stranger.member, by=cast.secretary)


def test_assign_task_due_before_the_meeting_is_refused_with_both_days(meeting, cast):
    assert assign_task(meeting, text="Làm ngay", due_on=meeting.held_on, by=cast.secretary)
    with pytest.raises(DomainError, match="Thời hạn 04/10/2026 sớm hơn ngày họp 05/10/2026"):
        assign_task(meeting, text="Việc", due_on=dt.date(2026, 10, 4), by=cast.secretary)


def test_tasks_when_the_minutes_are_closed_are_refused(meeting, task, cast):
    own = assign_task(meeting, text="Việc", by=cast.secretary)
    Meeting.objects.filter(pk=meeting.pk).update(state="planned")
    deeds = (
        lambda: assign_task(meeting, text="Việc khác", by=cast.secretary),
        lambda: remove_task(own, by=cast.secretary),
        lambda: restore_task(own, by=cast.secretary),
        lambda: review_task(task, meeting=meeting, outcome="done", by=cast.secretary),
    )
    for deed in deeds:
        with pytest.raises(DomainError, match="chưa mở"):
            deed()


def test_remove_task_and_restore_it(meeting, cast):
    task = assign_task(meeting, text="Việc", by=cast.secretary)
    assert remove_task(task, by=cast.secretary)
    assert not remove_task(task, by=cast.secretary)
    assert restore_task(task, by=cast.secretary)
    assert not restore_task(task, by=cast.secretary)
    actions = AuditEvent.objects.filter(thing_kind="meetings.Task").values_list("action", flat=True)
    assert list(actions) == ["meetings.task_restored", "meetings.task_removed", "meetings.task_assigned"]


def test_review_task_stores_outcome_and_figures_and_later_changes_them(meeting, task, cast):
    review_task(task, meeting=meeting, outcome="partly", note=" đạt  2.500/4.000 m2 ", by=cast.secretary)
    review_task(task, meeting=meeting, outcome="partly", note="đạt 2.500/4.000 m2", by=cast.secretary)
    review_task(task, meeting=meeting, outcome="done", note="đạt 4.000 m2", by=cast.deputy)
    review = TaskReview.objects.get()
    assert (review.task, review.meeting, review.outcome, review.note) == (task, meeting, "done", "đạt 4.000 m2")
    lines = list(AuditEvent.objects.filter(action="meetings.task_reviewed").order_by("pk"))
    assert [line.changes["outcome"] for line in lines] == [[None, "partly"], ["partly", "done"]]
    assert lines[0].thing_label == "Nạo vét mương"


def test_review_task_without_an_outcome_is_refused(meeting, task, cast):
    with pytest.raises(DomainError, match="Hãy chọn"):
        review_task(task, meeting=meeting, outcome="", note="x", by=cast.secretary)


def test_review_task_with_a_long_note_is_refused(meeting, task, cast):
    with pytest.raises(DomainError, match="300 ký tự"):
        review_task(task, meeting=meeting, outcome="done", note="x" * 301, by=cast.secretary)


def test_review_task_of_this_meeting_or_another_cell_is_refused(meeting, cast, commune):
    own = assign_task(meeting, text="Việc mới", by=cast.secretary)
    elsewhere = make_open_meeting(commune.cells[1], dt.date(2026, 9, 5), by=cast.secretary)
    foreign = assign_task(elsewhere, text="Việc chi bộ bạn", by=cast.secretary)
    for wrong in (own, foreign):
        with pytest.raises(DomainError, match="không thuộc các buổi trước"):
            review_task(wrong, meeting=meeting, outcome="done", by=cast.secretary)


def test_carried_tasks_are_the_open_ones_of_earlier_meetings_oldest_first(commune, cast, earlier, meeting, task):
    first = make_open_meeting(commune.cells[0], dt.date(2026, 8, 5), by=cast.secretary)
    old = assign_task(first, text="Việc tháng 8", by=cast.secretary)
    done = assign_task(first, text="Đã xong", by=cast.secretary)
    review_task(done, meeting=earlier, outcome="done", by=cast.secretary)
    review_task(old, meeting=earlier, outcome="not_done", by=cast.secretary)
    remove_task(assign_task(first, text="Đã bỏ", by=cast.secretary), by=cast.secretary)
    assign_task(meeting, text="Việc tháng 10", by=cast.secretary)
    review_task(task, meeting=meeting, outcome="done", note="xong", by=cast.secretary)
    carried = tasks_carried_into(meeting)
    assert [(row.task, row.review.outcome if row.review else None, row.is_overdue) for row in carried] == [
        (old, None, False),
        (task, "done", True),
    ]


def test_carried_tasks_follow_a_merged_cell(commune, cast):
    before = make_open_meeting(commune.cells[1], dt.date(2026, 6, 5), by=cast.secretary)
    task = assign_task(before, text="Việc của chi bộ cũ", by=cast.secretary)
    merge_cells([commune.cells[1]], into=commune.cells[0], last_day=dt.date(2026, 6, 30), by=cast.commune)
    meeting = make_open_meeting(commune.cells[0], dt.date(2026, 7, 5), by=cast.secretary)
    assert [row.task for row in tasks_carried_into(meeting)] == [task]


@pytest.mark.parametrize("number", [1, 3])
def test_carried_tasks_take_four_queries_for_any_number(number, earlier, meeting, cast, django_assert_num_queries):
    for index in range(number):
        assign_task(earlier, text=f"Việc {index}", owner=cast.member.member, by=cast.secretary)
    with django_assert_num_queries(4):
        rows = tasks_carried_into(meeting)
        assert [str(row.task.owner) + str(row.task.meeting) for row in rows]
    assert len(rows) == number
