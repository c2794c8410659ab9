"""The register of documents issued by a unit, and what its leaders set about numbers and papers."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from cells.access import actions_for, get_organisation
from core.errors import DomainError
from core.forms import show_error
from core.periods import today
from meetings.access.issued import issued_visible_to
from meetings.forms.issuing import NextNumberForm, PaperChoiceForm, RegisterForm
from meetings.models import ConductSetting, DocumentKind
from meetings.queries.official import choices_for
from meetings.queries.register import (
    NO_TERM,
    counts_of,
    filtered_register,
    gaps_of,
    register_of,
    rules_of_work,
    years_of_register,
)
from meetings.rules.official import settings
from meetings.services.issuing import register_document
from meetings.services.numbers import choose_for_papers, set_next_number

PAGE, REFUSED = 20, 422


def document_register(request: SignedInRequest, pk: int) -> HttpResponse:
    """The register: counts by type and term, each opening its list; the list itself; what is missing."""
    cell, words = get_organisation(request.user, pk), request.GET
    visible = issued_visible_to(request.user)
    every, counts = register_of(visible, cell), counts_of(cell)
    kind = words.get("loai", "") if words.get("loai") in DocumentKind.values else ""
    terms = {str(term.pk) if term else NO_TERM for term in counts.terms}
    term = words.get("nhiem-ky", "") if words.get("nhiem-ky") in terms else ""
    years = years_of_register(every)
    year = int(words["nam"]) if words.get("nam", "") in {str(known) for known in years} else None
    found = filtered_register(every, kind=kind, term=term, year=year, standing="con" in words)
    actions = actions_for(request.user, cell)
    context = {"cell": cell, "counts": counts, "kind": kind, "term": term, "years": years, "year": year}
    context |= {"kinds": DocumentKind.choices, "actions": actions, "standing": "con" in words, "no_term": NO_TERM}
    context["page"] = Paginator(found, PAGE).get_page(words.get("trang"))
    context["drafts"] = visible.filter(organisation=cell, signed_on__isnull=True, cancelled_on__isnull=True)[:PAGE]
    context["gaps"] = gaps_of(cell, kind, term) if kind and (term or len(counts.terms) < 2) else []
    context["rules"] = rules_of_work(cell, today())
    return render(request, "meetings/document_register.html", context)


def document_register_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enter a document that was issued on paper."""
    cell = get_organisation(request.user, pk, to="plan_meetings")
    form = RegisterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            document = register_document(cell, form.entry(), by=request.user)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã ghi %(document)s vào sổ.") % {"document": document})
            return redirect("meetings:document_register", pk)
    status = REFUSED if form.errors else 200
    return render(request, "meetings/document_register_add.html", {"cell": cell, "form": form}, status=status)


def next_number_set(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say which number comes next, where documents of this term were issued on paper."""
    cell = get_organisation(request.user, pk, to="plan_meetings")
    form = NextNumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            set_next_number(cell, values["kind"], values["number"], by=request.user)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã đặt số tiếp theo."))
            return redirect("meetings:document_register", pk)
    status = REFUSED if form.errors else 200
    return render(request, "meetings/next_number_set.html", {"cell": cell, "form": form}, status=status)


def paper_choices(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a unit chose about its papers and those below it, with the source of each choice."""
    cell = get_organisation(request.user, pk, to="plan_meetings")
    form = PaperChoiceForm(request.POST or None, initial={"valid_from": today()})
    if request.method == "POST" and form.is_valid():
        (key, value), values = form.chosen(), form.cleaned_data
        more = {"valid_from": values["valid_from"], "document": values["document"]}
        try:
            choose_for_papers(cell, key, value, by=request.user, **more)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã lưu quy ước."))
            return redirect("meetings:paper_choices", pk)
    now, known = choices_for(cell, today()), settings()
    context = {"cell": cell, "form": form}
    context["rows"] = [(each, each.words(getattr(now, key))) for key, each in known.items()]
    own = ConductSetting.objects.filter(organisation=cell, key__in=known).order_by("-valid_from", "-pk")
    context["own"] = [(row, known[row.key].label, known[row.key].words(row.value)) for row in own]
    return render(request, "meetings/paper_choices.html", context, status=REFUSED if form.errors else 200)
