"""The dates around a meeting that the guidance names (42-HD/BTCTW; 12-HD/BTCTW before it): kept, late or open.

They are shown and warned of; nothing waits for them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.periods import day_of
from meetings.models import Meeting, MeetingKind, Paper
from meetings.queries.plan_rules import PREPARED, committee_before, has_committee
from meetings.rules.conduct import Conduct, conduct_on
from meetings.rules.kinds import kinds
from meetings.workflow import State

MET, LATE, OPEN, MISSED = "met", "late", "open", "missed"
WITH_DEADLINES = (*PREPARED, MeetingKind.EXTRAORDINARY)
"""Meetings of whole cells; no text names dates for others."""


@dataclass(frozen=True)
class Deadline:
    """One date: until when, when it was done, and by which text."""

    label: str
    due_on: dt.date
    done_on: dt.date | None
    state: str
    """met, late (done, but after it), open (not over yet), missed (over, and not done)."""
    source: str

    @property
    def words(self) -> str:
        return {
            MET: _("đúng hạn"),
            LATE: _("sau hạn"),
            OPEN: _("chưa đến hạn"),
            MISSED: _("quá hạn, chưa có"),
        }[self.state]


def deadlines_of(meeting: Meeting, papers: Sequence[Paper], *, today: dt.date) -> list[Deadline]:
    """The dates of a meeting in their order; none for a cancelled one, nor where no text names any."""
    if meeting.kind not in WITH_DEADLINES or meeting.state == State.CANCELLED:
        return []
    conduct, found = conduct_on(meeting.held_on), []
    if meeting.kind in PREPARED and has_committee(meeting):
        before = committee_before(meeting)
        source = kinds()[MeetingKind.COMMITTEE].source
        held_on = before.held_on if before else None
        found.append(_deadline(_("Chi ủy họp trước"), meeting.held_on, held_on, source, today))
    return [*found, *_around(meeting, papers, conduct, today)]


def _around(meeting: Meeting, papers: Sequence[Paper], conduct: Conduct, today: dt.date) -> list[Deadline]:
    sources = conduct.sources
    sent = [paper.uploaded_at for paper in papers if paper.kind == Paper.Kind.PAPER]
    rows = (
        (
            _("Thông báo cho đảng viên, người phụ trách"),
            -conduct.notice_days,
            meeting.notice_sent_at,
            "notice_days",
        ),
        (_("Gửi tài liệu"), -conduct.papers_days, min(sent, default=None), "papers_days"),
        (_("Gửi biên bản, báo cáo cấp trên"), conduct.report_days, meeting.submitted_at, "report_days"),
    )
    return [
        _deadline(label, meeting.held_on + dt.timedelta(days=days), _day(done), sources[key].text, today)
        for label, days, done, key in rows
    ]


def _day(moment: dt.datetime | None) -> dt.date | None:
    return day_of(moment) if moment else None


def _deadline(label: str, due_on: dt.date, done_on: dt.date | None, source: str, today: dt.date) -> Deadline:
    late, kept = (MISSED, OPEN) if done_on is None else (LATE, MET)
    state = late if (done_on or today) > due_on else kept
    return Deadline(label, due_on, done_on, state, source)
