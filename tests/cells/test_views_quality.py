"""What is missing in the records, who may be there twice, and the grid that fills them in."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from cells.models import Member
from tests.factories import make_cell, make_member

pytestmark = pytest.mark.django_db
WHOLE = {
    "ethnic_group": "Kinh",
    "religion": "Không",
    "citizen_id": "025162000123",
    "card_number": "931336718254",
    "birth_registration_place": "Vân Trục, Phú Thọ",
    "native_place": "Vân Trục, Phú Thọ",
    "residence": "Vân Trục, Phú Thọ",
    "has_dossier": False,
}


def missing(page, cell):
    row = next(row for each, row in page.context["rows"] if each == cell)
    return row.people, row.whole, {name: number for name, number in row.missing.items() if number}


def test_record_quality_counts_whole_records_and_what_others_lack(client_of, commune, cast):
    cell = make_cell(commune.committee)
    make_member(cell, **WHOLE)
    make_member(cell, **{**WHOLE, "citizen_id": "", "card_number": "", "birth_precision": "year"})
    page = client_of(cast.commune).get(reverse("cells:record_quality"))
    assert missing(page, cell) == (2, 1, {"birth_date": 1, "citizen_id": 1, "card_number": 1})


def test_probationary_member_owes_no_official_date_for_a_year(client_of, commune, cast):
    cell = make_cell(commune.committee)
    for number, admitted in enumerate([dt.date(2026, 3, 1), dt.date(2025, 3, 1)]):
        numbers = {"citizen_id": f"02516200012{number}", "card_number": f"93133671825{number}"}
        make_member(cell, **{**WHOLE, **numbers, "admitted_on": admitted, "official_on": None})
    page = client_of(cast.commune).get(reverse("cells:record_quality"))
    assert missing(page, cell) == (2, 1, {"official_on": 1})


def test_number_opens_as_many_people_as_it_says(client_of, commune, cast):
    client = client_of(cast.commune)
    make_member(commune.cells[0], "Đỗ Thị Hạnh", religion="Không")
    page = client.get(reverse("cells:record_quality"))
    for item in page.context["items"]:
        counted = missing(page, commune.cells[0])[2].get(item.field, 0)
        people = client.get(reverse("cells:record_quality_people", args=[commune.cells[0].pk, item.field]))
        assert people.context["page"].paginator.count == counted, item


def test_unknown_item_is_not_found(client_of, commune, cast):
    address = reverse("cells:record_quality_people", args=[commune.cells[0].pk, "password"])
    assert client_of(cast.commune).get(address).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_record_quality_has_a_fixed_number_of_queries(client_of, commune, cast, django_assert_num_queries, number):
    for _cell in range(number):
        make_member(make_cell(commune.committee))
    client = client_of(cast.commune)
    with django_assert_num_queries(8):
        client.get(reverse("cells:record_quality"))


def test_double_list_offers_both_answers_and_masks_numbers(client_of, commune, cast):
    first = make_member(commune.cells[1], "Nguyễn Văn Thịnh", citizen_id="025162000123")
    second = make_member(commune.cells[2], "Nguyễn Văn Thịnh")
    client = client_of(cast.commune)
    body = client.get(reverse("cells:double_list")).content.decode()
    assert reverse("cells:member_merge", args=[first.pk, second.pk]) in body
    assert "025162000123" not in body
    client.post(reverse("cells:double_judge", args=[first.pk, second.pk]))
    assert "Không thấy hồ sơ nào trùng" in client.get(reverse("cells:double_list")).content.decode()


def test_double_list_of_a_wide_scope_asks_for_a_unit(client_of, commune, cast, monkeypatch):
    monkeypatch.setattr("cells.views.quality.CHOICES", 2)
    first = make_member(commune.cells[1], "Nguyễn Văn Thịnh")
    make_member(commune.cells[1], "Nguyễn Văn Thịnh")
    client = client_of(cast.commune)
    page = client.get(reverse("cells:double_list"))
    assert page.context["units"] == commune.cells
    found = client.get(reverse("cells:double_list"), {"chi-bo": commune.cells[1].pk}).context["pairs"]
    assert [pair.first for pair in found] == [first]
    assert client.get(reverse("cells:double_list"), {"chi-bo": commune.elsewhere.pk}).context["pairs"] == []


def test_member_merge_page_makes_one_of_two(client_of, commune, cast):
    first = make_member(commune.cells[1], "Nguyễn Văn Thịnh", phone="0911")
    second = make_member(commune.cells[1], "Nguyễn Văn Thịnh", phone="0922", residence="Vân Trục")
    client = client_of(cast.commune)
    address = reverse("cells:member_merge", args=[first.pk, second.pk])
    chosen = {row["name"]: row["chosen"] for row in client.get(address).context["differences"]}
    assert chosen == {"phone": "keep", "residence": "double"}
    answer = client.post(address, {"phone": "double", "residence": "double"})
    assert answer.url == first.get_absolute_url()
    first = Member.objects.get(pk=first.pk)
    assert (first.phone, first.residence) == ("0922", "Vân Trục")
    assert client.get(address).status_code == 404


def test_refused_merge_says_why_and_keeps_the_choice(client_of, commune, cast):
    first = make_member(commune.cells[1], "Nguyễn Văn Thịnh", phone="0911")
    second = make_member(commune.cells[2], "Nguyễn Văn Thịnh", phone="0922", since=dt.date(2026, 2, 1))
    second.memberships.update(valid_to=dt.date(2026, 3, 1), end_reason="transferred")
    page = client_of(cast.commune).post(reverse("cells:member_merge", args=[first.pk, second.pk]), {"phone": "double"})
    assert "hai chi bộ khác nhau" in page.content.decode()
    assert page.context["differences"][0]["chosen"] == "double"


def grid(member, **boxes):
    """What the page posts for one person: what was shown and what was typed."""
    data = {}
    for name, (was, typed) in boxes.items():
        data |= {f"was-{member.pk}-{name}": was, f"f-{member.pk}-{name}": typed}
    return data


def test_grid_writes_what_was_typed_and_nothing_else(client_of, commune, cast):
    member = make_member(commune.cells[1], ethnic_group="Kinh")
    other = make_member(commune.cells[1])
    data = grid(member, birth_date=("19/05/1960", "2/9/1961"), ethnic_group=("Kinh", "Tày"), sex=("Nam", "Nữ"))
    data |= grid(other, ethnic_group=("", ""))
    answer = client_of(cast.commune).post(reverse("cells:member_grid", args=[commune.cells[1].pk]), data)
    assert answer.status_code == 302
    member.refresh_from_db()
    assert (member.birth_date, member.ethnic_group, member.sex) == (dt.date(1961, 9, 2), "Tày", "female")
    assert AuditEvent.objects.filter(action="cells.member_changed").count() == 1


@pytest.mark.parametrize(
    ("boxes", "sentence"),
    [
        ({"birth_date": ("19/05/1960", "31/02/1960")}, "không có trong lịch"),
        ({"birth_date": ("19/05/1960", "01/01/1995")}, "phải sau ngày sinh"),
        ({"ethnic_group": ("", "x" * 41)}, "Dài quá 40 chữ"),
        ({"ethnic_group": ("Mường", "Tày")}, "Người khác vừa sửa"),
    ],
)
def test_grid_refuses_a_box_keeps_its_words_and_writes_the_others(client_of, commune, cast, boxes, sentence):
    member, other = make_member(commune.cells[1]), make_member(commune.cells[1])
    data = grid(member, **boxes) | grid(other, religion=("", "Phật giáo"))
    page = client_of(cast.commune).post(reverse("cells:member_grid", args=[commune.cells[1].pk]), data)
    body = page.content.decode()
    assert sentence in body
    assert f'value="{next(iter(boxes.values()))[1]}"' in body
    other.refresh_from_db()
    assert other.religion == "Phật giáo"
    before = Member.objects.get(pk=member.pk)
    assert (before.birth_date, before.ethnic_group) == (dt.date(1960, 5, 19), "")


def test_grid_of_a_secretary_has_the_fields_a_cell_keeps_itself(client_of, commune, cast):
    member = cast.member.member
    client = client_of(cast.secretary)
    address = reverse("cells:member_grid", args=[commune.cells[0].pk])
    assert [tab["url"] for tab in client.get(address).context["tabs"]] == ["?nhom=lien-he", "?nhom=ho-so"]
    client.post(address + "?nhom=nhan-than", grid(member, sex=("Nam", "Nữ"), phone=("", "0911")))
    member.refresh_from_db()
    assert (member.sex, member.phone) == ("male", "0911")


def test_grid_clears_a_field(client_of, commune, cast):
    member = make_member(commune.cells[1], has_dossier=True, dossier_place="Tủ số 2")
    client_of(cast.commune).post(
        reverse("cells:member_grid", args=[commune.cells[1].pk]) + "?nhom=ho-so",
        grid(member, has_dossier=("có", ""), dossier_place=("Tủ số 2", "")),
    )
    member.refresh_from_db()
    assert (member.has_dossier, member.dossier_place) == (None, "")


@pytest.mark.parametrize("number", [1, 3])
def test_grid_has_a_fixed_number_of_queries(client_of, commune, cast, django_assert_num_queries, number):
    for _member in range(number):
        make_member(commune.cells[1])
    client = client_of(cast.commune)
    with django_assert_num_queries(11):
        client.get(reverse("cells:member_grid", args=[commune.cells[1].pk]))
