"""Who sees a unit and why agrees with the scope; exports are granted apart; who saw a number is told."""

import datetime as dt

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from accounts.audit import record
from accounts.models import User
from cells.access import scope_of
from cells.models import (
    Assignment,
    ExportRight,
    Membership,
    Organisation,
    WorkingGroup,
    WorkingGroupMember,
    WorkingGroupUnit,
)
from cells.queries.rights import WHOLE_DATA, reveals_of, who_sees
from cells.services.exports import take_out_list
from cells.services.members import reveal_number
from cells.services.organisations import merge_cells
from reports.catalogue import CATALOGUE
from tests.cast import TODAY
from tests.factories import make_cell, make_member

pytestmark = pytest.mark.django_db
SINCE = dt.date(2026, 1, 1)


def test_whoever_is_listed_reads_the_unit_and_nobody_else(commune, cast):
    old = make_cell(commune.committee, "Chi bộ thôn Vân Hội")
    merge_cells([old], into=commune.cells[0], last_day=dt.date(2026, 6, 30), by=None)
    Assignment.objects.create(
        organisation=commune.committee, member=cast.member.member, unit=commune.cells[1], valid_from=SINCE
    )
    crew = WorkingGroup.objects.create(organisation=commune.province, name="Tổ công tác số 1", valid_from=SINCE)
    WorkingGroupMember.objects.create(group=crew, member=cast.stranger.member, valid_from=SINCE)
    WorkingGroupUnit.objects.create(group=crew, unit=commune.committee, valid_from=SINCE)
    users = [User.objects.get(pk=user.pk) for user in cast]
    for unit in Organisation.objects.all():
        listed = {row.user for row in who_sees(unit, TODAY)}
        assert listed == {user for user in users if unit.pk in scope_of(user).readable}, str(unit)


def test_rows_say_through_what(commune, cast):
    rows = {str(row.member): row for row in who_sees(commune.cells[0], TODAY)}
    assert rows["Bùi Thị Tuyết"].through == "Bí thư, Chi bộ thôn Song Vân"
    assert rows["Lê Quang Vinh"].through == "Bí thư, Đảng bộ xã Vân Trục"
    assert (rows["Bùi Thị Tuyết"].exports, rows["Hoàng Thị Hằng"].exports) == (True, False)
    assert "thẩm định" in rows["Phạm Thu Trang"].may


def test_export_is_granted_and_taken_back_on_pages(client_of, commune, cast):
    client, cell = client_of(cast.commune), commune.cells[0]
    grant = reverse("cells:export_grant", args=[cell.pk])
    choices = dict(client.get(grant).context["form"].fields["user"].choices)
    assert set(choices) == {"", str(cast.deputy.pk), str(cast.officer.pk)}
    refused = client.post(grant, {"user": cast.deputy.pk, "reason": " ", "valid_from": "22/11/2026"})
    assert not ExportRight.objects.exists()
    assert refused.status_code == 200
    client.post(grant, {"user": cast.deputy.pk, "reason": "Nộp danh sách", "valid_from": "1/11/2026"})
    right = ExportRight.objects.get()
    assert right.granted_by == cast.commune
    listed = client.get(reverse("cells:access_list", args=[cell.pk])).content.decode()
    assert "Nộp danh sách" in listed
    client.post(reverse("cells:export_end", args=[right.pk]))
    right.refresh_from_db()
    assert right.valid_to == dt.date(2026, 11, 21)
    assert "Nộp danh sách" not in client.get(reverse("cells:access_list", args=[cell.pk])).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_access_page_has_a_fixed_number_of_queries(client_of, commune, cast, django_assert_num_queries, number):
    for _number in range(number):
        member = make_member(commune.cells[0], office="deputy_secretary")
        Assignment.objects.create(
            organisation=commune.committee, member=member, unit=commune.cells[0], valid_from=SINCE
        )
        ExportRight.objects.create(
            organisation=commune.committee, user=cast.officer, reason="x", granted_by=cast.commune, valid_from=SINCE
        )
    client = client_of(cast.commune)
    with django_assert_num_queries(15):
        client.get(reverse("cells:access_list", args=[commune.cells[0].pk]))


def test_person_reads_who_saw_the_own_numbers(client_of, commune, cast):
    member = cast.member.member
    reveal_number(member, "citizen_id", by=cast.secretary, reason="Đối chiếu thẻ")
    reveal_number(member, "old_identity_number", by=cast.commune, reason="Làm hồ sơ")
    address = reverse("cells:member_reveals", args=[member.pk])
    text = client_of(cast.member).get(address).content.decode()
    for words in ("Ai đã xem số của tôi", "Bùi Thị Tuyết", "Đối chiếu thẻ", "Số chứng minh nhân dân cũ", "Làm hồ sơ"):
        assert words in text
    assert "Ai đã xem số giấy tờ của đồng chí" in client_of(cast.secretary).get(address).content.decode()


def test_lists_taken_out_while_the_person_was_in_them_are_told(client_of, commune, cast):
    take_out_list(commune.committee, kind="members", by=cast.commune)
    take_out_list(commune.cells[1], kind="members", by=cast.commune)
    gone = make_member(commune.cells[0])
    Membership.objects.filter(member=gone).update(valid_to=dt.date(2026, 11, 21), end_reason="transferred")
    page = client_of(cast.member).get(reverse("cells:member_reveals", args=[cast.member.member.pk]))
    assert [label for _event, label in page.context["rows"]] == ["Đảng bộ xã Vân Trục: danh sách đảng viên"]
    assert not reveals_of(gone).exists()


def test_paper_with_all_data_is_told_when_it_is_downloaded(commune, cast):
    with override("vi"):
        assert str(CATALOGUE["unit_data"].title_of(commune.committee)).startswith(WHOLE_DATA)
    with transaction.atomic():
        for label in (f"{WHOLE_DATA}, Đảng bộ xã Vân Trục", "Tổng hợp xếp loại năm 2025"):
            record(
                "reports.document_downloaded",
                commune.committee,
                by=cast.commune,
                organisation=commune.committee,
                label=label,
            )
    assert [event.thing_label for event in reveals_of(cast.member.member)] == ["Toàn bộ dữ liệu, Đảng bộ xã Vân Trục"]


def test_numbers_of_another_person_are_not_in_the_list(client_of, commune, cast):
    reveal_number(cast.deputy.member, "citizen_id", by=cast.secretary, reason="Đối chiếu thẻ")
    page = client_of(cast.member).get(reverse("cells:member_reveals", args=[cast.member.member.pk]))
    assert "Chưa ai xem đủ số nào" in page.content.decode()
