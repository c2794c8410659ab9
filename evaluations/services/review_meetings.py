"""The meetings at which the subjects of a unit were reviewed: which, when the drafts went out, who came from above."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Organisation
from core.errors import DomainError
from core.periods import format_date, today
from evaluations.models import Evaluation, Period, ReviewMeeting, SelfReview
from meetings.models import Meeting
from meetings.services.writing import line_of_text
from meetings.workflow import State as MeetingState


@transaction.atomic
def link_review_meeting(
    period: Period,
    unit: Organisation,
    *,
    meeting: Meeting,
    by: User,
    drafts_sent_on: dt.date | None = None,
    delegation: str = "",
) -> ReviewMeeting:
    """Say that a meeting of the unit is the one at which its subjects are reviewed; the same one is linked once."""
    period = _open_period(period)
    _check_meeting(period, unit, meeting)
    drafts_sent_on = _checked_day(meeting, drafts_sent_on)
    delegation = line_of_text(delegation, field="delegation", limit=300)
    found, is_new = ReviewMeeting.objects.get_or_create(
        period=period,
        meeting=meeting,
        defaults={
            "organisation": unit,
            "drafts_sent_on": drafts_sent_on,
            "delegation": delegation,
            "recorded_by": by,
        },
    )
    if is_new:
        _note_circulation(found)
        changes = {"meeting": [None, f"{meeting}, {format_date(meeting.held_on)}"]}
        record("evaluations.review_meeting_linked", found, by=by, organisation=unit, changes=changes)
    return found


@transaction.atomic
def change_review_meeting(
    review: ReviewMeeting, *, meeting: Meeting, drafts_sent_on: dt.date | None, delegation: str, by: User
) -> bool:
    """Change the meeting, the day of the drafts or the delegation; returns whether anything changed."""
    row = (
        ReviewMeeting.objects.select_for_update(of=("self",))
        .select_related("period", "organisation", "meeting")
        .get(pk=review.pk)
    )
    _open_period(row.period)
    _check_meeting(row.period, row.organisation, meeting)
    if ReviewMeeting.objects.filter(period=row.period, meeting=meeting).exclude(pk=row.pk).exists():
        raise DomainError(_("Buổi họp này đã ghi là hội nghị kiểm điểm."), field="meeting")
    values = {
        "meeting": meeting,
        "drafts_sent_on": _checked_day(meeting, drafts_sent_on),
        "delegation": line_of_text(delegation, field="delegation", limit=300),
    }
    changes = {
        name: [_plain(getattr(row, name)), _plain(value)]
        for name, value in values.items()
        if getattr(row, name) != value
    }
    if not changes:
        return False
    for name in changes:
        setattr(row, name, values[name])
    row.save(update_fields=list(changes))
    _note_circulation(row)
    record("evaluations.review_meeting_changed", row, by=by, organisation=row.organisation, changes=changes)
    return True


def _note_circulation(review: ReviewMeeting) -> None:
    """The forms that are written went out with the drafts."""
    if review.drafts_sent_on is None:
        return
    forms = SelfReview.objects.filter(
        evaluation__period=review.period_id, evaluation__cell=review.organisation_id, circulated_on=None
    )
    forms.update(circulated_on=review.drafts_sent_on)


def _open_period(period: Period) -> Period:
    locked = Period.objects.select_for_update(of=("self",), no_key=True).get(pk=period.pk)
    if locked.state != Period.State.OPEN and not locked.evaluations.filter(state=Evaluation.State.POSTPONED).exists():
        raise DomainError(_("Kỳ đánh giá năm %(year)s đã kết thúc.") % {"year": locked.year})
    return locked


def _check_meeting(period: Period, unit: Organisation, meeting: Meeting) -> None:
    if meeting.cell_id != unit.pk:
        raise DomainError(_("Buổi họp này không phải của %(unit)s.") % {"unit": unit}, field="meeting")
    if meeting.state == MeetingState.CANCELLED:
        raise DomainError(_("Buổi họp này đã hủy; hãy chọn buổi khác."), field="meeting")
    if meeting.held_on < dt.date(period.year, 1, 1):
        raise DomainError(
            _("Buổi họp ngày %(day)s trước năm đánh giá %(year)s; hãy chọn buổi khác.")
            % {"day": format_date(meeting.held_on), "year": period.year},
            field="meeting",
        )
    if not Evaluation.objects.filter(period=period, cell=unit).exists():
        raise DomainError(_("%(unit)s không có phiếu nào trong kỳ đánh giá này.") % {"unit": unit})


def _checked_day(meeting: Meeting, day: dt.date | None) -> dt.date | None:
    if day is None:
        return None
    if day > today():
        raise DomainError(
            _("Ngày %(day)s chưa đến; gửi dự thảo rồi hãy ghi.") % {"day": format_date(day)}, field="drafts_sent_on"
        )
    if day > meeting.held_on:
        words = {"day": format_date(day), "held": format_date(meeting.held_on)}
        raise DomainError(
            _("Dự thảo gửi ngày %(day)s, sau ngày họp %(held)s; hãy ghi lại ngày.") % words, field="drafts_sent_on"
        )
    return day


def _plain(value: object) -> str | None:
    if isinstance(value, Meeting):
        return f"{value}, {format_date(value.held_on)}"
    if isinstance(value, dt.date):
        return format_date(value)
    return None if value is None else str(value)
