"""A quarter whose figures were frozen, and minutes that were corrected afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.urls import reverse

from accounts.models import User
from cells.models import Organisation
from demo.clock import written_on
from demo.commune import writer_of
from demo.shown import DemoPage
from evaluations.models import Period
from evaluations.queries.changes import changes_of
from evaluations.services.freezing import freeze_period
from meetings.models import Attendance, Meeting
from meetings.services.attendance import Mark, take_attendance
from meetings.services.correction import correct_minutes
from meetings.services.lifecycle import approve_minutes, lock_minutes, submit_minutes

FROZEN_ON, CORRECTED_ON = dt.date(2026, 10, 1), dt.date(2026, 10, 12)
REASON = "Điểm danh sót đồng chí {name}: có dự, đến sau khi điểm danh, theo sổ ghi chép của thư ký"
THIRD = 3


def freeze_a_quarter(commune: Organisation, users: Mapping[str, User]) -> None:
    """The night after the third quarter froze it; in October one who had come late was added to the minutes."""
    period = Period.objects.get(organisation=commune, year=FROZEN_ON.year, quarter=THIRD)
    with written_on(FROZEN_ON, dt.time(0, 30)):
        freeze_period(period, by=None)
    absent = _absent(period)
    if absent is None:
        return
    meeting, writer = absent.meeting, writer_of(absent.meeting.cell)
    with written_on(CORRECTED_ON):
        correct_minutes(meeting, reason=REASON.format(name=absent.member), by=writer)
        row = Attendance.objects.get(meeting=meeting, member=absent.member)
        take_attendance(Meeting.objects.get(pk=meeting.pk), {row.pk: Mark("present", "")}, by=writer)
        submit_minutes(Meeting.objects.get(pk=meeting.pk), by=writer)
    with written_on(CORRECTED_ON + dt.timedelta(days=1)):
        approve_minutes(Meeting.objects.get(pk=meeting.pk), by=users["xa"])
        lock_minutes(Meeting.objects.get(pk=meeting.pk), by=users["xa"])


def _absent(period: Period) -> Attendance | None:
    """Someone whom the quarter evaluates and whom the minutes of one of its months call excused."""
    first = 3 * THIRD - 2
    rows = Attendance.objects.filter(
        member__in=period.evaluations.exclude(member=None).values("member"),
        state="excused",
        meeting__state=Meeting.State.LOCKED,
        meeting__year=period.year,
        meeting__month__range=(first, first + 2),
    )
    return rows.select_related("meeting__cell", "member").order_by("pk").first()


def freezing_pages() -> list[DemoPage]:
    """What was frozen, before and after, and taking over the later figures."""
    frozen = Period.objects.filter(frozen_at__isnull=False, state=Period.State.OPEN).first()
    year = Period.objects.filter(quarter=None, state=Period.State.OPEN).order_by("-year").first()
    if frozen is None or year is None:
        return []
    rows = list(frozen.evaluations.select_related("period", "cell", "member", "collective").order_by("pk"))
    changes = changes_of(frozen, rows)
    pages = [
        ("chot-so-lieu", "Chốt số liệu, đã đổi sau khi chốt", reverse("evaluations:frozen_facts", args=[frozen.pk])),
        ("chua-chot", "Số liệu chưa chốt", reverse("evaluations:frozen_facts", args=[year.pk])),
    ]
    changed = next((row for row in rows if row.pk in changes), None)
    if changed is not None:
        again = reverse("evaluations:evaluation_refreeze", args=[changed.pk])
        pages += [
            ("phieu-da-doi", "Phiếu có số liệu đã đổi", changed.get_absolute_url()),
            ("chot-lai", "Lấy số liệu mới", again),
        ]
    return [DemoPage(name, title, "xa", path) for name, title, path in pages]
