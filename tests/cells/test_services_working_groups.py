"""Working groups: each deed whole, each refusal a sentence."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from cells.access import scope_of
from cells.services.working_groups import (
    add_group_person,
    add_group_units,
    create_group,
    end_group,
    end_group_person,
    end_group_unit,
)
from core.errors import DomainError
from tests.cast import TODAY
from tests.factories import make_cell, make_member, make_user

pytestmark = pytest.mark.django_db
SINCE = dt.date(2026, 3, 1)


@pytest.fixture
def group(commune, cast):
    return create_group(
        commune.committee,
        name=" Tổ công tác  số 1 ",
        purpose="Củng cố các chi bộ yếu",
        document="Quyết định số 687-KH/TU",
        document_on=dt.date(2026, 2, 20),
        valid_from=SINCE,
        by=cast.commune,
    )


def test_create_group_keeps_the_number_as_typed_and_is_audited(group, commune):
    assert (group.name, group.document, group.organisation) == (
        "Tổ công tác số 1",
        "Quyết định số 687-KH/TU",
        commune.committee,
    )
    line = AuditEvent.objects.get(action="cells.group_made")
    assert (line.thing_id, line.note, line.organisation_number) == (group.pk, group.document, commune.committee.pk)


def test_create_group_without_a_name_is_refused(commune, cast):
    with pytest.raises(DomainError, match="tên tổ công tác"):
        create_group(commune.committee, name=" ", valid_from=SINCE, by=cast.commune)


def test_create_group_of_the_same_name_is_refused_until_the_first_has_ended(group, commune, cast):
    with pytest.raises(DomainError, match="cùng tên"):
        create_group(commune.committee, name=group.name, valid_from=SINCE, by=cast.commune)
    end_group(group, last_day=TODAY, by=cast.commune)
    assert create_group(commune.committee, name=group.name, valid_from=TODAY, by=cast.commune)


def test_create_group_before_its_committee_is_refused(commune, cast):
    with pytest.raises(DomainError, match="không hoạt động"):
        create_group(commune.committee, name="Tổ", valid_from=dt.date(2020, 1, 1), by=cast.commune)


def test_person_of_a_group_reads_the_units_it_follows_and_no_longer_when_it_ends(group, commune, cast):
    person = make_member(commune.cells[2], user=make_user("to"))
    add_group_person(group, person, role="member", valid_from=SINCE, by=cast.commune)
    add_group_units(group, commune.cells[:2], valid_from=SINCE, by=cast.commune)
    assert scope_of(person.user).charged == {commune.cells[0].pk, commune.cells[1].pk}
    del person.user._scope
    end_group(group, last_day=TODAY - dt.timedelta(days=1), by=cast.commune)
    assert scope_of(person.user).charged == frozenset()
    line = AuditEvent.objects.get(action="cells.group_person_added")
    assert (line.thing_label, line.changes) == (f"{person}, {group}", {"role": [None, "member"]})
    assert AuditEvent.objects.filter(action="cells.group_unit_added").count() == 2


def test_same_person_in_a_group_twice_is_refused(group, commune, cast):
    person = make_member(commune.cells[0])
    add_group_person(group, person, role="member", valid_from=SINCE, by=cast.commune)
    with pytest.raises(DomainError, match="đã ở trong tổ"):
        add_group_person(group, person, role="deputy", valid_from=TODAY, by=cast.commune)


def test_second_leader_is_refused_until_the_first_has_left(group, commune, cast):
    first = add_group_person(group, make_member(), role="leader", valid_from=SINCE, by=cast.commune)
    with pytest.raises(DomainError, match="đã có tổ trưởng"):
        add_group_person(group, make_member(), role="leader", valid_from=TODAY, by=cast.commune)
    end_group_person(first, last_day=TODAY - dt.timedelta(days=1), by=cast.commune, note="nghỉ hưu")
    assert add_group_person(group, make_member(), role="leader", valid_from=TODAY, by=cast.commune)
    assert AuditEvent.objects.get(action="cells.group_person_ended").note == "nghỉ hưu"


def test_person_before_the_group_began_is_refused(group, cast):
    with pytest.raises(DomainError, match="hoạt động từ ngày 01/03/2026 đến nay"):
        add_group_person(group, make_member(), role="member", valid_from=dt.date(2026, 2, 1), by=cast.commune)


def test_person_after_the_group_ended_is_refused(group, cast):
    end_group(group, last_day=dt.date(2026, 6, 30), by=cast.commune)
    with pytest.raises(DomainError, match="đến 30/06/2026"):
        add_group_person(group, make_member(), role="member", valid_from=TODAY, by=cast.commune)


def test_units_of_another_committee_are_refused_and_nothing_is_written(group, commune, cast):
    with pytest.raises(DomainError, match="không trực thuộc"):
        add_group_units(group, [commune.cells[0], commune.elsewhere], valid_from=SINCE, by=cast.commune)
    assert not group.units.exists()


def test_unit_that_the_group_follows_already_is_refused(group, commune, cast):
    add_group_units(group, [commune.cells[0]], valid_from=SINCE, by=cast.commune)
    with pytest.raises(DomainError, match="đang theo dõi"):
        add_group_units(group, [commune.cells[0]], valid_from=TODAY, by=cast.commune)


def test_no_unit_at_all_is_refused(group, cast):
    with pytest.raises(DomainError, match="ít nhất một đơn vị"):
        add_group_units(group, [], valid_from=SINCE, by=cast.commune)


def test_unit_not_yet_founded_is_refused(group, commune, cast):
    young = make_cell(commune.committee, founded_on=TODAY)
    with pytest.raises(DomainError, match="không hoạt động"):
        add_group_units(group, [young], valid_from=SINCE, by=cast.commune)


def test_end_unit_keeps_the_row_and_is_audited_there(group, commune, cast):
    [row] = add_group_units(group, [commune.cells[0]], valid_from=SINCE, by=cast.commune)
    end_group_unit(row, last_day=TODAY, by=cast.commune)
    row.refresh_from_db()
    assert row.valid_to == TODAY
    assert AuditEvent.objects.get(action="cells.group_unit_ended").organisation_number == commune.cells[0].pk
    with pytest.raises(DomainError, match="Đã kết thúc ngày 22/11/2026"):
        end_group_unit(row, last_day=TODAY, by=cast.commune)


def test_end_before_the_beginning_is_refused(group, cast):
    with pytest.raises(DomainError, match="01/03/2026"):
        end_group(group, last_day=dt.date(2026, 2, 28), by=cast.commune)


def test_end_group_before_someone_joined_is_refused_and_nothing_ends(group, cast):
    row = add_group_person(group, make_member(), role="member", valid_from=TODAY, by=cast.commune)
    with pytest.raises(DomainError, match="vào tổ ngày 22/11/2026"):
        end_group(group, last_day=dt.date(2026, 6, 30), by=cast.commune)
    row.refresh_from_db()
    group.refresh_from_db()
    assert (row.valid_to, group.valid_to) == (None, None)


def test_end_group_ends_its_people_and_units_the_same_day(group, commune, cast):
    person = add_group_person(group, make_member(), role="member", valid_from=SINCE, by=cast.commune)
    left = add_group_person(group, make_member(), role="deputy", valid_from=SINCE, by=cast.commune)
    end_group_person(left, last_day=dt.date(2026, 4, 1), by=cast.commune)
    [unit] = add_group_units(group, [commune.cells[0]], valid_from=SINCE, by=cast.commune)
    end_group(group, last_day=TODAY, by=cast.commune)
    for thing, day in ((person, TODAY), (unit, TODAY), (group, TODAY), (left, dt.date(2026, 4, 1))):
        thing.refresh_from_db()
        assert thing.valid_to == day
