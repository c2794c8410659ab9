"""All approved minutes of some months of a committee and the cells below it, as one numbered paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import override

from cells.models import CELL_KINDS, Organisation
from cells.queries import units_below
from core.pdf import Part
from core.periods import format_date, today
from meetings.documents.heads import head_of
from meetings.models import REGULAR_KINDS, Meeting
from meetings.queries.books import book_from
from meetings.queries.official import choices_for, kind_on
from meetings.rules.conduct import first_day
from meetings.workflow import FINAL, State
from reports.dossiers.front import lacking_lines
from reports.dossiers.limits import UNITS_TOGETHER, require_few
from reports.dossiers.making import Made, make_leaf
from reports.kinds import Assembly, Heading, Piece, Placed
from reports.models import AskedPaper

WAITING = (State.OPEN, State.SUBMITTED)
ROWS_TOGETHER = 500
"""Lines of a list that are laid out at a time."""


@dataclass(frozen=True)
class UnitMinutes:
    """The approved minutes of one unit in these months, and what is missing among the regular ones."""

    name: str
    meetings: tuple[Meeting, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One line of the contents; ``key`` is what a link to its minutes names."""

    number: int
    key: str
    file: str
    """The numbers of its folder and its file, in a zip."""
    unit: str
    words: str
    held_on: str
    page: int
    pages: int


def units_between(unit: Organisation, first: dt.date, last: dt.date) -> list[Organisation]:
    """The unit and those below it on any of these days, in the order of the paper list."""
    return [unit, *units_below(unit, first, last)]


def number_between(units: Sequence[Organisation], first: dt.date, last: dt.date) -> int:
    """How many approved minutes these units have."""
    return _in_months([unit.pk for unit in units], first, last).filter(state__in=FINAL).count()


def minutes_between(units: Sequence[Organisation], first: dt.date, last: dt.date) -> list[UnitMinutes]:
    """By unit, in a fixed number of queries; units without anything are left out."""
    by_unit: dict[int, list[Meeting]] = {each.pk: [] for each in units}
    for meeting in _meetings(list(by_unit), first, last):
        by_unit[meeting.cell_id].append(meeting)
    found = [_of_unit(each, by_unit[each.pk], first, last) for each in units]
    return [row for row in found if row.meetings or row.missing]


def _meetings(units: Sequence[int], first: dt.date, last: dt.date) -> Iterator[Meeting]:
    rows = _in_months(units, first, last).defer("snapshot").select_related("cell").prefetch_related("cell__periods")
    yield from rows.order_by("held_on", "pk")


def _in_months(units: Sequence[int], first: dt.date, last: dt.date) -> QuerySet[Meeting]:
    months = F("year") * 12 + F("month")
    begin, end = first.year * 12 + first.month, last.year * 12 + last.month
    return Meeting.objects.filter(cell__in=units).annotate(moment=months).filter(moment__range=(begin, end))


def _of_unit(unit: Organisation, meetings: Sequence[Meeting], first: dt.date, last: dt.date) -> UnitMinutes:
    day = min(last, today(), unit.ended_on or dt.date.max)
    kept = tuple(meeting for meeting in meetings if meeting.state in FINAL)
    missing = [f"{meeting}: chưa được duyệt" for meeting in meetings if meeting.state in WAITING]
    if kind_on(unit, day) in CELL_KINDS:
        missing += _months(unit, meetings, first, last)
    return UnitMinutes(unit.label(day), kept, tuple(missing))


def _months(unit: Organisation, meetings: Sequence[Meeting], first: dt.date, last: dt.date) -> Iterator[str]:
    for year in range(first.year, last.year + 1):
        own = [meeting for meeting in meetings if meeting.year == year]
        waiting = {each.month for each in own if each.state in WAITING and each.kind in REGULAR_KINDS}
        for row in book_from(unit, year, own, today()).missing:
            if first <= first_day(year, row.month) <= last and row.month not in waiting:
                yield f"tháng {row.month}/{year}: {row.reason}"


def _asked(asked: AskedPaper) -> list[UnitMinutes]:
    first, last = asked.first_on, asked.last_on
    units, found = units_between(asked.organisation, first, last), []
    with override("vi"):
        require_few(number_between(units, first, last))
        for place in range(0, len(units), UNITS_TOGETHER):
            found += minutes_between(units[place : place + UNITS_TOGETHER], first, last)
    return found


def _pieces(asked: AskedPaper) -> Sequence[Piece]:
    found = []
    with override("vi"):
        for place, unit in enumerate((unit for unit in _asked(asked) if unit.meetings), 1):
            under = (Heading(str(unit.meetings[0].cell_id), unit.name),)
            for number, meeting in enumerate(unit.meetings, 1):
                words = words_of(meeting)
                folder = f"{place:03d} {unit.name}"
                found.append(Piece(_key(meeting), words, under, f"{number:02d} {words}", folder))
    return found


def _key(meeting: Meeting) -> str:
    return f"bien-ban:{meeting.pk}"


def words_of(meeting: Meeting) -> str:
    """As bookmarks call its minutes."""
    return f"{_kind(meeting)}, ngày {format_date(meeting.held_on)}"


def _kind(meeting: Meeting) -> str:
    return capfirst(str(meeting))


def _make(asked: AskedPaper, key: str) -> Made:
    return make_leaf(asked.first_on.year, key)


def _front(asked: AskedPaper, placed: Sequence[Placed]) -> Sequence[Part]:
    """What is missing and the list; a long list goes on in parts of its own, so that none holds a worker's memory."""
    unit, day = asked.organisation, today()
    units, places = _asked(asked), {each.piece.key: each for each in placed}
    with override("vi"):
        lacking = [f"{each.name}: {'; '.join(each.missing)}" for each in units if each.missing]
        rows = _lines(units, places)
        context = {
            "unit": unit,
            "head": head_of(unit, min(asked.last_on, day), made_on=day),
            "span": span_words(asked.first_on, asked.last_on),
            "lines": lacking_lines(lacking),
            "lacking": len(lacking),
            "units": len(units),
            "number": len(rows),
            "has_numbers": any(each.first_page for each in placed),
            "made_on": format_date(day),
        }
        groups = [rows[place : place + ROWS_TOGETHER] for place in range(0, len(rows), ROWS_TOGETHER)] or [[]]
        pages = [
            render_to_string("reports/pdf/minutes_span.html", context | {"rows": group, "is_first": not place})
            for place, group in enumerate(groups)
        ]
    return [Part(html, day, choices_for(unit, day).layout) for html in pages]


def _lines(units: Sequence[UnitMinutes], places: dict[str, Placed]) -> list[Line]:
    found: list[Line] = []
    for order, unit in enumerate((unit for unit in units if unit.meetings), 1):
        for number, meeting in enumerate(unit.meetings, 1):
            place = places.get(_key(meeting))
            found.append(
                Line(
                    number=len(found) + 1,
                    key=_key(meeting),
                    file=f"{order:03d}/{number:02d}",
                    unit=unit.name,
                    words=_kind(meeting),
                    held_on=format_date(meeting.held_on),
                    page=place.first_page if place else 0,
                    pages=place.pages if place else 0,
                )
            )
    return found


def span_words(first: dt.date, last: dt.date) -> str:
    """As in "tháng 5/2026", "từ tháng 1/2026 đến tháng 6/2026"."""
    if (first.year, first.month) == (last.year, last.month):
        return f"tháng {first.month}/{first.year}"
    return f"từ tháng {first.month}/{first.year} đến tháng {last.month}/{last.year}"


MINUTES_SPAN = Assembly(_pieces, _make, _front)
