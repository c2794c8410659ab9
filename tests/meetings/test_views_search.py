"""The search page: a field, what is found, and nothing that breaks it."""

import datetime as dt

import pytest
from django.urls import reverse

from meetings.models import PartyDocument, Passage
from meetings.services.passages import save_passage
from tests.factories import make_open_meeting

pytestmark = pytest.mark.django_db
ADDRESS = "meetings:meeting_search"


def write(cell, by, month: int, text: str) -> None:
    passage = Passage.objects.get(meeting=make_open_meeting(cell, dt.date(2026, month, 5), by=by), kind="conclusion")
    save_passage(passage, text=text, base_revision=0, by=by)


def test_search_page_shows_found_words_marked_in_the_text_as_written(commune, cast, client_of):
    write(commune.cells[0], cast.secretary, 10, "Thống nhất lắp <b>đèn</b> đường ngõ 5.")
    page = client_of(cast.secretary).get(reverse(ADDRESS), {"tim": "den duong"}).content.decode()
    assert "<mark>đèn</mark>" in page
    assert "<mark>đường</mark>" in page
    assert "&lt;b&gt;" in page
    assert "Kết luận chung:" in page
    assert "05/10/2026" in page


def test_search_page_says_what_to_do_when_nothing_is_found(commune, cast, client_of):
    client = client_of(cast.secretary)
    assert "Không tìm thấy" in client.get(reverse(ADDRESS), {"tim": "kenh muong"}).content.decode()
    assert "chưa có chữ" in client.get(reverse(ADDRESS), {"tim": "!!!"}).content.decode()
    assert "Gõ vài từ" in client.get(reverse(ADDRESS)).content.decode()


@pytest.mark.parametrize(
    "query", [{"tim": "x" * 10_000}, {"tim": "đèn", "nam": "²"}, {"tim": "đèn", "don-vi": "-1", "trang": "x"}]
)
def test_search_page_takes_anything(cast, client_of, query):
    assert client_of(cast.secretary).get(reverse(ADDRESS), query).status_code == 200


def test_search_page_turns_pages_and_keeps_the_words(commune, cast, client_of, monkeypatch):
    monkeypatch.setattr("meetings.views.search.PAGE", 2)
    for month in (7, 8, 9):
        write(commune.cells[0], cast.secretary, month, "Đèn đường")
    client = client_of(cast.secretary)
    page = client.get(reverse(ADDRESS), {"tim": "den"}).content.decode()
    assert "Tìm thấy 3 kết quả" in page
    assert "tim=den&amp;trang=2" in page
    assert "05/07/2026" in client.get(reverse(ADDRESS), {"tim": "den", "trang": 2}).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_search_page_asks_a_fixed_number_of_queries(commune, cast, client_of, count, django_assert_max_num_queries):
    for month in range(1, count + 1):
        write(commune.cells[0], cast.secretary, month, "Đèn đường")
    client = client_of(cast.commune)
    with django_assert_max_num_queries(22):
        client.get(reverse(ADDRESS), {"tim": "đèn"})


def test_search_stands_in_the_menu(cast, client_of):
    assert reverse(ADDRESS) in client_of(cast.member).get(reverse("reports:home")).content.decode()


def test_found_document_leads_to_its_page(commune, cast, client_of):
    document = PartyDocument.objects.create(
        organisation=commune.cells[0], kind="NQ", symbol="05-NQ/CB", title="Về vụ đông", registered_by=cast.secretary
    )
    page = client_of(cast.secretary).get(reverse(ADDRESS), {"tim": "vu dong"}).content.decode()
    assert reverse("meetings:party_document", args=[document.pk]) in page
