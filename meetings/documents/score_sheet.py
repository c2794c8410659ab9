"""The scoring sheet of one meeting on paper (biểu chấm điểm): what the cell gave itself beside what was given above.

Criteria and options come from the sheet by which the meeting was scored; every lost point is explained. Without a
score the paper is the sheet with room for the points.
"""

from __future__ import annotations

from decimal import Decimal
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import override

from core.errors import DomainError
from core.periods import format_date
from meetings.documents.table_paper import (
    Cell,
    Column,
    Live,
    Part,
    TablePaper,
    head_on,
    table_pdf,
    table_word,
    table_xlsx,
)
from meetings.models import Meeting, MeetingScore
from meetings.queries.score_page import GroupRows, ScorePage, ScoreRow, score_page

SUM = 'IF(COUNT(#{first}:#{last})=0,"",SUM(#{first}:#{last}))'
TOTAL = 'IF(COUNT(#{first}:#{last})=0,"",SUMIF(A{first}:A{last},"?*",#{first}:#{last}))'
"""Only rows with a number of their own: the sums of groups do not count twice."""


def score_sheet_pdf(meeting: Meeting) -> bytes:
    """Raises DomainError where no sheet is in force for the meeting, or printing fails."""
    return table_pdf(score_sheet_paper(meeting), meeting.cell)


def score_sheet_word(meeting: Meeting) -> bytes:
    """The editable copy."""
    return table_word(score_sheet_paper(meeting), meeting.cell)


def score_sheet_xlsx(meeting: Meeting) -> IO[bytes]:
    """The same with sums by group and in all as live formulas."""
    return table_xlsx(score_sheet_paper(meeting))


def score_sheet_file_name(meeting: Meeting) -> str:
    """As in "Biểu chấm điểm sinh hoạt thường kỳ tháng 10-2026, Chi bộ thôn Song Vân"."""
    return f"Biểu chấm điểm {meeting}, {meeting.cell.label(meeting.held_on)}"


def score_sheet_paper(meeting: Meeting) -> TablePaper:
    """The paper as plain values."""
    with override("vi"):
        page = score_page(meeting)
        if page.scoring is None or not page.groups:
            raise DomainError(_("Không có bảng điểm nào áp dụng cho buổi này nên không in được biểu chấm điểm."))
        return TablePaper(
            head=head_on(meeting.cell, meeting.held_on, meeting.held_on),
            kind="Biểu chấm điểm",
            subject=str(meeting),
            opening=(f"Ngày họp: {format_date(meeting.held_on)}. Bảng điểm: {page.scoring.words}.",),
            columns=(
                Column("TT", 11, "center"),
                Column("Tiêu chí", 58),
                Column("Điểm tối đa", 13, "center", number_format="0.##"),
                Column("Chi ủy, chi bộ tự chấm" if meeting.cell.is_cell else "Tự chấm", 19, "center", "Điểm", "0.##"),
                Column("Cấp trên chấm", 17, "center", "Điểm", "0.##"),
                Column("Thuyết minh điểm trừ"),
            ),
            parts=tuple(_part(group) for group in page.groups),
            sums=_line("Tổng cộng", page.rows, formula=TOTAL),
            notes=tuple(_results(page)),
            sheet="Chấm điểm",
            is_landscape=False,
        )


def _part(group: GroupRows) -> Part:
    """A group of criteria; one that holds a single criterion needs no sum."""
    title = f"{group.group.number}. {group.group.text}"
    sums = _line("Cộng", group.rows) if len(group.rows) > 1 else ()
    return Part(tuple(_row(row) for row in group.rows), heading=title, sums=sums)


def _row(row: ScoreRow) -> tuple[Cell, ...]:
    if _is_left_out(row):
        return (row.number, row.criterion.text, "–", "–", "–", "Không chấm ở buổi này")
    own, above = (entry.points if entry else None for entry in (row.own, row.above))
    return (row.number, row.criterion.text, row.criterion.maximum, own, above, _why(row))


def _is_left_out(row: ScoreRow) -> bool:
    """Whether nobody was asked to score it (no theme that month): its points are not in the maximum either."""
    kept = [entry for entry in (row.own, row.above) if entry]
    return bool(kept) and all(entry.maximum == 0 for entry in kept)


def _why(row: ScoreRow) -> str:
    """Why points are missing: in the words of who took them; once, where both took the same for the same reason."""
    found = [
        (who, f"trừ {_shown(entry.lost)}: {entry.words or 'chưa ghi lý do'}")
        for who, entry in (("Tự chấm", row.own), ("Cấp trên", row.above))
        if entry and entry.lost > 0
    ]
    if len(found) > 1 and found[0][1] == found[1][1]:
        return f"Hai bên {found[0][1]}"
    return ". ".join(f"{who} {words}" for who, words in found)


def _shown(number: Decimal) -> str:
    return f"{number.normalize():f}".replace(".", ",")


def _line(label: str, rows: list[ScoreRow], *, formula: str = SUM) -> tuple[Cell, ...]:
    """Sums of the three columns of points, empty where nobody scored."""
    rows = [row for row in rows if not _is_left_out(row)]
    columns = zip(
        "CDE",
        (
            [Decimal(row.criterion.maximum) for row in rows],
            [row.own.points for row in rows if row.own],
            [row.above.points for row in rows if row.above],
        ),
        strict=True,
    )
    sums = [
        Live(formula.replace("#", letter), sum(points, Decimal()) if points else None) for letter, points in columns
    ]
    return (None, label, *sums, None)


def _results(page: ScorePage) -> list[str]:
    """The results of both sides, the vote, the official grade."""
    found = []
    if page.own:
        agreed = page.own.agreed
        vote = f"; {agreed}/{page.tally.body} đồng chí tán thành" if agreed is not None else ""
        found.append(f"Tự chấm: {_result(page.own, page.own_label)}{vote}.")
    if page.above:
        found.append(f"Cấp trên chấm: {_result(page.above, page.above_label)} ({page.above.scored_by}).")
    if page.official:
        day = format_date(page.official.decided_at)
        reason = f" Lý do: {page.official.reason}." if page.official.reason else ""
        found.append(f"Xếp loại chính thức: {page.official.label.lower()}, ngày {day}.{reason}")
    else:
        found.append("Cấp ủy chưa xếp loại chính thức.")
    return found


def _result(score: MeetingScore, label: str) -> str:
    share = f"{_shown(score.total)}/{score.maximum} điểm, bằng {_shown(score.percent)} %"
    return f"{share}, xếp loại {label.lower()}"
