import datetime as dt

import pytest

from cells.models import Organisation, OrganisationPeriod
from cells.services.organisations import merge_cells
from meetings.models import ConductSetting, Meeting, MeetingKind
from meetings.queries import month_board
from tests.cast import TODAY, Commune
from tests.factories import make_cell, make_meeting, make_member, make_open_meeting, make_organisation


def cells_again() -> list[Organisation]:
    return list(Organisation.objects.filter(periods__kind="cell").prefetch_related("periods"))


def states(board, cell, *months: int) -> list[str]:
    return [board[cell.pk, month].state for month in months]


def test_month_board_says_for_each_month_what_took_place(commune: Commune) -> None:
    cell = commune.cells[0]
    in_time = make_open_meeting(cell, dt.date(2026, 3, 10))
    make_open_meeting(cell, dt.date(2026, 4, 11))
    make_open_meeting(cell, dt.date(2026, 6, 2), year=2026, month=5)
    make_meeting(cell, dt.date(2026, 7, 5))
    make_meeting(cell, dt.date(2026, 8, 5), state="cancelled", cancelled_reason="bão số 3")
    make_meeting(cell, dt.date(2026, 11, 25))

    board = month_board([cell], 2026, TODAY)

    assert states(board, cell, *range(1, 7)) == ["missing", "missing", "met", "late", "late", "missing"]
    assert states(board, cell, *range(7, 13)) == ["missing", "cancelled", "missing", "missing", "planned", "future"]
    assert board[cell.pk, 3].meeting_id == in_time.pk
    assert board[cell.pk, 3].held_on == dt.date(2026, 3, 10)
    assert board[cell.pk, 3].meet_by == dt.date(2026, 3, 10)
    assert board[cell.pk, 8].reason == "bão số 3"
    assert board[cell.pk, 12].label == "chưa đến hạn"


def test_month_board_meeting_of_july_held_on_2_august_is_late_and_still_july(commune: Commune) -> None:
    cell = commune.cells[0]
    make_open_meeting(cell, dt.date(2026, 8, 2), year=2026, month=7)

    board = month_board([cell], 2026, TODAY)

    assert states(board, cell, 7, 8) == ["late", "missing"]


def test_month_board_two_meetings_in_january_count_for_their_own_months(commune: Commune) -> None:
    cell = commune.cells[0]
    make_open_meeting(cell, dt.date(2026, 1, 4), year=2025, month=12)
    make_open_meeting(cell, dt.date(2026, 1, 9))

    assert states(month_board([cell], 2025, TODAY), cell, 12) == ["late"]
    assert states(month_board([cell], 2026, TODAY), cell, 1) == ["met"]


def test_month_board_meeting_after_a_cancelled_one_counts(commune: Commune) -> None:
    cell = commune.cells[0]
    make_open_meeting(cell, dt.date(2026, 9, 9))
    make_meeting(cell, dt.date(2026, 9, 3), state="cancelled", cancelled_reason="trùng lễ")

    assert states(month_board([cell], 2026, TODAY), cell, 9) == ["met"]


def test_month_board_thematic_and_extraordinary_meetings_do_not_replace_the_regular_one(commune: Commune) -> None:
    cell = commune.cells[0]
    make_open_meeting(cell, dt.date(2026, 9, 5), kind=MeetingKind.THEMATIC, theme="Tiết kiệm")
    make_open_meeting(cell, dt.date(2026, 9, 6), kind=MeetingKind.EXTRAORDINARY)

    assert states(month_board([cell], 2026, TODAY), cell, 9) == ["missing"]


def test_month_board_planned_meeting_of_a_past_month_is_planned_until_its_day(commune: Commune) -> None:
    cell = commune.cells[0]
    make_meeting(cell, dt.date(2026, 11, 24), year=2026, month=10)

    assert states(month_board([cell], 2026, TODAY), cell, 10) == ["planned"]
    assert states(month_board([cell], 2026, dt.date(2026, 11, 25)), cell, 10) == ["missing"]


def test_month_board_before_founding_is_not_due(commune: Commune) -> None:
    cell = make_cell(commune.committee, founded_on=dt.date(2026, 3, 15))

    assert states(month_board([cell], 2026, TODAY), cell, 2, 3, 4) == ["not_due", "not_due", "missing"]


def test_month_board_merged_on_30_june_leaves_june_to_the_old_cells_and_july_to_the_new(commune: Commune) -> None:
    old, new = commune.cells[0], make_cell(commune.committee, "Chi bộ mới", founded_on=dt.date(2026, 7, 1))
    make_member(old)
    make_open_meeting(old, dt.date(2026, 6, 5))
    merge_cells([old], into=new, last_day=dt.date(2026, 6, 30), by=None)
    make_open_meeting(new, dt.date(2026, 7, 5))

    board = month_board(cells_again(), 2026, TODAY)

    assert states(board, old, 5, 6, 7, 12) == ["missing", "met", "not_due", "not_due"]
    assert states(board, new, 6, 7, 8) == ["not_due", "met", "missing"]


def test_month_board_uses_the_day_the_committee_has_set_from_then_on(commune: Commune) -> None:
    cell = commune.cells[0]
    ConductSetting.objects.create(organisation=commune.committee, value=5, valid_from=dt.date(2026, 5, 1))
    for month in (4, 5):
        make_open_meeting(cell, dt.date(2026, month, 7))

    board = month_board([cell], 2026, TODAY)

    assert states(board, cell, 4, 5) == ["met", "late"]
    assert board[cell.pk, 5].meet_by == dt.date(2026, 5, 5)


def test_month_board_cell_below_a_part_committee_follows_the_base_committee(commune: Commune) -> None:
    part = make_organisation("Đảng bộ bộ phận Tân Lập", kind="part_committee", parent=commune.committee)
    cell = make_cell(part)
    ConductSetting.objects.create(organisation=commune.committee, value=28, valid_from=dt.date(2026, 1, 1))

    assert month_board([cell], 2026, TODAY)[cell.pk, 2].meet_by == dt.date(2026, 2, 28)


def test_month_board_follows_a_cell_to_its_new_superior(commune: Commune) -> None:
    cell = commune.cells[0]
    other = make_organisation("Đảng bộ xã khác", parent=commune.province)
    ConductSetting.objects.create(organisation=other, value=3, valid_from=dt.date(2026, 1, 1))
    OrganisationPeriod.objects.filter(organisation=cell).update(valid_to=dt.date(2026, 6, 30))
    OrganisationPeriod.objects.create(
        organisation=cell, name=cell.name, name_key="", kind="cell", parent=other, valid_from=dt.date(2026, 7, 1)
    )
    cell = Organisation.objects.get(pk=cell.pk)

    board = month_board([cell], 2026, TODAY)

    assert [board[cell.pk, month].meet_by.day for month in (6, 7)] == [10, 3]


@pytest.mark.parametrize("number", [1, 3])
def test_month_board_takes_the_same_queries_for_one_cell_and_three(
    commune: Commune, number: int, django_assert_num_queries
) -> None:
    for cell in commune.cells:
        make_open_meeting(cell, dt.date(2026, 9, 9))
    cells = Organisation.objects.filter(pk__in=[cell.pk for cell in commune.cells[:number]])

    with django_assert_num_queries(5):
        assert len(month_board(cells, 2026, TODAY)) == number * 12


def test_month_board_without_cells_is_empty(db: None) -> None:
    assert month_board([], 2026, TODAY) == {}


def test_month_board_reads_no_snapshot(commune: Commune, django_assert_num_queries) -> None:
    meeting = make_open_meeting(commune.cells[0], dt.date(2026, 9, 9))
    Meeting.objects.filter(pk=meeting.pk).update(snapshot={"text": "x"})
    with django_assert_num_queries(5) as queries:
        month_board(Organisation.objects.filter(pk=commune.cells[0].pk), 2026, TODAY)

    assert not any("snapshot" in query["sql"] for query in queries.captured_queries)
