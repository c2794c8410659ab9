"""Workbooks of tables without any row: no sum names its own cell."""

from evaluations.documents import year_summary_xlsx
from evaluations.documents.year_forms_xlsx import year_form_xlsx
from evaluations.models import Period
from evaluations.services.periods import open_period
from meetings.documents.attendance_year import attendance_year_xlsx
from meetings.documents.half_year import half_year_xlsx
from meetings.documents.month_scores import month_scores_xlsx
from meetings.documents.year_scores import year_scores_xlsx
from tests.cast import TODAY
from tests.evaluations.formulas import Workbook
from tests.factories import make_cell, make_organisation
from tests.workbooks import whole


def test_a_committee_with_nothing_below_has_workbooks_that_can_be_worked_out(commune, cast) -> None:
    alone = make_organisation("Đảng bộ xã Mới", code="MOI", order=9)
    period = _year_of(make_organisation("Đảng bộ xã Khác", code="KHAC", order=10), cast)
    cell = commune.cells[0]
    for made in (
        half_year_xlsx(alone, TODAY.replace(month=7, day=1), TODAY),
        month_scores_xlsx(alone, 2026, 10),
        attendance_year_xlsx(cell, 2025),
        year_scores_xlsx(cell, 2025),
        year_summary_xlsx(period),
        *(year_form_xlsx(period, key, None) for key in ("6f", "7a", "t-cell", "t-mem")),
    ):
        assert Workbook(whole(made)).wrong() == []


def _year_of(committee, cast) -> Period:
    make_cell(committee)
    made = open_period(committee, year=2026, by=cast.commune)
    made.evaluations.all().delete()
    return Period.objects.select_related("organisation").prefetch_related("organisation__periods").get(pk=made.pk)
