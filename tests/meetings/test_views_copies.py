"""The hint about copied text: to the secretary without the neighbour's name, to those above with it."""

import pytest
from django.urls import reverse

from meetings.models import Meeting
from meetings.services.lifecycle import submit_minutes
from tests.meetings.lifecycle.conftest import ready
from tests.meetings.test_copies import LONG, month

pytestmark = pytest.mark.django_db


@pytest.fixture
def copied(commune, cast) -> Meeting:
    """Minutes of October that stand in a neighbour's of September and in the own of September."""
    month(commune.cells[1], cast.secretary, 9, LONG)
    month(commune.cells[0], cast.secretary, 9, LONG)
    meeting = ready(commune, cast)
    meeting.passages.filter(kind="item_body").update(text=LONG)
    return meeting


def test_secretary_is_told_before_sending_without_the_neighbours_name(copied, cast, client_of):
    for name in ("meeting_submit", "minutes_read_back"):
        page = client_of(cast.secretary).get(reverse(f"meetings:{name}", args=[copied.pk])).content.decode()
        assert "Giống 100 % nội dung của sinh hoạt thường kỳ tháng 9/2026" in page
        assert "Giống 100 % nội dung của một chi bộ khác" in page
        assert "Tân Lập" not in page


def test_committee_is_told_where_it_may_read_the_other(copied, cast, client_of):
    assert "Giống" not in client_of(cast.commune).get(copied.get_absolute_url()).content.decode()
    submit_minutes(copied, by=cast.secretary)
    page = client_of(cast.commune).get(copied.get_absolute_url()).content.decode()
    assert "Giống 100 % nội dung của Chi bộ thôn Tân Lập" in page
    assert "Giống" not in client_of(cast.member).get(copied.get_absolute_url()).content.decode()


def test_copied_minutes_are_sent_all_the_same(copied, cast):
    submit_minutes(copied, by=cast.secretary)
    assert copied.state == "submitted"
