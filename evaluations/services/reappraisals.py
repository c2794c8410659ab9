"""The organisation board appraises again what was decided (QĐ 366 Đ12 bước 2, bước 3; Đ17.8)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from evaluations.models import Evaluation, Level, Review
from evaluations.queries.proposals import latest_decision, proposal_for
from evaluations.queries.reappraisals import reopened_by, review_after
from evaluations.services.process import authors_of, lock_evaluations, refusal_of_interest


@transaction.atomic
def reappraise_evaluation(evaluation: Evaluation, *, by: User, level: str, opinion: str) -> Review:
    """Record a new opinion on a decided class; the decision stays until the committee decides again.

    Refused: nothing has the class appraised again, one's own work, no level, the same opinion twice, and another level
    than the rules now say without words. The opinion is told from the earlier ones by its time.
    """
    row = lock_evaluations([evaluation])[0]
    opinion = opinion.strip()
    decision = latest_decision(row)
    refusal = refusal_of_interest(row, by, authors_of([row]).get(row.pk, ()))
    if refusal:
        raise DomainError(refusal)
    if decision is None or reopened_by(row) is None:
        raise DomainError(_("Chỉ thẩm định lại khi đơn đã kết luận thẩm định, xếp loại lại, hoặc có kỷ luật đến sau."))
    if level not in Level.values:
        raise DomainError(_("Hãy chọn một mức đề xuất."), field="level")
    if level != proposal_for(row).level and not opinion:
        raise DomainError(_("Mức này khác mức tính theo quy định; hãy ghi ý kiến nói rõ vì sao."), field="opinion")
    last = review_after(row, decision)
    if last is not None and (last.reviewed_by_id, last.level, last.opinion) == (by.pk, level, opinion):
        raise DomainError(_("Ý kiến thẩm định này đã được ghi rồi."))
    review = Review.objects.create(evaluation=row, level=level, opinion=opinion, reviewed_by=by)
    record(
        "evaluations.evaluation_reappraised",
        row,
        by=by,
        organisation=row.cell,
        changes={"level": [last.level if last else decision.level or None, level]},
        note=opinion,
    )
    return review
