"""The pilot unit of a year (đơn vị điểm): why it was chosen, its strengthening plan, and what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from cells.models import Organisation, PilotTask, PilotUnit, PilotWeakness
from cells.queries import subtree_ids
from core.errors import DomainError
from core.periods import format_date, today
from core.vietnamese import normalise

State = PilotWeakness.State


@transaction.atomic
def choose_pilot(
    unit: Organisation,
    *,
    chosen_by: Organisation,
    year: int,
    reason: str,
    weaknesses: Sequence[str],
    by: User | None,
    document: str = "",
    document_on: dt.date | None = None,
) -> PilotUnit:
    """Choose a unit under a committee for strengthening in a year, with the weaknesses that are the reason.

    Refused without a weakness, for a unit elsewhere or not standing in that year, and twice in a year.
    """
    Organisation.objects.select_for_update().get(pk=unit.pk)
    found = list(dict.fromkeys(text for text in map(normalise, weaknesses) if text))
    if not found:
        raise DomainError(_("Hãy ghi ít nhất một hạn chế là lý do chọn đơn vị điểm."), field="weaknesses")
    _check_lengths(found, "weaknesses")
    if unit.pk == chosen_by.pk or unit.pk not in subtree_ids([chosen_by.pk]):
        raise DomainError(
            _("%(unit)s không trực thuộc %(committee)s; hãy chọn đơn vị khác.")
            % {"unit": unit, "committee": chosen_by},
            field="unit",
        )
    if unit.founded_on.year > year or (unit.ended_on is not None and unit.ended_on.year < year):
        raise DomainError(
            _("%(unit)s không hoạt động trong năm %(year)s.") % {"unit": unit, "year": year}, field="year"
        )
    if PilotUnit.objects.filter(organisation=unit, year=year).exists():
        raise DomainError(
            _("%(unit)s đã là đơn vị điểm của năm %(year)s.") % {"unit": unit, "year": year}, field="unit"
        )
    pilot = PilotUnit.objects.create(
        organisation=unit,
        chosen_by=chosen_by,
        year=year,
        reason=reason.strip(),
        document=normalise(document),
        document_on=document_on,
    )
    PilotWeakness.objects.bulk_create(PilotWeakness(pilot=pilot, text=text, state_on=today()) for text in found)
    _note("cells.pilot_chosen", pilot, pilot, by=by, changes={"weaknesses": [None, found]}, note=pilot.document)
    return pilot


@transaction.atomic
def set_pilot_plan(
    pilot: PilotUnit, *, plan_document: str, plan_document_on: dt.date | None, plan_goal: str, by: User | None
) -> None:
    """Write down the strengthening plan of the unit: its number, its day, what it is to reach."""
    locked = _open(pilot)
    before = {"plan_document": locked.plan_document, "plan_goal": locked.plan_goal}
    locked.plan_document, locked.plan_document_on = normalise(plan_document), plan_document_on
    locked.plan_goal = plan_goal.strip()
    if not locked.plan_document and not locked.plan_goal:
        raise DomainError(_("Hãy ghi số kế hoạch hoặc mục tiêu của kế hoạch."), field="plan_document")
    locked.save(update_fields=["plan_document", "plan_document_on", "plan_goal"])
    changes = {name: [old, getattr(locked, name)] for name, old in before.items() if getattr(locked, name) != old}
    _note("cells.pilot_plan_set", locked, locked, by=by, changes=changes)


@transaction.atomic
def add_weakness(pilot: PilotUnit, *, text: str, by: User | None) -> PilotWeakness:
    """A further weakness, seen while the unit is being strengthened."""
    locked = _open(pilot)
    text = normalise(text)
    if not text:
        raise DomainError(_("Hãy ghi hạn chế cần khắc phục."), field="text")
    _check_lengths([text], "text")
    weakness = PilotWeakness.objects.create(pilot=locked, text=text, state_on=today())
    _note("cells.weakness_added", weakness, locked, by=by)
    return weakness


@transaction.atomic
def change_weakness(
    weakness: PilotWeakness, *, state: str, note: str, state_on: dt.date, by: User | None
) -> PilotWeakness:
    """How far a weakness is mended, and from which day. "Mended" says what came of it."""
    locked = PilotWeakness.objects.select_for_update().get(pk=weakness.pk)
    pilot = _open(locked.pilot)
    note = normalise(note)
    if state == State.MENDED and not note:
        raise DomainError(_("Hãy ghi kết quả, minh chứng đã khắc phục."), field="note")
    if state_on > today():
        raise DomainError(_("Ngày cập nhật không thể sau hôm nay."), field="state_on")
    before = {"state": locked.state, "note": locked.note}
    locked.state, locked.note, locked.state_on = state, note, state_on
    locked.save(update_fields=["state", "note", "state_on"])
    changes = {name: [old, getattr(locked, name)] for name, old in before.items() if getattr(locked, name) != old}
    _note("cells.weakness_changed", locked, pilot, by=by, changes=changes)
    return locked


@transaction.atomic
def add_pilot_task(pilot: PilotUnit, *, text: str, owner: str, due_on: dt.date, by: User | None) -> PilotTask:
    """A task of the strengthening plan: what, who, until when."""
    locked = _open(pilot)
    text, owner = normalise(text), normalise(owner)
    if not text or not owner:
        raise DomainError(_("Hãy ghi việc phải làm và người thực hiện."), field="owner" if text else "text")
    _check_lengths([text], "text")
    task = PilotTask.objects.create(pilot=locked, text=text, owner=owner, due_on=due_on)
    _note("cells.pilot_task_added", task, locked, by=by, changes={"due_on": [None, due_on.isoformat()]})
    return task


@transaction.atomic
def finish_pilot_task(task: PilotTask, *, done_on: dt.date, result: str, by: User | None) -> None:
    """A task is done, and what came of it."""
    locked = PilotTask.objects.select_for_update().get(pk=task.pk)
    pilot = _open(locked.pilot)
    result = normalise(result)
    if locked.done_on is not None:
        raise DomainError(_("Việc này đã ghi hoàn thành ngày %(day)s.") % {"day": format_date(locked.done_on)})
    if not result:
        raise DomainError(_("Hãy ghi kết quả của việc."), field="result")
    if done_on > today():
        raise DomainError(_("Ngày hoàn thành không thể sau hôm nay."), field="done_on")
    locked.done_on, locked.result = done_on, result
    locked.save(update_fields=["done_on", "result"])
    _note("cells.pilot_task_done", locked, pilot, by=by, changes={"done_on": [None, done_on.isoformat()]}, note=result)


@transaction.atomic
def close_pilot(pilot: PilotUnit, *, closed_on: dt.date, conclusion: str, by: User | None) -> None:
    """Sum up: what came of the year. After it nothing of this pilot year changes."""
    locked = _open(pilot)
    conclusion = conclusion.strip()
    if not conclusion:
        raise DomainError(_("Hãy ghi kết luận tổng kết."), field="conclusion")
    if not dt.date(locked.year, 1, 1) <= closed_on <= today():
        raise DomainError(
            _("Ngày tổng kết phải từ đầu năm %(year)s đến hôm nay.") % {"year": locked.year}, field="closed_on"
        )
    locked.closed_on, locked.conclusion = closed_on, conclusion
    locked.save(update_fields=["closed_on", "conclusion"])
    changes = {"closed_on": [None, closed_on.isoformat()]}
    _note("cells.pilot_closed", locked, locked, by=by, changes=changes, note=conclusion[:300])


def _open(pilot: PilotUnit) -> PilotUnit:
    locked = PilotUnit.objects.select_for_update().select_related("organisation", "chosen_by").get(pk=pilot.pk)
    if locked.closed_on is not None:
        raise DomainError(
            _("Đơn vị điểm này đã tổng kết ngày %(day)s; không sửa được nữa.") % {"day": format_date(locked.closed_on)}
        )
    return locked


def _check_lengths(texts: Sequence[str], field: str) -> None:
    if any(len(text) > 500 for text in texts):
        raise DomainError(_("Mỗi dòng ghi không quá 500 ký tự."), field=field)


def _note(
    action: str,
    thing: PilotUnit | PilotWeakness | PilotTask,
    pilot: PilotUnit,
    *,
    by: User | None,
    changes: Mapping[str, Sequence[object]] | None = None,
    note: str = "",
) -> None:
    with override("vi"):
        label = str(thing)
    record(action, thing, by=by, organisation=pilot.organisation, label=label, changes=changes, note=note)
