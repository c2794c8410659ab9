"""Founding, merging, members, posts: each deed whole, each refusal a sentence."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent
from cells.models import Membership, Office, Organisation, Seat, Succession
from cells.queries import cells_under, children_on, members_of, superior_of
from cells.services.members import change_member, create_member, reveal_number
from cells.services.organisations import found_organisation, merge_cells
from cells.services.seats import end_seat, give_seat, link_account
from core.errors import DomainError
from tests.factories import make_cell, make_member, make_user

pytestmark = pytest.mark.django_db
JUNE_30, JULY_1 = dt.date(2026, 6, 30), dt.date(2026, 7, 1)


def test_found_organisation_stores_name_place_and_audit_line(commune, cast):
    cell = found_organisation(
        name="  Chi bộ  thôn Yên Hòa ",
        kind="cell",
        parent=commune.committee,
        founded_on=JULY_1,
        by=cast.commune,
        document="QĐ 12-QĐ/ĐU",
    )
    assert (cell.name, superior_of(cell), cell.founded_on) == ("Chi bộ thôn Yên Hòa", commune.committee, JULY_1)
    line = AuditEvent.objects.get(action="cells.organisation_founded")
    assert (line.thing_id, line.organisation_number, line.note) == (cell.pk, commune.committee.pk, "QĐ 12-QĐ/ĐU")


def test_found_organisation_without_a_name_is_refused(commune, cast):
    with pytest.raises(DomainError, match="ghi tên"):
        found_organisation(name=" ", kind="cell", parent=commune.committee, founded_on=JULY_1, by=cast.commune)


def test_found_organisation_before_its_superior_is_refused(commune, cast):
    with pytest.raises(DomainError, match="Cấp trên không hoạt động"):
        found_organisation(
            name="Chi bộ", kind="cell", parent=commune.committee, founded_on=dt.date(2000, 1, 1), by=cast.commune
        )


def test_merge_moves_members_ends_posts_and_keeps_the_old_tree(commune, cast):
    into, old = commune.cells[0], make_cell(commune.committee, "Chi bộ thôn Vân Hội", order=9)
    people = [make_member(old, office=Office.SECRETARY), make_member(old)]
    merge_cells([old], into=into, last_day=JUNE_30, by=cast.commune, document="ĐA 03-ĐA/ĐU")
    old.refresh_from_db()
    assert old.ended_on == JUNE_30
    assert set(members_of(old, JUNE_30)) == set(people)
    assert set(people) <= set(members_of(into, JULY_1))
    assert not members_of(old, JULY_1).exists()
    assert Seat.objects.get(organisation=old).valid_to == JUNE_30
    assert old in children_on(commune.committee, JUNE_30)
    assert old not in children_on(commune.committee, JULY_1)
    assert old in cells_under(commune.committee, first=dt.date(2026, 1, 1), last=dt.date(2026, 12, 31))
    assert Succession.objects.get().successor == into
    line = AuditEvent.objects.get(action="cells.organisations_merged")
    assert line.changes["members"] == [2, 0]


def test_merge_into_itself_is_refused(commune, cast):
    with pytest.raises(DomainError, match="vào chính nó"):
        merge_cells([commune.cells[0]], into=commune.cells[0], last_day=JUNE_30, by=cast.commune)


def test_merge_of_an_ended_cell_is_refused_and_changes_nothing(commune, cast):
    old, other = commune.cells[1], commune.cells[2]
    merge_cells([old], into=commune.cells[0], last_day=JUNE_30, by=cast.commune)
    with pytest.raises(DomainError, match="không còn hoạt động"):
        merge_cells([other, old], into=commune.cells[0], last_day=JUNE_30, by=cast.commune)
    other.refresh_from_db()
    assert other.ended_on is None


def test_create_member_stores_keys_membership_and_audit_line(commune, cast):
    member = create_member(
        cell=commune.cells[0], joined_cell_on=JULY_1, by=cast.commune, full_name="Đặng  Thị Ánh", sex="female"
    )
    assert (member.full_name, member.search_key) == ("Đặng Thị Ánh", "dang thi anh")
    assert member.memberships.get().cell == commune.cells[0]
    assert AuditEvent.objects.filter(action="cells.member_created", thing_id=member.pk).exists()


def test_create_member_in_an_ended_cell_is_refused(commune, cast):
    merge_cells([commune.cells[1]], into=commune.cells[0], last_day=JUNE_30, by=cast.commune)
    cell = Organisation.objects.get(pk=commune.cells[1].pk)
    with pytest.raises(DomainError, match="không hoạt động"):
        create_member(cell=cell, joined_cell_on=JULY_1, by=cast.commune, full_name="Lê Văn A")


def test_change_member_writes_before_and_after_with_numbers_masked(commune, cast):
    member = make_member(commune.cells[0], citizen_id="025194078011")
    assert change_member(member, by=cast.commune, cell=commune.cells[0], citizen_id="025194078012", religion="Không")
    line = AuditEvent.objects.get(action="cells.member_changed")
    assert line.changes == {"citizen_id": ["•••••••••011", "•••••••••012"], "religion": ["", "Không"]}
    assert not change_member(member, by=cast.commune, cell=commune.cells[0], religion="Không")


def test_member_in_two_cells_at_once_is_refused_by_the_database(commune):
    member = make_member(commune.cells[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(member=member, cell=commune.cells[1], valid_from=JULY_1)


def test_reveal_number_without_a_reason_is_refused_and_with_one_is_written_down(commune, cast):
    member = make_member(commune.cells[0], citizen_id="025194078011")
    with pytest.raises(DomainError, match="lý do"):
        reveal_number(member, "citizen_id", by=cast.secretary, reason="  ")
    assert reveal_number(member, "citizen_id", by=cast.secretary, reason="Đối chiếu thẻ") == "025194078011"
    line = AuditEvent.objects.get(action="cells.number_revealed")
    assert (line.actor, line.note, line.changes) == (cast.secretary, "Đối chiếu thẻ", {"field": [None, "citizen_id"]})


def test_second_secretary_is_refused_naming_the_first(commune, cast):
    other = make_member(commune.cells[0])
    with pytest.raises(DomainError, match="Bùi Thị Tuyết"):
        give_seat(other, organisation=commune.cells[0], office="secretary", valid_from=JULY_1, by=cast.commune)


def test_second_post_of_one_person_in_one_unit_is_refused(commune, cast):
    with pytest.raises(DomainError, match="đã giữ một chức vụ"):
        give_seat(
            cast.deputy.member,
            organisation=commune.cells[0],
            office="committee_member",
            valid_from=JULY_1,
            by=cast.commune,
        )


def test_seat_ended_and_given_to_another(commune, cast):
    cell, other = commune.cells[0], make_member(commune.cells[0])
    end_seat(cast.secretary.member.seats.get(), last_day=JUNE_30, by=cast.commune)
    give_seat(other, organisation=cell, office="secretary", valid_from=JULY_1, by=cast.commune, basis="appointed")
    assert Seat.objects.in_force(JULY_1).get(organisation=cell, office="secretary").member == other
    actions = AuditEvent.objects.order_by("id").values_list("action", flat=True)
    assert list(actions) == ["cells.seat_ended", "cells.seat_given"]


def test_seat_ended_twice_or_before_its_start_is_refused(commune, cast):
    seat = cast.secretary.member.seats.get()
    with pytest.raises(DomainError, match="sau ngày nhận chức"):
        end_seat(seat, last_day=dt.date(2020, 1, 1), by=cast.commune)
    end_seat(seat, last_day=JUNE_30, by=cast.commune)
    with pytest.raises(DomainError, match="đã kết thúc"):
        end_seat(seat, last_day=JUNE_30, by=cast.commune)


def test_account_linked_twice_is_refused(commune, cast):
    member = make_member(commune.cells[0])
    user = make_user()
    link_account(member, user, by=cast.commune)
    with pytest.raises(DomainError, match="tài khoản khác"):
        link_account(member, make_user(), by=cast.commune)
    with pytest.raises(DomainError, match="một đảng viên khác"):
        link_account(make_member(commune.cells[0]), user, by=cast.commune)
