"""Regulations as data: files in ``evaluations/regulations/``, checked when they are loaded.

A regulation names its facts, and its rules as conditions over them, each with its Vietnamese sentence, its source and a
mark for how well it is known. `read_regulation` also takes the frozen contents that an evaluation keeps.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from evaluations.rules.checking import regulation_faults
from evaluations.rules.parts import LEVELS, Regulation, Rule
from evaluations.rules.reading import Reader
from evaluations.rules.shapes import raise_faults
from meetings.rules import datafile
from meetings.rules.inputs import InputError, listed, shown

__all__ = [
    "LEVELS", "REGULATIONS", "Regulation", "Rule",
    "load_regulation", "read_regulation", "regulation_for_year", "regulation_keys",
]  # fmt: skip
REGULATIONS = Path(__file__).resolve().parent.parent / "regulations"


def regulation_keys() -> tuple[str, ...]:
    """The keys of the regulations that there are."""
    return tuple(sorted(path.stem for path in REGULATIONS.glob("*.json")))


def regulation_for_year(year: int) -> Regulation:
    """The regulation by which that year is evaluated; raises InputError when none is known."""
    for regulation in map(load_regulation, regulation_keys()):
        if regulation.first_year <= year <= (regulation.last_year or year):
            return regulation
    raise InputError("year", _("chưa có quy định đánh giá cho năm %(year)s") % {"year": year})


@cache
def load_regulation(key: str) -> Regulation:
    """The regulation of that key. Raises InputError for an unknown key, RegulationFault for a file with mistakes."""
    if key not in regulation_keys():
        words = {"value": shown(key), "values": listed(regulation_keys())}
        raise InputError("regulation", _("%(value)s không có trong: %(values)s") % words)
    data, sha256 = datafile.read_file(REGULATIONS / f"{key}.json")
    return read_regulation(data, sha256)


def read_regulation(data: dict[str, Any], sha256: str = "") -> Regulation:
    """A regulation from the contents of its file, or from a frozen copy.

    Raises RegulationFault with a sentence for each mistake.
    """
    raise_faults(regulation_faults(data))
    return Reader(data).regulation(sha256)
