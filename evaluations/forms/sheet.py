"""The grid of a cell: many subjects, many facts, every word kept when something is refused.

Field names are ``f-<evaluation>-<fact>``; ``was-<evaluation>`` holds the values that the page showed, so that what
somebody else changed meanwhile is noticed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from evaluations.facts import SCORE, TRIGGERS, claimable, read_typed, set_aside, shown, typed
from evaluations.models import Evaluation
from evaluations.points import POINT
from evaluations.queries.fact_sheets import FactSheet
from evaluations.rules.regulation import Regulation
from evaluations.services.facts import Input
from meetings.rules.inputs import Fact, InputError

NONE_FOUND, KEEP = "none", "keep"
"""What the short question on triggers may answer: looked and found none; leave the list as it is."""


@dataclass(frozen=True)
class Field:
    """One box of the grid: its name, what stands in it, what is wrong with it."""

    name: str
    key: str
    label: str
    kind: str
    text: str = ""
    error: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    meaning: str = ""

    @property
    def inputmode(self) -> str:
        """The keyboard that a phone offers."""
        return {"number": "decimal", "count": "numeric"}.get(self.kind, "text")

    @property
    def shown(self) -> str:
        """What stands in it, for those who may only read."""
        return dict(self.choices).get(self.text, "") if self.choices else self.text


@dataclass(frozen=True)
class FieldRow:
    """The boxes of one subject by fact; facts that do not concern it have none."""

    evaluation: Evaluation
    fields: Mapping[str, Field]
    boxes: Sequence[Field | None]
    """The same in the order of the grid's columns; None where a column does not concern the subject."""
    was: str
    is_open: bool
    known: Sequence[tuple[Field, str]] = ()
    """What the records know, with a box for another number and its ground."""


@dataclass
class Sheet:
    """The boxes of some subjects, filled from what is kept or from what was posted."""

    regulation: Regulation
    evaluations: list[Evaluation]
    sheets: Mapping[int, FactSheet]
    posted: QueryDict | None = None
    errors: dict[tuple[int, str], str] = field(default_factory=dict)
    told: frozenset[tuple[int, str]] = frozenset()
    """Boxes in which somebody else's change is shown; saving again means to overwrite it."""
    kept: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    """What was entered at the stage of the page: the subject's own, or what the appraisal found."""
    states: frozenset[str] = frozenset({Evaluation.State.OPEN})
    """In which states of the evaluation the boxes are filled in."""

    def asked(self, evaluation: Evaluation) -> tuple[Fact, ...]:
        """What is to be entered for one subject: nothing that its records know."""
        return self.sheets[evaluation.pk].asked(self.regulation, evaluation.rule_subject)

    @property
    def columns(self) -> list[Fact]:
        """The facts asked of any subject, in the order of the regulation."""
        found: dict[str, Fact] = {}
        for row in self.evaluations:
            found |= {fact.key: fact for fact in self.asked(row) if fact.key not in found}
        places = {key: place for place, key in enumerate(self.regulation.facts)}
        score = places.get(SCORE, 0)
        last = len(places)
        return sorted(
            found.values(),
            key=lambda fact: score if fact.key.startswith(("score_", POINT)) else places.get(fact.key, last),
        )

    def rows(self) -> list[FieldRow]:
        keys = [fact.key for fact in self.columns]
        return [self._row(row, self.asked(row), keys) for row in self.evaluations]

    def _row(self, evaluation: Evaluation, facts: tuple[Fact, ...], keys: list[str]) -> FieldRow:
        sheet = self.sheets[evaluation.pk]
        kept, others = self.kept.get(evaluation.pk, {}), self._others(evaluation)
        fields = {fact.key: self._field(evaluation, fact, kept.get(fact.key)) for fact in facts}
        known = {
            fact.key: Field("", fact.key, fact.label, "known", shown(fact, sheet.recorded.values[fact.key]))
            for fact in others
        }
        return FieldRow(
            evaluation=evaluation,
            fields=fields,
            boxes=[fields.get(key) or known.get(key) for key in keys],
            was=self._was(evaluation, (*facts, *others), kept),
            is_open=evaluation.state in self.states,
            known=[(self._field(evaluation, fact, kept.get(fact.key)), known[fact.key].text) for fact in others],
        )

    def _others(self, evaluation: Evaluation) -> list[Fact]:
        """What the records know and nobody overruled."""
        sheet = self.sheets[evaluation.pk]
        facts = sheet.overrulable(self.regulation, evaluation.rule_subject)
        return [fact for key, fact in facts.items() if key not in sheet.overruled]

    def _was(self, evaluation: Evaluation, facts: Iterable[Fact], kept: Mapping[str, Any]) -> str:
        """What the page showed. After a refused save it stays, except where the page now tells of another's change."""
        now = {fact.key: kept.get(fact.key) for fact in facts}
        posted = _seen(self._posted(f"was-{evaluation.pk}"))
        told = {key: value for key, value in now.items() if (evaluation.pk, key) in self.told}
        return json.dumps(now if posted is None else posted | told, ensure_ascii=False)

    def _posted(self, name: str) -> str:
        return str(self.posted.get(name, "")) if self.posted is not None else ""

    def _field(self, evaluation: Evaluation, fact: Fact, value: Any) -> Field:
        name = f"f-{evaluation.pk}-{fact.key}"
        choices = _choices(fact, value)
        was_posted = self.posted is not None and name in self.posted and evaluation.state in self.states
        text = self._posted(name) if was_posted else _typed(fact, value)
        return Field(
            name=name,
            key=fact.key,
            label=fact.label,
            kind="choice" if choices else fact.type,
            text=text,
            error=self.errors.get((evaluation.pk, fact.key), ""),
            choices=choices,
            unit=fact.unit,
            meaning=fact.meaning,
        )

    def read(self) -> dict[int, Input]:
        """What was typed, by evaluation; what cannot be read is kept in ``errors`` and left out."""
        found = {}
        for row in self.evaluations:
            if row.state not in self.states:
                continue
            values: dict[str, Any] = {}
            for fact in (*self.asked(row), *self._others(row)):
                name = f"f-{row.pk}-{fact.key}"
                text = self._posted(name)
                if self.posted is None or name not in self.posted or text == KEEP:
                    continue
                try:
                    values[fact.key] = _read(fact, text)
                except InputError as error:
                    self.errors[row.pk, fact.key] = str(error)
            found[row.pk] = Input(values, seen=_seen(self._posted(f"was-{row.pk}")))
        return found


def _seen(text: str) -> dict[str, Any] | None:
    try:
        seen = json.loads(text)
    except ValueError:
        return None
    return seen if isinstance(seen, dict) else None


def _choices(fact: Fact, value: Any) -> tuple[tuple[str, str], ...]:
    if fact.key == TRIGGERS:
        found = ((KEEP, _("có %(count)s – xem phiếu") % {"count": len(value)}),) if value else ()
        return (*found, ("", _("chưa rà soát")), (NONE_FOUND, _("không có")))
    if fact.type == "flag":
        return (("", "–"), ("1", _("có")), ("0", _("không")))
    if fact.type == "choice":
        return (("", "–"), *((choice.key, choice.label) for choice in fact.values))
    return ()


def _typed(fact: Fact, value: Any) -> str:
    if fact.key == TRIGGERS:
        return KEEP if value else "" if value is None else NONE_FOUND
    return typed(fact, value)


def _read(fact: Fact, text: str) -> Any:
    if fact.key == TRIGGERS:
        return [] if text == NONE_FOUND else None
    return read_typed(fact, text)


@dataclass(frozen=True)
class Claim:
    """One reason for "failed" as the page of a subject asks it."""

    key: str
    text: str
    source: str
    waivable: bool
    stated: bool
    waived: bool
    reason: str
    proven: bool = False
    """The register of discipline says it: it need not be stated, and can only be waived."""
    by_figures: bool = False
    """The numbers give it (``stated``: they do now): it is never stated by hand, and can only be waived."""


def claims(
    regulation: Regulation,
    subject: str,
    value: Any,
    posted: QueryDict | None = None,
    proven: Iterable[str] = (),
    fired: Iterable[str] = (),
) -> list[Claim]:
    """The reasons that can be stated for a subject, with what is kept, was posted, or is proven by the records.

    Those that the numbers give (``fired``) come last, where they do or were waived: they can be set aside.
    """
    known = set(proven)
    kept = {claim["key"]: claim for claim in value or ()}
    found = []
    for rule in claimable(regulation, subject):
        claim = kept.get(rule.key, {})
        stated, waived, reason = bool(claim), bool(claim.get("waived")), claim.get("reason") or ""
        if posted is not None:
            stated, waived = f"stated-{rule.key}" in posted, f"waived-{rule.key}" in posted
            reason = posted.get(f"reason-{rule.key}", "")
        source = f"{rule.source.document}, {rule.source.article}"
        shown_proven = rule.key in known
        found.append(
            Claim(rule.key, rule.text, source, rule.waivable, stated or shown_proven, waived, reason, shown_proven)
        )
    return found + _by_figures(regulation, subject, kept, posted, set(fired))


def _by_figures(
    regulation: Regulation, subject: str, kept: Mapping[str, Any], posted: QueryDict | None, fired: set[str]
) -> list[Claim]:
    found = []
    for rule in set_aside(regulation, subject):
        claim = kept.get(rule.key, {})
        waived, reason = bool(claim.get("waived")), claim.get("reason") or ""
        if posted is not None:
            waived, reason = f"waived-{rule.key}" in posted, posted.get(f"reason-{rule.key}", "")
        if waived or reason or rule.key in fired:
            source = f"{rule.source.document}, {rule.source.article}"
            is_fired = rule.key in fired
            found.append(Claim(rule.key, rule.text, source, True, is_fired, waived, reason, by_figures=True))
    return found


def read_claims(regulation: Regulation, subject: str, posted: QueryDict) -> list[dict[str, Any]] | None:
    """What was posted about reasons: None when nobody looked yet, else those stated (perhaps none)."""
    stated = [claim for claim in claims(regulation, subject, None, posted) if claim.stated or claim.waived]
    if not stated and "looked" not in posted:
        return None
    return [{"key": claim.key, "waived": claim.waived, "reason": claim.reason.strip()} for claim in stated]
