"""The writing page, as a browser without script sees it and as its script is answered."""

import datetime as dt
import re

import pytest

from meetings.models import Meeting, PassageRevision, TaskReview, Vote
from meetings.services.passages import save_passage
from meetings.services.tasks import assign_task
from tests.factories import make_open_meeting
from tests.meetings.minutes_page.conftest import by_script, passage_of, url

pytestmark = pytest.mark.django_db


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
