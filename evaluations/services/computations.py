"""Computing the classes of a whole year below a committee in the background: waiting → running → done.

A run is taken up by a conditional update that writes ``beat_at``. Each chunk is written in one transaction
with the next beat and the cursor, so a worker that finds its beat gone wrote nothing, and none is computed twice.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Sequence
from functools import partial

from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from kombu.exceptions import OperationalError

from accounts.audit import record
from accounts.models import User
from cells.models import Organisation
from core.errors import DomainError
from evaluations.models import Computation, ComputedClass
from evaluations.queries.bulk import CHUNK, ProposedClass, iterate_proposals, uncollected
from evaluations.queries.computations import evaluations_to_compute, open_periods
from evaluations.queries.sources.subjects import array_text
from evaluations.tasks import compute_classes

State = Computation.State
STALE_AFTER = dt.timedelta(minutes=3)
"""Far longer than a chunk takes: by then the worker is dead, or the message lost."""
GIVEN_UP_AFTER = dt.timedelta(hours=24)
SECONDS_AT_A_TIME = 480.0
"""Then the worker hands the rest over to a new message, well before Celery would end it."""
KEPT = 3
"""Runs of a committee and year that are kept; older ones go with their classes."""
NO_WORKER = gettext_noop(
    "Bộ phận tính nền chưa chạy nên chưa nhận được việc; hãy thử lại sau ít phút hoặc báo quản trị."
)
FAULT = gettext_noop("Có lỗi của chương trình khi tính; phần đã tính còn nguyên, bấm “Tính tiếp” để thử lại.")
TOO_LONG = gettext_noop("Đã một ngày mà chưa tính xong; hãy báo quản trị, rồi bấm “Tính tiếp”.")

logger = logging.getLogger(__name__)


@transaction.atomic
def request_computation(organisation: Organisation, *, year: int, by: User) -> Computation:
    """Ask for the classes of a year; who asks while it is being computed gets the run on its way."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    on_its_way = Computation.objects.filter(
        organisation=organisation, year=year, state__in=[State.WAITING, State.RUNNING]
    )
    found = on_its_way.first()
    if found is not None:
        return found
    total = evaluations_to_compute(open_periods(organisation, year)).count()
    if not total:
        raise DomainError(
            _("Năm %(year)s chưa có kỳ đánh giá nào đang mở dưới %(unit)s; hãy chọn năm khác.")
            % {"year": year, "unit": organisation},
            field="year",
        )
    computation = Computation.objects.create(organisation=organisation, year=year, total=total, asked_by=by)
    _record("evaluations.computation_asked", computation, by)
    transaction.on_commit(partial(_enqueue, computation.pk))
    return computation


@transaction.atomic
def cancel_computation(computation: Computation, *, by: User) -> None:
    """Stop it after the chunk that it is at; what was computed stays, and it can go on later."""
    computation = _lock(computation)
    if computation.state not in (State.WAITING, State.RUNNING):
        raise DomainError(_("Lần tính này không còn chạy nên không cần dừng."))
    computation.is_cancel_asked = True
    if computation.state == State.WAITING or _is_stale(computation):
        computation.state = State.CANCELLED
    computation.save(update_fields=["is_cancel_asked", "state"])
    _record("evaluations.computation_cancelled", computation, by)


@transaction.atomic
def resume_computation(computation: Computation, *, by: User) -> None:
    """Go on after a stop, a failure or a dead worker, from where it was."""
    Organisation.objects.select_for_update().get(pk=computation.organisation_id)
    computation = _lock(computation)
    if computation.state == State.DONE:
        raise DomainError(_("Lần tính này đã xong; hãy yêu cầu tính lại nếu cần số liệu mới."))
    if computation.state in (State.WAITING, State.RUNNING) and not _is_stale(computation):
        return
    same = Computation.objects.filter(organisation=computation.organisation_id, year=computation.year)
    if same.filter(state__in=[State.WAITING, State.RUNNING]).exclude(pk=computation.pk).exists():
        raise DomainError(_("Đang có lần tính khác của năm này; hãy đợi xong hoặc dừng lần ấy trước."))
    computation.state, computation.is_cancel_asked, computation.error = State.WAITING, False, ""
    computation.beat_at = timezone.now()
    computation.save(update_fields=["state", "is_cancel_asked", "error", "beat_at"])
    _record("evaluations.computation_resumed", computation, by)
    transaction.on_commit(partial(_enqueue, computation.pk))


def run_computation(computation_id: int, *, seconds: float = SECONDS_AT_A_TIME, chunk: int = CHUNK) -> str:
    """Compute until it is done, stopped or ``seconds`` are over; returns the state it was left in, or nothing.

    Does nothing when another worker is at it. A fault of ours ends in ``failed`` with a sentence; what was written
    before it stays.
    """
    periods = _claim(computation_id)
    if periods is None:
        return ""
    computation = Computation.objects.select_related("organisation").get(pk=computation_id)
    deadline = time.monotonic() + seconds
    try:
        with uncollected():
            while computation.state == State.RUNNING and time.monotonic() < deadline:
                _compute_some(computation, periods, chunk)
    except _LostError:
        return ""
    except SoftTimeLimitExceeded:
        logger.warning("computation %s: a chunk took too long", computation_id)
    except Exception:
        logger.exception("computation %s failed", computation_id)
        _leave(computation, State.FAILED, error=FAULT)
        return State.FAILED
    if computation.state == State.RUNNING and _leave(computation, State.WAITING):
        _enqueue(computation_id)
    return computation.state


class _LostError(Exception):
    """Another worker took the run over."""


def _claim(computation_id: int) -> list[int] | None:
    """Take it up if it waits or its worker is dead, with its periods; the beat is the mark of ownership."""
    now = timezone.now()
    free = Q(state=State.WAITING) | Q(state=State.RUNNING, beat_at__lt=now - STALE_AFTER)
    taken = Computation.objects.filter(free, pk=computation_id).update(state=State.RUNNING, beat_at=now, error="")
    if not taken:
        return None
    computation = Computation.objects.select_related("organisation").get(pk=computation_id)
    periods = open_periods(computation.organisation, computation.year)
    left = evaluations_to_compute(periods).filter(pk__gt=computation.cursor).count()
    done = ComputedClass.objects.filter(computation=computation_id).count()
    pace = {"since": now.isoformat(), "done_before": done}
    _owned(computation).update(total=done + left, done=done, counts=pace)
    return periods


def _owned(computation: Computation) -> QuerySet[Computation]:
    return Computation.objects.filter(pk=computation.pk, state=State.RUNNING, beat_at=computation.beat_at)


@transaction.atomic
def _compute_some(computation: Computation, periods: Sequence[int], chunk: int) -> None:
    """One chunk and its beat, or the end, in one transaction; the row in memory follows.

    The beat comes before the classes: only one worker writes those of a chunk, and none of them is there yet.
    """
    rows = evaluations_to_compute(periods).filter(pk__gt=computation.cursor)
    numbers = list(rows.order_by("pk").values_list("pk", flat=True)[:chunk])
    if computation.is_cancel_asked or not numbers:
        state = State.CANCELLED if computation.is_cancel_asked else State.DONE
        if state == State.DONE:
            computation.counts = _counts(computation)
        if not _leave(computation, state):
            raise _LostError
        _prune(computation)
        return
    found = [row for rows in iterate_proposals(numbers, chunk=chunk) for row in rows]
    values = {"cursor": numbers[-1], "done": computation.done + len(numbers), "beat_at": timezone.now()}
    if not _owned(computation).update(**values):
        raise _LostError
    _write(computation, found)
    computation.refresh_from_db(fields=["cursor", "done", "beat_at", "is_cancel_asked"])


def _write(computation: Computation, found: Sequence[ProposedClass]) -> None:
    """All rows in one statement of array texts: much faster than as many objects."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO evaluations_computedclass (computation_id, evaluation_id, level, score) "
            "SELECT %s, * FROM unnest(%s::bigint[], %s::text[], %s::numeric[])",
            [
                computation.pk,
                array_text(row.evaluation for row in found),
                array_text(row.level for row in found),
                array_text(row.score for row in found),
            ],
        )


def _counts(computation: Computation) -> dict[str, dict[str, int]]:
    """How many of each kind of subject came to each level."""
    rows = ComputedClass.objects.filter(computation=computation).values_list("evaluation__subject", "level")
    counts: dict[str, dict[str, int]] = {}
    for subject, level, number in rows.annotate(number=Count("pk")).order_by():
        counts.setdefault(subject, {})[level] = number
    return counts


def _leave(computation: Computation, state: str, *, error: str = "") -> bool:
    """End the work on it; returns whether it was still ours."""
    ended = timezone.now() if state in (State.DONE, State.FAILED, State.CANCELLED) else None
    values = {"state": state, "error": error, "finished_at": ended, "counts": computation.counts}
    if state != State.DONE:
        values.pop("counts")
    left = _owned(computation).update(**values)
    computation.state = state
    return bool(left)


def _prune(computation: Computation) -> None:
    """Take away runs before the last three, with their classes; evaluations and decisions are untouched."""
    same = Computation.objects.filter(organisation=computation.organisation_id, year=computation.year)
    old = list(same.order_by("-pk").values_list("pk", flat=True)[KEPT:])
    ComputedClass.objects.filter(computation__in=old).delete()
    Computation.objects.filter(pk__in=old).delete()


def resume_computations() -> int:
    """Hand over again what nobody works on: the worker was killed, or the message was lost; returns how many."""
    now, resumed = timezone.now(), 0
    limit = now - STALE_AFTER
    lost = Q(state=State.WAITING, beat_at=None, asked_at__lt=limit) | Q(
        state__in=[State.WAITING, State.RUNNING], beat_at__lt=limit
    )
    for computation in Computation.objects.filter(lost).order_by("pk"):
        if computation.asked_at < now - GIVEN_UP_AFTER:
            Computation.objects.filter(pk=computation.pk, state=computation.state).update(
                state=State.FAILED, error=TOO_LONG, finished_at=now
            )
        else:
            _enqueue(computation.pk)
            resumed += 1
    return resumed


def _enqueue(computation_id: int) -> None:
    try:
        compute_classes.delay(computation_id)
    except OperationalError:
        Computation.objects.filter(pk=computation_id, state=State.WAITING).update(
            state=State.FAILED, error=NO_WORKER, finished_at=timezone.now()
        )


def _lock(computation: Computation) -> Computation:
    rows = Computation.objects.select_for_update(of=("self",)).select_related("organisation")
    return rows.get(pk=computation.pk)


def _is_stale(computation: Computation) -> bool:
    return (computation.beat_at or computation.asked_at) < timezone.now() - STALE_AFTER


def _record(action: str, computation: Computation, by: User) -> None:
    organisation = computation.organisation
    changes = {"done": [computation.done, computation.total]}
    label = f"Tính xếp loại năm {computation.year}, {organisation}"
    record(action, computation, by=by, organisation=organisation, label=label, changes=changes)
