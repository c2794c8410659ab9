"""Finding people by what users type."""

import pytest
from django.urls import reverse

from cells.models import Member
from cells.queries import find_members, members_meant
from tests.factories import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    numbers = {"citizen_id": "025194078011", "card_number": "931336718254", "old_card_number": "05995804"}
    return [
        make_member(full_name="Nguyễn Văn Tuấn", **numbers),
        make_member(full_name="Nguyễn Thị Thúy Hằng", old_identity_number="131234567"),
        make_member(full_name="Trần Đức Ước"),
        make_member(full_name="Giàng A Páo"),
    ]


def names(members):
    return {member.full_name for member in members}


@pytest.mark.parametrize(
    "text", ["nguyen van tuan", "NGUYỄN VĂN TUẤN", "tuan nguyen", "Tuấn,", "025194078011", "9313 3671 8254", "05995804"]
)
def test_exact_words_or_a_whole_number_find_the_one(people, text):
    assert names(find_members(Member.objects.all(), text)) == {"Nguyễn Văn Tuấn"}


@pytest.mark.parametrize("text", ["011", "25194078011", "02519407801", "000000000000", "99999999"])
def test_part_of_a_number_finds_nobody(people, text):
    assert names(find_members(Member.objects.all(), text)) == set()


def test_old_identity_number_finds_its_holder(people):
    assert names(find_members(Member.objects.all(), "131234567")) == {"Nguyễn Thị Thúy Hằng"}


def test_number_of_someone_outside_finds_nobody(people):
    assert not find_members(Member.objects.exclude(pk=people[0].pk), "025194078011").exists()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("nguyen van tuna", "Nguyễn Văn Tuấn"),
        ("ngueyn van tuan", "Nguyễn Văn Tuấn"),
        ("nguyeenx vawn tuaasn", "Nguyễn Văn Tuấn"),
        ("nguyen vam tuan", "Nguyễn Văn Tuấn"),
        ("nguyen vang tuan", "Nguyễn Văn Tuấn"),  # every word can be said, one is another
        ("tran duc uoc thi", "Trần Đức Ước"),  # a word too many
        ("giang a phao", "Giàng A Páo"),
        ("nguyen thuy hangg", "Nguyễn Thị Thúy Hằng"),
    ],
)
def test_slips_offer_who_may_be_meant(people, text, meant):
    assert not find_members(Member.objects.all(), text).exists()
    assert meant in names(members_meant(Member.objects.all(), text))


def test_one_mistyped_word_offers_all_of_that_name(people):
    assert names(members_meant(Member.objects.all(), "ngueyn")) == {"Nguyễn Văn Tuấn", "Nguyễn Thị Thúy Hằng"}


@pytest.mark.parametrize("text", ["", "zzzz", "%", "_", "'; --", "\\", "(", "k[0"])
def test_nonsense_offers_nobody(people, text):
    assert names(members_meant(Member.objects.all(), text)) == set()


def test_page_says_that_it_guesses_and_shows_whom(client_of, commune, cast):
    make_member(commune.cells[1], "Nguyễn Văn Tuấn")
    page = client_of(cast.commune).get(reverse("cells:member_list"), {"tim": "nguyen van tuna"})
    assert names(page.context["page"]) == {"Nguyễn Văn Tuấn"}
    assert "Không có ai tên đúng là “nguyen van tuna”" in page.content.decode()


def test_guess_never_leaves_the_scope(client_of, commune, cast):
    make_member(commune.elsewhere, "Nguyễn Văn Tuấn")
    for text in ("nguyen van tuan", "nguyen van tuna", "ngueyn van tuan thi"):
        page = client_of(cast.secretary).get(reverse("cells:member_list"), {"tim": text})
        assert "Nguyễn Văn Tuấn" not in page.content.decode()
