"""The pages of the forms and the report of years before the present regulation."""

import datetime as dt

import pytest

from evaluations.models import Period
from tests.evaluations.past import make_past
from tests.reports.test_year_forms import page_of


@pytest.mark.parametrize(
    ("year", "level", "basis"),
    [
        (2017, "A. Đủ tư cách, hoàn thành xuất sắc nhiệm vụ", "27-HD/BTCTW"),
        (2022, "A. Hoàn thành xuất sắc nhiệm vụ", "21-HD/BTCTW"),
        (2024, "A. Hoàn thành xuất sắc nhiệm vụ", "25-HD/BTCTW"),
    ],
)
def test_an_older_year_has_the_forms_of_its_time(client_of, cast, commune, year: int, level: str, basis: str) -> None:
    for unit in (commune.committee, *commune.cells):
        unit.founded_on = dt.date(2010, 1, 1)
        unit.save(update_fields=["founded_on"])
        unit.periods.update(valid_from=dt.date(2010, 1, 1))
    make_past(commune.committee, year, cast.member.member, "good", by=cast.commune, cell=commune.cells[0])
    opened = Period.objects.get(organisation=commune.committee)
    client = client_of(cast.commune)
    page = page_of(client, "year_form", opened.pk, "7b")
    assert level in page
    assert basis in page
    listed = page_of(client, "year_forms", opened.pk)
    assert ("Biểu 6F-BTCTW" in listed) is (year >= 2021)
    assert ("Biểu 7A-TCTW" in listed) is (year <= 2017)
    report = page_of(client, "year_report", opened.pk)
    assert f"Báo cáo kiểm điểm, xếp loại năm {year}" in report
    assert ("Đủ tư cách, hoàn thành tốt nhiệm vụ 1" in report) is (year == 2017)
