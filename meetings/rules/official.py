"""Documents that organisations issue: symbol and number, who signs for whom, what a committee may choose.

Data: ``official.json``, each entry with its source and how well it is known.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cells.models import CELL_KINDS, OrganisationKind
from meetings.models import DocumentKind

DATA = Path(__file__).with_name("official.json")
LARGEST_NUMBER = 99_999
SYMBOL = re.compile(r"\s*(\d{1,5})\s*-\s*([^\s/\-]+)\s*/\s*(\S+)\s*")


class Choice(models.TextChoices):
    """What a committee chooses about the papers below it; a key of ``ConductSetting``."""

    NUMBER_RESTART = "number_restart", gettext_lazy("Cách đánh số văn bản")
    MINUTES_NUMBER = "minutes_number", gettext_lazy("Số của biên bản")
    DUPLEX = "duplex", gettext_lazy("In hai mặt")
    LINE_PT = "line_pt", gettext_lazy("Khoảng cách dòng")
    HEADER_PT = "header_pt", gettext_lazy("Cỡ chữ tên cơ quan")
    RECIPIENTS_MARK = "recipients_mark", gettext_lazy("Dấu cuối dòng ở nơi nhận")


OPTION_WORDS: Mapping[str, Mapping[int, Any]] = {
    Choice.NUMBER_RESTART: {
        1: gettext_lazy("từ 01 mỗi nhiệm kỳ, theo từng loại văn bản"),
        0: gettext_lazy("tiếp tục qua các nhiệm kỳ"),
    },
    Choice.MINUTES_NUMBER: {
        0: gettext_lazy("không đánh số (sổ biên bản thường không có số)"),
        1: gettext_lazy("đánh số khi biên bản được duyệt"),
    },
    Choice.DUPLEX: {0: gettext_lazy("in một mặt"), 1: gettext_lazy("in hai mặt: mặt sau đổi lề trái và lề phải")},
    Choice.LINE_PT: {18: "18 pt", 19: "19 pt", 20: "20 pt"},
    Choice.HEADER_PT: {14: "14 pt", 13: "13 pt"},
    Choice.RECIPIENTS_MARK: {0: gettext_lazy("dấu phẩy ( , )"), 1: gettext_lazy("dấu chấm phẩy ( ; )")},
}


@dataclass(frozen=True)
class Source:
    """Where an entry comes from, and how well that is known."""

    text: str
    mark: str

    @property
    def words(self) -> str:
        """As it is shown; what was not read in the text itself says so."""
        doubts = {
            "read-2nd": _("theo bản trích dẫn"),
            "inferred": _("theo cách hiểu"),
            "practice": _("theo thói quen"),
            "recalled": _("chưa đối chiếu văn bản"),
        }
        doubt = doubts.get(self.mark)
        return f"{self.text} ({doubt})" if doubt else self.text


@dataclass(frozen=True)
class Body:
    """How documents of one kind of organisation are signed: the symbol of the body, and in whose name (T/M)."""

    symbol: str
    behalf: tuple[str, ...]
    issuer: Mapping[str, str]
    """What the beginning of the organisation's name becomes as the issuer: "Đảng bộ xã …" → "Đảng ủy xã …"."""
    source: Source


@dataclass(frozen=True)
class Setting:
    """One choice with its options; ``default`` holds where no committee chose."""

    key: str
    default: int
    choices: tuple[int, ...]
    source: Source

    @property
    def label(self) -> str:
        return str(Choice(self.key).label)

    def words(self, value: int) -> str:
        return str(OPTION_WORDS[self.key][value])


@cache
def _data() -> dict[str, Any]:
    data = json.loads(DATA.read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    return data


@cache
def body_of(kind: str) -> Body:
    """How organisations of that kind sign; an unknown kind signs as a cell."""
    row = _data()["bodies"].get(kind) or _data()["bodies"][OrganisationKind.CELL]
    source = Source(row["source"], row["mark"])
    return Body(row["symbol"], tuple(row["behalf"]), row.get("issuer", {}), source)


@cache
def settings() -> Mapping[str, Setting]:
    """Every choice by its key."""
    return {
        key: Setting(key, row["default"], tuple(row["choices"]), Source(row["source"], row["mark"]))
        for key, row in _data()["settings"].items()
    }


def issuer_name(name: str, kind: str) -> str:
    """Who issues, as the header says it: the committee of an organisation, a cell by its own name."""
    for beginning, committee in body_of(kind).issuer.items():
        if name.startswith(beginning):
            return f"{committee}{name.removeprefix(beginning)}"
    return name


def symbol_words(number: int | None, kind: str, body: str) -> str:
    """``12-NQ/CB``; numbers below ten take a zero; without a number only the room for it."""
    return f"{'' if number is None else f'{number:02d}'}-{kind}/{body}"


def number_in(symbol: str, *, kind: str, body: str) -> int | None:
    """The number of a symbol that is this organisation's own ("12-NQ/CB"); None for any other, which stays as typed."""
    found = SYMBOL.fullmatch(symbol)
    if found is None or (found[2].casefold(), found[3].casefold()) != (kind.casefold(), body.casefold()):
        return None
    number = int(found[1])
    return number if 1 <= number <= LARGEST_NUMBER else None


def doubt_about_kind(kind: str, organisation_kind: str, on: dt.date) -> str:
    """A sentence where a cell issues what 399-QĐ/TW does not give it; nothing else is said. It never blocks."""
    rule = _data()["not_for_cells"]
    if organisation_kind not in CELL_KINDS or kind not in rule["kinds"]:
        return ""
    if on < dt.date.fromisoformat(rule["valid_from"]):
        return ""
    return _("Chi bộ không ban hành %(kind)s (%(source)s). Hãy xem lại loại văn bản.") % {
        "kind": DocumentKind(kind).label,
        "source": Source(rule["source"], rule["mark"]).words,
    }
