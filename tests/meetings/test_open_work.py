"""Open work of cells that end: seen before, kept after, moved or closed by someone, never lost."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from cells.services.organisations import dissolve_organisation, merge_cells
from core.errors import DomainError
from meetings.models import Meeting, Task, TaskReview
from meetings.queries.open_work import left_over_in, open_work_of, takers_of
from meetings.queries.tasks import open_tasks_before
from meetings.services.open_work import close_open_work, move_open_work
from tests.factories import make_cell, make_meeting, make_member, make_open_meeting

pytestmark = pytest.mark.django_db
LAST = dt.date(2026, 10, 31)


@pytest.fixture
def old(commune, cast):
    """A cell with one open task, one done, a planned meeting in December, minutes being written."""
    cell = make_cell(commune.committee, "Chi bộ thôn Vân Hội", order=9)
    make_member(cell, "Tạ Văn Giao")
    first = make_open_meeting(cell, dt.date(2026, 8, 5), by=cast.secretary)
    second = make_open_meeting(cell, dt.date(2026, 9, 5), by=cast.secretary)
    Task.objects.create(meeting=first, text="Nạo vét kênh", due_on=dt.date(2026, 12, 31))
    done = Task.objects.create(meeting=first, text="Quét đường")
    TaskReview.objects.create(task=done, meeting=second, outcome="done")
    Task.objects.create(meeting=second, text="Đã bỏ", is_removed=True)
    make_meeting(cell, dt.date(2026, 12, 5), by=cast.secretary)
    return cell


def words(work):
    """What a list of open work holds, in short."""
    return [
        (
            part.cell.name,
            [task.text for task in part.tasks],
            [meeting.held_on for meeting in part.planned],
            [meeting.held_on for meeting in part.unfinished],
            [meeting.held_on for meeting in part.held_after],
        )
        for part in work
    ]


WAITS = (
    "Chi bộ thôn Vân Hội",
    ["Nạo vét kênh"],
    [dt.date(2026, 12, 5)],
    [dt.date(2026, 8, 5), dt.date(2026, 9, 5)],
    [],
)


def test_open_work_is_listed_before_the_end_and_stays_on_both_pages_after(commune, cast, old):
    assert words(open_work_of([old], {old.pk: LAST})) == [WAITS]
    merge_cells([old], into=commune.cells[0], last_day=LAST, by=cast.commune)
    old.refresh_from_db()
    assert words(left_over_in(old)) == [WAITS]
    assert words(left_over_in(commune.cells[0])) == [WAITS]
    assert left_over_in(commune.cells[1]) == []
    assert left_over_in(commune.committee) == []


def test_meeting_held_after_the_last_day_is_pointed_at(old):
    early = dt.date(2026, 8, 31)
    assert words(open_work_of([old], {old.pk: early}))[0][4] == [dt.date(2026, 9, 5)]


def test_open_work_takes_the_same_number_of_questions(commune, old, django_assert_num_queries):
    cells = [old, *commune.cells]
    with django_assert_num_queries(3):
        open_work_of(cells, {cell.pk: LAST for cell in cells})


def test_moved_work_belongs_to_the_successor(commune, cast, old):
    into = commune.cells[0]
    merge_cells([old], into=into, last_day=LAST, by=cast.commune)
    task = Task.objects.get(text="Nạo vét kênh")
    planned = Meeting.objects.get(cell=old, state="planned")
    move_open_work(into, to=into, by=cast.secretary, tasks=[task], meetings=[planned])
    task.refresh_from_db()
    planned.refresh_from_db()
    assert (task.moved_to, task.meeting.cell, planned.cell) == (into, old, into)
    assert [part[1:3] for part in words(left_over_in(into))] == [([], [])]
    assert task in open_tasks_before(planned)
    assert {line.action for line in AuditEvent.objects.filter(organisation_number=into.pk)} >= {
        "meetings.task_taken_over",
        "meetings.meeting_moved",
    }


def test_task_comes_up_in_the_successor_even_when_nobody_moved_it(commune, cast, old):
    into = commune.cells[0]
    merge_cells([old], into=into, last_day=LAST, by=cast.commune)
    meeting = make_open_meeting(into, dt.date(2026, 11, 5), by=cast.secretary)
    assert [task.text for task in open_tasks_before(meeting)] == ["Nạo vét kênh"]


def test_task_of_a_dissolved_cell_comes_up_where_it_was_moved_and_nowhere_else(commune, cast, old):
    near, far = commune.cells[:2]
    dissolve_organisation(old, rest_to=near, last_day=LAST, by=cast.commune)
    old.refresh_from_db()
    assert {unit.name for unit in takers_of(old, dt.date(2026, 11, 22))} >= {near.name, far.name}
    task = Task.objects.get(text="Nạo vét kênh")
    move_open_work(old, to=far, by=cast.commune, tasks=[task])
    meetings = [make_open_meeting(cell, dt.date(2026, 11, 5), by=cast.secretary) for cell in (near, far)]
    assert [list(open_tasks_before(meeting)) for meeting in meetings] == [[], [task]]


def test_closed_task_comes_up_no_more_and_planned_meeting_is_cancelled(commune, cast, old):
    into = commune.cells[0]
    merge_cells([old], into=into, last_day=LAST, by=cast.commune)
    task, planned = Task.objects.get(text="Nạo vét kênh"), Meeting.objects.get(cell=old, state="planned")
    close_open_work(old, reason="Xã đã làm xong", by=cast.commune, tasks=[task], meetings=[planned])
    task.refresh_from_db()
    planned.refresh_from_db()
    assert (task.closed_reason, task.closed_by, task.closed_on) == (
        "Xã đã làm xong",
        cast.commune,
        dt.date(2026, 11, 22),
    )
    assert (planned.state, planned.cancelled_reason) == ("cancelled", "Xã đã làm xong")
    before, after = (
        make_open_meeting(into, dt.date(2026, 11, day), by=cast.secretary, month=month)
        for day, month in ((21, 11), (22, 12))
    )
    assert list(open_tasks_before(before)) == [task], "what a meeting dealt with before it was closed stays"
    assert list(open_tasks_before(after)) == []
    assert AuditEvent.objects.get(action="meetings.task_closed").note == "Xã đã làm xong"


def test_refusals_move_and_close_nothing(commune, cast, old):
    into = commune.cells[0]
    merge_cells([old], into=into, last_day=LAST, by=cast.commune)
    task, planned = Task.objects.get(text="Nạo vét kênh"), Meeting.objects.get(cell=old, state="planned")
    written = Meeting.objects.filter(cell=old, state="open").first()
    own = Task.objects.create(meeting=make_open_meeting(into, dt.date(2026, 9, 5)), text="Việc riêng")
    make_meeting(into, dt.date(2026, 12, 7))
    by = cast.commune
    for deed, sentence in (
        (lambda: move_open_work(into, to=into, by=by), "đánh dấu ít nhất một việc"),
        (lambda: move_open_work(into, to=old, by=by, tasks=[task]), "không hoạt động hôm nay"),
        (lambda: move_open_work(into, to=into, by=by, tasks=[own]), "vừa được người khác xử lý"),
        (lambda: move_open_work(into, to=into, by=by, tasks=[task], meetings=[planned]), "đã có buổi sinh hoạt"),
        (lambda: move_open_work(into, to=into, by=by, meetings=[written]), "hoàn thành biên bản"),
        (lambda: close_open_work(into, reason="Thôi", by=by, meetings=[written]), "hoàn thành biên bản"),
        (lambda: close_open_work(into, reason=" ", by=by, tasks=[task]), "ghi lý do"),
    ):
        with pytest.raises(DomainError, match=sentence):
            deed()
    task.refresh_from_db()
    assert (task.moved_to, task.closed_on) == (None, None)


def test_work_settled_by_someone_else_meanwhile_is_told(commune, cast, old):
    into = commune.cells[0]
    merge_cells([old], into=into, last_day=LAST, by=cast.commune)
    task = Task.objects.get(text="Nạo vét kênh")
    close_open_work(into, reason="Xong", by=cast.secretary, tasks=[task])
    with pytest.raises(DomainError, match="vừa được người khác xử lý"):
        move_open_work(into, to=into, by=cast.commune, tasks=[task])


def test_page_settles_what_is_ticked_and_keeps_ticks_after_a_refusal(commune, cast, old, client_of):
    into = commune.cells[0]
    merge_cells([old], into=into, last_day=LAST, by=cast.commune)
    task = Task.objects.get(text="Nạo vét kênh")
    page, client = reverse("meetings:open_work", args=[into.pk]), client_of(cast.secretary)
    assert "Nạo vét kênh" in client.get(page).content.decode()
    refused = client.post(page, {"deed": "close", "task": task.pk})
    assert "Hãy ghi lý do" in refused.content.decode()
    assert f'value="{task.pk}" checked' in refused.content.decode()
    assert client.post(page, {"deed": "move", "task": task.pk, "to": into.pk}).status_code == 302
    task.refresh_from_db()
    assert task.moved_to == into
    assert client_of(cast.officer).get(page).status_code == 200


def test_panel_says_what_a_day_would_leave_open(commune, cast, old, client_of):
    panel = reverse("meetings:open_work_panel", args=[old.pk])
    client = client_of(cast.commune)
    text = client.get(panel, {"den": "31/10/2026"}).content.decode()
    assert "còn 4 việc dở dang" in text
    assert client.get(panel).content.decode().strip() == "", "nothing is said of a cell that stands and follows nobody"
    assert client.get(panel, {"den": "x"}).content.decode().strip() == ""
    assert (
        "không còn việc dở dang"
        in client.get(
            reverse("meetings:open_work_panel", args=[commune.cells[2].pk]), {"den": "31/10/2026"}
        ).content.decode()
    )


def test_meeting_of_a_committee_hears_its_own_tasks_and_not_those_of_its_cells(commune, cast, old):
    earlier = make_open_meeting(commune.committee, dt.date(2026, 10, 2), kind="standing", by=cast.commune)
    own = Task.objects.create(meeting=earlier, text="Chuẩn bị hội nghị", due_on=dt.date(2026, 10, 30))
    meeting = make_open_meeting(commune.committee, dt.date(2026, 11, 2), kind="standing", by=cast.commune)
    assert list(open_tasks_before(meeting)) == [own]
