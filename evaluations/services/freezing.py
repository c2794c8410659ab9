"""Freezing what the records say at the cut-off, and taking over later numbers with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from core.periods import today
from core.vietnamese import normalise
from evaluations.models import Evaluation, FrozenFacts, Period
from evaluations.queries.frozen import frozen_basis, frozen_of, frozen_values
from evaluations.queries.records import read_records, subjects_of
from evaluations.queries.sources import tell_sources
from evaluations.queries.subjects import cut_off
from evaluations.services.subjects import lock_open_period, period_label

CHUNK = 500
State = Evaluation.State


@transaction.atomic
def freeze_period(period: Period, *, by: User | None) -> int:
    """Freeze the facts of everyone who is not decided and not frozen yet; returns how many.

    They count up to the reference date, or to today while that is still to come. Done again it adds only those who
    came to the list later. ``by`` None: the night did it.
    """
    period = lock_open_period(period)
    is_first = period.frozen_at is None
    waiting = Evaluation.objects.filter(period=period, frozen_facts=None).exclude(state=State.DECIDED)
    numbers = iter(list(waiting.order_by("pk").values_list("pk", flat=True)))
    count = 0
    while chunk := tuple(islice(numbers, CHUNK)):
        count += len(FrozenFacts.objects.bulk_create(_frozen(period, _rows(chunk), by)))
    if not count:
        if by is None:
            return 0
        raise DomainError(_("Số liệu của mọi phiếu trong kỳ này đã chốt rồi."))
    if is_first:
        period.frozen_at = timezone.now()
        period.save(update_fields=["frozen_at"])
    record(
        "evaluations.facts_frozen",
        period,
        by=by,
        organisation=period.organisation,
        label=period_label(period),
        changes={"subjects": [0, count], "cut_off": [None, cut_off(period).isoformat()]},
    )
    return count


@transaction.atomic
def refreeze(evaluation: Evaluation, *, by: User, reason: str) -> FrozenFacts:
    """Take over what the records say of one subject now, as a new version with its reason. The earlier ones stay."""
    row = Evaluation.objects.select_for_update(of=("self",)).get(pk=evaluation.pk)
    (row,) = _rows([row.pk])
    reason = normalise(reason)
    frozen = frozen_of([row.pk]).get(row.pk)
    if row.state == State.DECIDED:
        raise DomainError(_("Phiếu đã quyết định nên không chốt lại số liệu; nếu cần thì xếp loại lại."))
    if frozen is None:
        raise DomainError(_("Số liệu của phiếu này chưa chốt nên không có gì để chốt lại."))
    if not reason:
        raise DomainError(_("Hãy ghi lý do lấy số liệu mới."), field="reason")
    (facts,) = _frozen(row.period, [row], by)
    if facts.values == frozen.values and facts.cut_off == frozen.cut_off:
        raise DomainError(_("Sổ sách không khác số liệu đã chốt nên không cần chốt lại."))
    facts.version, facts.reason = frozen.version + 1, reason[: FrozenFacts._meta.get_field("reason").max_length]
    facts.save(force_insert=True)
    changed = sorted(key for key, value in facts.values.items() if value != frozen.values.get(key))
    record(
        "evaluations.facts_refrozen",
        row,
        by=by,
        organisation=row.cell,
        changes={key: [frozen.values.get(key), facts.values[key]] for key in changed},
        note=reason,
    )
    return facts


def freeze_due_periods() -> int:
    """Freeze every open period whose reference date is past, also after missed nights; returns how many subjects."""
    due = Period.objects.filter(state=Period.State.OPEN, reference_date__lt=today()).order_by("pk")
    return sum(freeze_period(period, by=None) for period in due)


def _rows(numbers: Iterable[int]) -> list[Evaluation]:
    rows = Evaluation.objects.filter(pk__in=list(numbers)).select_related("period", "cell", "member", "collective")
    return list(rows.prefetch_related("cell__periods").order_by("pk"))


def _frozen(period: Period, rows: list[Evaluation], by: User | None) -> list[FrozenFacts]:
    """What is kept of each subject: the values, and in Vietnamese where they come from."""
    day = cut_off(period)
    days = {row.pk: day for row in rows}
    with override("vi"):
        records = read_records(period, rows, days, live=False)
        subjects = subjects_of(period, rows, days)
        told = tell_sources(subjects, {pk: dict(found.values) for pk, found in records.items()}, live=False)
    return [
        FrozenFacts(
            evaluation=row,
            cut_off=day,
            values=frozen_values(records[row.pk]),
            basis={key: frozen_basis(said) for key, said in told[row.pk].items()},
            frozen_by=by,
        )
        for row in rows
    ]
