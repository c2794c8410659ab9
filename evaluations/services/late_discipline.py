"""A class is decided again because discipline came late; the awards of that year go with it where the text says so."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cells.models import Discipline
from core.errors import DomainError
from core.periods import format_date
from evaluations.models import Decision, Evaluation, Level
from evaluations.queries.late_discipline import DONE, RERATE, LateRow, late_disciplines
from evaluations.queries.reappraisals import gap_before_deciding_again
from evaluations.rules.classification import TraceEntry
from evaluations.services.awards import drop_awards
from evaluations.services.corrections import FurtherPaper, Ground, lock_decided, write_further


@transaction.atomic
def rerate_for_discipline(
    evaluation: Evaluation,
    discipline: Discipline,
    *,
    by: User,
    level: str,
    reason: str,
    paper: FurtherPaper,
    seen: int,
    despite: str = "",
) -> Decision:
    """Decide again for a discipline that came late, by the rule of the year in which it was decided.

    Under QĐ 124 only "không hoàn thành nhiệm vụ", and the awards of that year are withdrawn by the same document; else
    the committee weighs form and content, and the appraisal comes first (or ``despite`` says why not). Refused: a
    discipline that was counted already, or that another evaluation answers for.
    """
    Discipline.objects.select_for_update(of=("self",)).get(pk=discipline.pk)
    row, earlier = lock_decided(evaluation, seen=seen)
    late = _refuse_unfit(evaluation, discipline)
    if level not in late.levels:
        if late.must_fail:
            raise DomainError(
                _("Theo %(regulation)s, năm xảy ra vi phạm xếp lại thành Không hoàn thành nhiệm vụ.")
                % {"regulation": late.regulation},
                field="level",
            )
        raise DomainError(_("Hãy chọn mức xếp loại."), field="level")
    gap = "" if late.must_fail else gap_before_deciding_again(row, earlier)
    ground = Ground(
        reason.strip() or reason_for(late), discipline=discipline, extra=_entries(late), gap=gap, despite=despite
    )
    decision = write_further(row, earlier, kind=Decision.Kind.CORRECTED, level=level, ground=ground, paper=paper, by=by)
    if late.must_fail:
        drop_awards(row, on=paper.decided_on, document=decision.document_number, reason=decision.reason, by=by)
    return decision


def _refuse_unfit(evaluation: Evaluation, discipline: Discipline) -> LateRow:
    rows = late_disciplines(evaluation.period.organisation, only=discipline)
    late = next((row for row in rows if row.evaluation and row.evaluation.pk == evaluation.pk), None)
    if any(row.status == DONE for row in rows):
        raise DomainError(_("Vi phạm này đã được tính trong một quyết định; mỗi vi phạm chỉ tính một lần."))
    if late is None or late.status != RERATE:
        raise DomainError(_("Kỷ luật này không làm xếp loại lại phiếu đang xem; hãy xem danh sách kỷ luật đến sau."))
    return late


def reason_for(late: LateRow) -> str:
    """What the decision says when nobody writes more."""
    row = late.discipline
    return _("Kỷ luật %(kind)s theo %(document)s ngày %(day)s, vi phạm ngày %(act)s.") % {
        "kind": row.get_kind_display(),
        "document": row.document,
        "day": format_date(row.decided_on),
        "act": format_date(row.act_on),
    }


def _entries(late: LateRow) -> tuple[TraceEntry, ...]:
    """What the rule on late discipline adds to the trace; it names a level only where the text does."""
    rule = late.rule
    if rule is None or not late.must_fail:
        return ()
    inputs = {"act_on": late.discipline.act_on.isoformat(), "decided_on": late.discipline.decided_on.isoformat()}
    return (TraceEntry("late_discipline", Level.FAILED, True, rule.text, rule.source, rule.mark, inputs),)
