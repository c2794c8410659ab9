"""What meetings decided about a person on the way into the Party, inside the page of that person."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.request import SignedInRequest
from cells.access import actions_for, get_candidate
from meetings.queries.candidate_votes import votes_on


def candidate_votes_panel(request: SignedInRequest, pk: int) -> HttpResponse:
    """The votes, with the next step filled in for who keeps the record."""
    candidate = get_candidate(request.user, pk)
    context = {
        "rows": votes_on(candidate),
        "may_step": "record_life" in actions_for(request.user, candidate.cell),
    }
    return render(request, "meetings/candidate_votes_panel.html", context)
