"""Commitments, plans and the programme of a year: signed in a sheet, written line by line."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from cells.access import actions_for, get_organisation, members_visible_to
from cells.models import Organisation
from core.errors import DomainError
from core.numbers import row_numbers
from core.periods import today
from evaluations.access.commitments import commitment_actions_for, get_commitment
from evaluations.forms.commitments import SignSheet, line_boxes, read_lines
from evaluations.models import Commitment, CommitmentItem
from evaluations.queries.commitments import has_last_year, lines_of, promise_sheet
from evaluations.services.commitments import (
    SheetErrors,
    begin_commitment,
    copy_commitments,
    lines_mark,
    save_commitment_lines,
    sign_commitments,
)

REFUSED = 422
YEARS_BACK, FIRST_YEAR = 3, 2008


def _unit(request: SignedInRequest, pk: int, year: int, *, to: str) -> Organisation:
    """The unit; 404 for a year out of all reason."""
    if not FIRST_YEAR <= year <= today().year + 1:
        raise Http404
    return get_organisation(request.user, pk, to=to)


def commitment_sheet(request: SignedInRequest, pk: int, year: int) -> HttpResponse:
    """Who signed what in a year, and the days to fill in; saves all or says what is wrong in each box."""
    cell = _unit(request, pk, year, to="view_members")
    may_write = "evaluate" in actions_for(request.user, cell)
    sheet = SignSheet(promise_sheet(cell, year))
    if request.method == "POST":
        get_organisation(request.user, pk, to="evaluate")
        sheet.posted = request.POST
        changed = _sign(request, cell, year, sheet)
        if changed is not None:
            text = ngettext("Đã lưu %(count)s ngày ký.", "Đã lưu %(count)s ngày ký.", changed) % {"count": changed}
            messages.success(request, text if changed else _("Không có gì thay đổi."))
            return redirect("evaluations:commitment_sheet", pk, year)
    context = {
        "cell": cell,
        "year": year,
        "years": range(today().year + 1, today().year - YEARS_BACK, -1),
        "sheet": sheet,
        "may_write": may_write,
        "may_copy": may_write and has_last_year(cell, year),
    }
    return render(request, "evaluations/commitment_sheet.html", context, status=REFUSED if sheet.errors else 200)


def _sign(request: SignedInRequest, cell: Organisation, year: int, sheet: SignSheet) -> int | None:
    """How many changed, or None when something was refused."""
    signed, seen = sheet.read()
    if sheet.errors:
        return None
    document = request.POST.get("document", "")
    try:
        return sign_commitments(cell, year=year, signed=signed, seen=seen, document=document, by=request.user)
    except SheetErrors as error:
        sheet.errors = error.errors  # type: ignore[assignment]
    except DomainError as error:
        sheet.errors = {(0, "everyone"): str(error)}
    return None


@require_POST
def commitment_begin(request: SignedInRequest, pk: int, year: int) -> HttpResponse:
    """Begin one commitment, to write its lines."""
    cell = _unit(request, pk, year, to="evaluate")
    sent = row_numbers([request.POST.get("member", "")])
    member = members_visible_to(request.user).filter(pk__in=sent).first()
    try:
        row = begin_commitment(cell, year=year, kind=request.POST.get("kind", ""), member=member, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("evaluations:commitment_sheet", pk, year)
    return redirect("evaluations:commitment_detail", row.pk)


@require_POST
def commitment_copy(request: SignedInRequest, pk: int, year: int) -> HttpResponse:
    """Begin this year's drafts from last year's lines."""
    cell = _unit(request, pk, year, to="evaluate")
    try:
        count = copy_commitments(cell, year=year, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        text = ngettext(
            "Đã chép %(count)s bản thành bản nháp, chưa ký. Mời đồng chí xem lại từng bản.",
            "Đã chép %(count)s bản thành bản nháp, chưa ký. Mời đồng chí xem lại từng bản.",
            count,
        )
        messages.success(request, text % {"count": count})
    return redirect("evaluations:commitment_sheet", pk, year)


def commitment_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The lines of one commitment with their results; who leads the unit writes them."""
    row = get_commitment(request.user, pk)
    items, errors = lines_of(row), dict[object, str]()
    if request.method == "POST":
        row = get_commitment(request.user, pk, to="change")
        if _save(request, row, errors):
            return redirect("evaluations:commitment_detail", pk)
    context = {
        "commitment": row,
        "cell": row.cell,
        "items": items,
        "actions": commitment_actions_for(request.user, row),
        "lines": line_boxes(items, request.POST if errors else None, errors),
        "mark": lines_mark(items),
        "results": CommitmentItem.Result.choices,
        "errors": errors,
        "of_unit": row.kind == Commitment.Kind.PROGRAMME,
        "may_open_sheet": "view_members" in actions_for(request.user, row.cell),
    }
    return render(request, "evaluations/commitment_detail.html", context, status=REFUSED if errors else 200)


def _save(request: SignedInRequest, row: Commitment, errors: dict[object, str]) -> bool:
    """Whether the lines were kept; what is wrong goes to ``errors``."""
    lines, unreadable = read_lines(request.POST)
    errors |= unreadable
    if errors:
        return False
    try:
        changed = save_commitment_lines(row, lines=lines, seen=request.POST.get("mark"), by=request.user)
    except SheetErrors as error:
        errors |= error.errors
    except DomainError as error:
        errors["all"] = str(error)
    else:
        messages.success(request, _("Đã lưu.") if changed else _("Không có gì thay đổi."))
    return not errors
