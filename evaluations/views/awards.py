"""Awards of a decided year: who may be proposed and why, the proposals, what became of them, the money."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from cells.views.deeds import done, tell
from core.errors import DomainError
from core.periods import today
from evaluations.access import get_evaluation, get_period, period_actions_for
from evaluations.access.awards import get_award_proposal
from evaluations.forms.awards import GrantForm, OutstandingForm, ReasonForm, SettingForm, TakeBackForm
from evaluations.models import AwardProposal, AwardSetting, Period
from evaluations.queries.award_settings import settled_on
from evaluations.queries.awards import (
    award_candidates,
    awards_in_doubt,
    budget_of,
    excellent_of,
    four_good_titles,
    own_authorities,
    proposals_of,
)
from evaluations.queries.proposals import latest_decision
from evaluations.rules.awards import MET, OPEN, SHORT, award_rules_of
from evaluations.services import awards as services

PAGE = 50
State = AwardProposal.State


def award_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The proposals of a year with what became of them, and the awards that are in doubt."""
    period = get_period(request.user, pk, to="print")
    page = Paginator(proposals_of(period), PAGE).get_page(request.GET.get("trang"))
    rows = list(proposals_of(period).values_list("state", "amount"))
    context = {
        "period": period,
        "actions": period_actions_for(request.user, period),
        "page": page,
        "doubtful": awards_in_doubt(period),
        "four_good": four_good_titles(period).values(),
        "waiting": sum(state == State.PROPOSED for state, _amount in rows),
        "total": sum(amount or 0 for state, amount in rows if state in (State.PROPOSED, State.GRANTED)),
        "tabs": _tabs(period, "list"),
        "rules": award_rules_of(period.year),
        "own_authorities": own_authorities(period),
    }
    return render(request, "evaluations/award_list.html", context)


def _tabs(period: Period, here: str) -> list[dict[str, Any]]:
    pages = (
        ("list", _("Đề nghị, khen thưởng"), "award_list"),
        ("candidates", _("Ai đủ điều kiện"), "award_candidates_list"),
        ("outstanding", _("Công nhận tiêu biểu"), "award_outstanding"),
        ("money", _("Mức tiền, dự toán"), "award_money"),
    )
    return [
        {"label": label, "url": reverse(f"evaluations:{name}", args=[period.pk]), "active": key == here}
        for key, label, name in pages
    ]


def award_candidates_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who may be proposed for what, with the reasons; who is left to the committee; who falls short."""
    return _show_candidates(request, get_period(request.user, pk, to="print"), request.GET.get("xem", MET), (), "")


def _show_candidates(
    request: SignedInRequest, period: Period, outcome: str, chosen: Collection[str], note: str
) -> HttpResponse:
    """The list; what was ticked and typed stays after a refusal."""
    rows = award_candidates(period, day=today())
    shown = [row for row in rows if row.outcome == outcome]
    labels = ((MET, _("Đủ điều kiện")), (OPEN, _("Cấp ủy xem xét")), (SHORT, _("Chưa đủ")))
    context = {
        "period": period,
        "actions": period_actions_for(request.user, period),
        "page": Paginator(shown, PAGE).get_page(request.GET.get("trang")),
        "outcome": outcome,
        "chosen": chosen,
        "note": note,
        "choices": [(key, label, sum(row.outcome == key for row in rows)) for key, label in labels],
        "rules": award_rules_of(period.year),
        "tabs": _tabs(period, "candidates"),
        "OPEN": OPEN,
        "SHORT": SHORT,
    }
    return render(request, "evaluations/award_candidates_list.html", context)


@require_POST
def award_propose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Propose those ticked."""
    period = get_period(request.user, pk, to="follow_up")
    chosen, note = request.POST.getlist("chon"), request.POST.get("note", "")
    try:
        count = services.propose_awards(period, chosen, by=request.user, note=note)
    except DomainError as error:
        messages.error(request, str(error))
        return _show_candidates(request, period, request.POST.get("xem", MET), chosen, note)
    text = ngettext("Đã đề nghị %(count)s trường hợp.", "Đã đề nghị %(count)s trường hợp.", count)
    messages.success(request, text % {"count": count})
    return redirect("evaluations:award_list", pk=pk)


def award_outstanding(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose "tiêu biểu" among the excellent organisations; the committee's document says it."""
    period = get_period(request.user, pk, to="print")
    actions = period_actions_for(request.user, period)
    form = OutstandingForm(request.POST or None, initial={"decided_on": today()})
    rows = [(row, latest_decision(row)) for row in excellent_of(period) if row.member_id is None]
    wanted = request.POST.getlist("phieu")
    if request.method == "POST":
        period = get_period(request.user, pk, to="follow_up")
    chosen = [row for row, _decision in rows if str(row.pk) in wanted]
    if done(request, form, lambda data: services.recognise_outstanding(period, chosen, by=request.user, **data)):
        tell(request, _("Đã ghi công nhận tiêu biểu."))
        return redirect("evaluations:award_outstanding", pk=pk)
    context = {
        "period": period,
        "actions": actions,
        "form": form,
        "rows": rows,
        "wanted": wanted,
        "open": any(decision and not decision.is_outstanding for _row, decision in rows),
        "share": settled_on(period.organisation, today())[services.SHARE],
        "rules": award_rules_of(period.year),
        "tabs": _tabs(period, "outstanding"),
    }
    return render(request, "evaluations/award_outstanding.html", context)


def outstanding_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the mark "tiêu biểu" back, with a reason."""
    evaluation = get_evaluation(request.user, pk, to="correct")
    form = ReasonForm(request.POST or None)
    if done(request, form, lambda data: services.take_back_outstanding(evaluation, by=request.user, **data)):
        tell(request, _("Đã bỏ công nhận tiêu biểu."))
        return redirect("evaluations:award_outstanding", pk=evaluation.period_id)
    context = {"evaluation": evaluation, "period": evaluation.period, "form": form}
    return render(request, "evaluations/outstanding_take_back.html", context)


def award_grant(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down the decision on awards for the proposals ticked; the records take it over."""
    period = get_period(request.user, pk, to="follow_up")
    rows = list(proposals_of(period).filter(state=State.PROPOSED))
    form = GrantForm(request.POST or None, initial={"decided_on": today()})
    wanted = request.POST.getlist("de-nghi") if request.method == "POST" else [str(row.pk) for row in rows]
    chosen = [row for row in rows if str(row.pk) in wanted]
    if done(request, form, lambda data: services.grant_awards(chosen, by=request.user, **data)):
        tell(request, _("Đã ghi khen thưởng vào hồ sơ."))
        return redirect("evaluations:award_list", pk=pk)
    context = {"period": period, "form": form, "rows": rows, "wanted": wanted}
    return render(request, "evaluations/award_grant.html", context)


def award_refuse(request: SignedInRequest, pk: int) -> HttpResponse:
    """The award is not given."""
    proposal = get_award_proposal(request.user, pk, to="follow_up")
    form = ReasonForm(request.POST or None)
    if done(request, form, lambda data: services.refuse_award(proposal, by=request.user, **data)):
        tell(request, _("Đã bỏ đề nghị khen thưởng."))
        return redirect("evaluations:award_list", pk=proposal.period_id)
    return render(request, "evaluations/award_refuse.html", {"proposal": proposal, "form": form})


def award_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """An award given for a class that no longer holds is taken back, in the records too."""
    proposal = get_award_proposal(request.user, pk, to="follow_up")
    form = TakeBackForm(request.POST or None, initial={"on": today()})
    if done(request, form, lambda data: services.withdraw_granted(proposal, by=request.user, **data)):
        tell(request, _("Đã ghi thu hồi khen thưởng."))
        return redirect("evaluations:award_list", pk=proposal.period_id)
    return render(request, "evaluations/award_withdraw.html", {"proposal": proposal, "form": form})


def award_money(request: SignedInRequest, pk: int) -> HttpResponse:
    """What holds for money, shares and terms with its source, and the estimate for the awards of next year."""
    period = get_period(request.user, pk, to="print")
    settled = settled_on(period.organisation, today())
    lines = budget_of(period, award_candidates(period, day=today()), day=today())
    context = {
        "period": period,
        "actions": period_actions_for(request.user, period),
        "money": [row for row in settled.values() if row.rule.group == "money"],
        "others": [row for row in settled.values() if row.rule.group != "money"],
        "lines": lines,
        "total": sum(line.total for line in lines),
        "own": AwardSetting.objects.filter(organisation=period.organisation).select_related("recorded_by")[:PAGE],
        "next_year": today().year + 1,
        "tabs": _tabs(period, "money"),
    }
    return render(request, "evaluations/award_money.html", context)


def award_setting_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Settle one thing from a day on."""
    period = get_period(request.user, pk, to="follow_up")
    initial = {"key": request.GET.get("muc", ""), "valid_from": today()}
    form = SettingForm(request.POST or None, initial=initial)
    if done(request, form, lambda data: services.settle_award(period.organisation, by=request.user, **data)):
        tell(request, _("Đã lưu."))
        return redirect("evaluations:award_money", pk=pk)
    return render(request, "evaluations/award_setting_change.html", {"period": period, "form": form})
