"""To which day the six months are counted: the end of the year, or the day of the review, as the committee chose."""

import datetime as dt

import pytest

from evaluations.models import Evaluation, Period, ReviewMeeting
from evaluations.queries.proposals import proposal_for
from evaluations.services.subjects import update_subjects
from tests.cast import Cast, Commune
from tests.factories import make_meeting, make_member


def choose(period: Period, value: str) -> None:
    """As a committee's own regulation would have it when the period was opened."""
    for setting in period.regulation["settings"]:
        if setting["key"] == "admission_reference":
            setting["default"] = value
    period.save(update_fields=["regulation"])


@pytest.mark.parametrize(("admitted_on", "is_rated"), [(dt.date(2026, 6, 30), True), (dt.date(2026, 7, 1), False)])
def test_by_default_the_end_of_the_year_counts_although_it_is_still_to_come(
    period: Period, commune: Commune, cast: Cast, of, admitted_on: dt.date, is_rated: bool
) -> None:
    member = make_member(commune.cells[0], admitted_on=admitted_on, official_on=None)
    update_subjects(period, by=cast.commune)

    proposal = proposal_for(of(member))

    assert proposal.is_rated is is_rated
    assert "tính đến 31/12/2026" in proposal.sheet.recorded.basis["months_since_admission"].text


def test_with_the_day_of_the_review_chosen_the_meeting_of_the_cell_counts(
    period: Period, commune: Commune, cast: Cast, of
) -> None:
    choose(period, "review_meeting")
    member = make_member(commune.cells[0], admitted_on=dt.date(2026, 5, 10), official_on=None)
    update_subjects(period, by=cast.commune)
    assert proposal_for(Evaluation.objects.get(pk=of(member).pk)).is_rated

    meeting = make_meeting(commune.cells[0], dt.date(2026, 11, 9), by=cast.secretary)
    ReviewMeeting.objects.create(
        period=period, organisation=commune.cells[0], meeting=meeting, recorded_by=cast.secretary
    )

    proposal = proposal_for(Evaluation.objects.get(pk=of(member).pk))
    assert not proposal.is_rated
    assert "tính đến 09/11/2026" in proposal.sheet.recorded.basis["months_since_admission"].text
