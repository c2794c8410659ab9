"""What a regulation is made of, ready for the engine and for the pages. Everything comes from its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from evaluations.rules.cap import FLOOR
from evaluations.rules.criteria import CriteriaSet
from meetings.rules.expressions import Expression
from meetings.rules.inputs import Fact, Setting, Source
from meetings.rules.sheet import Consistency

LEVELS = ("excellent", "good", "completed", "failed")
"""The four levels, the best first."""


@dataclass(frozen=True)
class Document:
    """A legal basis."""

    key: str
    title: str
    issuer: str
    date: str
    about: str


@dataclass(frozen=True)
class Level:
    """A level in the words of the regulation; ``person`` is the wording for people where it differs."""

    key: str
    name: str
    short: str
    person: str


@dataclass(frozen=True)
class Subject:
    """A kind of subject that the rules know; ``kind`` is organisation or person."""

    key: str
    name: str
    kind: str


@dataclass(frozen=True)
class Rule:
    """A rule. Without ``test`` it is open (the text leaves it, or was not seen), or it waits for a claim (trigger)."""

    key: str
    level: str
    subjects: tuple[str, ...]
    text: str
    source: Source
    mark: str
    test: Expression | None
    claimed: bool = False
    waivable: bool = False
    setting: str | None = None
    """A flag of the committee that switches the rule on."""
    reading: str | None = None
    """A choice of the committee that says how the sentence is to be understood."""
    most: str | None = None
    """Of a ceiling: the best level that it leaves. It acts only on known facts."""


@dataclass(frozen=True)
class Band:
    """The points of a level: from ``least`` (included) up to ``below`` (not included; None: up to the maximum)."""

    level: str
    least: int
    below: int | None


@dataclass(frozen=True)
class ScoreGroup:
    """A group of criteria with the points it may bring at most."""

    key: str
    name: str
    points: int


@dataclass(frozen=True)
class Appendix:
    """The headings of the criteria for some subjects, by score group; the sub-points are left to the committees.

    ``blocks`` are the sectors (khối) whose results are worded apart.
    """

    key: str
    name: str
    subjects: tuple[str, ...]
    headings: Mapping[str, tuple[str, ...]]
    mark: str = ""
    note: str = ""
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True)
class CapRule:
    """The cap on "excellent": rates in percent; the uplift needs a document of the competent authority."""

    rate: int
    uplift_rate: int | None
    mode: str
    group: str
    text: str
    source: Source
    mark: str
    rounding: str = FLOOR
    small_groups: str = "committee"
    options: tuple[CapOption, ...] = ()
    """The points of it that can be settled otherwise, each with how well it is known."""


@dataclass(frozen=True)
class CapOption:
    """A point of the cap (mode, uplift, rounding, small_groups, group): its value, and what the text says of it."""

    key: str
    value: str
    text: str
    source: Source
    mark: str


@dataclass(frozen=True)
class Order:
    """One must be rated before the other: members before their cell, lower before upper."""

    before: str
    after: str
    text: str
    source: Source
    mark: str


@dataclass(frozen=True)
class SpecialCase:
    """What the regulation says of a case that not everyone is in; ``effect`` is one of ``EFFECTS``.

    ``opinion`` names who has to give one, ``months`` is the limit from which the case counts (None: always).
    """

    key: str
    effect: str
    subjects: tuple[str, ...]
    text: str
    source: Source
    mark: str
    opinion: str | None = None
    months: int | None = None


@dataclass(frozen=True)
class Section:
    """A heading of a form. ``kind`` says what stands below it: one of ``SECTION_KINDS``."""

    key: str
    heading: str
    hint: str
    kind: str


@dataclass(frozen=True)
class Form:
    """A form with its number and name; without sections only the name is known."""

    key: str
    number: str
    name: str
    subjects: tuple[str, ...]
    sections: tuple[Section, ...]
    mark: str
    numbered_from: int = 0
    """The first year whose own guidance gives the number; the same form of earlier years bears none."""


@dataclass(frozen=True)
class Deadline:
    """A day such as "31/12" before which something is to be done, of the year itself or of the next."""

    key: str
    before: str
    next_year: bool
    text: str
    source: Source
    mark: str


@dataclass(frozen=True)
class Asked:
    """Whose opinion is asked for on whom."""

    giver: str
    subjects: tuple[str, ...]
    required: bool
    text: str
    source: Source
    mark: str


@dataclass(frozen=True)
class Decider:
    """Who decides on a kind of organisation (or on members): the words of the text."""

    unit: str
    self_rates: str
    proposes: str
    decides: str
    source: Source
    mark: str


@dataclass(frozen=True)
class PeriodRule:
    """A period of evaluation (year, quarter); ``informative``: its result binds nothing by itself."""

    key: str
    subjects: tuple[str, ...]
    informative: bool
    text: str
    source: Source
    mark: str


@dataclass(frozen=True)
class AwardTitle:
    """The title above "excellent", in the words of its time."""

    name: str
    five_years: str
    text: str
    source: Source
    mark: str


@dataclass(frozen=True)
class LateDiscipline:
    """What becomes of a violation for which discipline comes later; ``mode`` is one of ``LATE_MODES``, or unknown."""

    mode: str | None
    text: str
    source: Source
    mark: str


EFFECTS = (
    *("actual_results", "not_rated", "ceiling", "rated_by_receiving_cell", "rated_by_official_cell"),
    *(
        "reviewed_with_another",
        "reviewed_at_cell",
        "reviewed_when_present",
        "highest_post",
        "counted_once",
        "reviewed_only",
    ),
)
SECTION_KINDS = ("title", "text", "shortcomings", "suggestions", "points", "grades", "level")
GIVERS = (
    *("civil_service", "cell_committee", "mass_organisation", "residence", "cell", "committee", "former_cell"),
    *("temporary_cell", "same_level"),
)
STEPS = (
    *("civil_service", "collective", "collective_member", "head", "member", "subordinate", "organisation", "agency"),
    *("party_organisation", "lower", "upper"),
)
"""What stands in an order: civil-service rating, leadership collective, its members, its head, member, unit below …"""
UNITS = (
    *(
        "cell",
        "base_cell",
        "part_committee",
        "base_committee",
        "base_under_province",
        "commune",
        "provincial",
        "member",
    ),
)
"""On whom someone decides: kinds of organisation (``cells.models.OrganisationKind``), and members."""
LATE_MODES = ("rate_now", "rerate_year_of_violation", "cancel_and_rerate")
PERIODS = ("year", "quarter", "term", "ad_hoc")


@dataclass(frozen=True)
class Regulation:
    """One regulation, ready for `evaluations.rules.classification`. ``data`` is the file as it was read."""

    key: str
    title: str
    note: str
    first_year: int
    last_year: int | None
    sha256: str
    documents: tuple[Document, ...]
    levels: tuple[Level, ...]
    subjects: tuple[Subject, ...]
    facts: Mapping[str, Fact] = field(repr=False)
    settings: Mapping[str, Setting] = field(repr=False)
    consistency: tuple[Consistency, ...] = field(repr=False)
    exclusions: tuple[Rule, ...] = field(repr=False)
    triggers: tuple[Rule, ...] = field(repr=False)
    gates: tuple[Rule, ...] = field(repr=False)
    below_lowest: Rule | None = field(repr=False)
    gap: str = field(repr=False)
    bands: tuple[Band, ...] = field(repr=False)
    score_groups: tuple[ScoreGroup, ...] = field(repr=False)
    appendices: tuple[Appendix, ...] = field(repr=False)
    cap: CapRule | None = field(repr=False)
    data: Mapping[str, Any] = field(repr=False)
    ceilings: tuple[Rule, ...] = field(default=(), repr=False)
    warnings: tuple[Rule, ...] = field(default=(), repr=False)
    order: tuple[Order, ...] = field(default=(), repr=False)
    special_cases: tuple[SpecialCase, ...] = field(default=(), repr=False)
    late_discipline: LateDiscipline | None = field(default=None, repr=False)
    forms: tuple[Form, ...] = field(default=(), repr=False)
    deadlines: tuple[Deadline, ...] = field(default=(), repr=False)
    opinions: tuple[Asked, ...] = field(default=(), repr=False)
    decides: tuple[Decider, ...] = field(default=(), repr=False)
    periods: tuple[PeriodRule, ...] = field(default=(), repr=False)
    award: AwardTitle | None = field(default=None, repr=False)
    criteria_sets: tuple[CriteriaSet, ...] = field(default=(), repr=False)
    parent: str = ""
    """The regulation that a committee's own one was derived from."""

    @cached_property
    def answers(self) -> dict[Any, Any]:
        """What the engine has answered before, by rule and values: it is pure, so an answer never ages."""
        return {}

    @cached_property
    def idle_facts(self) -> frozenset[str]:
        """The facts that only rules switched off by their settings would look at: nobody need be asked for them."""
        looked_at = {True: set[str](), False: set[str]()}
        for rule in self.rules:
            is_on = rule.setting is None or bool(self.settings[rule.setting].default)
            looked_at[is_on].update(rule.test.names if rule.test else ())
        return frozenset(looked_at[False] - looked_at[True])

    @cached_property
    def names_compared(self) -> tuple[str, ...]:
        """The facts and settings that have to go together."""
        return tuple(dict.fromkeys(name for rule in self.consistency for name in rule.test.names))

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that a classification looks at."""
        return (*self.exclusions, *self.triggers, *self.gates, *self.ceilings, *self.warnings)

    @property
    def award_title(self) -> str:
        """The title above "excellent" in the words of its time, or nothing where it is not known."""
        return self.award.name if self.award else ""

    @property
    def settled(self) -> tuple[str, ...]:
        """The settings (and ``cap.`` parts) that a committee above has chosen."""
        return tuple(self.data.get("settled", ()))

    def facts_for(self, subject: str) -> tuple[Fact, ...]:
        """The facts that concern a subject, in the order of the file."""
        return tuple(fact for fact in self.facts.values() if subject in fact.subjects)

    def level_name(self, key: str, subject: str) -> str:
        """The official words of a level for a subject."""
        level = next(level for level in self.levels if level.key == key)
        kinds = {item.key: item.kind for item in self.subjects}
        return level.person if kinds[subject] == "person" else level.name

    def form_for(self, subject: str) -> Form | None:
        """The form in which a subject reviews itself: the first that has sections for it."""
        return next((form for form in self.forms if form.sections and subject in form.subjects), None)

    def special_case(self, key: str) -> SpecialCase | None:
        """What is said of a special case, if anything."""
        return next((case for case in self.special_cases if case.key == key), None)

    def opinions_on(self, subject: str) -> tuple[Asked, ...]:
        """Whose opinion on a subject is asked for."""
        return tuple(asked for asked in self.opinions if subject in asked.subjects)

    def decider_of(self, unit: str) -> Decider | None:
        """Who decides on a kind of organisation, or on members."""
        return next((decider for decider in self.decides if decider.unit == unit), None)

    def criteria_for(self, subject: str, unit_type: str = "") -> CriteriaSet | None:
        """The sub-points that the committees approved for a subject in a unit of that type."""
        return next((found for found in self.criteria_sets if found.is_for(subject, unit_type)), None)
