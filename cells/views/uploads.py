"""An office's list: upload, preview, answers and columns, confirm; the file back with its mistakes marked."""

from pathlib import PurePath

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.request import SignedInRequest
from cells.access import get_upload, import_roots_for
from cells.forms import RosterForm
from cells.imports import lists
from cells.imports.preview import SHOWN
from cells.models import RosterUpload
from core.errors import DomainError
from core.forms import show_error
from core.spreadsheet import LIMITS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def import_upload(request: SignedInRequest) -> HttpResponse:
    """Choose a file; it is read at once, and refused if it cannot be read."""
    roots = import_roots_for(request.user)
    if not roots:
        raise PermissionDenied
    initial = {"kind": request.GET.get("loai", RosterUpload.Kind.MEMBERS)}
    form = RosterForm(request.POST or None, request.FILES or None, roots=roots, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        file = data.pop("file")
        try:
            if file.size > LIMITS.file_bytes:
                raise DomainError(_("Tệp quá lớn; hãy tách danh sách thành nhiều tệp nhỏ hơn."), field="file")
            upload = lists.receive(file_name=file.name, content=file.read(), by=request.user, **data)
        except DomainError as error:
            show_error(form, DomainError(str(error), field=error.field or "file", details=error.details))
        else:
            return redirect("cells:import_preview", pk=upload.pk)
    return render(request, "cells/import_upload.html", {"form": form})


@never_cache
def import_preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was understood, what would change, what is wrong; nothing is written here."""
    upload = get_upload(request.user, pk)
    try:
        preview = lists.preview_of(upload, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("cells:import_upload")
    context = {"upload": upload, "preview": preview, "most": SHOWN, "remembered": lists.remembered(upload, preview)}
    return render(request, "cells/import_preview.html", context)


@require_POST
def import_answers(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say whom the rows mean that the list leaves open."""
    upload = get_upload(request.user, pk)
    chosen = {key.removeprefix("tra-loi:"): request.POST[key] for key in request.POST if key.startswith("tra-loi:")}
    try:
        left = lists.take_answers(upload, chosen, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        if left:
            messages.warning(request, _("Đã lưu; còn %(number)s câu hỏi chưa trả lời.") % {"number": left})
        else:
            messages.success(request, _("Đã lưu các câu trả lời; đồng chí xem lại thay đổi rồi ghi."))
    return redirect("cells:import_preview", pk=pk)


@require_POST
def import_columns(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what the columns hold; the next list of this unit with the same head is read so at once."""
    upload = get_upload(request.user, pk)
    titles, fields = request.POST.getlist("tieu-de"), request.POST.getlist("cot")
    try:
        lists.take_mapping(upload, dict(zip(titles, fields, strict=False)), by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Đã đọc lại theo các cột đồng chí chọn; lần sau danh sách kiểu này đọc như vậy."))
    return redirect("cells:import_preview", pk=pk)


@require_safe
@never_cache
def import_errors(request: SignedInRequest, pk: int) -> HttpResponse:
    """The uploaded file with a column "Lỗi"; made anew from the waiting list, kept nowhere."""
    upload = get_upload(request.user, pk)
    try:
        content = lists.marked(upload, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("cells:import_upload")
    name = f"{PurePath(upload.file_name).stem} - {_('có cột Lỗi')}.xlsx"
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


@require_POST
def import_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write the list as previewed, or drop it."""
    upload = get_upload(request.user, pk)
    try:
        if request.POST.get("deed") == "drop":
            lists.drop(upload)
            messages.success(request, _("Đã bỏ danh sách; không có gì được ghi."))
            return redirect("cells:import_upload")
        told = lists.confirm(
            upload, seen=request.POST.get("seen", ""), endings_seen="endings" in request.POST, by=request.user
        )
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("cells:import_preview", pk=pk)
    messages.success(request, told)
    return redirect("cells:cell_list")
