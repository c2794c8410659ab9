"""What is put to the vote: who it is about, how many may vote, and what is refused."""

import datetime as dt

import pytest

from accounts.models import AuditEvent
from cells.models import Candidate
from core.errors import DomainError
from meetings.models import Attendance, Meeting, Vote
from meetings.queries.attendance import attendance_of, tally
from meetings.queries.votes import counted, rule_for
from meetings.queries.voting import body_sentence, subjects_of
from meetings.rules.votes import MAJORITY, TWO_THIRDS
from meetings.services.votes import change_vote, record_vote, remove_vote, restore_vote
from tests.factories import make_member, make_open_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(commune, cast) -> Meeting:
    """Ten official members, one on probation, one exempt who stayed at home."""
    for _member in range(7):
        make_member(commune.cells[0])
    make_member(commune.cells[0], "Lý Thị Dự Bị", official_on=None)
    make_member(commune.cells[0], "Cụ Miễn", status="exempt")
    return make_open_meeting(commune.cells[0], by=cast.secretary)


@pytest.fixture
def vote(meeting, cast):
    def put(**values):
        facts = {"matter": "ordinary", "question": "Thông qua phương hướng", "yes": 6, "by": cast.secretary}
        return record_vote(meeting, item=meeting.items.get(), **{**facts, **values})

    return put


def carried(vote: Vote, body: int = 10) -> bool:
    return counted([vote], body=body)[0].outcome.carried


def test_record_vote_stores_what_was_counted_and_one_audit_line(vote, meeting, cast, commune):
    stored = vote(
        question="  Thông qua   nghị quyết tháng 11 ", matter="resolution", yes=8, no=1, abstain=1, method="secret"
    )
    assert (stored.question, stored.yes, stored.no, stored.abstain) == ("Thông qua nghị quyết tháng 11", 8, 1, 1)
    assert (stored.meeting, stored.item, stored.person) == (meeting, meeting.items.get(), "")
    line = AuditEvent.objects.get(action="meetings.vote_recorded")
    assert (line.actor, line.organisation_number, line.thing_label) == (
        cast.secretary,
        commune.cells[0].pk,
        "Thông qua nghị quyết tháng 11",
    )
    assert line.changes["yes"] == [None, 8]


def test_record_vote_submitted_twice_stores_one(vote):
    assert vote() == vote()
    assert Vote.objects.count() == 1


@pytest.mark.parametrize(("yes", "expected"), [(5, False), (6, True)])
def test_ordinary_vote_needs_more_than_half_of_all_who_may_vote(vote, yes, expected):
    assert carried(vote(yes=yes)) is expected


@pytest.mark.parametrize(
    ("matter", "rule"),
    [
        ("admission", TWO_THIRDS),
        ("recognition", TWO_THIRDS),
        ("expulsion", TWO_THIRDS),
        ("discipline", MAJORITY),
        ("resolution", MAJORITY),
        ("ordinary", MAJORITY),
    ],
)
def test_rule_follows_from_the_matter(matter, rule):
    assert rule_for(matter) == rule


@pytest.mark.parametrize(("yes", "expected"), [(6, False), (7, True)])
def test_admission_needs_two_thirds_of_all_who_may_vote(vote, yes, expected):
    assert carried(vote(matter="admission", person="Trần Thị Mới", yes=yes)) is expected


@pytest.mark.parametrize("matter", ["admission", "recognition", "discipline", "expulsion"])
def test_personal_matter_without_a_person_is_refused(vote, matter):
    with pytest.raises(DomainError, match="người được xét"):
        vote(matter=matter, person="  ")


@pytest.mark.parametrize("person", ["Trần Thị Mới và Lê Văn Cũ", "Trần Thị Mới, Lê Văn Cũ", "Mới; Cũ", "Mới / Cũ"])
def test_personal_matter_with_several_people_is_refused(vote, person):
    with pytest.raises(DomainError, match="một người"):
        vote(matter="admission", person=person)


def test_person_of_an_ordinary_matter_is_not_kept(vote):
    assert vote(person="Trần Thị Mới").person == ""


def test_more_votes_than_the_body_are_refused_with_the_figures(vote):
    assert vote(yes=8, no=1, abstain=1)
    with pytest.raises(DomainError, match="Tổng số phiếu là 11, nhiều hơn 10 đồng chí"):
        vote(yes=8, no=2, abstain=1)


def test_exempt_member_who_came_joins_the_body(vote, meeting):
    Attendance.objects.filter(meeting=meeting, member__full_name="Cụ Miễn").update(state="present")
    assert vote(yes=11)


@pytest.mark.parametrize("counts", [{"yes": 0}, {"yes": -1}, {"yes": 5, "no": -1}])
def test_impossible_counts_are_refused(vote, counts):
    with pytest.raises(DomainError, match=r"(?i)số phiếu"):
        vote(**counts)


@pytest.mark.parametrize(("question", "words"), [(" ", "ghi nội dung"), ("x" * 501, "tối đa 500 ký tự, đang có 501")])
def test_vote_with_no_question_or_a_page_of_it_is_refused(vote, question, words):
    with pytest.raises(DomainError, match=words):
        vote(question=question)


def test_vote_before_anybody_may_vote_is_refused(vote, meeting):
    meeting.attendances.all().delete()
    with pytest.raises(DomainError, match="điểm danh trước"):
        vote()


def test_vote_when_the_minutes_are_closed_is_refused(vote, meeting):
    stored = vote()
    Meeting.objects.filter(pk=meeting.pk).update(state="planned")
    for deed in (
        vote,
        lambda: remove_vote(stored, by=meeting.planned_by),
        lambda: restore_vote(stored, by=meeting.planned_by),
    ):
        with pytest.raises(DomainError, match="chưa mở"):
            deed()


def test_remove_vote_and_restore_it(vote, cast):
    stored = vote()
    assert remove_vote(stored, by=cast.secretary)
    assert not remove_vote(stored, by=cast.secretary)
    assert Vote.objects.get().is_removed
    assert restore_vote(stored, by=cast.secretary)
    assert not restore_vote(stored, by=cast.secretary)
    assert not Vote.objects.get().is_removed
    assert AuditEvent.objects.filter(action="meetings.vote_removed").count() == 1
    assert AuditEvent.objects.filter(action="meetings.vote_restored").count() == 1


def test_restore_vote_whose_counts_no_longer_fit_is_refused(vote, meeting, cast):
    stored = vote(yes=10)
    remove_vote(stored, by=cast.secretary)
    meeting.attendances.filter(member=cast.member.member).update(is_official=False)
    with pytest.raises(DomainError, match="nhiều hơn 9"):
        restore_vote(stored, by=cast.secretary)


# --- Nobody votes who may not, nobody is voted on who has not come so far ---


def test_vote_of_more_than_came_is_refused_though_the_body_is_larger(vote, meeting):
    absent = meeting.attendances.filter(is_official=True, status="").values_list("pk", flat=True)[:3]
    meeting.attendances.filter(pk__in=list(absent)).update(state="excused", reason="ốm")
    with pytest.raises(DomainError, match="chỉ có 7 đồng chí có mặt được biểu quyết; đảng viên dự bị"):
        vote(yes=8)
    assert vote(yes=7).yes == 7


def test_members_not_marked_yet_may_have_voted(vote, meeting):
    meeting.attendances.update(state="")
    assert vote(yes=10).yes == 10


def test_exempt_member_who_came_votes_too(vote, meeting):
    meeting.attendances.filter(status="exempt").update(state="present")
    assert vote(yes=11).yes == 11


@pytest.fixture
def candidate(commune) -> Candidate:
    return Candidate.objects.create(
        cell=commune.cells[0], full_name="Nguyễn Thị Thu", birth_date=dt.date(1998, 3, 1), stage="dossier"
    )


def test_vote_on_a_candidate_carries_the_record_and_the_name(vote, candidate):
    stored = vote(matter="admission", candidate=candidate, yes=7)
    assert (stored.candidate, stored.person) == (candidate, "Nguyễn Thị Thu")
    assert vote(matter="admission", candidate=candidate, yes=7) == stored


@pytest.mark.parametrize(("stage", "matter"), [("outstanding", "admission"), ("dossier", "recognition")])
def test_vote_on_a_candidate_who_has_not_come_so_far_is_refused(vote, candidate, stage, matter):
    candidate.stage = stage
    candidate.save(update_fields=["stage"])
    with pytest.raises(DomainError, match="đang ở bước"):
        vote(matter=matter, candidate=candidate)


def test_vote_on_a_candidate_of_another_cell_is_refused(vote, candidate, commune):
    Candidate.objects.update(cell=commune.cells[1])
    with pytest.raises(DomainError, match="không có trong sổ"):
        vote(matter="admission", candidate=candidate)


@pytest.mark.parametrize(
    ("matter", "name", "sentence"),
    [
        ("recognition", "Lý Thị Dự Bị", ""),
        ("recognition", "Cụ Miễn", "đã là đảng viên chính thức"),
        ("admission", "Lý Thị Dự Bị", "đã là đảng viên"),
        ("expulsion", "Cụ Miễn", ""),
        ("expulsion", "Lý Thị Dự Bị", "còn dự bị: chỉ khiển trách, cảnh cáo hoặc xóa tên"),
        ("discipline", "Lý Thị Dự Bị", ""),
    ],
)
def test_vote_on_a_member_fits_what_the_member_is(vote, meeting, matter, name, sentence):
    member = meeting.attendances.get(member__full_name=name).member
    if sentence:
        with pytest.raises(DomainError, match=sentence):
            vote(matter=matter, member=member)
    else:
        assert vote(matter=matter, member=member).person == name


def test_vote_on_someone_who_is_not_of_the_meeting_is_refused(vote, commune):
    with pytest.raises(DomainError, match="không có trong danh sách"):
        vote(matter="discipline", member=make_member(commune.cells[1]))


# --- Written down wrongly ---


def test_change_vote_corrects_what_was_written_and_says_what_in_the_audit_trail(vote, cast):
    stored = vote()
    facts = {"matter": "ordinary", "question": "Thông qua phương hướng", "yes": 8, "no": 1}
    assert change_vote(stored, by=cast.deputy, reserved="Đề nghị lùi sang quý sau.", **facts)
    stored.refresh_from_db()
    assert (stored.yes, stored.no, stored.reserved_opinion) == (8, 1, "Đề nghị lùi sang quý sau.")
    line = AuditEvent.objects.get(action="meetings.vote_changed")
    assert line.changes == {
        "yes": [6, 8],
        "no": [0, 1],
        "reserved_opinion": ["", "Đề nghị lùi sang quý sau."],
    }
    assert not change_vote(stored, by=cast.deputy, reserved="Đề nghị lùi sang quý sau.", **facts)


def test_change_vote_refuses_what_record_vote_refuses_and_leaves_the_vote(vote, cast):
    stored = vote()
    with pytest.raises(DomainError, match="nhiều hơn 10 đồng chí"):
        change_vote(stored, matter="ordinary", question="Thông qua", yes=11, by=cast.secretary)
    stored.refresh_from_db()
    assert stored.yes == 6
    remove_vote(stored, by=cast.secretary)
    with pytest.raises(DomainError, match="Hãy lấy lại trước khi sửa"):
        change_vote(stored, matter="ordinary", question="Thông qua", yes=7, by=cast.secretary)


def test_change_vote_after_the_minutes_were_sent_is_refused(vote, meeting, cast):
    stored = vote()
    Meeting.objects.filter(pk=meeting.pk).update(state="planned")
    with pytest.raises(DomainError, match="chưa mở"):
        change_vote(stored, matter="ordinary", question="Thông qua", yes=7, by=cast.secretary)


def test_reserved_opinion_beyond_the_limit_is_refused(vote):
    with pytest.raises(DomainError, match="bảo lưu dài quá"):
        vote(reserved="a" * 2001)


# --- Who may vote, in words ---


def test_body_sentence_names_who_is_left_out(meeting):
    assert body_sentence(tally(meeting)) == (
        "Được biểu quyết: 10 đảng viên chính thức, có mặt 10 (không tính: dự bị 1, miễn sinh hoạt không dự 1)."
    )


def test_subjects_are_candidates_who_came_so_far_and_probationary_members(meeting, candidate):
    Candidate.objects.create(cell=candidate.cell, full_name="Chưa Tới", birth_date=dt.date(2000, 1, 1))
    found = subjects_of(meeting, attendance_of(meeting))
    assert [(row.name, row.matter) for row in found] == [
        ("Nguyễn Thị Thu", "admission"),
        ("Lý Thị Dự Bị", "recognition"),
    ]
