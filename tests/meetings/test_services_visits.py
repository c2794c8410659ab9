"""Visits of people from above: written once, by who came from above, answered by the unit."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from meetings.access import may_check, visit_actions_for
from meetings.models import Visit
from meetings.queries.visits import meetings_to_visit, not_visited, units_below, visits_by_unit
from meetings.services.visits import Remarks, change_visit, record_check, record_visit, remedy_visit
from tests.factories import make_meeting, make_member, make_open_meeting

pytestmark = pytest.mark.django_db
HELD, DUE = dt.date(2026, 10, 5), dt.date(2026, 11, 5)
SAID = Remarks(on_minutes="Ghi rõ số phiếu", remarks="Họp đúng giờ", remedy_due_on=DUE)


@pytest.fixture
def meeting(commune, cast):
    return make_open_meeting(commune.cells[0], HELD, by=cast.secretary)


@pytest.fixture
def visit(meeting, cast):
    return record_visit(meeting, visitor=cast.commune.member, remarks=SAID, by=cast.commune)


def test_record_visit_stores_remarks_and_one_audit_line(visit, commune, cast):
    assert (visit.organisation, visit.visited_on, visit.kind) == (commune.cells[0], HELD, "meeting")
    assert (visit.on_minutes, visit.remarks, visit.remedy_due_on) == ("Ghi rõ số phiếu", "Họp đúng giờ", DUE)
    line = AuditEvent.objects.get(action="meetings.visit_recorded")
    assert (line.organisation_number, line.changes["visitor"]) == (commune.cells[0].pk, [None, "Lê Quang Vinh"])


def test_record_visit_submitted_twice_stores_one(visit, meeting, cast):
    assert record_visit(meeting, visitor=cast.commune.member, remarks=SAID, by=cast.commune) == visit


def test_record_visit_of_the_same_person_with_other_words_is_refused(visit, meeting, cast):
    with pytest.raises(DomainError, match="dự buổi này rồi"):
        record_visit(meeting, visitor=cast.commune.member, remarks=Remarks(remarks="khác"), by=cast.commune)


def test_record_visit_of_two_people_stores_both(visit, meeting, cast):
    record_visit(meeting, visitor=cast.officer.member, remarks=Remarks(), by=cast.commune)
    assert meeting.visits.count() == 2


def test_record_visit_to_a_meeting_that_was_not_held_is_refused(commune, cast):
    planned = make_meeting(commune.cells[0], dt.date(2026, 11, 20), by=cast.secretary)
    with pytest.raises(DomainError, match="chưa diễn ra"):
        record_visit(planned, visitor=cast.commune.member, remarks=SAID, by=cast.commune)


def test_record_visit_of_someone_of_the_own_cell_is_refused(commune, cast):
    own = make_open_meeting(commune.cells[2], HELD, by=cast.secretary)
    with pytest.raises(DomainError, match="thuộc Chi bộ thôn Đồng Tâm"):
        record_visit(own, visitor=cast.commune.member, remarks=SAID, by=cast.commune)


def test_record_visit_to_the_own_committee_is_refused(commune, cast):
    meeting = make_open_meeting(commune.committee, HELD, by=cast.commune, kind="executive")
    with pytest.raises(DomainError, match="thuộc Đảng bộ xã Vân Trục"):
        record_visit(meeting, visitor=cast.commune.member, remarks=SAID, by=cast.officer)
    assert record_visit(meeting, visitor=cast.officer.member, remarks=SAID, by=cast.officer).organisation.pk


@pytest.mark.parametrize(
    ("remarks", "words"),
    [
        (Remarks(remedy_due_on=DUE), "việc cần khắc phục"),
        (Remarks(remarks="x", remedy_due_on=dt.date(2026, 10, 4)), "không thể trước ngày 05/10/2026"),
        (Remarks(remarks="x" * 5001), "tối đa 5.000"),
    ],
)
def test_record_visit_with_remarks_that_cannot_be_is_refused(meeting, cast, remarks, words):
    with pytest.raises(DomainError, match=words):
        record_visit(meeting, visitor=cast.commune.member, remarks=remarks, by=cast.commune)


def test_record_check_needs_words_and_a_day_on_which_the_unit_stood(commune, cast):
    unit, who = commune.cells[0], cast.commune.member

    def check(on=HELD, said=SAID):
        return record_check(unit, visitor=who, visited_on=on, remarks=said, by=cast.commune)

    for on, said, words in (
        (HELD, Remarks(), "ghi nhận xét"),
        (dt.date(2026, 11, 23), SAID, "chưa đến"),
        (dt.date(2023, 12, 31), SAID, "không hoạt động"),
    ):
        with pytest.raises(DomainError, match=words):
            check(on, said)
    assert check() == check()
    assert Visit.objects.get().kind == "check"


def test_change_visit_keeps_what_was_before(visit, cast):
    assert change_visit(visit, remarks=Remarks(remarks="Họp đúng giờ"), by=cast.commune) is True
    line = AuditEvent.objects.get(action="meetings.visit_changed")
    assert line.changes == {"on_minutes": ["Ghi rõ số phiếu", ""], "remedy_due_on": ["2026-11-05", None]}
    assert change_visit(visit, remarks=Remarks(remarks="Họp đúng giờ"), by=cast.commune) is False


def test_remedy_visit_is_written_once(visit, cast):
    on = dt.date(2026, 11, 1)
    assert remedy_visit(visit, on=on, note="Đã ghi số phiếu", by=cast.secretary) is True
    assert remedy_visit(visit, on=on, note="Đã ghi số phiếu", by=cast.secretary) is False
    with pytest.raises(DomainError, match="ngày 01/11/2026 rồi"):
        remedy_visit(visit, on=on, note="khác", by=cast.secretary)
    with pytest.raises(DomainError, match="không sửa được nữa"):
        change_visit(visit, remarks=Remarks(remarks="x"), by=cast.commune)


@pytest.mark.parametrize(
    ("on", "note", "words"),
    [
        (DUE, " ", "khắc phục thế nào"),
        (dt.date(2026, 11, 23), "x", "đến hôm nay"),
        (dt.date(2026, 10, 4), "x", "từ 05/10/2026"),
    ],
)
def test_remedy_visit_without_words_or_on_no_such_day_is_refused(visit, cast, on, note, words):
    with pytest.raises(DomainError, match=words):
        remedy_visit(visit, on=on, note=note, by=cast.secretary)


def test_remedy_visit_that_asked_for_nothing_is_refused(meeting, cast):
    visit = record_visit(meeting, visitor=cast.commune.member, remarks=Remarks(remarks="Tốt"), by=cast.commune)
    with pytest.raises(DomainError, match="không đề nghị"):
        remedy_visit(visit, on=DUE, note="x", by=cast.secretary)


def test_visit_is_read_by_the_cell_and_changed_by_who_came(visit, cast):
    verbs = {name: sorted(visit_actions_for(user, visit)) for name, user in cast._asdict().items()}
    assert verbs == {
        "secretary": ["remedy", "view"],
        "deputy": ["remedy", "view"],
        "member": [],
        "commune": ["change", "view"],
        "officer": ["view"],
        "stranger": [],
        "admin": [],
    }


def test_unit_is_checked_from_above_and_not_by_its_own_leaders(commune, cast):
    cell = commune.cells[0]
    assert [name for name, user in cast._asdict().items() if may_check(user, cell)] == ["commune", "officer"]
    assert [name for name, user in cast._asdict().items() if may_check(user, commune.committee)] == ["officer"]


def test_units_that_nobody_visited_come_first_and_visitors_are_counted(visit, commune, cast):
    other = make_open_meeting(commune.cells[0], dt.date(2026, 11, 5), by=cast.secretary)
    record_visit(other, visitor=cast.commune.member, remarks=Remarks(), by=cast.commune)
    record_check(commune.cells[0], visitor=cast.officer.member, visited_on=DUE, remarks=SAID, by=cast.officer)
    units = units_below(commune.committee, 2026)
    rows = visits_by_unit(units, 2026)
    assert [row.unit for row in rows] == [commune.cells[1], commune.cells[2], commune.cells[0]]
    assert not_visited(units, 2026) == 2
    last = rows[-1]
    assert (last.meetings, last.checks, last.total, last.open_remedies) == (2, 1, 3, 2)
    assert (last.last_on, last.people) == (DUE, [("Lê Quang Vinh", 2), ("Phạm Thu Trang", 1)])
    assert not_visited(units_below(commune.committee, 2025), 2025) == 3
    assert list(units_below(commune.committee, 2023)) == []


def test_meetings_to_visit_are_those_of_the_month_with_the_own_visit(visit, meeting, commune, cast):
    make_meeting(commune.cells[0], dt.date(2026, 11, 25), by=cast.secretary)
    stranger = make_member(commune.cells[1])
    [row] = meetings_to_visit([commune.cells[0].pk], cast.commune.member.pk, dt.date(2026, 10, 22))
    assert (row.meeting, row.visit, row.was_held) == (meeting, visit, True)
    [row] = meetings_to_visit([commune.cells[0].pk], stranger.pk, dt.date(2026, 11, 22))
    assert (row.visit, row.was_held) == (None, False)
