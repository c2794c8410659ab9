"""Notice of a meeting, its papers, and the signed minutes as their original."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.request import SignedInRequest
from core.errors import DomainError
from core.forms import show_error
from meetings.access import get_meeting
from meetings.access.papers import get_paper
from meetings.forms.papers import OriginalForm, PaperForm
from meetings.services.notices import send_notice
from meetings.services.papers import add_paper, attach_original, paper_bytes, remove_paper

REFUSED = 422


@require_POST
def notice_send(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give notice of a meeting."""
    meeting = get_meeting(request.user, pk, to="notify")
    try:
        is_new = send_notice(meeting, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        done = _("Đã thông báo: đảng viên thấy ở trang chủ. Hãy chép nội dung bên dưới để gửi vào nhóm.")
        messages.success(request, done if is_new else _("Buổi này đã thông báo từ trước, lịch không đổi."))
    return redirect(meeting)


def paper_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Upload a paper."""
    meeting = get_meeting(request.user, pk, to="add_papers")
    items = meeting.items.filter(is_removed=False).order_by("order", "pk")
    form = PaperForm(request.POST or None, request.FILES or None, items=items, megabytes=settings.PAPER_MEGABYTES)
    if request.method == "POST" and _done(form, lambda: add_paper(meeting, by=request.user, **form.upload())):
        messages.success(request, _("Đã thêm tài liệu; đảng viên xem được ở trang của buổi họp."))
        return redirect(meeting)
    return _page(request, "meetings/paper_add.html", meeting, form)


def original_attach(request: SignedInRequest, pk: int) -> HttpResponse:
    """Upload the signed minutes."""
    meeting = get_meeting(request.user, pk, to="attach_original")
    form = OriginalForm(request.POST or None, request.FILES or None, megabytes=settings.ORIGINAL_MEGABYTES)
    if request.method == "POST" and _done(form, lambda: attach_original(meeting, by=request.user, **form.upload())):
        messages.success(request, _("Đã đính kèm bản ký làm bản gốc."))
        return redirect(meeting)
    return _page(request, "meetings/original_attach.html", meeting, form)


def _done(form: OriginalForm, deed: Callable[[], object]) -> bool:
    if not form.is_valid():
        return False
    try:
        deed()
    except DomainError as error:
        show_error(form, error)
        return False
    return True


def _page(request: SignedInRequest, template: str, meeting: object, form: OriginalForm) -> HttpResponse:
    status = REFUSED if form.is_bound and form.errors else 200
    return render(request, template, {"meeting": meeting, "form": form}, status=status)


@never_cache
@require_safe
def paper_download(request: SignedInRequest, pk: int) -> HttpResponse:
    """The file as it was uploaded, never shown by the browser."""
    paper = get_paper(request.user, pk)
    try:
        answer = HttpResponse(paper_bytes(paper), content_type=paper.content_type)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(paper.meeting)
    answer["Content-Disposition"] = content_disposition_header(True, paper.file_name) or ""
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
def paper_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a file off the page."""
    paper = get_paper(request.user, pk, to="remove")
    try:
        remove_paper(paper, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Đã bỏ tệp khỏi trang; bản đã tải lên vẫn được lưu."))
    return redirect(paper.meeting)
