"""What the dossier of a unit's year holds and lacks, for many units at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from cells.models import CELL_KINDS, Organisation
from core.errors import DomainError
from core.periods import format_date, today
from evaluations.models import Period
from evaluations.queries.regulations import regulation_for, regulation_of
from evaluations.rules.regulation import Regulation
from meetings.documents.year_sheet import last_day_of
from meetings.queries.official import kind_on
from reports.dossiers import evaluated, met
from reports.dossiers.leaves import REVIEW, Contents, Gap, gaps_in_order, in_order
from reports.dossiers.reading import Records, read_records

LIST_FORM = "04"
PLAIN_TITLE = "Danh mục hồ sơ kiểm điểm, đánh giá, xếp loại"


def contents_of(units: Collection[Organisation], year: int) -> list[Contents]:
    """The dossiers of these units as of today, in a fixed number of queries; their periods are at hand."""
    records = read_records(units, year, on=today())
    return [_contents(unit, records) for unit in units]


def contents_of_unit(unit: Organisation, year: int) -> Contents:
    return contents_of([unit], year)[0]


def _contents(unit: Organisation, records: Records) -> Contents:
    evaluations = records.evaluations.get(unit.pk, ())
    period = evaluations[0].period if evaluations else None
    named = {row.meeting_id for row in records.reviews.get(unit.pk, ())}
    leaves = [*evaluated.leaves(unit, records), *met.review_leaves(unit, records), *met.leaves(unit, records, named)]
    gaps: list[Gap] = []
    if evaluations:
        gaps += [*evaluated.gaps(unit, records), *met.review_gaps(unit, records)]
    else:
        gaps.append(not_evaluated(records.year))
    is_cell = kind_on(unit, last_day_of(unit, records.year)) in CELL_KINDS
    gaps += met.gaps(unit, records, is_cell=is_cell)
    return Contents(
        unit=unit,
        year=records.year,
        name=unit.label(last_day_of(unit, records.year)),
        member=None,
        period=period,
        form=list_form(period, records.year),
        leaves=in_order(leaves),
        gaps=gaps_in_order(gaps),
        notes=tuple(_notes(unit, records)),
        beside=tuple(
            [row.predecessor for row in records.origins.get(unit.pk, ())]
            + [row.successor for row in records.successions.get(unit.pk, ())]
        ),
    )


def not_evaluated(year: int) -> Gap:
    """For a unit or a person without an evaluation in the year."""
    reason = _("chưa có kỳ đánh giá năm %(year)s") % {"year": year}
    url = reverse("evaluations:period_list")
    return Gap(REVIEW, _("Hồ sơ kiểm điểm, xếp loại"), "", reason, url, _("Các kỳ đánh giá"))


def list_form(period: Period | None, year: int) -> tuple[str, str]:
    """Number and title of the list of records as the regulation of the year has it (Mẫu 04); else the plain title."""
    try:
        regulation: Regulation | None = regulation_of(period) if period else regulation_for(year)
    except DomainError:
        regulation = None
    form = next((each for each in regulation.forms if each.key == LIST_FORM), None) if regulation else None
    return (form.number, form.name) if form else ("", PLAIN_TITLE)


def _notes(unit: Organisation, records: Records) -> Iterator[str]:
    """Units of the year before and after: each keeps its own papers up to its last day."""
    for row in records.origins.get(unit.pk, ()):
        words = {"unit": row.predecessor.label(row.on), "day": format_date(row.on)}
        yield _("Kế thừa %(unit)s từ ngày %(day)s; giấy tờ trước ngày đó ở hồ sơ của đơn vị ấy.") % words
    for row in records.successions.get(unit.pk, ()):
        words = {"unit": row.successor.label(row.on), "day": format_date(row.on), "how": row.get_kind_display()}
        yield _("Từ ngày %(day)s: %(how)s, %(unit)s kế thừa.") % words
