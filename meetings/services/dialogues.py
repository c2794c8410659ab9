"""Dialogues of leaders with members and people: what was asked, answered, promised and settled."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Member, Organisation
from core.errors import DomainError
from core.periods import format_date, today
from meetings.models import Dialogue, DialogueQuestion
from meetings.services.passages import clean_text
from meetings.services.writing import line_of_text

LONGEST = 5_000
MOST_PEOPLE = 10_000


@transaction.atomic
def register_dialogue(organisation: Organisation, *, by: User, **facts: Any) -> Dialogue:
    """Register a dialogue of a committee: kind, held_on, place, subject, chair, attended.

    A repeated submit gives the one that is there. Refused: no subject, a day to come, a kind or number that is none.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    values = _checked(**facts)
    same = Dialogue.objects.filter(organisation=organisation, **values).first()
    if same is not None:
        return same
    dialogue = Dialogue.objects.create(organisation=organisation, **values)
    changes = {"held_on": [None, dialogue.held_on.isoformat()], "kind": [None, dialogue.kind]}
    record("meetings.dialogue_registered", dialogue, by=by, organisation=organisation, changes=changes)
    return dialogue


@transaction.atomic
def change_dialogue(dialogue: Dialogue, *, by: User, **facts: Any) -> bool:
    """Correct a dialogue; False when it is so already. Refused as for ``register_dialogue``."""
    Dialogue.objects.select_for_update().get(pk=dialogue.pk)
    locked = Dialogue.objects.select_related("organisation", "chair").get(pk=dialogue.pk)
    values = _checked(**facts)
    changes = _changes(locked, values)
    if not changes:
        return False
    Dialogue.objects.filter(pk=locked.pk).update(**values)
    record("meetings.dialogue_changed", locked, by=by, organisation=locked.organisation, changes=changes)
    return True


def _checked(
    *,
    kind: str,
    held_on: dt.date,
    subject: str,
    place: str = "",
    chair: Member | None = None,
    attended: int | None = None,
) -> dict[str, Any]:
    if kind not in Dialogue.Kind.values:
        raise DomainError(_("Hãy chọn: đối thoại định kỳ hay đột xuất."), field="kind")
    if held_on > today():
        raise DomainError(_("Ngày %(day)s chưa đến.") % {"day": format_date(held_on)}, field="held_on")
    if attended is not None and not 0 <= attended <= MOST_PEOPLE:
        raise DomainError(_("Số người dự phải từ 0 đến 10.000."), field="attended")
    return {
        "kind": kind,
        "held_on": held_on,
        "subject": line_of_text(subject, field="subject", limit=300, missing=_("Hãy ghi chủ đề đối thoại.")),
        "place": line_of_text(place, field="place", limit=200),
        "chair": chair,
        "attended": attended,
    }


@transaction.atomic
def add_question(dialogue: Dialogue, *, by: User, **facts: Any) -> DialogueQuestion:
    """A question of a dialogue: asked_by, question, answer, due_on (what was promised), settled_on.

    A repeated submit gives the one that is there. Refused: no question, days before the dialogue, a settling to come.
    """
    Dialogue.objects.select_for_update().get(pk=dialogue.pk)
    values = _question(dialogue, **facts)
    same = dialogue.questions.filter(is_removed=False, **values).first()
    if same is not None:
        return same
    row = DialogueQuestion.objects.create(dialogue=dialogue, **values)
    record("meetings.question_added", row, by=by, organisation=dialogue.organisation)
    return row


@transaction.atomic
def change_question(question: DialogueQuestion, /, *, by: User, **facts: Any) -> bool:
    """Correct, answer or settle a question; False when it is so already. Refused as for ``add_question``."""
    locked = _lock(question)
    values = _question(locked.dialogue, **facts)
    changes = _changes(locked, values)
    if not changes:
        return False
    DialogueQuestion.objects.filter(pk=locked.pk).update(**values)
    record("meetings.question_changed", locked, by=by, organisation=locked.dialogue.organisation, changes=changes)
    return True


@transaction.atomic
def remove_question(question: DialogueQuestion, *, by: User) -> bool:
    """Take a question out; the row stays, marked. False when it was out already."""
    Dialogue.objects.select_for_update().get(pk=question.dialogue_id)
    if not DialogueQuestion.objects.filter(pk=question.pk, is_removed=False).update(is_removed=True):
        return False
    record("meetings.question_removed", question, by=by, organisation=question.dialogue.organisation)
    return True


def _lock(question: DialogueQuestion) -> DialogueQuestion:
    Dialogue.objects.select_for_update().get(pk=question.dialogue_id)
    locked = DialogueQuestion.objects.select_related("dialogue__organisation").get(pk=question.pk)
    if locked.is_removed:
        raise DomainError(_("Câu hỏi này đã được bỏ. Hãy tải lại trang."))
    return locked


def _question(
    dialogue: Dialogue,
    *,
    question: str,
    asked_by: str = "",
    answer: str = "",
    due_on: dt.date | None = None,
    settled_on: dt.date | None = None,
) -> dict[str, Any]:
    texts = {"question": clean_text(question), "answer": clean_text(answer)}
    if not texts["question"]:
        raise DomainError(_("Hãy ghi câu hỏi, kiến nghị."), field="question")
    for field, text in texts.items():
        if len(text) > LONGEST:
            raise DomainError(_("Chỗ này chỉ ghi tối đa 5.000 ký tự. Hãy viết gọn lại."), field=field)
    for field, day in (("due_on", due_on), ("settled_on", settled_on)):
        if day is not None and day < dialogue.held_on:
            raise DomainError(
                _("Ngày này không thể trước ngày đối thoại (%(day)s).") % {"day": format_date(dialogue.held_on)},
                field=field,
            )
    if settled_on is not None and settled_on > today():
        raise DomainError(_("Ngày %(day)s chưa đến.") % {"day": format_date(settled_on)}, field="settled_on")
    asked_by = line_of_text(asked_by, field="asked_by", limit=120)
    return {"asked_by": asked_by, **texts, "due_on": due_on, "settled_on": settled_on}


def _changes(row: Dialogue | DialogueQuestion, values: dict[str, Any]) -> dict[str, list[Any]]:
    return {
        name: [_plain(getattr(row, name)), _plain(value)]
        for name, value in values.items()
        if getattr(row, name) != value
    }


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else str(value)
