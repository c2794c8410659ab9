"""All approved minutes of some months of a committee and the cells below it, as one numbered paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import override

from cells.models import CELL_KINDS, Organisation
from core.pdf import Part
from core.periods import format_date, today
from meetings.documents.heads import head_of
from meetings.models import REGULAR_KINDS, Meeting
from meetings.queries.books import book_from
from meetings.queries.official import choices_for, kind_on
from meetings.queries.scores import cells_of_time
from meetings.rules.conduct import first_day
from meetings.workflow import FINAL, State
from reports.dossiers.front import lacking_lines
from reports.dossiers.limits import require_few
from reports.dossiers.making import Made, make_leaf
from reports.kinds import Assembly, Piece, Placed
from reports.models import AskedPaper

WAITING = (State.OPEN, State.SUBMITTED)


@dataclass(frozen=True)
class UnitMinutes:
    """The approved minutes of one unit in these months, and what is missing among the regular ones."""

    name: str
    meetings: tuple[Meeting, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One line of the contents."""

    unit: str
    words: str
    held_on: str
    page: int
    pages: int


def units_between(unit: Organisation, first: dt.date, last: dt.date) -> list[Organisation]:
    """The unit and the cells below it on any of these days, in the order of the paper list."""
    return [unit, *(each for each in cells_of_time(unit, first, last) if each.pk != unit.pk)]


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
    units = units_between(asked.organisation, asked.first_on, asked.last_on)
    with override("vi"):
        require_few(units)
        return minutes_between(units, asked.first_on, asked.last_on)


def _pieces(asked: AskedPaper) -> Sequence[Piece]:
    found, number = [], 0
    with override("vi"):
        for unit in _asked(asked):
            for meeting in unit.meetings:
                number += 1
                words, is_first = _words(meeting), meeting is unit.meetings[0]
                title = f"{unit.name}: {words}" if is_first else words
                name = f"{number:03d} {unit.name[:60].strip()}, {words}"
                found.append(Piece(f"bien-ban:{meeting.pk}", title, 1 if is_first else 2, name))
    return found


def _words(meeting: Meeting) -> str:
    words = str(meeting)
    return f"{words[:1].upper()}{words[1:]}, ngày {format_date(meeting.held_on)}"


def _make(asked: AskedPaper, key: str) -> Made:
    return make_leaf(asked.first_on.year, key)


def _front(asked: AskedPaper, placed: Sequence[Placed]) -> Part:
    unit, day = asked.organisation, today()
    units, places = _asked(asked), {each.piece.key: each for each in placed}
    with override("vi"):
        lacking = [f"{each.name}: {'; '.join(each.missing)}" for each in units if each.missing]
        context = {
            "unit": unit,
            "head": head_of(unit, min(asked.last_on, day), made_on=day),
            "span": span_words(asked.first_on, asked.last_on),
            "lines": lacking_lines(lacking),
            "lacking": len(lacking),
            "units": len(units),
            "rows": [_line(each.name, meeting, places) for each in units for meeting in each.meetings],
            "has_numbers": any(each.first_page for each in placed),
            "made_on": format_date(day),
        }
        html = render_to_string("reports/pdf/minutes_span.html", context)
    return Part(html, day, choices_for(unit, day).layout)


def _line(unit: str, meeting: Meeting, places: dict[str, Placed]) -> Line:
    place = places.get(f"bien-ban:{meeting.pk}")
    words = str(meeting)
    return Line(
        unit,
        words[:1].upper() + words[1:],
        format_date(meeting.held_on),
        place.first_page if place else 0,
        place.pages if place else 0,
    )


def span_words(first: dt.date, last: dt.date) -> str:
    """As in "tháng 5/2026", "từ tháng 1/2026 đến tháng 6/2026"."""
    if (first.year, first.month) == (last.year, last.month):
        return f"tháng {first.month}/{first.year}"
    return f"từ tháng {first.month}/{first.year} đến tháng {last.month}/{last.year}"


MINUTES_SPAN = Assembly(_pieces, _make, _front)
