"""What a meeting decided about a candidate is offered as the next step, and never written down by itself."""

import datetime as dt
import itertools

import pytest
from django.urls import reverse

from cells.access import scope_of
from cells.models import Candidate, CandidateStep
from meetings.models import Meeting
from meetings.queries.candidate_votes import next_steps_decided, votes_on
from meetings.services.votes import record_vote
from reports.queries.month_waiting import steps_decided
from tests.factories import make_member, make_open_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def candidate(commune) -> Candidate:
    return Candidate.objects.create(
        cell=commune.cells[0], full_name="Nguyễn Thị Thu", birth_date=dt.date(1998, 3, 1), stage="dossier"
    )


@pytest.fixture
def vote(commune, cast, candidate):
    """Three voters and an exempt member who came; minutes approved."""
    months = itertools.count(1)
    make_member(commune.cells[0], "Cụ Miễn", status="exempt")

    def held(yes: int, **state):
        meeting = make_open_meeting(commune.cells[0], by=cast.secretary, month=next(months))
        meeting.attendances.update(state="present")
        facts = {"matter": "admission", "question": "Đề nghị kết nạp", "candidate": candidate, "yes": yes}
        record_vote(meeting, item=meeting.items.get(), by=cast.secretary, **facts)
        moment = dt.datetime(2026, 10, 6, tzinfo=dt.UTC)
        approval = {"state": "approved", "snapshot": {}, "approved_by": cast.commune, "approved_at": moment}
        sent = {"ended_at": dt.time(21), "submitted_by": cast.secretary, "submitted_at": moment}
        Meeting.objects.filter(pk=meeting.pk).update(**{**sent, **approval, **state})
        return meeting

    return held


def test_vote_that_carried_is_the_next_step_with_day_and_counts(vote, candidate, commune):
    meeting = vote(3)
    row = votes_on(candidate)[0]
    assert (row.outcome.body, row.outcome.needed, row.exempt_present, row.is_next_step) == (4, 3, 1, True)
    assert row.step_url.startswith(reverse("cells:candidate_step", args=[candidate.pk]))
    assert "on=05%2F10%2F2026&yes=3&exempt_present=1" in row.step_url
    assert next_steps_decided([commune.cells[0].pk])[0].meeting == meeting
    assert not CandidateStep.objects.exists()


def test_vote_that_failed_or_is_not_approved_yet_is_no_step(vote, candidate, commune):
    vote(2)
    assert not votes_on(candidate)[0].is_next_step
    Meeting.objects.update(state="submitted")
    assert votes_on(candidate) == []
    assert next_steps_decided([commune.cells[0].pk]) == []


def test_step_is_written_from_the_link_once_and_then_waits_no_more(vote, candidate, client_of, cast):
    vote(3)
    desk = client_of(cast.secretary)
    waiting = list(steps_decided(scope_of(cast.secretary)))
    assert [row.title for row in waiting] == ["Ghi bước tiếp theo của Nguyễn Thị Thu: chi bộ đã biểu quyết"]
    assert waiting[0].detail.endswith("tán thành 3/4")
    panel = desk.get(reverse("meetings:candidate_votes_panel", args=[candidate.pk])).content.decode()
    assert "Ghi bước này theo biên bản" in panel
    page = desk.get(votes_on(candidate)[0].step_url).content.decode()
    assert 'value="05/10/2026"' in page
    sent = {"on": "05/10/2026", "yes": "3", "exempt_present": "1", "stage": "cell_proposed"}
    assert desk.post(reverse("cells:candidate_step", args=[candidate.pk]), sent).status_code == 302
    step = CandidateStep.objects.get(stage="cell_proposed")
    assert (step.yes, step.body) == (3, 4)
    assert list(steps_decided(scope_of(cast.secretary))) == []


def test_deputy_of_another_cell_has_nothing_waiting(vote, cast):
    vote(3)
    assert list(steps_decided(scope_of(cast.stranger))) == []


@pytest.mark.parametrize("number", [1, 3])
def test_votes_take_the_same_queries_for_any_number(vote, candidate, number, django_assert_num_queries):
    for _month in range(number):
        vote(3)
    with django_assert_num_queries(3):
        assert len(votes_on(candidate)) == number
