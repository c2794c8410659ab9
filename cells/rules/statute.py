"""The numbers that the Party Statutes set for units, committees and terms, and what to warn of.

Data: ``statute.json``, each number with its article and how well it is known. Warnings never block: the superior
may have agreed, or may know better.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cells.models import CELL_KINDS, OrganisationKind
from core.periods import add_months, format_date

DATA = Path(__file__).with_name("statute.json")
BASE_COMMITTEES = (OrganisationKind.BASE_COMMITTEE, OrganisationKind.COMMUNE)


@dataclass(frozen=True)
class Figure:
    """One number of the statutes: its article, how well it is known, and the day from which it counts."""

    value: Any
    source: str
    mark: str
    valid_from: dt.date

    @property
    def words(self) -> str:
        """The source as it is shown; what was not read in the text itself says so."""
        doubts = {"read-2nd": _("theo bản trích dẫn"), "inferred": _("theo cách hiểu"), "practice": _("theo thói quen")}
        doubt = doubts.get(self.mark)
        return f"{self.source}, {doubt}" if doubt else self.source


@dataclass(frozen=True)
class StatutoryWarning:
    """What a unit has that the statutes do not foresee: a sentence, and where they say so."""

    key: str
    text: str
    source: str

    def __str__(self) -> str:
        return f"{self.text} ({self.source})"


@dataclass(frozen=True)
class TermFacts:
    """A term as it stands: its planned end, and its end with any extension."""

    planned_end: dt.date
    last_day: dt.date
    length_months: int


@dataclass(frozen=True)
class UnitFacts:
    """What is known of a unit on a day. None: not known, and nothing is said of it.

    ``members`` counts everyone who belongs (of a committee: everyone below it), guests for a time left out;
    ``committee`` counts all seats of the committee, ``standing`` the members of the standing committee (secretary and
    deputies included, 0 where there is none), ``plain`` the members of the committee without a further office.
    """

    kind: str
    members: int
    official: int
    committee: int | None = None
    plain: int | None = None
    standing: int | None = None
    term: TermFacts | None = None

    @property
    def is_cell(self) -> bool:
        return self.kind in CELL_KINDS


@cache
def figures() -> dict[str, Figure]:
    data = json.loads(DATA.read_text(encoding="utf-8"))
    return {
        key: Figure(
            entry["value"], entry["source"], entry["mark"], dt.date.fromisoformat(entry.get("from", "1900-01-01"))
        )
        for key, entry in data["values"].items()
    }


def figure(key: str) -> Figure:
    return figures()[key]


def _warn(key: str, sentence: str, **numbers: Any) -> StatutoryWarning:
    """The sentence with its numbers; ``%(limit)s`` is the number of the statutes."""
    known = figure(key)
    return StatutoryWarning(key, sentence % {"limit": known.value, **numbers}, known.words)


def statutory_warnings(facts: UnitFacts, on: dt.date) -> tuple[StatutoryWarning, ...]:
    """Every number of the statutes that the unit does not keep on that day; an empty tuple when all are kept."""
    return (*_of_size(facts), *_of_committee(facts, on), *_of_term(facts, on))


def _of_size(facts: UnitFacts) -> Iterator[StatutoryWarning]:
    is_base = facts.kind in BASE_COMMITTEES
    if (facts.is_cell or is_base) and facts.official < figure("official_least").value:
        sentence = _(
            "Chỉ có %(official)s đảng viên chính thức; phải có ít nhất %(limit)s. "
            "Cấp ủy cấp trên sắp xếp để đảng viên sinh hoạt ở nơi khác."
        )
        yield _warn("official_least", sentence, official=facts.official)
    if facts.kind == OrganisationKind.CELL and facts.members > figure("cell_consent_above").value:
        sentence = _("Chi bộ có %(members)s đảng viên; trên %(limit)s phải được cấp ủy cấp trên trực tiếp đồng ý.")
        yield _warn("cell_consent_above", sentence, members=facts.members)
    if facts.kind == OrganisationKind.BASE_CELL and facts.members >= figure("base_committee_from").value:
        sentence = _("Chi bộ cơ sở có %(members)s đảng viên; từ %(limit)s trở lên thì lập đảng bộ cơ sở.")
        yield _warn("base_committee_from", sentence, members=facts.members)
    if is_base and facts.members < figure("base_committee_consent_below").value:
        sentence = _("Đảng bộ có %(members)s đảng viên; dưới %(limit)s phải được cấp ủy cấp trên trực tiếp đồng ý.")
        yield _warn("base_committee_consent_below", sentence, members=facts.members)
    if facts.kind == OrganisationKind.PART_COMMITTEE:
        yield _warn("part_committee_consent", _("Lập đảng bộ bộ phận phải được cấp ủy cấp trên trực tiếp đồng ý."))


def _of_committee(facts: UnitFacts, on: dt.date) -> Iterator[StatutoryWarning]:
    if facts.is_cell and facts.plain is not None:
        yield from _of_cell_committee(facts.official, facts.plain)
    elif facts.kind in BASE_COMMITTEES and facts.committee is not None and facts.standing is not None:
        yield from _of_standing_committee(facts.committee, facts.standing, on)


def _of_cell_committee(official: int, plain: int) -> Iterator[StatutoryWarning]:
    enough = official >= figure("cell_committee_from").value
    if enough and plain == 0:
        sentence = _("Có %(official)s đảng viên chính thức; từ %(limit)s trở lên thì bầu chi ủy, chưa ghi chi ủy viên.")
        yield _warn("cell_committee_from", sentence, official=official)
    elif not enough and plain > 0:
        sentence = _(
            "Có %(official)s đảng viên chính thức; dưới %(limit)s thì không bầu chi ủy, đang ghi %(plain)s chi ủy viên."
        )
        yield _warn("cell_committee_from", sentence, official=official, plain=plain)


def _of_standing_committee(committee: int, standing: int, on: dt.date) -> Iterator[StatutoryWarning]:
    enough = committee >= figure("standing_committee_from").value
    if enough and standing == 0:
        sentence = _("Đảng ủy có %(committee)s ủy viên; từ %(limit)s trở lên thì bầu ban thường vụ.")
        yield _warn("standing_committee_from", sentence, committee=committee)
    elif not enough and standing > 0:
        sentence = _("Đảng ủy có %(committee)s ủy viên; dưới %(limit)s thì không bầu ban thường vụ.")
        yield _warn("standing_committee_from", sentence, committee=committee)
    share = figure("standing_share_divisor")
    if standing * share.value > committee and on >= share.valid_from:
        sentence = _(
            "Ban thường vụ có %(standing)s trong %(committee)s ủy viên; nhiều nhất một phần ba, là %(most)s đồng chí."
        )
        yield _warn(
            "standing_share_divisor", sentence, standing=standing, committee=committee, most=committee // share.value
        )


def _of_term(facts: UnitFacts, on: dt.date) -> Iterator[StatutoryWarning]:
    term = facts.term
    if term is None:
        return
    of = "cell" if facts.kind == OrganisationKind.CELL else "base"
    end = format_date(term.last_day)
    if term.last_day < on:
        sentence = _("Nhiệm kỳ đã hết ngày %(day)s; cần đại hội hoặc văn bản kéo dài.")
        yield _warn(f"{of}_term_months", sentence, day=end)
    if term.last_day > add_months(term.planned_end, figure(f"{of}_term_shift_months").value):
        sentence = _("Nhiệm kỳ kéo dài đến %(day)s; kéo dài nhiều nhất %(limit)s tháng.")
        yield _warn(f"{of}_term_shift_months", sentence, day=end)
    if term.length_months not in term_lengths(facts.kind):
        sentence = _("Nhiệm kỳ ghi %(months)s tháng; quy định là %(limit)s tháng.")
        yield _warn(f"{of}_term_months", sentence, months=term.length_months)


def usual_term_months(kind: str) -> int:
    """How long a term is: 30 months for a cell (Điều lệ Đ24.3), 60 for a committee (Đ22.1).

    208-QĐ/TW is quoted as unifying five years for cells too; the text has not been seen, so it is offered, not set.
    """
    return int(figure("cell_term_months" if kind == OrganisationKind.CELL else "base_term_months").value)


def term_lengths(kind: str) -> tuple[int, ...]:
    """The lengths a term may have, the usual one first."""
    usual = usual_term_months(kind)
    return (usual, int(figure("cell_term_months_unified").value)) if kind == OrganisationKind.CELL else (usual,)


def term_alert_days() -> tuple[int, ...]:
    """How many days before its end a term is spoken of, the longest first."""
    return tuple(figure("term_alert_days").value)


def term_alert(last_day: dt.date, on: dt.date) -> int | None:
    """The shortest alert that has been reached: 180, 90 or 30 days before the end, 0 after it; None: not yet."""
    left = (last_day - on).days
    return 0 if left < 0 else min((days for days in term_alert_days() if left <= days), default=None)
