"""Merging, dividing, dissolving: nobody and nothing is lost; each refusal writes nothing."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from cells.models import (
    Assignment,
    Candidate,
    GroupMembership,
    Membership,
    Office,
    ResidenceLink,
    Seat,
    StatusPeriod,
    Succession,
    Term,
    Transfer,
    WorkingGroup,
    WorkingGroupUnit,
)
from cells.queries import children_on, members_of, superior_of
from cells.services.organisations import (
    merge_cells,
    rename_organisation,
)
from cells.services.organisations.merging import Appointment
from core.errors import DomainError
from core.vietnamese import search_key, sort_key
from tests.cells.organisations.endings.conftest import DOCUMENT, DOCUMENT_ON, LAST, NEXT, fresh, merge, where
from tests.factories import START, make_cell, make_member, make_organisation

pytestmark = pytest.mark.django_db


def test_merge_into_a_new_cell_moves_everyone_and_ends_the_old_ones(commune, cast):
    first, second = commune.cells[1:]
    people = [make_member(first), make_member(second, office=Office.SECRETARY)]
    leader = make_member(first)
    new = merge(
        [first, second],
        new_name="Chi bộ thôn Tân Lập",
        by=cast.commune,
        appointments=[Appointment(leader, Office.SECRETARY)],
    )
    assert (new.name, superior_of(new), new.founded_on, new.unit_type) == (
        "Chi bộ thôn Tân Lập",
        commune.committee,
        NEXT,
        "residential",
    )
    assert {*people, leader} <= set(members_of(new, NEXT))
    for old in (fresh(first), fresh(second)):
        assert (old.ended_on, old.end_reason, old.end_document, old.end_document_on) == (
            LAST,
            "merged",
            DOCUMENT,
            DOCUMENT_ON,
        )
        assert not members_of(old, NEXT).exists()
        succession = Succession.objects.get(predecessor=old)
        assert (succession.successor, succession.kind, succession.on) == (new, "merge", NEXT)
    opened = Membership.objects.get(member=people[0], valid_to=None)
    closed = Membership.objects.get(member=people[0], valid_to=LAST)
    assert (opened.start_reason, opened.document, opened.document_on) == ("merged", DOCUMENT, DOCUMENT_ON)
    assert (closed.end_reason, closed.document) == ("merged", DOCUMENT)
    seat = Seat.objects.get(organisation=new)
    assert (seat.member, seat.basis, seat.valid_from) == (leader, "appointed", NEXT)
    old_seat = Seat.objects.get(organisation=second)
    assert (old_seat.valid_to, old_seat.end_document, old_seat.end_document_on) == (LAST, DOCUMENT, DOCUMENT_ON)
    assert AuditEvent.objects.filter(action="cells.organisations_merged").count() == 2


def test_merge_keeps_planned_ends_guests_and_statuses(commune):
    old, into, third = commune.cells
    leaving = make_member(old)
    Membership.objects.filter(member=leaving).update(
        valid_to=dt.date(2026, 8, 15), end_reason="died", document="Giấy báo"
    )
    guest = make_member(third)
    Membership.objects.create(
        member=guest, cell=old, kind="temporary", valid_from=dt.date(2026, 3, 1), valid_to=dt.date(2026, 12, 31),
        end_reason="returned",
    )  # fmt: skip
    exempt = make_member(old, status="exempt")
    merge([old], into=into)
    moved = Membership.objects.get(member=leaving, cell=into)
    assert (moved.valid_from, moved.valid_to, moved.end_reason) == (NEXT, dt.date(2026, 8, 15), "died")
    assert Membership.objects.get(member=leaving, cell=old).document == "Giấy báo"
    assert where(guest) == {(third, "permanent"), (into, "temporary")}
    assert Membership.objects.get(member=guest, cell=into).valid_to == dt.date(2026, 12, 31)
    assert StatusPeriod.objects.get(member=exempt).valid_to is None


@pytest.mark.parametrize("own_ends", [True, False])
def test_guest_whose_two_cells_become_one_is_at_home(commune, own_ends):
    own, host = commune.cells[:2]
    member = make_member(own, status="away")
    Membership.objects.create(member=member, cell=host, kind="temporary", valid_from=dt.date(2026, 3, 1))
    into = host if own_ends else own
    merge([own if own_ends else host], into=into)
    assert where(member) == {(into, "permanent")}
    stay = Membership.objects.get(member=member, kind="temporary")
    assert (stay.valid_to, stay.end_reason != "") == (LAST, True)
    assert StatusPeriod.objects.get(member=member).valid_to == LAST


def test_guest_of_a_third_cell_stays_away(commune):
    own, host, into = commune.cells
    member = make_member(own, status="away")
    Membership.objects.create(member=member, cell=host, kind="temporary", valid_from=dt.date(2026, 3, 1))
    merge([host], into=into)
    assert where(member) == {(own, "permanent"), (into, "temporary")}
    assert StatusPeriod.objects.get(member=member).valid_to is None


def test_merge_takes_groups_links_candidates_and_transfers_along(commune, cast):
    old, into, third = commune.cells
    member, newcomer, exchanged = make_member(old), make_member(third), make_member(old)
    group = make_organisation("Tổ đảng số 1", kind="party_group", parent=old)
    GroupMembership.objects.create(member=member, group=group, valid_from=START)
    resident = make_member(third)
    ResidenceLink.objects.create(member=resident, cell=old, cell_name=old.name, valid_from=START)
    name = "Đỗ Thị Mai"
    candidate = Candidate.objects.create(
        cell=old, full_name=name, sort_key=sort_key(name), search_key=search_key(name), birth_date=dt.date(2000, 1, 1)
    )
    paper = {"issued_on": dt.date(2026, 6, 20), "present_by": dt.date(2026, 8, 1), "issued_by": cast.commune}
    coming = Transfer.objects.create(member=newcomer, from_cell=third, to_cell=old, document="GT 1", **paper)
    within = Transfer.objects.create(member=exchanged, from_cell=old, to_cell=into, document="GT 2", **paper)
    merge([old], into=into, by=cast.commune)
    assert group in children_on(into, NEXT)
    assert GroupMembership.objects.get(member=member).valid_to is None
    link = ResidenceLink.objects.get(member=resident, valid_to=None)
    assert (link.cell, link.cell_name, link.valid_from) == (into, into.name, NEXT)
    candidate.refresh_from_db()
    assert candidate.cell == into
    coming.refresh_from_db()
    within.refresh_from_db()
    assert (coming.from_cell, coming.to_cell, coming.state) == (third, into, "issued")
    assert (within.state, within.closed_by, within.closed_on) == ("cancelled", cast.commune, NEXT)
    assert "một chi bộ" in within.close_reason
    assert AuditEvent.objects.filter(action="cells.transfer_redirected").count() == 2


def test_what_looks_after_a_unit_ends_with_it(commune):
    old, into = commune.cells[:2]
    charge = Assignment.objects.create(
        organisation=commune.committee, member=make_member(into), unit=old, valid_from=START
    )
    crew = WorkingGroup.objects.create(organisation=commune.committee, name="Tổ 1", valid_from=START)
    followed = WorkingGroupUnit.objects.create(group=crew, unit=old, valid_from=START)
    term = Term.objects.create(
        organisation=old, name="2025 – 2027", length_months=30, valid_from=dt.date(2025, 3, 1),
        planned_end=dt.date(2027, 9, 1),
    )  # fmt: skip
    merge([old], into=into)
    for row in (charge, followed, term):
        row.refresh_from_db()
    assert (charge.valid_to, followed.valid_to, term.ended_on) == (LAST, LAST, LAST)
    crew.refresh_from_db()
    assert crew.valid_to is None


def test_merge_of_committees_moves_the_units_below(commune, cast):
    other = superior_of(commune.elsewhere)
    new = merge([commune.committee, other], new_name="Đảng bộ xã Vân Trục", by=cast.officer, code="VT2")
    assert superior_of(new) == commune.province
    assert set(children_on(new, NEXT)) == {*commune.cells, commune.elsewhere}
    assert set(children_on(commune.committee, LAST)) == set(commune.cells)
    assert not children_on(commune.committee, NEXT).exists()
    assert children_on(new, NEXT).count() == 4
    assert commune.cells[0].memberships.filter(valid_to=None).count() == 3


def test_many_merges_leave_each_member_once(commune):
    cells = [make_cell(commune.committee) for _number in range(5)]
    people = [make_member(cell) for cell in cells for _number in range(4)]
    for pair in (cells[:2], cells[2:4]):
        merge(pair[1:], into=pair[0])
    assert all(len(where(person)) == 1 for person in people)
    assert [members_of(cell, NEXT).count() for cell in cells] == [8, 0, 8, 0, 4]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "Hãy chọn tổ chức nhận"),
        ({"new_name": "Chi bộ mới"}, "ít nhất hai tổ chức"),
    ],
)
def test_merge_without_an_aim_is_refused(commune, values, sentence):
    with pytest.raises(DomainError, match=sentence):
        merge([commune.cells[0]], **values)


def test_merge_of_a_cell_with_a_committee_is_refused(commune):
    with pytest.raises(DomainError, match="Chi bộ chỉ sáp nhập với chi bộ"):
        merge([commune.cells[0]], into=superior_of(commune.elsewhere))


def test_merge_into_a_unit_below_is_refused(commune):
    part = make_organisation("Đảng bộ bộ phận A", kind="part_committee", parent=commune.committee)
    with pytest.raises(DomainError, match="Đảng bộ bộ phận A đứng dưới Đảng bộ xã Vân Trục"):
        merge([commune.committee], into=part)
    assert fresh(commune.committee).ended_on is None


def test_merge_of_a_unit_below_into_its_superior_is_done(commune):
    part = make_organisation("Đảng bộ bộ phận A", kind="part_committee", parent=commune.committee)
    cell = make_cell(part)
    merge([part], into=commune.committee)
    assert superior_of(cell, NEXT) == commune.committee


def test_merge_into_an_ended_cell_names_its_successor(commune):
    first, second, third = commune.cells
    merge_cells([second], into=third, last_day=dt.date(2026, 5, 31), by=None)
    with pytest.raises(DomainError, match=r"đã kết thúc ngày 31/05/2026; hãy chọn Chi bộ thôn Đồng Tâm"):
        merge([first], into=second)


def test_merge_before_the_founding_is_refused(commune):
    late = make_cell(commune.committee, "Chi bộ thôn Muộn", founded_on=NEXT)
    with pytest.raises(DomainError, match="Chi bộ thôn Muộn thành lập ngày 01/07/2026"):
        merge([late], into=commune.cells[0])


def test_backdated_merge_names_the_later_change_in_its_way(commune):
    old, into = commune.cells[:2]
    rename_organisation(old, name="Chi bộ 1", valid_from=dt.date(2026, 8, 1), by=None)
    with pytest.raises(DomainError, match=r"tên là Chi bộ 1 từ ngày 01/08/2026"):
        merge([old], into=into)
    assert fresh(old).ended_on is None


def test_backdated_merge_names_who_joined_later(commune):
    old, into = commune.cells[:2]
    make_member(old, "Hà Văn Sau", since=dt.date(2026, 8, 1))
    with pytest.raises(DomainError, match=r"đồng chí Hà Văn Sau đã được ghi về sinh hoạt từ ngày 01/08/2026"):
        merge([old], into=into)


def test_backdated_merge_names_a_later_post_and_a_later_unit_below(commune):
    old, into = commune.cells[:2]
    seat = Seat.objects.create(
        organisation=old, member=make_member(old, "Lý Thị Bốn"), office="secretary", valid_from=dt.date(2026, 8, 1)
    )
    with pytest.raises(DomainError, match="Lý Thị Bốn đã nhận chức vụ từ ngày 01/08/2026"):
        merge([old], into=into)
    seat.delete()
    make_organisation("Tổ đảng 5", kind="party_group", parent=old, founded_on=dt.date(2026, 8, 1))
    with pytest.raises(DomainError, match="Tổ đảng 5 đã được đặt dưới tổ chức này từ ngày 01/08/2026"):
        merge([old], into=into)


def test_backdated_merge_carries_a_later_change_of_a_unit_below(commune):
    other = superior_of(commune.elsewhere)
    cell = commune.cells[0]
    rename_organisation(cell, name="Chi bộ 1", valid_from=dt.date(2026, 8, 1), by=None)
    merge([commune.committee], into=other)
    assert superior_of(cell, dt.date(2026, 8, 1)) == other
    assert fresh(cell).label(dt.date(2026, 8, 1)) == "Chi bộ 1"
