"""The meeting at which a unit was reviewed: which one, the order, who was there, what is not in order."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from cells.access import actions_for as unit_actions_for
from cells.access import get_organisation
from cells.views.deeds import done
from evaluations.access import actions_for, get_period
from evaluations.access.opinions import evaluations_of_unit
from evaluations.access.review_meetings import get_review_meeting
from evaluations.forms.review_meetings import ReviewMeetingForm
from evaluations.queries.review_meetings import draft_warning, meetings_to_choose, unit_review
from evaluations.services.review_meetings import change_review_meeting, link_review_meeting

REFUSED = 422


def review_meeting_list(request: SignedInRequest, pk: int, cell_pk: int) -> HttpResponse:
    """The review meetings of a unit, the order of reviewing, who was there and who was not."""
    period = get_period(request.user, pk)
    cell = get_organisation(request.user, cell_pk, to="view_members")
    review = unit_review(period, cell, evaluations_of_unit(request.user, period.pk, cell.pk))
    context = {
        "period": period,
        "cell": cell,
        "review": review,
        "rows": [(row, actions_for(request.user, row.evaluation)) for row in review.rows],
        "may_link": "evaluate" in unit_actions_for(request.user, cell),
    }
    return render(request, "evaluations/review_meeting_list.html", context)


def review_meeting_link(request: SignedInRequest, pk: int, cell_pk: int) -> HttpResponse:
    """Say which meeting was the review."""
    period = get_period(request.user, pk)
    cell = get_organisation(request.user, cell_pk, to="evaluate")
    meetings = meetings_to_choose(period, cell)
    review = next((row for row in meetings if row.kind == "review"), None)
    form = ReviewMeetingForm(
        request.POST or None, meetings=meetings, initial={"meeting": str(review.pk) if review else ""}
    )
    if done(request, form, lambda data: link_review_meeting(period, cell, by=request.user, **data)):
        _tell(request, form)
        return redirect("evaluations:review_meeting_list", pk, cell_pk)
    context = {"period": period, "cell": cell, "form": form, "meetings": meetings}
    return render(request, "evaluations/review_meeting_link.html", context, status=REFUSED if form.errors else 200)


def review_meeting_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change the meeting, the day of the drafts, who came from above."""
    review = get_review_meeting(request.user, pk, to="evaluate")
    period, cell = review.period, review.organisation
    initial = {
        "meeting": str(review.meeting_id),
        "drafts_sent_on": review.drafts_sent_on,
        "delegation": review.delegation,
    }
    meetings = meetings_to_choose(period, cell)
    form = ReviewMeetingForm(request.POST or None, meetings=meetings, initial=initial)
    if done(request, form, lambda data: change_review_meeting(review, by=request.user, **data)):
        _tell(request, form)
        return redirect("evaluations:review_meeting_list", period.pk, cell.pk)
    context = {"period": period, "cell": cell, "form": form, "review": review}
    return render(request, "evaluations/review_meeting_change.html", context, status=REFUSED if form.errors else 200)


def _tell(request: SignedInRequest, form: ReviewMeetingForm) -> None:
    messages.success(request, _("Đã ghi hội nghị kiểm điểm."))
    data = form.cleaned_data
    if sentence := draft_warning(data["meeting"], data["drafts_sent_on"]):
        messages.warning(request, sentence)
