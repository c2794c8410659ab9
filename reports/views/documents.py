"""Asking for papers, watching them being made, taking them away."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.request import SignedInRequest
from core.errors import DomainError
from core.seals import code_of
from meetings.access import actions_for as meeting_actions_for
from meetings.access import get_meeting
from meetings.access.issued import issued_visible_to
from meetings.models import Meeting
from meetings.queries.register import documents_of_meeting
from meetings.workflow import FINAL, HELD
from reports import services
from reports.access import actions_for, documents_visible_to, get_document, get_subject
from reports.catalogue import CATALOGUE, Kind
from reports.models import Document
from reports.queries.checked_papers import gaps_of
from reports.queries.document_progress import failed_parts, kept_parts, progress_of
from reports.queries.documents import is_of_present_version, latest_of
from reports.queries.paper_gaps import minutes_gaps

MINUTES_KINDS = (
    ("minutes", gettext_lazy("In biên bản (PDF)"), "btn-primary"),
    ("minutes_word", gettext_lazy("Bản Word để sửa"), "btn-outline-secondary"),
)


@require_POST
def document_request(request: SignedInRequest, kind: str, subject_id: int) -> HttpResponse:
    """Ask for a paper, or for the one that is there; then watch it on its page, or in the panel that asked."""
    subject = get_subject(request.user, kind, subject_id)
    try:
        document = services.request_document(subject, kind=kind, by=request.user)
    except DomainError as error:
        if request.htmx:
            context = {"error": error, "kind": kind, "subject_id": subject_id}
            return render(request, "reports/_document_refused.html", context)
        messages.error(request, str(error))
        return redirect(CATALOGUE[kind].about.page(subject))
    if request.htmx:
        context = {"document": document, "actions": actions_for(request.user, document)}
        return render(request, "reports/document_progress.html", context)
    return redirect(document)


@require_safe
@never_cache
def document_detail(request: SignedInRequest, document_id: int) -> HttpResponse:
    """One paper: how far it is, or its file."""
    document = get_document(request.user, document_id)
    subject = get_subject(request.user, document.kind, document.subject_id)
    context = {
        "asked_on": CATALOGUE[document.kind].about.page(subject),
    }
    return render(request, "reports/document_detail.html", context | _state_of(request.user, document))


def _state_of(user: User, document: Document) -> dict[str, Any]:
    """What the part of a page about one paper shows."""
    (progress,) = progress_of([document])
    state: dict[str, Any] = {"document": document, "actions": actions_for(user, document), "progress": progress}
    if document.state == Document.State.FAILED:
        state |= {"failed_parts": failed_parts(document), "kept": kept_parts(document)}
    if document.seal:
        state |= {"code": code_of(document.seal), "check_url": reverse("reports:paper_check")}
    return state


@require_safe
@never_cache
def document_progress(request: SignedInRequest, document_id: int) -> HttpResponse:
    """The part of the page that asks for itself again every second until the paper is there.

    Nothing new is answered by nothing: readers of screens would hear it every time.
    """
    state = _state_of(request.user, get_document(request.user, document_id))
    if request.headers.get("X-Seen") == state["progress"].mark:
        return HttpResponse(status=204)
    return render(request, "reports/document_progress.html", state)


@require_safe
@never_cache
def document_download(request: SignedInRequest, document_id: int) -> HttpResponseBase:
    """The stored file: checked, audited, under its Vietnamese name; ``?xem=1`` shows a PDF in the browser."""
    document = get_document(request.user, document_id, to="download")
    kind = CATALOGUE[document.kind]
    try:
        response = _response(document, kind, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(document)
    shown = "xem" in request.GET and kind.extension == "pdf"
    response["Content-Disposition"] = content_disposition_header(not shown, document.file_name) or ""
    # The site's policy forbids what browsers' own viewers are made of.
    response["Content-Security-Policy"] = "frame-ancestors 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _response(document: Document, kind: Kind, *, by: User) -> HttpResponseBase:
    """A file of any size is streamed; papers that are made whole are small."""
    if kind.extension == "zip" or kind.assembly is not None:
        return FileResponse(services.open_stored(document, by=by), content_type=kind.content_type)
    return HttpResponse(services.open_document(document, by=by), content_type=kind.content_type)


PAPERS = {
    "van-ban": (
        ("issued", gettext_lazy("In văn bản (PDF)"), "btn-primary"),
        ("issued_word", gettext_lazy("Bản Word để sửa"), "btn-outline-secondary"),
    ),
    "phieu-xep-loai": (
        ("ballot", gettext_lazy("In phiếu (PDF)"), "btn-primary"),
        ("ballot_word", gettext_lazy("Phiếu bản Word"), "btn-outline-secondary"),
        ("counting_record", gettext_lazy("In biên bản kiểm phiếu (PDF)"), "btn-outline-secondary"),
        ("counting_record_word", gettext_lazy("Biên bản bản Word"), "btn-outline-secondary"),
        ("counting_record_xlsx", gettext_lazy("Kết quả kiểm phiếu (Excel)"), "btn-outline-secondary"),
    ),
    "quyet-dinh-xep-loai": (
        ("decision", gettext_lazy("In quyết định (PDF)"), "btn-primary"),
        ("decision_word", gettext_lazy("Quyết định bản Word"), "btn-outline-secondary"),
        ("decision_xlsx", gettext_lazy("Danh sách kèm theo (Excel)"), "btn-outline-secondary"),
        ("minutes_extract", gettext_lazy("In trích biên bản (PDF)"), "btn-outline-secondary"),
        ("minutes_extract_word", gettext_lazy("Trích biên bản bản Word"), "btn-outline-secondary"),
    ),
    "to-trinh-tham-dinh": (
        ("appraisal", gettext_lazy("In tờ trình (PDF)"), "btn-outline-secondary"),
        ("appraisal_word", gettext_lazy("Tờ trình bản Word"), "btn-outline-secondary"),
    ),
    "ban-kiem-diem": (
        ("self_review", gettext_lazy("In bản kiểm điểm (PDF)"), "btn-outline-secondary"),
        ("self_review_word", gettext_lazy("Bản Word để sửa"), "btn-outline-secondary"),
        ("self_review_blank", gettext_lazy("Mẫu trống để viết tay"), "btn-outline-secondary"),
        ("self_review_blank_word", gettext_lazy("Mẫu trống (Word)"), "btn-outline-secondary"),
    ),
    "bieu-cham-diem": (
        ("score_sheet", gettext_lazy("In biểu chấm điểm (PDF)"), "btn-outline-secondary"),
        ("score_sheet_word", gettext_lazy("Biểu bản Word"), "btn-outline-secondary"),
        ("score_sheet_xlsx", gettext_lazy("Biểu (Excel)"), "btn-outline-secondary"),
    ),
    "so-van-ban": (
        ("register", gettext_lazy("In sổ văn bản (PDF)"), "btn-primary"),
        ("register_word", gettext_lazy("Bản Word để sửa"), "btn-outline-secondary"),
        ("register_xlsx", gettext_lazy("Bảng Excel"), "btn-outline-secondary"),
    ),
}


@require_safe
@never_cache
def papers_panel(request: SignedInRequest, group: str, subject_id: int) -> HttpResponse:
    """The part of a page on which the papers of one thing are asked for; a page of its own without htmx."""
    if group not in PAPERS:
        raise Http404
    about = CATALOGUE[PAPERS[group][0][0]].about
    subject, papers = about.door(request.user, subject_id), []
    for kind, label, style in PAPERS[group]:
        paper: dict[str, object] = {"kind": kind, "label": label, "style": style}
        document = latest_of(documents_visible_to(request.user), kind=kind, subject_id=subject_id)
        if document and (document.is_pending or document.is_final == about.is_final(subject)):
            paper |= {"document": document, "actions": actions_for(request.user, document)}
        papers.append(paper)
    context = {"papers": papers, "subject": subject, "subject_id": subject_id, "page_url": about.page(subject)}
    context["gaps"] = gaps_of(PAPERS[group][0][0], subject)
    return render(request, f"reports/{'_papers' if request.htmx else 'papers_panel'}.html", context)


@require_safe
@never_cache
def meeting_documents_panel(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """The part of a meeting's page about its minutes on paper; a page of its own without htmx."""
    meeting = get_meeting(request.user, meeting_id)
    actions = meeting_actions_for(request.user, meeting)
    context: dict[str, object] = {"meeting": meeting, "is_final": meeting.state in FINAL}
    context["documents"] = documents_of_meeting(issued_visible_to(request.user), meeting, writes="issue" in actions)
    if "print" in actions and meeting.state in HELD:
        context |= {"may_print": True, "papers": [_paper(request, meeting, *kind) for kind in MINUTES_KINDS]}
        context["gaps"] = list(minutes_gaps(meeting))
    template = "_meeting_documents" if request.htmx else "meeting_documents_panel"
    return render(request, f"reports/{template}.html", context)


def _paper(request: SignedInRequest, meeting: Meeting, kind: str, label: Promise, style: str) -> dict[str, object]:
    """One form of the minutes, made or not. A draft stands for nothing once the minutes are approved."""
    paper: dict[str, object] = {"kind": kind, "label": label, "style": style}
    document = latest_of(documents_visible_to(request.user), kind=kind, subject_id=meeting.pk)
    if document and is_of_present_version(document, meeting):
        paper |= {"document": document, "actions": actions_for(request.user, document)}
    return paper
