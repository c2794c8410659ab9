"""Tasks: given to someone by a day, and looked at again at the next meetings."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import AuditEvent
from cells.services.organisations import merge_cells
from core.errors import DomainError
from meetings.models import KeyTask, Meeting, Task, TaskProgress, TaskReview, YearTheme
from meetings.queries.tasks import tasks_carried_into
from meetings.queries.themes import key_tasks_for
from meetings.services.progress import record_progress
from meetings.services.tasks import assign_task, change_task, remove_task, restore_task, review_task
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
def test_carried_tasks_take_five_queries_for_any_number(number, earlier, meeting, cast, django_assert_num_queries):
    for index in range(number):
        assign_task(earlier, text=f"Việc {index}", owner=cast.member.member, by=cast.secretary)
    with django_assert_num_queries(5):
        rows = tasks_carried_into(meeting)
        assert [str(row.task.owner) + str(row.task.meeting) for row in rows]
    assert len(rows) == number


# --- A target that can be counted, and what the task serves ---


def test_assign_task_with_a_target_keeps_number_unit_baseline_and_rhythm(meeting, cast):
    measure = {"target": Decimal(4000), "unit": "m2", "baseline": Decimal(800), "rhythm": "weekly"}
    task = assign_task(meeting, text="Giao đất dịch vụ", by=cast.secretary, **measure)
    assert {name: getattr(task, name) for name in measure} == measure
    assert AuditEvent.objects.get(action="meetings.task_assigned").changes["target"] == [None, "4000"]
    assert assign_task(meeting, text="Giao đất dịch vụ", by=cast.secretary, **measure) == task


@pytest.mark.parametrize(
    ("measure", "sentence"),
    [
        ({"target": Decimal(4000)}, "ghi đơn vị tính"),
        ({"unit": "m2"}, "“m2” mà chưa có chỉ tiêu"),
        ({"baseline": Decimal(5)}, "đi cùng chỉ tiêu"),
        ({"target": Decimal(5), "baseline": Decimal(5), "unit": "hộ"}, "khác số đầu kỳ"),
        ({"target": Decimal(0), "unit": "hộ"}, "khác số đầu kỳ"),
        ({"target": Decimal(5), "unit": "x" * 31}, "tối đa 30 ký tự"),
    ],
)
def test_assign_task_with_half_a_target_is_refused(meeting, cast, measure, sentence):
    with pytest.raises(DomainError, match=sentence):
        assign_task(meeting, text="Giao đất", by=cast.secretary, **measure)
    assert not Task.objects.exists()


@pytest.fixture
def key_task(commune) -> KeyTask:
    theme = YearTheme.objects.create(organisation=commune.committee, year=2026, title="Năm dân vận")
    return KeyTask.objects.create(theme=theme, kind="breakthrough", text="Cải tạo vườn tạp")


def test_task_serves_a_key_task_of_the_year_of_a_committee_above(meeting, cast, key_task):
    assert key_tasks_for(meeting.cell, meeting.year) == [key_task]
    assert assign_task(meeting, text="Làm vườn mẫu", key_task=key_task, by=cast.secretary).key_task == key_task


@pytest.mark.parametrize("change", [{"year": 2025}, {"organisation": "other"}])
def test_key_task_of_another_year_or_unit_is_refused(meeting, cast, commune, key_task, change):
    if "organisation" in change:
        change = {"organisation": commune.cells[1]}
    YearTheme.objects.update(**change)
    with pytest.raises(DomainError, match="không thuộc năm 2026"):
        assign_task(meeting, text="Làm vườn mẫu", key_task=key_task, by=cast.secretary)


# --- Written down wrongly ---


def test_change_task_corrects_it_and_says_what(meeting, cast):
    task = assign_task(meeting, text="Nộp đảng phí", by=cast.secretary)
    facts = {"text": "Nộp đảng phí quý IV", "due_on": DUE, "owner": cast.member.member}
    assert change_task(task, by=cast.deputy, **facts)
    task.refresh_from_db()
    assert (task.text, task.due_on, task.owner) == ("Nộp đảng phí quý IV", DUE, cast.member.member)
    assert AuditEvent.objects.get(action="meetings.task_changed").changes == {
        "text": ["Nộp đảng phí", "Nộp đảng phí quý IV"],
        "due_on": [None, "2026-10-20"],
        "owner": [None, "Trịnh Mạnh Lâm"],
    }
    assert not change_task(task, by=cast.deputy, **facts)


def test_change_task_refuses_what_assign_task_refuses_and_a_removed_one(meeting, cast):
    task = assign_task(meeting, text="Nộp đảng phí", by=cast.secretary)
    with pytest.raises(DomainError, match="ghi đơn vị tính"):
        change_task(task, text="Nộp đảng phí", target=Decimal(3), by=cast.secretary)
    remove_task(task, by=cast.secretary)
    with pytest.raises(DomainError, match="lấy lại trước khi sửa"):
        change_task(task, text="Khác", by=cast.secretary)


def test_change_task_after_the_minutes_were_sent_is_refused(meeting, cast):
    task = assign_task(meeting, text="Nộp đảng phí", by=cast.secretary)
    Meeting.objects.filter(pk=meeting.pk).update(state="planned")
    with pytest.raises(DomainError, match="chưa mở"):
        change_task(task, text="Khác", by=cast.secretary)


# --- The figure that a meeting hears is progress too ---


@pytest.fixture
def counted(earlier, cast) -> Task:
    return assign_task(earlier, text="Giao đất", target=Decimal(4000), unit="m2", by=cast.secretary)


def review(task, meeting, cast, value, outcome="partly"):
    return review_task(task, meeting=meeting, outcome=outcome, value=value, note="vượt tiến độ", by=cast.secretary)


def test_figure_of_a_review_is_entered_as_progress_once(counted, meeting, cast):
    for _click in "12":
        review(counted, meeting, cast, Decimal(800))
    entry = TaskProgress.objects.get()
    assert (entry.on, entry.value, entry.is_removed) == (meeting.held_on, Decimal(800), False)
    row = tasks_carried_into(meeting)[0]
    assert (row.latest, row.told, row.share) == (entry, entry, 20)


def test_another_figure_takes_the_place_of_the_first_and_none_takes_it_back(counted, meeting, cast):
    review(counted, meeting, cast, Decimal(8000))
    review(counted, meeting, cast, Decimal(800))
    assert TaskProgress.objects.get(is_removed=False).value == Decimal(800)
    review(counted, meeting, cast, None)
    assert not TaskProgress.objects.filter(is_removed=False).exists()


def test_figure_reported_by_the_owner_on_that_day_stays_his(counted, meeting, cast):
    own = record_progress(counted, on=meeting.held_on, value=Decimal(700), note="", by=cast.member)
    review(counted, meeting, cast, None)
    assert TaskProgress.objects.get(is_removed=False) == own
    row = tasks_carried_into(meeting)[0]
    assert (row.latest, row.told, row.share) == (own, None, 17)
