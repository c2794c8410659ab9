"""Terms: opened, extended by a document, ended; overlaps refused; the ones that end soon found."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from cells.models import Organisation, Term
from cells.queries.terms import term_on, terms_ending
from cells.rules.statute import term_alert
from cells.services.terms import end_term, extend_term, open_term, set_congress_day
from core.errors import DomainError
from tests.cast import TODAY
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db
START = dt.date(2025, 1, 15)


@pytest.fixture
def term(commune, cast):
    return open_term(commune.cells[0], name="2025 – 2027", valid_from=START, length_months=30, by=cast.officer)


def test_term_opened_ends_after_its_months_and_is_written_down(commune, cast, term):
    assert (term.planned_end, term.last_day) == (dt.date(2027, 7, 15), dt.date(2027, 7, 15))
    line = AuditEvent.objects.get(action="cells.term_opened")
    assert (line.actor, line.organisation_number) == (cast.officer, commune.cells[0].pk)
    assert line.changes == {"valid_from": [None, "2025-01-15"], "planned_end": [None, "2027-07-15"]}


def test_term_overlapping_another_is_refused_naming_it(commune, cast, term):
    for first in (dt.date(2024, 6, 1), START, dt.date(2027, 7, 14)):
        with pytest.raises(DomainError, match=r"2025 – 2027.*15/01/2025 đến 15/07/2027"):
            open_term(commune.cells[0], name="Khác", valid_from=first, length_months=30, by=cast.officer)
    following = open_term(
        commune.cells[0], name="2027 – 2030", valid_from=term.last_day, length_months=30, by=cast.officer
    )
    assert Term.objects.filter(organisation=commune.cells[0]).count() == 2
    assert term_on(commune.cells[0], dt.date(2027, 7, 14)) == term
    assert term_on(commune.cells[0], dt.date(2027, 7, 15)) == following


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": "  "}, "tên nhiệm kỳ"),
        ({"valid_from": dt.date(2023, 12, 31)}, "không hoạt động vào ngày này"),
        ({"planned_end": START}, "sau ngày bắt đầu"),
        ({"congress_on": dt.date(2023, 12, 31)}, "không hoạt động vào ngày đại hội"),
        ({"congress_on": dt.date(2027, 7, 15)}, "trước ngày hết nhiệm kỳ"),
    ],
)
def test_term_that_cannot_be_is_refused(commune, cast, values, sentence):
    facts = {"name": "2025 – 2027", "valid_from": START, "length_months": 30, **values}
    with pytest.raises(DomainError, match=sentence):
        open_term(commune.cells[0], by=cast.officer, **facts)
    assert not Term.objects.exists()


def test_term_of_a_party_group_is_refused(commune, cast):
    group = make_organisation("Tổ đảng số 1", kind="party_group", parent=commune.cells[0])
    with pytest.raises(DomainError, match="Tổ đảng không có nhiệm kỳ"):
        open_term(group, name="2025 – 2027", valid_from=START, length_months=30, by=cast.officer)


def test_term_extended_by_a_document(commune, cast, term):
    extend_term(term, extended_to=dt.date(2028, 1, 15), document="62-KL/ĐU", by=cast.commune)
    term.refresh_from_db()
    assert (term.last_day, term.extension_document) == (dt.date(2028, 1, 15), "62-KL/ĐU")
    line = AuditEvent.objects.get(action="cells.term_extended")
    assert (line.changes, line.note) == ({"extended_to": ["2027-07-15", "2028-01-15"]}, "62-KL/ĐU")


def test_extension_without_document_backwards_over_the_next_or_of_an_ended_term_is_refused(commune, cast, term):
    with pytest.raises(DomainError, match="phải có văn bản"):
        extend_term(term, extended_to=dt.date(2028, 1, 15), document=" ", by=cast.commune)
    with pytest.raises(DomainError, match=r"sau ngày hết nhiệm kỳ \(15/07/2027\)"):
        extend_term(term, extended_to=dt.date(2027, 7, 15), document="1-KL/ĐU", by=cast.commune)
    following = open_term(
        commune.cells[0], name="2027 – 2030", valid_from=term.last_day, length_months=30, by=cast.officer
    )
    with pytest.raises(DomainError, match="2027 – 2030"):
        extend_term(term, extended_to=dt.date(2027, 8, 15), document="1-KL/ĐU", by=cast.commune)
    end_term(following, ended_on=dt.date(2028, 1, 1), by=cast.commune)
    with pytest.raises(DomainError, match="đã kết thúc"):
        extend_term(following, extended_to=dt.date(2031, 1, 1), document="1-KL/ĐU", by=cast.commune)


def test_term_ended_once_and_within_its_days(commune, cast, term):
    with pytest.raises(DomainError, match="sau ngày bắt đầu"):
        end_term(term, ended_on=dt.date(2025, 1, 14), by=cast.commune)
    with pytest.raises(DomainError, match="kéo dài bằng văn bản"):
        end_term(term, ended_on=dt.date(2027, 7, 16), by=cast.commune)
    end_term(term, ended_on=dt.date(2026, 6, 30), by=cast.commune, document="Quyết định 5-QĐ/ĐU")
    assert term_on(commune.cells[0], dt.date(2026, 6, 30)) == term
    assert term_on(commune.cells[0], dt.date(2026, 7, 1)) is None
    with pytest.raises(DomainError, match="đã kết thúc ngày 30/06/2026"):
        end_term(term, ended_on=dt.date(2026, 6, 30), by=cast.commune)
    assert AuditEvent.objects.get(action="cells.term_ended").note == "Quyết định 5-QĐ/ĐU"


def test_congress_day_set_and_set_again_the_same_writes_one_line(cast, term):
    for _again in range(2):
        set_congress_day(term, congress_on=dt.date(2025, 1, 14), by=cast.commune)
    term.refresh_from_db()
    assert term.congress_on == dt.date(2025, 1, 14)
    assert AuditEvent.objects.filter(action="cells.congress_day_set").count() == 1


@pytest.mark.parametrize(
    ("days", "alert"), [(181, None), (180, 180), (91, 180), (90, 90), (31, 90), (30, 30), (0, 30), (-1, 0)]
)
def test_alert_is_the_shortest_reached(days, alert):
    assert term_alert(TODAY + dt.timedelta(days=days), TODAY) == alert


def test_terms_ending_are_those_within_the_alert_that_nothing_follows(commune, cast):
    def opened(unit, first, end):
        return Term.objects.create(
            organisation=unit, name=str(end), length_months=30, valid_from=first, planned_end=end
        )

    first, second, third = commune.cells
    soon = opened(first, dt.date(2024, 6, 1), TODAY + dt.timedelta(days=180))
    past = opened(second, dt.date(2024, 1, 1), dt.date(2026, 6, 1))
    opened(third, dt.date(2024, 6, 1), TODAY + dt.timedelta(days=181))
    ended = opened(commune.elsewhere, dt.date(2024, 1, 1), dt.date(2026, 6, 1))
    units = [cell.pk for cell in (*commune.cells, commune.elsewhere)]
    assert list(terms_ending(units, TODAY)) == [ended, past, soon]
    opened(commune.elsewhere, dt.date(2026, 6, 1), dt.date(2028, 12, 1))
    Organisation.objects.filter(pk=second.pk).update(ended_on=dt.date(2026, 7, 1))
    assert list(terms_ending(units, TODAY)) == [soon]
    extend_term(soon, extended_to=TODAY + dt.timedelta(days=300), document="1-KL/ĐU", by=cast.commune)
    assert list(terms_ending(units, TODAY)) == []
