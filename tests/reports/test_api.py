"""The interface for other systems: only with a key, only what it and its owner may, never a write, never a failure."""

import datetime as dt
import json
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate

from accounts.models import AuditEvent
from cells.models import Seat
from evaluations.models import Decision, Evaluation
from evaluations.services.periods import open_period
from meetings.models import Attendance, MeetingGrade, Passage
from reports.models import ApiToken
from reports.rules.scopes import SCOPES
from reports.services.tokens import create_token, revoke_token
from reports.views.api import keys, urlpatterns
from tests.cast import TODAY
from tests.factories import make_cell, make_meeting, make_member, make_open_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted_alone")]
ROOT = "/api/v1/"
ADDRESSES = {
    "token": "",
    "units": "units",
    "units/{unit}": "units",
    "members": "members",
    "members/{member}": "members",
    "meetings": "meetings",
    "meetings/{meeting}": "meetings",
    "evaluations?year=2026": "evaluations",
    "statistics": "statistics",
    "statistics/1": "statistics",
}
"""Each address with the scope it needs; the description names no other."""


def key(user, unit, *scopes):
    words = {"name": "Máy", "scopes": scopes or list(SCOPES), "expires_on": dt.date(2026, 12, 31)}
    return create_token(unit, **words, by=user)[1]


def ask(secret, address, **headers):
    return Client().get(ROOT + address, headers={"Authorization": f"Bearer {secret}"} | headers)


@pytest.fixture
def world(cast, commune):
    """A key of the commune's secretary for the whole commune, and what it can read."""
    meeting = make_open_meeting(commune.cells[0], dt.date(2026, 10, 5), by=cast.secretary)
    Passage.objects.filter(meeting=meeting, kind="conclusion").update(text="Lắp đèn đường")
    open_period(commune.committee, year=2026, by=cast.commune)
    return SimpleNamespace(
        secret=key(cast.commune, commune.committee),
        meeting=meeting,
        places={"unit": commune.cells[0].pk, "member": cast.member.member.pk, "meeting": meeting.pk},
    )


def items(answer):
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)["items"]


def test_description_is_valid_openapi_and_names_these_addresses_alone():
    answer = Client().get(f"{ROOT}openapi.json")
    found = json.loads(answer.content)
    assert found["openapi"].startswith("3.1")
    validate(found)
    described = {path.removeprefix(ROOT).split("{")[0] for path in found["paths"]}
    assert described == {address.split("?")[0].split("{")[0].removesuffix("1") for address in ADDRESSES}
    assert all(set(deeds) == {"get"} for deeds in found["paths"].values())
    assert all(deeds["get"]["security"] for deeds in found["paths"].values())


@pytest.mark.parametrize("address", ADDRESSES)
def test_address_without_a_good_key_is_refused(world, cast, client_of, address):
    address = ROOT + address.format(**world.places)
    assert Client().get(address).status_code == 401
    for secret in ("", "x", "scb_" + "a" * 43, "é" * 9, "x y"):
        assert Client().get(address, headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    assert Client().get(address, headers={"Authorization": "Basic YTpi"}).status_code == 401
    # A session opens nothing here.
    assert client_of(cast.commune).get(address).status_code == 401


@pytest.mark.parametrize(("address", "scope"), ADDRESSES.items())
def test_address_needs_its_scope(world, cast, commune, address, scope):
    address = address.format(**world.places)
    others = [each for each in SCOPES if each != scope]
    assert ask(key(cast.commune, commune.committee, *others), address).status_code == (403 if scope else 200)
    assert ask(key(cast.commune, commune.committee, scope or "units"), address).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written(world, address, method):
    address = ROOT + address.format(**world.places)
    headers = {"Authorization": f"Bearer {world.secret}"}
    assert getattr(Client(enforce_csrf_checks=True), method)(address, headers=headers).status_code == 405


@pytest.mark.parametrize("route", [route for route in urlpatterns if route.name != "api_unknown"], ids=lambda r: r.name)
def test_every_route_there_is_stands_in_this_table_and_only_reads(world, route):
    """Whatever is added to the interface later falls in here: no route takes anything but GET and HEAD."""
    places = {name: world.places.get(name.removesuffix("_id"), 1) for name in route.pattern.converters}
    address = reverse(route.name, kwargs=places)
    table = {ROOT + known.split("?")[0].format(**world.places) for known in ADDRESSES} | {f"{ROOT}openapi.json"}
    assert address in table
    headers = {"Authorization": f"Bearer {world.secret}"}
    before = [model.objects.count() for model in apps.get_models() if model is not AuditEvent]
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(Client(), method)(address, {"name": "x"}, "application/json", headers=headers)
        assert answer.status_code == 405, (method, answer.content)
    assert [model.objects.count() for model in apps.get_models() if model is not AuditEvent] == before


def test_reading_writes_nothing_but_that_the_key_was_used(world):
    for address in ADDRESSES:
        ask(world.secret, address.format(**world.places))
    with CaptureQueriesContext(connection) as questions:
        for address in ADDRESSES:
            assert ask(world.secret, address.format(**world.places)).status_code == 200
    asked = {found["sql"].lstrip("( \n").split()[0] for found in questions}
    assert asked <= {"SELECT", "WITH", "SAVEPOINT", "SET", "RELEASE"}


def test_key_that_ended_opens_nothing(world, cast):
    token = ApiToken.objects.get()
    ApiToken.objects.update(expires_on=TODAY - dt.timedelta(days=1))
    assert ask(world.secret, "units").status_code == 401
    ApiToken.objects.update(expires_on=TODAY)
    assert ask(world.secret, "units").status_code == 200
    revoke_token(token, by=cast.commune)
    assert ask(world.secret, "units").status_code == 401


def test_key_of_a_stopped_account_opens_nothing(world, cast):
    cast.commune.is_active = False
    cast.commune.save()
    assert ask(world.secret, "units").status_code == 401


def test_key_reads_no_more_than_its_owner_may_today(world, cast):
    Seat.objects.filter(member=cast.commune.member).update(valid_to=TODAY - dt.timedelta(days=1))
    assert ask(world.secret, "units").status_code == 403
    assert json.loads(ask(world.secret, "token").content)["units"] == 0


def test_key_reads_its_unit_and_those_below_alone(world, cast, commune):
    make_member(commune.elsewhere, "Người Ngoài")
    outside = make_meeting(commune.elsewhere, TODAY)
    narrow = key(cast.commune, commune.cells[0])
    assert {row["id"] for row in items(ask(narrow, "units"))} == {commune.cells[0].pk}
    names = {row["full_name"] for row in items(ask(narrow, "members"))}
    assert names == {"Bùi Thị Tuyết", "Hoàng Thị Hằng", "Trịnh Mạnh Lâm"}
    whole = {row["id"] for row in items(ask(world.secret, "units"))}
    assert whole == {commune.committee.pk, *(cell.pk for cell in commune.cells)}
    for secret, unit in (
        (narrow, commune.cells[1]),
        (world.secret, commune.elsewhere),
        (world.secret, commune.province),
    ):
        for address in ("units/{}", "units?unit={}", "members?unit={}", "meetings?unit={}", "statistics/1?unit={}"):
            assert ask(secret, address.format(unit.pk)).status_code == 404
    assert ask(world.secret, f"meetings/{outside.pk}").status_code == 404
    assert ask(world.secret, f"members/{cast.stranger.member.pk}").status_code == 404


def test_units_are_those_of_the_day(world, commune):
    gone = make_cell(commune.committee, "Chi bộ cũ", founded_on=dt.date(2024, 1, 1), ended_on=dt.date(2025, 6, 30))
    assert "Chi bộ cũ" not in {row["name"] for row in items(ask(world.secret, "units"))}
    rows = {row["name"]: row for row in items(ask(world.secret, "units?on=2025-06-30&kind=cell"))}
    assert rows["Chi bộ cũ"]["ended_on"] == "2025-06-30"
    assert rows["Chi bộ cũ"]["parent"] == commune.committee.pk
    assert len(rows) == 4
    assert json.loads(ask(world.secret, f"units/{gone.pk}").content)["kind"] == "cell"
    top = json.loads(ask(world.secret, f"units/{commune.committee.pk}").content)
    assert (top["parent"], top["code"]) == (None, "VT")
    assert items(ask(world.secret, "units?on=2023-12-31")) == []


def test_members_have_masked_numbers_and_what_held_that_day(world, commune):
    since = dt.date(2026, 3, 1)
    numbers = {"card_number": "012345678901", "citizen_id": "001160000123"}
    born = {"birth_date": dt.date(1960, 5, 1), "birth_precision": "month"}
    party = {"admitted_on": since, "official_on": None, "office": "committee_member", "status": "reduced"}
    make_member(commune.cells[1], "Lê Thị Thẻ", since=since, **numbers, **born, **party)
    answer = ask(world.secret, f"members?unit={commune.cells[1].pk}")
    (row,) = items(answer)
    assert "012345678901" not in answer.content.decode()
    assert (row["card_number"], row["citizen_id"]) == ("•••••••••901", "•••••••••123")
    assert (row["birth_date"], row["is_official"], row["status"]) == ("1960-05", False, "reduced")
    post = {"unit": commune.cells[1].pk, "office": "committee_member", "title": "Chi ủy viên"}
    assert (row["posts"], row["units"]) == ([post], [commune.cells[1].pk])
    assert items(ask(world.secret, f"members?unit={commune.cells[1].pk}&on=2026-02-28")) == []


def test_meetings_say_who_came_and_the_grade_and_no_word_of_the_minutes(world, cast):
    Attendance.objects.filter(meeting=world.meeting, member=cast.member.member).update(state="excused", reason="work")
    MeetingGrade.objects.create(
        meeting=world.meeting, grade="good", label="Tốt", percent="92.50", decided_by=cast.commune
    )
    answer = ask(world.secret, "meetings?year=2026&month=10&state=open&kind=regular&held_from=2026-10-05")
    (row,) = items(answer)
    assert (row["called"], row["present"], row["excused"], row["unexcused"]) == (3, 2, 1, 0)
    assert row["grade"] == {"grade": "good", "label": "Tốt", "percent": "92.50", "is_official": True}
    assert (row["held_on"], row["started_at"]) == ("2026-10-05", "19:30:00")
    assert "đèn" not in answer.content.decode()
    assert items(ask(world.secret, "meetings?held_to=2026-10-04")) == []
    assert json.loads(ask(world.secret, f"meetings/{world.meeting.pk}").content) == row


def test_results_are_those_recorded_by_the_day(world, cast):
    evaluation = Evaluation.objects.get(member=cast.member.member)
    decision = Decision.objects.create(
        evaluation=evaluation, level="good", computed_level="good", decided_on=dt.date(2026, 11, 20), facts={},
        trace=[], document_number="12-QĐ/ĐU", decided_by=cast.commune,
    )  # fmt: skip
    Decision.objects.filter(pk=decision.pk).update(decided_at=dt.datetime(2026, 11, 21, 3, tzinfo=dt.UTC))

    def mine(address):
        return next(row for row in items(ask(world.secret, address)) if row["member"] == cast.member.member.pk)

    now = mine("evaluations?year=2026")
    assert (now["level"], now["document_number"], now["recorded_on"]) == ("good", "12-QĐ/ĐU", "2026-11-21")
    assert mine("evaluations?year=2026&on=2026-11-20")["level"] is None
    assert items(ask(world.secret, "evaluations?year=2025")) == []
    assert ask(world.secret, "evaluations").status_code == 422


def test_statistics_count_as_the_page_does(world, commune):
    forms = json.loads(ask(world.secret, "statistics").content)
    for form in forms:
        found = json.loads(ask(world.secret, f"statistics/{form['key']}?last=2026-11-22").content)
        assert found["unit"] == commune.committee.pk
        assert found["tables"]
    total = next(table for table in json.loads(ask(world.secret, "statistics/3").content)["tables"])["total"]
    assert 4 in total["numbers"].values()
    assert ask(world.secret, "statistics/nothing").status_code == 404


def test_list_goes_on_where_the_last_ended(world, commune):
    for _each in range(5):
        make_cell(commune.committee)
    seen, after = [], 0
    while after is not None:
        page = json.loads(ask(world.secret, f"units?limit=4&after={after}").content)
        assert len(page["items"]) <= 4
        seen += [row["id"] for row in page["items"]]
        after = page["next_after"]
    assert seen == sorted(set(seen))
    assert len(seen) == 9


@pytest.mark.parametrize(
    "words",
    [
        "limit=0", "limit=201", "limit=x", "after=-1", f"after={2**63}", "on=31/12/2025", "on=2025-02-30",
        "on=0001-01-01",
        "on=9999-12-31", "unit=0", f"unit={10**30}", "kind=nothing", "unit=%00",
    ],
)  # fmt: skip
def test_wrong_words_are_answered_422(world, words):
    assert ask(world.secret, f"units?{words}").status_code == 422


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    address=st.sampled_from([*ADDRESSES, "units/{}", "members/{}", "meetings/{}", "statistics/{}", "{}"]),
    name=st.sampled_from(["unit", "on", "year", "limit", "after", "month", "kind", "held_from", "first", "last", "x"]),
    value=st.one_of(st.text(max_size=30), st.integers().map(str), st.dates().map(str), st.floats().map(str)),
)
def test_whatever_is_asked_nothing_fails(world, address, name, value):
    caches["shared"].clear()
    place = address.format("9" * 25, **world.places) if "{}" in address else address.format(**world.places)
    answer = Client().get(
        ROOT + place.split("?")[0], {"year": "2026", name: value}, headers={"Authorization": f"Bearer {world.secret}"}
    )
    assert answer.status_code in (200, 404, 422)


def test_unknown_address_is_answered_in_the_same_way():
    answer = Client().get(f"{ROOT}nothing/here")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")


def test_refusals_say_in_vietnamese_what_to_do(world, cast, commune):
    refused = Client().get(f"{ROOT}units")
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, "Bearer")
    assert "hãy xin đơn vị cấp khóa mới" in refused.json()["detail"]
    other = ask(key(cast.commune, commune.committee, "units"), "members")
    assert "hãy xin đơn vị cấp khóa khác" in other.json()["detail"]
    assert "openapi.json" in Client().get(f"{ROOT}nothing/here").json()["detail"]


def test_unchanged_answer_is_not_sent_again(world, commune):
    first = ask(world.secret, "units")
    assert first["Cache-Control"] == "private, no-cache"
    assert ask(world.secret, "units", **{"If-None-Match": first["ETag"]}).status_code == 304
    make_cell(commune.committee)
    assert ask(world.secret, "units", **{"If-None-Match": first["ETag"]}).status_code == 200


def test_machine_in_haste_is_asked_to_wait(world, cast, commune, monkeypatch):
    monkeypatch.setattr(keys, "ASKS_A_MINUTE", 2)
    answers = [ask(world.secret, "token") for _each in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 60
    # Others are not held up.
    assert ask(key(cast.commune, commune.committee), "token").status_code == 200


def grow(cast, commune, number):
    cell = make_cell(commune.committee, f"Chi bộ số {number}")
    make_member(cell, office="secretary", status="reduced")
    meeting = make_open_meeting(cell, dt.date(2026, 9, 5), by=cast.commune)
    MeetingGrade.objects.create(meeting=meeting, grade="good", label="Tốt", percent="92.50", decided_by=cast.commune)


@pytest.mark.parametrize("address", ADDRESSES)
def test_answer_asks_as_many_questions_for_much_as_for_little(world, cast, commune, address):
    address = address.format(**world.places)
    grow(cast, commune, 0)
    ask(world.secret, address)
    with CaptureQueriesContext(connection) as few:
        ask(world.secret, address)
    for number in range(1, 4):
        grow(cast, commune, number)
    with CaptureQueriesContext(connection) as many:
        assert ask(world.secret, address).status_code == 200
    assert len(many) == len(few)
    assert len(few) <= 20


def test_addresses_have_names_of_their_own():
    assert reverse("api_openapi") == f"{ROOT}openapi.json"
