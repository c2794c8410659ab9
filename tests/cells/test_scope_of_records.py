"""Whose record it is to keep: of those who moved on, of guests, of people with posts elsewhere."""

import datetime as dt

import pytest
from celery import current_app
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import AuditEvent, User
from cells.access import get_member, member_actions_for, organisations_visible_to
from cells.imports.plan import plan_roster
from cells.imports.roster import read_roster
from cells.models import (
    Assignment,
    Member,
    Membership,
    RosterUpload,
    Seat,
    WorkingGroup,
    WorkingGroupUnit,
)
from cells.queries import superior_of
from cells.services.doubles import merge_members
from cells.services.members import change_member
from cells.services.organisations import move_organisation
from cells.services.seats import give_seat, link_account
from cells.services.uploads import keep_upload
from cells.tasks import drop_stale_uploads
from core.errors import DomainError
from tests.cast import TODAY
from tests.cells.test_roster import HEAD, listed, listed_bytes, person
from tests.factories import make_member, make_user

START = dt.date(2021, 1, 1)


@pytest.fixture
def gone(commune, cast):
    """Belonged to the first cell, now to a cell of another commune."""
    member = make_member(commune.elsewhere, "Lê Thị Tám", citizen_id="025194078022", since=dt.date(2026, 1, 1))
    Membership.objects.create(
        member=member, cell=commune.cells[0], valid_from=START, valid_to=dt.date(2025, 12, 31), end_reason="transferred"
    )
    return member


@pytest.fixture
def guest(commune, cast):
    """Belongs to another commune, is in the first cell for a time."""
    member = make_member(commune.elsewhere, "Lê Thị Tám", citizen_id="025194078022")
    Membership.objects.create(member=member, cell=commune.cells[0], kind="temporary", valid_from=dt.date(2026, 6, 1))
    return member


@pytest.mark.parametrize("verb", ["reveal_numbers", "link_account", "record_life", "manage_members", "view_reveals"])
def test_record_of_someone_who_moved_on_is_only_read_where_he_was(verb, gone, cast):
    assert get_member(cast.commune, gone.pk) == gone
    with pytest.raises(PermissionDenied):
        get_member(cast.commune, gone.pk, to=verb)


def test_guest_is_recorded_by_the_host_and_kept_at_home(guest, cast):
    assert member_actions_for(cast.secretary, guest) == {"view", "reveal_numbers", "view_reveals", "record_life"}
    assert not {"manage_members", "link_account"} & member_actions_for(cast.commune, guest)


def test_guest_from_outside_the_system_is_kept_by_the_host(commune, cast):
    member = make_member(None)
    Membership.objects.create(member=member, cell=commune.cells[0], kind="temporary", valid_from=START)
    assert {"manage_members", "link_account"} <= member_actions_for(cast.commune, member)


def test_account_that_would_bring_rights_of_a_post_above_is_not_linked_below(commune, cast):
    member = make_member(commune.cells[0], office="deputy_secretary", seat_in=commune.province)
    with pytest.raises(DomainError, match="nhờ cấp trên"):
        link_account(member, make_user(), by=cast.commune)
    Seat.objects.filter(member=member).update(valid_to=TODAY - dt.timedelta(days=1))
    link_account(member, make_user(), by=cast.commune)


def test_merge_that_would_give_an_account_a_post_above_is_refused(commune, cast):
    keep = make_member(commune.cells[0], office="deputy_secretary", seat_in=commune.province)
    double = make_member(commune.cells[1], user=make_user())
    with pytest.raises(DomainError, match="chức vụ ngoài"):
        merge_members(keep, double, take=(), by=cast.commune)
    assert not Member.objects.get(pk=keep.pk).user_id


@pytest.mark.parametrize("number", ["025194078022", ""])
def test_list_does_not_take_someone_back_who_moved_to_another_committee(number, gone, commune):
    row = person(name="Lê Thị Tám", citizen_id=number, birth="01/01/1970", post="")
    Member.objects.filter(pk=gone.pk).update(birth_date=dt.date(1970, 1, 1))
    plan = plan_roster(listed(row), commune.committee, effective_on=TODAY, answers={"Sheet!2": str(gone.pk)})
    assert ["tổ chức khác" in issue.reason for issue in plan.refused] == [True]
    assert not plan.listed.members


def test_list_that_tells_of_someone_who_moved_on_ends_nothing_there(gone, commune):
    row = person(name="Lê Thị Tám", citizen_id="025194078022", post="", status="Đã chết")
    plan = plan_roster(listed(row), commune.committee, effective_on=TODAY)
    assert plan.listed.leaving == []


def test_list_of_an_earlier_day_changes_no_record_that_is_kept_elsewhere_now(gone, commune):
    row = person(name="Lê Thị Tám", citizen_id="025194078022", birth="02/03/1971", post="")
    plan = plan_roster(listed(row), commune.committee, effective_on=dt.date(2025, 6, 1))
    assert [listed.values for listed in plan.listed.members] == [{}]
    assert any("không sửa hồ sơ" in issue.reason for issue in plan.doubtful)


def test_list_does_not_move_a_guest_out_of_the_own_cell(guest, commune):
    row = person(name="Lê Thị Tám", citizen_id="025194078022", post="", cell=commune.cells[1].name)
    plan = plan_roster(listed(row), commune.committee, effective_on=TODAY)
    assert any("tổ chức khác" in issue.reason for issue in plan.refused)
    assert all(listed.leaves is None for listed in plan.listed.members)


def test_numbers_of_two_people_name_nobody_of_another_committee(commune, cast):
    make_member(commune.elsewhere, "Lê Thị Tám", citizen_id="025194078022")
    make_member(commune.cells[0], "Bùi Văn Hai", card_number="190012345678")
    head = [*HEAD, "Số thẻ đảng viên"]
    row = [*person(name="Bùi Văn Hai", citizen_id="025194078022", post=""), "190012345678"]
    plan = plan_roster(read_roster(listed_bytes(row, head=head), "a.xlsx"), commune.committee, effective_on=TODAY)
    assert "Bùi Văn Hai" in plan.refused[0].reason
    assert "Tám" not in plan.refused[0].reason


def test_number_of_another_committee_is_refused_without_saying_whose_it_is(commune, cast):
    make_member(commune.elsewhere, "Lê Thị Tám", citizen_id="025194078022")
    member = make_member(commune.cells[0])
    with pytest.raises(DomainError, match="ở tổ chức khác") as refused:
        change_member(member, by=cast.commune, cell=commune.cells[0], citizen_id="025194078022")
    assert "Tám" not in str(refused.value)
    with pytest.raises(DomainError, match="Lê Thị Tám"):
        change_member(member, by=cast.officer, cell=commune.cells[0], citizen_id="025194078022")


def test_number_that_is_no_number_finds_nobody(client_of, commune, cast):
    for name, words in (("cells:candidate_list", "chi-bo"), ("cells:supplement_list", "chi-bo")):
        assert client_of(cast.commune).get(reverse(name), {words: "²"}).status_code == 200
    page = client_of(cast.commune).get(reverse("cells:seat_give", args=[commune.cells[0].pk]), {"dong-chi": "²"})
    assert page.status_code == 200


def test_list_that_nobody_confirms_is_forgotten(commune, cast):
    def keep(by):
        return keep_upload(commune.committee, file_name="a.xlsx", content=b"x", effective_on=TODAY, by=by)

    old, fresh = keep(cast.commune), keep(cast.officer)
    RosterUpload.objects.filter(pk=old.pk).update(uploaded_at=old.uploaded_at - dt.timedelta(days=8))
    drop_stale_uploads()
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.state, bytes(old.content)) == ("dropped", b"")
    assert (fresh.state, bytes(fresh.content)) == ("waiting", b"x")
    assert drop_stale_uploads.name in {entry["task"] for entry in current_app.conf.beat_schedule.values()}


def test_unit_that_moves_is_no_longer_read_by_those_whom_the_old_committee_put_in_charge(commune, cast):
    cell, province = commune.cells[0], commune.province
    keeper, above = make_member(commune.cells[1], user=make_user()), make_member(commune.cells[1], user=make_user())
    Assignment.objects.create(organisation=commune.committee, member=keeper, unit=cell, valid_from=START)
    Assignment.objects.create(organisation=province, member=above, unit=cell, valid_from=START)
    group = WorkingGroup.objects.create(organisation=commune.committee, name="Tổ 1", valid_from=START)
    followed = WorkingGroupUnit.objects.create(group=group, unit=cell, valid_from=START)
    assert cell in organisations_visible_to(keeper.user)
    moved_on = dt.date(2026, 3, 1)
    move_organisation(cell, parent=superior_of(commune.elsewhere), valid_from=moved_on, by=cast.officer)
    assert cell not in organisations_visible_to(User.objects.get(pk=keeper.user_id))
    assert cell in organisations_visible_to(User.objects.get(pk=above.user_id))
    followed.refresh_from_db()
    assert followed.valid_to == dt.date(2026, 2, 28)
    assert AuditEvent.objects.filter(action__in=["cells.assignment_ended", "cells.group_unit_ended"]).count() == 2


def test_own_record_is_not_changed_through_the_grid(client_of, commune, cast):
    own, other = cast.secretary.member, cast.deputy.member
    address = reverse("cells:member_grid", args=[commune.cells[0].pk])
    data = {f"{kind}-{one.pk}-phone": text for one in (own, other) for kind, text in (("was", ""), ("f", "0912345678"))}
    client_of(cast.secretary).post(f"{address}?nhom=lien-he", data)
    phones = dict(Member.objects.filter(pk__in=[own.pk, other.pk]).values_list("pk", "phone"))
    assert phones == {own.pk: "", other.pk: "0912345678"}


def test_officer_does_not_make_himself_a_leader_of_a_unit_whose_posts_he_keeps(client_of, commune, cast):
    own = cast.officer.member
    address = f"{reverse('cells:seat_give', args=[commune.committee.pk])}?dong-chi={own.pk}"
    data = {"office": "deputy_secretary", "basis": "appointed", "valid_from": "01/11/2026", "accept_outsider": "on"}
    page = client_of(cast.officer).post(address, data)
    assert "không tự giao chức vụ" in page.content.decode()
    assert not own.seats.filter(organisation=commune.committee).exists()
    give_seat(own, organisation=commune.committee, office="deputy_secretary", valid_from=TODAY, by=cast.commune)
