"""The pages of working groups."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cells.models import WorkingGroup, WorkingGroupMember, WorkingGroupUnit
from tests.cast import TODAY
from tests.factories import make_member

pytestmark = pytest.mark.django_db
SINCE = dt.date(2026, 3, 1)


@pytest.fixture
def group(commune):
    return WorkingGroup.objects.create(organisation=commune.committee, name="Tổ công tác số 1", valid_from=SINCE)


def test_create_leads_to_the_group(client_of, cast, commune):
    address = reverse("cells:working_group_create", args=[commune.committee.pk])
    data = {"name": "Tổ số 1", "document": "687-KH/TU", "document_on": "20/2/2026", "valid_from": "1/3/2026"}
    answer = client_of(cast.commune).post(address, data)
    group = WorkingGroup.objects.get()
    assert answer.url == reverse("cells:working_group_detail", args=[group.pk])
    assert (group.document, group.document_on, group.valid_from) == ("687-KH/TU", dt.date(2026, 2, 20), SINCE)


def test_person_with_a_post_is_chosen_from_the_list_and_anyone_else_by_search(client_of, cast, commune, group):
    plain = make_member(commune.cells[1], "Lưu Thị Mận")
    client, address = client_of(cast.commune), reverse("cells:working_group_person_add", args=[group.pk])
    assert f'<option value="{cast.commune.member.pk}"' in client.get(address).content.decode()
    assert f"{address}?dong-chi={plain.pk}" in client.get(address, {"nguoi-khac": 1, "tim": "man"}).content.decode()
    for member, role in ((cast.commune.member, "leader"), (plain, "member")):
        data = {"member": member.pk, "role": role, "valid_from": "1/3/2026"}
        assert client.post(address, data).status_code == 302
    refused = client.post(address, {"member": plain.pk, "role": "member", "valid_from": "1/3/2026"})
    assert "đã ở trong tổ" in refused.content.decode()
    page = client.get(reverse("cells:working_group_detail", args=[group.pk])).content.decode()
    assert page.index("Lê Quang Vinh</strong> – tổ trưởng") < page.index("Lưu Thị Mận</strong> – thành viên")


def test_units_are_ticked_and_no_longer_offered(client_of, cast, commune, group):
    client, address = client_of(cast.commune), reverse("cells:working_group_units_add", args=[group.pk])
    data = {"units": [commune.cells[0].pk, commune.cells[1].pk], "valid_from": "1/3/2026"}
    assert client.post(address, data).status_code == 302
    page = client.get(address).content.decode()
    assert "Song Vân" not in page
    assert "Đồng Tâm" in page


@pytest.mark.parametrize("what", ["person", "unit", "group"])
def test_end_asks_for_the_day_and_keeps_the_row(client_of, cast, commune, group, what):
    person = WorkingGroupMember.objects.create(group=group, member=cast.commune.member, valid_from=SINCE)
    unit = WorkingGroupUnit.objects.create(group=group, unit=commune.cells[0], valid_from=SINCE)
    address, thing = {
        "person": (reverse("cells:working_group_person_end", args=[group.pk, person.pk]), person),
        "unit": (reverse("cells:working_group_unit_end", args=[group.pk, unit.pk]), unit),
        "group": (reverse("cells:working_group_end", args=[group.pk]), group),
    }[what]
    client = client_of(cast.commune)
    assert "phải từ ngày bắt đầu" in client.post(address, {"last_day": "1/1/2026"}).content.decode()
    assert client.post(address, {"last_day": "22/11/2026"}).status_code == 302
    thing.refresh_from_db()
    assert thing.valid_to == TODAY


def test_person_of_another_group_is_not_found_through_this_one(client_of, cast, commune, group):
    other = WorkingGroup.objects.create(organisation=commune.committee, name="Tổ 2", valid_from=SINCE)
    person = WorkingGroupMember.objects.create(group=other, member=cast.commune.member, valid_from=SINCE)
    address = reverse("cells:working_group_person_end", args=[group.pk, person.pk])
    assert client_of(cast.commune).post(address, {"last_day": "22/11/2026"}).status_code == 404


def test_list_takes_the_same_number_of_questions_with_one_and_three(client_of, cast, commune):
    client, counts = client_of(cast.commune), []
    for number, unit in enumerate(commune.cells):
        group = WorkingGroup.objects.create(organisation=commune.committee, name=f"Tổ {number}", valid_from=SINCE)
        WorkingGroupMember.objects.create(group=group, member=make_member(unit), valid_from=SINCE)
        WorkingGroupUnit.objects.create(group=group, unit=unit, valid_from=SINCE)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("cells:working_group_list", args=[commune.committee.pk])).content.decode()
        assert unit.name in page
        counts.append(len(queries))
    assert counts[0] == counts[2]
