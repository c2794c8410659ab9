"""Putting people in charge of units and fields: each deed whole, each refusal a sentence."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from cells.access import scope_of
from cells.models import Assignment
from cells.services.assignments import assign, end_assignment
from core.errors import DomainError
from tests.cast import TODAY
from tests.factories import make_cell, make_member, make_user

pytestmark = pytest.mark.django_db
SINCE = dt.date(2026, 3, 1)


@pytest.fixture
def keeper(commune):
    """A committee member of the commune, with an account."""
    return make_member(
        commune.cells[2], "Đỗ Văn Khải", user=make_user("khai"), office="committee_member", seat_in=commune.committee
    )


def assigned(commune, cast, member, **values):
    facts = {"organisation": commune.committee, "units": [commune.cells[0]], "valid_from": SINCE, "by": cast.commune}
    return assign(member, **{**facts, **values})


def test_assign_writes_a_row_for_each_unit_and_field_with_its_document(commune, cast, keeper):
    rows = assigned(
        commune,
        cast,
        keeper,
        units=commune.cells[:2],
        areas=["  Kinh tế  – xã hội ", "", "Kinh tế – xã hội", "Dân vận"],
        document="TB 15-TB/ĐU",
        document_on=dt.date(2026, 2, 26),
    )
    assert [(row.unit, row.area) for row in rows] == [
        (commune.cells[0], ""),
        (commune.cells[1], ""),
        (None, "Kinh tế – xã hội"),
        (None, "Dân vận"),
    ]
    assert {(row.document, row.document_on, row.valid_from, row.valid_to) for row in rows} == {
        ("TB 15-TB/ĐU", dt.date(2026, 2, 26), SINCE, None)
    }
    lines = AuditEvent.objects.filter(action="cells.assignment_made")
    assert {(line.organisation_number, line.note) for line in lines} == {
        (commune.cells[0].pk, "TB 15-TB/ĐU"),
        (commune.cells[1].pk, "TB 15-TB/ĐU"),
        (commune.committee.pk, "TB 15-TB/ĐU"),
    }


def test_person_in_charge_reads_the_unit_and_nothing_else(commune, cast, keeper):
    assert scope_of(keeper.user).charged == frozenset()
    del keeper.user._scope
    assigned(commune, cast, keeper)
    scope = scope_of(keeper.user)
    assert (scope.charged, scope.readable) == ({commune.cells[0].pk}, {commune.cells[0].pk})
    assert not scope.led_cells | scope.directed | scope.reviewed | scope.kept


def test_assign_without_unit_and_field_is_refused(commune, cast, keeper):
    with pytest.raises(DomainError, match="ít nhất một chi bộ"):
        assigned(commune, cast, keeper, units=[], areas=[" "])


def test_assign_a_unit_of_another_committee_is_refused_and_writes_nothing(commune, cast, keeper):
    with pytest.raises(DomainError, match="không trực thuộc"):
        assigned(commune, cast, keeper, units=[commune.cells[0], commune.elsewhere])
    assert not Assignment.objects.exists()


def test_assign_the_committee_itself_is_refused(commune, cast, keeper):
    with pytest.raises(DomainError, match="không trực thuộc"):
        assigned(commune, cast, keeper, units=[commune.committee])


def test_assign_a_unit_that_does_not_stand_on_that_day_is_refused(commune, cast, keeper):
    young = make_cell(commune.committee, founded_on=dt.date(2026, 5, 1))
    with pytest.raises(DomainError, match="không hoạt động vào ngày 01/03/2026"):
        assigned(commune, cast, keeper, units=[young])


def test_assign_someone_without_a_post_is_refused_until_accepted(commune, cast):
    plain = make_member(commune.cells[1], "Lưu Thị Mận")
    with pytest.raises(DomainError, match="không giữ chức vụ") as refused:
        assigned(commune, cast, plain)
    assert refused.value.field == "accept_outsider"
    assert len(assigned(commune, cast, plain, accept_outsider=True)) == 1


def test_assign_staff_of_the_organisation_board_needs_no_acceptance(commune, cast):
    assert assigned(commune, cast, cast.officer.member, organisation=commune.province, units=[commune.committee])


def test_assign_the_same_unit_twice_is_refused_until_it_has_ended(commune, cast, keeper):
    [row] = assigned(commune, cast, keeper)
    with pytest.raises(DomainError, match="đã được phân công phụ trách Chi bộ thôn Song Vân từ ngày 01/03/2026"):
        assigned(commune, cast, keeper)
    with pytest.raises(DomainError, match="đã được phân công"):
        assigned(commune, cast, keeper, valid_from=dt.date(2026, 1, 1))
    end_assignment(row, last_day=dt.date(2026, 6, 30), by=cast.commune)
    assert assigned(commune, cast, keeper, valid_from=dt.date(2026, 7, 1))


def test_two_people_may_be_in_charge_of_one_unit(commune, cast, keeper):
    assigned(commune, cast, keeper)
    assert assigned(commune, cast, cast.commune.member)


def test_assign_a_field_with_too_many_words_is_refused(commune, cast, keeper):
    with pytest.raises(DomainError, match="200 ký tự"):
        assigned(commune, cast, keeper, areas=["x" * 201])


def test_end_assignment_keeps_the_row_takes_the_right_and_is_audited(commune, cast, keeper):
    [row] = assigned(commune, cast, keeper)
    end_assignment(row, last_day=TODAY - dt.timedelta(days=1), by=cast.commune, note="chuyển công tác")
    row.refresh_from_db()
    assert row.valid_to == TODAY - dt.timedelta(days=1)
    assert scope_of(keeper.user).charged == frozenset()
    line = AuditEvent.objects.get(action="cells.assignment_ended")
    assert (line.thing_id, line.note, line.changes) == (row.pk, "chuyển công tác", {"valid_to": [None, "2026-11-21"]})


def test_end_assignment_before_its_beginning_is_refused(commune, cast, keeper):
    [row] = assigned(commune, cast, keeper)
    with pytest.raises(DomainError, match="01/03/2026"):
        end_assignment(row, last_day=dt.date(2026, 2, 28), by=cast.commune)


def test_end_assignment_twice_is_refused(commune, cast, keeper):
    [row] = assigned(commune, cast, keeper)
    end_assignment(row, last_day=TODAY, by=cast.commune)
    with pytest.raises(DomainError, match="đã kết thúc ngày 22/11/2026"):
        end_assignment(row, last_day=TODAY, by=cast.commune)
