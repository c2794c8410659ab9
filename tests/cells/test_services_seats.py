"""Posts: one secretary, the right days, the right offices; a whole committee; the end with the person."""

import datetime as dt
import threading

import pytest
from django.db import connection

from accounts.models import AuditEvent
from cells.models import Organisation, Seat, Term
from cells.queries.posts import belongs_to, seats_by_term
from cells.rules.offices import office_choices
from cells.services.organisations import merge_cells
from cells.services.seats import appoint_committee, end_seat, end_seats_of, give_seat
from core.errors import DomainError
from tests.factories import make_member, make_organisation

pytestmark = pytest.mark.django_db
JULY_1 = dt.date(2026, 7, 1)


def give(member, organisation, office="committee_member", valid_from=JULY_1, **values):
    return give_seat(member, organisation=organisation, office=office, valid_from=valid_from, by=None, **values)


def test_seat_given_with_its_basis_and_document(commune, cast):
    member = make_member(commune.cells[1])
    seat = give_seat(
        member,
        organisation=commune.cells[1],
        office="secretary",
        valid_from=JULY_1,
        by=cast.commune,
        basis="appointed",
        document="12-QĐ/ĐU",
        document_on=dt.date(2026, 6, 28),
    )
    assert (seat.basis, seat.document, seat.document_on) == ("appointed", "12-QĐ/ĐU", dt.date(2026, 6, 28))
    assert AuditEvent.objects.get(action="cells.seat_given").note == "12-QĐ/ĐU"


def test_second_secretary_at_any_time_of_the_seat_is_refused_with_name_and_day(commune):
    cell = commune.cells[1]
    give(make_member(cell, "Lê Văn Sau"), cell, "secretary", dt.date(2026, 10, 1))
    with pytest.raises(DomainError, match="đã có bí thư là đồng chí Lê Văn Sau, từ ngày 01/10/2026") as refused:
        give(make_member(cell), cell, "secretary", JULY_1)
    assert refused.value.field == "office"
    give(make_member(cell), cell, "secretary", JULY_1, valid_to=dt.date(2026, 9, 30))
    assert Seat.objects.filter(organisation=cell, office="secretary").count() == 2


def test_seat_before_the_founding_or_after_the_end_is_refused(commune, cast):
    old, into = commune.cells[1:]
    member = make_member(into)
    with pytest.raises(DomainError, match="thành lập ngày 01/01/2024"):
        give(member, old, valid_from=dt.date(2023, 12, 31))
    merge_cells([old], into=into, last_day=dt.date(2026, 6, 30), by=None)
    old = Organisation.objects.get(pk=old.pk)
    for last in (None, JULY_1):
        with pytest.raises(DomainError, match="kết thúc hoạt động ngày 30/06/2026"):
            give(member, old, valid_from=dt.date(2026, 1, 1), valid_to=last)
    with pytest.raises(DomainError, match="sau ngày nhận chức"):
        give(member, into, valid_to=dt.date(2026, 6, 30))
    assert not Seat.objects.filter(member=member).exists()


def test_office_that_the_kind_of_unit_has_not_is_refused(commune):
    member = make_member(commune.cells[1])
    for office in ("standing_member", "group_leader", "organisation_officer"):
        with pytest.raises(DomainError, match="không có chức vụ này"):
            give(member, commune.cells[1], office)
    with pytest.raises(DomainError, match="bầu, chỉ định hoặc bổ sung"):
        give(member, commune.cells[1], basis="nope")


def test_offices_offered_fit_the_kind():
    assert dict(office_choices("cell")) == {
        "secretary": "Bí thư",
        "deputy_secretary": "Phó Bí thư",
        "committee_member": "Chi ủy viên",
    }
    assert "standing_member" in dict(office_choices("base_committee"))
    assert list(dict(office_choices("party_group"))) == ["group_leader", "group_deputy"]


def test_person_from_outside_is_asked_about_and_then_accepted(commune):
    outsider, below = make_member(commune.elsewhere), make_member(commune.cells[0])
    with pytest.raises(DomainError, match="không sinh hoạt tại Đảng bộ xã Vân Trục") as refused:
        give(outsider, commune.committee, accept_outsider=False)
    assert refused.value.field == "accept_outsider"
    assert give(below, commune.committee, accept_outsider=False).pk
    assert give(outsider, commune.committee, accept_outsider=True).pk


def test_leader_of_a_group_is_one_of_its_cell(commune):
    group = make_organisation("Tổ đảng số 1", kind="party_group", parent=commune.cells[0])
    member = make_member(commune.cells[0])
    assert belongs_to(member, group, JULY_1)
    assert not belongs_to(make_member(commune.cells[1]), group, JULY_1)
    give(member, group, "group_leader", accept_outsider=False)
    with pytest.raises(DomainError, match="đã có tổ trưởng tổ đảng"):
        give(make_member(commune.cells[0]), group, "group_leader")


def test_committee_appointed_at_once_or_not_at_all(commune, cast):
    cell = commune.cells[1]
    people = [make_member(cell, name) for name in ("Lê Văn Một", "Lê Văn Hai", "Lê Văn Ba")]
    with pytest.raises(DomainError, match="ít nhất một đồng chí"):
        appoint_committee(cell, {}, valid_from=JULY_1, basis="appointed", by=cast.commune)
    with pytest.raises(DomainError, match="đang chọn: Lê Văn Một, Lê Văn Hai"):
        appoint_committee(
            cell,
            {people[0]: "secretary", people[1]: "secretary"},
            valid_from=JULY_1,
            basis="appointed",
            by=cast.commune,
        )
    give(people[2], cell, "deputy_secretary")
    chosen = {people[1]: "committee_member", people[0]: "secretary", people[2]: "committee_member"}
    with pytest.raises(DomainError, match="Lê Văn Ba đã giữ một chức vụ"):
        appoint_committee(cell, chosen, valid_from=JULY_1, basis="appointed", by=cast.commune)
    assert Seat.objects.filter(organisation=cell).count() == 1
    del chosen[people[2]]
    seats = appoint_committee(cell, chosen, valid_from=JULY_1, basis="appointed", document="15-QĐ/ĐU", by=cast.commune)
    assert [(str(seat.member), seat.office, seat.document) for seat in seats] == [
        ("Lê Văn Một", "secretary", "15-QĐ/ĐU"),
        ("Lê Văn Hai", "committee_member", "15-QĐ/ĐU"),
    ]


def test_seat_that_was_to_end_later_ends_sooner_with_its_document(commune, cast):
    seat = give(make_member(commune.cells[1]), commune.cells[1], valid_to=dt.date(2026, 12, 31))
    end_seat(seat, last_day=dt.date(2026, 9, 1), by=cast.commune, document="9-QĐ/ĐU", document_on=JULY_1)
    seat.refresh_from_db()
    assert (seat.valid_to, seat.end_document, seat.end_document_on) == (dt.date(2026, 9, 1), "9-QĐ/ĐU", JULY_1)
    with pytest.raises(DomainError, match="đã kết thúc ngày 01/09/2026"):
        end_seat(seat, last_day=dt.date(2026, 10, 1), by=cast.commune)


def test_seats_end_with_the_person_in_all_units_or_in_the_one_left(commune, cast):
    member = make_member(commune.cells[1])
    own, above = give(member, commune.cells[1]), give(member, commune.committee)
    ended = end_seats_of(member, last_day=JULY_1, by=cast.commune, organisations=[commune.cells[1].pk])
    assert ended == [own]
    later = give(member, commune.cells[0], valid_from=dt.date(2026, 8, 1))
    assert set(end_seats_of(member, last_day=dt.date(2026, 7, 20), by=cast.commune)) == {above, later}
    days = dict(Seat.objects.filter(member=member).values_list("pk", "valid_to"))
    assert days == {own.pk: JULY_1, above.pk: dt.date(2026, 7, 20), later.pk: dt.date(2026, 8, 1)}
    assert end_seats_of(member, last_day=dt.date(2026, 9, 1), by=cast.commune) == []


def test_posts_stand_under_the_term_they_were_held_in(commune):
    cell = commune.cells[1]
    first, second = (
        Term.objects.create(
            organisation=cell, name=str(year), length_months=12, valid_from=dt.date(year, 7, 1),
            planned_end=dt.date(year + 1, 7, 1),
        )
        for year in (2024, 2025)
    )  # fmt: skip
    both = give(make_member(cell, "Lê Văn Cả"), cell, "secretary", dt.date(2024, 7, 1))
    old = give(make_member(cell, "Lê Văn Cũ"), cell, valid_from=dt.date(2024, 7, 1), valid_to=dt.date(2025, 6, 30))
    never = give(make_member(cell), cell, valid_from=dt.date(2024, 1, 1), valid_to=dt.date(2024, 3, 1))
    rows = [(row.term, row.seats) for row in seats_by_term(cell)]
    assert rows == [(second, [both]), (first, [both, old]), (None, [never])]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_the_secretary_at_once_one_wins_and_the_other_is_told(commune, cast):
    cell = commune.cells[1]
    people = [make_member(cell, "Lê Văn Một"), make_member(cell, "Lê Văn Hai")]
    together, outcomes = threading.Barrier(2), []

    def act(member):
        together.wait()
        try:
            give_seat(member, organisation=cell, office="secretary", valid_from=JULY_1, by=cast.commune)
            outcomes.append("given")
        except DomainError as error:
            outcomes.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[member]) for member in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert min(outcomes, key=len) == "given"
    assert "đã có bí thư là đồng chí Lê Văn" in max(outcomes, key=len)
    assert Seat.objects.filter(organisation=cell, office="secretary").count() == 1
