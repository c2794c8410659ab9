"""How heavy and how fast the meeting page is with sixty members: what ``manage.py bench`` yields of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.core.management.base import CommandError
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import User
from cells.models import Member
from demo.measures import EMPTY, Figure, medians
from meetings.models import Attendance, Meeting, Passage

SIXTY = 60
PAGE_KILOBYTES, SAVE_KILOBYTES, SAVE_LIMIT = 100.0, 2.0, 5.0
WORDS = "Chi bộ thống nhất các nội dung đã nêu, phân công đồng chí phụ trách từng việc. " * 5


def writing_figures() -> Iterator[Figure]:
    """The page on its first load and each save, in kilobytes on the wire, and a save against an empty page."""
    with transaction.atomic(), override_settings(ROOT_URLCONF="demo.bench_urls", ALLOWED_HOSTS=["testserver"]):
        meeting, writer = _meeting_of_sixty()
        client = Client(headers={"Accept-Encoding": "gzip"})
        client.force_login(writer, "django.contrib.auth.backends.ModelBackend")
        page = client.get(reverse("meetings:minutes", args=[meeting.pk]))
        yield Figure("Trang ghi biên bản, 60 đảng viên (kB trên dây)", _kilobytes(page), PAGE_KILOBYTES, _raw(page))
        saves = _Saves(client, meeting)
        yield Figure("Lưu một đoạn (kB cả hai chiều)", saves.weigh(saves.passage), SAVE_KILOBYTES, "")
        yield Figure("Điểm danh một người (kB cả hai chiều)", saves.weigh(saves.mark), SAVE_KILOBYTES, "")
        for name, save in (("Lưu một đoạn", saves.passage), ("Điểm danh một người", saves.mark)):
            slow, empty = medians(save, partial(client.get, EMPTY))
            detail = f"{slow * 1000:.1f} ms / {empty * 1000:.1f} ms"
            yield Figure(f"{name} / trang trống", slow / empty, SAVE_LIMIT, detail)
        transaction.set_rollback(True)


def _meeting_of_sixty() -> tuple[Meeting, User]:
    meeting = (
        Meeting.objects.filter(state=Meeting.State.OPEN, cell__is_demonstration=True).select_related("cell").first()
    )
    if meeting is None or meeting.opened_by is None:
        raise CommandError("Dữ liệu minh họa không có buổi nào đang ghi biên bản.")
    there = meeting.attendances.count()
    others = Member.objects.exclude(attendances__meeting=meeting).order_by("pk")[: SIXTY - there]
    Attendance.objects.bulk_create(Attendance(meeting=meeting, member=member, is_official=True) for member in others)
    return meeting, meeting.opened_by


class _Saves:
    """Saves as the page sends them, each with a key and a change of its own."""

    def __init__(self, client: Client, meeting: Meeting) -> None:
        self.client, self.meeting, self.count = client, meeting, 0
        self.text = meeting.passages.filter(kind=Passage.Kind.CONCLUSION).get()
        self.row = meeting.attendances.filter(status="").first()
        self.sent: dict[str, str] = {}

    def passage(self) -> Any:
        self.count += 1
        self.text.refresh_from_db()
        fields = {"text": f"{WORDS}{self.count}", "base_revision": str(self.text.revision)}
        return self._send(reverse("meetings:passage_save", args=[self.meeting.pk, self.text.pk]), fields)

    def mark(self) -> Any:
        assert self.row is not None
        self.count += 1
        fields = {f"state_{self.row.pk}": "excused", f"reason_{self.row.pk}": f"ốm, đi viện {self.count}"}
        return self._send(reverse("meetings:attendance_mark", args=[self.meeting.pk, self.row.pk]), fields)

    def weigh(self, save: Callable[[], Any]) -> float:
        """Body and answer of one save in kilobytes."""
        answer = save()
        return len(urlencode(self.sent)) / 1024 + _kilobytes(answer)

    def _send(self, address: str, fields: dict[str, str]) -> Any:
        self.sent = fields
        answer = self.client.post(address, fields, headers={"X-Key": str(uuid.uuid4())})
        if answer.status_code != 200:
            raise CommandError(f"{address}: {answer.content.decode()[:200]}")
        return answer


def _kilobytes(answer: Any) -> float:
    return len(answer.content) / 1024


def _raw(page: Any) -> str:
    return "nén" if page.headers.get("Content-Encoding") == "gzip" else "không nén"
