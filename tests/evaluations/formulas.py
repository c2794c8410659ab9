"""Recompute the formulas of a workbook by other code than wrote it: the few functions that our workbooks use."""

import re
from decimal import ROUND_HALF_UP, Decimal

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

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
        text = _lazy(text).replace("OR(", "either(").replace("SUM(", "added(")
        text = text.replace("ROUND(", "rounded(").replace("MAX(", "highest(")
        text = re.sub(r"(?<=/)(\([^()]*\)|cell\([^()]*\))", r"Decimal(\1 or 1)", text)
        text = re.sub(r"\x00(\d+)\x00", lambda found: repr(texts[int(found[1])]), text)
        return eval(text, {"cell": self.value, **FUNCTIONS})  # noqa: S307 - our own workbook


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
    return [each for each in flat if isinstance(each, int | float | Decimal)]


def _rounded(number, digits):
    return float(Decimal(str(number)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


FUNCTIONS = {
    "Decimal": lambda value: Decimal(str(value)),
    "either": lambda *conditions: any(conditions),
    "added": lambda *values: sum(_numbers(values)),
    "rounded": _rounded,
    "highest": lambda *values: max(_numbers(values)),
}
