"""Scope follows from posts of today and the dated tree."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from cells.access import (
    actions_for,
    get_member,
    get_organisation,
    members_visible_to,
    organisations_visible_to,
    require_export,
)
from cells.models import (
    Assignment,
    ExportRight,
    Member,
    Seat,
    WorkingGroup,
    WorkingGroupMember,
    WorkingGroupUnit,
)
from cells.services.organisations import merge_cells
from tests.factories import make_cell, make_member, make_organisation

pytestmark = pytest.mark.django_db


def fresh(user):
    return type(user).objects.get(pk=user.pk)


def test_scope_of_each_of_the_cast(commune, cast):
    first = commune.cells[0]
    seen = {name: set(organisations_visible_to(user)) for name, user in cast._asdict().items()}
    assert seen["secretary"] == seen["deputy"] == seen["member"] == {first}
    assert seen["commune"] == {commune.committee, *commune.cells}
    assert seen["officer"] >= {commune.province, commune.committee, *commune.cells, commune.elsewhere}
    assert seen["stranger"] == {commune.elsewhere}
    assert seen["admin"] == set()


def test_verbs_on_a_cell_follow_from_the_post(commune, cast):
    first = commune.cells[0]
    reads = {"view", "view_members", "view_audit"}
    leads = {"plan_meetings", "evaluate", "record_life", "export"}
    assert actions_for(cast.secretary, first) == reads | leads
    assert actions_for(cast.deputy, first) == reads | leads - {"export"}
    assert actions_for(cast.member, first) == {"view"}
    assert "decide" in actions_for(cast.commune, first)
    assert "plan_meetings" not in actions_for(cast.commune, first)
    assert actions_for(cast.commune, first) >= {"manage_members", "change_unit", "export", "grant_export", "oversee"}
    assert actions_for(cast.officer, first) == reads | {
        "review",
        "found_below",
        "change_unit",
        "keep_posts",
        "oversee",
    }
    assert actions_for(cast.stranger, first) == actions_for(cast.admin, first) == frozenset()


def test_get_organisation_is_404_for_strangers_and_403_for_colleagues(commune, cast):
    first = commune.cells[0]
    with pytest.raises(Http404):
        get_organisation(cast.stranger, first.pk)
    with pytest.raises(PermissionDenied):
        get_organisation(cast.member, first.pk, to="view_members")


def test_committee_is_changed_by_its_superior_alone(commune, cast):
    assert "change_unit" not in actions_for(cast.commune, commune.committee)
    assert {"found_below", "oversee"} <= actions_for(cast.commune, commune.committee)
    assert "change_unit" in actions_for(cast.officer, commune.committee)
    assert "change_unit" in actions_for(cast.officer, commune.province)


def test_officer_keeps_the_people_of_cells_directly_below(commune, cast):
    own = make_cell(commune.province, "Chi bộ Văn phòng Tỉnh ủy")
    assert {"manage_members", "record_life"} <= actions_for(cast.officer, own)
    member = make_member(own, "Đỗ Thị Thanh")
    assert get_member(cast.officer, member.pk, to="manage_members") == member
    with pytest.raises(PermissionDenied):
        get_member(cast.officer, Member.objects.get(user=cast.deputy).pk, to="record_life")


def test_person_in_charge_reads_the_unit_while_in_charge(commune, cast):
    third = commune.cells[2]
    in_charge = Assignment.objects.create(
        organisation=commune.committee, member=cast.member.member, unit=third, valid_from=dt.date(2026, 1, 1)
    )
    assert actions_for(fresh(cast.member), third) == {"view", "view_members", "view_audit"}
    Assignment.objects.filter(pk=in_charge.pk).update(valid_to=dt.date(2026, 11, 21))
    assert actions_for(fresh(cast.member), third) == frozenset()


def test_working_group_reads_the_units_it_follows(commune, cast):
    start = dt.date(2026, 1, 1)
    group = WorkingGroup.objects.create(organisation=commune.province, name="Tổ công tác số 1", valid_from=start)
    WorkingGroupMember.objects.create(group=group, member=cast.stranger.member, valid_from=start)
    WorkingGroupUnit.objects.create(group=group, unit=commune.committee, valid_from=start)
    assert set(commune.cells) < set(organisations_visible_to(fresh(cast.stranger)))


def test_posts_of_a_party_group_are_kept_by_its_cell(commune, cast):
    group = make_organisation("Tổ đảng số 1", kind="party_group", parent=commune.cells[0])
    verbs = actions_for(cast.secretary, group)
    assert {"keep_posts", "record_life"} <= verbs
    assert not verbs & {"evaluate", "change_unit"}
    assert "keep_posts" not in actions_for(cast.secretary, commune.cells[0])


def test_export_is_required_of_whoever_takes_a_list_out(commune, cast):
    require_export(cast.secretary, commune.cells[0])
    require_export(cast.commune, commune.cells[0])
    for user in (cast.deputy, cast.officer, cast.member, cast.stranger, cast.admin):
        with pytest.raises(PermissionDenied):
            require_export(user, commune.cells[0])


def test_export_right_is_apart_from_seeing(commune, cast):
    first = commune.cells[0]
    ExportRight.objects.create(
        organisation=commune.committee,
        user=cast.deputy,
        reason="Nộp danh sách",
        granted_by=cast.commune,
        valid_from=dt.date(2026, 11, 1),
    )
    assert "export" in actions_for(fresh(cast.deputy), first)
    assert actions_for(fresh(cast.deputy), commune.cells[1]) == frozenset()


def test_post_that_ended_gives_no_right(commune, cast):
    Seat.objects.filter(member__user=cast.commune).update(valid_to=dt.date(2026, 11, 21))
    assert set(organisations_visible_to(fresh(cast.commune))) == {commune.cells[2]}


def test_deactivated_account_sees_nothing(commune, cast):
    cast.commune.is_active = False
    assert set(organisations_visible_to(cast.commune)) == set()


def test_merged_cell_stays_readable_from_its_successor_and_from_above(commune, cast):
    old = make_cell(commune.committee, "Chi bộ thôn Vân Hội")
    merge_cells([old], into=commune.cells[0], last_day=dt.date(2026, 6, 30), by=cast.commune)
    assert old in organisations_visible_to(fresh(cast.secretary))
    assert old in organisations_visible_to(fresh(cast.commune))


def test_members_visible_to_a_plain_member_are_himself(commune, cast):
    make_member(commune.cells[0], "Đặng Thu Hương")
    assert [member.full_name for member in members_visible_to(cast.member)] == ["Trịnh Mạnh Lâm"]
    assert members_visible_to(cast.secretary).count() == 4


def test_get_member_is_404_for_strangers_and_reveal_403_for_readers(commune, cast):
    member = Member.objects.get(user=cast.deputy)
    with pytest.raises(Http404):
        get_member(cast.stranger, member.pk)
    with pytest.raises(PermissionDenied):
        get_member(cast.officer, member.pk, to="reveal_numbers")
    assert get_member(cast.secretary, member.pk, to="reveal_numbers") == member
