"""The paper and the workbook of the what-ifs of the cap."""

import io

import pytest
from openpyxl import load_workbook

from cells.models import Member
from evaluations.documents.cap_options import cap_options_file_name, cap_options_pdf, cap_options_xlsx
from evaluations.models import Period
from evaluations.services.cap_scenarios import keep_scenario
from evaluations.services.subjects import update_subjects
from reports.catalogue import kind_named
from tests.cast import Cast, Commune
from tests.evaluations.conftest import EXCELLENT, GOOD
from tests.factories import make_member


@pytest.fixture
def tried(period: Period, sent, of, cast: Cast, commune: Commune) -> Period:
    """Two candidates among seven, one what-if that lets the first fall."""
    people: list[Member] = [make_member(commune.cells[1], f"Phan Thị {name}") for name in "ABCDEGH"]
    update_subjects(period, by=cast.commune)
    for place, person in enumerate(people):
        sent(person, EXCELLENT | {"score_results": 68 - place} if place < 2 else GOOD)
    levels = {of(people[0]).pk: "good", of(people[1]).pk: "excellent"}
    keep_scenario(
        period,
        name="Phương án 1",
        note="Chi bộ đề nghị",
        mode="good_only",
        rate=20,
        pooling="committee",
        levels=levels,
        by=cast.commune,
    )
    return Period.objects.select_related("organisation").get(pk=period.pk)


def test_workbook_counts_and_limits_by_live_formulas(tried: Period) -> None:
    book = load_workbook(io.BytesIO(cap_options_xlsx(tried)))

    assert book.sheetnames == ["Nhóm", "Phương án", "Từng trường hợp"]
    groups = [row for row in book["Nhóm"].iter_rows(values_only=True) if row[1] and "không làm việc" in str(row[1])]
    (members,) = groups
    assert members[2:6] == (20, 2, 5, 7)
    assert members[6].startswith("=INT(C")
    assert members[8].startswith("=INT(MIN(")
    assert members[9].startswith("=MAX(0,D")
    counts = next(row for row in book["Phương án"].iter_rows(values_only=True) if "không làm việc" in str(row[1]))
    assert counts[2].startswith("=COUNTIFS('Từng trường hợp'!$D$")
    assert (counts[3], counts[6]) == (1, 1)
    people = [row[1:] for row in book["Từng trường hợp"].iter_rows(values_only=True) if str(row[1]).startswith("Phan")]
    assert [(row[0], row[3], row[5], row[6]) for row in people] == [
        ("Phan Thị A", 96, "XS", "T"),
        ("Phan Thị B", 95, "XS", "XS"),
    ]


def test_shown_values_of_the_formulas_are_those_of_the_page(tried: Period) -> None:
    book = load_workbook(io.BytesIO(cap_options_xlsx(tried)), data_only=True)
    members = next(row for row in book["Nhóm"].iter_rows(values_only=True) if "không làm việc" in str(row[1]))
    assert members[6:10] == (1, 1, 1, 1)
    counts = next(row for row in book["Phương án"].iter_rows(values_only=True) if "không làm việc" in str(row[1]))
    assert counts[2:8] == (2, 1, 1, 1, 1, 0)


def test_paper_is_made_and_named(tried: Period) -> None:
    assert cap_options_pdf(tried).startswith(b"%PDF")
    assert cap_options_file_name(tried) == "Phương án tỷ lệ năm 2026, Đảng bộ xã Vân Trục"
    assert kind_named("cap_options_xlsx").extension == "xlsx"
