"""Ballots on levels: prepared, counted by two people who do not see each other's numbers, confirmed, made void.

Neither QĐ 366 nor HD 43 prescribes a ballot; the two stages and the forms are the practice under HD 21. Only counts are
kept, never who voted how.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Organisation
from core.errors import DomainError
from core.periods import today
from core.vietnamese import normalise
from core.workflow import move
from evaluations.models import Ballot, BallotCount, Evaluation, Period
from evaluations.queries.ballots import (
    body_of_unit,
    counting_of,
    counts_of,
    must_both_correct,
    names_of,
    reached_good,
    rows_of,
    subjects_to_vote,
    voted_on,
)
from evaluations.queries.proposals import propose
from evaluations.rules.ballots import Counting, differing, faults_of
from evaluations.services.process import refuse_closed
from evaluations.workflow import BALLOT_TRANSITIONS
from meetings.models import Meeting
from meetings.workflow import State as MeetingState

Stage, State = Ballot.Stage, Ballot.State


@transaction.atomic
def prepare_ballot(
    period: Period,
    unit: Organisation,
    *,
    by: User,
    stage: str,
    evaluations: Iterable[Evaluation],
    meeting: Meeting | None = None,
    about: str = "",
    body: int | None = None,
    body_reason: str = "",
) -> Ballot:
    """The paper for one vote of a unit. ``body`` is counted from the records; another number needs a reason.

    First the levels; then, among those for whom "hoàn thành tốt" had the most votes, who is "xuất sắc". A subject is on
    one standing paper of each stage. Raises DomainError by field.
    """
    period = Period.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=period.pk)
    refuse_closed(period)
    if stage not in Stage.values:
        raise DomainError(_("Hãy chọn vòng bỏ phiếu."), field="stage")
    chosen = _chosen(period, unit, stage, evaluations)
    _check_meeting(unit, meeting)
    day = meeting.held_on if meeting else today()
    number, note = _body(unit, day, meeting, body, normalise(body_reason))
    ballot = Ballot.objects.create(
        period=period,
        organisation=unit,
        meeting=meeting,
        stage=stage,
        about=normalise(about)[:200] or _usual_words(stage, period),
        body=number,
        prepared_by=by,
    )
    ballot.evaluations.set(chosen)
    record(
        "evaluations.ballot_prepared",
        ballot,
        by=by,
        organisation=unit,
        changes={"body": [None, number], "rows": [None, len(chosen)]},
        note=note,
    )
    return ballot


def _usual_words(stage: str, period: Period) -> str:
    if stage == Stage.EXCELLENT:
        return f"Bình chọn hoàn thành xuất sắc nhiệm vụ năm {period.year}"
    return f"Biểu quyết xếp loại chất lượng năm {period.year}"


def _chosen(period: Period, unit: Organisation, stage: str, evaluations: Iterable[Evaluation]) -> list[Evaluation]:
    """The subjects, each of this unit, rated, not on another standing paper; in the second stage good ones."""
    wanted = {row.pk for row in evaluations}
    rows = [row for row in subjects_to_vote(period, unit) if row.pk in wanted]
    if not rows:
        raise DomainError(_("Chưa chọn ai để bỏ phiếu; hãy đánh dấu ít nhất một dòng."))
    if len(rows) != len(wanted):
        raise DomainError(_("Có dòng không thuộc đơn vị này hoặc đã quyết định; hãy tải lại trang rồi chọn lại."))
    standing = voted_on(period, unit, stage)
    again = [str(row) for row in rows if row.pk in standing]
    if again:
        raise DomainError(
            _("Đã có trong một cuộc bỏ phiếu cùng vòng: %(names)s. Muốn bỏ phiếu lại thì hủy cuộc trước đã.")
            % {"names": ", ".join(again)}
        )
    proposals = propose(period, rows)
    left_out = [str(row) for row in rows if not proposals[row.pk].is_rated]
    if left_out:
        raise DomainError(_("Không thuộc đối tượng xếp loại: %(names)s.") % {"names": ", ".join(left_out)})
    if stage == Stage.EXCELLENT:
        _check_good(period, unit, rows)
    return rows


def _check_good(period: Period, unit: Organisation, rows: list[Evaluation]) -> None:
    good = reached_good(period, unit)
    others = [str(row) for row in rows if row.pk not in good]
    if others:
        raise DomainError(
            _(
                "Vòng 2 chỉ bình chọn trong số đã được nhiều phiếu “hoàn thành tốt” nhất ở vòng 1 đã kiểm phiếu; "
                "chưa đạt: %(names)s."
            )
            % {"names": ", ".join(others)}
        )


def _check_meeting(unit: Organisation, meeting: Meeting | None) -> None:
    if meeting is None:
        return
    if meeting.cell_id != unit.pk:
        raise DomainError(_("Buổi họp này không phải của đơn vị bỏ phiếu; hãy chọn lại."), field="meeting")
    if meeting.state == MeetingState.CANCELLED:
        raise DomainError(_("Buổi họp này đã hủy; hãy chọn buổi khác."), field="meeting")


def _body(unit: Organisation, day: dt.date, meeting: Meeting | None, body: int | None, reason: str) -> tuple[int, str]:
    counted = body_of_unit(unit, day, meeting)
    number = counted.number if body is None else body
    if number < 1:
        raise DomainError(_("Không có ai có quyền bỏ phiếu; hãy xem lại danh sách của đơn vị."), field="body")
    if number != counted.number and not reason:
        raise DomainError(
            _("Theo hồ sơ có %(counted)s người có quyền bỏ phiếu; ghi số khác thì phải nói lý do.")
            % {"counted": counted.number},
            field="body_reason",
        )
    return number, reason if number != counted.number else ""


def _lock(ballot: Ballot) -> Ballot:
    rows = Ballot.objects.select_for_update(of=("self",)).select_related("period", "period__organisation")
    locked = rows.select_related("organisation").get(pk=ballot.pk)
    refuse_closed(locked.period)
    return locked


@transaction.atomic
def enter_count(
    ballot: Ballot, *, by: User, issued: int, collected: int, invalid: int, counts: Mapping[str, Mapping[str, int]]
) -> Ballot:
    """Write what one of two people counted. The same numbers from both confirm the ballot.

    Where they differ, both have to count again: until then their rows bear the same moment, which tells that neither
    has. Raises DomainError with one sentence for each number that does not add up.
    """
    ballot = _lock(ballot)
    if ballot.state != State.PREPARED:
        words = {"state": ballot.get_state_display()}
        raise DomainError(_("Cuộc bỏ phiếu %(state)s nên không nhập kết quả được nữa.") % words)
    names = names_of(ballot, rows_of(ballot))
    counting = Counting(issued, collected, invalid, {row: dict(counts.get(row, {})) for row in names})
    _refuse_faults(counting, ballot, names)
    before = counts_of(ballot)
    _refuse_third(before, by)
    _write(ballot, before, counting, by)
    after = counts_of(ballot)
    if len(after) == 2 and _both_counted_anew(before, by):
        _compare(ballot, after, list(names), by)
    return ballot


def _refuse_faults(counting: Counting, ballot: Ballot, names: Mapping[str, str]) -> None:
    faults = faults_of(counting, body=ballot.body, stage=ballot.stage, names=names)
    if faults:
        first, *others = faults
        raise DomainError(first.text, field=first.field or None, details=[fault.text for fault in others])


def _refuse_third(before: list[BallotCount], by: User) -> None:
    if len(before) == 2 and all(count.entered_by_id != by.pk for count in before):
        names = ", ".join(str(count.entered_by) for count in before)
        raise DomainError(_("Đã có hai người nhập kết quả kiểm phiếu: %(names)s.") % {"names": names})


def _write(ballot: Ballot, before: list[BallotCount], counting: Counting, by: User) -> None:
    values = {
        "issued": counting.issued,
        "collected": counting.collected,
        "invalid": counting.invalid,
        "counts": counting.counts,
        "entered_at": timezone.now(),
    }
    mine = next((count for count in before if count.entered_by_id == by.pk), None)
    if mine:
        BallotCount.objects.filter(pk=mine.pk).update(**values)
    else:
        place = 1 + max((count.place for count in before), default=0)
        BallotCount.objects.create(ballot=ballot, place=place, entered_by=by, **values)
    record("evaluations.ballot_counted", ballot, by=by, organisation=ballot.organisation)


def _both_counted_anew(before: list[BallotCount], by: User) -> bool:
    """Whether the other one's numbers are as new as these: entered for the first time, or counted again since."""
    mine = next((count for count in before if count.entered_by_id == by.pk), None)
    if len(before) < 2 or mine is None:
        return True
    other = next(count for count in before if count.entered_by_id != by.pk)
    return not must_both_correct(before) and other.entered_at > mine.entered_at


def _compare(ballot: Ballot, counts: list[BallotCount], numbers: list[str], by: User) -> None:
    first, second = (counting_of(count) for count in counts)
    differences = differing(first, second, stage=ballot.stage, numbers=numbers)
    if not differences:
        move(ballot, to=State.CONFIRMED, transitions=BALLOT_TRANSITIONS)
        record("evaluations.ballot_confirmed", ballot, by=by, organisation=ballot.organisation)
        return
    ballot.counted.update(entered_at=timezone.now())


@transaction.atomic
def void_ballot(ballot: Ballot, *, by: User, reason: str) -> None:
    """Make a ballot void, with the reason; its numbers are kept and count for nothing."""
    ballot = _lock(ballot)
    reason = normalise(reason)
    if not reason:
        raise DomainError(_("Hãy ghi lý do hủy cuộc bỏ phiếu."), field="void_reason")
    move(ballot, to=State.VOID, transitions=BALLOT_TRANSITIONS, void_reason=reason[:300])
    record("evaluations.ballot_void", ballot, by=by, organisation=ballot.organisation, note=reason)
