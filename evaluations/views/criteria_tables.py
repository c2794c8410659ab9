"""A set of criteria taken out as a workbook, and a workbook read into a draft after a look at what it changes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.request import SignedInRequest
from core.errors import DomainError
from core.forms import show_error
from core.spreadsheet import LIMITS
from evaluations.access.local_regulations import get_local_regulation
from evaluations.documents.criteria_table import criteria_file_name, criteria_table
from evaluations.forms.criteria_file import CriteriaFileForm
from evaluations.imports.criteria_table import TableLine, lines_as_text, lines_from_text, read_criteria_file
from evaluations.rules.criteria_merge import Merged, fingerprint, merged
from evaluations.rules.records import record_facts
from evaluations.services import regulation_parts as services
from evaluations.views.regulation_parts import parent_of, set_or_404

REFUSED = 422
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def local_regulation_criteria_file(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """The lines of a set as they stand in the draft."""
    regulation = get_local_regulation(request.user, pk, to="write")
    criteria = set_or_404(regulation, key)
    facts = {**record_facts(), **parent_of(regulation).facts}
    response = HttpResponse(criteria_table(criteria, facts), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, criteria_file_name(criteria)) or ""
    return response


def local_regulation_criteria_upload(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """Choose a file, see what it would change or what is wrong row by row, then write it."""
    regulation = get_local_regulation(request.user, pk, to="write")
    stored, parent = set_or_404(regulation, key), parent_of(regulation)
    limits = {group.key: group.points for group in parent.score_groups}
    sent = request.method == "POST" and "lines" not in request.POST
    form = CriteriaFileForm(request.POST if sent else None, request.FILES if sent else None)
    context: dict[str, Any] = {"local": regulation, "key": key, "criteria": stored, "form": form}
    try:
        if "lines" in request.POST:
            return _write(request, regulation.pk, key, merged(stored, lines_from_text(request.POST["lines"]), limits))
        if form.is_valid():
            lines = _lines(form, stored)
            context |= {"merged": merged(stored, lines, limits), "lines": lines_as_text(lines), "read": len(lines)}
            context["seen"] = fingerprint(stored)
    except DomainError as error:
        if form.is_bound:
            show_error(form, error)
        context["refusal"] = error
    refused = form.errors or "refusal" in context or ("merged" in context and context["merged"].faults)
    page = "evaluations/local_regulation_criteria_upload.html"
    return render(request, page, context, status=REFUSED if refused else 200)


def _lines(form: CriteriaFileForm, stored: dict[str, Any]) -> list[TableLine]:
    file = form.cleaned_data["file"]
    if file.size > LIMITS.file_bytes:
        raise DomainError(_("Tệp quá lớn; bảng tiêu chí chỉ cần vài chục dòng."), field="file")
    return read_criteria_file(file.read(), stored["groups"])


def _write(request: SignedInRequest, pk: int, key: str, made: Merged) -> HttpResponse:
    """Put the set that was previewed into the draft."""
    regulation = get_local_regulation(request.user, pk, to="write")
    if made.criteria is None:
        raise DomainError(_("Bảng còn dòng sai; hãy sửa trong tệp rồi tải lên lại."))
    seen = request.POST.get("seen", "")
    if services.change_criteria(regulation, key, made.criteria, seen=seen, by=request.user):
        messages.success(request, _("Đã ghi bảng tiêu chí từ tệp."))
    else:
        messages.info(request, _("Không có gì thay đổi."))
    return redirect("evaluations:local_regulation_criteria", pk, key)
