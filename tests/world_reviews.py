"""One of each thing of the review in writing, in the first cell of the cast."""

import datetime as dt

from evaluations.models import Commitment, Opinion, ReviewMeeting, Shortcoming, Suggestion


def build_reviews(commune, cast, period, evaluation, meeting):
    """``evaluation`` is that of a member, ``meeting`` one of the cell."""
    cell, day = commune.cells[0], dt.date(2026, 11, 1)
    return {
        "review_section": "I.1",
        "suggestion": Suggestion.objects.create(
            evaluation=evaluation, question="Việc thu đảng phí?", asked_on=day, asked_by=cast.commune
        ).pk,
        "opinion_given": Opinion.objects.create(
            evaluation=evaluation, giver="cell_committee", level="good", given_on=day, recorded_by=cast.secretary
        ).pk,
        "review_meeting": ReviewMeeting.objects.create(
            period=period, organisation=cell, meeting=meeting, recorded_by=cast.secretary
        ).pk,
        "shortcoming": Shortcoming.objects.create(
            cell=cell, year=2025, text="Ít chuyên đề", recorded_by=cast.secretary
        ).pk,
        "commitment": Commitment.objects.create(cell=cell, member=cast.member.member, year=2026, kind="commitment").pk,
    }
