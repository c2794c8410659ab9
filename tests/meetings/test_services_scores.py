import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import AuditEvent
from core.errors import DomainError
from meetings.models import Attendance, Meeting, MeetingGrade, MeetingScore
from meetings.queries.score_page import lost_points, score_page
from meetings.services.scores import (
    Given,
    agree_with_self_score,
    fix_grade,
    fix_undisputed,
    save_self_score,
    save_superior_score,
)
from tests.factories import make_meeting, make_open_meeting
from tests.meetings.scoring import full_points, scored_meeting

LATE = dt.datetime(2026, 10, 9, tzinfo=dt.UTC)


@pytest.fixture
def meeting(commune, cast):
    return scored_meeting(commune.cells[0], cast.secretary)


def submit(meeting, by, at=LATE):
    Meeting.objects.filter(pk=meeting.pk).update(state="submitted", submitted_by=by, submitted_at=at)
    return Meeting.objects.get(pk=meeting.pk)


def line(score, number):
    return next(row for row in score.lines if row["criterion"] == number)


def test_self_score_keeps_sheet_facts_and_lines_and_goes_into_the_minutes(cast, meeting):
    given = full_points(n4_2=Given(Decimal("8.5"), "phương hướng chưa có chỉ tiêu cụ thể"))
    score = save_self_score(meeting, given, by=cast.secretary, agreed=3)
    assert (score.total, score.maximum, str(score.percent), score.grade) == (Decimal("93.5"), 95, "98.42", "tot")
    assert Meeting.objects.get(pk=meeting.pk).self_score == score.percent == meeting.self_score
    assert (score.sheet["key"], score.sheet["chosen"]["without_theme"]) == ("an-phu-2025", "leave_out")
    assert score.facts["present"] == {"value": 4, "said": "theo điểm danh"}
    assert line(score, "2a")["why"] == "dự 4/4 = 100 %: từ 90 %"
    assert line(score, "4.2")["points"] == "8.5"
    assert score.points["4.2"] == {"points": "8,5", "reason": "phương hướng chưa có chỉ tiêu cụ thể"}
    assert lost_points(score) == ["4.2 (−1,5): phương hướng chưa có chỉ tiêu cụ thể"]
    event = AuditEvent.objects.get(action="meetings.self_scored")
    assert (event.changes["percent"], event.changes["agreed"]) == ([None, "98.42"], [None, 3])


def test_points_for_what_facts_decide_are_not_taken(cast, meeting):
    score = save_self_score(meeting, full_points(n2a=Given(Decimal(1), "x")), by=cast.secretary)
    assert line(score, "2a")["points"] == "4"


def test_what_is_known_only_later_is_expected(cast, meeting):
    Meeting.objects.filter(pk=meeting.pk).update(ended_at=None)
    score = save_self_score(meeting, full_points(n1=Given(Decimal(5))), by=cast.secretary)
    assert [row["criterion"] for row in score.lines if row["expected"]] == ["1", "8.3"]


def test_same_score_sent_twice_is_kept_once(cast, meeting):
    first = save_self_score(meeting, full_points(), by=cast.secretary)
    second = save_self_score(meeting, full_points(), by=cast.secretary)
    assert (first.pk, AuditEvent.objects.filter(action="meetings.self_scored").count()) == (second.pk, 1)


@pytest.mark.parametrize(
    ("number", "given", "field", "words"),
    [
        ("3.1", None, "diem-3.1", "Hãy ghi điểm"),
        ("3.1", Given(Decimal(4)), "diem-3.1", "từ 0 đến 3"),
        ("3.1", Given(Decimal(-1)), "diem-3.1", "từ 0 đến 3"),
        ("3.1", Given(Decimal("2.555"), "x"), "diem-3.1", "hai chữ số"),
        ("3.1", Given(Decimal(2)), "ly-do-3.1", "lý do trừ điểm"),
        ("3.1", Given(Decimal(2), "  "), "ly-do-3.1", "lý do trừ điểm"),
        ("3.1", Given(Decimal(2), "x" * 301), "ly-do-3.1", "300"),
    ],
)
def test_points_that_cannot_be_are_refused(cast, meeting, number, given, field, words):
    points = full_points() | ({number: given} if given else {})
    if given is None:
        del points[number]
    with pytest.raises(DomainError, match=words) as refusal:
        save_self_score(meeting, points, by=cast.secretary)
    assert refusal.value.field == field
    assert not MeetingScore.objects.exists()


def test_more_votes_than_voters_present_are_refused(cast, meeting):
    with pytest.raises(DomainError) as refusal:
        save_self_score(meeting, full_points(), by=cast.secretary, agreed=5)
    assert refusal.value.field == "agreed"


def test_closed_minutes_take_no_self_score(cast, meeting):
    with pytest.raises(DomainError, match="đã gửi"):
        save_self_score(submit(meeting, cast.secretary), full_points(), by=cast.secretary)


def test_meeting_of_a_kind_without_a_table_is_not_scored(commune, cast):
    thematic = make_open_meeting(commune.cells[0], by=cast.secretary, kind="thematic")
    with pytest.raises(DomainError, match="Chưa có bảng điểm"):
        save_self_score(thematic, full_points(), by=cast.secretary)


def test_meeting_under_the_guidance_of_2018_has_no_points(commune, cast):
    old = make_open_meeting(commune.cells[0], dt.date(2025, 10, 3), by=cast.secretary)
    with pytest.raises(DomainError, match="không có điểm"):
        save_self_score(old, {}, by=cast.secretary)


def test_changed_fact_is_shown_and_changes_nothing_by_itself(cast, meeting):
    score = save_self_score(meeting, full_points(), by=cast.secretary)
    Attendance.objects.filter(pk=meeting.attendances.first().pk).update(state="unexcused")
    page = score_page(Meeting.objects.get(pk=meeting.pk))
    changed = {fact.label: (fact.before, fact.now) for fact in page.changed_since_own}
    assert changed["Số vắng không lý do"] == ("0 đảng viên", "1 đảng viên")
    score.refresh_from_db()
    assert line(score, "2a")["points"] == "4"


def test_superior_scores_by_the_same_sheet_and_the_report_is_counted(commune, cast, meeting):
    save_self_score(meeting, full_points(n4_1=Given(Decimal(4), "thiếu bước")), by=cast.secretary)
    sent = submit(meeting, cast.secretary)
    given = full_points(n4_2=Given(Decimal(7), "chung chung"))
    above = save_superior_score(sent, given, by=cast.commune)
    assert (line(above, "8.3")["points"], line(above, "8.3")["computed"]) == ("0", True)
    rows = {row.number: row for row in score_page(sent).rows if row.differs}
    assert set(rows) == {"4.1", "4.2", "8.3"}
    assert rows["8.3"].own.expected


def test_agreeing_takes_points_and_reasons_over(cast, meeting):
    save_self_score(meeting, full_points(n4_2=Given(Decimal(9), "ngắn")), by=cast.secretary)
    above = agree_with_self_score(
        submit(meeting, cast.secretary, dt.datetime(2026, 10, 6, tzinfo=dt.UTC)), by=cast.commune
    )
    assert (above.total, line(above, "4.2")["reason"]) == (94, "ngắn")


def test_agreeing_before_the_cell_scored_is_refused(cast, meeting):
    with pytest.raises(DomainError, match="chưa tự chấm"):
        agree_with_self_score(submit(meeting, cast.secretary), by=cast.commune)


def test_planned_meeting_is_not_scored(commune, cast):
    with pytest.raises(DomainError, match="chưa diễn ra"):
        save_superior_score(make_meeting(commune.cells[0]), {}, by=cast.commune)


def test_grade_as_the_cell_scored_needs_no_reason(cast, meeting):
    save_self_score(meeting, full_points(), by=cast.secretary)
    official = fix_grade(submit(meeting, cast.secretary), grade="tot", by=cast.commune)
    assert (official.label, str(official.percent), official.reason) == ("Tốt", "100.00", "")
    fix_grade(meeting, grade="tot", by=cast.commune)
    assert AuditEvent.objects.filter(action="meetings.grade_fixed").count() == 1


def test_another_grade_needs_a_reason_and_may_be_fixed_anew(cast, meeting):
    save_self_score(meeting, full_points(), by=cast.secretary)
    submit(meeting, cast.secretary)
    with pytest.raises(DomainError) as refusal:
        fix_grade(meeting, grade="kha", by=cast.commune)
    assert refusal.value.field == "reason"
    fix_grade(meeting, grade="kha", reason="biên bản sơ sài", by=cast.commune)
    fix_grade(meeting, grade="tot", by=cast.commune)
    assert MeetingGrade.objects.get().grade == "tot"
    changes = [
        event.changes["grade"] for event in AuditEvent.objects.filter(action="meetings.grade_fixed").order_by("pk")
    ]
    assert changes == [[None, "Khá"], ["Khá", "Tốt"]]


def test_grade_without_any_score_or_of_an_unknown_name_is_refused(cast, meeting):
    with pytest.raises(DomainError, match="Chưa có ai chấm"):
        fix_grade(meeting, grade="tot", by=cast.commune)
    save_self_score(meeting, full_points(), by=cast.secretary)
    with pytest.raises(DomainError) as refusal:
        fix_grade(meeting, grade="xuat_sac", by=cast.commune)
    assert refusal.value.field == "grade"


def test_score_typed_into_old_minutes_can_be_graded(commune, cast):
    old = make_open_meeting(commune.cells[0], dt.date(2025, 9, 3), by=cast.secretary, self_score=Decimal("89.5"))
    assert fix_grade(old, grade="kha", by=cast.commune).percent == Decimal("89.5")


def test_undisputed_grades_are_fixed_together(commune, cast, meeting):
    save_self_score(meeting, full_points(), by=cast.secretary)
    sent = submit(meeting, cast.secretary)
    assert fix_undisputed([sent], by=cast.commune) == 0
    agree_with_self_score(sent, by=cast.commune)
    assert fix_undisputed([sent], by=cast.secretary) == 0
    assert fix_undisputed([sent], by=cast.commune) == 1
    assert fix_undisputed([sent], by=cast.commune) == 0


def test_disputed_grade_is_left_for_a_decision(cast, meeting):
    save_self_score(meeting, full_points(), by=cast.secretary)
    sent = submit(meeting, cast.secretary)
    worse = {name: Given(Decimal(0), "x") for name in ("4.2", "5", "6")}
    save_superior_score(sent, full_points() | worse, by=cast.commune)
    assert fix_undisputed([sent], by=cast.commune) == 0
