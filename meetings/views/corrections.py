"""Correcting locked minutes, and reading their earlier versions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.request import SignedInRequest
from core.errors import DomainError
from core.forms import show_error
from meetings.access import actions_for, get_meeting
from meetings.access.versions import get_version
from meetings.documents import Minutes, minutes_to_print
from meetings.documents.comparison import Change, changes_between
from meetings.documents.versions import minutes_of_version
from meetings.forms.corrections import CorrectionForm
from meetings.models import Meeting, MinutesVersion
from meetings.queries.corrections import touched_by_correction, versions_of
from meetings.services.correction import correct_minutes, not_correctable

REFUSED = 422


@never_cache
def meeting_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin a corrected version of locked minutes; whoever comes too early or too late is told why not."""
    meeting = get_meeting(request.user, pk, to="keep_minutes")
    refusal = not_correctable(meeting)
    if refusal:
        messages.error(request, refusal)
        return redirect(meeting)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            correct_minutes(meeting, by=request.user, **form.cleaned_data)
            messages.success(request, _("Đã mở bản đính chính. Đồng chí sửa chỗ sai rồi gửi lên cấp ủy duyệt lại."))
            return redirect("meetings:minutes", pk)
        except DomainError as error:
            show_error(form, error)
    context = {"meeting": meeting, "form": form, "touched": touched_by_correction(meeting)}
    return render(request, "meetings/meeting_correct.html", context, status=REFUSED if form.errors else 200)


@never_cache
@require_safe
def minutes_versions(request: SignedInRequest, pk: int) -> HttpResponse:
    """All versions of the minutes of a meeting, and what each correction changed."""
    meeting = get_meeting(request.user, pk)
    actions, versions = actions_for(request.user, meeting), versions_of(meeting)
    present = minutes_to_print(meeting) if versions and "print" in actions else None
    context = {
        "meeting": meeting,
        "actions": actions,
        "versions": _with_changes(versions, present),
        "touched": touched_by_correction(meeting) if "read_history" in actions else None,
    }
    return render(request, "meetings/minutes_versions.html", context)


def _with_changes(
    versions: list[MinutesVersion], present: Minutes | None
) -> list[tuple[MinutesVersion, list[Change] | None]]:
    """Each version with what the next one changed; nothing is said of a present one that may not be read yet."""
    rows: list[tuple[MinutesVersion, list[Change] | None]] = []
    later = present
    for version in versions:
        minutes = minutes_of_version(version)
        rows.append((version, changes_between(minutes, later) if later else None))
        later = minutes
    return rows


@never_cache
@require_safe
def minutes_version(request: SignedInRequest, pk: int) -> HttpResponse:
    """One earlier version as it was approved."""
    version = get_version(request.user, pk)
    meeting: Meeting = version.meeting
    context = {"version": version, "meeting": meeting, "minutes": minutes_of_version(version)}
    return render(request, "meetings/minutes_version.html", context)
