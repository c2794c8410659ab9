"""An organisation board works on the meetings of committees below its own, never on those of its own."""

import pytest
from django.urls import reverse

from accounts.models import User
from cells.models import Office
from meetings.access import actions_for
from meetings.models import Meeting
from tests.factories import make_member, make_open_meeting, make_user

pytestmark = pytest.mark.django_db
FROM_ABOVE = {"return", "approve", "score_above", "grade", "visit"}


@pytest.fixture
def own_board(commune, cast) -> User:
    """Someone who works for the organisation board of the commune."""
    user = make_user("bantochuc", full_name="Trần Văn Ban")
    seat = {"office": Office.ORGANISATION_OFFICER, "seat_in": commune.committee}
    make_member(commune.cells[1], "Trần Văn Ban", user=user, **seat)
    return user


@pytest.fixture
def standing(commune, cast) -> Meeting:
    """Minutes of the standing committee of the commune, sent by its secretary."""
    sent = {
        "state": "submitted",
        "ended_at": "21:00",
        "submitted_by": cast.commune,
        "submitted_at": "2026-10-06T00:00Z",
    }
    return make_open_meeting(commune.committee, by=cast.commune, kind="standing", **sent)


def test_minutes_of_a_committee_are_for_the_board_above_and_not_for_its_own(cast, own_board, standing):
    assert actions_for(cast.officer, standing) >= FROM_ABOVE
    assert not actions_for(own_board, standing) & FROM_ABOVE
    assert "print" in actions_for(own_board, standing)
    assert not actions_for(cast.commune, standing) & FROM_ABOVE


def test_own_board_neither_approves_nor_checks_its_committee(commune, client_of, own_board, standing):
    desk = client_of(own_board)
    read = {"read": standing.submitted_at}
    assert desk.post(reverse("meetings:meeting_approve", args=[standing.pk]), read).status_code == 403
    assert desk.get(reverse("meetings:visit_check", args=[commune.committee.pk])).status_code == 403
    assert desk.get(reverse("meetings:visit_check", args=[commune.cells[0].pk])).status_code == 200
    standing.refresh_from_db()
    assert standing.state == "submitted"
