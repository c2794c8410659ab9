"""How dossiers are put together: of one unit, of one member, of all units below a committee."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from django.utils.translation import override

from cells.models import Organisation
from cells.queries import units_below
from core.pdf import Part
from reports.dossiers.front import Leads, list_part, numbered, unit_key, units_part
from reports.dossiers.leaves import SHORT, Contents, last_day
from reports.dossiers.limits import UNITS_TOGETHER, require_few
from reports.dossiers.making import Made, make_leaf
from reports.dossiers.of_members import contents_of_member
from reports.dossiers.of_units import contents_of, contents_of_unit
from reports.kinds import FRONT_NAME, Assembly, Heading, Piece, Placed
from reports.models import OWN_DOSSIER_FORM, AskedPaper


def contents_asked(asked: AskedPaper) -> Contents:
    """The dossier that was asked for, as it stands today."""
    year = asked.first_on.year
    with override("vi"):
        if asked.member is None:
            return contents_of_unit(asked.organisation, year)
        reads_all = asked.form != OWN_DOSSIER_FORM
        return contents_of_member(asked.member, asked.organisation, year, reads_all=reads_all)


def units_of(committee: Organisation, year: int) -> list[Organisation]:
    """The committee itself and the units below it at any time of the year, in the order of its paper list."""
    return [committee, *units_below(committee, dt.date(year, 1, 1), last_day(year))]


def _pieces(asked: AskedPaper) -> Sequence[Piece]:
    return list(pieces_of(contents_asked(asked)))


def pieces_of(contents: Contents, under: tuple[Heading, ...] = (), folder: str = "") -> Iterator[Piece]:
    """The papers in the order of the nine kinds, each kind a bookmark above its papers."""
    files = numbered()
    for place, key, _words, leaves in contents.sections:
        own = (*under, Heading(f"{contents.unit.pk}:{key}", f"{place}. {SHORT.get(key, '')}"))
        for leaf in leaves:
            yield Piece(leaf.key, leaf.title, own, f"{next(files)} {leaf.title}", folder)


def _make(asked: AskedPaper, key: str) -> Made:
    return make_leaf(asked.first_on.year, key)


def _front(asked: AskedPaper, placed: Sequence[Placed]) -> Sequence[Part]:
    return [list_part(contents_asked(asked), placed)]


def _contents_below(asked: AskedPaper) -> list[Contents]:
    """What each unit has and lacks, read a group of units at a time: only names and reasons of all stay at hand."""
    year, papers, found = asked.first_on.year, 0, []
    units = units_of(asked.organisation, year)
    with override("vi"):
        for place in range(0, len(units), UNITS_TOGETHER):
            read = contents_of(units[place : place + UNITS_TOGETHER], year)
            papers += sum(len(contents.leaves) + 1 for contents in read)
            require_few(papers)
            found += [replace(contents, period=None) for contents in read]
    return found


def _pieces_below(asked: AskedPaper) -> Sequence[Piece]:
    found = []
    for place, contents in enumerate(_contents_below(asked), 1):
        key, folder = unit_key(contents.unit), f"{place:03d} {contents.name}"
        unit = (Heading(key, contents.name),)
        found.append(Piece(key, "Danh mục", unit, FRONT_NAME, folder))
        found += pieces_of(contents, unit, folder)
    return found


def _make_below(leads: Leads, asked: AskedPaper, key: str) -> Made:
    name, _colon, number = key.partition(":")
    if name != "danh-muc":
        return _make(asked, key)
    unit = Organisation.objects.prefetch_related("periods").get(pk=int(number))
    with override("vi"):
        return list_part(contents_of_unit(unit, asked.first_on.year), leads=leads)


def _front_below(asked: AskedPaper, placed: Sequence[Placed]) -> Sequence[Part]:
    return [units_part(asked.organisation, asked.first_on.year, _contents_below(asked), placed)]


DOSSIER = Assembly(_pieces, _make, _front)
"""Of a unit or a member."""
DOSSIERS_BELOW = Assembly(_pieces_below, partial(_make_below, Leads.LINKS), _front_below)
"""Of a committee and all units below it."""
DOSSIERS_BELOW_APART = Assembly(_pieces_below, partial(_make_below, Leads.FILES), _front_below)
"""The same for a zip."""
