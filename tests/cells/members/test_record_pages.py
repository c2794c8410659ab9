"""Pages of what happens to a member: who may do what, words kept when refused, a fixed number of queries."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import AuditEvent, User
from cells.models import Member, ProfileEntry, StatusPeriod, Supplement
from cells.services.transfers import issue_transfer
from tests.cast import TODAY
from tests.cells.members.conftest import day, page, send, words
from tests.factories import make_cell, make_member, make_organisation

pytestmark = pytest.mark.django_db


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
