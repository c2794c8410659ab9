""""""

import dataclasses
import itertools
from decimal import Decimal

import pytest

from cells.models import Organisation, OrganisationPeriod
from cells.services.members import change_member
from meetings.documents import Minutes, minutes_html, minutes_of, minutes_pdf, minutes_to_print
from meetings.documents.minutes import Ballot, TaskLine
from meetings.models import (
    ConductSetting,
    Meeting,
    MeetingScore,
    PartyDocument,
    Passage,
    Vote,
)
from meetings.services.lifecycle import approve_minutes, lock_minutes, submit_minutes
from tests.cast import Cast
from tests.factories import make_open_meeting
from tests.meetings.papers.conftest import MM, paper_of, text_of


def approved(meeting: Meeting, cast: Cast) -> Meeting:
    for item in meeting.items.all():
        Passage.objects.get_or_create(meeting=meeting, item=item, kind="item_conclusion")
    meeting.passages.filter(kind="item_conclusion", text="").update(text="Nhất trí.")
    submit_minutes(meeting, by=cast.secretary)
    meeting.refresh_from_db()
    approve_minutes(meeting, by=cast.commune)
    return Meeting.objects.get(pk=meeting.pk)


def test_paper_before_approval_is_marked_as_a_draft_on_every_page(full: Meeting):
    with paper_of(full) as paper:
        assert "DỰ THẢO" in paper.pages[0].extract_text()
        assert all("Dự thảo – chưa được duyệt" in page.extract_text() for page in paper.pages)


def test_paper_after_approval_is_no_draft_and_names_what_was_approved(full: Meeting, cast: Cast):
    meeting = approved(full, cast)
    with paper_of(meeting) as paper:
        assert "thảo –" not in text_of(paper)
        assert "DỰ THẢO" not in text_of(paper)
        assert paper.metadata["Title"].startswith("Biên bản – Sinh hoạt chi bộ thường kỳ tháng 10 năm 2026")
        assert paper.metadata["Author"] == "Chi bộ thôn Song Vân"
        assert paper.metadata["Subject"].startswith("Nội dung đã duyệt, SHA-256 ")
        assert paper.metadata["CreationDate"].startswith("D:202611")


def test_paper_of_approved_minutes_does_not_follow_later_changes(full: Meeting, cast: Cast):
    meeting = approved(full, cast)
    first = minutes_pdf(meeting)
    change_member(meeting.chair, by=cast.commune, cell=meeting.cell, full_name="Một Tên Khác")
    OrganisationPeriod.objects.filter(organisation=meeting.cell).update(name="Chi bộ đã đổi tên", place_name="Nơi khác")
    Passage.objects.filter(meeting=meeting).update(text="Đã sửa sau khi duyệt.")
    meeting = Meeting.objects.get(pk=meeting.pk)
    assert minutes_pdf(meeting) == first
    lock_minutes(meeting, by=cast.commune)
    assert minutes_pdf(Meeting.objects.get(pk=meeting.pk)) == first


def test_paper_of_invented_data_says_so_on_every_page(full: Meeting):
    Organisation.objects.filter(pk=full.cell_id).update(is_demonstration=True)
    with paper_of(Meeting.objects.get(pk=full.pk)) as paper:
        for page in paper.pages:
            assert "Dữ liệu minh họa – người và số liệu không có thật" in page.extract_text()


def test_paper_of_votes_that_do_not_fit_attendance_claims_no_outcome(full: Meeting):
    Vote.objects.filter(meeting=full).update(yes=9)
    with paper_of(full) as paper:
        text = text_of(paper)
        assert text.count("Số phiếu chưa khớp với điểm danh.") == 2
        assert "được thông qua" not in text.replace("thông qua trước hội nghị", "")


@pytest.mark.parametrize(
    ("kind", "unit", "body", "fees", "assessment"),
    [
        ("regular", "cell", "chi bộ", True, True),
        ("thematic", "cell", "chi bộ", False, True),
        ("committee", "cell", "chi ủy", False, True),
        ("group", "party_group", "tổ đảng", False, True),
        ("standing", "commune", "ban thường vụ", False, True),
        ("executive", "commune", "ban chấp hành", False, False),
        ("flag", "commune", "đảng bộ", False, False),
        ("congress", "cell", "đại hội", False, False),
    ],
)
def test_minutes_have_only_the_parts_of_their_kind(empty_minutes, kind, unit, body, fees, assessment):
    minutes = dataclasses.replace(empty_minutes, kind=kind, unit_kind=unit)
    assert (minutes.body, minutes.has_fees, minutes.has_assessment) == (body, fees, assessment)
    html = minutes_html(minutes)
    assert ("Tình hình đảng phí" in html, "Tự đánh giá" in html) == (fees, assessment)
    assert ("ĐOÀN CHỦ TỊCH" in html) == (kind == "congress")


def test_text_that_was_written_all_the_same_is_printed(empty_minutes):
    minutes = dataclasses.replace(empty_minutes, kind="thematic", fees="Đã thu đủ.")
    assert "Tình hình đảng phí: Đã thu đủ." in minutes_html(minutes)


def test_minutes_print_target_rhythm_key_task_and_reserved_opinion(empty_minutes):
    task = TaskLine("Giao đất", "", None, target="4.000 m2", rhythm="hằng tuần", key_task="Cải tạo vườn tạp")
    review = TaskLine("Làm đường", "", None, "đang thực hiện", target="4 km", reached="1 km (25 %)")
    ballot = Ballot("Thông qua", "", "giơ tay", False, 4, 3, 3, 1, 0, True, reserved="Đề nghị lùi sang quý sau.")
    html = " ".join(
        minutes_html(dataclasses.replace(empty_minutes, tasks=(task,), reviews=(review,), ballots=(ballot,))).split()
    )
    assert "Giao đất; chỉ tiêu 4.000 m2; báo cáo hằng tuần (thuộc: Cải tạo vườn tạp)</td><td>Cả chi bộ" in html
    assert "Làm đường; chỉ tiêu 4 km" in html
    assert "đang thực hiện, đạt 1 km (25 %)" in html
    assert "Ý kiến thiểu số xin bảo lưu: Đề nghị lùi sang quý sau." in html


def test_score_by_a_sheet_takes_the_place_of_the_typed_one(commune, cast):
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary, self_score=Decimal(70))
    MeetingScore.objects.create(
        meeting=meeting,
        scorer="self",
        sheet={"grades": [{"key": "tot", "label": "Tốt", "least": 90}]},
        total=Decimal("95.50"),
        maximum=100,
        percent=Decimal("95.50"),
        grade="tot",
        scored_by=cast.secretary,
    )
    minutes = minutes_of(meeting)
    assert (minutes.self_score, minutes.self_maximum, minutes.self_grade) == ("95,5", "100", "Tốt")
    assert "95,5/100 điểm, xếp loại Tốt." in minutes_html(minutes)


@pytest.fixture
def empty_minutes(commune, cast) -> Minutes:
    return minutes_of(make_open_meeting(commune.cells[0], by=cast.secretary))


def test_approved_minutes_bear_their_number_where_the_committee_wants_it(full: Meeting, cast: Cast):
    ConductSetting.objects.create(organisation=full.cell, key="minutes_number", value=1, valid_from=full.held_on)
    meeting = approved(full, cast)
    assert minutes_to_print(meeting).number_line == "Số 01-BB/CB"
    document = PartyDocument.objects.get()
    assert (document.kind, document.meeting, document.signed_on) == ("BB", meeting, meeting.held_on)


def test_minutes_stand_in_the_layout_that_the_committee_chose(full: Meeting):
    ConductSetting.objects.create(organisation=full.cell, key="line_pt", value=20, valid_from=full.held_on)
    with paper_of(full) as paper:
        tops = sorted({round(word["top"], 1) for word in paper.pages[0].extract_words() if 39 < word["x0"] * MM < 41})
        steps = {round(after - before) for before, after in itertools.pairwise(tops)}
        assert 26 in steps, "a line of 20 and the 6 between paragraphs"
        assert 24 not in steps


def test_minutes_of_a_committee_are_issued_by_it(full: Meeting):
    OrganisationPeriod.objects.filter(organisation=full.cell).update(name="Đảng bộ xã Vân Trục", kind="base_committee")
    minutes = minutes_of(Meeting.objects.get(pk=full.pk))
    assert (minutes.cell, minutes.number_line) == ("Đảng ủy xã Vân Trục", "Số ……-BB/ĐU")
