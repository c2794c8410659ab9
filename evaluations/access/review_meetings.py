"""Who may see and do what with the meetings at which a unit was reviewed."""

from django.http import Http404

from accounts.models import User
from cells.access import get_organisation
from evaluations.access.periods import periods_visible_to
from evaluations.models import ReviewMeeting


def get_review_meeting(user: User, pk: int, *, to: str = "view_members") -> ReviewMeeting:
    """The review meeting, through its unit: ``view_members`` reads it, ``evaluate`` changes it."""
    found = (
        ReviewMeeting.objects.filter(pk=pk, period__in=periods_visible_to(user))
        .select_related("period", "period__organisation", "meeting")
        .prefetch_related("period__organisation__periods")
        .first()
    )
    if found is None:
        raise Http404
    found.organisation = get_organisation(user, found.organisation_id, to=to)
    return found
