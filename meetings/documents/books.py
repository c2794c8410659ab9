"""The book of minutes of a year (sổ biên bản): cover, contents, every approved minutes from its snapshot.

Minutes that are not approved are named and left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import override

from cells.models import Organisation
from cells.queries import superior_of
from core.pdf import Part, first_pages
from core.periods import format_date, today
from core.word import word_file
from meetings.documents import minutes_part, minutes_to_print
from meetings.models import Meeting
from meetings.queries.books import Book, book_of
from meetings.queries.official import choices_for, kind_on
from meetings.rules.official import issuer_name


@dataclass(frozen=True)
class Entry:
    """One line of the contents."""

    pk: int
    words: str
    held_on: str
    number: str
    version: str
    """What a corrected version says of itself; empty for the first."""
    page: int
    mark: str


def book_to_print(unit: Organisation, year: int) -> Book:
    """The book as of today, in the words of papers."""
    with override("vi"):
        return book_of(unit, year, today())


def book_word(unit: Organisation, year: int) -> bytes:
    """The same in one editable file; page numbers in the contents are fields that Word brings up to date."""
    from lxml import html as markup

    book = book_to_print(unit, year)
    parts = [minutes_part(meeting) for meeting in book.meetings]
    front = book_front(book, first_pages(lambda starts: book_front(book, starts), parts))
    page = markup.document_fromstring(front.html)
    body = page.find("body")
    assert body is not None
    for place, part in enumerate(parts, 1):
        begins = markup.fragment_fromstring(f'<div class="leaf" id="{_mark(place)}"></div>')
        body.append(begins)
        for child in list(markup.document_fromstring(part.html).find("body")):
            if "foot" not in (child.get("class") or "").split():
                body.append(child)
    return word_file(markup.tostring(page, encoding="unicode"), day=front.day, changes=front.changes)


def book_file_name(unit: Organisation, year: int) -> str:
    """As in "Sổ biên bản Chi bộ thôn Song Vân, năm 2026"."""
    return f"Sổ biên bản {unit.label()}, năm {year}"


def book_front(book: Book, starts: Sequence[int], *, has_links: bool = False) -> Part:
    """Cover and contents; the pages are those on which the minutes begin."""
    day = today()
    superior = superior_of(book.unit, day)
    context = {
        "book": book,
        "issuer": issuer_name(book.unit.label(day), kind_on(book.unit, day)),
        "superior": superior.label(day) if superior else "",
        "made_on": format_date(day),
        "has_links": has_links,
        "entries": [
            _entry(meeting, place, page)
            for place, (meeting, page) in enumerate(zip(book.meetings, starts, strict=True), 1)
        ],
        "waiting": [
            f"{minutes_to_print(meeting).subject}, ngày {format_date(meeting.held_on)}" for meeting in book.waiting
        ],
    }
    with override("vi"):
        return Part(render_to_string("meetings/pdf/book.html", context), day, choices_for(book.unit, day).layout)


def _entry(meeting: Meeting, place: int, page: int) -> Entry:
    minutes = minutes_to_print(meeting)
    return Entry(
        pk=meeting.pk,
        words=minutes.subject,
        held_on=format_date(meeting.held_on),
        number=minutes.number,
        version=minutes.correction_line,
        page=page,
        mark=_mark(place),
    )


def _mark(place: int) -> str:
    return f"bien-ban-{place}"
