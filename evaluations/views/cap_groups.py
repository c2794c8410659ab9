"""The groups of similar position and role in which the cap is counted."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from cells.models import Office, UnitType
from cells.views.deeds import done
from core.errors import DomainError
from core.numbers import row_numbers
from evaluations.access.cap_scenarios import cap_actions_for, get_cap_group, get_capped_period
from evaluations.forms.cap_scenarios import CapGroupForm, FillForm, PoolingForm
from evaluations.models import CapGroup, Evaluation, Period
from evaluations.queries.cap_members import evaluations_to_group, groups_with_numbers
from evaluations.services import cap_groups as services

REFUSED = 422
PAGE = 100
FILTERS = ("doi-tuong", "loai-hinh", "chuc-vu", "nhom", "tim")


def cap_group_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The committee's own groups, and where members are counted."""
    period = get_capped_period(request.user, pk)
    context = {
        "period": period,
        "groups": groups_with_numbers(period),
        "form": PoolingForm(initial={"pooling": period.pooling}),
        "actions": cap_actions_for(request.user, period),
    }
    return render(request, "evaluations/cap_group_list.html", context)


@require_POST
def cap_pooling_set(request: SignedInRequest, pk: int) -> HttpResponse:
    """Members together in the whole committee, or each cell alone."""
    period = get_capped_period(request.user, pk, to="group")
    try:
        changed = services.set_pooling(period, pooling=request.POST.get("pooling", ""), by=request.user)
        messages.success(request, _("Đã lưu cách tính.") if changed else _("Không có gì thay đổi."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("evaluations:cap_group_list", period.pk)


def cap_group_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make a group."""
    period = get_capped_period(request.user, pk, to="group")
    form = CapGroupForm(request.POST or None)
    if done(request, form, lambda data: services.add_cap_group(period, by=request.user, **data)):
        messages.success(request, _("Đã lập nhóm. Bước tiếp theo: xếp phiếu vào nhóm."))
        return redirect("evaluations:cap_group_list", period.pk)
    context = {"period": period, "form": form}
    return render(request, "evaluations/cap_group_add.html", context, status=REFUSED if form.errors else 200)


def cap_group_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Its name, rate and document."""
    group = get_cap_group(request.user, pk)
    initial = {"name": group.name, "rate": group.rate, "document": group.document}
    form = CapGroupForm(request.POST or None, initial=initial)
    if done(request, form, lambda data: services.change_cap_group(group, by=request.user, **data)):
        messages.success(request, _("Đã lưu nhóm."))
        return redirect("evaluations:cap_group_list", group.period_id)
    context = {"group": group, "period": group.period, "form": form}
    return render(request, "evaluations/cap_group_change.html", context, status=REFUSED if form.errors else 200)


@require_POST
def cap_group_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Dissolve it."""
    group = get_cap_group(request.user, pk)
    try:
        released = services.remove_cap_group(group, by=request.user)
        words = {"name": group.name, "count": released}
        messages.success(request, _("Đã bỏ nhóm “%(name)s”; %(count)s phiếu tính theo loại đối tượng.") % words)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("evaluations:cap_group_list", group.period_id)


def cap_group_fill(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put many into a group at once: by kind, type of unit, post, or one by one."""
    period = get_capped_period(request.user, pk, to="group")
    words = {name: request.GET.get(name, "").strip() for name in FILTERS}
    rows, groups = evaluations_to_group(period, words), list(period.cap_groups.filter(is_removed=False))
    form = FillForm(request.POST or None, groups=groups)
    if done(request, form, lambda data: _fill(request, period, data["group"])):
        return redirect(request.get_full_path())
    context = {
        "period": period,
        "form": form,
        "words": words,
        "groups": groups,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("trang")),
        "subjects": Evaluation.Subject.choices,
        "unit_types": UnitType.choices,
        "offices": Office.choices,
    }
    return render(request, "evaluations/cap_group_fill.html", context, status=REFUSED if form.errors else 200)


def _fill(request: SignedInRequest, period: Period, group: CapGroup | None) -> None:
    """All that the filters leave, or those that are ticked."""
    words = {name: request.GET.get(name, "").strip() for name in FILTERS}
    rows = evaluations_to_group(period, words)
    if "tat-ca" not in request.POST:
        rows = rows.filter(pk__in=row_numbers(request.POST.getlist("phieu")))
    moved = services.put_in_group(period, rows, group=group, by=request.user)
    messages.success(request, _("Đã xếp lại %(count)s phiếu.") % {"count": moved})
