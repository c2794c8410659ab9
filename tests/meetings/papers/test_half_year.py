"""The six-month report on the cells' meetings."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from meetings.documents.half_year import half_of, half_year_paper, half_year_xlsx
from meetings.documents.table_paper import Live
from meetings.models import AgendaItem, Attendance, Meeting, Passage, Task, ThematicPlan, ThematicPlanItem
from meetings.queries.attendance import percent_of
from meetings.queries.half_year import half_year_rows
from tests.cast import Cast, Commune
from tests.factories import make_member, make_open_meeting
from tests.workbooks import whole

FIRST, LAST = dt.date(2026, 7, 1), dt.date(2026, 11, 22)


@pytest.fixture
def meeting(commune: Commune, cast: Cast) -> Meeting:
    """October of the first cell: one did not come, one spoke twice."""
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)
    rows = list(Attendance.objects.filter(meeting=meeting).order_by("pk"))
    Attendance.objects.filter(pk__in=[row.pk for row in rows[1:]]).update(state="present")
    Attendance.objects.filter(pk=rows[0].pk).update(state="excused", reason="Ốm")
    for order in (1, 2):
        Passage.objects.create(
            meeting=meeting,
            item=meeting.items.first(),
            kind="opinion",
            speaker=rows[1].member,
            text=f"Ý kiến {order}",
            order=order,
        )
    return meeting


def test_row_counts_who_came_and_each_speaker_once_a_meeting(meeting: Meeting, commune: Commune) -> None:
    row = half_year_rows(commune.committee, FIRST, LAST)[0]
    members = Attendance.objects.filter(meeting=meeting).count()
    assert (row.name, row.present, row.counted) == ("Chi bộ thôn Song Vân", members - 1, members)
    assert row.speakers == 1
    assert row.missing == (7, 8, 9)


def test_row_says_whether_there_is_a_plan_of_themes(commune: Commune, cast: Cast) -> None:
    plan = ThematicPlan.objects.create(organisation=commune.cells[0], year=2026)
    assert not half_year_rows(commune.committee, FIRST, LAST)[0].has_plan
    ThematicPlanItem.objects.create(plan=plan, topic="Học tập và làm theo Bác", month=8)
    assert half_year_rows(commune.committee, FIRST, LAST)[0].has_plan


def test_cells_cost_no_further_questions(meeting: Meeting, commune: Commune) -> None:
    with CaptureQueriesContext(connection) as counted:
        assert len(half_year_rows(commune.committee, FIRST, LAST)) == 3
    assert len(counted) <= 12


def test_meetings_that_name_dan_van_kheo_or_a_reading_are_counted_once_each(meeting: Meeting, commune: Commune) -> None:
    row = half_year_rows(commune.committee, FIRST, LAST)[0]
    assert (row.skilful, row.readings) == (0, 0)
    item = meeting.items.first()
    AgendaItem.objects.filter(pk=item.pk).update(title="Chào cờ; kể chuyện, đọc bài viết về Chủ tịch Hồ Chí Minh")
    for text in ("Đăng ký mô hình “Dân vận khéo”", "Báo cáo mô hình dân vận khéo", "Gửi bài viết lên trang của xã"):
        Task.objects.create(meeting=meeting, text=text)
    row = half_year_rows(commune.committee, FIRST, LAST)[0]
    assert (row.skilful, row.readings) == (1, 1)

    paper = half_year_paper(commune.committee, FIRST, dt.date(2026, 12, 31))
    assert [paper.parts[0].rows[0][place] for place in (7, 9)] == [1, 1]
    assert [paper.sums[place].value for place in (7, 9)] == [1, 1]


def test_paper_leaves_room_for_what_no_record_names(meeting: Meeting, commune: Commune) -> None:
    paper = half_year_paper(commune.committee, dt.date(2026, 7, 1), dt.date(2026, 12, 31))
    row = paper.parts[0].rows[0]
    assert [(paper.columns[place].label, row[place], paper.sums[place].value) for place in (7, 9)] == [
        ("Dân vận khéo (buổi)", None, None),
        ("Đọc bài viết (buổi)", None, None),
    ]
    assert row[-1] == "Chưa họp thường kỳ tháng 7, 8, 9"
    assert (half_of(dt.date(2026, 1, 1)), paper.subject) == (
        "6 tháng đầu năm 2026",
        "sinh hoạt chi bộ 6 tháng cuối năm 2026",
    )


def test_sums_have_the_attendance_of_all_cells_together(meeting: Meeting, commune: Commune, cast: Cast) -> None:
    make_member(commune.cells[1])
    other = make_open_meeting(commune.cells[1], by=cast.commune)
    Attendance.objects.filter(meeting=other).update(state="unexcused")
    rows = half_year_rows(commune.committee, FIRST, LAST)
    paper = half_year_paper(commune.committee, FIRST, dt.date(2026, 12, 31))
    came, counted = sum(row.present for row in rows), sum(row.counted for row in rows)
    assert rows[1].counted > 0
    assert isinstance(paper.sums[5], Live)
    assert paper.sums[5].value == percent_of(came, counted)
    assert [paper.sums[place].value for place in (3, 4)] == [counted, came]


def test_workbook_works_out_shares_and_sums(meeting: Meeting, commune: Commune) -> None:
    book = load_workbook(whole(half_year_xlsx(commune.committee, dt.date(2026, 7, 1), dt.date(2026, 12, 31))))
    rows = [[cell.value for cell in row] for row in book["6 tháng cuối năm 2026"].iter_rows()]
    place = next(number for number, row in enumerate(rows, 1) if row[1] == "Chi bộ thôn Song Vân")
    assert rows[place - 1][5] == f'=IF(D{place}=0,"",ROUND(E{place}/D{place}*100,1))'
    assert rows[-1][4] == f"=SUM(E{place}:E{len(rows) - 1})"
    assert rows[-1][5] == f'=IF(D{len(rows)}=0,"",ROUND(E{len(rows)}/D{len(rows)}*100,1))'
