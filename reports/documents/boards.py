"""The board of one unit on one sheet, A4 lying: its figures over the years as charts and as a table."""

from __future__ import annotations

import datetime as dt

from django.template.loader import render_to_string
from django.utils.translation import override

from cells.documents import committee_name
from cells.models import Organisation
from cells.queries import subtree_ids, superior_of
from core.pdf import render_html
from core.periods import official_day_line, today
from reports.queries.board_lines import board_lines
from reports.queries.figures import figure_years
from reports.queries.standards import standards_of
from reports.queries.yearly import groups_of

YEARS, CHARTS = 4, 6
FIGURES_OF_A_CELL = ("sessions", "thematic", "attendance", "speakers", "grades", "tasks")
FIGURES_OF_A_COMMITTEE = ("sessions", "complete", "regular", "thematic", "attendance", "speakers", "grades", "minutes")


def board_pdf(unit: Organisation) -> bytes:
    """The sheet as of today. Raises DomainError where printing fails."""
    with override("vi"):
        html = render_to_string("reports/pdf/board.html", _sheet(unit))
    return render_html(html, day=today())


def board_file_name(unit: Organisation) -> str:
    return f"Bảng số liệu năm {today().year}, {unit.name}"


def _sheet(unit: Organisation) -> dict[str, object]:
    day = today()
    years = list(range(day.year - YEARS + 1, day.year + 1))
    keys = FIGURES_OF_A_CELL if unit.is_cell else FIGURES_OF_A_COMMITTEE
    known = figure_years(groups_of([unit], subtree_ids([unit.pk])), years, day, keys=keys)
    lines = board_lines(unit, known, years, standards_of([unit], years, day), keys)
    return head_of_board(unit, day) | {"lines": lines, "charts": lines[:CHARTS], "years": years}


def head_of_board(unit: Organisation, day: dt.date) -> dict[str, object]:
    """What the sheets of a unit begin with: whose they are, where and when they were made."""
    superior, period = superior_of(unit, day), unit.period(day)
    place = f"{period.place_name}, " if period and period.place_name else ""
    return {
        "unit": unit,
        "superior": superior.label(day) if superior else "",
        "committee": committee_name(unit.label(day)),
        "place_and_date": f"{place}{official_day_line(day)}",
        "day": day,
        "is_demonstration": unit.is_demonstration,
    }
