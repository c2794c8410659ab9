"""Who wrote what into a passage, and bringing an earlier text back."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.request import SignedInRequest
from core.errors import DomainError
from meetings.access import actions_for, get_meeting
from meetings.models import Meeting, Passage, PassageRevision
from meetings.queries.revisions import revisions_of, text_before, with_changes
from meetings.services.passages import bring_back_revision, label_of
from meetings.views.typed import whole_number

PAGE = 20


@never_cache
@require_safe
def passage_history(request: SignedInRequest, pk: int, passage_pk: int) -> HttpResponse:
    """The revisions of one passage, the newest first, each with what it changed."""
    meeting = get_meeting(request.user, pk, to="read_history")
    passage = _passage(meeting, passage_pk)
    page = Paginator(revisions_of(passage), PAGE).get_page(request.GET.get("trang"))
    rows = list(page.object_list)
    before = text_before(passage, rows[-1].number) if rows else ""
    context = {
        "meeting": meeting,
        "passage": passage,
        "label": label_of(passage),
        "page": page,
        "rows": with_changes(passage, rows, before),
        "actions": actions_for(request.user, meeting),
    }
    return render(request, "meetings/passage_history.html", context)


@require_POST
def passage_bring_back(request: SignedInRequest, pk: int, passage_pk: int) -> HttpResponse:
    """Copy an earlier text back as a further revision."""
    meeting = get_meeting(request.user, pk, to="keep_minutes")
    passage = _passage(meeting, passage_pk)
    number = whole_number(request.POST.get("number", ""))
    revision = PassageRevision.objects.filter(passage=passage, number=number).first()
    try:
        if revision is None:
            raise DomainError(_("Không còn bản này trong lịch sử. Hãy tải lại trang."))
        revision.passage = passage
        base = whole_number(request.POST.get("base_revision", ""))
        bring_back_revision(revision, base_revision=base, by=request.user)
        messages.success(request, _("Đã lấy lại bản trước. Bản vừa thay vẫn còn trong lịch sử."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("meetings:passage_history", pk, passage_pk)


def _passage(meeting: Meeting, pk: int) -> Passage:
    rows = Passage.objects.select_related("item", "speaker", "guest", "edited_by")
    passage = get_object_or_404(rows, pk=pk, meeting=meeting)
    passage.meeting = meeting
    return passage
