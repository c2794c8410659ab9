"""The writing page, as a browser without script sees it and as its script is answered."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from meetings.models import AgendaItem, Guest, Meeting, Passage, Task, Vote
from meetings.services.opinions import add_opinion
from meetings.services.tasks import assign_task
from meetings.services.votes import record_vote
from tests.factories import make_open_meeting
from tests.meetings.minutes_page.conftest import by_script, url

pytestmark = pytest.mark.django_db


def test_opinion_is_added_given_to_another_moved_removed_and_restored(meeting, item, desk, cast):
    guest = Guest.objects.create(meeting=meeting, full_name="Lê Quang Vinh", is_superior=True)
    for speaker in (f"m{cast.member.member.pk}", f"g{guest.pk}"):
        answer = by_script(desk, url("opinion_add", meeting), item=item.pk, speaker=speaker).json()
    first, second = Passage.objects.filter(kind="opinion")
    assert answer["focus"] == f"passage-{second.pk}"
    assert list(answer["parts"]) == ["speakers", f"opinions-{item.pk}"]
    assert "2. Đồng chí Lê Quang Vinh (khách dự)" in answer["parts"][f"opinions-{item.pk}"]
    by_script(desk, url("opinion_change", meeting, first.pk), speaker=f"m{cast.deputy.member.pk}")
    assert str(Passage.objects.get(pk=first.pk).speaker) == "Hoàng Thị Hằng"
    by_script(desk, url("opinion_change", meeting, second.pk), move="earlier")
    assert list(Passage.objects.filter(kind="opinion")) == [second, first]
    by_script(desk, url("opinion_remove", meeting, first.pk))
    assert Passage.objects.get(pk=first.pk).is_removed
    by_script(desk, url("opinion_remove", meeting, first.pk), restore="1")
    assert not Passage.objects.get(pk=first.pk).is_removed


def test_opinion_of_nobody_or_of_a_stranger_is_refused(meeting, item, desk, cast):
    for speaker in ("", "m0", f"m{cast.stranger.member.pk}", "g1", "x"):
        answer = by_script(desk, url("opinion_add", meeting), item=item.pk, speaker=speaker)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["speaker"])


def test_opinion_on_a_point_that_is_gone_is_refused(meeting, desk, cast):
    for gone in ("", "0", "999999", "x"):
        answer = by_script(desk, url("opinion_add", meeting), item=gone, speaker=f"m{cast.member.member.pk}")
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["item"])


def test_vote_is_recorded_shown_with_its_outcome_removed_and_restored(meeting, item, desk):
    fields = {"item": item.pk, "question": "Thông qua nghị quyết", "matter": "resolution", "yes": "2", "no": "1"}
    part = by_script(desk, url("vote_add", meeting), **fields).json()["parts"][f"votes-{item.pk}"]
    assert "Tán thành 2/3, không tán thành 1, không có ý kiến 0 (giơ tay)." in part
    assert "Cần ít nhất 2/3." in part
    assert "được thông qua" in part
    vote = Vote.objects.get()
    assert (
        "Đã bỏ biểu quyết" in by_script(desk, url("vote_remove", meeting, vote.pk)).json()["parts"][f"votes-{item.pk}"]
    )
    by_script(desk, url("vote_remove", meeting, vote.pk), restore="1")
    assert not Vote.objects.get().is_removed


def test_vote_above_the_body_is_refused_beside_the_count(meeting, item, desk):
    answer = by_script(desk, url("vote_add", meeting), item=item.pk, question="Nhất trí?", yes="4")
    assert answer.json() == {
        "errors": {
            "yes": "Tổng số phiếu là 4, nhiều hơn 3 đồng chí có quyền biểu quyết. Hãy xem lại số phiếu hoặc điểm danh."
        }
    }


def test_task_is_assigned_in_both_lists_and_can_be_taken_back(meeting, item, desk, cast):
    fields = {"item": item.pk, "text": "Nạo vét mương", "owner": f"m{cast.member.member.pk}", "due_on": "20/10/2026"}
    parts = by_script(desk, url("task_add", meeting), **fields).json()["parts"]
    assert set(parts) == {"tasks", f"item_tasks-{item.pk}"}
    task = Task.objects.get()
    assert (task.owner, task.due_on, task.item) == (cast.member.member, dt.date(2026, 10, 20), item)
    by_script(desk, url("task_remove", meeting, task.pk))
    assert Task.objects.get().is_removed
    by_script(desk, url("task_remove", meeting, task.pk), restore="1")
    assert not Task.objects.get().is_removed
    apart = by_script(desk, url("task_add", meeting), item="", text="Nộp đảng phí").json()
    assert list(apart["parts"]) == ["tasks"]


@pytest.mark.parametrize("due", ["10/2026", "31/02/2027", "mai"])
def test_task_with_a_day_that_is_none_is_refused(meeting, desk, due):
    answer = by_script(desk, url("task_add", meeting), text="Việc", due_on=due)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["due_on"])


def test_task_review_and_closing_are_answered_with_the_time_or_the_reason(meeting, desk, commune, cast):
    earlier = make_open_meeting(commune.cells[0], dt.date(2026, 9, 5), by=cast.secretary)
    task = assign_task(earlier, text="Nạo vét", by=cast.secretary)
    name = f"review-{task.pk}"
    answer = desk.post(url("task_review", meeting, task.pk), {name: "done", f"{name}-note": "1.250 m"})
    assert answer.json() == {"saved_at": "12:00"}
    assert desk.post(url("task_review", meeting, task.pk), {f"{name}-note": "1.250 m"}).status_code == 422
    assert desk.post(url("task_review", meeting, 0), {"review-0": "done"}).status_code == 422
    answer = desk.post(url("closing_save", meeting), {"part": "score", "self_score": "69,5"})
    assert answer.json() == {"saved_at": "12:00", "note": "Tự xếp loại buổi sinh hoạt: Trung bình."}
    closing = {"part": "closing", "ended_at": "20h30", "minutes_agreed": "9"}
    assert desk.post(url("closing_save", meeting), closing).json()["note"] == (
        "Số đồng ý 9 nhiều hơn 3 đồng chí có mặt được biểu quyết; hãy xem lại. "
        "Buổi sinh hoạt dài 60 phút, dưới mức tối thiểu 90 phút (42-HD/BTCTW)."
    )
    refused = desk.post(url("closing_save", meeting), {"part": "score", "self_score": "101"})
    assert refused.status_code == 422
    assert desk.post(url("closing_save", meeting), {"part": "x"}).status_code == 404


def test_point_is_added_renamed_moved_removed_and_restored(meeting, item, desk, cast):
    fields = {"title": "Kinh phí", "presenter": f"m{cast.deputy.member.pk}"}
    assert by_script(desk, url("item_add", meeting), **fields).json()["reload"] == "chuong-trinh"
    added = AgendaItem.objects.get(title="Kinh phí")
    by_script(desk, url("item_change", meeting, added.pk), title="Kinh phí năm 2027", presenter="")
    by_script(desk, url("item_change", meeting, added.pk), move="earlier")
    first = meeting.items.first()
    assert (first.title, first.presenter) == ("Kinh phí năm 2027", None)
    assert by_script(desk, url("item_remove", meeting, item.pk)).json()["reload"] == "chuong-trinh"
    assert "Đã bỏ nội dung" in desk.get(url("minutes", meeting)).content.decode()
    by_script(desk, url("item_remove", meeting, item.pk), restore="1")
    assert not AgendaItem.objects.get(pk=item.pk).is_removed


def test_point_with_a_vote_cannot_be_removed(meeting, item, desk, cast):
    record_vote(meeting, item=item, matter="ordinary", question="Nhất trí?", yes=2, by=cast.secretary)
    answer = by_script(desk, url("item_remove", meeting, item.pk))
    assert (answer.status_code, "biểu quyết hoặc nhiệm vụ" in answer.json()["errors"][""]) == (422, True)
    assert "biểu quyết hoặc nhiệm vụ" in desk.post(url("item_remove", meeting, item.pk)).content.decode()


@pytest.mark.parametrize("name", ["opinion_add", "vote_add", "task_add", "item_add"])
def test_small_deed_on_closed_minutes_is_refused_with_the_sentence(meeting, item, desk, cast, name):
    Meeting.objects.filter(pk=meeting.pk).update(state="planned")
    fields = {
        "item": item.pk,
        "speaker": f"m{cast.member.member.pk}",
        "question": "Nhất trí?",
        "yes": "2",
        "text": "Việc",
        "title": "Nội dung",
    }
    answer = by_script(desk, url(name, meeting), **fields)
    assert (answer.status_code, "chưa mở" in answer.json()["errors"][""]) == (422, True)


def test_every_deed_is_refused_to_those_who_only_read(meeting, item, client_of, cast):
    reader = client_of(cast.member)
    opinion = add_opinion(meeting, item=item, speaker=cast.member.member, by=cast.secretary)
    vote = record_vote(meeting, item=item, matter="ordinary", question="Nhất trí?", yes=2, by=cast.secretary)
    task = assign_task(meeting, text="Việc", by=cast.secretary)
    before = AuditEvent.objects.count()
    addresses = [
        *(url(name, meeting) for name in ("closing_save", "opinion_add", "vote_add", "task_add", "item_add")),
        url("opinion_change", meeting, opinion.pk),
        url("opinion_remove", meeting, opinion.pk),
        url("vote_remove", meeting, vote.pk),
        url("task_remove", meeting, task.pk),
        url("task_review", meeting, task.pk),
        url("item_change", meeting, item.pk),
        url("item_remove", meeting, item.pk),
    ]
    assert [reader.post(address).status_code for address in addresses] == [403] * len(addresses)
    assert [reader.get(address).status_code for address in addresses] == [405] * len(addresses)
    assert AuditEvent.objects.count() == before
