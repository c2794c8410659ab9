"""The pages on who is in charge of what."""

import datetime as dt

import pytest
from django.urls import reverse

from cells.models import Assignment
from cells.queries import children_on
from tests.cast import TODAY
from tests.factories import make_member

pytestmark = pytest.mark.django_db


def add_url(commune):
    return reverse("cells:assignment_add", args=[commune.committee.pk])


def test_oversight_leads_to_the_only_committee_and_lists_several(client_of, cast, commune):
    only = client_of(cast.commune).get(reverse("cells:oversight"))
    assert (only.status_code, only.url) == (302, reverse("cells:assignment_list", args=[commune.committee.pk]))
    several = client_of(cast.officer).get(reverse("cells:oversight")).content.decode()
    assert "Đảng bộ xã Vân Trục" in several
    assert "Đảng bộ xã Bắc Bình" in several
    assert "Chi bộ thôn" not in several


def test_list_says_who_has_none_and_which_units_have_nobody(client_of, cast, commune):
    page = client_of(cast.commune).get(reverse("cells:assignment_list", args=[commune.committee.pk])).content.decode()
    assert "3 đơn vị chưa có ai phụ trách" in page
    assert "chưa phân công" in page


def test_add_stores_units_and_fields(client_of, cast, commune):
    answer = client_of(cast.commune).post(
        add_url(commune),
        {
            "member": cast.commune.member.pk,
            "units": [commune.cells[0].pk, commune.cells[2].pk],
            "areas": "Kinh tế\r\nDân vận",
            "document": "TB 15-TB/ĐU",
            "document_on": "26/02/2026",
            "valid_from": "1/3/2026",
        },
    )
    assert answer.status_code == 302
    rows = Assignment.objects.order_by("pk").values_list("unit", "area", "document_on", "valid_from")
    day, since = dt.date(2026, 2, 26), dt.date(2026, 3, 1)
    assert list(rows) == [
        (commune.cells[0].pk, "", day, since),
        (commune.cells[2].pk, "", day, since),
        (None, "Kinh tế", day, since),
        (None, "Dân vận", day, since),
    ]


def test_add_refused_keeps_every_word(client_of, cast, commune):
    data = {"member": cast.commune.member.pk, "document": "TB 15-TB/ĐU", "valid_from": "1/3/2026"}
    page = client_of(cast.commune).post(add_url(commune), data).content.decode()
    assert "ít nhất một chi bộ" in page
    assert 'value="TB 15-TB/ĐU"' in page
    assert not Assignment.objects.exists()


def test_add_someone_found_by_search_asks_once_more(client_of, cast, commune):
    plain = make_member(commune.cells[1], "Lưu Thị Mận")
    client = client_of(cast.commune)
    found = client.get(add_url(commune), {"nguoi-khac": 1, "tim": "luu man"}).content.decode()
    assert f"{add_url(commune)}?dong-chi={plain.pk}" in found
    assert 'name="accept_outsider"' in client.get(add_url(commune), {"dong-chi": plain.pk}).content.decode()
    data = {"member": plain.pk, "units": [commune.cells[0].pk], "valid_from": "1/3/2026"}
    assert "không giữ chức vụ" in client.post(add_url(commune), data).content.decode()
    assert client.post(add_url(commune), {**data, "accept_outsider": "on"}).status_code == 302


def test_add_a_person_out_of_sight_is_refused(client_of, cast, commune):
    data = {"member": cast.stranger.member.pk, "units": [commune.cells[0].pk], "valid_from": "1/3/2026"}
    answer = client_of(cast.commune).post(add_url(commune), data)
    assert (answer.status_code, Assignment.objects.count()) == (200, 0)


def test_add_a_unit_out_of_sight_is_refused(client_of, cast, commune):
    data = {"member": cast.commune.member.pk, "units": [commune.elsewhere.pk], "valid_from": "1/3/2026"}
    answer = client_of(cast.commune).post(add_url(commune), data)
    assert (answer.status_code, Assignment.objects.count()) == (200, 0)


def test_end_moves_the_assignment_into_the_history(client_of, cast, commune):
    row = Assignment.objects.create(
        organisation=commune.committee,
        member=cast.commune.member,
        unit=commune.cells[0],
        valid_from=dt.date(2026, 1, 1),
        document="TB 15-TB/ĐU",
    )
    client = client_of(cast.commune)
    assert client.post(reverse("cells:assignment_end", args=[row.pk]), {"last_day": "21/11/2026"}).status_code == 302
    address = reverse("cells:assignment_list", args=[commune.committee.pk])
    assert "TB 15-TB/ĐU" not in client.get(address).content.decode()
    ended = client.get(address, {"da-ket-thuc": 1}).content.decode()
    assert "TB 15-TB/ĐU" in ended
    assert "21/11/2026" in ended


def test_list_with_nobody_left_over_says_so(client_of, cast, commune):
    for unit in children_on(commune.committee, TODAY):
        Assignment.objects.create(
            organisation=commune.committee, member=cast.commune.member, unit=unit, valid_from=dt.date(2026, 1, 1)
        )
    page = client_of(cast.commune).get(reverse("cells:assignment_list", args=[commune.committee.pk])).content.decode()
    assert "cũng đã có người phụ trách" in page
