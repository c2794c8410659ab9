"""Classes and who attends: each deed whole, each refusal a sentence."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from cells.models import Candidate, Member, TrainingParticipant
from cells.queries.training import counts_by_role, people_named
from cells.services.training import add_participants, change_participant, create_training, remove_participant
from core.errors import DomainError
from core.vietnamese import search_key, sort_key
from tests.factories import make_member

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 4, 10)


@pytest.fixture
def training(commune, cast):
    return create_training(
        commune.committee, name=" Bồi dưỡng  bí thư chi bộ ", starts_on=DAY, ends_on=None, by=cast.commune
    )


def make_candidate(cell, full_name="Vũ Thị Nở", **values):
    return Candidate.objects.create(
        cell=cell,
        full_name=full_name,
        sort_key=sort_key(full_name),
        search_key=search_key(full_name),
        **{"birth_date": dt.date(2000, 1, 1), **values},
    )


def test_create_training_of_one_day_is_stored_and_audited(training, commune):
    assert (training.name, training.starts_on, training.ends_on) == ("Bồi dưỡng bí thư chi bộ", DAY, DAY)
    assert AuditEvent.objects.get(action="cells.training_created").organisation_number == commune.committee.pk


def test_create_training_without_a_name_is_refused(commune, cast):
    with pytest.raises(DomainError, match="tên lớp"):
        create_training(commune.committee, name=" ", starts_on=DAY, ends_on=None, by=cast.commune)


def test_create_training_twice_is_refused(training, commune, cast):
    with pytest.raises(DomainError, match="cùng tên và cùng ngày"):
        create_training(commune.committee, name=training.name, starts_on=DAY, ends_on=None, by=cast.commune)


def test_create_training_that_ends_before_it_starts_is_refused(commune, cast):
    with pytest.raises(DomainError, match="từ ngày bắt đầu lớp"):
        create_training(
            commune.committee, name="Lớp", starts_on=DAY, ends_on=DAY - dt.timedelta(days=1), by=cast.commune
        )


def test_participants_without_a_role_take_it_from_their_posts(training, commune, cast):
    people = [cast.secretary.member, cast.commune.member, cast.member.member, make_candidate(commune.cells[0])]
    added = add_participants(training, people, by=cast.commune)
    assert [(str(row), row.role) for row in added] == [
        ("Bùi Thị Tuyết", "bí thư chi bộ"),
        ("Lê Quang Vinh", "bí thư"),
        ("Trịnh Mạnh Lâm", "đảng viên"),
        ("Vũ Thị Nở", "quần chúng ưu tú"),
    ]
    changes = AuditEvent.objects.get(action="cells.participants_added").changes
    assert changes == {"participants": [None, ["Bùi Thị Tuyết", "Lê Quang Vinh", "Trịnh Mạnh Lâm", "Vũ Thị Nở"]]}


def test_participant_already_there_stays_as_he_is(training, commune, cast):
    [row] = add_participants(training, [cast.member.member], role="tổ trưởng", by=cast.commune)
    assert add_participants(training, [cast.member.member, cast.member.member], by=cast.commune) == []
    row.refresh_from_db()
    assert row.role == "tổ trưởng"
    assert AuditEvent.objects.filter(action="cells.participants_added").count() == 1


def test_participant_is_changed_counted_and_taken_off(training, cast):
    rows = add_participants(training, [cast.secretary.member, cast.member.member], role="học viên", by=cast.commune)
    change_participant(rows[0], role="bí thư chi bộ", result="Giỏi", by=cast.commune)
    assert counts_by_role(training) == [("bí thư chi bộ", 1), ("học viên", 1)]
    changes = AuditEvent.objects.get(action="cells.participant_changed").changes
    assert changes == {"role": ["học viên", "bí thư chi bộ"], "result": ["", "Giỏi"]}
    remove_participant(rows[1], by=cast.commune)
    assert counts_by_role(training) == [("bí thư chi bộ", 1)]
    assert TrainingParticipant.objects.count() == 2
    with pytest.raises(DomainError, match="đã được bỏ khỏi lớp"):
        remove_participant(rows[1], by=cast.commune)
    assert add_participants(training, [cast.member.member], by=cast.commune)


def test_participant_changed_to_the_same_leaves_no_audit_line(training, cast):
    [row] = add_participants(training, [cast.member.member], role="học viên", by=cast.commune)
    change_participant(row, role="học viên", result="", by=cast.commune)
    assert not AuditEvent.objects.filter(action="cells.participant_changed").exists()


def named(*lines):
    return [
        [person.pk for person in line.found]
        for line in people_named(lines, Member.objects.all(), Candidate.objects.all())
    ]


def test_pasted_line_means_the_person_of_that_name_whatever_stands_around_it(commune):
    member = make_member(commune.cells[0], "Nguyễn Văn Ấn", birth_date=dt.date(1960, 1, 1))
    for line in (
        "Nguyễn Văn Ấn",
        "nguyen van an",
        "  1. Đ/c  Nguyễn Văn Ấn (1960), Chi bộ thôn Tân Lập",
        "12\tNguyễn Văn Ấn\t1960\tBí thư",
        "Đồng chí Nguyễn Văn Ấn - Bí thư",
        "Ông Nguyễn Văn Ấn – sinh 1960",
    ):
        assert named(line) == [[member.pk]], line


def test_pasted_line_with_accents_decides_between_people_and_without_asks(commune):
    one = make_member(commune.cells[0], "Nguyễn Văn Ấn", birth_date=dt.date(1960, 1, 1))
    other = make_member(commune.cells[0], "Nguyễn Văn An", birth_date=dt.date(1970, 1, 1))
    assert named("Nguyễn Văn Ấn", "Nguyễn Văn An") == [[one.pk], [other.pk]]
    assert {*named("Nguyen Van An")[0]} == {one.pk, other.pk}
    assert named("Nguyen Van An 1970", "Nguyen Van An 1990") == [[other.pk], []]


def test_pasted_line_may_mean_a_candidate(commune):
    make_candidate(commune.cells[0])
    [line] = people_named(["Vũ Thị Nở"], Member.objects.all(), Candidate.objects.all())
    assert str(line.person) == "Vũ Thị Nở"
