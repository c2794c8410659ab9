"""Everything that can be printed for a unit and a year."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from cells.models import Organisation, OrganisationKind
from evaluations.models import Period
from evaluations.services.periods import open_period
from reports.catalogue import CATALOGUE
from reports.queries.known_papers import PAPERS
from reports.queries.paper_list import papers_for
from tests.cast import Cast, Commune
from tests.factories import make_organisation


@pytest.fixture
def period(commune: Commune, cast: Cast) -> Period:
    return open_period(commune.committee, year=2026, by=cast.commune)


def lines_of(user: User, unit: Any, year: int = 2026) -> dict[str, Any]:
    return {str(line.label): line for group in papers_for(user, unit, year) for line in group.lines}


def test_every_paper_of_the_list_is_a_kind_of_the_catalogue() -> None:
    assert {paper.key for paper in PAPERS} - set(CATALOGUE) == set()


@pytest.mark.usefixtures("period")
class TestYear:
    def test_each_link_opens_for_the_reader_it_is_shown_to(self, cast: Cast, commune: Commune, client_of: Any) -> None:
        for user, unit in ((cast.secretary, commune.cells[0]), (cast.commune, commune.committee)):
            client = client_of(user)
            for label, line in lines_of(user, unit).items():
                assert client.get(line.url).status_code == 200, (user, label, line.url)

    def test_numbers_of_forms_are_those_of_the_year(self, cast: Cast, commune: Commune) -> None:
        lines = lines_of(cast.secretary, commune.cells[0])
        assert lines["Báo cáo, bản kiểm điểm"].number.startswith("Mẫu 01-HD KĐ.ĐG 2025, Mẫu 2A-HD KĐ.ĐG 2025")
        assert lines["Danh mục hồ sơ và phụ lục chấm điểm"].number == "Mẫu 04-HD KĐ.ĐG 2025"
        assert lines["Báo cáo, bản kiểm điểm"].formats == ("PDF", "Word")

    def test_a_cell_is_not_offered_what_only_committees_print(self, cast: Cast, commune: Commune) -> None:
        of_cell = lines_of(cast.secretary, commune.cells[0])
        of_committee = lines_of(cast.commune, commune.committee)
        for label in ("Báo cáo sinh hoạt 6 tháng", "Tổng hợp xếp loại sinh hoạt tháng", "Bảng tổng hợp xếp loại"):
            assert label not in of_cell
            assert label in of_committee

    def test_the_list_costs_a_fixed_number_of_questions(self, cast: Cast, commune: Commune) -> None:
        with CaptureQueriesContext(connection) as counted:
            papers_for(cast.commune, commune.committee, 2026)
        assert len(counted) <= 12


def test_a_year_without_an_evaluation_offers_meetings_and_statistics_alone(cast: Cast, commune: Commune) -> None:
    lines = lines_of(cast.secretary, commune.cells[0], 2016)
    assert "Sổ biên bản" in lines
    assert "Báo cáo, bản kiểm điểm" not in lines


def test_page_of_a_plain_member_is_refused(cast: Cast, client_of: Any) -> None:
    assert client_of(cast.member).get(reverse("reports:catalogue")).status_code == 403


def test_page_keeps_the_unit_and_the_year_that_were_chosen(cast: Cast, commune: Commune, client_of: Any) -> None:
    page = client_of(cast.commune).get(reverse("reports:catalogue"), {"don-vi": commune.cells[1].pk, "nam": "2022"})
    assert (page.context["unit"], page.context["year"]) == (commune.cells[1], 2022)
    assert "132-QĐ/TW" in page.text


def test_page_of_a_secretary_opens_with_the_cell_and_not_a_group_in_it(
    cast: Cast, commune: Commune, client_of: Any
) -> None:
    cell = commune.cells[0]
    group = make_organisation("Tổ đảng số 1", kind=OrganisationKind.PARTY_GROUP, parent=cell)
    Organisation.objects.filter(pk=cell.pk).update(order=9)
    Organisation.objects.filter(pk=group.pk).update(order=1)
    page = client_of(cast.secretary).get(reverse("reports:catalogue"))
    assert page.context["unit"] == cell
    assert group in page.context["units"]
