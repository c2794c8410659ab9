"""Who could not be reviewed is put off with a reason, and completed later, also after the year was closed."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from core.periods import format_date, today
from core.vietnamese import normalise
from core.workflow import move
from evaluations.models import Evaluation, Period
from evaluations.services.process import lock_evaluations
from evaluations.workflow import TRANSITIONS

State = Evaluation.State


@transaction.atomic
def postpone_evaluation(evaluation: Evaluation, *, by: User, reason: str, until: dt.date | None = None) -> None:
    """The subject is not reviewed now (absent, ill, away): listed with the reason, and the year may close without it.

    The cell reviews at its next meeting at which the member is present, and reports in addition (HD 21-HD/BTCTW).
    """
    evaluation, reason = lock_evaluations([evaluation])[0], normalise(reason)
    if evaluation.state not in (State.OPEN, State.POSTPONED):
        raise DomainError(
            _("Phiếu %(state)s nên không để lại được; cần thì đề nghị trả lại trước.")
            % {"state": evaluation.get_state_display()}
        )
    if not reason:
        raise DomainError(_("Hãy ghi lý do chưa kiểm điểm, ví dụ: điều trị ở bệnh viện."), field="reason")
    if until is not None and until < today():
        raise DomainError(_("Ngày dự kiến kiểm điểm phải từ hôm nay trở đi."), field="until")
    before = [evaluation.postponed_reason, _day(evaluation.postponed_until)]
    after = [reason, _day(until)]
    if evaluation.state == State.POSTPONED and before == after:
        return
    if evaluation.state == State.OPEN:
        move(
            evaluation,
            to=State.POSTPONED,
            transitions=TRANSITIONS,
            postponed_reason=reason,
            postponed_until=until,
            returned_reason="",
        )
    else:
        evaluation.postponed_reason, evaluation.postponed_until = reason, until
        evaluation.save(update_fields=["postponed_reason", "postponed_until"])
    record(
        "evaluations.evaluation_postponed",
        evaluation,
        by=by,
        organisation=evaluation.cell,
        changes={"reason": [before[0], after[0]], "until": [before[1], after[1]]},
        note=reason,
    )


@transaction.atomic
def resume_evaluation(evaluation: Evaluation, *, by: User) -> None:
    """Take up again what was put off; in a closed year it is completed in addition, and goes the usual way."""
    evaluation = lock_evaluations([evaluation])[0]
    if evaluation.state != State.POSTPONED:
        raise DomainError(_("Phiếu %(state)s, không ở danh sách để lại.") % {"state": evaluation.get_state_display()})
    move(evaluation, to=State.OPEN, transitions=TRANSITIONS, postponed_until=None)
    is_later = evaluation.period.state == Period.State.CLOSED
    record(
        "evaluations.evaluation_resumed",
        evaluation,
        by=by,
        organisation=evaluation.cell,
        note=f"Bổ sung sau khi kết thúc kỳ; đã để lại vì: {evaluation.postponed_reason}" if is_later else "",
    )


def _day(day: dt.date | None) -> str:
    return format_date(day)
