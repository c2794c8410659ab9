"""The history of a passage, and going back in it."""

import pytest
from django.urls import reverse

from meetings.models import Meeting, Passage
from meetings.services.passages import save_passage
from tests.factories import make_open_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(commune, cast) -> Meeting:
    return make_open_meeting(commune.cells[0], by=cast.secretary)


@pytest.fixture
def passage(meeting, cast) -> Passage:
    passage = Passage.objects.get(meeting=meeting, kind="conclusion")
    save_passage(passage, text="Rà soát 12 hộ nghèo.", base_revision=0, by=cast.secretary)
    return save_passage(passage, text="Rà soát 21 hộ nghèo.", base_revision=1, by=cast.deputy)


def address(name: str, passage: Passage) -> str:
    return reverse(f"meetings:{name}", args=[passage.meeting_id, passage.pk])


def test_history_shows_who_changed_which_words(passage, cast, client_of):
    page = client_of(cast.commune).get(address("passage_history", passage)).content.decode()
    assert "Bùi Thị Tuyết" in page
    assert "Hoàng Thị Hằng" in page
    assert "12" in page.split("<del>")[2].split("</del>")[0]
    assert "21" in page.split("<ins>")[2].split("</ins>")[0]
    assert "[bỏ:" in page
    assert "Lấy lại bản này" not in page


def test_earlier_text_is_brought_back_by_one_click(passage, cast, client_of):
    client = client_of(cast.secretary)
    assert "Lấy lại bản này" in client.get(address("passage_history", passage)).content.decode()
    data = {"number": "1", "base_revision": "2"}
    answer = client.post(address("passage_bring_back", passage), data, follow=True)
    assert "Đã lấy lại bản trước" in answer.content.decode()
    passage.refresh_from_db()
    assert (passage.text, passage.revision) == ("Rà soát 12 hộ nghèo.", 3)


@pytest.mark.parametrize("data", [{"number": "9"}, {"number": "x"}, {}, {"number": "1", "base_revision": "1"}])
def test_bringing_back_what_is_not_there_is_a_sentence(passage, cast, client_of, data):
    answer = client_of(cast.secretary).post(address("passage_bring_back", passage), data, follow=True)
    assert answer.status_code == 200
    assert "notice-error" in answer.content.decode() or "alert" in answer.content.decode()
    passage.refresh_from_db()
    assert passage.revision == 2


def test_passage_of_another_meeting_is_not_found(passage, commune, cast, client_of):
    other = make_open_meeting(commune.cells[0], passage.meeting.held_on.replace(month=9), by=cast.secretary)
    found = client_of(cast.secretary).get(reverse("meetings:passage_history", args=[other.pk, passage.pk]))
    assert found.status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_history_asks_a_fixed_number_of_queries(passage, cast, client_of, count, django_assert_max_num_queries):
    for number in range(count):
        by = (cast.secretary, cast.deputy)[number % 2]
        save_passage(passage, text=f"Lần {number}", base_revision=2 + number, by=by)
    client = client_of(cast.secretary)
    with django_assert_max_num_queries(15):
        client.get(address("passage_history", passage))
