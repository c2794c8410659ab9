"""Who looks after whom, read back."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cells.models import Assignment, WorkingGroup, WorkingGroupMember, WorkingGroupUnit
from cells.queries.oversight import charges_of, keepers_of, people_in_charge, units_offered, units_without_anyone
from tests.cast import TODAY
from tests.factories import make_cell, make_member, make_organisation

pytestmark = pytest.mark.django_db
SINCE = dt.date(2026, 3, 1)


def assignment(commune, member, **values):
    return Assignment.objects.create(organisation=commune.committee, member=member, valid_from=SINCE, **values)


def group_of(commune, member, unit, **dates):
    group = WorkingGroup.objects.create(organisation=commune.committee, name="Tổ công tác số 1", valid_from=SINCE)
    WorkingGroupMember.objects.create(group=group, member=member, role="leader", valid_from=SINCE, **dates)
    WorkingGroupUnit.objects.create(group=group, unit=unit, valid_from=SINCE)
    return group


def test_people_in_charge_are_those_with_posts_first_and_then_others(commune, cast):
    leader, plain = cast.commune.member, make_member(commune.cells[1])
    free = make_member(commune.cells[1], office="committee_member", seat_in=commune.committee)
    unit, area = assignment(commune, leader, unit=commune.cells[0]), assignment(commune, leader, area="Dân vận")
    outside = assignment(commune, plain, unit=commune.cells[1])
    assignment(commune, free, unit=commune.cells[2], valid_to=TODAY - dt.timedelta(days=1))
    first, second, third = people_in_charge(commune.committee, TODAY)
    assert (first.member, first.units, first.areas, first.is_free) == (leader, [unit], [area], False)
    assert (second.member, second.is_free) == (free, True)
    assert (third.member, third.seat, third.units) == (plain, None, [outside])


def test_units_without_anyone_are_those_with_neither_person_nor_group(commune, cast):
    assignment(commune, cast.commune.member, unit=commune.cells[0])
    group_of(commune, cast.commune.member, commune.cells[1])
    assert units_without_anyone(commune.committee, TODAY) == [commune.cells[2]]


def test_keepers_are_those_of_the_day_with_their_group(commune, cast):
    member = cast.commune.member
    assignment(commune, member, unit=commune.cells[0])
    group = group_of(commune, cast.deputy.member, commune.cells[0], valid_to=dt.date(2026, 9, 30))
    found = keepers_of(commune.cells, dt.date(2026, 9, 30))[commune.cells[0].pk]
    assert [(keeper.member, keeper.group, keeper.role) for keeper in found] == [
        (member, None, ""),
        (cast.deputy.member, group, "tổ trưởng"),
    ]
    assert [str(keeper) for keeper in keepers_of(commune.cells, TODAY)[commune.cells[0].pk]] == ["Lê Quang Vinh"]
    assert keepers_of(commune.cells, dt.date(2026, 2, 1)) == {}


def test_charges_are_units_fields_and_units_by_group(commune, cast):
    member = cast.commune.member
    rows = [assignment(commune, member, unit=commune.cells[0]), assignment(commune, member, area="Dân vận")]
    group_of(commune, member, commune.cells[1])
    assigned, followed = charges_of(member.pk, TODAY)
    assert (assigned, [row.unit for row in followed]) == (rows, [commune.cells[1]])


def test_units_offered_are_those_below_each_followed_by_its_own(commune):
    part = make_organisation("Đảng bộ bộ phận Trường học", kind="part_committee", parent=commune.committee, order=2)
    school = make_cell(part, "Chi bộ Trường THCS")
    offered = units_offered(commune.committee, TODAY)
    assert offered == [commune.cells[0], commune.cells[1], part, school, commune.cells[2]]


def test_units_offered_of_a_large_committee_are_those_directly_below(commune, monkeypatch):
    monkeypatch.setattr("cells.queries.oversight.MAX_CHILDREN", 1)
    assert len(units_offered(commune.province, TODAY)) == 2


def test_people_and_units_take_the_same_number_of_questions_with_one_and_three(commune, cast):
    counts = []
    for unit in commune.cells:
        assignment(commune, cast.commune.member, unit=unit)
        group_of(commune, make_member(unit), unit)
        with CaptureQueriesContext(connection) as queries:
            for person in people_in_charge(commune.committee, TODAY):
                [row.unit.name for row in person.units]
            [unit.name for unit in units_without_anyone(commune.committee, TODAY)]
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_party_groups_of_a_cell_are_not_offered(commune):
    make_organisation("Tổ đảng số 1", kind="party_group", parent=commune.cells[0])
    assert units_offered(commune.committee, TODAY) == commune.cells
