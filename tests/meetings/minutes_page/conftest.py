"""What the tests of this folder share."""

import pytest
from django.urls import reverse

from meetings.models import AgendaItem, Meeting, Passage
from tests.factories import make_open_meeting


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
