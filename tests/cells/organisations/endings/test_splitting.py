"""Merging, dividing, dissolving: nobody and nothing is lost; each refusal writes nothing."""

import datetime as dt
import threading

import pytest
from django.db import connection

from accounts.models import AuditEvent
from cells.models import (
    Candidate,
    GroupMembership,
    Membership,
    Office,
    Organisation,
    Seat,
    StatusPeriod,
    Succession,
    Transfer,
)
from cells.queries import children_on, members_of, subtree_ids, superior_of
from cells.services.organisations import (
    Part,
    dissolve_organisation,
    merge_cells,
    move_organisation,
    split_organisation,
)
from cells.services.organisations.merging import Appointment
from core.errors import DomainError
from core.vietnamese import search_key, sort_key
from tests.cells.organisations.endings.conftest import DOCUMENT, LAST, NEXT, fresh, merge, where
from tests.factories import START, make_member, make_organisation

pytestmark = pytest.mark.django_db


def test_split_into_itself_and_a_new_cell(commune, cast):
    cell = commune.cells[0]
    going, leader = make_member(cell), make_member(cell, office=Office.COMMITTEE_MEMBER)
    (new,) = split_organisation(
        cell,
        parts=[Part("Chi bộ thôn Vân Hội", [going, leader], appointments=[Appointment(leader, Office.SECRETARY)])],
        last_day=LAST,
        by=cast.commune,
        keep=True,
        document=DOCUMENT,
    )
    assert set(members_of(new, NEXT)) == {going, leader}
    assert not set(members_of(cell, NEXT)) & {going, leader}
    assert fresh(cell).ended_on is None
    assert Seat.objects.get(organisation=cell, member=leader).valid_to == LAST
    assert Succession.objects.get().kind == "split"
    assert AuditEvent.objects.get(action="cells.organisation_split").changes["members"] == [2, 0]
    assert cell.pk not in subtree_ids([new.pk]), "who leads the new cell does not lead the one that goes on"


def test_split_into_new_cells_ends_the_old_one(commune):
    cell = commune.cells[1]
    people = [make_member(cell) for _number in range(4)]
    parts = [Part("Chi bộ 1", people[:2]), Part("Chi bộ 2", people[2:])]
    first, second = split_organisation(cell, parts=parts, last_day=LAST, by=None, keep=False)
    assert (fresh(cell).ended_on, fresh(cell).end_reason) == (LAST, "split")
    assert [members_of(unit, NEXT).count() for unit in (first, second)] == [2, 2]
    assert Succession.objects.filter(predecessor=cell).count() == 2


def test_split_of_a_committee_says_which_units_go_where(commune):
    parts = [Part("Đảng bộ 1", units=commune.cells[:1]), Part("Đảng bộ 2", units=commune.cells[1:])]
    first, second = split_organisation(commune.committee, parts=parts, last_day=LAST, by=None, keep=False)
    assert set(children_on(first, NEXT)) == set(commune.cells[:1])
    assert set(children_on(second, NEXT)) == set(commune.cells[1:])


def test_split_that_leaves_someone_without_a_place_is_refused(commune):
    cell = commune.cells[1]
    people = [make_member(cell), make_member(cell), make_member(cell, "Vũ Thị Còn")]
    parts = [Part("Chi bộ 1", people[:1]), Part("Chi bộ 2", people[1:2])]
    with pytest.raises(DomainError, match="Còn 1 đồng chí chưa có nơi sinh hoạt mới: Vũ Thị Còn"):
        split_organisation(cell, parts=parts, last_day=LAST, by=None, keep=False)
    assert not Organisation.objects.filter(founded_on=NEXT).exists()
    parts = [Part("Đảng bộ 1", units=commune.cells[:1]), Part("Đảng bộ 2", units=commune.cells[1:2])]
    with pytest.raises(DomainError, match="còn Chi bộ thôn Đồng Tâm"):
        split_organisation(commune.committee, parts=parts, last_day=LAST, by=None, keep=False)


def test_split_with_wrong_people_is_refused(commune):
    cell = commune.cells[1]
    one, two, stranger = make_member(cell, "Lê A"), make_member(cell), make_member(commune.cells[2], "Trần Lạ")

    def split(*parts, keep=True):
        return split_organisation(cell, parts=parts, last_day=LAST, by=None, keep=keep)

    with pytest.raises(DomainError, match="Trần Lạ không thuộc"):
        split(Part("Chi bộ 1", [stranger]))
    with pytest.raises(DomainError, match="Lê A được ghi vào hai nơi"):
        split(Part("Chi bộ 1", [one]), Part("Chi bộ 2", [one, two]))
    with pytest.raises(DomainError, match="Chi bộ 1 chưa có ai"):
        split(Part("Chi bộ 1", []))
    with pytest.raises(DomainError, match="Không còn ai ở lại"):
        split(Part("Chi bộ 1", [one, two]))
    with pytest.raises(DomainError, match="ít nhất hai"):
        split(Part("Chi bộ 1", [one]), keep=False)


def test_dissolve_sends_each_member_where_it_is_said(commune, cast):
    cell, near, far = commune.cells[1], commune.cells[0], commune.elsewhere
    one, two = make_member(cell, office=Office.SECRETARY), make_member(cell)
    group = make_organisation("Tổ đảng số 1", kind="party_group", parent=cell)
    GroupMembership.objects.create(member=one, group=group, valid_from=START)
    guest = make_member(commune.cells[2], status="away")
    Membership.objects.create(member=guest, cell=cell, kind="temporary", valid_from=dt.date(2026, 3, 1))
    dissolve_organisation(
        cell, destinations={one.pk: far}, rest_to=near, last_day=LAST, by=cast.commune, document=DOCUMENT
    )
    assert where(one) == {(far, "permanent")}
    assert where(two) == {(near, "permanent")}
    assert where(guest) == {(commune.cells[2], "permanent"), (near, "temporary")}
    assert (fresh(cell).end_reason, fresh(group).ended_on) == ("dissolved", LAST)
    assert GroupMembership.objects.get().valid_to == LAST
    assert Seat.objects.get(organisation=cell).valid_to == LAST
    assert not Succession.objects.exists()


def test_dissolve_with_members_left_names_them(commune):
    cell = commune.cells[1]
    one = make_member(cell)
    make_member(cell, "Mai Thị Ở")
    with pytest.raises(DomainError, match="chưa có nơi sinh hoạt mới: Mai Thị Ở"):
        dissolve_organisation(cell, destinations={one.pk: commune.cells[0]}, last_day=LAST, by=None)
    assert fresh(cell).ended_on is None
    assert where(one) == {(cell, "permanent")}


def test_dissolve_ends_the_stay_of_a_guest_with_no_place_to_go(commune):
    cell = commune.cells[1]
    guest = make_member(commune.cells[2], status="away")
    Membership.objects.create(member=guest, cell=cell, kind="temporary", valid_from=dt.date(2026, 3, 1))
    dissolve_organisation(cell, last_day=LAST, by=None)
    assert where(guest) == {(commune.cells[2], "permanent")}
    assert StatusPeriod.objects.get(member=guest).valid_to == LAST
    assert Membership.objects.get(member=guest, kind="temporary").end_reason == "returned"


def test_dissolve_of_a_committee_with_units_below_names_them(commune):
    with pytest.raises(DomainError, match="còn Chi bộ thôn Song Vân, Chi bộ thôn Tân Lập, Chi bộ thôn Đồng Tâm"):
        dissolve_organisation(commune.committee, last_day=LAST, by=None)
    for cell in commune.cells:
        move_organisation(cell, parent=superior_of(commune.elsewhere), valid_from=NEXT, by=None)
    dissolve_organisation(commune.committee, last_day=LAST, by=None)
    assert fresh(commune.committee).ended_on == LAST


def test_dissolve_with_a_paper_under_way_or_a_candidate_needs_a_place_for_them(commune, cast):
    cell = commune.cells[1]
    name = "Đỗ Thị Mai"
    words = {"full_name": name, "sort_key": sort_key(name), "search_key": search_key(name)}
    Candidate.objects.create(cell=cell, birth_date=dt.date(2000, 1, 1), **words)
    with pytest.raises(DomainError, match="Đỗ Thị Mai đang được Chi bộ thôn Tân Lập bồi dưỡng"):
        dissolve_organisation(cell, last_day=LAST, by=None)
    Candidate.objects.update(stage="stopped")
    Transfer.objects.create(
        member=make_member(commune.cells[2], "Tô Văn Đến"), from_cell=commune.cells[2], to_cell=cell, document="GT 7",
        issued_on=dt.date(2026, 6, 20), present_by=dt.date(2026, 8, 1), issued_by=cast.commune,
    )  # fmt: skip
    with pytest.raises(DomainError, match=r"Tô Văn Đến đang chuyển đến .* \(giấy GT 7\)"):
        dissolve_organisation(cell, last_day=LAST, by=None)


@pytest.mark.parametrize("home", ["self", "committee", "ended"])
def test_dissolve_into_what_takes_no_members_is_refused(commune, home):
    cell = commune.cells[1]
    merge_cells([commune.cells[2]], into=commune.cells[0], last_day=dt.date(2026, 5, 31), by=None)
    homes = {"self": cell, "committee": commune.committee, "ended": commune.cells[2]}
    with pytest.raises(DomainError, match=r"một chi bộ khác|không phải là chi bộ|không còn hoạt động"):
        dissolve_organisation(cell, rest_to=homes[home], last_day=LAST, by=None)


@pytest.mark.django_db(transaction=True)
def test_of_two_merges_at_once_one_wins_and_the_other_is_told(commune):
    old, first, second = commune.cells
    make_member(old)
    barrier, told = threading.Barrier(2), []

    def work(into):
        try:
            barrier.wait(timeout=10)
            merge([old], into=into)
        except DomainError as error:
            told.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(into,)) for into in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(told) == 1
    assert "đã kết thúc ngày 30/06/2026" in told[0]
    assert Succession.objects.count() == 1
    assert Membership.objects.filter(valid_to=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_moves_that_would_make_a_circle_one_wins(commune):
    first, second = (make_organisation(f"Đảng bộ {name}", parent=commune.province) for name in "AB")
    barrier, told = threading.Barrier(2), []

    def work(unit, parent):
        try:
            barrier.wait(timeout=10)
            move_organisation(unit, parent=parent, valid_from=NEXT, by=None)
        except DomainError as error:
            told.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(told) == 1
    assert "không thể đứng dưới" in told[0]


def test_end_more_than_a_year_ahead_is_refused_as_a_slip(commune, cast):
    with pytest.raises(DomainError, match="hơn một năm nữa"):
        dissolve_organisation(
            commune.cells[1], last_day=dt.date(2036, 6, 30), by=cast.commune, rest_to=commune.cells[2], document="QĐ 1"
        )
