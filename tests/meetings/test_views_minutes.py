"""The writing page, as a browser without script sees it and as its script is answered."""

import datetime as dt
import gzip
import re

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from meetings.models import AgendaItem, Attendance, Guest, Meeting, Passage, PassageRevision, Task, TaskReview, Vote
from meetings.rules.agenda import usual_agenda
from meetings.services.opinions import add_opinion
from meetings.services.passages import add_empty_passages, save_passage
from meetings.services.tasks import assign_task
from meetings.services.votes import record_vote
from tests.factories import make_item, make_meeting, make_member, make_open_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(commune, cast) -> Meeting:
    return make_open_meeting(commune.cells[0], by=cast.secretary)


@pytest.fixture
def item(meeting) -> AgendaItem:
    return meeting.items.get()


@pytest.fixture
def desk(client_of, cast):
    return client_of(cast.secretary)


def url(name: str, meeting: Meeting, *numbers: int) -> str:
    return reverse(f"meetings:{name}", args=[meeting.pk, *numbers])


def passage_of(meeting: Meeting, kind: str = "conclusion") -> Passage:
    return Passage.objects.get(meeting=meeting, kind=kind)


def by_script(client, address, **fields):
    return client.post(address, fields, headers={"X-Part": "1"})


# --- Who may ---


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("secretary", 200),
        ("deputy", 200),
        ("member", 403),
        ("commune", 403),
        ("officer", 403),
        ("stranger", 404),
        ("admin", 404),
    ],
)
def test_minutes_are_written_by_those_who_lead_the_cell(meeting, client_of, cast, who, status):
    client, passage = client_of(getattr(cast, who)), passage_of(meeting)
    assert client.get(url("minutes", meeting)).status_code == status
    assert client.get(url("minutes_status", meeting)).status_code == status
    sent = client.post(url("passage_save", meeting, passage.pk), {"text": "Ghi", "base_revision": 0})
    assert sent.status_code == status
    assert passage_of(meeting).text == ("Ghi" if status == 200 else "")


def test_thing_of_another_meeting_is_not_found(meeting, desk, commune, cast):
    other = make_open_meeting(commune.cells[0], dt.date(2026, 9, 5), by=cast.secretary)
    passage = passage_of(other)
    assert desk.post(url("passage_save", meeting, passage.pk), {"text": "x", "base_revision": 0}).status_code == 404
    assert by_script(desk, url("item_remove", meeting, other.items.get().pk)).status_code == 404


# --- One text at a time ---


def test_passage_save_answers_with_the_revision_and_the_local_time(meeting, desk):
    passage = passage_of(meeting)
    answer = desk.post(url("passage_save", meeting, passage.pk), {"text": "Thống nhất", "base_revision": 0})
    assert answer.json() == {"revision": 1, "saved_at": "12:00"}
    assert len(answer.content) < 2000


def test_passage_save_from_a_stale_revision_answers_409_with_both_texts(meeting, desk, cast):
    passage = passage_of(meeting)
    save_passage(passage, text="Của phó", base_revision=0, by=cast.deputy)
    answer = desk.post(url("passage_save", meeting, passage.pk), {"text": "Của tôi", "base_revision": 0})
    assert answer.status_code == 409
    told = answer.json()
    assert told["theirs"] == {"revision": 1, "saved_at": "12:00", "text": "Của phó", "by": "Hoàng Thị Hằng"}
    assert (told["yours"], "Hoàng Thị Hằng" in told["error"]) == ("Của tôi", True)


def test_passage_save_of_a_choice_keeps_the_own_version_in_the_history(meeting, desk, cast):
    passage = passage_of(meeting)
    save_passage(passage, text="Của phó", base_revision=0, by=cast.deputy)
    fields = {"text": "Của phó", "mine": "Của tôi", "base_revision": 1}
    assert desk.post(url("passage_save", meeting, passage.pk), fields).status_code == 200
    assert set(PassageRevision.objects.values_list("text", flat=True)) == {"Của phó", "Của tôi"}
    assert passage_of(meeting).text == "Của phó"


@pytest.mark.parametrize("base", ["", "x", "-1", "9999999999", "²"])
def test_passage_save_with_a_revision_that_is_none_overwrites_nothing(meeting, desk, cast, base):
    passage = passage_of(meeting)
    save_passage(passage, text="Của phó", base_revision=0, by=cast.deputy)
    answer = desk.post(url("passage_save", meeting, passage.pk), {"text": "Của tôi", "base_revision": base})
    assert answer.status_code == 409


def test_passage_save_when_closed_or_too_long_answers_422_with_a_sentence(meeting, desk):
    address = url("passage_save", meeting, passage_of(meeting).pk)
    answer = desk.post(address, {"text": "a" * 500_000, "base_revision": 0})
    assert (answer.status_code, "500.000 ký tự" in answer.json()["error"]) == (422, True)
    Meeting.objects.filter(pk=meeting.pk).update(state="planned")
    answer = desk.post(address, {"text": "Muộn", "base_revision": 0})
    assert (answer.status_code, "chưa mở" in answer.json()["error"]) == (422, True)


def test_minutes_status_tells_token_user_and_whether_it_is_closed(meeting, desk, cast):
    told = desk.get(url("minutes_status", meeting)).json()
    assert (told["user"], told["closed"], len(told["csrf"])) == (cast.secretary.pk, "", 64)


# --- Without script: one plain form ---


def test_plain_form_stores_everything_that_was_typed_and_returns_to_its_place(meeting, desk, commune, cast):
    earlier = make_open_meeting(commune.cells[0], dt.date(2026, 9, 5), by=cast.secretary)
    task = assign_task(earlier, text="Nạo vét", by=cast.secretary)
    fees, conclusion = passage_of(meeting, "fees"), passage_of(meeting)
    answer = desk.post(
        url("minutes", meeting),
        {
            f"text-{fees.pk}": "Thu đủ",
            f"base-{fees.pk}": "0",
            f"text-{conclusion.pk}": "Nhất trí",
            f"base-{conclusion.pk}": "0",
            f"review-{task.pk}": "done",
            f"review-{task.pk}-note": "xong",
            "has-score": "1",
            "self_score": "92,5",
            "has-closing": "1",
            "minutes_agreed": "3",
            "ended_at": "21 giờ 15",
            "section": "ket-luan",
        },
    )
    assert answer.headers["Location"] == f"{url('minutes', meeting)}#ket-luan"
    assert (passage_of(meeting, "fees").text, passage_of(meeting).text) == ("Thu đủ", "Nhất trí")
    assert TaskReview.objects.get().note == "xong"
    stored = Meeting.objects.get(pk=meeting.pk)
    assert (str(stored.self_score), stored.minutes_agreed, stored.ended_at) == ("92.50", 3, dt.time(21, 15))


def test_plain_form_sent_again_changes_nothing(meeting, desk):
    passage = passage_of(meeting)
    fields = {f"text-{passage.pk}": "Nhất trí", f"base-{passage.pk}": "0"}
    for _submit in range(2):
        assert desk.post(url("minutes", meeting), fields).status_code == 302
    assert passage_of(meeting).revision == 1


def test_plain_form_in_conflict_shows_both_texts_and_then_stores_the_choice(meeting, desk, cast):
    passage = passage_of(meeting)
    save_passage(passage, text="Bản của phó", base_revision=0, by=cast.deputy)
    fields = {f"text-{passage.pk}": "Bản của tôi", f"base-{passage.pk}": "0"}
    shown = desk.post(url("minutes", meeting), fields)
    page = shown.content.decode()
    assert shown.status_code == 422
    assert "Bản của Hoàng Thị Hằng" in page
    assert ">Bản của phó<" in page
    assert ">Bản của tôi</textarea>" in page
    choice = {
        f"text-{passage.pk}": "Bản của tôi",
        f"mine-{passage.pk}": "Bản của tôi",
        f"base-{passage.pk}": re.search(rf'name="base-{passage.pk}" value="(\d+)"', page)[1],
    }
    assert desk.post(url("minutes", meeting), {**choice, "theirs": passage.pk}).status_code == 302
    assert passage_of(meeting).text == "Bản của phó"
    choice[f"base-{passage.pk}"] = passage_of(meeting).revision
    assert desk.post(url("minutes", meeting), choice).status_code == 302
    assert passage_of(meeting).text == "Bản của tôi"
    assert {"Bản của phó", "Bản của tôi"} == set(PassageRevision.objects.values_list("text", flat=True))


def test_plain_form_for_closed_minutes_says_why_and_keeps_the_words_on_the_page(meeting, desk):
    passage = passage_of(meeting)
    Meeting.objects.filter(pk=meeting.pk).update(state="planned")
    shown = desk.post(url("minutes", meeting), {f"text-{passage.pk}": "Ghi muộn", f"base-{passage.pk}": "0"})
    page = shown.content.decode()
    assert shown.status_code == 422
    assert "Buổi sinh hoạt chưa mở" in page
    assert ">Ghi muộn</textarea>" in page


def test_plain_form_with_a_bad_closing_says_so_and_keeps_the_texts(meeting, desk):
    passage = passage_of(meeting)
    fields = {f"text-{passage.pk}": "Nhất trí", f"base-{passage.pk}": "0", "has-closing": "1", "ended_at": "27h"}
    shown = desk.post(url("minutes", meeting), fields)
    assert "Hãy ghi giờ như 19:30" in shown.content.decode()
    assert 'value="27h"' in shown.content.decode()
    assert passage_of(meeting).text == "Nhất trí"


def test_button_that_opens_a_small_form_stores_the_texts_first(meeting, item, desk):
    passage = passage_of(meeting)
    fields = {f"text-{passage.pk}": "Nhất trí", f"base-{passage.pk}": "0", "mo": f"vote-{item.pk}"}
    answer = desk.post(url("minutes", meeting), fields, follow=True)
    assert answer.redirect_chain[0][0] == f"{url('minutes', meeting)}?mo=vote-{item.pk}#mo-vote-{item.pk}"
    assert passage_of(meeting).text == "Nhất trí"
    in_place = answer.content.decode().split(f'id="mo-vote-{item.pk}"')[1].split("</div>\n")[0]
    assert 'name="question"' in in_place


@pytest.mark.parametrize("name", ["vote-999999", "task-", "<script>", "item-0", "vote", "vote-1-2", "x" * 100])
def test_small_form_with_a_strange_name_does_no_harm(meeting, desk, name):
    assert desk.get(url("minutes", meeting), {"mo": name}).status_code == 200
    assert desk.post(url("minutes", meeting), {"mo": name}).status_code == 302


def test_refused_small_form_shows_what_was_typed_with_the_reason(meeting, item, desk):
    passage = passage_of(meeting)
    shown = desk.post(
        url("vote_add", meeting),
        {
            f"text-{passage.pk}": "Nhất trí",
            f"base-{passage.pk}": "0",
            "item": item.pk,
            "question": "Kết nạp quần chúng",
            "matter": "admission",
            "yes": "3",
        },
    )
    page = shown.content.decode()
    assert shown.status_code == 422
    assert "Hãy ghi họ tên người được xét" in page
    assert 'value="Kết nạp quần chúng"' in page
    assert passage_of(meeting).text == "Nhất trí"
    assert not Vote.objects.exists()


# --- Small deeds, as the script is answered ---


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


# --- How it is drawn ---


def test_closed_minutes_say_why(commune, cast, desk):
    meeting = make_meeting(commune.cells[0], by=cast.secretary)
    shown = desk.get(url("minutes", meeting))
    assert (shown.status_code, "Buổi sinh hoạt chưa mở" in shown.content.decode()) == (409, True)


def test_speakers_are_offered_present_first_then_guests_then_the_others(meeting, item, desk, cast):
    Guest.objects.create(meeting=meeting, full_name="Lê Quang Vinh")
    Attendance.objects.filter(member=cast.member.member).update(state="excused", reason="ốm")
    page = desk.get(url("minutes", meeting), {"mo": f"opinion-{item.pk}"}).content.decode()
    select = page.split(f'id="mo-opinion-{item.pk}"')[1].split("</select>")[0]
    assert re.findall(r'label="([^"]+)"|<option value="[mg]\d+">([^<]+)', select) == [
        ("Có mặt", ""),
        ("", "Hoàng Thị Hằng"),
        ("", "Bùi Thị Tuyết"),
        ("Khách dự", ""),
        ("", "Lê Quang Vinh"),
        ("Vắng, chưa điểm danh", ""),
        ("", "Trịnh Mạnh Lâm"),
    ]


def write_whole_minutes(meeting: Meeting, cast, *, items: int) -> None:
    """Minutes of usual length: each point presented, discussed by three, voted, concluded, with a task."""
    text = "Đồng chí Bí thư trình bày dự thảo phương hướng tháng tới; chi bộ thảo luận, góp ý từng việc. " * 8
    members = [row.member for row in meeting.attendances.select_related("member")[:3]]
    for number in range(items):
        item = make_item(meeting, f"Nội dung số {number}", presenter=members[0])
        add_empty_passages(meeting, items=[item])
        for passage in Passage.objects.filter(item=item):
            save_passage(passage, text=text, base_revision=0, by=cast.secretary)
        for member in members:
            opinion = add_opinion(meeting, item=item, speaker=member, by=cast.secretary)
            save_passage(opinion, text=text[:300], base_revision=0, by=cast.secretary)
        record_vote(meeting, item=item, matter="ordinary", question="Nhất trí?", yes=2, by=cast.secretary)
        assign_task(meeting, item=item, text="Việc", owner=members[0], by=cast.secretary)


@pytest.mark.parametrize("items", [1, 3])
def test_page_takes_the_same_queries_for_any_number_of_points(commune, cast, desk, django_assert_num_queries, items):
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)
    earlier = make_open_meeting(commune.cells[0], dt.date(2026, 9, 5), by=cast.secretary)
    write_whole_minutes(earlier, cast, items=items)
    write_whole_minutes(meeting, cast, items=items)
    desk.get(url("minutes", meeting))
    with django_assert_num_queries(26):
        assert desk.get(url("minutes", meeting)).status_code == 200


def test_page_of_sixty_members_stays_below_100_kb(commune, cast, desk):
    for _member in range(57):
        make_member(commune.cells[0], "Nguyễn Thị Thu Hương")
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)
    meeting.items.update(is_removed=True)
    write_whole_minutes(meeting, cast, items=len(usual_agenda("regular")) + 1)
    page = desk.get(url("minutes", meeting), headers={"Accept-Encoding": "gzip"})
    assert len(page.content) < 30_000
    assert len(gzip.decompress(page.content)) < 200_000


@pytest.mark.parametrize("items", [1, 3])
def test_save_takes_the_same_queries_for_any_number_of_points(commune, cast, desk, django_assert_num_queries, items):
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)
    write_whole_minutes(meeting, cast, items=items)
    address = url("passage_save", meeting, passage_of(meeting).pk)
    desk.post(address, {"text": "Một", "base_revision": 0})
    with django_assert_num_queries(13):
        desk.post(address, {"text": "Một hai", "base_revision": 1})
