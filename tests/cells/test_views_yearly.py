"""The pages of the yearly screening and of Party fees."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cells.models import FeeMonth, ScreeningResult
from tests.factories import make_member

pytestmark = pytest.mark.django_db


def grid(cast, **changed):
    data = {"decided_on": "5/11/2026"}
    for user in (cast.secretary, cast.deputy, cast.member):
        data |= {f"m{user.member.pk}-result": "worthy", f"m{user.member.pk}-note": ""}
    return data | changed


def test_grid_offers_everyone_as_worthy_and_stores_the_exceptions(client_of, cast, commune):
    client, address = client_of(cast.secretary), reverse("cells:screening", args=[commune.cells[0].pk])
    page = client.get(address).content.decode()
    assert page.count('<option value="worthy" selected>') == 3
    who = cast.member.member
    number = f"m{who.pk}"
    help_ = {f"{number}-result": "needs_help", f"{number}-help_until": "5/5/2027"}
    refused = client.post(address, grid(cast, **help_)).content.decode()
    assert "nội dung cần giúp đỡ" in refused
    assert 'value="5/5/2027"' in refused
    assert client.post(address, grid(cast, **help_, **{f"{number}-note": "Vắng nhiều"})).status_code == 302
    results = ScreeningResult.objects.values_list("result", flat=True)
    assert sorted(results) == ["needs_help", "worthy", "worthy"]
    assert 'value="Vắng nhiều"' in client.get(address).content.decode()


def test_grid_is_read_only_for_the_board_of_a_higher_unit(client_of, cast, commune):
    address = reverse("cells:screening", args=[commune.cells[0].pk])
    client = client_of(cast.officer)
    assert "chưa rà soát" in client.get(address).content.decode()
    assert client.post(address, grid(cast)).status_code == 403
    assert not ScreeningResult.objects.exists()


def test_committee_sees_the_summary_of_its_cells(client_of, cast, commune):
    ScreeningResult.objects.create(
        member=cast.member.member, cell=commune.cells[0], year=2026, result="worthy", decided_on=dt.date(2026, 11, 5)
    )
    page = client_of(cast.commune).get(reverse("cells:screening", args=[commune.committee.pk])).content.decode()
    assert "Chi bộ thôn Song Vân" in page
    assert "Chưa rà soát" in page


def test_month_is_written_with_points_in_the_sum_and_shown_in_the_year(client_of, cast, commune):
    cell = commune.cells[0]
    client, address = client_of(cast.secretary), reverse("cells:fee_month", args=[cell.pk, 2026, 10])
    assert "bằng chữ số" in client.post(address, {"collected": "một triệu"}).content.decode()
    data = {"collected": "1.250.000", "debtors": [cast.member.member.pk], "note": "thu muộn"}
    answer = client.post(address, data)
    assert answer.url == f"{reverse('cells:fees', args=[cell.pk])}?nam=2026"
    row = FeeMonth.objects.get()
    assert (row.collected, list(row.debtors.all()), row.recorded_by) == (
        1_250_000,
        [cast.member.member],
        cast.secretary,
    )
    year = client.get(answer.url).content.decode()
    assert "1.250.000" in year
    assert "Trịnh Mạnh Lâm" in year
    assert 'value="1.250.000"' in client.get(address).content.decode()


@pytest.mark.parametrize(("year", "month"), [(2026, 13), (2027, 1), (1999, 1)])
def test_month_that_is_none_is_not_found(client_of, cast, commune, year, month):
    address = reverse("cells:fee_month", args=[commune.cells[0].pk, year, month])
    assert client_of(cast.secretary).get(address).status_code == 404


def test_three_months_owed_are_a_suggestion_on_both_pages(client_of, cast, commune):
    for month in (1, 2, 3):
        row = FeeMonth.objects.create(
            cell=commune.cells[0], year=2026, month=month, collected=1, recorded_by=cast.secretary
        )
        row.debtors.add(cast.member.member)
    for unit in (commune.cells[0], commune.committee):
        page = client_of(cast.commune).get(reverse("cells:fees", args=[unit.pk])).content.decode()
        assert "Để chi bộ xem xét" in page
        assert "tháng 1, 2, 3" in page
        assert "máy không tự xử lý" in page


def test_pages_take_the_same_number_of_questions_with_one_and_three(client_of, cast, commune):
    client, counts = client_of(cast.commune), []
    for number in range(3):
        member = make_member(commune.cells[0])
        for month in (1, 2, 3):
            row, _new = FeeMonth.objects.get_or_create(
                cell=commune.cells[number], year=2026, month=month, defaults={"collected": 1, "recorded_by": cast.admin}
            )
            row.debtors.add(member)
        with CaptureQueriesContext(connection) as queries:
            for name in ("fees", "screening"):
                for unit in (commune.cells[0], commune.committee):
                    assert client.get(reverse(f"cells:{name}", args=[unit.pk])).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[2]
