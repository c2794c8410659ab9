"""People on the way into the Party: the list, one of them, the next step, and who is due to become official."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from cells.access import (
    actions_for,
    candidates_visible_to,
    cells_visible_to,
    get_candidate,
    get_member,
    get_organisation,
    scope_of,
)
from cells.forms.candidates import CandidateForm, StepForm, StopForm
from cells.models import Candidate, Member, Organisation
from cells.queries import members_of
from cells.queries.candidates import (
    candidate_doubts,
    committee_body,
    counts_by_stage,
    due_members,
    due_rows,
    official_day_missing,
    voting_body,
    with_steps,
)
from cells.queries.records import cell_of
from cells.rules.candidates import BY_THE_CELL, BY_THE_COMMITTEE, Stage, next_stage, probation_ends_on
from cells.services.candidates import (
    change_candidate,
    create_candidate,
    recognise_member,
    record_step,
    stop_candidate,
)
from cells.views.deeds import done, tell
from core.numbers import row_number
from core.periods import today

PAGE = 50
FIELDS = ("full_name", "birth_date", "sex", "occupation", "source", "introducing_union")


def candidate_list(request: SignedInRequest) -> HttpResponse:
    """The people prepared in the units the user may read, by stage and cell."""
    if not scope_of(request.user).readable:
        raise PermissionDenied
    stage, cell = request.GET.get("giai-doan", ""), request.GET.get("chi-bo", "")
    found = candidates_visible_to(request.user)
    number = row_number(cell)
    if number is not None:
        found = found.filter(cell=number)
    counts = counts_by_stage(found)
    found = found.filter(stage=stage) if stage in Stage.values else found.exclude(stage=Stage.STOPPED)
    cells = cells_visible_to(request.user).filter(ended_on=None, pk__in=scope_of(request.user).readable)
    cells = cells.prefetch_related("periods").order_by("order", "pk")
    units = list(cells[:PAGE])
    only = units[0] if len(units) == 1 else None
    chosen = only if number is None else cells.filter(pk=number).first()
    context = {
        "page": Paginator(with_steps(found), PAGE).get_page(request.GET.get("trang")),
        "counts": [(key, label, counts.get(key, 0)) for key, label in Stage.choices if counts.get(key)],
        "stage": stage,
        "cell": cell,
        "cells": units,
        "add_to": chosen if chosen and "record_life" in actions_for(request.user, chosen) else None,
    }
    return render(request, "cells/candidate_list.html", context)


def candidate_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin to follow a person."""
    cell = get_organisation(request.user, pk, to="record_life")
    form = CandidateForm(request.POST or None, members=_introducers(cell))
    made: list[Candidate] = []
    if done(request, form, lambda _data: made.append(create_candidate(cell, by=request.user, **form.facts))):
        tell(request, _("Đã ghi vào sổ."), candidate_doubts(made[0], today()))
        return redirect("cells:candidate_detail", pk=made[0].pk)
    return render(request, "cells/candidate_create.html", {"cell": cell, "form": form})


def _introducers(cell: Organisation, candidate: Candidate | None = None) -> list[Member]:
    """The official members of the cell; of a known candidate also who is written down and has left since."""
    people = [member for member in members_of(cell) if member.is_official(today())]
    written = (candidate.introducer, candidate.second_introducer, candidate.helper) if candidate else ()
    return people + [person for person in dict.fromkeys(written) if person is not None and person not in people]


def candidate_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One person: what is known, the steps with their votes, what comes next."""
    candidate = with_steps(Candidate.objects.filter(pk=get_candidate(request.user, pk).pk)).get()
    following, actions = next_stage(candidate.stage), actions_for(request.user, candidate.cell)
    context = {
        "candidate": candidate,
        "steps": candidate.steps.all(),
        "doubts": candidate_doubts(candidate, today()) if following else [],
        "following": following,
        "may_step": following is not None and _verb_of(following) in actions,
        "may_change": "record_life" in actions and candidate.member_id is None and following is not None,
        "due_on": _due_on(candidate),
    }
    return render(request, "cells/candidate_detail.html", context)


def _due_on(candidate: Candidate) -> object:
    member = candidate.member
    if member is None or member.joined_on is None or member.official_on is not None:
        return None
    return probation_ends_on(member.joined_on)


def _verb_of(stage: str) -> str:
    """Who writes a step down: the cell, or the committee above."""
    return "manage_members" if stage in BY_THE_COMMITTEE else "record_life"


def candidate_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct what is written of a person."""
    candidate = get_candidate(request.user, pk, to="record_life")
    initial: dict[str, Any] = {name: getattr(candidate, name) for name in FIELDS}
    initial |= {name: getattr(candidate, f"{name}_id") for name in ("introducer", "second_introducer")}
    initial["helper_member"] = candidate.helper_id
    form = CandidateForm(request.POST or None, initial=initial, members=_introducers(candidate.cell, candidate))
    if done(request, form, lambda _data: change_candidate(candidate, by=request.user, **form.facts)):
        tell(request, _("Đã lưu."))
        return redirect("cells:candidate_detail", pk=pk)
    return render(request, "cells/candidate_change.html", {"candidate": candidate, "form": form})


def candidate_step(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down that the next stage was reached; of proposals who votes is shown."""
    candidate = get_candidate(request.user, pk)
    following = next_stage(candidate.stage)
    if following is None or _verb_of(following) not in actions_for(request.user, candidate.cell):
        raise PermissionDenied
    by_the_cell, by_the_committee = following in BY_THE_CELL, following == Stage.COMMITTEE_PROPOSED
    # A link may fill in day and counts, as from the minutes of a meeting; nothing is written before it is confirmed.
    offered = {name: request.GET[name] for name in ("on", "yes", "exempt_present", "note") if name in request.GET}
    form = StepForm(request.POST or None, by_the_cell=by_the_cell, by_the_committee=by_the_committee, initial=offered)
    # The stage is the one the page was made for: of two clerks the second is told.
    stage = request.POST.get("stage", following)
    if done(request, form, lambda data: record_step(candidate, stage=stage, by=request.user, **data)):
        tell(request, _("Đã ghi: %(stage)s.") % {"stage": following.label})
        return redirect("cells:candidate_detail", pk=pk)
    context = {"candidate": candidate, "form": form, "following": following, "day": today()}
    if by_the_cell or by_the_committee:
        context["body"] = (voting_body if by_the_cell else committee_body)(candidate.cell, _day_of(form))
    return render(request, "cells/candidate_step.html", context)


def _day_of(form: StepForm) -> Any:
    """The day that was typed, else today: the body that votes is that of the day."""
    return getattr(form, "cleaned_data", {}).get("on") or today()


def candidate_stop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop, with the reason."""
    candidate = get_candidate(request.user, pk, to="record_life")
    form = StopForm(request.POST or None)
    if done(request, form, lambda data: stop_candidate(candidate, by=request.user, **data)):
        tell(request, _("Đã ghi dừng."))
        return redirect("cells:candidate_detail", pk=pk)
    return render(request, "cells/candidate_stop.html", {"candidate": candidate, "form": form})


def official_due_list(request: SignedInRequest) -> HttpResponse:
    """Probationary members who come up for recognition, or are past their day."""
    scope = scope_of(request.user)
    if not scope.readable:
        raise PermissionDenied
    day = today()
    page = Paginator(due_rows(scope.readable, day), PAGE).get_page(request.GET.get("trang"))
    rows = due_members(page.object_list, day)
    context = {"page": page, "rows": rows, "missing": official_day_missing(scope.readable, day), "kept": scope.kept}
    return render(request, "cells/official_due_list.html", context)


def member_recognise(request: SignedInRequest, pk: int) -> HttpResponse:
    """Recognise a probationary member who has no record as a candidate."""
    member = get_member(request.user, pk, to="manage_members")
    cell = cell_of(member)
    if not isinstance(cell, Organisation):
        raise PermissionDenied
    form = StepForm(request.POST or None, by_the_cell=True)
    del form.fields["note"]
    if done(request, form, lambda data: recognise_member(member, cell=cell, by=request.user, **data)):
        tell(request, _("Đã công nhận đảng viên chính thức."))
        return redirect(member)
    context = {"member": member, "cell": cell, "form": form, "body": voting_body(cell, _day_of(form))}
    return render(request, "cells/member_recognise.html", context)
