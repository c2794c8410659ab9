"""What a worker of ``manage.py bench`` knows besides: a paper of as many minutes as one likes.

celery -A config worker --include demo.bench_worker
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from celery.signals import worker_process_init

KIND = "bench_minutes"


@worker_process_init.connect
def know_the_bundle(**_process: Any) -> None:
    """Put the paper into the catalogue of this process."""
    from django.db.models import Max

    from core.pdf import Part
    from meetings.documents import minutes_html, minutes_of
    from meetings.models import Meeting
    from reports.catalogue import CATALOGUE, UNIT
    from reports.kinds import Assembly, Kind, Piece, Placed
    from reports.models import Document

    @cache
    def printed() -> tuple[str, Any]:
        meeting = Meeting.objects.filter(state=Meeting.State.LOCKED).earliest("held_on")
        return minutes_html(minutes_of(meeting)), meeting.held_on

    def pieces(unit: Any) -> Sequence[Piece]:
        """As many as the title of the newest such paper says."""
        newest = Document.objects.filter(kind=KIND).aggregate(Max("pk"))["pk__max"]
        count = int(Document.objects.get(pk=newest).title.rpartition(" ")[2])
        return [Piece(str(number), f"Biên bản {number}") for number in range(count)]

    def make(unit: Any, key: str) -> Part:
        html, day = printed()
        return Part(html, day, {})

    def front(unit: Any, placed: Sequence[Placed]) -> Sequence[Part]:
        rows = "".join(f"<p>{each.piece.title}: trang {each.first_page}</p>" for each in placed[:200])
        return [Part(f"<!doctype html><html lang=vi><meta charset=utf-8><body>{rows}</body></html>", printed()[1], {})]

    CATALOGUE[KIND] = Kind(
        "Tập biên bản", UNIT, lambda unit: b"", lambda unit: "Tập", assembly=Assembly(pieces, make, front)
    )
