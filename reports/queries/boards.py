"""The month board as rows to show."""

import datetime as dt
from dataclasses import dataclass

from cells.models import Organisation
from meetings.queries import MonthCell, MonthState, month_board
from meetings.queries.scores import official_grades

HELD = (MonthState.MET, MonthState.LATE)
NOT_DUE = (MonthState.NOT_DUE, MonthState.FUTURE, MonthState.PLANNED)


@dataclass(frozen=True)
class BoardRow:
    """One cell's year: its name then, its twelve months, meetings held of those due so far."""

    cell: Organisation
    name: str
    fields: list[MonthCell]
    grades: dict[int, tuple[str, str]]
    """Key and words of the official grade, by meeting."""

    @property
    def held(self) -> int:
        return sum(field.state in HELD for field in self.fields)

    @property
    def due(self) -> int:
        return sum(field.state not in NOT_DUE for field in self.fields)


def month_rows(cells: list[Organisation], year: int, today: dt.date) -> list[BoardRow]:
    """The rows of the board, in the order given, as of a day; names are those of the year's last day."""
    board = month_board(cells, year, today, turned_back=True)
    end = min(dt.date(year, 12, 31), today)
    grades = official_grades([field.meeting_id for field in board.values() if field.meeting_id], until=today)
    return [
        BoardRow(cell, cell.label(end), [board[cell.pk, month] for month in range(1, 13)], grades) for cell in cells
    ]
