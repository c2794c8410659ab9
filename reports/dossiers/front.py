"""Cover and list of a dossier: first what is missing and why, then every paper with the page on which it begins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import count

from django.template.loader import render_to_string
from django.utils.translation import override

from cells.models import Organisation
from core.pdf import Part
from core.periods import format_date, today
from meetings.documents.heads import head_of
from meetings.documents.year_sheet import last_day_of
from meetings.queries.official import choices_for
from reports.dossiers.leaves import COMPLAINTS, Contents, Leaf
from reports.kinds import Placed

MOST_LINES = 12
"""So many lines about what is missing fit on the first page above the list."""
LONGEST_LINE = 420
KEPT_APART = "Do cấp ủy có thẩm quyền lưu riêng."
KEPT_INSIDE = "Do chi bộ, cấp ủy giữ."
"""Complaints are read by few; whether there are any is not said here."""


class Leads(Enum):
    """How a list leads to its papers: not at all, by links inside the same PDF, by the names of files in a zip."""

    NOWHERE = auto()
    LINKS = auto()
    FILES = auto()


@dataclass(frozen=True)
class Row:
    """One paper of the list; ``key`` is what a link to it names."""

    key: str
    file: str
    """The number its file begins with, in a zip."""
    title: str
    note: str
    page: int
    pages: int


@dataclass(frozen=True)
class SectionRows:
    """One of the nine kinds with its papers, or why there is none."""

    number: int
    words: str
    remark: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class UnitRow:
    """One unit in the list of a large paper."""

    key: str
    folder: str
    """The number its folder begins with, in a zip."""
    name: str
    papers: int
    gaps: int
    page: int
    pages: int


def list_part(contents: Contents, placed: Sequence[Placed] = (), *, leads: Leads | None = None) -> Part:
    """The list of one dossier; without places it has no column of pages, to be printed alone or inside a larger one."""
    day, unit = today(), contents.unit
    leads = _leads(placed) if leads is None else leads
    with override("vi"):
        lines = lacking_lines(contents.lacking)
        context = {
            "contents": contents,
            "head": head_of(unit, last_day_of(unit, contents.year), made_on=day),
            "form_number": contents.form[0],
            "title": contents.form[1],
            "gaps": len(contents.gaps),
            "lines": lines,
            "sections": _sections(contents, {each.piece.key: each for each in placed}),
            "has_pages": bool(placed),
            "has_links": leads is Leads.LINKS,
            "numbers": "Tệp" if leads is Leads.FILES else "Trang" if placed else "",
            "made_on": format_date(day),
        }
        html = render_to_string("reports/pdf/dossier_list.html", context)
    return Part(html, day, choices_for(unit, day).layout)


def _leads(placed: Sequence[Placed]) -> Leads:
    if not placed:
        return Leads.NOWHERE
    return Leads.LINKS if any(each.first_page for each in placed) else Leads.FILES


def lacking_lines(lines: Sequence[str]) -> list[str]:
    """So short that they stay on the first page; the rest is counted and stands on the screen."""
    shown = [line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…" for line in lines[:MOST_LINES]]
    rest = len(lines) - len(shown)
    return [*shown, f"… và {rest} loại nữa, xem trên trang “Hồ sơ năm” của hệ thống"] if rest else shown


def _sections(contents: Contents, placed: Mapping[str, Placed]) -> list[SectionRows]:
    found, files = [], numbered()
    for number, key, words, leaves in contents.sections:
        rows = tuple(_row(leaf, next(files), placed) for leaf in leaves)
        found.append(SectionRows(number, words, _remark(contents, key, is_empty=not rows), rows))
    return found


def _remark(contents: Contents, key: str, *, is_empty: bool) -> str:
    """Why a kind has no papers here."""
    if key == COMPLAINTS:
        return KEPT_APART
    if not is_empty:
        return ""
    if key in contents.closed:
        return KEPT_INSIDE
    return "Còn thiếu, xem trên." if key in contents.lacking_kinds else "Không có."


def numbered() -> Iterator[str]:
    """The numbers that the files of a dossier begin with, in a zip."""
    return (f"{number:02d}" for number in count(1))


def _row(leaf: Leaf, file: str, placed: Mapping[str, Placed]) -> Row:
    place = placed.get(leaf.key)
    page, pages = (place.first_page, place.pages) if place else (0, 0)
    return Row(leaf.key, file, leaf.title, leaf.note, page, pages)


def units_part(committee: Organisation, year: int, dossiers: Sequence[Contents], placed: Sequence[Placed]) -> Part:
    """The list of the units of a committee, each with what it lacks, after the sums of what is missing."""
    day = today()
    with override("vi"):
        context = {
            "head": head_of(committee, last_day_of(committee, year), made_on=day),
            "committee": committee,
            "year": year,
            "lacking": sum(bool(each.gaps) for each in dossiers),
            "sums": _sums(dossiers),
            "rows": _unit_rows(dossiers, placed),
            "has_links": _leads(placed) is Leads.LINKS,
            "made_on": format_date(day),
        }
        html = render_to_string("reports/pdf/dossier_units.html", context)
    return Part(html, day, choices_for(committee, day).layout)


def _sums(dossiers: Sequence[Contents]) -> list[tuple[str, str, int, int]]:
    """What is missing, why, how many papers, of how many units; the most first."""
    papers: Counter[tuple[str, str]] = Counter()
    units: Counter[tuple[str, str]] = Counter()
    for each in dossiers:
        kinds = [(gap.sort, gap.reason.split(":")[0]) for gap in each.gaps]
        papers.update(kinds)
        units.update(set(kinds))
    rows = [(sort, reason, number, units[sort, reason]) for (sort, reason), number in papers.items()]
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))[: 2 * MOST_LINES]


def _unit_rows(dossiers: Sequence[Contents], placed: Sequence[Placed]) -> list[UnitRow]:
    """Each unit begins with its list and goes on to the next unit's."""
    begins = {each.piece.key: place for place, each in enumerate(placed)}
    found = []
    for number, contents in enumerate(dossiers, 1):
        key = unit_key(contents.unit)
        place = begins.get(key)
        own = [] if place is None else placed[place : place + 1 + len(contents.leaves)]
        page, pages = own[0].first_page if own else 0, sum(each.pages for each in own)
        found.append(
            UnitRow(key, f"{number:03d}", contents.name, len(contents.leaves), len(contents.gaps), page, pages)
        )
    return found


def unit_key(unit: Organisation) -> str:
    """The list of a unit inside the paper of a whole committee."""
    return f"danh-muc:{unit.pk}"
