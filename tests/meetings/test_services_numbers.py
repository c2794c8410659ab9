"""Numbers of documents: one after the other in each term, also for two at the same moment."""

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connection, transaction

from accounts.models import AuditEvent
from cells.models import OrganisationPeriod, Term
from core.errors import DomainError
from meetings.models import ConductSetting, DocumentKind, NumberSeries, PartyDocument
from meetings.queries.official import choices_for, missing_numbers
from meetings.rules.official import doubt_about_kind, issuer_name, number_in, symbol_words
from meetings.services.numbers import choose_for_papers, next_number, number_minutes, set_next_number, take_number
from tests.cast import NOON, TODAY, Cast, Commune, build_cast, build_commune
from tests.factories import make_open_meeting

KIND = DocumentKind.RESOLUTION
NEXT_TERM = dt.date(2027, 6, 1)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


def make_document(organisation, number=None, **values):
    return PartyDocument.objects.create(
        organisation=organisation,
        kind=values.pop("kind", KIND),
        number=number,
        symbol=values.pop("symbol", "" if number is None else f"{number:02d}-NQ/CB"),
        signed_on=values.pop("signed_on", TODAY),
        title="Nghị quyết",
        **values,
    )


def make_term(organisation, start=dt.date(2025, 1, 1), months=30, name="2025 – 2027", **values):
    return Term.objects.create(
        organisation=organisation,
        name=name,
        length_months=months,
        valid_from=start,
        planned_end=values.pop("planned_end", dt.date(2027, 6, 1)),
        **values,
    )


def taken(organisation, kind=KIND, on=TODAY, by=None):
    with transaction.atomic():
        given = take_number(organisation, kind, on=on)
        make_document(organisation, given.number, kind=kind, term=given.term, symbol=given.symbol, registered_by=by)
    return given


def test_numbers_run_from_one_by_type(commune: Commune, cast: Cast):
    cell = commune.cells[0]
    symbols = [taken(cell, by=cast.secretary).symbol for _each in range(3)]
    assert symbols == ["01-NQ/CB", "02-NQ/CB", "03-NQ/CB"]
    assert taken(cell, DocumentKind.PLAN, by=cast.secretary).symbol == "01-KH/CB"
    assert taken(commune.committee, by=cast.commune).symbol == "01-NQ/ĐU"
    assert taken(commune.cells[1], by=cast.secretary).symbol == "01-NQ/CB"


def test_numbers_begin_again_with_the_term(commune: Commune, cast: Cast):
    cell = commune.cells[0]
    first = make_term(cell)
    assert [taken(cell, by=cast.secretary).number for _each in range(2)] == [1, 2]
    second = make_term(cell, NEXT_TERM, name="2027 – 2030", planned_end=dt.date(2030, 1, 1))
    given = taken(cell, on=NEXT_TERM, by=cast.secretary)
    assert (given.number, given.term) == (1, second)
    assert taken(cell, by=cast.secretary).term == first
    assert next_number(cell, KIND, on=TODAY) == 4


def test_numbers_go_on_through_the_terms_where_the_committee_chose_so(commune: Commune, cast: Cast):
    cell = commune.cells[0]
    make_term(cell)
    assert [taken(cell, by=cast.secretary).number for _each in range(2)] == [1, 2]
    choose_for_papers(commune.committee, "number_restart", 0, valid_from=TODAY, by=cast.commune)
    second = make_term(cell, NEXT_TERM, name="2027 – 2030", planned_end=dt.date(2030, 1, 1))
    given = taken(cell, on=NEXT_TERM, by=cast.secretary)
    assert (given.number, given.term) == (3, second)


def test_a_cancelled_number_is_not_given_again(commune: Commune, cast: Cast):
    cell = commune.cells[0]
    taken(cell, by=cast.secretary)
    PartyDocument.objects.update(cancelled_on=TODAY, cancelled_reason="Ghi nhầm")
    assert taken(cell, by=cast.secretary).number == 2


def test_next_number_of_a_register_begun_on_paper_can_be_set(commune: Commune, cast: Cast):
    cell = commune.cells[0]
    assert set_next_number(cell, KIND, 13, by=cast.secretary) == 13
    assert set_next_number(cell, KIND, 13, by=cast.secretary) == 13
    event = AuditEvent.objects.get(action="meetings.next_number_set")
    assert event.changes == {"next": [1, 13]}
    assert taken(cell, by=cast.secretary).symbol == "13-NQ/CB"


@pytest.mark.parametrize(
    ("kind", "number", "words"), [(KIND, 2, "số 2 đã có"), (KIND, 0, "từ 1"), ("XX", 3, "Hãy chọn")]
)
def test_next_number_that_cannot_be_is_refused(commune: Commune, cast: Cast, kind, number, words):
    make_document(commune.cells[0], 2, registered_by=cast.secretary)
    with pytest.raises(DomainError, match=words):
        set_next_number(commune.cells[0], kind, number, by=cast.secretary)
    assert not NumberSeries.objects.filter(last__gt=0).exists()


@pytest.mark.django_db(transaction=True)
def test_two_documents_at_the_same_moment_get_two_numbers():
    """Two real connections: the second waits for the first, and gets the next number."""
    with time_machine.travel(NOON, tick=True):
        commune = build_commune()
        cast = build_cast(commune)
        cell, holds, released = commune.cells[0], threading.Event(), threading.Event()
        numbers: dict[str, int] = {}

        def first():
            with transaction.atomic():
                given = take_number(cell, KIND, on=TODAY)
                holds.set()
                assert released.wait(10)
                make_document(cell, given.number, registered_by=cast.secretary)
                numbers["first"] = given.number
            connection.close()

        def second():
            assert holds.wait(10)
            with transaction.atomic():
                given = take_number(cell, KIND, on=TODAY)
                make_document(cell, given.number, registered_by=cast.secretary)
                numbers["second"] = given.number
            connection.close()

        threads = [threading.Thread(target=work) for work in (first, second)]
        for thread in threads:
            thread.start()
        assert holds.wait(10)
        threads[1].join(0.5)
        assert "second" not in numbers, "the second did not wait for the first"
        released.set()
        for thread in threads:
            thread.join(10)
        assert numbers == {"first": 1, "second": 2}


def test_choice_of_a_committee_holds_below_it_from_its_day(commune: Commune, cast: Cast):
    cell, later = commune.cells[0], TODAY + dt.timedelta(days=10)
    choose_for_papers(commune.committee, "line_pt", 19, valid_from=later, by=cast.commune, document="12-CV/ĐU")
    assert choices_for(cell, TODAY).line_pt == 18
    assert choices_for(cell, later).line_pt == 19
    choose_for_papers(cell, "line_pt", 20, valid_from=later, by=cast.secretary)
    assert choices_for(cell, later).line_pt == 20
    assert choices_for(commune.cells[1], later).line_pt == 19
    event = AuditEvent.objects.filter(action="meetings.papers_chosen").earliest("pk")
    assert (event.changes["line_pt"], event.note, event.thing_label) == ([None, 19], "12-CV/ĐU", "Khoảng cách dòng")


@pytest.mark.parametrize(
    ("key", "value", "day"),
    [("line_pt", 30, TODAY), ("meet_by_day", 5, TODAY), ("line_pt", 19, TODAY - dt.timedelta(days=1))],
)
def test_choice_that_is_none_is_refused(commune: Commune, cast: Cast, key, value, day):
    with pytest.raises(DomainError):
        choose_for_papers(commune.committee, key, value, valid_from=day, by=cast.commune)
    assert not ConductSetting.objects.exists()


def test_minutes_bear_a_number_only_where_the_committee_wants_it(commune: Commune, cast: Cast):
    meeting = make_open_meeting(commune.cells[0], TODAY, by=cast.secretary)
    with transaction.atomic():
        assert number_minutes(meeting, by=cast.commune) is None
    choose_for_papers(commune.committee, "minutes_number", 1, valid_from=TODAY, by=cast.commune)
    with transaction.atomic():
        document = number_minutes(meeting, by=cast.commune)
        assert document is not None
        assert document.symbol == "01-BB/CB"
        assert number_minutes(meeting, by=cast.commune) == document


@pytest.mark.parametrize(
    ("symbol", "number"),
    [
        ("12-NQ/CB", 12),
        (" 07 - nq / cb ", 7),
        ("12-KH/CB", None),
        ("687-KH/TU", None),
        ("Số 12", None),
        ("0-NQ/CB", None),
    ],
)
def test_number_is_read_from_the_own_symbol_only(symbol, number):
    assert number_in(symbol, kind="NQ", body="CB") == number


def test_symbol_has_a_zero_below_ten():
    assert [symbol_words(number, "NQ", "CB") for number in (9, 10, 123, None)] == [
        "09-NQ/CB",
        "10-NQ/CB",
        "123-NQ/CB",
        "-NQ/CB",
    ]


def test_issuer_of_a_committee_is_its_committee():
    assert issuer_name("Đảng bộ xã Vân Trục", "base_committee") == "Đảng ủy xã Vân Trục"
    assert issuer_name("Đảng bộ tỉnh Phú Thọ", "provincial") == "Tỉnh ủy Phú Thọ"
    assert issuer_name("Chi bộ thôn Song Vân", "cell") == "Chi bộ thôn Song Vân"


@pytest.mark.parametrize(
    ("kind", "unit", "on", "is_doubted"),
    [
        ("CT", "cell", TODAY, True),
        ("HD", "base_cell", TODAY, True),
        ("NQ", "cell", TODAY, False),
        ("CT", "base_committee", TODAY, False),
        ("CT", "cell", dt.date(2025, 1, 1), False),
    ],
)
def test_kind_that_a_cell_does_not_issue_is_doubted(kind, unit, on, is_doubted):
    assert bool(doubt_about_kind(kind, unit, on)) is is_doubted


def test_missing_numbers_are_named():
    assert missing_numbers([1, 2, 4, 9]) == ["3", "5–8"]
    assert missing_numbers([]) == []
    assert missing_numbers([3]) == ["1–2"]


def test_body_of_a_unit_is_what_it_was_on_the_day(commune: Commune, cast: Cast):
    OrganisationPeriod.objects.filter(organisation=commune.province).update(place_name="Phú Thọ")
    assert taken(commune.province, by=cast.officer).symbol == "01-NQ/TU"
