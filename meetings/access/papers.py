"""Who may read and remove the files of meetings: through their meeting."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import User
from meetings.access.meetings import actions_for, get_meeting
from meetings.models import Paper

VERBS = {
    Paper.Kind.PAPER: {"view": "view", "remove": "add_papers"},
    Paper.Kind.ORIGINAL: {"view": "print", "remove": "attach_original"},
}
"""What the reader must be allowed to do with the meeting: members read its papers, the signed minutes once final."""


def get_paper(user: User, pk: int, *, to: str = "view") -> Paper:
    """The file, or 404 outside the meeting or once removed, or 403 without the right."""
    paper = Paper.objects.filter(pk=pk, is_removed=False).first()
    if paper is None:
        raise Http404
    paper.meeting = get_meeting(user, paper.meeting_id)
    if VERBS[Paper.Kind(paper.kind)][to] not in actions_for(user, paper.meeting):
        raise PermissionDenied
    return paper
