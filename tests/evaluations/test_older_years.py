"""Years under older regulations open, show and decide by the same pages; their words and legal bases are their own."""

import datetime as dt
import html

import pytest
from django.urls import reverse

from cells.models import Office
from evaluations.facts import entry_facts
from evaluations.models import Evaluation, Period
from evaluations.queries.local_regulations import regulation_in_force
from evaluations.queries.proposals import frozen_trace, proposal_for
from evaluations.queries.regulations import regulation_of
from evaluations.queries.summary import year_summary
from evaluations.services.decisions import decide_evaluation
from evaluations.services.facts import enter_facts
from evaluations.services.local_regulations import approve_regulation, draft_regulation
from evaluations.services.periods import open_period
from evaluations.services.process import submit_evaluation
from evaluations.services.regulation_parts import change_gates
from tests.evaluations.rules.tables import base
from tests.factories import make_cell, make_member, make_organisation, make_user

LONG_AGO = dt.date(2010, 1, 1)
HARDER = {
    "key": "own-1",
    "level": "excellent",
    "subjects": ["cell"],
    "text": "Chi bộ dự đủ trăm phần trăm.",
    "test": "attendance_percent >= 100",
    "source": "Điều 4",
}


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


def entered(evaluation, key: str) -> dict:
    """The facts of a cell that reach the best level known, as somebody enters them with a ground."""
    asked = {fact.key for fact in entry_facts(regulation_of(evaluation.period), "cell")}
    values = {"score": 92, "triggers": []} if key == "tsvm-2014" else base(key, "cell")
    return {name: value for name, value in values.items() if name in asked}


def decide_through_the_page(client, leader, year: int, key: str) -> Evaluation:
    """The year opened by its page, a cell entered and sent, decided by its page."""
    opened = client.post(reverse("evaluations:period_open", args=[committee_of(leader).pk]), {"year": str(year)})
    period = Period.objects.get()
    assert opened.headers["Location"] == period.get_absolute_url()
    own = Evaluation.objects.select_related("period", "cell").get(period=period, subject="cell")
    values = entered(own, key)
    enter_facts(own, by=leader, values=values, notes=dict.fromkeys(values, "Theo sổ của chi bộ"))
    submit_evaluation(own, by=leader)
    paper = {"decided_on": f"28/12/{year}", "document_number": "30-QĐ/ĐU", "despite": "Đã xem hồ sơ tại hội nghị."}
    url = reverse("evaluations:evaluation_decide", args=[own.pk])
    assert client.get(url).status_code == 200
    client.post(url, {"level": "excellent", "reason": "Theo hướng dẫn của tỉnh", **paper})
    return Evaluation.objects.select_related("period", "cell").get(pk=own.pk)


@pytest.mark.parametrize(
    ("year", "key", "best"),
    [
        (2016, "tsvm-2014", "Trong sạch, vững mạnh"),
        (2021, "132-21", "Hoàn thành xuất sắc nhiệm vụ"),
        (2023, "124-25", "Hoàn thành xuất sắc nhiệm vụ"),
    ],
)
def test_an_older_year_goes_from_opening_to_decision_in_the_words_of_its_time(
    leader, client_of, year: int, key: str, best: str
) -> None:
    client = client_of(leader)
    own = decide_through_the_page(client, leader, year, key)

    assert own.decisions.get().level == "excellent"
    assert best in client.get(own.get_absolute_url()).content.decode()
    regulation = regulation_of(own.period)
    page = html.unescape(client.get(reverse("evaluations:period_regulation", args=[own.period_id])).content.decode())
    words = [level.person for level in regulation.levels] + [form.name for form in regulation.forms]
    assert [word for word in words if word not in page] == []


def test_a_year_decided_long_ago_computes_the_same_after_a_new_regulation(leader, client_of) -> None:
    own = decide_through_the_page(client_of(leader), leader, 2023, "124-25")
    period = Period.objects.get()
    kept = (period.regulation, period.regulation_sha256, own.decisions.get().trace, own.decisions.get().facts)
    before = proposal_for(own)

    draft = draft_regulation(committee_of(leader), year=2023, title="Quy định mới", by=leader)
    change_gates(draft, gates=[HARDER], hd21_shares=True, by=leader)
    approve_regulation(draft, by=leader, document="9-QĐ/ĐU", document_on=dt.date(2026, 11, 20))

    period.refresh_from_db()
    again = Evaluation.objects.select_related("period", "cell").get(pk=own.pk)
    decision = again.decisions.get()
    assert (period.regulation, period.regulation_sha256, decision.trace, decision.facts) == kept
    after = proposal_for(again)
    assert (after.level, after.why, frozen_trace(after.trace)) == (before.level, before.why, frozen_trace(before.trace))
    assert HARDER["text"] in [gate.text for gate in regulation_in_force(committee_of(leader), 2023).regulation.gates]
