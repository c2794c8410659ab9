"""What follows from the facts noted at the end of a meeting, in words for who writes the minutes."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from cells.models import FeeMonth
from core.numbers import format_number
from meetings.models import Meeting, MeetingScore
from meetings.queries.attendance import Tally
from meetings.queries.conduct import required_minutes
from meetings.rules.conduct import conduct_on


def self_score_of(meeting: Meeting) -> MeetingScore | None:
    """The meeting's score of itself by a sheet."""
    return meeting.scores.filter(scorer=MeetingScore.Scorer.SELF).first()


def grade_label(score: MeetingScore) -> str:
    """What the sheet of a score calls its grade."""
    grades = score.sheet.get("grades", [])
    return next((str(grade["label"]) for grade in grades if grade["key"] == score.grade), score.grade)


def score_note(meeting: Meeting) -> str:
    """The grade of the meeting's score of itself; empty without a score."""
    if meeting.self_score is None:
        return ""
    return _("Tự xếp loại buổi sinh hoạt: %(grade)s.") % {
        "grade": conduct_on(meeting.held_on).grade(meeting.self_score)
    }


def closing_note(meeting: Meeting, tally: Tally) -> str:
    """How long the meeting took and what does not fit; nothing of it forbids writing on."""
    sentences = []
    agreed, minutes = meeting.minutes_agreed, meeting.duration_minutes
    if agreed is not None and agreed > tally.body_present:
        sentences.append(
            _("Số đồng ý %(agreed)s nhiều hơn %(present)s đồng chí có mặt được biểu quyết; hãy xem lại.")
            % {"agreed": agreed, "present": tally.body_present}
        )
    if minutes is not None and minutes > 0:
        required = required_minutes(meeting)
        if required is not None and minutes < required.minutes:
            words = {"minutes": minutes, "required": required.minutes, "source": required.source}
            sentences.append(
                _("Buổi sinh hoạt dài %(minutes)s phút, dưới mức tối thiểu %(required)s phút (%(source)s).") % words
            )
        else:
            sentences.append(_("Buổi sinh hoạt dài %(minutes)s phút.") % {"minutes": minutes})
    return " ".join(sentences)


def fee_sentence(meeting: Meeting) -> str:
    """The line on Party fees as the cell's book of fees has it for the meeting's month; empty where it has none."""
    row = (
        FeeMonth.objects.filter(cell=meeting.cell_id, year=meeting.year, month=meeting.month)
        .prefetch_related("debtors")
        .first()
    )
    if row is None:
        return ""
    debtors = ", ".join(str(member) for member in sorted(row.debtors.all(), key=lambda one: one.sort_key))
    owing = f"còn nợ: {debtors}" if debtors else "không có đảng viên nợ"
    return f"Đảng phí tháng {row.month}/{row.year}: đã thu {format_number(Decimal(row.collected))} đồng; {owing}."
