"""What the month of a cell is measured with: ratios within one run; what is written for it is undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from accounts.models import User
from cells.models import Organisation
from core.merging import put_together
from core.pdf import write_runs
from core.periods import today
from core.search_words import understand
from core.work_folders import work_folder
from demo.measures import Figure, medians
from meetings.access.search import entries_visible_to
from meetings.documents import minutes_page, minutes_part
from meetings.documents.books import book_front, book_to_print
from meetings.models import Meeting, SearchEntry
from meetings.queries.books import book_of
from meetings.queries.search import Result, find, results

SEARCH_LIMIT, BOOK_LIMIT = 50.0, 1.3
BOOK_ROUNDS = 3
MINUTES_SEARCHED = 100_000
SEARCHES = (("từ hiếm", "den duong ngo 5"), ("từ có ở mọi biên bản", "đồng chí"), ("cụm từ", '"lắp đèn đường"'))
SHOWN = 20
WORDS = (
    "chi bộ thống nhất giao đồng chí phụ trách rà soát hộ nghèo nạo vét kênh mương vận động nhân dân đóng góp quỹ "
    "phòng chống thiên tai tuyên truyền dịch vụ công trực tuyến vụ đông nhà văn hóa đoàn thanh niên cựu chiến binh"
)
# A hundred thousand minutes of one cell: each says the same ordinary words in an order of its own, every thousandth
# also the rare ones. They are written as rows, because a hundred thousand meetings through the forms take a day.
WRITE_MINUTES = """
INSERT INTO meetings_meeting (cell_id, kind, year, month, held_on, place, mode, theme, ends_next_day, state,
    planned_by_id, planned_at, opened_by_id, opened_at, started_at, returned_reason, registration,
    registration_note, version, correction_reason, cancelled_reason)
SELECT %(cell)s, 'extraordinary', 2020 + n %% 6, 1 + n %% 12, DATE '2020-01-01' + (n %% 2000), 'x', 'in_person', '',
    false, 'open', %(by)s, now(), %(by)s, now(), TIME '19:30', '', 'registered', '', 1, '', ''
FROM generate_series(1, %(count)s) n
"""
WRITE_WORDS = """
INSERT INTO meetings_passage (meeting_id, kind, "order", text, revision, is_removed)
SELECT m.id, 'conclusion', 0,
    right(%(words)s, -(m.id %% 200)::int) || ' ' || %(words)s || ' ' || left(%(words)s, (m.id %% 200)::int)
    || CASE WHEN m.id %% 1000 = 0 THEN '. Thống nhất lắp đèn đường ngõ 5.' ELSE '' END, 1, false
FROM meetings_meeting m WHERE m.cell_id = %(cell)s AND m.place = 'x'
"""


def search_figures(*, minutes: int = MINUTES_SEARCHED) -> Iterator[Figure]:
    """A page of what is found in so many minutes, by who reads a whole commune, against one read by primary key."""
    reader = User.objects.get(username="xa")
    with transaction.atomic():
        _write(minutes)
        entries, some = entries_visible_to(reader), Meeting.objects.order_by("pk").values_list("pk", flat=True)[0]
        read = partial(Meeting.objects.defer("snapshot").get, pk=some)
        for name, typed in SEARCHES:
            found, one = medians(partial(_search, entries, typed), read)
            detail = f"{found * 1000:.1f} ms / {one * 1000:.2f} ms"
            count = f"{SearchEntry.objects.count():,}".replace(",", ".")
            yield Figure(f"Tìm trong {count} biên bản ({name}) / đọc một dòng", found / one, SEARCH_LIMIT, detail)
        transaction.set_rollback(True)


def _search(entries: QuerySet[SearchEntry], typed: str) -> list[Result]:
    wanted = understand(typed)
    return results(find(entries, wanted).numbers[:SHOWN], wanted)


def _write(minutes: int) -> None:
    cell = Organisation.objects.get(periods__name="Chi bộ thôn Song Vân")
    values: dict[str, Any] = {
        "cell": cell.pk,
        "by": User.objects.get(username="bithu").pk,
        "count": minutes,
        "words": WORDS,
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE_MINUTES, values)
        cursor.execute(WRITE_WORDS, values)
        cursor.execute("ANALYZE meetings_searchentry")
        cursor.execute("ANALYZE meetings_passage")


def book_figures() -> Iterator[Figure]:
    """The book of a year, from the rows to the bytes, against bare WeasyPrint on the same minutes one by one."""
    from weasyprint import HTML

    cell, year = Organisation.objects.get(periods__name="Chi bộ thôn Song Vân"), today().year - 1
    meetings = book_of(cell, year, dt.date(year, 12, 31)).meetings
    pages = [minutes_page(meeting)[0] for meeting in meetings]
    ours, bare = medians(
        partial(_make_book, cell, year),
        lambda: [HTML(string=html).write_pdf() for html in pages],
        rounds=BOOK_ROUNDS,
    )
    name = f"Sổ biên bản một năm ({len(pages)} biên bản) / WeasyPrint trần"
    yield Figure(name, ours / bare, BOOK_LIMIT, f"{ours * 1000:.0f} ms / {bare * 1000:.0f} ms")


def _make_book(cell: Organisation, year: int) -> None:
    """As the worker makes it: the list twice, the minutes one by one, put together and numbered."""
    book = book_to_print(cell, year)
    parts = [minutes_part(meeting) for meeting in book.meetings]
    list(write_runs([book_front(book, [0] * len(parts))]))
    with work_folder() as folder:
        files = []
        for number, (content, _pages) in enumerate(write_runs([book_front(book, range(len(parts))), *parts])):
            files.append(Path(folder) / f"{number}.pdf")
            files[-1].write_bytes(content)
        put_together(files, Path(folder) / "book.pdf", title=book.unit.label(), bookmarks=[])
