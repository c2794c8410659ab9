"""No page shows a whole number of identity or card: every address is asked by those who may open it."""

import pytest
from django.urls import reverse

from cells.models import Member
from tests.test_access_matrix import DATA, MATRIX, WHO
from tests.world import build_world

pytestmark = pytest.mark.django_db
NUMBERS = {
    "citizen_id": "025194078{:03d}",
    "card_number": "931336718{:03d}",
    "old_card_number": "20718{:03d}",
    "old_identity_number": "131870{:03d}",
}
READERS = ("secretary", "commune", "officer", "member")


@pytest.fixture
def numbered(commune, cast):
    """The world of the table; every person in it has all four numbers."""
    world = build_world(commune, cast)
    for place, member in enumerate(Member.objects.order_by("pk"), 1):
        values = {field: pattern.format(place) for field, pattern in NUMBERS.items()}
        Member.objects.filter(pk=member.pk).update(**values)
    return world


def test_no_page_shows_a_whole_number(numbered, cast, client_of):
    whole = {value for row in Member.objects.values_list(*NUMBERS) for value in row}
    shown = []
    for who in READERS:
        client = client_of(getattr(cast, who))
        for name, (method, things, _expected) in MATRIX.items():
            if method != "GET":
                continue
            answer = client.get(reverse(name, args=[numbered[thing] for thing in things]), DATA.get(name))
            body = b"" if answer.streaming else answer.content
            shown += [f"{name} as {who}: {number}" for number in whole if number.encode() in body]
        numbers_page = client.get(reverse("cells:member_change", args=[numbered["person"], "giay-to"]))
        shown += [f"numbers as {who}: {number}" for number in whole if number.encode() in numbers_page.content]
    assert shown == []
    assert set(READERS) <= set(WHO)


def test_masked_numbers_are_on_the_page_of_a_person(numbered, cast, client_of):
    person = Member.objects.get(pk=numbered["person"])
    body = client_of(cast.secretary).get(person.get_absolute_url()).content.decode()
    for field in NUMBERS:
        value = getattr(person, field)
        assert "•" * (len(value) - 3) + value[-3:] in body
