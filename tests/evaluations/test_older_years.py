"""Years under older regulations open, show and decide by the same pages; their words and legal bases are their own."""

import datetime as dt

import pytest

from cells.models import Office
from evaluations.models import Evaluation, Period
from evaluations.queries.summary import year_summary
from evaluations.services.decisions import decide_evaluation
from evaluations.services.facts import enter_facts
from evaluations.services.periods import open_period
from evaluations.services.process import submit_evaluation
from tests.factories import make_cell, make_member, make_organisation, make_user

LONG_AGO = dt.date(2010, 1, 1)


@pytest.fixture
def leader(db):
    committee = make_organisation("Đảng bộ xã Vân Trục", founded_on=LONG_AGO)
    cell = make_cell(committee, "Chi bộ thôn Song Vân", founded_on=LONG_AGO)
    user = make_user("xa")
    make_member(cell, "Lê Quang Vinh", user=user, office=Office.SECRETARY, seat_in=committee, since=LONG_AGO)
    return user


def committee_of(user):
    return user.member.seats.get().organisation


@pytest.mark.parametrize(
    ("year", "key", "document"),
    [
        (2024, "124-25", "Quy định 124-QĐ/TW"),
        (2020, "132-21", "Quy định 132-QĐ/TW"),
        (2016, "tsvm-2014", "Hướng dẫn 27-HD/BTCTW"),
    ],
)
def test_pages_of_an_older_year(leader, client_of, year: int, key: str, document: str) -> None:
    period = open_period(committee_of(leader), year=year, by=leader)
    assert period.regulation_key == key
    client = client_of(leader)
    own = Evaluation.objects.get(period=period, member=None)
    person = Evaluation.objects.get(period=period, member=leader.member)

    addresses = [period.get_absolute_url(), f"/danh-gia/{period.pk}/chi-bo/{own.cell_id}/"]
    for row in (own, person):
        addresses += [row.get_absolute_url(), f"{row.get_absolute_url()}so-lieu/"]
    for address in addresses:
        assert client.get(address).status_code == 200, address

    fresh = Period.objects.select_related("organisation").prefetch_related("organisation__periods").get(pk=period.pk)
    assert any(document in basis for basis in year_summary(fresh).legal_bases)


def test_grades_typed_as_words_are_read_with_or_without_accents(leader, client_of) -> None:
    period = open_period(committee_of(leader), year=2024, by=leader)
    person = Evaluation.objects.get(period=period, member=leader.member)
    client = client_of(leader)

    page = client.post(
        f"{person.get_absolute_url()}so-lieu/",
        {f"f-{person.pk}-result_grades": "Xuất sắc, xuat sac", f"f-{person.pk}-other_grades": "Tốt; giỏi"},
    )
    assert "“giỏi” không có trong" in page.content.decode()
    client.post(f"{person.get_absolute_url()}so-lieu/", {f"f-{person.pk}-result_grades": "Xuất sắc, xuat sac"})

    assert person.entries.get(key="result_grades").value == ["xuat_sac", "xuat_sac"]
    assert "Xuất sắc, Xuất sắc" in client.get(person.get_absolute_url()).content.decode()


def test_a_year_that_the_texts_leave_open_is_decided_with_a_reason_in_its_own_words(leader) -> None:
    period = open_period(committee_of(leader), year=2016, by=leader)
    own = Evaluation.objects.get(period=period, member=None)
    enter_facts(own, by=leader, values={"score": 92, "triggers": []})
    submit_evaluation(own, by=leader)

    decision = decide_evaluation(
        own,
        by=leader,
        level="excellent",
        decided_on=dt.date(2016, 12, 28),
        document_number="30-QĐ/ĐU",
        reason="Đủ tiêu chuẩn theo hướng dẫn của tỉnh",
    )

    assert (decision.level, decision.computed_level) == ("excellent", "undetermined")
    fresh = Period.objects.select_related("organisation").prefetch_related("organisation__periods").get(pk=period.pk)
    assert year_summary(fresh).cell_results[0].level_label == "Trong sạch, vững mạnh"
