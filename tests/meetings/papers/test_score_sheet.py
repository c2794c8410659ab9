"""The scoring sheet of one meeting, the cell's points beside those from above."""

from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from core.errors import DomainError
from meetings.documents.score_sheet import score_sheet_paper, score_sheet_pdf, score_sheet_xlsx
from meetings.documents.table_paper import Live
from meetings.models import Meeting
from meetings.services.scores import Given, save_self_score, save_superior_score
from tests.cast import Cast, Commune
from tests.factories import make_open_meeting
from tests.meetings.scoring import full_points, scored_meeting
from tests.workbooks import whole


@pytest.fixture
def meeting(commune: Commune, cast: Cast) -> Meeting:
    """Scored by the cell, which took a point for 4.2, and from above, where 4.2 and 5 lost points."""
    meeting = scored_meeting(commune.cells[0], cast.secretary)
    own = full_points(n4_2=Given(Decimal(9), "thiếu chỉ tiêu"))
    save_self_score(meeting, own, by=cast.secretary, agreed=3)
    above = full_points(n4_2=Given(Decimal(8), "phương hướng chung chung"), n5=Given(Decimal(9), "gợi mở ít"))
    save_superior_score(meeting, above, by=cast.commune)
    return Meeting.objects.get(pk=meeting.pk)


def rows_of(meeting: Meeting) -> dict[Any, tuple[Any, ...]]:
    return {row[0]: row for part in score_sheet_paper(meeting).parts for row in part.rows}


def test_score_sheet_has_both_columns_and_explains_each_lost_point(meeting: Meeting) -> None:
    row = rows_of(meeting)["4.2"]
    assert row[2:] == (
        10,
        Decimal(9),
        Decimal(8),
        "Tự chấm trừ 1: thiếu chỉ tiêu. Cấp trên trừ 2: phương hướng chung chung",
    )
    assert rows_of(meeting)["5"][5] == "Cấp trên trừ 1: gợi mở ít"


def test_criterion_of_a_month_without_theme_is_in_no_sum(meeting: Meeting) -> None:
    paper = score_sheet_paper(meeting)
    assert rows_of(meeting)["4.3"][2:] == ("–", "–", "–", "Không chấm ở buổi này")
    totals = [cell.value for cell in paper.sums[2:5] if isinstance(cell, Live)]
    own, above = (meeting.scores.get(scorer=scorer) for scorer in ("self", "superior"))
    assert totals == [own.maximum, own.total, above.total]
    assert paper.notes[0].startswith("Tự chấm: ")
    assert "3/" in paper.notes[0]
    assert paper.notes[-1] == "Cấp ủy chưa xếp loại chính thức."


def test_sheet_without_a_score_leaves_room_for_points(commune: Commune, cast: Cast) -> None:
    row = rows_of(make_open_meeting(commune.cells[0], by=cast.secretary))["4.2"]
    assert row[2:] == (10, None, None, "")


def test_sheet_of_a_meeting_that_is_not_scored_is_refused(commune: Commune) -> None:
    with pytest.raises(DomainError, match="Không có bảng điểm nào áp dụng"):
        score_sheet_paper(make_open_meeting(commune.cells[0], kind="thematic"))


def test_workbook_sums_groups_and_all_without_counting_twice(meeting: Meeting) -> None:
    sheet = load_workbook(whole(score_sheet_xlsx(meeting)))["Chấm điểm"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    total = rows[-1]
    assert total[1] == "Tổng cộng"
    first = next(number for number, row in enumerate(rows, 1) if row[0] == "1. Thời gian, thời lượng sinh hoạt")
    assert f'SUMIF(A{first}:A{len(rows) - 1},"?*",D{first}:D{len(rows) - 1})' in total[3]
    points = [row[3] for row in rows[first - 1 : -1] if row[0] and isinstance(row[3], int | float)]
    assert sum(points) == meeting.scores.get(scorer="self").total
    assert score_sheet_pdf(meeting).startswith(b"%PDF")
