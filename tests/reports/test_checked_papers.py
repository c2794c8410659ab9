"""Before every kind of paper stands a check, or it is said why none does; the pages that print show it."""

from typing import Any

import pytest
from django.urls import reverse

from cells.models import Seat
from evaluations.models import Decision, Evaluation, Period
from evaluations.services.periods import open_period
from reports.catalogue import CATALOGUE
from reports.queries.checked_papers import CHECKS, ON_ITS_PAGE, WITHOUT_CHECK, base_of
from tests.cast import Cast, Commune
from tests.evaluations.past import make_past


def test_every_kind_has_its_check_in_one_place() -> None:
    bases = {base_of(kind) for kind in CATALOGUE}
    assert bases == set(CHECKS) | ON_ITS_PAGE | WITHOUT_CHECK
    assert not set(CHECKS) & (ON_ITS_PAGE | WITHOUT_CHECK)


@pytest.fixture
def period(commune: Commune, cast: Cast) -> Period:
    return open_period(commune.committee, year=2026, by=cast.commune)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("evaluations:record_list", "record_list"), ("evaluations:cap_scenario_compare", "cap_options")],
)
def test_pages_of_a_year_ask_for_the_check(period: Period, cast: Cast, client_of: Any, name: str, kind: str) -> None:
    page = client_of(cast.commune).get(reverse(name, args=[period.pk])).text
    assert f'hx-get="{reverse("reports:print_check", args=[kind, period.pk])}"' in page


def test_page_of_a_class_asks_for_the_check_of_each_later_decision(
    commune: Commune, cast: Cast, client_of: Any
) -> None:
    cell = commune.cells[0]
    first = make_past(commune.committee, 2025, cast.member.member, "good", cell=cell, by=cast.commune)
    later = Decision.objects.create(
        evaluation=first.evaluation,
        version=2,
        kind="cancelled",
        replaces=first,
        computed_level="good",
        reason="x",
        facts=first.facts,
        trace=[],
        decided_on=first.decided_on,
        decided_by=cast.commune,
    )
    client = client_of(cast.commune)
    address = reverse("reports:print_check", args=["further_decision", later.pk])
    assert f'hx-get="{address}"' in client.get(first.evaluation.get_absolute_url()).text
    panel = client.get(address, headers={"hx-request": "true"}).text
    assert "Quyết định chưa ghi số." in panel
    assert "<h1" not in panel
    assert "<h1" in client.get(address).text


def test_check_of_a_unit_alone_is_of_the_day_that_is_asked(commune: Commune, cast: Cast, client_of: Any) -> None:
    Seat.objects.filter(organisation=commune.committee).update(valid_from="2026-07-01")
    address, client = reverse("reports:unit_print_check", args=[commune.committee.pk]), client_of(cast.commune)
    assert "không thiếu gì" in client.get(address).text
    assert "chỗ người ký để trống" in client.get(address, {"ngay": "30/06/2026"}).text
    assert "không thiếu gì" in client.get(address, {"ngay": "31/02/x"}).text
    assert "<h1>Kiểm tra trước khi in</h1>" in client.get(address).text


def test_check_of_a_paper_that_needs_none_is_not_found(period: Period, cast: Cast, client_of: Any) -> None:
    evaluation = Evaluation.objects.filter(period=period, member=None).first()
    assert evaluation is not None
    for kind, pk in (("class_sheet", evaluation.pk), ("khong-co", 1)):
        assert client_of(cast.commune).get(reverse("reports:print_check", args=[kind, pk])).status_code == 404
