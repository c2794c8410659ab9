"""Scoring a meeting: by the cell while its minutes are open, by the person above, and the committee's grade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from core.vietnamese import normalise
from meetings.access import actions_for
from meetings.models import Meeting, MeetingGrade, MeetingScore
from meetings.queries.attendance import tally
from meetings.queries.score_facts import values_of
from meetings.queries.score_page import (
    ScorePage,
    Scorer,
    Scoring,
    entries_of,
    grading_of,
    is_expected,
    label_of,
    score_page,
)
from meetings.rules import scoring as rules
from meetings.rules.sheet import Criterion
from meetings.rules.year_grades import LABELS
from meetings.services.writing import lock_for_writing
from meetings.workflow import HELD

REASON_LENGTH = 300
NOTE_LENGTH = 500


@dataclass(frozen=True)
class Given:
    """Points given by hand for a criterion, with the reason for each point lost."""

    points: Decimal
    reason: str = ""


def points_field(number: str) -> str:
    """The name of the form field for a criterion's points."""
    return f"diem-{number}"


def reason_field(number: str) -> str:
    """The name of the form field for why points are lost."""
    return f"ly-do-{number}"


def fault_of(row: Criterion, given: Given | None) -> DomainError | None:
    """What is wrong with points given for a criterion: missing, beyond its maximum, lost without a reason."""
    words = {"number": row.number, "maximum": row.maximum}
    if given is None:
        return DomainError(_("Hãy ghi điểm của tiêu chí %(number)s.") % words, field=points_field(row.number))
    if not 0 <= given.points <= row.maximum:
        fault = _("Tiêu chí %(number)s: điểm phải từ 0 đến %(maximum)s.") % words
        return DomainError(fault, field=points_field(row.number))
    if given.points != given.points.quantize(Decimal("0.01")):
        fault = _("Tiêu chí %(number)s: điểm lẻ nhiều nhất hai chữ số sau dấu phẩy.") % words
        return DomainError(fault, field=points_field(row.number))
    if given.points < row.maximum and not normalise(given.reason):
        fault = _("Tiêu chí %(number)s không đủ %(maximum)s điểm: hãy ghi lý do trừ điểm.") % words
        return DomainError(fault, field=reason_field(row.number))
    if len(normalise(given.reason)) > REASON_LENGTH:
        fault = _("Lý do trừ điểm của tiêu chí %(number)s dài quá 300 ký tự; hãy ghi ngắn lại.") % words
        return DomainError(fault, field=reason_field(row.number))
    return None


@transaction.atomic
def save_self_score(
    meeting: Meeting, given: Mapping[str, Given], *, by: User, agreed: int | None = None
) -> MeetingScore:
    """Keep the cell's score of its own meeting while the minutes are open; its percent goes into the minutes.

    What facts decide is counted, never taken from ``given``; sheet, facts and lines are kept as they are now.
    ``agreed`` of those present voted for it. Refused: closed minutes, no sheet in force or one without points, points
    missing or out of range, a lost point without a reason, more votes than voters present.
    """
    locked = lock_for_writing(meeting)
    present = tally(meeting).body_present
    if agreed is not None and not 0 <= agreed <= present:
        raise DomainError(
            _("Số đồng chí tán thành (%(agreed)s) nhiều hơn %(present)s đồng chí có mặt được biểu quyết.")
            % {"agreed": agreed, "present": present},
            field="agreed",
        )
    score = _keep(locked, Scorer.SELF, given, by=by, agreed=agreed)
    if locked.self_score != score.percent:
        locked.self_score = meeting.self_score = score.percent
        locked.save(update_fields=["self_score"])
    return score


@transaction.atomic
def save_superior_score(meeting: Meeting, given: Mapping[str, Given], *, by: User) -> MeetingScore:
    """Keep the score of the person above, beside the cell's own and by the same sheet. Refused as for the cell's."""
    return _keep(_lock_held(meeting), Scorer.SUPERIOR, given, by=by)


@transaction.atomic
def agree_with_self_score(meeting: Meeting, *, by: User) -> MeetingScore:
    """Score as the cell did; what facts decide by now is counted anew. Refused where the cell has not scored."""
    locked = _lock_held(meeting)
    own = MeetingScore.objects.filter(meeting=locked, scorer=Scorer.SELF).first()
    if own is None:
        raise DomainError(_("Chi bộ chưa tự chấm điểm; hãy chấm từng tiêu chí."))
    given = {number: Given(entry.points, entry.reason or entry.why) for number, entry in entries_of(own).items()}
    return _keep(locked, Scorer.SUPERIOR, given, by=by)


@transaction.atomic
def fix_grade(meeting: Meeting, *, grade: str, by: User, reason: str = "") -> MeetingGrade:
    """Fix the official grade of a meeting. It may be fixed anew; the trail keeps the earlier one.

    Refused: before anyone scored it, an unknown grade, another grade than the cell's own without a reason.
    """
    locked = _lock_held(meeting)
    scores = {score.scorer: score for score in MeetingScore.objects.filter(meeting=locked)}
    own, above = scores.get(Scorer.SELF), scores.get(Scorer.SUPERIOR)
    mine, reason = grading_of(locked, own), normalise(reason)
    if mine is None and above is None:
        raise DomainError(_("Chưa có ai chấm điểm buổi này nên chưa xếp loại được."))
    kept = above or own
    labels = {row["key"]: row["label"] for row in kept.sheet["grades"]} if kept else LABELS
    if grade not in labels:
        raise DomainError(_("Hãy chọn mức xếp loại."), field="grade")
    if (mine is None or mine.key != grade) and not reason:
        raise DomainError(_("Xếp loại khác với chi bộ tự xếp: hãy ghi lý do."), field="reason")
    if len(reason) > NOTE_LENGTH:
        raise DomainError(_("Lý do dài quá 500 ký tự; hãy ghi ngắn lại."), field="reason")
    percent = kept.percent if kept else locked.self_score
    before = MeetingGrade.objects.filter(meeting=locked).first()
    if before and (before.grade, before.reason, before.percent) == (grade, reason, percent):
        return before
    values = {"grade": grade, "label": labels[grade], "percent": percent, "reason": reason, "decided_by": by}
    official, _new = MeetingGrade.objects.update_or_create(meeting=locked, defaults=values)
    changes = {"grade": [before.label if before else None, official.label]}
    record("meetings.grade_fixed", locked, by=by, organisation=locked.cell, changes=changes, note=reason)
    return official


def is_undisputed(own: MeetingScore | None, above: MeetingScore | None) -> bool:
    """Whether cell and person above came to the same grade."""
    return own is not None and above is not None and own.grade == above.grade


@transaction.atomic
def fix_undisputed(meetings: Iterable[Meeting], *, by: User) -> int:
    """Fix the grades on which cell and person above agree, where ``by`` may; returns how many were fixed now."""
    fixed = 0
    for meeting in meetings:
        scores = {score.scorer: score for score in meeting.scores.all()}
        own, above = scores.get(Scorer.SELF), scores.get(Scorer.SUPERIOR)
        already = MeetingGrade.objects.filter(meeting=meeting).exists()
        if already or not is_undisputed(own, above) or "grade" not in actions_for(by, meeting):
            continue
        assert own is not None
        fix_grade(meeting, grade=own.grade, by=by)
        fixed += 1
    return fixed


def _lock_held(meeting: Meeting) -> Meeting:
    locked = Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("cell").defer("snapshot")
    found = locked.prefetch_related("cell__periods").get(pk=meeting.pk)
    if found.state not in HELD:
        raise DomainError(_("Buổi sinh hoạt chưa diễn ra nên chưa chấm điểm được."))
    return found


def _keep(
    meeting: Meeting, scorer: str, given: Mapping[str, Given], *, by: User, agreed: int | None = None
) -> MeetingScore:
    """Work the score out from facts and points, and keep it with everything it rests on."""
    with override("vi"):  # what is kept reads the same for every reader
        page = score_page(meeting)
    if page.scoring is None:
        raise DomainError(_("Chưa có bảng điểm nào áp dụng cho buổi này; cấp ủy cấp trên cần ban hành trước."))
    if not page.scoring.sheet.maximum:
        raise DomainError(
            _("Khung tiêu chí của thời gian này không có điểm; cấp ủy cần ban hành bảng điểm thì mới chấm được.")
        )
    by_hand = {row.number: given.get(row.number) for row in page.to_fill}
    for row in page.to_fill:
        fault = fault_of(row.criterion, by_hand[row.number])
        if fault:
            raise fault
    points = {number: entry for number, entry in by_hand.items() if entry is not None}
    with override("vi"):
        values = _worked_out(page, page.scoring, points)
    return _store(meeting, scorer, {**values, "agreed": agreed}, by=by)


def _worked_out(page: ScorePage, scoring: Scoring, points: Mapping[str, Given]) -> dict[str, Any]:
    readings = page.readings
    by_hand: dict[str, object] = {number: given.points for number, given in points.items()}
    by_hand |= {row.number: 0 for row in scoring.sheet.criteria if not row.maximum}
    result = rules.score_meeting(scoring.sheet, values_of(readings), by_hand, dict(scoring.settings))
    expected = {row.number for row in page.to_fill if is_expected(row)}
    groups = {row.number: row.group for row in scoring.sheet.criteria}
    return {
        "sheet": scoring.frozen,
        "facts": {name: {"value": reading.value, "said": reading.said} for name, reading in readings.items()},
        "points": {
            number: {"points": rules.spoken(given.points), "reason": normalise(given.reason)}
            for number, given in points.items()
        },
        "lines": [
            {
                "criterion": line.criterion,
                "group": groups[line.criterion],
                "text": line.text,
                "points": str(line.points),
                "maximum": line.maximum,
                "computed": line.computed,
                "expected": line.criterion in expected,
                "why": line.why,
                "reason": normalise(points[line.criterion].reason) if line.criterion in points else "",
            }
            for line in result.lines
        ],
        "total": result.total,
        "maximum": result.maximum,
        "percent": result.percent,
        "grade": result.grade,
    }


COMPARED = ("sheet", "facts", "points", "lines", "agreed")


def _store(meeting: Meeting, scorer: str, values: dict[str, Any], *, by: User) -> MeetingScore:
    before = MeetingScore.objects.filter(meeting=meeting, scorer=scorer).first()
    if before and all(getattr(before, name) == values[name] for name in COMPARED):
        return before
    score, _new = MeetingScore.objects.update_or_create(
        meeting=meeting, scorer=scorer, defaults={**values, "scored_by": by}
    )
    changes = {
        "percent": [str(before.percent) if before else None, str(score.percent)],
        "grade": [label_of(before) if before else None, label_of(score)],
        "agreed": [before.agreed if before else None, score.agreed],
    }
    action = "meetings.self_scored" if scorer == Scorer.SELF else "meetings.scored_above"
    record(action, meeting, by=by, organisation=meeting.cell, changes=changes)
    return score
