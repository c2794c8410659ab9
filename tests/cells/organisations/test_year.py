"""A scripted year and a half of deeds, and the tree on twelve days, written out by hand."""

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command

from cells.imports.switch_table import read_switch_text
from cells.models import GroupMembership, Membership, Organisation
from cells.queries.snapshot import tree_on
from cells.services.organisations import (
    Part,
    dissolve_organisation,
    found_organisation,
    merge_organisations,
    move_organisation,
    rename_organisation,
    split_organisation,
)
from cells.services.organisations.switching import switch_to_two_levels
from core.periods import parse_date
from tests.factories import make_member

pytestmark = pytest.mark.django_db


def day(text):
    return parse_date(text).date


def unit(name):
    """The unit whose name began so at any time and that was founded last."""
    return Organisation.objects.filter(periods__name=name).order_by("pk").last()


def found(name, kind, parent, on="01/01/2020", **values):
    return found_organisation(
        name=name, kind=kind, parent=unit(parent) if parent else None, founded_on=day(on), by=None, **values
    )


def people(cell, official, probationary=0, since="01/01/2020"):
    for _number in range(official):
        make_member(unit(cell), since=day(since), official_on=dt.date(2015, 1, 1))
    for _number in range(probationary):
        make_member(unit(cell), since=day(since), official_on=day("10/03/2026"))


def play():
    """2020: a province of one district and two communes. Then what happened from 2023 to 2026, in the order entered."""
    found("Tỉnh", "provincial", None, code="T")
    found("Huyện", "district", "Tỉnh", order=1)
    found("Xã A", "commune", "Huyện", order=1)
    found("Xã B", "commune", "Huyện", order=2)
    for order, name in enumerate(("A1", "A2", "A3"), 1):
        found(name, "cell", "Xã A", order=order)
    for order, name in enumerate(("B1", "B2"), 1):
        found(name, "cell", "Xã B", order=order)
    for cell, number in {"A1": 5, "A2": 4, "A3": 6, "B1": 7, "B2": 3}.items():
        people(cell, number)
    people("B2", 0, 2)
    found("A4", "cell", "Xã A", "01/03/2024", order=4)
    people("A4", 3, since="01/03/2024")
    rename_organisation(unit("A2"), name="A2 Đoài", valid_from=day("01/06/2024"), by=None)
    merge_organisations([unit("A3"), unit("A4")], new_name="A34", last_day=day("31/12/2024"), by=None)
    # 1/7/2025: the two communes become one under the province, the district ends.
    switch_to_two_levels(unit("Tỉnh"), read_switch_text("Xã A | Đảng bộ AB\nXã B | Đảng bộ AB"), by=None)
    movers = [row.member for row in Membership.objects.filter(cell=unit("B1")).order_by("pk")[:4]]
    split_organisation(
        unit("B1"), parts=[Part("B1 Hạ", movers)], last_day=day("30/09/2025"), by=None, keep=True
    )  # fmt: skip
    found("Đảng bộ bộ phận", "part_committee", "Đảng bộ AB", "01/01/2026", order=9)
    move_organisation(unit("A34"), parent=unit("Đảng bộ bộ phận"), valid_from=day("01/02/2026"), by=None)
    merge_organisations([unit("A1")], into=unit("A2"), last_day=day("30/06/2026"), by=None)
    b2 = [row.member_id for row in Membership.objects.filter(cell=unit("B2"), valid_to=None)]
    to_a34 = dict.fromkeys(b2[:2], unit("A34"))
    dissolve_organisation(unit("B2"), destinations=to_a34, rest_to=unit("B1"), last_day=day("31/08/2026"), by=None)
    # Entered late: in April 2026 the committee had already taken a new name.
    rename_organisation(unit("Đảng bộ AB"), name="Phường AB", valid_from=day("15/04/2026"), by=None)


TREES = {
    "31/12/2019": [],
    "31/12/2023": [
        "T Tỉnh 8/27/25", " Huyện 7/27/25", "  Xã A 3/15/15", "   A1 0/5/5", "   A2 0/4/4", "   A3 0/6/6",
        "  Xã B 2/12/10", "   B1 0/7/7", "   B2 0/5/3",
    ],
    "01/03/2024": [
        "T Tỉnh 9/30/28", " Huyện 8/30/28", "  Xã A 4/18/18", "   A1 0/5/5", "   A2 0/4/4", "   A3 0/6/6",
        "   A4 0/3/3", "  Xã B 2/12/10", "   B1 0/7/7", "   B2 0/5/3",
    ],
    "31/05/2024": [
        "T Tỉnh 9/30/28", " Huyện 8/30/28", "  Xã A 4/18/18", "   A1 0/5/5", "   A2 0/4/4", "   A3 0/6/6",
        "   A4 0/3/3", "  Xã B 2/12/10", "   B1 0/7/7", "   B2 0/5/3",
    ],
    "01/06/2024": [
        "T Tỉnh 9/30/28", " Huyện 8/30/28", "  Xã A 4/18/18", "   A1 0/5/5", "   A2 Đoài 0/4/4", "   A3 0/6/6",
        "   A4 0/3/3", "  Xã B 2/12/10", "   B1 0/7/7", "   B2 0/5/3",
    ],
    "01/01/2025": [
        "T Tỉnh 8/30/28", " Huyện 7/30/28", "  Xã A 3/18/18", "   A1 0/5/5", "   A2 Đoài 0/4/4", "   A34 0/9/9",
        "  Xã B 2/12/10", "   B1 0/7/7", "   B2 0/5/3",
    ],
    "30/06/2025": [
        "T Tỉnh 8/30/28", " Huyện 7/30/28", "  Xã A 3/18/18", "   A1 0/5/5", "   A2 Đoài 0/4/4", "   A34 0/9/9",
        "  Xã B 2/12/10", "   B1 0/7/7", "   B2 0/5/3",
    ],
    "01/07/2025": [
        "T Tỉnh 6/30/28", " Đảng bộ AB 5/30/28", "  A1 0/5/5", "  B1 0/7/7", "  A2 Đoài 0/4/4", "  B2 0/5/3",
        "  A34 0/9/9",
    ],
    "31/12/2025": [
        "T Tỉnh 7/30/28", " Đảng bộ AB 6/30/28", "  A1 0/5/5", "  B1 0/3/3", "  B1 Hạ 0/4/4", "  A2 Đoài 0/4/4",
        "  B2 0/5/3", "  A34 0/9/9",
    ],
    "10/03/2026": [
        "T Tỉnh 8/30/30", " Đảng bộ AB 7/30/30", "  A1 0/5/5", "  B1 0/3/3", "  B1 Hạ 0/4/4", "  A2 Đoài 0/4/4",
        "  B2 0/5/5", "  Đảng bộ bộ phận 1/9/9", "   A34 0/9/9",
    ],
    "01/07/2026": [
        "T Tỉnh 7/30/30", " Phường AB 6/30/30", "  B1 0/3/3", "  B1 Hạ 0/4/4", "  A2 Đoài 0/9/9", "  B2 0/5/5",
        "  Đảng bộ bộ phận 1/9/9", "   A34 0/9/9",
    ],
    "31/12/2026": [
        "T Tỉnh 6/30/30", " Phường AB 5/30/30", "  B1 0/6/6", "  B1 Hạ 0/4/4", "  A2 Đoài 0/9/9",
        "  Đảng bộ bộ phận 1/11/11", "   A34 0/11/11",
    ],
}  # fmt: skip


def drawn(on):
    """The tree in short: depth, code, name, units below / members / official."""
    return [
        f"{' ' * depth}{row.code + ' ' if row.code else ''}{row.name} {row.units}/{row.members}/{row.official}"
        for top in tree_on(on)
        for depth, row in top.walk()
    ]


def test_tree_of_each_day_is_the_one_written_down():
    play()
    assert len(TREES) == 12
    assert {text: drawn(day(text)) for text in TREES} == TREES


def test_nobody_is_lost_or_doubled_in_the_whole_year():
    play()
    for number in range(0, 1100, 13):
        on = day("01/03/2024") + dt.timedelta(days=number)
        assert tree_on(on)[0].members == 30, on


def printed(**options):
    out = io.StringIO()
    call_command("tree", stdout=out, **options)
    return out.getvalue()


def test_command_prints_the_tree_with_the_labels_of_the_day():
    play()
    text = printed(on="30/06/2025").splitlines()
    assert text[0] == "Ngày 30/06/2025"
    assert text[1] == "T Tỉnh [đảng bộ tỉnh, thành phố]: 8 tổ chức, 30 đảng viên (28 chính thức, 2 dự bị)"
    assert text[2].strip().startswith("Huyện [đảng bộ huyện, quận, thị xã]")
    assert text[4] == "      A1 [chi bộ trực thuộc]: 5 đảng viên (5 chính thức, 0 dự bị)"
    assert "A2 Đoài [chi bộ]" in printed(on="26/07/2026")


def test_command_prints_one_branch_as_json():
    play()
    tree = json.loads(printed(on="31/12/2023", root="T", json=True))
    (province,) = tree["units"]
    assert (tree["on"], tree["kinds"]["chi bộ trực thuộc"]) == ("2023-12-31", 5)
    assert [unit["name"] for unit in province["below"][0]["below"]] == ["Xã A", "Xã B"]
    assert (province["members"], province["probationary"]) == (27, 2)


def test_command_refuses_an_unknown_code_or_day():
    with pytest.raises(CommandError, match="không có tổ chức nào mang mã X"):
        printed(root="X")
    with pytest.raises(CommandError, match="không có trong lịch"):
        printed(on="31/02/2025")


def test_party_group_is_listed_with_its_people_and_counted_nowhere_above():
    play()
    on = day("31/12/2023")
    before = tree_on(on)[0]
    group = found("Tổ đảng số 1", "party_group", "A2")
    member = Membership.objects.filter(cell=unit("A2")).first().member
    GroupMembership.objects.create(member=member, group=group, valid_from=day("01/01/2020"))
    after = tree_on(on)[0]
    assert (after.units, after.members) == (before.units, before.members)
    assert [(row.name, row.members) for _depth, row in after.walk() if row.kind == "party_group"] == [
        ("Tổ đảng số 1", 1)
    ]
    assert "Tổ đảng số 1 [tổ đảng]: 1 đảng viên" in printed(on="31/12/2023")


def test_tree_takes_three_questions_whatever_its_size(django_assert_num_queries):
    play()
    with django_assert_num_queries(3):
        tree_on(day("31/12/2025"))
