"""Pages of what happens to a member: who may do what, words kept when refused, a fixed number of queries."""

import pytest

from accounts.models import User
from cells.models import Member, Membership, Transfer
from cells.queries.records import present_membership
from cells.services.memberships import leave_party
from cells.services.transfers import close_transfer_left, issue_transfer
from tests.cells.members.conftest import day, page, send, words
from tests.factories import make_member, make_user

pytestmark = pytest.mark.django_db


def test_transfer_goes_from_paper_to_arrival_by_its_pages(client_of, member, commune, cast):
    client = client_of(cast.commune)
    seen = present_membership(member).pk
    data = {"kind": "official", "document": "12-GGT", "issued_on": "5/10/2026", "seen": seen}
    answer = send(client, "transfer_issue", member.pk, to_cell=commune.cells[1].pk, **data)
    assert "còn ở chi bộ cũ đến khi nơi mới tiếp nhận" in words(answer)
    transfer = Transfer.objects.get()
    assert "Lê Văn Bình" in words(page(client, "transfer_list"))
    assert "quá hạn xuất trình" in words(page(client, "transfer_list", loai="qua-han"))
    assert "Đã quá hạn xuất trình ngày 16/11/2026" in words(page(client, "transfer_detail", transfer.pk))
    send(client, "transfer_receive", transfer.pk, on="20/10/2026")
    assert present_membership(member).cell == commune.cells[1]
    assert page(client, "transfer_receive", transfer.pk).status_code == 403
    assert "12-GGT" in words(page(client, "transfer_list", loai="da-xong"))


def test_cell_of_another_committee_is_found_by_name_and_receives_through_its_own_committee(
    client_of, member, commune, cast
):
    client = client_of(cast.commune)
    assert "Hữu Phúc" not in words(page(client, "transfer_issue", member.pk))
    assert "Chi bộ thôn Hữu Phúc" in words(page(client, "transfer_issue", member.pk, tim="huu phuc"))
    data = {"kind": "official", "document": "12", "issued_on": "5/11/2026", "seen": present_membership(member).pk}
    send(client, "transfer_issue", member.pk, to_cell=commune.elsewhere.pk, **data)
    transfer = Transfer.objects.get()
    assert page(client, "transfer_receive", transfer.pk).status_code == 403
    stranger = client_of(cast.stranger)
    assert page(stranger, "transfer_detail", transfer.pk).status_code == 200
    assert page(stranger, "transfer_cancel", transfer.pk).status_code == 403
    send(client, "transfer_cancel", transfer.pk, reason="Không đi nữa")
    transfer.refresh_from_db()
    assert transfer.state == "cancelled"


def test_cells_that_are_too_many_to_draw_are_found_by_name(client_of, commune, cast, monkeypatch):
    monkeypatch.setattr("cells.views.choosing.CHOICES", 2)
    client = client_of(cast.commune)
    assert "Tân Lập" not in words(page(client, "member_create"))
    assert "Chi bộ thôn Tân Lập – Đảng bộ xã Vân Trục" in words(page(client, "member_create", tim="tan lap"))
    data = {"full_name": "Lê Mới", "birth": "1990", "start_reason": "listed", "joined_cell_on": "1/9/2026"}
    refused = send(client, "member_create", **{**data, "birth": "x"}, cell=commune.cells[1].pk)
    assert "Chi bộ thôn Tân Lập" in words(refused)
    send(client, "member_create", **data, cell=commune.cells[1].pk)
    assert Member.objects.get(full_name="Lê Mới").memberships.get().cell == commune.cells[1]


def test_move_offers_the_cells_beside_and_not_those_of_another_committee(client_of, member, commune, cast):
    make_member(None, user=make_user("tinh"), office="secretary", seat_in=commune.province)
    body = words(page(client_of(User.objects.get(username="tinh")), "member_move", member.pk))
    assert "Chi bộ thôn Tân Lập" in body
    assert "Chi bộ thôn Hữu Phúc" not in body


def test_move_from_a_page_that_is_old_is_told_who_was_faster(client_of, member, commune, cast):
    client, seen = client_of(cast.commune), present_membership(member).pk
    data = {"on": "1/11/2026", "document": "QĐ 1", "seen": seen}
    send(client, "member_move", member.pk, to_cell=commune.cells[1].pk, **data)
    answer = send(client, "member_move", member.pk, to_cell=commune.cells[2].pk, **{**data, "on": "5/11/2026"})
    assert "Có người vừa chuyển đồng chí Lê Văn Bình sang Chi bộ thôn Tân Lập" in words(answer)
    assert present_membership(member).cell == commune.cells[1]


def test_page_of_a_move_warns_of_suspension_posts_and_the_third_official_member(client_of, commune, cast):
    cell = commune.cells[1]
    one = make_member(cell, office="secretary", status="suspended")
    make_member(cell)
    make_member(cell)
    body = words(page(client_of(cast.commune), "member_move", one.pk))
    assert "chỉ còn 2 đảng viên chính thức, dưới 3 (Điều lệ Đ21.2, Đ24.1)" in body
    assert "đang bị đình chỉ sinh hoạt" in body
    assert "đang là Bí thư Chi bộ thôn Tân Lập" in body


def test_leaving_and_restoring_by_their_pages(client_of, member, commune, cast):
    client = client_of(cast.commune)
    data = {"reason": "struck_off", "last_day": "20/10/2026", "seen": present_membership(member).pk}
    assert "Hãy ghi số quyết định" in words(send(client, "member_leave", member.pk, **data))
    send(client, "member_leave", member.pk, document="QĐ 3", **data)
    assert present_membership(member) is None
    body = words(page(client, "member_detail", member.pk, phan="sinh-hoat"))
    assert "Đã thôi sinh hoạt tại Chi bộ thôn Song Vân sau ngày 20/10/2026 (xóa tên)" in body
    assert "Phục hồi đảng tịch" in body
    send(client, "member_restore", member.pk, cell=commune.cells[0].pk, on="1/11/2026", document="QĐ 9")
    assert present_membership(member).start_reason == "restored"


def test_stay_for_a_time_is_ended_by_its_page(client_of, member, commune, cast):
    stay = member.memberships.create(cell=commune.cells[1], kind="temporary", valid_from=day("2026-03-01"))
    client = client_of(cast.commune)
    assert "đang sinh hoạt tạm thời tại Chi bộ thôn Tân Lập" in words(page(client, "member_detail", member.pk))
    send(client, "stay_end", member.pk, stay.pk, last_day="1/11/2026")
    stay.refresh_from_db()
    assert stay.valid_to == day("2026-11-01")


NEWCOMER = {
    "full_name": "Lê Văn Bình",
    "birth": "19/5/1960",
    "citizen_id": "025194078011",
    "on": "15/11/2026",
    "elsewhere": "Đảng bộ phường Nông Trang",
    "document": "77-GGT",
}


def test_newcomer_whose_number_is_known_is_offered_the_old_record(client_of, member, commune, cast):
    transfer = issue_transfer(member, issued_on=day("2026-10-01"), document="1", elsewhere="X", by=cast.commune)
    close_transfer_left(transfer, last_day=day("2026-10-05"), by=cast.commune)
    client = client_of(cast.commune)
    data = {**NEWCOMER, "cell": commune.cells[1].pk}
    answer = send(client, "member_receive", **data)
    assert "Trước đây hệ thống đã có hồ sơ của đồng chí Lê Văn Bình" in words(answer)
    assert "đã có trong hồ sơ của đồng chí Lê Văn Bình" in words(answer)
    send(client, "member_receive", reuse="on", **data)
    assert present_membership(member).cell == commune.cells[1]
    assert Member.objects.filter(full_name="Lê Văn Bình").count() == 1


def test_newcomer_for_a_time_is_received(client_of, commune, cast):
    data = {**NEWCOMER, "cell": commune.cells[1].pk, "returns_on": "30/6/2027"}
    send(client_of(cast.commune), "member_receive", **data)
    assert Membership.objects.get(member__full_name="Lê Văn Bình").kind == "temporary"


def test_member_who_left_the_system_returns_by_the_page_of_the_record(client_of, member, commune, cast):
    transfer = issue_transfer(member, issued_on=day("2026-10-01"), document="1", elsewhere="X", by=cast.commune)
    client = client_of(cast.commune)
    send(client, "transfer_left", transfer.pk, last_day="5/10/2026")
    data = {"cell": commune.cells[0].pk, "on": "1/11/2026", "document": "5-GGT", "elsewhere": "Đảng bộ X"}
    send(client, "member_return", member.pk, **data)
    assert present_membership(member).elsewhere == "Đảng bộ X"


def test_leaving_by_mistake_is_taken_back_by_its_page(client_of, member, commune, cast):
    leave_party(member, reason="died", last_day=day("2026-10-01"), by=cast.commune)
    client = client_of(cast.commune)
    assert "Lần ghi này là nhầm" in words(page(client, "member_detail", member.pk, phan="sinh-hoat"))
    send(client, "leaving_take_back", member.pk, reason="Nhầm người cùng tên")
    assert present_membership(member)


def test_newcomer_of_a_day_to_come_is_refused(client_of, commune, cast):
    data = {"full_name": "Lê Mới", "birth": "1990", "cell": commune.cells[0].pk, "start_reason": "listed"}
    answer = send(client_of(cast.commune), "member_create", joined_cell_on="1/1/2027", **data)
    assert "joined_cell_on" in answer.context["form"].errors


def test_dead_member_has_no_deeds_left(client_of, member, commune, cast):
    leave_party(member, reason="died", last_day=day("2026-10-01"), by=cast.commune)
    body = words(page(client_of(cast.commune), "member_detail", member.pk, phan="sinh-hoat"))
    for deed in ("Chuyển sinh hoạt đảng", "Phục hồi đảng tịch", "Tiếp nhận trở lại", "Ra khỏi Đảng, từ trần"):
        assert deed not in body
