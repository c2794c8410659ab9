"""Party groups of a cell: members in and out, one group at a time, the leader's post ends with the group."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from cells.models import GroupMembership, Organisation, Seat
from cells.services.groups import end_group, found_group, join_group, leave_group
from cells.services.seats import give_seat
from core.errors import DomainError
from tests.factories import make_member

pytestmark = pytest.mark.django_db
MAY_1, JULY_1 = dt.date(2026, 5, 1), dt.date(2026, 7, 1)
JUNE_30 = dt.date(2026, 6, 30)


@pytest.fixture
def group(commune, cast):
    return found_group(commune.cells[0], name="Tổ đảng số 1", founded_on=MAY_1, by=cast.secretary)


def test_group_stands_under_its_cell(commune, group):
    assert (group.kind, group.period().parent_id) == ("party_group", commune.cells[0].pk)


def test_group_under_a_committee_before_the_cell_or_of_the_same_name_is_refused(commune, cast, group):
    with pytest.raises(DomainError, match="trong chi bộ"):
        found_group(commune.committee, name="Tổ", founded_on=MAY_1, by=cast.commune)
    with pytest.raises(DomainError, match="thành lập ngày 01/01/2024"):
        found_group(commune.cells[0], name="Tổ", founded_on=dt.date(2023, 1, 1), by=cast.secretary)
    with pytest.raises(DomainError, match="đã có tổ đảng tên này"):
        found_group(commune.cells[0], name=" tổ đảng số 1", founded_on=JULY_1, by=cast.secretary)


def test_members_join_and_move_to_another_group(commune, cast, group):
    members = [cast.member.member, cast.deputy.member]
    assert join_group(group, members, valid_from=MAY_1, by=cast.secretary) == 2
    assert join_group(group, members[:1], valid_from=JULY_1, by=cast.secretary) == 0
    other = found_group(commune.cells[0], name="Tổ đảng số 2", founded_on=MAY_1, by=cast.secretary)
    assert join_group(other, members[:1], valid_from=JULY_1, by=cast.secretary) == 1
    rows = GroupMembership.objects.filter(member=members[0]).values_list("group", "valid_from", "valid_to")
    assert list(rows) == [(group.pk, MAY_1, JUNE_30), (other.pk, JULY_1, None)]
    assert AuditEvent.objects.filter(action="cells.party_group_joined").count() == 3


def test_joining_without_people_too_early_or_from_elsewhere_is_refused(commune, cast, group):
    with pytest.raises(DomainError, match="ít nhất một đồng chí"):
        join_group(group, [], valid_from=MAY_1, by=cast.secretary)
    with pytest.raises(DomainError, match="không hoạt động vào ngày này"):
        join_group(group, [cast.member.member], valid_from=dt.date(2026, 4, 30), by=cast.secretary)
    outsider = make_member(commune.cells[1], "Đỗ Văn Lạ")
    with pytest.raises(DomainError, match="thôn Song Vân vào ngày này: Đỗ Văn Lạ"):
        join_group(group, [cast.member.member, outsider], valid_from=MAY_1, by=cast.secretary)
    join_group(group, [cast.member.member], valid_from=JULY_1, by=cast.secretary)
    other = found_group(commune.cells[0], name="Tổ đảng số 2", founded_on=MAY_1, by=cast.secretary)
    with pytest.raises(DomainError, match="từ ngày 01/07/2026"):
        join_group(other, [cast.member.member], valid_from=JUNE_30, by=cast.secretary)
    assert GroupMembership.objects.count() == 1


def test_leaving_ends_the_post_in_the_group(commune, cast, group):
    member = cast.member.member
    join_group(group, [member], valid_from=MAY_1, by=cast.secretary)
    give_seat(member, organisation=group, office="group_leader", valid_from=MAY_1, by=cast.secretary)
    row = GroupMembership.objects.get()
    with pytest.raises(DomainError, match="sau ngày vào tổ"):
        leave_group(row, last_day=dt.date(2026, 4, 30), by=cast.secretary)
    leave_group(row, last_day=JUNE_30, by=cast.secretary)
    assert Seat.objects.get(organisation=group).valid_to == JUNE_30
    with pytest.raises(DomainError, match="đã ra khỏi tổ đảng"):
        leave_group(row, last_day=JUNE_30, by=cast.secretary)


def test_group_ended_ends_its_memberships_and_posts_and_not_twice(commune, cast, group):
    join_group(group, [cast.member.member], valid_from=MAY_1, by=cast.secretary)
    give_seat(cast.member.member, organisation=group, office="group_leader", valid_from=MAY_1, by=cast.secretary)
    with pytest.raises(DomainError, match="không phải tổ đảng"):
        end_group(commune.cells[0], last_day=JUNE_30, by=cast.secretary)
    with pytest.raises(DomainError, match="sau ngày lập tổ"):
        end_group(group, last_day=dt.date(2026, 4, 1), by=cast.secretary)
    end_group(group, last_day=JUNE_30, by=cast.secretary, document="Biên bản 6/2026")
    ended = Organisation.objects.get(pk=group.pk)
    assert (ended.ended_on, ended.end_reason) == (JUNE_30, "dissolved")
    assert GroupMembership.objects.get().valid_to == Seat.objects.get(organisation=group).valid_to == JUNE_30
    with pytest.raises(DomainError, match="đã kết thúc ngày 30/06/2026"):
        end_group(group, last_day=JULY_1, by=cast.secretary)
