"""How dossiers are put together: of one unit, of one member, of all units below a committee."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.utils.translation import override

from cells.models import Organisation
from core.pdf import Part
from meetings.queries.scores import cells_of_time
from reports.dossiers.front import list_part, unit_key, units_part
from reports.dossiers.leaves import SHORT, Contents, last_day
from reports.dossiers.limits import require_few
from reports.dossiers.making import Made, make_leaf
from reports.dossiers.of_members import contents_of_member
from reports.dossiers.of_units import contents_of, contents_of_unit
from reports.kinds import Assembly, Piece, Placed
from reports.models import OWN_DOSSIER_FORM, AskedPaper

LONGEST_NAME = 60
"""Of a unit in the name of a file."""


def contents_asked(asked: AskedPaper) -> Contents:
    """The dossier that was asked for, as it stands today."""
    year = asked.first_on.year
    with override("vi"):
        if asked.member is None:
            return contents_of_unit(asked.organisation, year)
        reads_all = asked.form != OWN_DOSSIER_FORM
        return contents_of_member(asked.member, asked.organisation, year, reads_all=reads_all)


def units_of(committee: Organisation, year: int) -> list[Organisation]:
    """The committee itself and the cells below it at any time of the year, in the order of its paper list."""
    below = cells_of_time(committee, dt.date(year, 1, 1), last_day(year))
    return [committee, *(unit for unit in below if unit.pk != committee.pk)]


def _pieces(asked: AskedPaper) -> Sequence[Piece]:
    return list(pieces_of(contents_asked(asked)))


def pieces_of(contents: Contents) -> Iterator[Piece]:
    """The papers in the order of the nine kinds; the first of each kind is a bookmark above the others."""
    number = 0
    for place, key, _words, leaves in contents.sections:
        for leaf in leaves:
            number += 1
            is_first = leaf is leaves[0]
            title = f"{place}. {SHORT[key]} – {leaf.title}" if is_first else leaf.title
            yield Piece(leaf.key, title, 1 if is_first else 2, f"{number:02d} {leaf.title}")


def _make(asked: AskedPaper, key: str) -> Made:
    return make_leaf(asked.first_on.year, key)


def _front(asked: AskedPaper, placed: Sequence[Placed]) -> Part:
    return list_part(contents_asked(asked), placed)


def _contents_below(asked: AskedPaper) -> list[Contents]:
    year = asked.first_on.year
    units = units_of(asked.organisation, year)
    with override("vi"):
        require_few(units)
        return contents_of(units, year)


def _pieces_below(asked: AskedPaper) -> Sequence[Piece]:
    found = []
    for place, contents in enumerate(_contents_below(asked), 1):
        name = f"{place:03d} {contents.name[:LONGEST_NAME].strip()}"
        found.append(Piece(unit_key(contents.unit), contents.name, 1, f"{name} – 00 Danh mục"))
        for number, leaf in enumerate((leaf for *_rest, leaves in contents.sections for leaf in leaves), 1):
            found.append(Piece(leaf.key, leaf.title, 2, f"{name} – {number:02d} {leaf.title}"))
    return found


def _make_below(asked: AskedPaper, key: str) -> Made:
    name, _colon, number = key.partition(":")
    if name != "danh-muc":
        return _make(asked, key)
    unit = Organisation.objects.prefetch_related("periods").get(pk=int(number))
    with override("vi"):
        return list_part(contents_of_unit(unit, asked.first_on.year))


def _front_below(asked: AskedPaper, placed: Sequence[Placed]) -> Part:
    return units_part(asked.organisation, asked.first_on.year, _contents_below(asked), placed)


DOSSIER = Assembly(_pieces, _make, _front)
"""Of a unit or a member."""
DOSSIERS_BELOW = Assembly(_pieces_below, _make_below, _front_below)
"""Of a committee and all cells below it."""
