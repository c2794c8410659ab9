"""The tree as of a day: what stood then, under what, called what, with how many people; opened branch by branch."""

import datetime as dt

import pytest
from django.urls import reverse

from cells.models import Membership, OrganisationKind, OrganisationPeriod, Succession
from cells.queries.branches import branches, find_units, tops_on
from tests.factories import make_cell, make_member, make_organisation

pytestmark = pytest.mark.django_db

CHANGE = dt.date(2025, 7, 1)
BEFORE, AFTER = dt.date(2023, 12, 31), dt.date(2025, 12, 31)
FOUNDED = dt.date(2020, 1, 1)
PAGE = "cells:organisation_tree"


@pytest.fixture
def province():
    """Province → district → two communes until 30/6/2025; the first commune takes in the second and stands under it."""
    top = make_organisation("Đảng bộ tỉnh", kind=OrganisationKind.PROVINCIAL, founded_on=FOUNDED)
    district = make_organisation("Đảng bộ huyện", kind="district", parent=top, founded_on=FOUNDED)
    communes = [
        make_organisation(f"Đảng bộ xã {name}", kind="commune", parent=district, founded_on=FOUNDED, order=order)
        for order, name in enumerate(("An", "Bình"), 1)
    ]
    cells = [make_cell(commune, f"Chi bộ thôn {number}", founded_on=FOUNDED) for number, commune in enumerate(communes)]
    for number, cell in enumerate(cells, 1):
        for _person in range(number):
            make_member(cell, since=FOUNDED)
    last_day = CHANGE - dt.timedelta(days=1)
    for unit in (district, communes[1]):
        type(unit).objects.filter(pk=unit.pk).update(ended_on=last_day)
        unit.periods.update(valid_to=last_day)
    Succession.objects.create(predecessor=communes[1], successor=communes[0], kind="merge", on=CHANGE)
    for unit, name, parent in ((communes[0], "Đảng bộ xã An Bình", top), (cells[1], "Chi bộ thôn 1", communes[0])):
        kind = unit.kind
        unit.periods.update(valid_to=last_day)
        OrganisationPeriod.objects.create(
            organisation=unit, name=name, name_key=name.lower(), kind=kind, parent=parent, valid_from=CHANGE
        )
    return {"top": top, "district": district, "communes": communes, "cells": cells}


def everything(province):
    return {
        province["top"].pk,
        province["district"].pk,
        *(unit.pk for unit in (*province["communes"], *province["cells"])),
    }


def shape(units):
    return [(unit.name, unit.units, unit.members, shape(unit.below)) for unit in units]


def whole(province, day):
    known = everything(province)
    return shape(branches(tops_on(day, within=known), day, within=known, opened=known))


def test_tree_before_the_change_has_the_district_and_names_of_that_day(province):
    assert whole(province, BEFORE) == [
        (
            "Đảng bộ tỉnh",
            5,
            3,
            [
                (
                    "Đảng bộ huyện",
                    4,
                    3,
                    [
                        ("Đảng bộ xã An", 1, 1, [("Chi bộ thôn 0", 0, 1, [])]),
                        ("Đảng bộ xã Bình", 1, 2, [("Chi bộ thôn 1", 0, 2, [])]),
                    ],
                )
            ],
        )
    ]


def test_tree_after_the_change_has_one_commune_under_the_province(province):
    assert whole(province, AFTER) == [
        (
            "Đảng bộ tỉnh",
            3,
            3,
            [("Đảng bộ xã An Bình", 2, 3, [("Chi bộ thôn 0", 0, 1, []), ("Chi bộ thôn 1", 0, 2, [])])],
        )
    ]


@pytest.mark.parametrize(("day", "number"), [(dt.date(2025, 6, 30), 6), (CHANGE, 4), (dt.date(2019, 12, 31), 0)])
def test_units_are_counted_on_the_very_day_of_a_change(province, day, number):
    found = whole(province, day)
    assert sum(units + 1 for _name, units, _members, _below in found) == number


def test_members_are_those_of_the_day_guests_left_out(province):
    cell = province["cells"][0]
    cell.memberships.update(valid_to=dt.date(2024, 5, 1), end_reason="died")
    guest = make_member(None)
    Membership.objects.create(member=guest, cell=cell, kind="temporary", valid_from=FOUNDED)
    assert [whole(province, day)[0][2] for day in (dt.date(2024, 5, 1), dt.date(2024, 5, 2))] == [3, 2]


def test_closed_branches_have_numbers_but_nothing_below(province):
    known = everything(province)
    (top,) = branches(tops_on(AFTER, within=known), AFTER, within=known)
    assert (top.units, top.members, top.is_open, top.below) == (3, 3, False, [])


def test_shown_unit_opens_all_above_it(province):
    known = everything(province)
    (top,) = branches(tops_on(BEFORE, within=known), BEFORE, within=known, shown=province["communes"][1].pk)
    (district,) = top.below
    assert [unit.is_open for unit in (top, district, *district.below)] == [True, True, False, True]


def test_units_outside_the_scope_are_neither_shown_nor_counted(province):
    known = {province["communes"][0].pk, province["cells"][0].pk}
    assert tops_on(BEFORE, within=known) == [province["communes"][0].pk]
    assert shape(branches(tops_on(AFTER, within=known), AFTER, within=known, opened=known)) == [
        ("Đảng bộ xã An Bình", 1, 1, [("Chi bộ thôn 0", 0, 1, [])])
    ]


@pytest.mark.parametrize("number", [1, 30])
def test_numbers_of_all_branches_take_two_questions(province, django_assert_num_queries, number):
    known = everything(province)
    for _cell in range(number):
        known.add(make_cell(province["communes"][0], founded_on=CHANGE).pk)
    with django_assert_num_queries(2):
        branches([province["top"].pk], AFTER, within=known, opened=known)


def test_units_are_found_by_words_of_their_name_of_that_day(province):
    known = everything(province)
    found = find_units("XA an", BEFORE, within=known)
    assert [(unit.name, unit.superior) for unit in found] == [("Đảng bộ xã An", "Đảng bộ huyện")]
    assert [unit.name for unit in find_units("bình", BEFORE, within=known)] == ["Đảng bộ xã Bình"]
    assert find_units("thôn 1", BEFORE, within=set()) == []
    assert find_units("a)|(b \\", BEFORE, within=known) == []


def test_page_shows_the_day_asked_for(client_of, cast, commune):
    client = client_of(cast.officer)
    body = client.get(reverse(PAGE), {"ngay": "31/12/2025"}).content.decode()
    assert "Tổ chức đảng ngày 31/12/2025" in body
    assert "Đảng bộ xã Vân Trục" in body
    assert "Chi bộ thôn Song Vân" not in body
    assert "Tổ chức đảng ngày 22/11/2026" in client.get(reverse(PAGE)).content.decode()
    assert "chưa có đơn vị nào" in client.get(reverse(PAGE), {"ngay": "31/12/1990"}).content.decode()


def test_page_with_no_date_says_so_and_shows_today(client_of, cast, commune):
    body = client_of(cast.officer).get(reverse(PAGE), {"ngay": "hôm qua"}).content.decode()
    assert "hôm qua" in body
    assert "Tổ chức đảng ngày 22/11/2026" in body


def test_branch_opens_as_a_link_and_alone_with_htmx(client_of, cast, commune):
    client, branch = client_of(cast.officer), {"nhanh": commune.committee.pk}
    as_link = client.get(reverse(PAGE), branch).content.decode()
    assert "<html" in as_link
    assert "Chi bộ thôn Song Vân" in as_link
    alone = client.get(reverse(PAGE), branch, headers={"HX-Request": "true"}).content.decode()
    assert alone.strip().startswith(f'<li id="nhanh-{commune.committee.pk}">')
    assert "Chi bộ thôn Song Vân" in alone
    assert "Đảng bộ tỉnh" not in alone
    closed = client.get(reverse(PAGE), {**branch, "dong": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert "Chi bộ thôn Song Vân" not in closed
    assert 'aria-expanded="false"' in closed


def test_branch_of_someone_else_is_not_shown(client_of, cast, commune):
    for headers in ({}, {"HX-Request": "true"}):
        answer = client_of(cast.commune).get(reverse(PAGE), {"nhanh": commune.elsewhere.pk}, headers=headers)
        assert "Hữu Phúc" not in answer.content.decode()
        assert "Bắc Bình" not in answer.content.decode()


def test_page_finds_units_by_name(client_of, cast, commune):
    body = client_of(cast.officer).get(reverse(PAGE), {"tim": "song van"}).content.decode()
    assert "Đơn vị có tên “song van”" in body
    assert "Chi bộ thôn Song Vân" in body


@pytest.mark.parametrize("number", [1, 3])
def test_page_has_a_fixed_number_of_queries(client_of, cast, commune, django_assert_num_queries, number):
    for _cell in range(number):
        make_member(make_cell(commune.committee))
    client = client_of(cast.officer)
    with django_assert_num_queries(7):
        client.get(reverse(PAGE), {"nhanh": commune.committee.pk})
