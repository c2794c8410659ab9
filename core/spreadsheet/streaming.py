"""A workbook of any size, written row by row: what is written no longer takes memory."""

import datetime
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import xlsxwriter

from core.periods import LOCAL_ZONE, format_date
from core.spreadsheet.writing import FONT, sheet_name

MOST_ROWS = 1_000_000
LONGEST_TEXT = 32_767
CUT = "… (đủ trong tệp JSON)"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class StreamedWorkbook:
    """Sheets one after the other, each begun by its heads. Text stays text, whatever it begins with."""

    def __init__(self, path: Path) -> None:
        self._book = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "default_date_format": "dd/mm/yyyy",
                "default_format_properties": {"font_name": FONT, "font_size": 11},
            },
        )
        self._head = self._book.add_format({"bold": True, "text_wrap": True, "bg_color": "#F2DCDB", "valign": "top"})
        self._quoted = self._book.add_format({"quote_prefix": True})
        self._day = self._book.add_format({"num_format": "dd/mm/yyyy"})
        self._moment = self._book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        self._taken: set[str] = set()
        self._title, self._heads = "", ()  # type: tuple[str, Sequence[str]]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._book.close()

    def begin(self, title: str, heads: Sequence[str]) -> None:
        """Begin a sheet; rows follow."""
        self._title, self._heads = title, heads
        self._sheet = self._book.add_worksheet(sheet_name(title, self._taken))
        self._sheet.set_column(0, len(heads) - 1, 18)
        for place, head in enumerate(heads):
            self._sheet.write_string(0, place, head, self._head)
        self._sheet.freeze_panes(1, 0)
        self._row = 0

    def row(self, values: Sequence[Any]) -> None:
        """Write the next row; a sheet that is full goes on in another."""
        if self._row >= MOST_ROWS:
            self.begin(self._title, self._heads)
        self._row += 1
        for place, value in enumerate(values):
            self._write(place, value)

    def _write(self, place: int, value: Any) -> None:
        at = (self._row, place)
        match value:
            case None | "":
                return
            case bool():
                self._sheet.write_string(*at, "có" if value else "không")
            case int() | float() | Decimal():
                self._sheet.write_number(*at, value)
            case datetime.datetime():
                self._sheet.write_datetime(*at, value.astimezone(LOCAL_ZONE).replace(tzinfo=None), self._moment)
            case datetime.date() if value.year >= 1900:
                self._sheet.write_datetime(*at, value, self._day)
            case datetime.date():
                self._sheet.write_string(*at, format_date(value))
            case _:
                self._write_text(at, value)

    def _write_text(self, at: tuple[int, int], value: Any) -> None:
        text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
        if len(text) > LONGEST_TEXT:
            text = text[: LONGEST_TEXT - len(CUT)] + CUT
        self._sheet.write_string(*at, text, self._quoted if text.startswith(_FORMULA_STARTS) else None)
