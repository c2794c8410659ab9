"""Ballots on levels: the list of a year, preparing, counting by two people, the result."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from cells.models import Organisation
from core.errors import DomainError
from core.forms import show_error
from core.periods import format_date, today
from evaluations.access import get_period
from evaluations.access.ballots import (
    ballot_actions_for,
    ballots_visible_to,
    get_ballot,
    get_voting_unit,
    may_prepare_in,
    units_to_vote,
)
from evaluations.forms.ballots import CountForm, PrepareForm, VoidForm
from evaluations.models import Ballot, Evaluation, Period
from evaluations.queries.ballots import (
    body_of_unit,
    columns_with_words,
    counts_of,
    meetings_for_ballot,
    name_on,
    names_of,
    progress_of,
    reached_good,
    results_of,
    rows_of,
    subjects_to_vote,
    voted_on,
)
from evaluations.queries.proposals import propose
from evaluations.queries.subjects import cut_off
from evaluations.rules.ballots import THRESHOLDS
from evaluations.services import ballots as services

PAGE = 30


def ballot_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The ballots of a year that the reader may see, and for which units one may be prepared."""
    period = get_period(request.user, pk)
    rows = ballots_visible_to(request.user).filter(period=period).select_related("organisation", "meeting")
    rows = rows.prefetch_related("organisation__periods", "evaluations", "counted").order_by("-pk")
    units = list(units_to_vote(request.user, period)) if may_prepare_in(request.user, period) else []
    chosen = request.GET.get("don-vi", "")
    if any(str(unit.pk) == chosen for unit in units):
        return redirect("evaluations:ballot_prepare", period.pk, int(chosen), Ballot.Stage.LEVELS)
    context = {
        "period": period,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("trang")),
        "units": [(unit, unit.label(cut_off(period))) for unit in units],
    }
    return render(request, "evaluations/ballot_list.html", context)


def ballot_prepare(request: SignedInRequest, pk: int, unit_pk: int, stage: str) -> HttpResponse:
    """Choose on whom a unit votes, and print the paper."""
    period, unit = get_voting_unit(request.user, pk, unit_pk)
    if stage not in Ballot.Stage.values:
        raise Http404
    form = _prepare_form(request, period, unit, stage)
    if request.method == "POST" and form.is_valid():
        try:
            ballot = services.prepare_ballot(period, unit, by=request.user, stage=stage, **form.cleaned_data)
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã lập phiếu; in phiếu rồi nhập kết quả khi kiểm phiếu xong."))
            return redirect(ballot)
    context = {"period": period, "unit": unit, "stage": stage, "form": form, "body": body_of_unit(unit, today())}
    return render(request, "evaluations/ballot_prepare.html", context | {"stages": _stages(period, unit, stage)})


def _stages(period: Period, unit: Organisation, stage: str) -> list[dict[str, Any]]:
    return [
        {
            "label": str(label).capitalize(),
            "url": reverse("evaluations:ballot_prepare", args=[period.pk, unit.pk, key]),
            "active": key == stage,
        }
        for key, label in Ballot.Stage.choices
    ]


def _prepare_form(request: SignedInRequest, period: Period, unit: Organisation, stage: str) -> PrepareForm:
    """The subjects that may be on the paper, marked as usual; in the second stage those who reached "good"."""
    standing = voted_on(period, unit, stage)
    rows = [row for row in subjects_to_vote(period, unit) if row.pk not in standing]
    proposals = propose(period, rows)
    rows = [row for row in rows if proposals[row.pk].is_rated]
    good = reached_good(period, unit) if stage == Ballot.Stage.EXCELLENT else {}
    if stage == Ballot.Stage.EXCELLENT:
        rows = [row for row in rows if row.pk in good]
    meetings = [
        (meeting, f"{meeting}, {format_date(meeting.held_on)}")
        for meeting in meetings_for_ballot(unit, period.year)[:24]
    ]
    return PrepareForm(
        request.POST or None,
        rows=[(row, _row_label(period, row, good)) for row in rows],
        meetings=meetings,
        initial={"evaluations": [row.pk for row in rows if _is_usual(good.get(row.pk, (1, 1)))]},
    )


def _is_usual(first: tuple[int, int]) -> bool:
    """Whether more than half of the body marked "good" in the first stage; before it, everyone."""
    votes, body = first
    return 2 * votes > body


def _row_label(period: Period, row: Evaluation, good: dict[int, tuple[int, int]]) -> str:
    name = name_on(row, cut_off(period))
    if row.pk not in good:
        return name
    votes, body = good[row.pk]
    return _("%(name)s (vòng 1: %(votes)s/%(body)s phiếu hoàn thành tốt)") % {
        "name": name,
        "votes": votes,
        "body": body,
    }


def ballot_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One ballot: how far the counting is, where two people differ, and once they agree the result."""
    ballot = get_ballot(request.user, pk)
    actions = ballot_actions_for(request.user, ballot)
    threshold = request.GET.get("moc", "majority")
    threshold = threshold if threshold in THRESHOLDS else "majority"
    results, rows = results_of(ballot, threshold=threshold), rows_of(ballot)
    context = {
        "ballot": ballot,
        "actions": actions,
        "progress": progress_of(ballot, request.user),
        "names": names_of(ballot, rows).values(),
        "results": results,
        "counted": counts_of(ballot)[0] if results else None,
        "tellers": [str(count.entered_by) for count in counts_of(ballot)] if results else [],
        "threshold": threshold,
        "thresholds": THRESHOLDS.items(),
        "may_go_on": bool(results) and ballot.stage == Ballot.Stage.LEVELS and "void" in actions,
    }
    return render(request, "evaluations/ballot_detail.html", context)


def ballot_count(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enter what one counted, without seeing what the other one entered."""
    ballot = get_ballot(request.user, pk, to="count")
    progress, rows = progress_of(ballot, request.user), rows_of(ballot)
    mine = progress.mine
    papers = ("issued", "collected", "invalid")
    form = CountForm(
        request.POST or None,
        names=names_of(ballot, rows),
        columns=columns_with_words(ballot, rows),
        kept=mine.counts if mine else {},
        initial={name: getattr(mine, name) for name in papers} if mine else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            counted = services.enter_count(ballot, by=request.user, **form.numbers)
        except DomainError as error:
            show_error(form, error)
        else:
            _tell(request, counted)
            return redirect(ballot)
    return render(request, "evaluations/ballot_count.html", {"ballot": ballot, "form": form, "progress": progress})


def _tell(request: SignedInRequest, ballot: Ballot) -> None:
    progress = progress_of(ballot, request.user)
    if ballot.state == Ballot.State.CONFIRMED:
        messages.success(request, _("Hai người nhập khớp nhau; kết quả kiểm phiếu đã được xác nhận."))
    elif progress.differences:
        messages.warning(request, _("Hai người nhập khác nhau; cả hai cần đếm lại và nhập lại."))
    elif progress.others:
        messages.success(request, _("Đã ghi; đồng chí kia cần đếm lại và nhập lại."))
    else:
        messages.success(request, _("Đã ghi; cần một đồng chí nữa nhập để đối chiếu."))


def ballot_void(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make a ballot void, with the reason."""
    ballot = get_ballot(request.user, pk, to="void")
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.void_ballot(ballot, by=request.user, reason=form.cleaned_data["void_reason"])
        except DomainError as error:
            show_error(form, error)
        else:
            messages.success(request, _("Đã hủy cuộc bỏ phiếu."))
            return redirect(ballot)
    return render(request, "evaluations/ballot_void.html", {"ballot": ballot, "form": form})
