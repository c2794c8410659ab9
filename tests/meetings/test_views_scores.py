import datetime as dt

import pytest
from django.urls import reverse

from cells.models import Seat
from meetings.models import Meeting, MeetingGrade, MeetingScore, SheetInForce
from meetings.services.scores import save_self_score, save_superior_score
from tests.factories import make_open_meeting
from tests.meetings.scoring import MAXIMA, full_points, scored_meeting


@pytest.fixture
def meeting(commune, cast):
    return scored_meeting(commune.cells[0], cast.secretary)


def url(name, meeting):
    return reverse(f"meetings:{name}", args=[meeting.pk])


def typed(**changes):
    data = {f"diem-{number}": str(maximum) for number, maximum in MAXIMA.items()}
    data |= {f"ly-do-{number}": "" for number in MAXIMA}
    return data | {"agreed": "3"} | changes


def submit(meeting, by):
    sent = {"state": "submitted", "submitted_by": by, "submitted_at": dt.datetime(2026, 10, 6, tzinfo=dt.UTC)}
    Meeting.objects.filter(pk=meeting.pk).update(**sent)


def test_self_score_page_counts_what_facts_decide_and_offers_reasons(cast, client_of, meeting):
    page = client_of(cast.secretary).get(url("meeting_self_score", meeting)).text
    assert "Dự 4/4 = 100 %: từ 90 %" in page
    assert 'name="diem-2a"' not in page
    assert 'name="diem-4.2" value="10"' in page
    assert '<option value="phương hướng chưa có chỉ tiêu cụ thể">' in page
    assert "ghi điểm dự kiến" in page


def test_self_score_with_a_comma_is_kept_and_shown(cast, client_of, meeting):
    desk = client_of(cast.secretary)
    data = typed(**{"diem-4.2": "8,5", "ly-do-4.2": "phương hướng chung chung"})
    answer = desk.post(url("meeting_self_score", meeting), data, follow=True)
    assert "93,5/95 = 98,42 %" in answer.text
    assert "3/4 đồng chí tán thành" in answer.text
    assert "Phương hướng chung chung" in answer.text


def test_lost_point_without_reason_is_refused_and_every_word_stays(cast, client_of, meeting):
    data = typed(**{"diem-4.2": "8", "diem-4.1": "3", "ly-do-4.1": "thiếu một bước"})
    answer = client_of(cast.secretary).post(url("meeting_self_score", meeting), data)
    assert answer.status_code == 422
    assert "Tiêu chí 4.2 không đủ 10 điểm: hãy ghi lý do trừ điểm." in answer.text
    assert 'value="thiếu một bước"' in answer.text
    assert not MeetingScore.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("diem-4.2", "11"), ("diem-4.2", "x"), ("diem-4.2", ""), ("agreed", "9")])
def test_points_out_of_range_are_refused_with_a_sentence(cast, client_of, meeting, field, value):
    answer = client_of(cast.secretary).post(url("meeting_self_score", meeting), typed(**{field: value}))
    assert answer.status_code == 422
    assert "invalid-feedback" in answer.text


def test_superior_agrees_with_one_button_and_the_committee_fixes_the_grade(cast, client_of, meeting):
    save_self_score(meeting, full_points(), by=cast.secretary)
    submit(meeting, cast.secretary)
    desk = client_of(cast.commune)
    assert "Đồng ý như chi bộ chấm" in desk.get(url("meeting_superior_score", meeting)).text
    desk.post(url("meeting_superior_score", meeting), {"agree": "1"})
    assert MeetingScore.objects.get(scorer="superior").percent == 100
    answer = desk.post(url("meeting_grade", meeting), {"grade": "kha"})
    assert answer.status_code == 422
    assert "hãy ghi lý do" in answer.text
    desk.post(url("meeting_grade", meeting), {"grade": "kha", "reason": "biên bản sơ sài"})
    assert MeetingGrade.objects.get().label == "Khá"


def test_nobody_grades_the_cell_whose_meetings_he_holds(commune, cast, client_of, meeting):
    Seat.objects.create(
        organisation=commune.cells[0], member=cast.commune.member, office="deputy_secretary", valid_from=meeting.held_on
    )
    save_self_score(meeting, full_points(), by=cast.secretary)
    submit(meeting, cast.secretary)
    desk = client_of(cast.commune)
    assert desk.post(url("meeting_grade", meeting), {"grade": "tot"}).status_code == 403
    assert desk.post(url("meeting_superior_score", meeting), {"agree": "1"}).status_code == 403
    month = reverse("meetings:month_grades_fix", args=[commune.committee.pk])
    save_superior_score(meeting, full_points(), by=cast.officer)
    desk.post(month, {"thang": f"{meeting.year}-{meeting.month:02d}"})
    assert not MeetingGrade.objects.exists()


def test_difference_is_shown_line_by_line(cast, client_of, meeting):
    save_self_score(meeting, full_points(), by=cast.secretary)
    submit(meeting, cast.secretary)
    data = typed(**{"diem-4.2": "7", "ly-do-4.2": "nội dung dàn trải"})
    page = client_of(cast.commune).post(url("meeting_superior_score", meeting), data, follow=True).text
    assert page.count("score-differs") == 1
    assert "<strong>Cấp trên:</strong> nội dung dàn trải" in page


def test_changed_fact_is_told_on_the_page(cast, client_of, meeting):
    save_self_score(meeting, full_points(), by=cast.secretary)
    Meeting.objects.filter(pk=meeting.pk).update(ended_at=dt.time(20, 40))
    page = client_of(cast.secretary).get(url("meeting_score", meeting)).text
    assert "Số liệu đã đổi sau khi chấm" in page
    assert "khi chấm 95 phút, nay 70 phút" in page


def test_meeting_without_a_sheet_says_so(commune, cast, client_of):
    thematic = make_open_meeting(commune.cells[0], by=cast.secretary, kind="thematic")
    old = make_open_meeting(commune.cells[0], dt.date(2025, 9, 3), by=cast.secretary)
    desk = client_of(cast.secretary)
    assert "Chưa có bảng điểm nào" in desk.get(url("meeting_self_score", thematic)).text
    assert "Không có bảng điểm nào" in desk.get(url("meeting_score", thematic)).text
    assert "không cho điểm" in desk.get(url("meeting_self_score", old)).text
    assert "không cho điểm" in desk.get(url("meeting_score", old)).text


def test_score_that_the_sheet_gave_is_not_typed_over(cast, client_of, meeting):
    save_self_score(meeting, full_points(), by=cast.secretary)
    client_of(cast.secretary).post(url("closing_save", meeting), {"part": "score", "self_score": "12"})
    assert Meeting.objects.get(pk=meeting.pk).self_score == 100


def test_score_pages_ask_a_fixed_number_of_questions(cast, client_of, meeting, django_assert_max_num_queries):
    desk = client_of(cast.secretary)
    with django_assert_max_num_queries(30):
        desk.get(url("meeting_self_score", meeting))
    with django_assert_max_num_queries(30):
        desk.get(url("meeting_score", meeting))


def test_score_of_a_standing_committee_does_not_speak_of_a_cell(commune, cast, client_of):
    base, since = "ban-thuong-vu-tham-khao", dt.date(2026, 1, 1)
    SheetInForce.objects.create(organisation=commune.province, use="standing", base=base, valid_from=since)
    meeting = make_open_meeting(commune.committee, dt.date(2026, 10, 5), kind="standing", by=cast.commune)
    page = client_of(cast.commune).get(url("meeting_score", meeting)).text
    assert "Chi bộ tự chấm" not in page
    assert "<dt>Tự chấm</dt>" in page
    assert '<th scope="col" class="number">Tự chấm</th>' in page
