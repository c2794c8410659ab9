"""The board of a province (or of another committee above committees) on paper, A4 lying.

Each commune beside its own earlier years in the official order, the classes against the cap, where the review of the
year is stuck, pilot units. The same figures as on the page, of today.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from cells.models import Organisation
from cells.queries import children_on, subtree_ids
from core.pdf import render_html
from core.periods import today
from reports.documents.boards import head_of_board
from reports.queries.board_lines import ClassRow, board_lines, class_chart
from reports.queries.figures import CELL, figure_years
from reports.queries.province import OF_A_ROW, CapSum, cap_sums, pilot_rows, pilots_within, stuck_rows, unit_rows
from reports.queries.standards import standards_of
from reports.queries.yearly import ClassCounts, Groups, class_years, groups_of

YEARS = 3


def province_board_pdf(unit: Organisation) -> bytes:
    """The sheets as of today. Raises DomainError where printing fails."""
    with override("vi"):
        html = render_to_string("reports/pdf/province_board.html", _sheets(unit))
    return render_html(html, day=today())


def province_board_file_name(unit: Organisation) -> str:
    return f"Bảng điều hành năm {today().year}, {unit.name}"


def _sheets(unit: Organisation) -> dict[str, object]:
    day, within = today(), subtree_ids([unit.pk])
    years = list(range(day.year - YEARS + 1, day.year + 1))
    units = list(children_on(unit, day))
    groups = groups_of([unit, *units], within)
    known = figure_years(groups, years, day, keys=OF_A_ROW)
    standards = standards_of([unit, *units], years, day)
    pilots = list(pilots_within(within, unit))
    return head_of_board(unit, day) | {
        "years": years,
        "lines": board_lines(unit, known, years, standards, OF_A_ROW),
        "rows": unit_rows(units, known, years, standards),
        "stuck": stuck_rows(units, day.year, day, within),
        "pilots": pilot_rows(pilots, day, within),
        **_classes(unit, units, groups_of([unit], within), groups_of(units, within), years, day),
    }


def _classes(
    unit: Organisation, units: Sequence[Organisation], whole: Groups, each: Groups, years: Sequence[int], day: dt.date
) -> dict[str, object]:
    """The classes of cells over the years, and the latest year of which anything is decided against the cap."""
    found = class_years(whole, years, day, subjects=[CELL])
    rows = [ClassRow(year, found.get((unit.pk, year, CELL), ClassCounts())) for year in years]
    rows = [row for row in rows if row.counts.all]
    capped = ((year, cap_sums(each, year, day)) for year in reversed(years[-2:]))
    none: tuple[int, dict[tuple[int, bool], CapSum]] = (years[-1], {})
    year, sums = next((found for found in capped if found[1]), none)
    return {
        "class_rows": rows, "class_chart": class_chart(_("Xếp loại chi bộ"), rows), "cap_year": year,
        "caps": [(row.label(day), sums.get((row.pk, True)), sums.get((row.pk, False))) for row in units],
    }  # fmt: skip
