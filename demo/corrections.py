"""Minutes that were corrected after locking, for the pages that show it."""

from __future__ import annotations

import datetime as dt

from accounts.models import User
from cells.models import Organisation
from demo.clock import written_on
from meetings.models import Meeting, Passage
from meetings.services.correction import correct_minutes
from meetings.services.lifecycle import approve_minutes, lock_minutes, submit_minutes
from meetings.services.passages import save_passage

CORRECTED = (2026, 6)
REASON = "Bỏ sót kết luận về lắp đèn đường, theo sổ ghi chép của thư ký"
OMITTED = "Vận động được 38 hộ đóng góp lắp đèn đường; giao chi ủy công khai thu chi tại nhà văn hóa."


def correct_a_month(users: dict[str, User]) -> None:
    """The minutes of June were locked without one conclusion, and corrected in July."""
    cell = Organisation.objects.get(periods__name="Chi bộ thôn Song Vân")
    year, month = CORRECTED
    meeting = Meeting.objects.filter(cell=cell, year=year, month=month, state=Meeting.State.LOCKED, version=1).first()
    if meeting is None:
        return
    day = dt.date(year, month + 1, 14)
    with written_on(day):
        correct_minutes(meeting, reason=REASON, by=users["bithu"])
    with written_on(day, dt.time(10, 20)):
        conclusion = Passage.objects.get(meeting=meeting, kind=Passage.Kind.CONCLUSION)
        text = f"{conclusion.text}\n{OMITTED}".strip()
        save_passage(conclusion, text=text, base_revision=conclusion.revision, by=users["bithu"])
        submit_minutes(meeting, by=users["bithu"])
    with written_on(day + dt.timedelta(days=2)):
        approve_minutes(Meeting.objects.get(pk=meeting.pk), by=users["xa"])
    with written_on(day + dt.timedelta(days=3)):
        lock_minutes(Meeting.objects.get(pk=meeting.pk), by=users["xa"])
