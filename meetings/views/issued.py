"""Documents of an organisation: written, read, issued, cancelled."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from cells.access import get_organisation
from core.errors import DomainError
from core.forms import show_error
from core.periods import today
from core.vietnamese import normalise
from meetings.access import get_meeting
from meetings.access.issued import get_issued, issued_actions_for
from meetings.documents.contents import Draft
from meetings.documents.drafts import draft_of, first_draft, first_title, form_for, paper_of
from meetings.forms.issuing import CancelDocumentForm, DraftForm, IssueForm, KindForm
from meetings.models import DocumentKind, Meeting, PartyDocument
from meetings.queries.official import kind_on
from meetings.queries.register import OF_A_MEETING
from meetings.queries.votes import ABOUT_A_PERSON
from meetings.rules.official import doubt_about_kind
from meetings.services.issuing import begin_document, cancel_document, change_document, issue_document
from meetings.services.numbers import next_number

REFUSED = 422
WRITTEN_ELSEWHERE = "year_report"
"""Marks the content of a year's report, whose numbers are taken from the records on a page of its own."""


def document_write(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin a document of a unit: first its kind, then its text."""
    organisation = get_organisation(request.user, pk, to="plan_meetings")
    chosen = KindForm(request.GET if "kind" in request.GET else None)
    if not chosen.is_valid():
        return render(request, "meetings/document_kind.html", {"cell": organisation, "form": chosen})
    kind = chosen.cleaned_data["kind"]
    form = _form(request, PartyDocument(organisation=organisation, kind=kind))
    if document := _begun(request, form, PartyDocument(organisation=organisation, kind=kind)):
        return redirect("meetings:party_document", document.pk)
    context = {"cell": organisation, "form": form, "kind": DocumentKind(kind).label}
    context["doubt"] = doubt_about_kind(kind, kind_on(organisation, today()), today())
    return render(request, "meetings/document_write.html", context, status=_status(form))


def meeting_document_write(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """Begin a document of a meeting, filled from its records, or go on with the one that is there."""
    meeting = get_meeting(request.user, pk, to="issue")
    if kind not in OF_A_MEETING:
        raise Http404
    standing = meeting.documents.filter(kind=OF_A_MEETING[kind], cancelled_on__isnull=True).first()
    if standing is not None:
        return redirect("meetings:party_document", standing.pk)
    new = PartyDocument(organisation=meeting.cell, kind=OF_A_MEETING[kind], meeting=meeting)
    form = _form(request, new)
    if document := _begun(request, form, new):
        return redirect("meetings:party_document", document.pk)
    context = {"cell": meeting.cell, "meeting": meeting, "form": form, "kind": DocumentKind(new.kind).label}
    return render(request, "meetings/meeting_document_write.html", context, status=_status(form))


def _begun(request: SignedInRequest, form: DraftForm, new: PartyDocument) -> PartyDocument | None:
    """The document begun from a form that was sent and is in order."""
    if request.method != "POST" or not form.is_valid():
        return None
    begun = _done(
        form,
        lambda: begin_document(
            new.organisation,
            kind=new.kind,
            title=form.cleaned_data["title"],
            draft=form.typed(),
            by=request.user,
            meeting=new.meeting,
        ),
    )
    if begun:
        messages.success(request, _("Đã lưu bản thảo. Đồng chí đọc lại rồi ban hành."))
    return begun


def document_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write on at a draft."""
    document = get_issued(request.user, pk, to="write")
    if WRITTEN_ELSEWHERE in document.content:
        return redirect("reports:year_report_write", pk)
    form = _form(request, document)
    if request.method == "POST" and form.is_valid():
        title = form.cleaned_data["title"]
        if _done(form, lambda: change_document(document, title=title, draft=form.typed(), by=request.user)):
            messages.success(request, _("Đã lưu bản thảo."))
            return redirect("meetings:party_document", pk)
    context = {"document": document, "cell": document.organisation, "form": form}
    return render(request, "meetings/document_change.html", context, status=_status(form))


def party_document(request: SignedInRequest, pk: int) -> HttpResponse:
    """One document: as it is printed, and what may be done with it."""
    document = get_issued(request.user, pk)
    day = document.signed_on or today()
    context = {
        "document": document,
        "cell": document.organisation,
        "paper": paper_of(document),
        "actions": issued_actions_for(request.user, document),
        "doubt": doubt_about_kind(document.kind, kind_on(document.organisation, day), day),
    }
    return render(request, "meetings/party_document.html", context)


def document_issue(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a draft its number and its date."""
    document = get_issued(request.user, pk, to="issue")
    if WRITTEN_ELSEWHERE in document.content:
        return redirect("reports:year_report_issue", pk)
    day = document.meeting.held_on if document.meeting and document.meeting.held_on <= today() else today()
    numbered = document.kind != DocumentKind.PROGRAMME
    form = IssueForm(request.POST or None, initial={"signed_on": day, "numbered": numbered})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if _done(form, lambda: issue_document(document, by=request.user, **values)):
            messages.success(request, _("Đã ban hành. Từ nay bản in lấy đúng nội dung này."))
            return redirect("meetings:party_document", pk)
    context = {"document": document, "cell": document.organisation, "form": form}
    context["next"] = next_number(document.organisation, document.kind, on=day)
    return render(request, "meetings/document_issue.html", context, status=_status(form))


def document_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Cancel a document; it keeps its number."""
    document = get_issued(request.user, pk, to="cancel")
    form = CancelDocumentForm(request.POST or None)
    sent = request.method == "POST" and form.is_valid()
    if sent and _done(form, lambda: cancel_document(document, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Đã hủy văn bản. Số đã cấp vẫn giữ trong sổ."))
        return redirect("meetings:party_document", pk)
    context = {"document": document, "cell": document.organisation, "form": form}
    return render(request, "meetings/document_cancel.html", context, status=_status(form))


def _form(request: SignedInRequest, document: PartyDocument) -> DraftForm:
    """The form of a document that is there, or of one to be begun."""
    organisation, meeting = document.organisation, document.meeting
    draft: Draft | None = draft_of(document)
    title = document.title
    if draft is None:
        draft = first_draft(organisation, document.kind, meeting)
        title = first_title(organisation, document.kind, meeting)
    return DraftForm(
        request.POST if request.method == "POST" else None,
        draft=draft,
        document_form=form_for(document.kind, meeting),
        organisation=organisation,
        on=meeting.held_on if meeting else today(),
        meeting=meeting,
        questions=_questions(meeting) if document.kind == DocumentKind.RESOLUTION else [],
        title=title,
    )


def _questions(meeting: Meeting | None) -> list[str]:
    """What the meeting voted on, persons left out: one of these votes adopts the resolution."""
    if meeting is None:
        return []
    votes = meeting.votes.filter(is_removed=False).exclude(matter__in=ABOUT_A_PERSON).order_by("pk")
    return [normalise(vote.question) for vote in votes]


def _done(form: forms.Form, deed: Callable[[], PartyDocument]) -> PartyDocument | None:
    """What the deed gave; a refusal stands in the form."""
    try:
        return deed()
    except DomainError as error:
        show_error(form, error)
        return None


def _status(form: forms.Form) -> int:
    return REFUSED if form.is_bound and form.errors else 200
