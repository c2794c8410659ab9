"""The board of a province: each commune beside its own years, the cap, what is stuck, pilot units."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cells.models import PilotUnit
from evaluations.models import Decision, Evaluation, Period
from evaluations.services.periods import open_period
from tests.factories import make_cell, make_open_meeting, make_organisation
from tests.reports.test_yearly import hold

pytestmark = pytest.mark.django_db
TABS = ("sinh-hoat", "xep-loai", "vuong", "don-vi-diem")


def board(client, commune, **words):
    return client.get(reverse("reports:province_board", args=[commune.province.pk]), words)


def decide(evaluation, level, by):
    Decision.objects.create(
        evaluation=evaluation, level=level, computed_level=level, decided_on=dt.date(2025, 12, 20), facts={},
        trace=[], decided_by=by,
    )  # fmt: skip
    Evaluation.objects.filter(pk=evaluation.pk).update(
        state="decided", submitted_by=by, submitted_at=dt.datetime(2025, 12, 1, tzinfo=dt.UTC)
    )


def test_each_commune_stands_beside_its_own_years_in_the_official_order(client_of, cast, commune):
    first = commune.cells[0]
    hold(first, cast.secretary, *(dt.date(2025, month, 5) for month in range(1, 10)))
    hold(first, cast.secretary, *(dt.date(2026, month, 5) for month in range(1, 11)))
    page = board(client_of(cast.officer), commune)
    assert [row.name for row in page.context["rows"]] == ["Đảng bộ xã Vân Trục", "Đảng bộ xã Bắc Bình"]
    held, regular, thematic = page.context["rows"][0].figures
    assert [point.value for point in held] == [None, Decimal("25.0"), Decimal("33.3")]
    assert [(point.value, point.is_short) for point in regular] == [
        (None, False), (Decimal("3.0"), True), (Decimal("3.3"), True),
    ]  # fmt: skip
    assert thematic[2].is_short
    text = page.content.decode()
    assert reverse("reports:commune_board", args=[commune.committee.pk]) in text
    assert "4 chưa họp" in text


def test_classes_are_counted_against_the_cap_of_each_group(client_of, cast, commune):
    period = open_period(commune.committee, year=2025, by=cast.commune)
    cells = Evaluation.objects.filter(period=period, subject="cell").order_by("cell__order")
    for evaluation, level in zip(cells, ("excellent", "excellent", "good"), strict=True):
        decide(evaluation, level, cast.commune)
    page = board(client_of(cast.officer), commune, phan="xep-loai", nam=2025)
    [(_unit, name, units, people), (*_other, none, nobody)] = page.context["rows"]
    assert (name, units.excellent, units.good, units.rated) == ("Đảng bộ xã Vân Trục", 2, 1, 3)
    assert (units.most, units.over, units.holds) == (0, 2, False)  # 20 % of the good: not one of three
    assert (people, none, nobody) == (None, None, None)
    [panel] = page.context["panels"]
    assert [row.counts.rated for row in panel["rows"]] == [3]


def test_stuck_names_the_step_since_when_and_whose_turn_it_is(client_of, cast, commune):
    period = open_period(commune.committee, year=2026, by=cast.commune)
    rows = list(Evaluation.objects.filter(period=period).order_by("pk"))
    sent = dt.datetime(2026, 11, 2, 3, tzinfo=dt.UTC)
    Evaluation.objects.filter(pk__in=[row.pk for row in rows[:2]]).update(
        state="submitted", submitted_by=cast.secretary, submitted_at=sent
    )
    page = board(client_of(cast.officer), commune, phan="vuong")
    first, second = page.context["rows"]
    assert (first.total, first.decided, second.period) == (len(rows), 0, None)
    waiting = {step.step: (step.number, step.turn, step.days) for step in first.steps}
    assert waiting["đã gửi, chờ thẩm định"] == (2, "cơ quan thẩm định", 20)
    assert waiting["tự đánh giá, chưa gửi"][0] == len(rows) - 2
    assert first.secretary == "Lê Quang Vinh"
    assert "Chưa mở kỳ đánh giá năm 2026" in page.content.decode()


def test_stuck_on_an_earlier_day_is_what_it_was(client_of, cast, commune):
    period = open_period(commune.committee, year=2025, by=cast.commune)
    Period.objects.update(opened_at=dt.datetime(2025, 11, 20, 3, tzinfo=dt.UTC))
    cells = list(Evaluation.objects.filter(period=period, subject="cell").order_by("cell__order"))
    Evaluation.objects.filter(period=period).exclude(pk__in=[row.pk for row in cells]).delete()
    decide(cells[0], "good", cast.commune)  # sent on 01/12, decided on 20/12
    found = {}
    for day in ("19/11/2025", "30/11/2025", "02/12/2025", "20/12/2025"):
        row = board(client_of(cast.officer), commune, phan="vuong", nam=2025, ngay=day).context["rows"][0]
        found[day] = row.period and (row.decided, [step.number for step in row.steps])
    assert found == {
        "19/11/2025": None, "30/11/2025": (0, [3]), "02/12/2025": (0, [2, 1]), "20/12/2025": (1, [2]),
    }  # fmt: skip


def test_pilot_units_show_the_year_before_in_it_and_after(client_of, cast, commune):
    PilotUnit.objects.create(organisation=commune.cells[0], chosen_by=commune.committee, year=2025)
    hold(commune.cells[0], cast.secretary, *(dt.date(2024, month, 5) for month in range(1, 10)))
    hold(commune.cells[0], cast.secretary, *(dt.date(2025, month, 5) for month in range(1, 13)))
    [row] = board(client_of(cast.officer), commune, phan="don-vi-diem").context["pilots"]
    regular = row.figures[0][2]
    assert [(point.value, point.is_short) for point in regular] == [(9, True), (12, False), (None, False)]


@pytest.mark.parametrize("part", TABS)
def test_each_tab_asks_the_same_for_one_commune_and_for_three(client_of, cast, commune, part):
    client, asked = client_of(cast.officer), []
    for number in (1, 3):
        for _each in range(number):
            committee = make_organisation(parent=commune.province)
            cell = make_cell(committee)
            make_open_meeting(cell, dt.date(2026, 3, 5), by=cast.secretary)
            PilotUnit.objects.create(organisation=cell, chosen_by=committee, year=2025)
            open_period(committee, year=2026, by=cast.commune)
        board(client, commune, phan=part)
        with CaptureQueriesContext(connection) as queries:
            assert board(client, commune, phan=part).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 15


def test_board_of_a_commune_is_not_one_of_a_province(client_of, cast, commune):
    address = reverse("reports:province_board", args=[commune.committee.pk])
    assert client_of(cast.officer).get(address).status_code == 404
