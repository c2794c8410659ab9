"""What the writing page sends is carried out once, and nobody overwrites a value that he has not seen."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from meetings.models import Attendance, Guest, Meeting, Operation, Passage, Task, TaskReview, Vote
from meetings.queries.operations import mark_of
from meetings.queries.small_fields import values_of
from meetings.services.tasks import assign_task
from tests.factories import make_open_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(commune, cast) -> Meeting:
    return make_open_meeting(commune.cells[0], by=cast.secretary)


@pytest.fixture
def desk(client_of, cast):
    return client_of(cast.secretary)


def url(name: str, meeting: Meeting, *numbers: int) -> str:
    return reverse(f"meetings:{name}", args=[meeting.pk, *numbers])


def send(client, address, key=None, **fields):
    return client.post(address, fields, headers={"X-Part": "1", "X-Key": str(key or uuid.uuid4())})


def base_of(meeting: Meeting, target: str) -> str:
    return mark_of(*values_of(meeting, target).values())


def vote(meeting: Meeting) -> dict[str, object]:
    return {"item": meeting.items.get().pk, "question": "Thông qua", "yes": 3}


def test_opinion_sent_twice_with_one_key_is_one_and_gets_the_same_answer(meeting, desk, cast):
    key, fields = uuid.uuid4(), {"item": meeting.items.get().pk, "speaker": f"m{cast.member.member.pk}"}
    first = send(desk, url("opinion_add", meeting), key, **fields).json()
    Passage.objects.filter(kind="opinion").update(text="Nhất trí", revision=1)
    again = send(desk, url("opinion_add", meeting), key, **fields).json()
    opinion = Passage.objects.get(kind="opinion")
    assert first["created"] == again["created"] == {"passage": opinion.pk}
    assert first["operation"] == again["operation"] == Operation.objects.get().pk
    assert "Nhất trí" in "".join(again["parts"].values())


def test_another_key_is_another_opinion_of_the_same_speaker(meeting, desk, cast):
    fields = {"item": meeting.items.get().pk, "speaker": f"m{cast.member.member.pk}"}
    send(desk, url("opinion_add", meeting), **fields)
    Passage.objects.filter(kind="opinion").update(text="Nhất trí", revision=1)
    send(desk, url("opinion_add", meeting), **fields)
    assert Passage.objects.filter(kind="opinion").count() == 2


def test_refused_deed_keeps_no_key_and_may_be_sent_again(meeting, desk):
    key = uuid.uuid4()
    assert send(desk, url("vote_add", meeting), key, **vote(meeting) | {"yes": 99}).status_code == 422
    assert not Operation.objects.exists()
    assert send(desk, url("vote_add", meeting), key, **vote(meeting)).status_code == 200
    assert Vote.objects.count() == 1


def test_server_that_dies_in_the_middle_leaves_neither_the_deed_nor_its_key(meeting, desk, monkeypatch):
    def die(*args, **kwargs):
        raise SystemError

    monkeypatch.setattr(Operation.objects, "create", die)
    with pytest.raises(SystemError):
        send(desk, url("vote_add", meeting), **vote(meeting))
    assert not Vote.objects.exists()
    assert not AuditEvent.objects.filter(action="meetings.vote_recorded").exists()


def test_key_of_one_person_says_nothing_to_another(meeting, desk, client_of, cast):
    key = uuid.uuid4()
    send(desk, url("guest_note", meeting), key, full_name="Lê Văn Khách")
    answer = send(client_of(cast.deputy), url("guest_note", meeting), key, full_name="Lê Thị Khách")
    assert "Lê Thị Khách" in answer.json()["parts"]["guests"]
    assert Guest.objects.count() == 2


def test_key_of_another_meeting_does_nothing_and_tells_nothing(commune, meeting, desk, cast):
    key = uuid.uuid4()
    send(desk, url("guest_note", meeting), key, full_name="Lê Văn Khách")
    other = make_open_meeting(commune.cells[0], dt.date(2026, 9, 5), by=cast.secretary)
    answer = send(desk, url("guest_note", other), key, full_name="Lê Thị Khách")
    assert answer.status_code == 403
    assert "Lê Văn Khách" not in answer.text
    assert not other.guests.exists()


def test_numbers_that_name_nothing_are_not_found_or_left_out(meeting, desk):
    missing = Meeting(pk=2**40)
    assert send(desk, url("closing_save", missing), part="closing", base="00000000").status_code == 404
    assert send(desk, url("attendance_mark", meeting, 10**30), base="00000000").status_code == 404
    answer = send(desk, url("attendance_rest", meeting), rows=f"{10**30},{'9' * 5000}")
    assert answer.json()["bases"] == {}


def test_save_sent_again_after_others_wrote_answers_the_revision_it_made(meeting, desk, client_of, cast):
    passage, key = Passage.objects.get(kind="conclusion"), uuid.uuid4()
    address, fields = url("passage_save", meeting, passage.pk), {"text": "Một", "base_revision": 0}
    assert send(desk, address, key, **fields).json()["revision"] == 1
    send(client_of(cast.deputy), address, text="Hai", base_revision=1)
    assert send(desk, address, key, **fields).json()["revision"] == 1
    passage.refresh_from_db()
    assert (passage.text, passage.revision) == ("Hai", 2)


def test_plain_form_pressed_twice_counts_once_and_other_words_count_anew(meeting, desk):
    page_key = str(uuid.uuid4())
    first = {"page_key": page_key, "item": meeting.items.get().pk, "question": "Thông qua", "yes": "3"}
    for _click in range(2):
        assert desk.post(url("vote_add", meeting), first).status_code == 302
    assert Operation.objects.count() == 1
    desk.post(url("vote_add", meeting), first | {"question": "Việc khác"})
    assert Vote.objects.count() == 2


def test_item_made_by_script_tells_the_numbers_of_its_texts(meeting, desk):
    told = send(desk, url("item_add", meeting), title="Kinh phí").json()
    item = meeting.items.get(title="Kinh phí")
    texts = dict(item.passages.values_list("kind", "pk"))
    assert told["created"] == {"item": item.pk} | texts
    assert told["reload"] == "chuong-trinh"


# --- A value that its writer has not seen ---


def test_mark_made_from_an_older_value_shows_the_newer_one_with_who_and_when(meeting, desk, client_of, cast):
    row = meeting.attendances.get(member=cast.member.member)
    target, address = f"attendance-{row.pk}", url("attendance_mark", meeting, row.pk)
    seen = base_of(meeting, target)
    late = {f"state_{row.pk}": "present", f"arrived_{row.pk}": "19:45", "base": seen}
    assert send(client_of(cast.deputy), address, **late).status_code == 200
    absent = {f"state_{row.pk}": "excused", f"reason_{row.pk}": "ốm"}
    answer = send(desk, address, **absent, base=seen)
    theirs = answer.json()["theirs"]
    assert (answer.status_code, theirs["by"]) == (409, "Hoàng Thị Hằng")
    assert theirs["fields"][f"arrived_{row.pk}"] == "19:45"
    assert Attendance.objects.get(pk=row.pk).state == "present"
    assert send(desk, address, **absent, base=theirs["base"]).status_code == 200
    assert Attendance.objects.get(pk=row.pk).reason == "ốm"


def test_same_value_from_two_devices_is_no_quarrel(meeting, desk, client_of, cast):
    row = meeting.attendances.get(member=cast.member.member)
    fields = {f"state_{row.pk}": "unexcused", "base": base_of(meeting, f"attendance-{row.pk}")}
    for client in (desk, client_of(cast.deputy)):
        answer = send(client, url("attendance_mark", meeting, row.pk), **fields)
        assert answer.status_code == 200
    assert answer.json()["base"] == base_of(meeting, f"attendance-{row.pk}")


def test_review_and_closing_are_guarded_alike(meeting, desk, client_of, commune, cast):
    earlier = make_open_meeting(commune.cells[0], dt.date(2026, 9, 5), by=cast.secretary)
    task = assign_task(earlier, text="Nạo vét", by=cast.secretary)
    for address, target, theirs, mine in (
        (
            url("task_review", meeting, task.pk),
            f"review-{task.pk}",
            {f"review-{task.pk}": "done"},
            {f"review-{task.pk}": "partly"},
        ),
        (
            url("closing_save", meeting),
            "closing",
            {"part": "closing", "ended_at": "21:30"},
            {"part": "closing", "ended_at": "22:00"},
        ),
    ):
        seen = base_of(meeting, target)
        assert send(client_of(cast.deputy), address, **theirs, base=seen).status_code == 200
        assert send(desk, address, **mine, base=seen).status_code == 409
    assert TaskReview.objects.get().outcome == "done"
    assert Meeting.objects.get(pk=meeting.pk).ended_at == dt.time(21, 30)


# --- Small answers ---


def test_marks_and_saves_stay_below_two_kilobytes(meeting, desk, cast):
    row = meeting.attendances.get(member=cast.member.member)
    answer = send(desk, url("attendance_mark", meeting, row.pk), **{f"state_{row.pk}": "present"})
    assert len(answer.content) < 300
    rows = ",".join(str(pk) for pk in meeting.attendances.values_list("pk", flat=True))
    assert len(send(desk, url("attendance_rest", meeting), rows=rows).content) < 2000


def test_time_that_is_none_is_refused_with_a_sentence(meeting, desk, cast):
    row = meeting.attendances.get(member=cast.member.member)
    fields = {f"state_{row.pk}": "present", f"arrived_{row.pk}": "tối"}
    answer = send(desk, url("attendance_mark", meeting, row.pk), **fields)
    assert (answer.status_code, "tối" in answer.json()["error"]) == (422, True)


def test_guest_is_noted_and_dropped_on_the_page(meeting, desk):
    told = send(desk, url("guest_note", meeting), full_name="Lê Văn Khách", office="Đảng ủy xã", is_superior="1").json()
    guest = Guest.objects.get()
    assert (told["created"], guest.is_superior) == ({"guest": guest.pk}, True)
    assert "Lê Văn Khách" not in send(desk, url("guest_drop", meeting, guest.pk)).json()["parts"]["guests"]


def test_page_without_script_leads_to_the_attendance_page(meeting, desk):
    page = desk.get(url("minutes", meeting)).content.decode()
    assert f'href="{url("attendance", meeting)}"' in page


# --- The worker ---


def test_worker_names_every_script_of_the_page_and_nothing_of_anyone(meeting, desk):
    worker = desk.get("/sinh-hoat/giu-may.js")
    page = desk.get(url("minutes", meeting))
    assert worker["Content-Type"].startswith("text/javascript")
    text = worker.content.decode()
    for name in ("minutes_queue.js", "minutes.css", "app.js", "kept.js"):
        assert name in text
        assert name in page.content.decode()
    assert page["X-Writer"] == desk.session["_auth_user_id"]


def test_closed_page_is_not_to_be_kept(meeting, desk):
    Meeting.objects.filter(pk=meeting.pk).update(state="planned")
    page = desk.get(url("minutes", meeting))
    assert (page.status_code, "X-Writer" in page.headers) == (409, False)


def test_tasks_sent_twice_by_one_key_are_one(meeting, desk):
    key = uuid.uuid4()
    for _time in range(2):
        assert send(desk, url("task_add", meeting), key, text="Nạo vét").status_code == 200
    assert Task.objects.count() == 1
