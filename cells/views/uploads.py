"""An office's list: upload, preview, confirm."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from cells.access import get_upload, import_roots_for
from cells.forms import RosterForm
from cells.imports.plan import RosterPlan
from cells.imports.understood import Issue
from cells.imports.upload import confirm_roster, drop_roster, fingerprint, plan_of, posts_of, receive_roster, summary
from core.errors import DomainError
from core.forms import show_error
from core.spreadsheet import LIMITS

SHOWN = 100
"""How many differences and doubts are shown at once; all are counted."""


def import_upload(request: SignedInRequest) -> HttpResponse:
    roots = import_roots_for(request.user)
    if not roots:
        raise PermissionDenied
    form = RosterForm(request.POST or None, request.FILES or None, roots=roots)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if data["file"].size > LIMITS.file_bytes:
                raise DomainError(_("Tệp quá lớn; hãy tách danh sách thành nhiều tệp nhỏ hơn."), field="file")
            upload = receive_roster(
                data["organisation"],
                file_name=data["file"].name,
                content=data["file"].read(),
                effective_on=data["effective_on"],
                joined_means=data["joined_means"],
                by=request.user,
            )
        except DomainError as error:
            show_error(form, DomainError(str(error), field=error.field or "file", details=error.details))
        else:
            return redirect("cells:import_preview", pk=upload.pk)
    return render(request, "cells/import_upload.html", {"form": form})


def import_preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was understood, what would change, what is wrong; nothing is written here."""
    upload = get_upload(request.user, pk)
    try:
        plan = plan_of(upload)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("cells:import_upload")
    changed = [member for member in plan.listed.members if member.differences]
    context = {
        "upload": upload,
        "plan": plan,
        "counts": summary(plan),
        "seen": fingerprint(plan),
        "changed": changed[:SHOWN],
        "more_changed": max(len(changed) - SHOWN, 0),
        "refused": _with_names(plan, plan.refused[:SHOWN]),
        "more_refused": max(len(plan.refused) - SHOWN, 0),
        "doubtful": _with_names(plan, plan.doubtful[:SHOWN]),
        "more_doubtful": max(len(plan.doubtful) - SHOWN, 0),
        "cells": [(cell, plan.roster.people_of(cell)) for cell in plan.roster.cells],
        "posts": posts_of(plan),
    }
    return render(request, "cells/import_preview.html", context)


def _with_names(plan: RosterPlan, issues: Iterable[Issue]) -> list[tuple[Issue, str]]:
    """Each issue with whom its row is about, where the row could be read."""
    names = {(person.sheet, person.row): person.name for person in plan.roster.people}
    return [(issue, names.get((issue.sheet, issue.row), "")) for issue in issues]


@require_POST
def import_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write the list as previewed, or drop it."""
    upload = get_upload(request.user, pk)
    try:
        if request.POST.get("deed") == "drop":
            drop_roster(upload)
            messages.success(request, _("Đã bỏ danh sách; không có gì được ghi."))
            return redirect("cells:import_upload")
        result = confirm_roster(upload, seen=request.POST.get("seen", ""), by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("cells:import_preview", pk=pk)
    if result["created"]:
        sentence = _(
            "Đã ghi danh sách: %(created)s đồng chí mới, %(updated)s hồ sơ được sửa, %(unchanged)s không đổi. "
            "Ai cần đăng nhập thì người quản trị tạo tài khoản, đồng chí gắn tài khoản ở trang của người đó."
        )
    elif result["updated"]:
        sentence = _("Đã ghi danh sách: %(updated)s hồ sơ được sửa, %(unchanged)s không đổi.")
    else:
        sentence = _("Danh sách giống dữ liệu đã có: %(unchanged)s đồng chí, không có gì thay đổi.")
    messages.success(request, sentence % result)
    return redirect("cells:cell_list")
