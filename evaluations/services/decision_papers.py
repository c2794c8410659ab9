"""The document in which a committee decides: its day and number, the meeting that passed it, who signed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from cells.models import Seat
from core.errors import DomainError
from core.periods import format_date, today
from evaluations.models import Decision, Period
from evaluations.queries.signing import held_meetings, signers_on
from meetings.models import Meeting

SAME_NUMBER = dt.timedelta(days=365)
"""Within it a number is used once; numbers begin again with each term."""


@dataclass(frozen=True)
class Paper:
    """Who decided, when, in which document; passed by which meeting, signed by whom."""

    by: User
    decided_on: dt.date
    document_number: str
    meeting: Meeting | None = None
    signer: Seat | None = None

    @property
    def signed_by(self) -> str:
        return self.signer.member.full_name if self.signer else ""

    @property
    def signer_title(self) -> str:
        with override("vi"):
            return str(self.signer.get_office_display()) if self.signer else ""


def checked_paper(period: Period, paper: Paper, *, needs_number: bool) -> Paper:
    """The paper once it fits: day, number, meeting and signer. Without a signer the first of that day is taken.

    Raises DomainError by field.
    """
    if paper.decided_on > today() or paper.decided_on < dt.date(period.year, 1, 1):
        raise DomainError(
            _("Ngày quyết định phải từ 01/01/%(year)s đến hôm nay.") % {"year": period.year}, field="decided_on"
        )
    if needs_number and not paper.document_number:
        raise DomainError(_("Hãy ghi số quyết định, ví dụ: 15-QĐ/ĐU."), field="document_number")
    _check_number(period, paper)
    _check_meeting(period, paper)
    signers = signers_on(period, paper.decided_on)
    if paper.signer is None:
        return Paper(paper.by, paper.decided_on, paper.document_number, paper.meeting, signers[0] if signers else None)
    if paper.signer.pk not in {seat.pk for seat in signers}:
        words = {"name": paper.signer.member, "day": format_date(paper.decided_on)}
        raise DomainError(
            _("Ngày %(day)s đồng chí %(name)s không giữ chức vụ được ký quyết định; hãy chọn người khác.") % words,
            field="signer",
        )
    return paper


def _check_number(period: Period, paper: Paper) -> None:
    """One number stands for one day."""
    if not paper.document_number:
        return
    other = (
        Decision.objects.filter(
            evaluation__period__organisation=period.organisation_id,
            document_number__iexact=paper.document_number,
            decided_on__range=(paper.decided_on - SAME_NUMBER, paper.decided_on + SAME_NUMBER),
        )
        .exclude(decided_on=paper.decided_on)
        .first()
    )
    if other is not None:
        words = {"number": other.document_number, "day": format_date(other.decided_on)}
        raise DomainError(
            _("Số %(number)s đã dùng cho quyết định ngày %(day)s; hãy xem lại số hoặc ngày.") % words,
            field="document_number",
        )


def _check_meeting(period: Period, paper: Paper) -> None:
    """The meeting is one of the deciding committee, was held, and not after the decision."""
    if paper.meeting is None:
        return
    if not held_meetings(period).filter(pk=paper.meeting.pk).exists():
        raise DomainError(
            _("Buổi họp phải là của %(committee)s và đã họp; hãy chọn lại.") % {"committee": period.organisation.name},
            field="meeting",
        )
    if paper.meeting.held_on > paper.decided_on:
        words = {"meeting": format_date(paper.meeting.held_on), "day": format_date(paper.decided_on)}
        raise DomainError(
            _("Buổi họp ngày %(meeting)s, sau ngày quyết định %(day)s; hãy xem lại ngày.") % words, field="decided_on"
        )


def with_gaps(reason: str, gaps: list[str], despite: str) -> str:
    """The reason that is kept: what was missing stands in it with why it was decided all the same.

    Refused where something is missing and nobody says why.
    """
    if not gaps:
        return reason
    despite = despite.strip()
    if not despite:
        raise DomainError(
            _("%(gaps)s Vẫn quyết định thì phải ghi rõ vì sao.") % {"gaps": " ".join(gaps)}, field="despite"
        )
    with override("vi"):
        missing = _("%(gaps)s Vẫn quyết định vì: %(despite)s") % {"gaps": " ".join(gaps), "despite": despite}
    return "\n".join(part for part in (reason, missing) if part)
