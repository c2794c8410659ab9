"""The end of a meeting: its own score, the reading back of the minutes, the closing time."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from core.errors import DomainError
from meetings.models import Meeting
from meetings.queries import tally
from meetings.services.writing import lock_for_writing

FIELDS = ("self_score", "minutes_agreed", "ended_at", "ends_next_day")


@transaction.atomic
def record_closing(meeting: Meeting, *, by: User, **facts: Any) -> Meeting:
    """Store what is known of the end: any of ``self_score`` (0 to 100 points), ``minutes_agreed`` (people),
    ``ended_at`` and ``ends_next_day``. Facts that are not given stay as they are; returns the meeting as it now is.

    Raises DomainError for a closing before the opening, for more people agreeing than are present, for a score out
    of range, or when the minutes are closed.
    """
    unknown = set(facts) - set(FIELDS)
    if unknown:
        raise TypeError(f"record_closing() got unexpected facts {sorted(unknown)}")
    locked = lock_for_writing(meeting)
    changes = {name: (getattr(locked, name), value) for name, value in facts.items() if getattr(locked, name) != value}
    for name, (_before, after) in changes.items():
        setattr(locked, name, after)
    _check(locked, changes)
    if changes:
        locked.save(update_fields=list(changes))
        plain = {name: [_plain(before), _plain(after)] for name, (before, after) in changes.items()}
        record("meetings.meeting_closed", locked, by=by, organisation=meeting.cell, changes=plain)
    return locked


def _check(meeting: Meeting, changed: dict[str, Any]) -> None:
    if "self_score" in changed and meeting.self_score is not None and not 0 <= meeting.self_score <= 100:
        raise DomainError(_("Điểm tự chấm phải từ 0 đến 100."), field="self_score")
    if "minutes_agreed" in changed and meeting.minutes_agreed is not None:
        _check_agreed(meeting)
    minutes = meeting.duration_minutes
    if {"ended_at", "ends_next_day"} & set(changed) and minutes is not None and not 0 < minutes < 24 * 60:
        times = {"end": f"{meeting.ended_at:%H:%M}", "start": f"{meeting.started_at:%H:%M}"}
        if minutes <= 0:
            raise DomainError(
                _(
                    "Giờ kết thúc %(end)s không sau giờ bắt đầu %(start)s. "
                    "Nếu họp qua nửa đêm, hãy đánh dấu “kết thúc sau nửa đêm”."
                )
                % times,
                field="ended_at",
            )
        raise DomainError(
            _("Từ %(start)s đến %(end)s hôm sau là quá một ngày. Hãy bỏ dấu “kết thúc sau nửa đêm”.") % times,
            field="ends_next_day",
        )


def _check_agreed(meeting: Meeting) -> None:
    totals = tally(meeting)
    present = totals.present + totals.temporary_present
    agreed = meeting.minutes_agreed
    if agreed is not None and not 0 <= agreed <= present:
        raise DomainError(
            _("Có %(present)s đồng chí có mặt nên số đồng ý không thể là %(agreed)s.")
            % {"present": present, "agreed": agreed},
            field="minutes_agreed",
        )


def _plain(value: object) -> object:
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    return str(value) if isinstance(value, Decimal) else value
