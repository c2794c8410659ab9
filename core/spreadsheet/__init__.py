"""Tables (.xlsx, .xls, .csv, .docx): read from people we do not know, written for people who will use Excel."""

from core.spreadsheet.cells import Cell, Range, Row, Sheet, column_letter
from core.spreadsheet.files import read_sheets
from core.spreadsheet.fonts import Conversion, in_unicode
from core.spreadsheet.limits import LIMITS, Limits
from core.spreadsheet.reading import read_workbook
from core.spreadsheet.writing import Column, Formula, Table, stream_workbook, write_workbook

__all__ = [
    "LIMITS",
    "Cell",
    "Column",
    "Conversion",
    "Formula",
    "Limits",
    "Range",
    "Row",
    "Sheet",
    "Table",
    "column_letter",
    "in_unicode",
    "read_sheets",
    "read_workbook",
    "stream_workbook",
    "write_workbook",
]
