"""What follows from the facts noted at the end of a meeting, in words for who writes the minutes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from meetings.models import Meeting
from meetings.queries.attendance import Tally
from meetings.rules.conduct import conduct_on


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
        conduct = conduct_on(meeting.held_on)
        required = conduct.required_minutes(meeting.kind)
        words = {"minutes": minutes, "required": required, "source": conduct.key}
        if required is not None and minutes < required:
            sentences.append(
                _("Buổi sinh hoạt dài %(minutes)s phút, dưới mức tối thiểu %(required)s phút (%(source)s).") % words
            )
        else:
            sentences.append(_("Buổi sinh hoạt dài %(minutes)s phút.") % words)
    return " ".join(sentences)
