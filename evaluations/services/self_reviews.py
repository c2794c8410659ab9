"""The review in writing: section by section, so that nobody's words are lost; and the level proposed."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from evaluations.models import Evaluation, Level, SelfReview
from evaluations.queries.regulations import regulation_of
from evaluations.rules.review_forms import form_of, section_of
from evaluations.services.process import lock_evaluation
from meetings.services.passages import clean_text

DIGEST = 16


class ReviewConflict(DomainError):
    """Somebody else wrote the same section meanwhile; ``theirs`` is what stands there now. Nothing was lost."""

    def __init__(self, review: SelfReview, theirs: str) -> None:
        words = {"name": review.updated_by}
        super().__init__(
            _("Đồng chí %(name)s vừa ghi phần này. Hãy gộp hai bài rồi lưu lại; chưa có chữ nào bị mất.") % words,
            field="text",
        )
        self.theirs = theirs


def seen_mark(text: str) -> str:
    """A short mark of a text, by which a later save tells whether it is still the one that the page showed."""
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST]


@transaction.atomic
def write_section(evaluation: Evaluation, *, key: str, text: str, seen: str, by: User) -> bool:
    """Keep the words of one section; returns whether anything changed.

    ``seen`` is the mark (`seen_mark`) of the text that the page showed. Raises ReviewConflict when another text stands
    there now, DomainError when the review is no longer being written.
    """
    evaluation = _lock_for_writing(evaluation)
    form = form_of(regulation_of(evaluation.period), evaluation.rule_subject)
    section = section_of(form, key)
    if section is None:
        raise DomainError(_("Mẫu này không có mục “%(key)s” để ghi. Hãy tải lại trang.") % {"key": key})
    text = clean_text(text)
    review = _review_of(evaluation, form.key, by)
    before = review.sections.get(key, "")
    if text == before:
        return False
    if seen_mark(before) != seen:
        raise ReviewConflict(review, before)
    review.sections = {**review.sections, key: text}
    _store(review, by, ["sections"])
    record(
        "evaluations.self_review_written",
        evaluation,
        by=by,
        organisation=evaluation.cell,
        changes={section.heading[:80]: ["…" if before else None, "…" if text else None]},
    )
    return True


@transaction.atomic
def propose_level(evaluation: Evaluation, *, level: str, by: User) -> bool:
    """The level that the subject proposes for itself; empty while it has not decided. Whether anything changed."""
    evaluation = _lock_for_writing(evaluation)
    if level and level not in Level.values:
        raise DomainError(_("Hãy chọn một mức trong danh sách."), field="level")
    form = form_of(regulation_of(evaluation.period), evaluation.rule_subject)
    review = _review_of(evaluation, form.key, by)
    before = review.level
    if level == before:
        return False
    review.level = level
    _store(review, by, ["level"])
    record(
        "evaluations.self_level_proposed",
        evaluation,
        by=by,
        organisation=evaluation.cell,
        changes={"level": [before, level]},
    )
    return True


def _lock_for_writing(evaluation: Evaluation) -> Evaluation:
    evaluation = lock_evaluation(evaluation)
    if evaluation.state != Evaluation.State.OPEN:
        words = {"state": evaluation.get_state_display()}
        raise DomainError(_("Phiếu %(state)s nên không sửa bản kiểm điểm được; cần thì đề nghị trả lại.") % words)
    return evaluation


def _review_of(evaluation: Evaluation, form: str, by: User) -> SelfReview:
    """The review, begun with its first words. The locked evaluation keeps a second one from being begun."""
    review, _is_new = SelfReview.objects.select_related("updated_by").get_or_create(
        evaluation=evaluation, defaults={"form": form, "updated_by": by}
    )
    return review


def _store(review: SelfReview, by: User, fields: list[str]) -> None:
    review.version += 1
    review.updated_by = by
    review.save(update_fields=[*fields, "version", "updated_by", "updated_at"])
