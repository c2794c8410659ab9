"""Reads of meetings: totals of one meeting, the month board, the year of cells and members, lists."""

from meetings.queries.attendance import Tally, tally, tally_of
from meetings.queries.board import MonthCell, MonthState, month_board
from meetings.queries.year import CellYear, MeetingRef, MemberYear, cell_year, cell_years, member_year, member_years

__all__ = [
    "CellYear",
    "MeetingRef",
    "MemberYear",
    "MonthCell",
    "MonthState",
    "Tally",
    "cell_year",
    "cell_years",
    "member_year",
    "member_years",
    "month_board",
    "tally",
    "tally_of",
]
