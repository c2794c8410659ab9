"""Pages of cells and members: who sees what, numbers masked, a fixed number of queries."""

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from cells.models import Member, Membership
from tests.factories import make_cell, make_member, make_user

pytestmark = pytest.mark.django_db


def test_cell_detail_lists_members_by_given_name(client_of, commune, cast):
    for name in ("Đặng Thị Ánh", "Nguyễn Văn An", "Lê Đức Ân"):
        make_member(commune.cells[1], name)
    page = client_of(cast.commune).get(reverse("cells:cell_detail", args=[commune.cells[1].pk]))
    assert [member.full_name for member in page.context["page"]] == ["Nguyễn Văn An", "Đặng Thị Ánh", "Lê Đức Ân"]


def test_cell_detail_hides_members_from_a_plain_member(client_of, commune, cast):
    page = client_of(cast.member).get(reverse("cells:cell_detail", args=[commune.cells[0].pk]))
    assert page.status_code == 200
    assert page.context["page"] is None
    assert "Ngày sinh" not in page.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_cell_list_has_a_fixed_number_of_queries(client_of, commune, cast, django_assert_num_queries, number):
    for _cell in range(number - 1):
        make_cell(commune.committee)
    client = client_of(cast.commune)
    with django_assert_num_queries(8):
        client.get(reverse("cells:cell_list"))


@pytest.mark.parametrize("number", [1, 3])
def test_member_list_has_a_fixed_number_of_queries(client_of, commune, cast, django_assert_num_queries, number):
    for _member in range(number):
        make_member(commune.cells[1], status="exempt")
    client = client_of(cast.commune)
    with django_assert_num_queries(13):
        client.get(reverse("cells:member_list"))


@pytest.mark.parametrize("number", [1, 3])
def test_cell_detail_has_a_fixed_number_of_queries(client_of, commune, cast, django_assert_num_queries, number):
    for _member in range(number):
        make_member(commune.cells[0], office="committee_member")
    client = client_of(cast.secretary)
    with django_assert_num_queries(28):
        client.get(reverse("cells:cell_detail", args=[commune.cells[0].pk]))


@pytest.mark.parametrize("text", ["dang thu huong", "ĐẶNG HƯƠNG", "Đặng  Thu Hương", "huong"])
def test_member_list_finds_names_without_accents(client_of, commune, cast, text):
    make_member(commune.cells[1], "Đặng Thu Hương")
    make_member(commune.cells[1], "Đỗ Văn Hưng")
    page = client_of(cast.commune).get(reverse("cells:member_list"), {"tim": text})
    assert [member.full_name for member in page.context["page"]] == ["Đặng Thu Hương"]


def test_member_list_filtered_by_a_cell_outside_the_scope_is_empty(client_of, commune, cast):
    page = client_of(cast.secretary).get(reverse("cells:member_list"), {"chi-bo": commune.elsewhere.pk})
    assert list(page.context["page"]) == []


def test_member_list_of_a_committee_has_everyone_below_it_and_names_it(client_of, commune, cast):
    there = make_member(commune.cells[1], "Đặng Thu Hương")
    make_member(commune.elsewhere, "Đỗ Văn Hưng")
    page = client_of(cast.officer).get(reverse("cells:member_list"), {"chi-bo": commune.committee.pk})
    assert there in page.context["page"].object_list
    assert {row.cell for member in page.context["page"] for row in member.current_memberships} <= set(commune.cells)
    assert "Đảng bộ xã Vân Trục:" in page.content.decode()


def test_member_list_leaves_out_who_left_the_scope(client_of, commune, cast):
    gone = make_member(commune.cells[0], "Đặng Thu Hương")
    gone.memberships.update(valid_to="2025-06-30", end_reason="transferred")
    Membership.objects.create(member=gone, cell=commune.elsewhere, valid_from="2025-07-01")
    secretary = client_of(cast.secretary)
    assert gone not in secretary.get(reverse("cells:member_list")).context["page"].object_list
    assert secretary.get(gone.get_absolute_url()).status_code == 200


def test_member_list_of_very_many_units_offers_none_to_choose(client_of, commune, cast, monkeypatch):
    monkeypatch.setattr("cells.access.units.CHOICES", 2)
    body = client_of(cast.commune).get(reverse("cells:member_list"), {"chi-bo": "99999999999999999999999"})
    assert body.status_code == 200
    assert "<select" not in body.content.decode()


def test_member_detail_masks_numbers(client_of, commune, cast):
    member = make_member(commune.cells[0], citizen_id="025194078011", card_number="931336718254")
    body = client_of(cast.secretary).get(member.get_absolute_url()).content.decode()
    assert "025194078011" not in body
    assert "•••••••••011" in body
    assert "931336718254" not in body


def test_own_record_is_seen_by_a_plain_member_and_others_are_not(client_of, commune, cast):
    client = client_of(cast.member)
    assert client.get(cast.member.member.get_absolute_url()).status_code == 200
    assert client.get(cast.deputy.member.get_absolute_url()).status_code == 404


def test_reveal_shows_the_number_once_and_writes_it_down(client_of, commune, cast):
    member = make_member(commune.cells[0], citizen_id="025194078011")
    address = reverse("cells:member_reveal", args=[member.pk])
    client = client_of(cast.secretary)
    assert "025194078011" not in client.post(address, {"field": "citizen_id", "reason": " "}).content.decode()
    answer = client.post(address, {"field": "citizen_id", "reason": "Đối chiếu thẻ"})
    assert "025194078011" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert AuditEvent.objects.filter(action="cells.number_revealed").count() == 1


def test_member_account_links_an_account_that_exists(client_of, commune, cast):
    member, account = make_member(commune.cells[1]), make_user("tuyet")
    address = reverse("cells:member_account", args=[member.pk])
    client = client_of(cast.commune)
    answer = client.post(address, {"username": "khong-co"}, follow=True)
    assert "nhờ người quản trị" in answer.content.decode()
    client.post(address, {"username": " TUYET "})
    assert Member.objects.get(pk=member.pk).user == account
    assert client_of(cast.secretary).post(address, {"username": "x"}).status_code == 404
