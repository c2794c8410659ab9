"""Scope follows from posts of today and the dated tree."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from cells.access import actions_for, get_member, get_organisation, members_visible_to, organisations_visible_to
from cells.models import Member, Seat
from cells.services.organisations import merge_cells
from tests.factories import make_cell, make_member

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
    assert actions_for(cast.secretary, first) == {"view", "view_members", "view_audit", "plan_meetings", "evaluate"}
    assert actions_for(cast.member, first) == {"view"}
    assert "decide" in actions_for(cast.commune, first)
    assert "plan_meetings" not in actions_for(cast.commune, first)
    assert actions_for(cast.officer, first) == {"view", "view_members", "view_audit", "review"}
    assert actions_for(cast.stranger, first) == actions_for(cast.admin, first) == frozenset()


def test_get_organisation_is_404_for_strangers_and_403_for_colleagues(commune, cast):
    first = commune.cells[0]
    with pytest.raises(Http404):
        get_organisation(cast.stranger, first.pk)
    with pytest.raises(PermissionDenied):
        get_organisation(cast.member, first.pk, to="view_members")


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
