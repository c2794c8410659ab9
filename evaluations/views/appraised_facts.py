"""What the appraisal found of one subject, beside what the subject entered itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.request import SignedInRequest
from evaluations.access import actions_for, get_evaluation
from evaluations.facts import SCORE, TRIGGERS, shown
from evaluations.forms.sheet import Sheet
from evaluations.models import Evaluation, FactEntry
from evaluations.points import POINT
from evaluations.queries.entries import entries_of
from evaluations.queries.fact_sheets import read_facts
from evaluations.queries.regulations import regulation_of
from evaluations.services.facts import OPEN_FOR
from evaluations.views.sheets import facts_context, save_facts

REFUSED = 422
POINTS = (f"{SCORE}_", POINT)
"""Points have a page of their own."""
Stage = FactEntry.Stage


def facts_appraise(request: SignedInRequest, pk: int) -> HttpResponse:
    """The board's own numbers, each with its ground; they count before those of the subject, which stay in sight."""
    evaluation = get_evaluation(request.user, pk)
    actions = actions_for(request.user, evaluation)
    if not actions & {"review", "reappraise"}:
        raise PermissionDenied
    own, appraised = (entries_of([evaluation], stage=stage).get(pk, {}) for stage in (Stage.SELF, Stage.APPRAISED))
    sheet = Sheet(
        regulation_of(evaluation.period),
        [evaluation],
        read_facts(evaluation.period, [evaluation]),
        kept={pk: {key: entry.value for key, entry in appraised.items()}},
        states=frozenset({*OPEN_FOR[Stage.APPRAISED], Evaluation.State.DECIDED}),
    )
    if request.method == "POST" and save_facts(request, evaluation, sheet, Stage.APPRAISED):
        messages.success(request, _("Đã lưu số liệu thẩm định."))
        return redirect("evaluations:evaluation_reappraise", pk) if "reappraise" in actions else redirect(evaluation)
    context = facts_context(evaluation, sheet, appraised) | {"own": _own(sheet, evaluation, own)}
    context["fields"] = [field for field in context["fields"] if not field.key.startswith(POINTS)]
    return render(request, "evaluations/facts_appraise.html", context, status=REFUSED if sheet.errors else 200)


def _own(sheet: Sheet, evaluation: Evaluation, entries: Mapping[str, FactEntry]) -> dict[str, Any]:
    """What the subject entered, in words by fact."""
    facts = {fact.key: fact for fact in sheet.asked(evaluation)}
    facts |= sheet.sheets[evaluation.pk].overrulable(sheet.regulation, evaluation.rule_subject)
    return {
        key: {"value": shown(facts[key], entry.value), "note": entry.note, "by": entry.entered_by}
        for key, entry in entries.items()
        if key in facts and key != TRIGGERS and entry.value is not None
    }
