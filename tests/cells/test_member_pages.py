"""Pages of what happens to a member: who may do what, words kept when refused, a fixed number of queries."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, User
from cells.models import Award, Badge, Discipline, Member, Membership, ProfileEntry, StatusPeriod, Supplement, Transfer
from cells.queries.records import present_membership
from cells.services.memberships import leave_party
from cells.services.transfers import close_transfer_left, issue_transfer
from tests.cast import TODAY
from tests.factories import make_cell, make_member, make_organisation, make_user

pytestmark = pytest.mark.django_db


def day(text):
    return dt.date.fromisoformat(text)


@pytest.fixture
def member(commune):
    for _other in range(3):
        make_member(commune.cells[0])
    return make_member(commune.cells[0], "Lê Văn Bình", citizen_id="025194078011", phone="0912345678")


def page(client, name, *args, **query):
    return client.get(reverse(f"cells:{name}", args=args), query)


def send(client, name, *args, **data):
    return client.post(reverse(f"cells:{name}", args=args), data, follow=True)


def words(answer):
    return " ".join(answer.content.decode().split())


PARTS = ("ho-so", "sinh-hoat", "chuc-vu", "khen-thuong", "bo-sung")


def fill(member, commune, number):
    """``number`` of everything that a page shows."""
    since = day("2025-01-01")
    for row in range(number):
        first = since + dt.timedelta(days=40 * row)
        last = first + dt.timedelta(days=20)
        member.status_periods.create(status="reduced", valid_from=first, valid_to=last)
        member.seats.create(
            organisation=make_organisation(parent=commune.province), office="committee_member", valid_from=first
        )
        member.assignments.create(organisation=commune.committee, unit=make_cell(commune.committee), valid_from=first)
        member.profile_entries.create(subject="language", value=f"Anh {row}", valid_from=first)
        member.awards.create(kind="certificate", reason="x", decided_by="x", decided_on=first)
        member.disciplines.create(
            kind="warning",
            content="x",
            act_on=first,
            decided_on=first,
            decided_by="x",
            unit=make_cell(commune.committee),
        )
        member.supplements.create(year=2020 + row, declared_on=first, has_changes=False, received_by=writer())
        member.memberships.create(
            cell=make_cell(commune.committee), kind="temporary", valid_from=first, valid_to=last, end_reason="returned"
        )
        member.transfers.create(
            from_cell=commune.cells[0],
            to_cell=make_cell(commune.committee),
            issued_on=first,
            document="1",
            present_by=last,
            state="cancelled",
            closed_on=last,
            closed_by=writer(),
            close_reason="x",
            issued_by=writer(),
        )


def writer():
    return User.objects.get(username="xa")


QUERIES = {"ho-so": 12, "sinh-hoat": 17, "chuc-vu": 16, "khen-thuong": 15, "bo-sung": 13}


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("part", PARTS)
def test_record_has_a_fixed_number_of_queries(
    client_of, member, commune, cast, django_assert_num_queries, part, number
):
    fill(member, commune, number)
    client = client_of(cast.commune)
    with django_assert_num_queries(QUERIES[part]):
        assert page(client, "member_detail", member.pk, phan=part).status_code == 200


def test_own_record_has_every_part_and_no_deed(client_of, commune, cast):
    client, own = client_of(cast.member), cast.member.member
    for part in PARTS:
        body = words(page(client, "member_detail", own.pk, phan=part))
        assert "Các phần của hồ sơ" in body
        assert f"/dang-vien/{own.pk}/sua/" not in body
        assert "Ghi tình trạng" not in body
        assert "Chuyển sinh hoạt" not in body


def test_plain_member_finds_the_own_record_in_the_menu(client_of, commune, cast):
    client = client_of(cast.member)
    answer = client.get(reverse("cells:my_record"), follow=True)
    assert answer.context["member"] == cast.member.member
    mine = next(entry for entry in answer.context["menu"] if entry["url"] == reverse("cells:my_record"))
    assert (mine["label"], mine["active"]) == ("Hồ sơ của tôi", "true")
    assert reverse("cells:my_record") not in words(client_of(cast.secretary).get("/"))


def test_secretary_of_the_cell_changes_where_one_lives_and_not_who_one_is(client_of, member, commune, cast):
    client = client_of(cast.secretary)
    body = words(page(client, "member_detail", member.pk))
    assert reverse("cells:member_change", args=[member.pk, "lien-he"]) in body
    assert reverse("cells:member_change", args=[member.pk, "ten"]) not in body
    for section in ("ten", "ngay", "giay-to", "que-quan"):
        assert page(client, "member_change", member.pk, section).status_code == 403
    assert page(client, "member_change", member.pk, "khac").status_code == 404
    send(client, "member_change", member.pk, "lien-he", residence="Thôn Song Vân, xã Vân Trục", phone="0988")
    send(client, "member_change", member.pk, "ho-so-giay", has_dossier="yes", dossier_place="Đảng ủy xã")
    member.refresh_from_db()
    assert (member.phone, member.has_dossier, member.dossier_place) == ("0988", True, "Đảng ủy xã")
    assert AuditEvent.objects.filter(action="cells.member_changed", actor=cast.secretary).count() == 2


def test_numbers_stay_unless_typed_anew_and_are_never_shown_whole(client_of, member, commune, cast):
    client = client_of(cast.commune)
    body = words(page(client, "member_change", member.pk, "giay-to"))
    assert "025194078011" not in body
    assert "Đang ghi •••••••••011" in body
    send(client, "member_change", member.pk, "giay-to", card_number="93 1336 718 254", card_issued_at="Phú Thọ")
    member.refresh_from_db()
    assert (member.citizen_id, member.card_number) == ("025194078011", "931336718254")
    send(client, "member_change", member.pk, "giay-to", clear="citizen_id")
    member.refresh_from_db()
    assert (member.citizen_id, member.card_number) == ("", "931336718254")


def test_number_of_another_record_is_refused_naming_whose_it_is(client_of, member, commune, cast):
    other = make_member(commune.cells[1], "Đỗ Văn Cường")
    answer = send(client_of(cast.commune), "member_change", other.pk, "giay-to", citizen_id="025194078011")
    assert "Số •••••••••011 đã có trong hồ sơ của đồng chí Lê Văn Bình (sinh 1960, Chi bộ thôn Song Vân)" in words(
        answer
    )
    other.refresh_from_db()
    assert other.citizen_id == ""


def test_dates_are_refused_out_of_order_and_doubted_when_unusual(client_of, member, commune, cast):
    client = client_of(cast.commune)
    answer = send(
        client,
        "member_change",
        member.pk,
        "ngay",
        admission_decided_on="10/2/1990",
        admitted_on="3/2/1990",
        official_on="3/2/1991",
    )
    assert "Lễ kết nạp không thể trước ngày quyết định kết nạp (10/02/1990)" in words(answer)
    assert 'value="10/2/1990"' in words(answer)
    answer = send(client, "member_change", member.pk, "ngay", admitted_on="3/2/1990", official_on="3/8/1991")
    assert "Đã lưu hồ sơ" in words(answer)
    assert "tức 03/02/1991; hồ sơ ghi 03/08/1991" in words(answer)


def test_new_record_is_made_with_its_reason_and_only_in_a_kept_cell(client_of, commune, cast):
    client = client_of(cast.commune)
    data = {
        "full_name": "Đặng Thị Mới",
        "birth": "1995",
        "cell": commune.cells[1].pk,
        "start_reason": "admitted",
        "joined_cell_on": "5/9/2026",
        "admission_decided_on": "20/8/2026",
        "admitted_on": "5/9/2026",
    }
    refused = send(client, "member_create", **{**data, "cell": commune.elsewhere.pk})
    assert "cell" in refused.context["form"].errors
    assert 'value="Đặng Thị Mới"' in words(refused)
    answer = send(client, "member_create", **data)
    made = Member.objects.get(full_name="Đặng Thị Mới")
    assert answer.redirect_chain[-1][0] == made.get_absolute_url()
    assert (made.birth_precision, made.memberships.get().start_reason) == ("year", "admitted")


def test_status_page_explains_each_status_and_keeps_what_was_typed(client_of, member, commune, cast):
    client = client_of(cast.secretary)
    assert "chỉ tính vào tổng số khi có mặt" in words(page(client, "status_begin", member.pk))
    data = {"status": "temporarily_exempt", "valid_from": "1/1/2026", "document": "NQ 7"}
    answer = send(client, "status_begin", member.pk, **data)
    assert "Tạm miễn sinh hoạt là cho thời gian dưới 12 tháng" in words(answer)
    answer = send(client, "status_begin", member.pk, **{**data, "status": "exempt", "valid_from": "1/6/2026"})
    assert "Từ ngày 01/01/2026 đến nay đồng chí Lê Văn Bình đang “tạm miễn sinh hoạt”" in words(answer)
    assert 'value="NQ 7"' in words(answer)
    period = StatusPeriod.objects.get()
    changed = {"valid_from": "2/1/2026", "valid_to": "30/6/2026", "document": "NQ 8"}
    send(client, "status_change", member.pk, period.pk, **changed)
    period.refresh_from_db()
    assert (period.valid_from, period.valid_to, period.document) == (day("2026-01-02"), day("2026-06-30"), "NQ 8")
    send(client, "status_end", member.pk, period.pk, last_day="31/5/2026")
    period.refresh_from_db()
    assert period.valid_to == day("2026-05-31")


def test_cell_of_the_place_of_residence_follows_the_one_before(client_of, member, commune, cast):
    client = client_of(cast.secretary)
    assert "Hãy ghi tên chi bộ" in words(send(client, "residence_record", member.pk, valid_from="1/1/2026"))
    send(client, "residence_record", member.pk, cell_name="Chi bộ thôn Tân Lập", valid_from="1/1/2026")
    answer = send(client, "residence_record", member.pk, cell_name="Chi bộ 5", valid_from="1/1/2026")
    assert "giữ mối liên hệ với Chi bộ thôn Tân Lập từ ngày 01/01/2026; hãy chọn ngày sau đó" in words(answer)
    assert "chưa đến" in words(send(client, "residence_record", member.pk, cell_name="X", valid_from="1/1/2027"))
    send(client, "residence_record", member.pk, cell_name="Chi bộ 5", valid_from="1/6/2026")
    send(client, "residence_record", member.pk, cell_name="", valid_from="1/9/2026")
    rows = member.residence_links.values_list("cell_name", "cell", "valid_from", "valid_to")
    assert list(rows) == [
        ("Chi bộ thôn Tân Lập", commune.cells[1].pk, day("2026-01-01"), day("2026-05-31")),
        ("Chi bộ 5", None, day("2026-06-01"), day("2026-08-31")),
    ]


def test_status_of_another_member_is_not_reached(client_of, member, commune, cast):
    other = make_member(commune.cells[0], status="exempt").status_periods.get()
    assert page(client_of(cast.secretary), "status_end", member.pk, other.pk).status_code == 404


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


AWARD = {"kind": "certificate", "reason": "Xuất sắc", "decided_by": "Đảng ủy xã", "decided_on": "10/1/2026"}
VERDICT = {
    "content": "Vi phạm",
    "act_on": "1/5/2026",
    "decided_on": "1/8/2026",
    "decided_by": "Đảng ủy xã",
    "document": "QĐ 9",
}


def test_honours_of_a_member_by_their_pages(client_of, member, commune, cast):
    client = client_of(cast.commune)
    send(client, "award_give", member.pk, **AWARD)
    send(client, "award_withdraw", member.pk, Award.objects.get().pk, on="1/2/2026", document="QĐ 2")
    send(client, "badge_give", member.pk, years=30, awarded_on="3/2/2020")
    send(client, "discipline_record", member.pk, kind="warning", **VERDICT)
    send(client, "discipline_lift", member.pk, Discipline.objects.get().pk, on="1/11/2026")
    body = words(page(client, "member_detail", member.pk, phan="khen-thuong"))
    assert "thu hồi ngày 01/02/2026, QĐ 2" in body
    assert "Huy hiệu 30 năm tuổi Đảng" in body
    assert "Khi đó sinh hoạt tại Chi bộ thôn Song Vân." in body
    assert "Chấm dứt hiệu lực ngày 01/11/2026" in body


def test_expulsion_ends_the_membership_only_with_the_day_in_the_same_form(client_of, member, commune, cast):
    client = client_of(cast.commune)
    data = {"kind": "expulsion", "seen": present_membership(member).pk, **VERDICT}
    send(client, "discipline_record", member.pk, **data)
    assert present_membership(member)
    send(client, "discipline_record", member.pk, leaves_on="1/8/2026", **data)
    assert present_membership(member) is None


def test_form_of_discipline_offers_a_probationary_member_two_kinds(client_of, commune, cast):
    young = make_member(commune.cells[0], official_on=None, admitted_on=day("2026-03-01"))
    form = page(client_of(cast.commune), "discipline_record", young.pk).context["form"]
    assert [kind for kind, _label in form.fields["kind"].choices] == ["reprimand", "warning"]
    assert "leaves_on" not in form.fields


def test_honours_of_a_cell_by_their_pages(client_of, commune, cast):
    client, cell = client_of(cast.commune), commune.cells[0]
    send(client, "unit_award_give", cell.pk, **AWARD)
    send(client, "unit_award_withdraw", cell.pk, Award.objects.get().pk, on="1/2/2026", document="QĐ 2")
    send(client, "unit_discipline_record", cell.pk, kind="reprimand", **VERDICT)
    send(client, "unit_discipline_lift", cell.pk, Discipline.objects.get().pk, on="1/11/2026")
    body = words(page(client_of(cast.secretary), "unit_honours", cell.pk))
    assert "thu hồi ngày 01/02/2026" in body
    assert "đã chấm dứt" in body
    assert "Ghi kỷ luật" not in body


@pytest.mark.parametrize("number", [1, 3])
def test_badge_list_names_who_is_due_in_a_fixed_number_of_queries(
    client_of, commune, cast, django_assert_num_queries, number
):
    for _one in range(number):
        make_member(commune.cells[1], admission_decided_on=day("1987-01-05"))
    client = client_of(cast.commune)
    with django_assert_num_queries(11):
        answer = page(client, "badge_list")
    assert answer.context["page"].paginator.count == number
    assert answer.context["award_day"] == day("2027-02-03")
    assert {member.badge_years for member in answer.context["page"]} == {40}


def test_badge_list_of_another_day_committee_and_kind(client_of, commune, cast):
    make_member(commune.cells[1], "Đủ Lâu Rồi", admission_decided_on=day("1980-01-05"))
    client = client_of(cast.officer)
    late = page(client, "badge_list", loai="con-thieu", dip="2026-05-19", **{"cap-uy": commune.committee.pk})
    assert "Đủ Lâu Rồi" in words(late)
    assert late.context["award_day"] == day("2026-05-19")
    Badge.objects.create(member=Member.objects.get(full_name="Đủ Lâu Rồi"), years=45, awarded_on=day("2025-02-03"))
    assert "Đủ Lâu Rồi" not in words(page(client, "badge_list", loai="con-thieu", dip="2026-05-19"))


def test_profile_is_entered_and_a_mistake_taken_out(client_of, member, commune, cast):
    client = client_of(cast.secretary)
    send(client, "profile_enter", member.pk, "professional", value="university", valid_from="1/6/2010")
    assert "đại học" in words(page(client, "member_detail", member.pk))
    send(client, "profile_remove", member.pk, ProfileEntry.objects.get().pk)
    assert ProfileEntry.objects.get().is_removed
    assert page(client, "profile_enter", member.pk, "hobby").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_supplement_list_names_who_has_not_handed_it_in(client_of, commune, cast, django_assert_num_queries, number):
    for _one in range(number):
        make_member(commune.cells[0])
    client = client_of(cast.secretary)
    with django_assert_num_queries(12):
        answer = page(client, "supplement_list")
    assert answer.context["page"].paginator.count == number + 3
    waiting = next(one for one in answer.context["page"] if one.user_id is None)
    send(client, "supplement_receive", waiting.pk, 2026, declared_on="20/11/2026", political_theory="advanced", note="")
    assert Supplement.objects.get().has_changes
    assert page(client, "supplement_list").context["page"].paginator.count == number + 2
    assert page(client, "supplement_list", nam="2025").context["page"].paginator.count == number + 3
    assert f"{TODAY.year}" in words(page(client, "supplement_list"))


@pytest.mark.parametrize("number", [1, 3])
def test_transfer_list_has_a_fixed_number_of_queries(client_of, commune, cast, django_assert_num_queries, number):
    for row in range(number):
        one = make_member(commune.cells[0])
        issue_transfer(
            one, issued_on=day("2026-11-02"), document=str(row), to_cell=make_cell(commune.committee), by=cast.commune
        )
    client = client_of(cast.commune)
    with django_assert_num_queries(10):
        page(client, "transfer_list")


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
