"""Two records of one person made one: every row goes over, nothing is lost, nothing counts twice."""

import datetime as dt

import pytest
from django.db import connection

from accounts.models import AuditEvent
from cells.models import (
    DistinctPair,
    FeeMonth,
    Member,
    MemberMerge,
    Membership,
    Seat,
    StatusPeriod,
)
from cells.queries import members_of
from cells.queries.doubles import doubles_in, rows_naming, tables_naming_members
from cells.services.doubles import FIELDS, judge_distinct, merge_members
from core.errors import DomainError
from meetings.models import Attendance
from tests.cast import TODAY
from tests.factories import make_cell, make_item, make_member, make_open_meeting, make_user

pytestmark = pytest.mark.django_db
BIRTH = dt.date(1962, 4, 7)


@pytest.fixture
def cell(commune):
    return commune.cells[1]


def pair(cell, **values):
    first = make_member(cell, "Nguyễn Văn Thịnh", birth_date=BIRTH)
    second = make_member(cell, "Nguyễn Văn Thịnh", **{"birth_date": BIRTH, **values})
    return first, second


def whys(cell):
    return [(found.first.full_name, found.second.full_name, found.why) for found in doubles_in([cell.pk], TODAY)]


def test_same_name_and_birth_is_found(cell):
    pair(cell)
    assert whys(cell) == [("Nguyễn Văn Thịnh", "Nguyễn Văn Thịnh", "same")]


@pytest.mark.parametrize(
    ("name", "birth", "precision"),
    [
        ("Nguyễn Văn Thỉnh", BIRTH, "day"),
        ("Nguyễn Văn Thịn", BIRTH, "day"),
        ("Nguyễn Văn Thịnh", dt.date(1962, 7, 4), "day"),
        ("Nguyễn Văn Thịnh", dt.date(1962, 1, 1), "year"),
        ("Nguyễn Văn Thịnh", None, "day"),
    ],
)
def test_similar_record_is_found(cell, name, birth, precision):
    make_member(cell, "Nguyễn Văn Thịnh", birth_date=BIRTH)
    make_member(cell, name, birth_date=birth, birth_precision=precision)
    assert len(whys(cell)) == 1


@pytest.mark.parametrize(
    ("name", "birth"), [("Nguyễn Văn Thịnh", dt.date(1970, 7, 4)), ("Trần Thị Hoa", BIRTH), ("Lê Quốc Bảo", None)]
)
def test_other_person_is_not_proposed(cell, name, birth):
    make_member(cell, "Nguyễn Văn Thịnh", birth_date=BIRTH)
    make_member(cell, name, birth_date=birth)
    assert whys(cell) == []


def test_common_old_numbers_are_found_first(cell):
    pair(cell)
    make_member(cell, "Lê Thị Mận", old_card_number="12345678", birth_date=None)
    make_member(cell, "Lê Thị Mẩn", old_card_number="12345678", birth_date=None)
    make_member(cell, "Vũ Đình Cao", old_identity_number="025162000123", birth_date=None)
    make_member(cell, "Vũ Đình Cao A", citizen_id="025162000123", birth_date=None)
    assert [why for *_names, why in whys(cell)] == ["number", "number", "same"]


def test_pair_judged_distinct_is_not_proposed_again(cell, cast):
    first, second = pair(cell)
    judge_distinct(second, first, by=cast.commune)
    judge_distinct(first, second, by=cast.commune)
    assert whys(cell) == []
    assert DistinctPair.objects.count() == 1
    assert AuditEvent.objects.filter(action="cells.doubles_judged_distinct").count() == 1


def test_doubles_are_found_in_one_question_and_few_more(cell, django_assert_num_queries):
    for number in range(5):
        make_member(cell, "Nguyễn Văn Thịnh", birth_date=BIRTH, old_card_number=f"1234567{number}")
    with django_assert_num_queries(5):
        assert len(doubles_in([cell.pk], TODAY)) == 10


def test_merge_takes_the_chosen_fields_and_empty_ones(cell, cast):
    first, second = pair(cell, citizen_id="025162000123", card_number="931336718254", phone="0987", religion="Không")
    Member.objects.filter(pk=first.pk).update(phone="0123")
    merge_members(first, second, take={"phone", "religion"}, by=cast.commune)
    first, second = Member.objects.get(pk=first.pk), Member.objects.get(pk=second.pk)
    assert (first.phone, first.religion) == ("0987", "Không")
    assert (first.citizen_id, first.card_number) == ("025162000123", "931336718254")
    assert (second.citizen_id, second.card_number, second.merged_into) == ("", "", first)
    assert MemberMerge.objects.get().absorbed[0]["citizen_id"] == "•••••••••123"
    event = AuditEvent.objects.get(action="cells.members_merged")
    assert event.changes["merged"] == [second.pk, first.pk]
    assert "025162000123" not in str(event.changes)


def test_merge_of_overlapping_times_in_one_cell_makes_one(cell, cast):
    first, second = pair(cell)
    Membership.objects.filter(member=first).update(valid_from=dt.date(2022, 1, 1))
    Membership.objects.filter(member=second).update(valid_from=dt.date(2015, 1, 1))
    merge_members(first, second, take=(), by=cast.commune)
    row = Membership.objects.get(member=first)
    assert (row.valid_from, row.valid_to, row.cell) == (dt.date(2015, 1, 1), None, cell)
    assert not Membership.objects.filter(member=second).exists()
    assert [member.pk for member in members_of(cell, dt.date(2018, 1, 1))] == [first.pk]
    assert [row["table"] for row in MemberMerge.objects.get().absorbed] == ["cells.Member", "cells.Membership"]


def test_merge_of_records_in_two_cells_keeps_both_times_in_order(commune, cast):
    first = make_member(commune.cells[1], "Nguyễn Văn Thịnh")
    second = make_member(commune.cells[2], "Nguyễn Văn Thịnh", since=dt.date(2024, 5, 1))
    merge_members(first, second, take=(), by=cast.commune)
    rows = Membership.objects.filter(member=first).order_by("valid_from")
    assert [(row.cell, row.valid_to) for row in rows] == [
        (commune.cells[1], dt.date(2024, 4, 30)),
        (commune.cells[2], None),
    ]
    assert rows[0].end_reason == "transferred"


def test_merge_of_records_in_two_cells_from_one_day_keeps_the_cell_of_the_kept_record(commune, cast):
    first = make_member(commune.cells[1], "Nguyễn Văn Thịnh")
    second = make_member(commune.cells[2], "Nguyễn Văn Thịnh")
    merge_members(second, first, take=(), by=cast.commune)
    assert [row.cell for row in Membership.objects.filter(member__in=[first, second])] == [commune.cells[2]]
    assert [row["table"] for row in MemberMerge.objects.get().absorbed] == ["cells.Member", "cells.Membership"]


def test_merge_with_a_time_elsewhere_in_the_middle_is_refused(commune, cast):
    first = make_member(commune.cells[1], "Nguyễn Văn Thịnh")
    second = make_member(commune.cells[2], "Nguyễn Văn Thịnh", since=dt.date(2026, 2, 1))
    ended = {"valid_to": dt.date(2026, 3, 1), "end_reason": "transferred"}
    Membership.objects.filter(member=second).update(**ended)
    with pytest.raises(DomainError, match="hai chi bộ khác nhau trong cùng thời gian"):
        merge_members(first, second, take=(), by=cast.commune)
    assert Member.objects.get(pk=second.pk).merged_into is None


def test_merge_moves_every_row_of_every_table(commune, cast, cell):
    first, second = pair(cell, office="deputy_secretary", status="exempt")
    meeting = make_open_meeting(cell, by=cast.secretary, chair=second)
    Attendance.objects.filter(member=first).delete()
    item = make_item(meeting, presenter=second)
    FeeMonth.objects.create(cell=cell, year=2026, month=9, collected=0, recorded_by=cast.commune).debtors.add(second)
    named = sum(model._base_manager.filter(**{name: second.pk}).count() for model, name in tables_naming_members())
    assert rows_naming([second]) == {second.pk: named}
    result = merge_members(first, second, take=(), by=cast.commune)
    meeting.refresh_from_db()
    item.refresh_from_db()
    assert (meeting.chair, item.presenter) == (first, first)
    assert Attendance.objects.get(meeting=meeting, member=first)
    assert [seat.member for seat in Seat.objects.filter(organisation=cell)] == [first]
    assert StatusPeriod.objects.get().member == first
    assert list(first.fee_debts.values_list("month", flat=True)) == [9]
    assert result.left == 0
    for model, name in tables_naming_members():
        assert not model._base_manager.filter(**{name: second.pk}).exists(), model


def test_merge_leaves_what_both_records_have_and_says_so(cell, cast):
    first, second = pair(cell)
    make_open_meeting(cell, by=cast.secretary)
    result = merge_members(first, second, take=(), by=cast.commune)
    assert result.left == 1
    assert Attendance.objects.filter(member=second).count() == 1


def test_tables_that_name_members_are_found_in_every_app():
    """Every column of the database that points to a member is known to the merge."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint "
            "WHERE contype = 'f' AND confrelid = 'cells_member'::regclass"
        )
        tables = sorted(row[0] for row in cursor.fetchall())
    own = ["cells_distinctpair", "cells_distinctpair", "cells_member", "cells_membermerge", "cells_membermerge"]
    assert sorted([*(model._meta.db_table for model, _name in tables_naming_members()), *own]) == tables


def test_fields_of_a_record_are_all_offered():
    own = {field.name for field in Member._meta.concrete_fields}
    assert own - set(FIELDS) == {"id", "sort_key", "search_key", "merged_into", "user"}


def test_merge_of_two_accounts_is_refused(cell, cast):
    first, second = pair(cell, user=make_user("thinh2"))
    Member.objects.filter(pk=first.pk).update(user=make_user("thinh"))
    with pytest.raises(DomainError, match="tài khoản"):
        merge_members(first, second, take=(), by=cast.commune)


def test_merge_gives_the_account_to_the_kept_record(cell, cast):
    account = make_user("thinh")
    first, second = pair(cell, user=account)
    merge_members(first, second, take=(), by=cast.commune)
    assert Member.objects.get(user=account).pk == first.pk


def test_merge_twice_is_refused(cell, cast):
    first, second = pair(cell)
    merge_members(first, second, take=(), by=cast.commune)
    with pytest.raises(DomainError, match="vừa được gộp"):
        merge_members(first, second, take=(), by=cast.commune)
    with pytest.raises(DomainError, match="hai hồ sơ khác nhau"):
        merge_members(first, first, take=(), by=cast.commune)


def test_merge_that_would_put_dates_out_of_order_is_refused(cell, cast):
    first, second = pair(cell, admitted_on=dt.date(1995, 1, 1), official_on=dt.date(1996, 1, 1))
    with pytest.raises(DomainError, match="theo thứ tự"):
        merge_members(first, second, take={"admitted_on"}, by=cast.commune)


def test_merge_of_two_statuses_at_one_time_is_refused(commune, cast):
    cell = make_cell(commune.committee)
    first = make_member(cell, "Nguyễn Văn Thịnh", status="exempt")
    second = make_member(cell, "Nguyễn Văn Thịnh", status="away")
    with pytest.raises(DomainError, match="hai tình trạng khác nhau"):
        merge_members(first, second, take=(), by=cast.commune)
