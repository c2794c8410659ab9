"""The lists behind decisions and countings as workbooks: what was decided together, what was counted on a ballot."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import IO

from django.utils.text import capfirst
from django.utils.translation import override

from core.periods import format_date, today
from core.spreadsheet import column_letter
from evaluations.documents.decisions import KINDS, decided_together
from evaluations.models import Ballot, BallotCount, Decision
from evaluations.queries.ballots import columns_with_words, counts_of, names_of, results_of, rows_of
from evaluations.queries.publication import told_rows
from evaluations.queries.subjects import cut_off
from evaluations.rules.ballots import BLANK
from meetings.documents.table_paper import Cell, Column, Live, Part, TablePaper, head_on, table_xlsx

LEVEL_COLUMN = "D"


def decision_xlsx(decision: Decision) -> IO[bytes]:
    """The lists that go with the decision, in one sheet: a part for each kind of subject, numbers by level live."""
    with override("vi"):
        return table_xlsx(decision_table(decision))


def decision_table(decision: Decision) -> TablePaper:
    """The lists as plain values."""
    period, day = decision.evaluation.period, decision.decided_on
    rows, parts = decided_together(decision), []
    levels: dict[str, int] = {}
    for subjects, words in KINDS:
        own = told_rows(period, [row for row in rows if row.evaluation.subject in subjects])
        lines = list[tuple[Cell, ...]]()
        for place, row in enumerate(own, 1):
            evaluation = row.decision.evaluation
            cell = evaluation.cell.label(cut_off(period)) if evaluation.member_id or evaluation.collective_id else ""
            lines.append((place, row.name, cell, row.level, "x" if row.decision.is_outstanding else ""))
            levels[row.level] = levels.get(row.level, 0) + 1
        if lines:
            parts.append(Part(tuple(lines), heading=capfirst(words)))
    return TablePaper(
        head=head_on(period.organisation, day, day),
        kind="Danh sách",
        subject=f"được xếp loại chất lượng năm {period.year}",
        opening=(f"Kèm theo Quyết định số {decision.document_number}, ngày {format_date(day)}",),
        columns=(
            Column("TT", 9, "center"),
            Column("Tập thể, cá nhân", 66),
            Column("Đơn vị", 66),
            Column("Mức xếp loại"),
            Column("Tiêu biểu", 20, "center"),
        ),
        parts=(*parts, Part(tuple(_number_of(level, number) for level, number in levels.items()), "Số lượng theo mức")),
        sheet="Danh sách",
    )


def _number_of(level: str, number: int) -> tuple[Cell, ...]:
    """One level and how many have it; the rows of the lists stand above."""
    return (None, level, None, Live(f"COUNTIF({LEVEL_COLUMN}$1:{LEVEL_COLUMN}{{row}},B{{row}})", number), None)


def counting_record_xlsx(ballot: Ballot) -> IO[bytes]:
    """What was counted: votes by row and choice, their share of the body and what balances as live formulas."""
    with override("vi"):
        return table_xlsx(counting_table(ballot))


def counting_table(ballot: Ballot) -> TablePaper:
    """The counting as plain values; before it is confirmed, with room for the numbers."""
    day = ballot.meeting.held_on if ballot.meeting else today()
    rows, results = rows_of(ballot), results_of(ballot)
    choices = [label for key, label in columns_with_words(ballot, rows) if key != BLANK]
    counted = counts_of(ballot)[0] if results else None
    lines = list[tuple[Cell, ...]]()
    found = {result.evaluation.pk: result for result in results}
    for place, (pk, name) in enumerate(names_of(ballot, rows).items(), 1):
        result = found.get(int(pk))
        votes: list[int | None] = [None] * len(choices)
        if result:
            votes = [vote.number for vote in result.votes]
        lines.append((place, name, *_line(votes, result.blank if result else None, ballot.body, counted)))
    papers = ""
    if counted:
        papers = f"Số phiếu phát ra {counted.issued}, thu về {counted.collected}, không hợp lệ {counted.invalid}"
    return TablePaper(
        head=head_on(ballot.organisation, day, day),
        kind="Kết quả kiểm phiếu",
        subject=ballot.about,
        opening=tuple(line for line in (f"Số người có quyền bỏ phiếu: {ballot.body}", papers) if line),
        columns=(
            Column("TT", 9, "center"),
            Column("Tên trên phiếu"),
            *(
                column
                for label in choices
                for column in (Column("Số phiếu", 17, "center", label), Column("%", 15, "center", label, "0.00"))
            ),
            Column("Để trống", 17, "center"),
            Column("Đối chiếu", 24, "center"),
        ),
        parts=(Part(tuple(lines)),),
        notes=("Tỷ lệ tính trên số người có quyền bỏ phiếu. Đối chiếu: các cột phiếu cộng lại bằng số phiếu hợp lệ.",),
        sheet="Kiểm phiếu",
    )


def _line(votes: list[int | None], blank: int | None, body: int, counted: BallotCount | None) -> list[Cell]:
    """The numbers of one row: each choice with its share, papers left empty, whether they make up the valid ones."""
    found: list[Cell] = []
    places = []
    for number in votes:
        letter = column_letter(3 + len(found))
        places.append(f"{letter}{{row}}")
        share = None if number is None else (Decimal(number) * 100 / body).quantize(Decimal("0.01"), ROUND_HALF_UP)
        found += [number, Live(f'IF({letter}{{row}}="","",ROUND({letter}{{row}}/{body}*100,2))', share)]
    places.append(f"{column_letter(3 + len(found))}{{row}}")
    valid = counted.collected - counted.invalid if counted else 0
    total = sum(number or 0 for number in [*votes, blank])
    told = "" if counted is None else "khớp" if total == valid else "lệch"
    check = f'IF(COUNT({",".join(places)})=0,"",IF(SUM({",".join(places)})={valid},"khớp","lệch"))'
    return [*found, blank, Live(check, told)]
