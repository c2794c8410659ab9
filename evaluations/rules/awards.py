"""Awards as data: which achievement earns which form by whose decision, in the years of each guidance.

The files in ``evaluations/awards/`` say it with sources; what is not read in a text is a setting with a default.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from cells.models import OrganisationKind
from meetings.rules.inputs import Source

AWARDS = Path(__file__).resolve().parent.parent / "awards"
SETTINGS = "settings"
YEARS_IN_A_ROW = 5
MET, SHORT, OPEN = "met", "short", "open"
"""A year, or a whole streak: counts, does not count, or is left to the committee."""
MERGED, NOT_RATED, RERATED, MISSING = "merged", "not_rated", "rerated", "missing"
BASE_KINDS = (OrganisationKind.BASE_COMMITTEE, OrganisationKind.BASE_CELL)


@dataclass(frozen=True)
class Step:
    """The value of a setting from a day on, with its source."""

    valid_from: dt.date
    value: Decimal
    source: Source
    mark: str


@dataclass(frozen=True)
class AwardSettingRule:
    """Something a committee settles; ``steps`` are what holds unless it does, the oldest first."""

    key: str
    group: str
    label: str
    unit: str
    text: str
    steps: tuple[Step, ...]

    def on(self, day: dt.date) -> Step | None:
        """What holds by itself on a day; None where no text gives a value."""
        return next((step for step in reversed(self.steps) if step.valid_from <= day), None)


@dataclass(frozen=True)
class AwardRule:
    """One line of the table of awards: who, for what, in which form, by whose decision."""

    key: str
    subjects: tuple[str, ...]
    kinds: tuple[str, ...]
    """Kinds of organisation; empty for members."""
    achievement: str
    needs_outstanding: bool
    form: str
    by: str
    amount: str
    text: str
    source: Source
    mark: str
    title: str
    """With room for the year, and for the first of five years."""

    @property
    def is_of_five_years(self) -> bool:
        return self.achievement == "five_years"

    def title_of(self, year: int) -> str:
        return self.title.format(year=year, first=year - YEARS_IN_A_ROW + 1)


@dataclass(frozen=True)
class AwardRules:
    """The awards of the years of one guidance."""

    first_year: int
    last_year: int | None
    note: str
    outstanding: str
    """The title of an organisation chosen among the excellent, in the words of its time."""
    rules: tuple[AwardRule, ...]

    def for_subject(self, subject: str, kind: str) -> tuple[AwardRule, ...]:
        """The rules for one subject; ``kind`` of its organisation on the day."""
        return tuple(rule for rule in self.rules if subject in rule.subjects and (not rule.kinds or kind in rule.kinds))


@cache
def award_settings() -> Mapping[str, AwardSettingRule]:
    """Everything that can be settled, by key, in the order of the file."""
    data = _read(SETTINGS)
    documents = data["documents"]
    return {
        row["key"]: AwardSettingRule(
            row["key"],
            row["group"],
            row["label"],
            row["unit"],
            row["text"],
            tuple(
                Step(
                    dt.date.fromisoformat(step["from"]),
                    Decimal(str(step["value"])),
                    _source(step["source"], documents),
                    step["mark"],
                )
                for step in row["steps"]
            ),
        )
        for row in data["settings"]
    }


@cache
def all_award_rules() -> tuple[AwardRules, ...]:
    """Every guidance, the newest first."""
    found = [_award_rules(_read(path.stem)) for path in AWARDS.glob("*.json") if path.stem != SETTINGS]
    return tuple(sorted(found, key=lambda rules: -rules.first_year))


def award_rules_of(year: int) -> AwardRules | None:
    """The awards for the results of a year; None for years before any known guidance."""
    return next(
        (each for each in all_award_rules() if each.first_year <= year <= (each.last_year or year)),
        None,
    )


def _read(name: str) -> dict[str, Any]:
    return dict(json.loads((AWARDS / f"{name}.json").read_text(encoding="utf-8")))


def _source(data: Mapping[str, str], documents: Mapping[str, str]) -> Source:
    return Source(documents[data["document"]], data["article"])


def _award_rules(data: Mapping[str, Any]) -> AwardRules:
    titles = data["titles"]
    rules = tuple(
        AwardRule(
            **{name: row[name] for name in ("key", "achievement", "needs_outstanding", "form", "by", "amount", "text")},
            subjects=tuple(row["subjects"]),
            kinds=tuple(row["kinds"]),
            source=_source(row["source"], data["documents"]),
            mark=row["mark"],
            title=titles["organisation" if row["kinds"] else "member"][row["achievement"]],
        )
        for row in data["rules"]
    )
    return AwardRules(data["first_year"], data["last_year"], data["note"], titles["organisation"]["outstanding"], rules)


@dataclass(frozen=True)
class YearResult:
    """What one of the years says: ``outcome`` MET, SHORT or OPEN; ``why`` it is open (MERGED, NOT_RATED …)."""

    year: int
    outcome: str
    why: str = ""


def streak_of(years: Iterable[YearResult], breaks: Iterable[str]) -> str:
    """Whether five years in a row hold: MET, SHORT, or OPEN for the committee (HD 06-HD/TW names no such case).

    ``breaks`` are the open cases that the committee settled to count as a break.
    """
    breaking = set(breaks)
    outcomes = [SHORT if year.outcome == OPEN and year.why in breaking else year.outcome for year in years]
    if SHORT in outcomes:
        return SHORT
    return OPEN if OPEN in outcomes or len(outcomes) < YEARS_IN_A_ROW else MET


def amount_of(factor: Decimal | None, base_salary: Decimal | None, rounding: Decimal | None) -> int | None:
    """Đồng: so many times the base salary, rounded up to a whole ``rounding``; None while no factor is settled."""
    if factor is None or base_salary is None or not factor:
        return None
    exact = (factor * base_salary).quantize(Decimal(1), ROUND_HALF_UP)
    unit = max(Decimal(1), rounding or Decimal(1))
    return int((exact / unit).to_integral_value(ROUND_CEILING) * unit)


@dataclass(frozen=True)
class Rung:
    """A unit on the way up from a subject: its number and what it was."""

    pk: int
    kind: str


def authority_of(by: str, line: tuple[Rung, ...]) -> Rung | None:
    """Who decides, on the way up from the unit itself (first) to the top; None where the tree holds nobody such.

    ``committee_above``: the committee directly above, never a part committee. ``base``: the grass-roots organisation.
    ``above_base``: directly above the grass-roots one; a commune is that itself since 01/7/2025, and was grass-roots
    under a district before. ``province``: the provincial committee.
    """
    if by == "committee_above":
        return next((rung for rung in line[1:] if rung.kind != OrganisationKind.PART_COMMITTEE), None)
    if by == "province":
        return next((rung for rung in line if rung.kind == OrganisationKind.PROVINCIAL), None)
    base = _base_place(line)
    if base is not None:
        place = base if by == "base" else base + 1
        return line[place] if place < len(line) else None
    return next((rung for rung in line if rung.kind == OrganisationKind.COMMUNE), None)


def _base_place(line: tuple[Rung, ...]) -> int | None:
    """Where the grass-roots organisation stands; a commune is one only under a district."""
    for place, rung in enumerate(line):
        above = line[place + 1].kind if place + 1 < len(line) else ""
        if rung.kind in BASE_KINDS or (rung.kind == OrganisationKind.COMMUNE and above == OrganisationKind.DISTRICT):
            return place
    return None
