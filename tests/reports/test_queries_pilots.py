"""The figures of a pilot unit before, in and after its year, from meetings and decisions."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from cells.models import PilotUnit
from evaluations.models import Decision, Evaluation
from evaluations.services.periods import open_period
from meetings.models import Attendance, Passage
from reports.queries.pilots import charts_of, pilot_years
from tests.cast import TODAY
from tests.factories import make_meeting, make_open_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def pilot(commune):
    return PilotUnit.objects.create(organisation=commune.cells[0], chosen_by=commune.committee, year=2025)


def hold(cell, cast, year, months, *, themes=()):
    """Regular meetings of those months (combined where there is a theme)."""
    kinds = {month: "combined" if month in themes else "regular" for month in months}
    return [
        make_open_meeting(cell, dt.date(year, month, 5), by=cast.secretary, kind=kind) for month, kind in kinds.items()
    ]


def test_years_show_meetings_themes_attendance_and_speakers(commune, cast, pilot):
    cell = commune.cells[0]
    hold(cell, cast, 2024, range(1, 10), themes=[3])
    meetings = hold(cell, cast, 2025, range(1, 13), themes=[3, 6, 9, 12])
    Attendance.objects.filter(meeting=meetings[0], member=cast.member.member).update(state="unexcused")
    for speaker in (cast.secretary, cast.deputy, cast.deputy):
        Passage.objects.create(
            meeting=meetings[0], kind="opinion", speaker=speaker.member, item=meetings[0].items.get()
        )
    Passage.objects.create(
        meeting=meetings[1], kind="opinion", speaker=cast.deputy.member, item=meetings[1].items.get(), is_removed=True
    )
    before, in_it, after = pilot_years(pilot, on=TODAY)
    assert (before.year, before.regular, before.thematic, before.attendance) == (2024, 9, 1, 100)
    assert (before.is_short_of_regular, before.is_short_of_thematic) == (True, True)
    assert (in_it.year, in_it.regular, in_it.thematic) == (2025, 12, 4)
    assert (in_it.attendance, in_it.speakers) == (Decimal("97.2"), Decimal("5.7"))  # 35 of 36; 2 of 35
    assert not in_it.is_short_of_regular | in_it.is_short_of_thematic
    assert (after.year, after.regular, after.attendance, after.speakers, after.level) == (2026, None, None, None, None)
    assert not after.is_short_of_regular


def test_planned_meetings_and_those_of_other_cells_do_not_count(commune, cast, pilot):
    make_meeting(commune.cells[0], dt.date(2025, 3, 5), by=cast.secretary)
    hold(commune.cells[1], cast, 2025, [1, 2])
    assert [year.regular for year in pilot_years(pilot, on=TODAY)] == [None, None, None]


def test_class_of_the_year_is_the_last_decision_in_the_words_of_its_regulation(commune, cast, pilot):
    period = open_period(commune.committee, year=2025, by=cast.commune)
    evaluation = Evaluation.objects.get(period=period, cell=commune.cells[0], member=None)
    for version, level in enumerate(("completed", "good"), 1):
        Decision.objects.create(
            evaluation=evaluation,
            version=version,
            level=level,
            computed_level=level,
            decided_on=dt.date(2025, 12, 26),
            facts={},
            trace=[],
            decided_by=cast.commune,
        )
    levels = [year.level for year in pilot_years(pilot, on=TODAY)]
    assert (levels[0], levels[2]) == (None, None)
    assert (levels[1].level, levels[1].label) == ("good", "Hoàn thành tốt nhiệm vụ")


def test_committee_shows_the_average_of_its_cells(commune, cast):
    pilot = PilotUnit.objects.create(organisation=commune.committee, chosen_by=commune.province, year=2026)
    hold(commune.cells[0], cast, 2025, range(1, 13))
    hold(commune.cells[1], cast, 2025, range(1, 9))
    before, *_rest = pilot_years(pilot, on=TODAY)
    assert before.regular == Decimal("6.7")  # 20 meetings in three cells


def test_bars_are_as_long_as_the_figure_is_of_the_full_year(commune, cast, pilot):
    hold(commune.cells[0], cast, 2024, range(1, 10))
    hold(commune.cells[0], cast, 2025, range(1, 13))
    regular = charts_of(pilot_years(pilot, on=TODAY))[0]
    assert [(bar.label, bar.width, bar.pattern) for bar in regular.bars] == [
        ("2024", 165, "before"),
        ("2025", 220, "year"),
        ("2026", 0, "after"),
    ]
    assert [bar.value for bar in regular.bars] == [9, 12, None]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_panel_is_a_page_of_its_own_without_script(client_of, cast, commune, pilot, headers):
    hold(commune.cells[0], cast, 2025, range(1, 10))
    address = reverse("reports:pilot_figures_panel", args=[pilot.pk])
    page = client_of(cast.secretary).get(address, headers=headers).content.decode()
    assert "chưa đủ 12 kỳ" in page
    assert ("<html" in page) is not bool(headers)
