"""Entering facts: the grid of a cell, one subject with its notes, the kind of a subject; sending a whole cell."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.request import SignedInRequest
from cells.access import get_organisation
from cells.models import Organisation
from core.errors import DomainError
from evaluations.access import actions_for, evaluations_visible_to, get_evaluation, get_period
from evaluations.facts import PROVEN, TRIGGERS, short_head
from evaluations.forms.sheet import Sheet, claims, read_claims
from evaluations.forms.steps import SubjectForm
from evaluations.models import Evaluation, FactEntry, Period
from evaluations.queries.entries import entries_of
from evaluations.queries.fact_sheets import read_facts
from evaluations.queries.proposals import engine_of, propose_from
from evaluations.queries.regulations import regulation_of
from evaluations.queries.sheet import CellSheet, cell_sheet_of
from evaluations.rules.classification import TRIGGER
from evaluations.services import facts as services
from evaluations.services.process import submit_evaluations


def _cell_of(
    request: SignedInRequest, pk: int, cell_pk: int, *, to: str = "view_members"
) -> tuple[Period, Organisation, list[Evaluation]]:
    """The period, the cell, and the evaluations of its members in the Vietnamese order."""
    period = get_period(request.user, pk)
    cell = get_organisation(request.user, cell_pk, to=to)
    rows = evaluations_visible_to(request.user).filter(period=period, cell=cell, member__isnull=False)
    return period, cell, list(rows.select_related("member").order_by("member__sort_key", "pk"))


def _may_enter(request: SignedInRequest, period: Period, rows: list[Evaluation]) -> list[Evaluation]:
    for row in rows:
        row.period = period
    return [row for row in rows if "enter" in actions_for(request.user, row)]


def cell_sheet(request: SignedInRequest, pk: int, cell_pk: int) -> HttpResponse:
    """The members of a cell and their facts in one grid; saves all or says what is wrong in each box."""
    period, cell, rows = _cell_of(request, pk, cell_pk)
    may_enter = _may_enter(request, period, rows)
    found = cell_sheet_of(period, cell, rows)
    own = entries_of(rows, stage=services.Stage.SELF)
    sheet = Sheet(regulation_of(period), rows, found.sheets, kept=_kept(own))
    if request.method == "POST":
        sheet.posted = request.POST
        sheet.evaluations = may_enter
        given = sheet.read()
        sheet.evaluations = rows
        try:
            changed = services.enter_sheet(period, by=request.user, rows=given, unreadable=sheet.errors)
        except services.FactErrors as error:
            sheet.errors, sheet.told = error.errors, error.stale
        else:
            words = {"count": changed}
            text = ngettext("Đã lưu số liệu của %(count)s đồng chí.", "Đã lưu số liệu của %(count)s đồng chí.", changed)
            messages.success(request, text % words if changed else _("Không có gì thay đổi."))
            return redirect("evaluations:cell_sheet", pk=pk, cell_pk=cell_pk)
    return render(request, "evaluations/cell_sheet.html", _sheet_context(request, found, sheet, may_enter))


def _kept(entries: Mapping[int, Mapping[str, FactEntry]]) -> dict[int, dict[str, Any]]:
    return {pk: {key: entry.value for key, entry in own.items()} for pk, own in entries.items()}


def _sheet_context(
    request: SignedInRequest, found: CellSheet, sheet: Sheet, may_enter: list[Evaluation]
) -> dict[str, Any]:
    subjects = Counter(row.subject for row in sheet.evaluations)
    usual = subjects.most_common(1)[0][0] if subjects else ""
    return {
        "usual": usual,
        "usual_label": dict(Evaluation.Subject.choices).get(usual, ""),
        "mixed": len(subjects) > 1,
        "period": found.period,
        "cell": found.cell,
        "found": found,
        "columns": [(fact, short_head(fact)) for fact in sheet.columns],
        "rows": [(row, found.rows[row.evaluation.pk], row.evaluation in may_enter) for row in sheet.rows()],
        "errors": sheet.errors,
        "may_enter": may_enter,
        "own": evaluations_visible_to(request.user)
        .filter(period=found.period, cell=found.cell, member=None, collective=None)
        .first(),
    }


@require_POST
def sheet_submit(request: SignedInRequest, pk: int, cell_pk: int) -> HttpResponse:
    """Send every self-assessment of the cell's members that is ready."""
    period, _cell, rows = _cell_of(request, pk, cell_pk, to="evaluate")
    try:
        sent = submit_evaluations(_may_enter(request, period, rows), by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        text = ngettext("Đã gửi %(count)s phiếu.", "Đã gửi %(count)s phiếu.", sent.count) % {"count": sent.count}
        if sent.count:
            messages.success(request, text)
        if sent.left:
            messages.warning(request, _("Chưa gửi được: %(left)s") % {"left": " ".join(sent.left)})
    return redirect("evaluations:cell_sheet", pk=pk, cell_pk=cell_pk)


def facts_enter(request: SignedInRequest, pk: int) -> HttpResponse:
    """The facts of one subject, each with its ground, and the reasons for "failed"."""
    evaluation = get_evaluation(request.user, pk, to="enter")
    regulation = regulation_of(evaluation.period)
    entries = entries_of([evaluation], stage=services.Stage.SELF).get(evaluation.pk, {})
    sheets = read_facts(evaluation.period, [evaluation])
    sheet = Sheet(regulation, [evaluation], sheets, kept=_kept({evaluation.pk: entries}))
    if request.method == "POST" and save_facts(request, evaluation, sheet, services.Stage.SELF):
        messages.success(request, _("Đã lưu số liệu."))
        return redirect(evaluation)
    return render(request, "evaluations/facts_enter.html", facts_context(evaluation, sheet, entries))


def save_facts(request: SignedInRequest, evaluation: Evaluation, sheet: Sheet, stage: str) -> bool:
    """Keep what was posted about one subject with its grounds; what is wrong stands in ``sheet`` afterwards."""
    posted = sheet.posted = request.POST
    given = sheet.read().get(evaluation.pk, services.Input({}))
    values = dict(given.values) | {TRIGGERS: read_claims(sheet.regulation, evaluation.rule_subject, posted)}
    notes = {key: str(posted.get(f"note-{key}", "")) for key in values if f"note-{key}" in posted}
    rows = {evaluation.pk: services.Input(values, seen=given.seen, notes=notes)}
    try:
        services.enter_sheet(evaluation.period, by=request.user, rows=rows, unreadable=sheet.errors, stage=stage)
    except services.FactErrors as error:
        sheet.errors, sheet.told = error.errors, error.stale
    return not sheet.errors


def facts_context(evaluation: Evaluation, sheet: Sheet, entries: Mapping[str, FactEntry]) -> dict[str, Any]:
    """What the page of one subject's facts shows."""
    posted = sheet.posted
    row = sheet.rows()[0]
    notes = {key: entry.note for key, entry in entries.items()}
    if posted is not None:
        notes |= {name.removeprefix("note-"): str(posted[name]) for name in posted if name.startswith("note-")}
    kept = entries[TRIGGERS].value if TRIGGERS in entries else None
    proven = sheet.sheets[evaluation.pk].recorded.values.get(PROVEN) or ()
    return {
        "evaluation": evaluation,
        "row": row,
        "fields": [field for key, field in row.fields.items() if key != TRIGGERS],
        "notes": notes,
        "claims": claims(sheet.regulation, evaluation.rule_subject, kept, posted, proven, _fired(evaluation, sheet)),
        "looked": "looked" in posted if posted is not None else kept is not None,
        "known_errors": any(field.error or field.text for field, _value in row.known),
        "claims_error": sheet.errors.get((evaluation.pk, TRIGGERS), ""),
        "errors": sheet.errors,
    }


def _fired(evaluation: Evaluation, sheet: Sheet) -> list[str]:
    """The reasons for "failed" that hold by the numbers kept, or would if nobody had set them aside."""
    engine = engine_of(evaluation.period)
    trace = propose_from(engine, evaluation.rule_subject, sheet.sheets[evaluation.pk]).trace
    return [entry.rule for entry in trace if entry.kind == TRIGGER and (entry.holds or entry.waived)]


def subject_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say as what a member is evaluated."""
    evaluation = get_evaluation(request.user, pk, to="enter")
    form = SubjectForm(request.POST or None, initial={"subject": evaluation.subject})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_subject(evaluation, subject=form.cleaned_data["subject"], by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Đã lưu nhóm đối tượng."))
            return redirect(evaluation)
    return render(request, "evaluations/subject_change.html", {"form": form, "evaluation": evaluation})
