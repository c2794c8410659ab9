"""The conditions that the forms of a year name (``rules/year_forms.json``), over what is known of one subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from cells.models import OrganisationKind
from evaluations.models import Evaluation, LeadershipCollective, Level
from evaluations.queries.cap import RATED
from evaluations.queries.summary_tables import EXEMPT, NEW, OTHER, POSTPONED, SUSPENDED, WAITING
from evaluations.rules.year_forms import TYPE

Subject, Kind = Evaluation.Subject, OrganisationKind
MISSING = "missing"
"""Stands in the records and has no evaluation in the year at all: in the total, and in nothing else."""
PEOPLE = (Subject.LEADER, Subject.MEMBER, Subject.MEMBER_OUTSIDE)
LATER = (OTHER, POSTPONED, WAITING)
UPPER = (Kind.PROVINCIAL, Kind.DISTRICT, Kind.COMMUNE)


@dataclass(frozen=True, slots=True)
class Trait:
    """What conditions look at. Few differ, however many subjects there are."""

    subject: str
    place: str
    """The level, the category of those not rated, or ``MISSING``."""
    row: int
    """The unit directly below through which the subject is reached; 0: not known."""
    kind: str = ""
    """What the organisation was on the day; empty for people and collectives."""
    statistical_type: str = ""
    collective_kind: str = ""
    suggested_by: str = ""
    """The kind of the committee whose suggestion was to be answered."""
    is_reviewed: bool = False
    is_outstanding: bool = False
    is_rerated: bool = False
    is_disciplined: bool = False
    has_shortcoming: bool = False
    """Of a member: whether the review of the year named one."""
    stands_alone: bool = True
    """Of a committee: whether no leadership collective is recorded for it."""


Condition = Callable[[Trait], bool]


def _is_team(trait: Trait) -> bool:
    if trait.subject == Subject.COMMITTEE:
        return trait.stands_alone
    return trait.subject in (Subject.CELL, Subject.COLLECTIVE)


def _is_org(trait: Trait) -> bool:
    is_cell = trait.subject == Subject.CELL
    return trait.subject == Subject.COMMITTEE or (is_cell and trait.kind == Kind.BASE_CELL)


def _is_unrated(trait: Trait) -> bool:
    return trait.place not in RATED and trait.place != MISSING


CONDITIONS: dict[str, Condition] = {
    "team": _is_team,
    "member": lambda trait: trait.subject in PEOPLE,
    "leader": lambda trait: trait.subject == Subject.LEADER,
    "plain": lambda trait: trait.subject == Subject.MEMBER,
    "outside": lambda trait: trait.subject == Subject.MEMBER_OUTSIDE,
    "collective": lambda trait: trait.subject == Subject.COLLECTIVE,
    "org": _is_org,
    "upper": lambda trait: trait.subject == Subject.COMMITTEE and trait.kind in UPPER,
    "base": lambda trait: _is_org(trait) and trait.kind in (Kind.BASE_COMMITTEE, Kind.BASE_CELL),
    "base_committee": lambda trait: trait.subject == Subject.COMMITTEE and trait.kind == Kind.BASE_COMMITTEE,
    "base_cell": lambda trait: trait.subject == Subject.CELL and trait.kind == Kind.BASE_CELL,
    "part_committee": lambda trait: trait.subject == Subject.COMMITTEE and trait.kind == Kind.PART_COMMITTEE,
    "ordinary_cell": lambda trait: trait.subject == Subject.CELL and trait.kind != Kind.BASE_CELL,
    "rated": lambda trait: trait.place in RATED,
    "unrated": _is_unrated,
    "unrated_not_exempt": lambda trait: _is_unrated(trait) and trait.place != EXEMPT,
    "exempt": lambda trait: trait.place == EXEMPT,
    "suspended": lambda trait: trait.place == SUSPENDED,
    "new": lambda trait: trait.place == NEW,
    "not_subject": lambda trait: trait.place in (EXEMPT, SUSPENDED, NEW),
    "later": lambda trait: trait.place in LATER,
    "missing": lambda trait: trait.place == MISSING,
    "reviewed": lambda trait: trait.is_reviewed and trait.place != MISSING,
    "unreviewed": lambda trait: not trait.is_reviewed and trait.place != MISSING,
    "outstanding": lambda trait: trait.is_outstanding and trait.place == Level.EXCELLENT,
    "rerated": lambda trait: trait.is_rerated,
    "disciplined": lambda trait: trait.is_disciplined,
    "with_shortcoming": lambda trait: trait.has_shortcoming,
    "found_in_review": lambda trait: trait.has_shortcoming and not trait.is_disciplined,
    "suggested": lambda trait: bool(trait.suggested_by),
    "suggested_province": lambda trait: trait.suggested_by == Kind.PROVINCIAL,
    "suggested_upper": lambda trait: trait.suggested_by in (Kind.DISTRICT, Kind.COMMUNE),
    "suggested_base": lambda trait: bool(trait.suggested_by) and trait.suggested_by not in UPPER,
}


def _place_condition(place: str) -> Condition:
    return lambda trait: trait.place == place


def _kind_condition(kind: str) -> Condition:
    return lambda trait: trait.collective_kind == kind


CONDITIONS |= {place: _place_condition(place) for place in (*RATED, *LATER)}
CONDITIONS |= {f"of_{kind}": _kind_condition(kind) for kind in LeadershipCollective.Kind.values}


def meets(trait: Trait, names: Iterable[str]) -> bool:
    """Whether all the named conditions hold."""
    return all(condition_of(name)(trait) for name in names)


@cache
def condition_of(name: str) -> Condition:
    """A named condition; one on statistical types names them all. KeyError: no such condition."""
    if name.startswith(TYPE):
        codes = frozenset(name.removeprefix(TYPE).split("|"))
        return lambda trait: trait.statistical_type in codes
    return CONDITIONS[name]
