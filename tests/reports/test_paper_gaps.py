"""What papers of meetings would lack, told before they are printed."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cells.models import OrganisationPeriod, Seat
from evaluations.models import Evaluation
from meetings.models import Attendance, Meeting, PartyDocument, PublishedCalendar, ThematicPlan
from reports.queries.paper_gaps import (
    calendar_gaps,
    issued_gaps,
    minutes_gaps,
    plan_gaps,
    register_gaps,
    score_gaps,
    sign_in_gaps,
)
from tests.cast import TODAY, Cast, Commune
from tests.factories import make_cell, make_open_meeting
from tests.reports.gaps import period, review, words
from tests.reports.papers import make_approved_meeting

__all__ = ["period", "review"]


@pytest.fixture
def meeting(commune: Commune, cast: Cast) -> Meeting:
    return make_open_meeting(commune.cells[0], by=cast.secretary)


def test_minutes_being_written_name_what_is_missing(meeting: Meeting) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(secretary=None, ended_at=None)
    found = words(minutes_gaps(Meeting.objects.get(pk=meeting.pk)))
    assert "Chưa ghi thư ký" in found
    assert "Chưa ghi giờ kết thúc." in found
    assert "Chưa ghi biểu quyết thông qua biên bản." in found


def test_minutes_with_one_person_in_both_roles_say_so(meeting: Meeting) -> None:
    meeting.secretary_id = meeting.chair_id
    assert "Chủ trì và thư ký là một người." in words(minutes_gaps(meeting))


def test_minutes_of_few_warn_of_two_thirds_and_call_it_no_rule(meeting: Meeting) -> None:
    Attendance.objects.filter(meeting=meeting).update(state="excused", reason="Ốm")
    found = words(minutes_gaps(meeting))
    assert "chưa tới hai phần ba" in found
    assert "không phải quy định" in found


def test_approved_minutes_lack_nothing(commune: Commune, cast: Cast) -> None:
    assert list(minutes_gaps(make_approved_meeting(commune, cast))) == []


def test_head_without_a_place_name_is_told_with_the_page_that_mends_it(meeting: Meeting) -> None:
    OrganisationPeriod.objects.filter(organisation=meeting.cell).update(place_name="")
    gap = next(gap for gap in minutes_gaps(Meeting.objects.get(pk=meeting.pk)) if "địa danh" in gap.sentence)
    assert gap.url


def test_draft_says_that_number_and_day_come_with_issuing(commune: Commune) -> None:
    draft = PartyDocument(organisation=commune.cells[0], pk=1)
    assert "Chưa ban hành" in words(issued_gaps(draft))
    draft.signed_on = TODAY
    assert list(issued_gaps(draft)) == []


def test_score_sheet_says_who_has_not_scored(meeting: Meeting) -> None:
    assert words(score_gaps(meeting)) == "Chi bộ chưa tự chấm điểm. | Cấp trên chưa chấm điểm."


def test_list_to_sign_without_place_hour_or_people_says_each(meeting: Meeting, commune: Commune) -> None:
    assert list(sign_in_gaps(meeting)) == []
    empty = make_cell(commune.committee, "Chi bộ mới lập")
    Attendance.objects.filter(meeting=meeting).delete()
    meeting.cell, meeting.place, meeting.started_at, meeting.planned_time = empty, "", None, None
    meeting.held_on = dt.date(2020, 1, 1)
    found = words(sign_in_gaps(meeting))
    for sentence in ("địa điểm họp", "giờ họp", "Chưa có đảng viên nào", "không hoạt động vào ngày 01/01/2020"):
        assert sentence in found


def test_plan_names_its_empty_parts_and_quarters(commune: Commune, cast: Cast) -> None:
    plan = ThematicPlan.objects.create(organisation=commune.cells[0], year=2026)
    found = words(plan_gaps(plan))
    for sentence in ("mục đích, yêu cầu", "tổ chức thực hiện", "Quý chưa có chuyên đề: 1, 2, 3, 4.", "chưa gửi"):
        assert sentence in found
    Seat.objects.filter(organisation=commune.cells[0]).delete()
    assert "chỗ người ký để trống" in words(plan_gaps(plan))


def test_calendar_counts_meetings_without_hour_or_place(commune: Commune, cast: Cast) -> None:
    row = {"cell": "Chi bộ thôn Song Vân", "kind": "thường kỳ", "held_on": "2026-11-03", "time": None, "place": ""}
    rows = {"meetings": [row | {"is_online": False, "theme": "", "keepers": []}]}
    calendar = PublishedCalendar(
        pk=1, organisation=commune.committee, year=2026, month=11, rows=rows, published_at=timezone.now()
    )
    found = words(calendar_gaps(calendar))
    assert "1 buổi chưa ghi giờ." in found
    assert "1 buổi chưa ghi địa điểm." in found
    calendar.rows = {"meetings": []}
    assert "không có buổi nào" in words(calendar_gaps(calendar))


def test_register_counts_entries_without_number_or_signer(commune: Commune, cast: Cast) -> None:
    cell = commune.cells[0]
    assert "Sổ chưa có văn bản nào." in words(register_gaps(cell))
    PartyDocument.objects.create(organisation=cell, kind="NQ", title="x", signed_on=TODAY, registered_by=cast.secretary)
    found = words(register_gaps(cell))
    assert "1 văn bản trong sổ chưa có số." in found
    assert "1 văn bản trong sổ chưa ghi người ký." in found


def test_panels_show_the_gaps_before_the_buttons(
    meeting: Meeting, review: Evaluation, cast: Cast, client_of: Any
) -> None:
    client = client_of(cast.secretary)
    panel = client.get(
        reverse("reports:papers_panel", args=["ban-kiem-diem", review.pk]), headers={"hx-request": "true"}
    )
    assert panel.text.index("Kiểm tra trước khi in") < panel.text.index("In bản kiểm điểm (PDF)")
    panel = client.get(reverse("reports:papers_panel", args=["bieu-cham-diem", meeting.pk]))
    assert "Chi bộ chưa tự chấm điểm." in panel.text
    panel = client.get(reverse("reports:meeting_documents_panel", args=[meeting.pk]))
    assert "Chưa ghi giờ kết thúc." in panel.text
