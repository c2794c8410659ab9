"""Recompute the formulas of a workbook by other code than wrote it: the few functions that our workbooks use."""

import re
from decimal import ROUND_HALF_UP, Decimal

from openpyxl import load_workbook
from openpyxl.utils import coordinate_to_tuple, range_boundaries

REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'!)?\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")


class Workbook:
    """The cells of a workbook, formulas worked out from their parts."""

    def __init__(self, file) -> None:
        self.live = load_workbook(file)
        file.seek(0)
        self.kept = load_workbook(file, data_only=True)

    def formulas(self) -> list[tuple[str, str]]:
        return [
            (sheet.title, cell.coordinate)
            for sheet in self.live
            for line in sheet.iter_rows()
            for cell in line
            if cell.data_type == "f"
        ]

    def value(self, sheet: str, address: str):
        """The value of a cell, worked out."""
        held = self.live[sheet][address].value
        if not (isinstance(held, str) and held.startswith("=")):
            return held
        return self._work_out(held[1:], sheet)

    def shown(self, sheet: str, address: str):
        """The value that was stored beside the formula."""
        return self.kept[sheet][address].value

    def _work_out(self, expression: str, sheet: str):
        texts: list[str] = []

        def keep_text(found: re.Match[str]) -> str:
            texts.append(found[1])
            return f"\x00{len(texts) - 1}\x00"

        def read(found: re.Match[str]) -> str:
            name, column, row, last_column, last_row = found.groups()
            where = name.replace("''", "'") if name else sheet
            if not last_column:
                return f"cell({where!r}, {column + row!r})"
            left, top, right, bottom = range_boundaries(f"{column}{row}:{last_column}{last_row}")
            cells = [
                self.live[where].cell(down, across).coordinate
                for down in range(top, bottom + 1)
                for across in range(left, right + 1)
            ]
            return "[" + ", ".join(f"cell({where!r}, {each!r})" for each in cells) + "]"

        # Text in double quotes is set aside; sheet names stand in single ones.
        text = REFERENCE.sub(read, re.sub(r'"([^"]*)"', keep_text, expression))
        text = re.sub(r"(?<![<>=!])=(?!=)", "==", text)
        # First those whose names end like another's.
        for name, ours in NAMES.items():
            text = text.replace(f"{name}(", f"{ours}(") if name != "IF" else _lazy(text)
        text = re.sub(r"(?<=/)(\([^()]*\)|cell\([^()]*\))", r"Decimal(\1 or 1)", text)
        text = re.sub(r"\x00(\d+)\x00", lambda found: repr(texts[int(found[1])]), text)
        return eval(text, {"cell": self._operand, **FUNCTIONS})  # noqa: S307 - our own workbook

    def _operand(self, sheet: str, address: str):
        value = self.value(sheet, address)
        if value is None:
            return BLANK
        return Decimal(str(value)) if isinstance(value, float) else value

    def wrong(self) -> list[tuple]:
        """The formulas whose stored value is not what they come to."""
        found = []
        for sheet, address in self.formulas():
            worked_out, shown = self.value(sheet, address), self.shown(sheet, address)
            is_same = (worked_out or "") == (shown or "")
            if not is_same and (_is_text(worked_out, shown) or abs(float(worked_out) - float(shown)) > 1e-6):
                found.append((sheet, address, worked_out, shown))
        return found

    def typed_totals(self) -> list[tuple]:
        """Numbers that were typed where a line adds up those above it; directly under the head there are none."""
        return [
            (sheet.title, cell.coordinate, cell.value)
            for sheet in self.live
            for line in sheet.iter_rows(min_row=coordinate_to_tuple(sheet.freeze_panes)[0] + 1)
            if {str(cell.value) for cell in line[:3]} & TOTALS
            for cell in line
            if isinstance(cell.value, int | float)
        ]


def _is_text(*values) -> bool:
    return any(isinstance(value, str) or value is None for value in values)


def _lazy(text: str) -> str:
    """``IF(a, b, c)`` as ``(b if a else c)``: what is not chosen is not worked out."""
    while (at := text.find("IF(")) >= 0:
        depth, start, parts = 0, at + 3, []
        for place in range(at + 3, len(text)):
            sign = text[place]
            if (sign == "," and depth == 0) or (sign == ")" and depth == 0):
                parts.append(text[start:place])
                start = place + 1
                if sign == ")":
                    break
            depth += (sign in "([") - (sign in ")]")
        text = f"{text[:at]}(({parts[1]}) if ({parts[0]}) else ({parts[2]})){text[place + 1 :]}"
    return text


def _numbers(values) -> list:
    flat = [each for value in values for each in (value if isinstance(value, list) else [value])]
    return [each for each in flat if isinstance(each, int | float | Decimal) and each is not BLANK]


def _rounded(number, digits):
    return float(Decimal(str(number)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def _fits(value, wanted: str) -> bool:
    """As COUNTIF compares: letters of either case, a tilde before a sign that is meant, "?*" for any text."""
    if wanted == "?*":
        return isinstance(value, str) and bool(value)
    return isinstance(value, str) and value.lower() == wanted.removeprefix("~").lower()


class _Blank(int):
    """An empty cell: it equals 0 and the empty text, and no sum or count sees it."""

    def __eq__(self, other) -> bool:
        return other in ("", 0)

    __hash__ = int.__hash__


BLANK = _Blank()
TOTALS = {"Cộng", "Tổng số", "Tổng cộng", "Bình quân", "Phải dự", "Có mặt", "Tỷ lệ (%)"}
NAMES = {
    "COUNTIF": "counted_if",
    "SUMIF": "added_if",
    "IF": "",
    "COUNT": "counted",
    "OR": "either",
    "SUM": "added",
    "AVERAGE": "averaged",
    "ROUND": "rounded",
    "MAX": "highest",
}
FUNCTIONS = {
    "counted_if": lambda cells, wanted: sum(_fits(each, wanted) for each in cells),
    "added_if": lambda cells, wanted, numbers: sum(
        _numbers([number for each, number in zip(cells, numbers, strict=True) if _fits(each, wanted)])
    ),
    "counted": lambda *values: len(_numbers(values)),
    "averaged": lambda *values: sum(_numbers(values)) / Decimal(len(_numbers(values))),
    "Decimal": lambda value: Decimal(str(value)),
    "either": lambda *conditions: any(conditions),
    "added": lambda *values: sum(_numbers(values)),
    "rounded": _rounded,
    "highest": lambda *values: max(_numbers(values)),
}
