import datetime as dt

import pytest
import time_machine

from cells.access import scope_of
from cells.models import Assignment
from meetings.models import Meeting
from meetings.services.scores import agree_with_self_score, fix_grade, save_self_score
from reports.queries.score_waiting import score_waiting
from reports.queries.waiting import read
from tests.cast import NOON
from tests.meetings.scoring import full_points, scored_meeting

TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def meeting(commune, cast):
    return scored_meeting(commune.cells[0], cast.secretary)


def titles(user):
    del user.__dict__["_scope"]
    with time_machine.travel(NOON, tick=False):
        return [thing.title for thing in read(score_waiting(scope_of(user), TODAY))]


@pytest.fixture(autouse=True)
def _scopes(cast):
    for user in cast:
        user._scope = None


def submit(meeting, by):
    sent = {"state": "submitted", "submitted_by": by, "submitted_at": dt.datetime(2026, 10, 6, tzinfo=dt.UTC)}
    Meeting.objects.filter(pk=meeting.pk).update(**sent)


def test_cell_is_told_to_score_until_it_has(cast, meeting):
    assert titles(cast.secretary) == ["Chi bộ tự chấm điểm buổi sinh hoạt"]
    save_self_score(meeting, full_points(), by=cast.secretary)
    assert titles(cast.secretary) == []
    assert titles(cast.member) == []


def test_committee_is_told_of_grades_to_fix(cast, meeting):
    save_self_score(meeting, full_points(), by=cast.secretary)
    assert titles(cast.commune) == []
    submit(meeting, cast.secretary)
    assert titles(cast.commune) == ["Xếp loại sinh hoạt tháng 10/2026"]
    fix_grade(meeting, grade="tot", by=cast.commune)
    assert titles(cast.commune) == []


def test_person_in_charge_is_told_to_score_beside_the_cell(commune, cast, meeting):
    save_self_score(meeting, full_points(), by=cast.secretary)
    unit = commune.cells[0]
    seen = cast.stranger.member
    Assignment.objects.create(organisation=commune.committee, member=seen, unit=unit, valid_from=dt.date(2026, 1, 1))
    assert titles(cast.stranger) == ["Chấm điểm buổi sinh hoạt của Chi bộ thôn Song Vân"]
    submit(meeting, cast.secretary)
    agree_with_self_score(meeting, by=cast.commune)
    assert titles(cast.stranger) == []
