"""Entering facts: of one subject, or of a whole cell at once."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from core.vietnamese import normalise
from evaluations.facts import TRIGGERS, claimable, from_json, set_aside, shown, to_json
from evaluations.models import PERSONS, Evaluation, FactEntry, Period
from evaluations.queries.entries import Entered, entries_of
from evaluations.queries.fact_sheets import FactSheet, read_facts, sheet_of
from evaluations.queries.reappraisals import reopened_by
from evaluations.queries.regulations import regulation_of
from evaluations.rules.classification import classify
from evaluations.rules.regulation import Regulation
from meetings.rules.inputs import Fact, InputError, read_value

NOTE_LENGTH = 300
Stage, State = FactEntry.Stage, Evaluation.State
OPEN_FOR = {Stage.SELF: (State.OPEN,), Stage.APPRAISED: (State.SUBMITTED, State.REVIEWED)}
"""In which states the subject's own numbers and those of the appraisal may be entered."""


@dataclass(frozen=True)
class Input:
    """What is entered for one subject: values by key (None empties a fact), the page's earlier values, notes."""

    values: Mapping[str, Any]
    seen: Mapping[str, Any] | None = None
    """The values that the page showed when it was opened; what somebody else changed meanwhile is refused."""
    notes: Mapping[str, str] | None = None


class FactErrors(DomainError):
    """Entries that cannot be kept: a sentence for each, by evaluation and fact. Nothing was written.

    ``stale`` are those that somebody else changed meanwhile.
    """

    def __init__(self, errors: Mapping[tuple[int, str], str], stale: Collection[tuple[int, str]] = frozenset()) -> None:
        super().__init__(
            _("Chưa lưu: có %(count)s ô cần sửa; hãy xem dòng chữ đỏ dưới từng ô.") % {"count": len(errors)},
            details=tuple(errors.values()),
        )
        self.errors = dict(errors)
        self.stale = frozenset(stale)


@transaction.atomic
def enter_facts(
    evaluation: Evaluation,
    *,
    by: User,
    values: Mapping[str, Any],
    notes: Mapping[str, str] | None = None,
    stage: str = Stage.SELF,
) -> bool:
    """Enter facts of one subject; returns whether anything changed. Raises FactErrors."""
    return bool(enter_sheet(evaluation.period, by=by, rows={evaluation.pk: Input(values, notes=notes)}, stage=stage))


@transaction.atomic
def enter_sheet(
    period: Period,
    *,
    by: User,
    rows: Mapping[int, Input],
    unreadable: Mapping[tuple[int, str], str] | None = None,
    stage: str = Stage.SELF,
) -> int:
    """Enter the facts of several subjects, all or nothing; returns how many subjects changed. Raises FactErrors.

    Facts are entered while the self-assessment is open; after sending, the cell asks for it back. The appraisal enters
    its own beside them, once they are sent. What the records know is not entered, but another number may be, with a
    written ground, because the real list is kept elsewhere. ``unreadable`` are boxes that the form could not read: they
    are refused together with what is found here, so that all is said at once.
    """
    evaluations = list(
        Evaluation.objects.select_for_update(of=("self",))
        .filter(period=period, pk__in=rows)
        .select_related("cell", "member")
        .prefetch_related("cell__periods")
    )
    known, facts = entries_of(evaluations, stage=stage), read_facts(period, evaluations)
    sheet = _Sheet(regulation_of(period), by, stage)
    sheet.errors |= dict(unreadable or {})
    for row in evaluations:
        sheet.read(row, known.get(row.pk, {}), rows[row.pk], facts[row.pk])
    if sheet.errors:
        raise FactErrors(sheet.errors, sheet.stale)
    return sheet.write()


class _Sheet:
    """Collects what changes and what is wrong before anything is written."""

    def __init__(self, regulation: Regulation, by: User, stage: str) -> None:
        self.regulation, self.by, self.stage = regulation, by, Stage(stage)
        self.errors: dict[tuple[int, str], str] = {}
        self.stale: set[tuple[int, str]] = set()
        self.changed: list[tuple[Evaluation, list[FactEntry], dict[str, list[Any]]]] = []

    def read(self, evaluation: Evaluation, known: dict[str, FactEntry], given: Input, sheet: FactSheet) -> None:
        facts = {fact.key: fact for fact in sheet.asked(self.regulation, evaluation.rule_subject)}
        facts |= sheet.overrulable(self.regulation, evaluation.rule_subject)
        entries, changes = [], {}
        for key, value in given.values.items():
            before = known[key].value if key in known else None
            note = _note(given.notes, key, known.get(key))
            if key not in known and _is_as_recorded(sheet, key, value) and not note:
                continue
            after = self._checked(evaluation, facts, key, value)
            if (evaluation.pk, key) in self.errors or (after == before and note == _old_note(known.get(key))):
                continue
            if given.seen is not None and given.seen.get(key) != before and key in facts:
                self._refuse_stale(evaluation, facts[key], known.get(key))
                continue
            if self._lacks_ground(evaluation, facts[key], after, note, sheet):
                continue
            entries.append(_entry(evaluation, key, after, note, self.by, self.stage))
            changes[key] = [before, after]
        if not entries:
            return
        if evaluation.state not in OPEN_FOR[self.stage] and not self._is_appraised_again(evaluation):
            self.errors[evaluation.pk, entries[0].key] = _(
                "%(subject)s: phiếu %(state)s nên không sửa số liệu được; cần thì đề nghị trả lại."
            ) % {"subject": evaluation, "state": evaluation.get_state_display()}
            return
        self._check_together(evaluation, known | {entry.key: entry for entry in entries}, sheet)
        self.changed.append((evaluation, entries, changes))

    def _is_appraised_again(self, evaluation: Evaluation) -> bool:
        """What was decided keeps its own facts; the appraisal enters new ones once a complaint or discipline asks."""
        return self.stage == Stage.APPRAISED and reopened_by(evaluation) is not None

    def _lacks_ground(self, evaluation: Evaluation, fact: Fact, after: Any, note: str, sheet: FactSheet) -> bool:
        """Another number than the records' needs a written ground."""
        found = sheet.recorded.values.get(fact.key)
        if found is None or after is None or note:
            return False
        self.errors[evaluation.pk, fact.key] = _(
            "%(label)s: sổ sách đã có số liệu là %(value)s; muốn ghi khác thì nêu căn cứ ở ô bên cạnh."
        ) % {"label": fact.label, "value": shown(fact, found)}
        return True

    def _checked(self, evaluation: Evaluation, facts: Mapping[str, Fact], key: str, value: Any) -> Any:
        if key not in facts:
            self.errors[evaluation.pk, key] = _("Không nhập số liệu “%(key)s” cho đối tượng này.") % {"key": key}
            return None
        if key == TRIGGERS:
            return value
        try:
            return to_json(read_value(facts[key], from_json(facts[key], value)))
        except InputError as error:
            self.errors[evaluation.pk, key] = str(error)
        return None

    def _refuse_stale(self, evaluation: Evaluation, fact: Fact, entry: FactEntry | None) -> None:
        words = {"name": entry.entered_by if entry else "", "value": shown(fact, entry.value if entry else None)}
        self.stale.add((evaluation.pk, fact.key))
        self.errors[evaluation.pk, fact.key] = (
            _("Đồng chí %(name)s vừa sửa ô này thành “%(value)s”; hãy xem lại rồi lưu.") % words
        )

    def _check_together(self, evaluation: Evaluation, entries: Mapping[str, FactEntry], sheet: FactSheet) -> None:
        """The facts of one subject must fit together (done at most as many as assigned, ...)."""
        merged = dict(sheet.entered) | {key: entry.value for key, entry in entries.items()}
        noted = {key for key, entry in entries.items() if entry.note and entry.value is not None}
        grounds = noted | {key for key in sheet.grounds if key not in entries}
        entered = Entered(json.dumps(merged), tuple(grounds))
        unit_type = evaluation.cell.unit_type
        found = sheet_of(self.regulation, evaluation.rule_subject, unit_type, entered, sheet.recorded, sheet.cut_off)
        facts = dict(found.values)
        if merged.get(TRIGGERS) is not None and TRIGGERS in facts:
            facts[TRIGGERS] = merged[TRIGGERS]
        try:
            classify(self.regulation, evaluation.rule_subject, facts)
        except InputError as error:
            key = (error.field or "").removeprefix("facts.").split("[")[0]
            self.errors[evaluation.pk, key] = str(error).removeprefix(f"{error.field}: ")

    def write(self) -> int:
        entries = [entry for _evaluation, rows, _changes in self.changed for entry in rows]
        now = timezone.now()
        for entry in entries:
            entry.entered_at = now
        FactEntry.objects.bulk_create(
            entries,
            update_conflicts=True,
            unique_fields=["evaluation", "stage", "key"],
            update_fields=["value", "note", "entered_by", "entered_at"],
        )
        for evaluation, _rows, changes in self.changed:
            record("evaluations.facts_entered", evaluation, by=self.by, organisation=evaluation.cell, changes=changes)
        return len(self.changed)


def _note(notes: Mapping[str, str] | None, key: str, entry: FactEntry | None) -> str:
    if notes is None or key not in notes:
        return _old_note(entry)
    return normalise(notes[key])[:NOTE_LENGTH]


def _old_note(entry: FactEntry | None) -> str:
    return entry.note if entry else ""


def _entry(evaluation: Evaluation, key: str, value: Any, note: str, by: User, stage: str) -> FactEntry:
    return FactEntry(evaluation=evaluation, key=key, value=value, note=note, entered_by=by, stage=stage)


def _is_as_recorded(sheet: FactSheet, key: str, value: Any) -> bool:
    """Whether somebody writes what the records say anyway."""
    found = sheet.recorded.values.get(key)
    return found is not None and str(to_json(found)) == str(value)


@transaction.atomic
def change_subject(evaluation: Evaluation, *, subject: str, by: User) -> bool:
    """Say as what a member is evaluated (QĐ 366 phụ lục 3, 4, 5); stated triggers that do not apply are dropped."""
    evaluation = _open_for_change(evaluation)
    if evaluation.member_id is None or subject not in PERSONS:
        raise DomainError(_("Chỉ đổi được nhóm đối tượng của đảng viên; hãy chọn một nhóm trong danh sách."))
    before = evaluation.subject
    if before == subject:
        return False
    evaluation.subject = subject
    evaluation.save(update_fields=["subject"])
    changes: dict[str, Any] = {"subject": [before, subject]}
    changes |= _drop_foreign_claims(evaluation)
    record("evaluations.subject_changed", evaluation, by=by, organisation=evaluation.cell, changes=changes)
    return True


def _drop_foreign_claims(evaluation: Evaluation) -> dict[str, Any]:
    entry = FactEntry.objects.filter(evaluation=evaluation, key=TRIGGERS, stage=Stage.SELF).first()
    if entry is None or not entry.value:
        return {}
    regulation, subject = regulation_of(evaluation.period), evaluation.rule_subject
    known = {rule.key for rule in (*claimable(regulation, subject), *set_aside(regulation, subject))}
    kept = [claim for claim in entry.value if claim["key"] in known]
    if kept == entry.value:
        return {}
    before, entry.value = entry.value, kept or None
    entry.save(update_fields=["value", "entered_at"])
    return {TRIGGERS: [before, entry.value]}


def _open_for_change(evaluation: Evaluation) -> Evaluation:
    locked = (
        Evaluation.objects.select_for_update(of=("self",))
        .select_related("cell", "member", "period")
        .get(pk=evaluation.pk)
    )
    if locked.state != Evaluation.State.OPEN:
        raise DomainError(_("Phiếu %(state)s nên không sửa được.") % {"state": locked.get_state_display()})
    return locked
