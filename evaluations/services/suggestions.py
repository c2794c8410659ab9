"""Questions that the level above wants answered in a review (gợi ý kiểm điểm), and the answers."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from core.periods import format_date, today
from evaluations.models import Evaluation, Suggestion
from evaluations.services.process import lock_evaluation
from meetings.services.passages import clean_text
from meetings.services.writing import line_of_text

State = Evaluation.State


@transaction.atomic
def make_suggestion(
    evaluation: Evaluation, *, question: str, asked_on: dt.date, by: User, document: str = ""
) -> Suggestion:
    """Ask that something be answered in the review; the same question is there once.

    Refused once the review is decided, and where it is put off: then it is asked when it is taken up again.
    """
    evaluation = lock_evaluation(evaluation)
    if evaluation.state in (State.DECIDED, State.POSTPONED):
        words = {"subject": evaluation, "state": evaluation.get_state_display()}
        raise DomainError(_("%(subject)s: phiếu %(state)s nên không gợi ý thêm được.") % words)
    question = clean_text(question)
    if not question:
        raise DomainError(_("Hãy ghi nội dung cần làm rõ khi kiểm điểm."), field="question")
    if asked_on > today():
        raise DomainError(
            _("Ngày %(day)s chưa đến; hãy ghi lại ngày.") % {"day": format_date(asked_on)}, field="asked_on"
        )
    document = line_of_text(document, field="document", limit=200)
    same = Suggestion.objects.filter(evaluation=evaluation, question=question, is_removed=False).first()
    if same is not None:
        return same
    found = Suggestion.objects.create(
        evaluation=evaluation, question=question, document=document, asked_on=asked_on, asked_by=by
    )
    changes = {"document": [None, document], "asked_on": [None, format_date(asked_on)]}
    record("evaluations.suggestion_made", found, by=by, organisation=evaluation.cell, changes=changes)
    return found


@transaction.atomic
def answer_suggestion(suggestion: Suggestion, *, answer: str, by: User, seen: str | None = None) -> bool:
    """Write the answer that stands in section IV of the form; returns whether anything changed.

    ``seen`` is the answer that the page showed; what somebody else wrote meanwhile is not overwritten.
    """
    evaluation = lock_evaluation(suggestion.evaluation)
    row = _standing(suggestion)
    if evaluation.state != State.OPEN:
        words = {"state": evaluation.get_state_display()}
        raise DomainError(_("Phiếu %(state)s nên không sửa bản kiểm điểm được; cần thì đề nghị trả lại.") % words)
    answer = clean_text(answer)
    if answer == row.answer:
        return False
    if seen is not None and clean_text(seen) != row.answer:
        raise DomainError(
            _("Có người vừa ghi giải trình khác: “%(text)s”. Hãy gộp hai phần rồi lưu lại.") % {"text": row.answer},
            field="answer",
        )
    row.answer = answer
    row.answered_at = timezone.now() if answer else None
    row.save(update_fields=["answer", "answered_at"])
    record("evaluations.suggestion_answered", row, by=by, organisation=evaluation.cell, changes={"answer": ["…", "…"]})
    return True


@transaction.atomic
def remove_suggestion(suggestion: Suggestion, *, by: User) -> None:
    """Take a question back that has no answer yet."""
    evaluation = lock_evaluation(suggestion.evaluation)
    row = _standing(suggestion)
    if row.answer:
        raise DomainError(_("Gợi ý này đã được giải trình nên không rút lại được."))
    row.is_removed = True
    row.save(update_fields=["is_removed"])
    record("evaluations.suggestion_removed", row, by=by, organisation=evaluation.cell)


def _standing(suggestion: Suggestion) -> Suggestion:
    row = Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion.pk)
    if row.is_removed:
        raise DomainError(_("Gợi ý này đã được rút lại. Hãy tải lại trang."))
    return row
