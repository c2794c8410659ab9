"""The page of a unit of any kind, and its Party groups."""

import datetime as dt

import pytest
from django.urls import reverse

from cells.models import GroupMembership, Organisation, Term
from cells.services.groups import found_group, join_group
from cells.services.organisations import merge_cells
from tests.cast import TODAY
from tests.factories import make_cell, make_member

pytestmark = pytest.mark.django_db


def page_of(client, unit):
    return client.get(reverse("cells:cell_detail", args=[unit.pk]))


def test_page_of_a_committee_lists_the_units_below_with_secretary_size_and_warnings(client_of, commune, cast):
    page = page_of(client_of(cast.commune), commune.committee)
    rows = [(str(row.unit), str(row.secretary), row.members, row.warnings) for row in page.context["rows"]]
    assert rows == [
        ("Chi bộ thôn Song Vân", "Bùi Thị Tuyết", 3, 0),
        ("Chi bộ thôn Tân Lập", "None", 0, 1),
        ("Chi bộ thôn Đồng Tâm", "None", 1, 1),
    ]
    assert page.context["counts"] == {"total": 4, "official": 4, "probationary": 0}
    text = page.content.decode()
    assert "dưới 30 phải được cấp ủy cấp trên trực tiếp đồng ý" in text
    assert "Điều lệ Đ21.5" in text
    assert "trực thuộc Đảng bộ tỉnh Phú Thọ" in text
    assert "Lên lịch sinh hoạt" in text
    assert "Lên lịch sinh hoạt" not in page_of(client_of(cast.officer), commune.committee).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_page_of_a_committee_has_a_fixed_number_of_queries(client_of, commune, cast, django_assert_num_queries, number):
    for _number in range(number):
        make_member(make_cell(commune.committee), office="secretary")
    client = client_of(cast.commune)
    with django_assert_num_queries(25):
        page_of(client, commune.committee)


def test_page_of_the_province_is_for_its_officer(client_of, commune, cast):
    page = page_of(client_of(cast.officer), commune.province)
    assert [row.members for row in page.context["rows"]] == [4, 1]


def test_plain_member_sees_posts_and_no_warnings_people_or_units(client_of, commune, cast):
    text = page_of(client_of(cast.member), commune.cells[0]).content.decode()
    assert "Bùi Thị Tuyết" in text
    assert "Cần xem lại theo Điều lệ" not in text
    assert "Quyền xem" not in text


def test_ended_cell_shows_its_last_day_and_what_followed(client_of, commune, cast):
    old = make_cell(commune.committee, "Chi bộ thôn Vân Hội")
    merge_cells([old], into=commune.cells[0], last_day=dt.date(2026, 6, 30), by=None, document="Đề án 03-ĐA/ĐU")
    text = page_of(client_of(cast.commune), old).content.decode()
    assert "Kết thúc hoạt động ngày 30/06/2026" in text
    assert "nhập vào" in text
    assert commune.cells[0].get_absolute_url() in text
    assert "Giao chức vụ" not in text


def test_term_that_ends_soon_is_marked(client_of, commune, cast):
    Term.objects.create(
        organisation=commune.cells[0],
        name="2024 – 2026",
        length_months=30,
        valid_from=dt.date(2024, 6, 1),
        planned_end=dt.date(2026, 12, 1),
    )
    assert "còn chưa đến 30 ngày" in page_of(client_of(cast.member), commune.cells[0]).content.decode()


def test_cell_that_will_end_later_says_so_and_counts_today(client_of, commune, cast):
    cell = make_cell(commune.committee, "Chi bộ thôn Vân Hội")
    make_member(cell)
    merge_cells([cell], into=commune.cells[0], last_day=dt.date(2026, 12, 31), by=None, document="Đề án 03-ĐA/ĐU")
    response = page_of(client_of(cast.commune), cell)
    assert "Hoạt động đến hết ngày 31/12/2026." in response.content.decode()
    assert "số liệu tính đến ngày đó" not in response.content.decode()
    assert response.context["day"] == TODAY
    client, address = client_of(cast.commune), reverse("cells:cell_list")
    assert "Chi bộ thôn Vân Hội" in client.get(address).content.decode()
    assert "Chi bộ thôn Vân Hội" not in client.get(address, {"da-ket-thuc": 1}).content.decode()


def test_party_group_is_founded_peopled_and_ended_on_pages(client_of, commune, cast):
    cell, client = commune.cells[0], client_of(cast.secretary)
    client.post(reverse("cells:group_found", args=[cell.pk]), {"name": "Tổ đảng số 1", "founded_on": "1/7/2026"})
    group = Organisation.objects.get(periods__kind="party_group")
    join = reverse("cells:group_join", args=[group.pk])
    early = client.post(join, {"members": [cast.member.member.pk], "valid_from": "1/6/2026"})
    assert "không hoạt động vào ngày này" in early.content.decode()
    client.post(join, {"members": [cast.member.member.pk, cast.deputy.member.pk], "valid_from": "1/7/2026"})
    text = page_of(client, group).content.decode()
    assert "Trịnh Mạnh Lâm" in text
    assert f'Tổ đảng, trực thuộc <a href="{cell.get_absolute_url()}">Chi bộ thôn Song Vân</a>' in text
    assert "Tổ đảng số 1" in page_of(client, cell).content.decode()
    give = f"{reverse('cells:seat_give', args=[group.pk])}?dong-chi={cast.member.member.pk}"
    offered = dict(client.get(give).context["form"].fields["office"].choices)
    assert set(offered) == {"", "group_leader", "group_deputy"}
    client.post(give, {"office": "group_leader", "basis": "elected", "valid_from": "1/7/2026"})
    assert "Tổ trưởng tổ đảng" in page_of(client, group).content.decode()
    row = GroupMembership.objects.get(member=cast.deputy.member)
    client.post(reverse("cells:group_leave", args=[row.pk]), {"last_day": "30/9/2026"})
    client.post(reverse("cells:group_end", args=[group.pk]), {"last_day": "31/10/2026"})
    days = GroupMembership.objects.order_by("valid_to").values_list("valid_to", flat=True)
    assert list(days) == [dt.date(2026, 9, 30), dt.date(2026, 10, 31)]


def test_member_of_another_group_is_named_with_it(client_of, commune, cast):
    day = dt.date(2026, 7, 1)
    first, second = (
        found_group(commune.cells[0], name=f"Tổ đảng số {number}", founded_on=day, by=None) for number in (1, 2)
    )
    join_group(first, [cast.member.member], valid_from=day, by=None)
    page = client_of(cast.secretary).get(reverse("cells:group_join", args=[second.pk]))
    assert "Trịnh Mạnh Lâm (đang ở Tổ đảng số 1)" in page.content.decode()


def test_cell_is_no_group_to_join(client_of, commune, cast):
    assert client_of(cast.secretary).get(reverse("cells:group_join", args=[commune.cells[0].pk])).status_code == 404
