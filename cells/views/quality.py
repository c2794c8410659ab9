"""How good the records are: what is missing, and who may be there twice."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from cells.access import (
    CHOICES,
    actions_for,
    cells_visible_to,
    get_member,
    get_organisation,
    members_visible_to,
    scope_of,
)
from cells.forms.grid import GROUPS, Grid, group_of
from cells.models import Member, Organisation
from cells.queries import children_on, members_of, subtree_ids, with_status
from cells.queries.doubles import SHOWN, doubles_in, rows_naming
from cells.queries.quality import completeness, members_lacking, together
from cells.rules.completeness import items
from cells.services.doubles import FIELDS, NUMBERS, judge_distinct, merge_members
from cells.services.members import change_member
from core.errors import DomainError
from core.numbers import row_number
from core.periods import format_date, today
from core.vietnamese import mask

PAGE = 50
GRID_PAGE = 30


def record_quality(request: SignedInRequest) -> HttpResponse:
    """For each cell in scope: how many records are whole, and how many lack each item."""
    if not scope_of(request.user).readable:
        raise PermissionDenied
    page = Paginator(_readable_cells(request), PAGE).get_page(request.GET.get("trang"))
    counted = completeness([cell.pk for cell in page], today())
    context = {
        "page": page,
        "items": items(),
        "rows": [(cell, counted.get(cell.pk)) for cell in page],
        "total": together(counted.values()),
        "finds_doubles": bool(scope_of(request.user).kept),
    }
    return render(request, "cells/record_quality.html", context)


def _readable_cells(request: SignedInRequest) -> QuerySet[Organisation]:
    cells = cells_visible_to(request.user).filter(ended_on__isnull=True, pk__in=scope_of(request.user).readable)
    return cells.prefetch_related("periods").order_by("order", "pk")


def record_quality_people(request: SignedInRequest, pk: int, field: str) -> HttpResponse:
    """The people of a cell whose record lacks an item."""
    cell = get_organisation(request.user, pk, to="view_members")
    item = next((item for item in items() if item.field == field), None)
    if item is None:
        raise Http404
    members = members_lacking(members_visible_to(request.user), cell, field, today())
    page = Paginator(with_status(members, today()), PAGE).get_page(request.GET.get("trang"))
    return render(request, "cells/record_quality_people.html", {"cell": cell, "item": item, "page": page})


def double_list(request: SignedInRequest) -> HttpResponse:
    """Records that may be one person, among the people whom the user keeps: the surest first, one unit at a time."""
    kept = scope_of(request.user).kept
    if not kept:
        raise PermissionDenied
    chosen = row_number(request.GET.get("chi-bo"))
    if chosen is not None:
        kept = kept & subtree_ids([chosen])
    if len(kept) > CHOICES:
        return render(request, "cells/double_list.html", {"units": _units_to_search(request)})
    pairs = doubles_in(kept, today(), limit=SHOWN + 1)
    return render(request, "cells/double_list.html", {"pairs": pairs[:SHOWN], "more": len(pairs) > SHOWN})


def _units_to_search(request: SignedInRequest) -> list[Organisation]:
    """The units directly below those whom the user leads: a province is searched by commune."""
    roots = Organisation.objects.filter(pk__in=scope_of(request.user).directed_roots)
    return [unit for root in roots for unit in children_on(root, today())]


@require_POST
def double_judge(request: SignedInRequest, pk: int, other: int) -> HttpResponse:
    """Two people, not one."""
    first, second = _pair(request, pk, other)
    judge_distinct(first, second, by=request.user)
    messages.success(request, _("Đã ghi nhận là hai người khác nhau; cặp này không được nhắc lại nữa."))
    return redirect("cells:double_list")


def member_merge(request: SignedInRequest, pk: int, other: int) -> HttpResponse:
    """Two records side by side; what differs is chosen; then they are one."""
    keep, double = _pair(request, pk, other)
    if request.method == "POST":
        take = {name for name in FIELDS if request.POST.get(name) == "double"}
        try:
            result = merge_members(keep, double, take=take, by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _merged(result.moved, result.left))
            return redirect(keep)
    rows = rows_naming([keep, double])
    context = {
        "keep": keep,
        "double": double,
        "differences": _differences(keep, double, request.POST),
        "kept_cell": _present_cell(keep),
        "double_cell": _present_cell(double),
        "kept_rows": rows[keep.pk],
        "double_rows": rows[double.pk],
    }
    return render(request, "cells/member_merge.html", context)


def _pair(request: SignedInRequest, pk: int, other: int) -> tuple[Member, Member]:
    first, second = (get_member(request.user, number, to="manage_members") for number in (pk, other))
    if first.pk == second.pk or first.merged_into_id or second.merged_into_id:
        raise Http404
    return first, second


def _present_cell(member: Member) -> Organisation | None:
    row = member.memberships.in_force(today()).select_related("cell").first()
    return row.cell if row else None


def _merged(moved: int, left: int) -> str:
    text = _("Đã gộp hai hồ sơ; %(moved)s dòng ghi khác đã chuyển sang.") % {"moved": moved}
    if left:
        text += " " + ngettext(
            "%(left)s dòng của cùng một việc (ví dụ cùng một buổi họp) ở lại hồ sơ cũ.",
            "%(left)s dòng của cùng một việc (ví dụ cùng một buổi họp) ở lại hồ sơ cũ.",
            left,
        ) % {"left": left}
    return text


def _differences(keep: Member, double: Member, chosen: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fields in which the two differ, as shown; the record that says something is chosen at first."""
    rows = []
    for name in FIELDS:
        ours, theirs = getattr(keep, name), getattr(double, name)
        if ours == theirs or name == "birth_precision":
            continue
        rows.append(
            {
                "name": name,
                "label": Member._meta.get_field(name).verbose_name,  # type: ignore[union-attr]
                "ours": _shown(keep, name),
                "theirs": _shown(double, name),
                "chosen": chosen.get(name, "double" if ours in ("", None) else "keep"),
            }
        )
    return rows


def _shown(member: Member, name: str) -> str:
    value = getattr(member, name)
    if name in NUMBERS:
        return mask(value)
    if name == "birth_date":
        return format_date(member.birth)
    if name == "has_dossier":
        return "" if value is None else str(_("có") if value else _("chưa"))
    if isinstance(value, dt.date):
        return format_date(value)
    return str(member.get_sex_display() if name == "sex" else value or "")


def member_grid(request: SignedInRequest, pk: int) -> HttpResponse:
    """The people of a cell by rows, one group of fields by columns, filled in as in Excel."""
    cell = get_organisation(request.user, pk, to="record_life")
    verbs = actions_for(request.user, cell)
    group = group_of(request.GET.get("nhom"), verbs)
    page = Paginator(members_of(cell, today()), GRID_PAGE).get_page(request.GET.get("trang"))
    if group is None or not cell.is_cell:
        raise Http404
    # Nobody keeps the own record, here as on its page.
    people = [member for member in page if member.pk != scope_of(request.user).member_id]
    grid = Grid(group, people, request.POST if request.method == "POST" else None)
    if grid.posted is not None and _save_grid(request, grid, cell):
        return redirect(f"{request.path}?nhom={group.key}&trang={page.number}")
    tabs = [
        {"label": each.label, "url": f"?nhom={each.key}", "active": each == group}
        for each in GROUPS
        if each.verb in verbs
    ]
    return render(request, "cells/member_grid.html", {"cell": cell, "grid": grid, "page": page, "tabs": tabs})


def _save_grid(request: SignedInRequest, grid: Grid, cell: Organisation) -> bool:
    """Write what can be written, each person by itself; whether nothing was refused."""
    written = 0
    for member, values in grid.changes():
        try:
            written += change_member(member, by=request.user, cell=cell, **values)
        except DomainError as error:
            grid.refuse(member, error)
    if written:
        messages.success(
            request,
            ngettext("Đã ghi hồ sơ của %(number)s đồng chí.", "Đã ghi hồ sơ của %(number)s đồng chí.", written)
            % {"number": written},
        )
    if grid.errors:
        messages.error(request, _("Còn chỗ chưa ghi được; lời nhắc đứng ngay dưới ô."))
    elif not written:
        messages.info(request, _("Không có gì thay đổi."))
    return not grid.errors
