"""Pages not counted elsewhere ask the same number of questions for one row and for three."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cells.models import Membership, RosterUpload, Seat, StatusPeriod
from evaluations.models import Evaluation
from evaluations.services.facts import enter_facts
from evaluations.services.periods import open_period
from tests.cells.test_roster import listed_bytes, person
from tests.factories import make_cell, make_member, make_open_meeting, make_user

pytestmark = pytest.mark.django_db


def asked(client, address):
    """How many questions the page asks the database; the first visit fills what is kept for good."""
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def grown(make, client, address):
    """The numbers with what is there, and after ``make`` ran twice more."""
    before = asked(client, address)
    for number in range(2):
        make(number)
    return before, asked(client, address)


def test_member_page(client_of, cast, commune):
    member = make_member(commune.cells[0], office="committee_member", status="reduced")

    def make(number):
        year = 2010 + 3 * number
        span = {"valid_from": dt.date(year, 1, 1), "valid_to": dt.date(year + 1, 1, 1)}
        cell = make_cell(commune.committee, founded_on=dt.date(2000, 1, 1))
        Membership.objects.create(member=member, cell=cell, end_reason="transferred", **span)
        Seat.objects.create(member=member, organisation=cell, office="committee_member", **span)
        StatusPeriod.objects.create(member=member, status="away", **span)

    before, after = grown(make, client_of(cast.commune), member.get_absolute_url())
    assert after == before


def test_list_of_accounts(client_of, cast):
    before, after = grown(lambda _number: make_user(), client_of(cast.admin), reverse("accounts:user_list"))
    assert after == before


def test_preview_of_a_list(client_of, cast, commune):
    client, counts = client_of(cast.commune), []
    for number in (1, 3):
        people = [person(name=f"Lê Văn {name}", citizen_id="", post="") for name in ("An", "Bình", "Cường")[:number]]
        file = SimpleUploadedFile("a.xlsx", listed_bytes(*people))
        data = {"organisation": commune.committee.pk, "joined_means": "ceremony", "file": file}
        client.post(reverse("cells:import_upload"), data)
        waiting = RosterUpload.objects.get(state="waiting")
        counts.append(asked(client, reverse("cells:import_preview", args=[waiting.pk])))
    assert counts[0] == counts[1]


@pytest.fixture
def year(cast, commune):
    """The year 2026 of the commune, with facts entered for the first cell."""
    period = open_period(commune.committee, year=2026, by=cast.commune)
    evaluation = Evaluation.objects.get(period=period, cell=commune.cells[0], member=None)
    enter_facts(evaluation, by=cast.secretary, values={"score_general": 25, "score_results": 60})
    return period, evaluation


@pytest.mark.parametrize("name", ["evaluations:period_detail", "reports:year_summary", "evaluations:period_list"])
def test_pages_of_a_year_with_more_cells_and_members(client_of, cast, commune, year, name):
    period, _evaluation = year

    def make(_number):
        cell = make_cell(commune.committee)
        Evaluation.objects.create(period=period, subject="cell", cell=cell)
        Evaluation.objects.create(period=period, subject="member", cell=cell, member=make_member(cell))

    address = reverse(name, args=[] if name.endswith("list") else [period.pk])
    before, after = grown(make, client_of(cast.commune), address)
    assert after == before


def test_grid_with_more_members(client_of, cast, commune, year):
    period, _evaluation = year

    def make(_number):
        member = make_member(commune.cells[0])
        Evaluation.objects.create(period=period, subject="member", cell=commune.cells[0], member=member)

    address = reverse("evaluations:cell_sheet", args=[period.pk, commune.cells[0].pk])
    before, after = grown(make, client_of(cast.secretary), address)
    assert after == before


def test_evaluation_with_more_meetings(client_of, cast, commune, year):
    _period, evaluation = year
    make_open_meeting(commune.cells[0], dt.date(2026, 1, 5))

    def make(number):
        make_open_meeting(commune.cells[0], dt.date(2026, 2 + number, 5))

    before, after = grown(make, client_of(cast.commune), evaluation.get_absolute_url())
    assert after == before
