"""What the rules of a regulation say about one subject: a proposed level, why, and every rule that was looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from evaluations.rules.findings import NOT_STATED, NOTHING_SAID, STATED, finding_of
from evaluations.rules.parts import LEVELS, Regulation, Rule
from meetings.rules.expressions import Scope
from meetings.rules.inputs import InputError, Source, Value, listed, read_settings, read_values, refuse_unknown, shown
from meetings.rules.sheet import refuse_inconsistent

UNDETERMINED = "undetermined"
NOT_RATED = "not_rated"

# What is said here is kept with the decision for good, so it is always Vietnamese, like the regulations.
REACHED = "Đạt mọi điều kiện của mức “{level}”."
CANDIDATE = "Đây là đề xuất: còn giới hạn tỷ lệ của mức này và quyết định của cấp có thẩm quyền."
NOT_REACHED = "Chưa đạt mức “{level}”, không bảo đảm: {texts}"
NOT_KNOWN = "Chưa xét được mức “{level}” vì chưa rõ: {texts}"
ABOVE_CEILING = "Không xếp mức “{level}”: {texts}"
FAILED = "Có căn cứ xếp loại “{level}”: {texts}"
EXCLUDED = "Không thuộc đối tượng xếp loại: {texts}"
PRESUMED = "Coi là thuộc đối tượng xếp loại vì không có dữ kiện nào nói khác."
UNKNOWN_TRIGGERS = "Còn {count} căn cứ của mức “{level}” chưa rõ; căn cứ chỉ được áp dụng khi đã rõ."
HANGS = "Chưa xác định được: mọi mức còn có thể đạt đều thiếu dữ kiện hoặc thiếu căn cứ trong văn bản."
NUMBERS = "{text} Số liệu: {finding}"
WARNED = "Lưu ý: {texts}"
WAIVED = "{text} Được cấp có thẩm quyền xem xét không áp dụng; lý do: {reason}"
READING = "{text} Cách hiểu của cấp ủy: {reading}."
BY_AUTHORITY = "Có thể được cấp có thẩm quyền xem xét không áp dụng, ghi rõ lý do."
MOST_ANSWERS = 50_000
EXCLUSION, TRIGGER, GATE, CEILING, WARNING, LAST = "exclusion", "trigger", "gate", "ceiling", "warning", "last"
"""The kinds of rules: who is not rated, what forbids, what a level asks, the best level left, what only warns, and what
the text says where no level is reached."""


@dataclass(frozen=True)
class Claim:
    """A trigger that someone states. Waived, it needs a reason and stays in the trace.

    One that the numbers fire can only be waived.
    """

    key: str
    waived: bool = False
    reason: str = ""


@dataclass(frozen=True)
class TraceEntry:
    """One rule that was looked at. ``holds`` None: not known. ``inputs`` are the facts that it used.

    ``finding`` says them in words; ``level`` of a ceiling is the best that it leaves, of a warning none.
    """

    rule: str
    level: str
    holds: bool | None
    text: str
    source: Source
    mark: str
    inputs: Mapping[str, Any]
    waived: bool = False
    kind: str = ""
    finding: str = ""


@dataclass(frozen=True)
class Classification:
    """The proposal. ``ignored`` names facts given that no rule for this subject uses."""

    level: str
    why: str
    trace: tuple[TraceEntry, ...]
    ignored: tuple[str, ...] = ()


def classify(
    regulation: Regulation, subject: str, facts: Mapping[str, object], settings: Mapping[str, object] | None = None
) -> Classification:
    """What the regulation says about a subject. A fact left out or None is unknown.

    An "excellent" is a candidate: the cap and the deciding committee come after it. Raises InputError, its ``field``
    ``subject``, ``facts.<key>`` or ``settings.<key>``.
    """
    known = tuple(item.key for item in regulation.subjects)
    if subject not in known:
        raise InputError(
            "subject", _("%(value)s không có trong: %(values)s") % {"value": shown(subject), "values": listed(known)}
        )
    scope, claims = _read_scope(regulation, subject, facts, settings)
    look = _Look(regulation, subject, scope, claims)
    used = look.facts_used()
    ignored = tuple(key for key, value in facts.items() if key not in used and value is not None)
    excluded = look.at(regulation.exclusions, EXCLUSION)
    if any(entry.holds for entry in excluded):
        return Classification(NOT_RATED, EXCLUDED.format(texts=_texts(excluded, True)), excluded, ignored)
    triggers, gates = look.at(regulation.triggers, TRIGGER), look.at(regulation.gates, GATE)
    ceilings, warnings = look.at(regulation.ceilings, CEILING), look.at(regulation.warnings, WARNING)
    level, why, last = _decide(regulation, subject, triggers, gates, ceilings)
    notes = [why, *_notes_on_unknown(regulation.level_name("failed", subject), excluded, triggers)]
    warned = "" if level == "failed" else _texts(warnings, True)
    notes += [WARNED.format(texts=warned)] if warned else []
    trace = (*excluded, *triggers, *gates, *ceilings, *warnings, *last)
    return Classification(level, " ".join(notes), trace, ignored)


def _notes_on_unknown(failed: str, excluded: Iterable[TraceEntry], triggers: Iterable[TraceEntry]) -> list[str]:
    """What is said about exclusions and triggers of which nothing is known: neither fires."""
    count = sum(entry.holds is None for entry in triggers)
    presumed = [PRESUMED] if any(entry.holds is None for entry in excluded) else []
    return [*presumed, UNKNOWN_TRIGGERS.format(count=count, level=failed)] if count else presumed


@dataclass(frozen=True)
class _Look:
    """Looks at rules for one subject with the values known."""

    regulation: Regulation
    subject: str
    scope: Scope
    claims: Mapping[str, Claim] | None

    def at(self, rules: tuple[Rule, ...], kind: str) -> tuple[TraceEntry, ...]:
        """The entries of the rules that apply."""
        return tuple(
            self._at_claim(rule) if rule.claimed else self._at_test(rule, kind) for rule in rules if self._applies(rule)
        )

    def facts_used(self) -> set[str]:
        """The facts that some rule that applies looks at."""
        rules = [rule for rule in self.regulation.rules if self._applies(rule)]
        used = {name for rule in rules if rule.test for name in rule.test.names}
        return used | {"triggers"} if any(rule.claimed for rule in rules) else used

    def _applies(self, rule: Rule) -> bool:
        """Whether the rule concerns the subject and the settings switch it on."""
        return self.subject in rule.subjects and (rule.setting is None or bool(self.scope.values[rule.setting]))

    def _text(self, rule: Rule) -> str:
        """The rule's sentence, with the committee's reading of it where the text can be read in two ways."""
        if rule.reading is None:
            return rule.text
        choices = {choice.key: choice.label for choice in self.regulation.settings[rule.reading].values}
        return READING.format(text=rule.text, reading=choices[str(self.scope.values[rule.reading])])

    def _at_test(self, rule: Rule, kind: str) -> TraceEntry:
        """The entry of a rule; the same values have the same entry, so it is looked up before it is worked out."""
        answers, values = self.regulation.answers, self.scope.values
        names = rule.test.names if rule.test else ()
        asked = (id(rule), *[(type(values[name]), values[name]) for name in names])
        if rule.reading is not None:
            asked = (*asked, values[rule.reading])
        if asked not in answers:
            if len(answers) >= MOST_ANSWERS:
                answers.clear()
            answers[asked] = self._worked_out(rule, kind)
        answer: TraceEntry = answers[asked]
        claim = self.claims.get(rule.key) if self.claims and kind == TRIGGER else None
        return answer if claim is None or not answer.holds else self._waived(rule, answer, claim)

    def _waived(self, rule: Rule, answer: TraceEntry, claim: Claim) -> TraceEntry:
        """A trigger that the numbers fire and the authority does not apply (force majeure, found and remedied)."""
        text = WAIVED.format(text=self._text(rule), reason=claim.reason)
        inputs = {**answer.inputs, "triggers": [_stated(claim)]}
        return replace(answer, holds=False, waived=True, text=text, inputs=inputs)

    def _worked_out(self, rule: Rule, kind: str) -> TraceEntry:
        if rule.test is None:
            return TraceEntry(rule.key, rule.level, None, self._text(rule), rule.source, rule.mark, {}, kind=kind)
        facts, values = self.regulation.facts, self.scope.values
        inputs = {name: _plain(values[name]) for name in rule.test.names if name in facts}
        holds = rule.test.holds(self.scope)
        text = f"{self._text(rule)} {BY_AUTHORITY}" if holds and rule.waivable else self._text(rule)
        finding = finding_of(rule.test, facts, values)
        return TraceEntry(rule.key, rule.level, holds, text, rule.source, rule.mark, inputs, False, kind, finding)

    def _at_claim(self, rule: Rule) -> TraceEntry:
        text, claims = self._text(rule), self.claims
        claim = claims.get(rule.key) if claims is not None else None
        holds, waived, finding = (None, False, NOTHING_SAID) if claims is None else (False, False, NOT_STATED)
        stated: list[dict[str, Any]] | None = None if claims is None else []
        if claim is not None:
            holds, waived, finding = not claim.waived, claim.waived, STATED
            stated = [_stated(claim)]
            text = WAIVED.format(text=text, reason=claim.reason) if waived else text
        inputs = {"triggers": stated}
        return TraceEntry(rule.key, rule.level, holds, text, rule.source, rule.mark, inputs, waived, TRIGGER, finding)


def _stated(claim: Claim) -> dict[str, Any]:
    return {"key": claim.key, "waived": claim.waived, "reason": claim.reason}


def _plain(value: Value) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _read_scope(
    regulation: Regulation, subject: str, facts: object, settings: object
) -> tuple[Scope, Mapping[str, Claim] | None]:
    """The values of facts and settings, and the triggers stated (None: not known)."""
    plain = {key: fact for key, fact in regulation.facts.items() if fact.type != "triggers"}
    try:
        chosen = read_settings(regulation.settings, settings)
    except InputError as error:
        raise error.inside("settings") from error
    try:
        if not isinstance(facts, Mapping):
            raise InputError("", _("phải là một đối tượng JSON {tên: giá trị}"))
        refuse_unknown(facts, regulation.facts)
        values = read_values(plain, {key: value for key, value in facts.items() if key in plain})
        claims = _read_claims(regulation, subject, facts.get("triggers"))
        scope = Scope({**regulation.facts, **regulation.settings}, {**values, **chosen})
        _refuse_inconsistent(regulation, scope)
    except InputError as error:
        raise error.inside("settings" if error.field in regulation.settings else "facts") from error
    return scope, claims


def _refuse_inconsistent(regulation: Regulation, scope: Scope) -> None:
    """As `refuse_inconsistent`; numbers that went together once are not compared again."""
    asked = ("consistency", *[scope.values[name] for name in regulation.names_compared])
    if asked not in regulation.answers:
        refuse_inconsistent(regulation.consistency, scope)
        regulation.answers[asked] = True


def _read_claims(regulation: Regulation, subject: str, given: object) -> Mapping[str, Claim] | None:
    if given is None:
        return None
    if not isinstance(given, list | tuple):
        raise InputError("triggers", _("phải là một danh sách"))
    of_subject = [rule for rule in regulation.triggers if subject in rule.subjects]
    rules = {rule.key: rule for rule in of_subject if rule.claimed or rule.waivable}
    claims: dict[str, Claim] = {}
    for place, item in enumerate(given):
        where = f"triggers[{place}]"
        claim = _read_claim(where, item, rules)
        if claim.key in claims:
            raise InputError(f"{where}.key", _("%(key)s được nêu hai lần") % {"key": shown(claim.key)})
        claims[claim.key] = claim
    return claims


def _read_claim(where: str, item: object, rules: Mapping[str, Rule]) -> Claim:
    if not isinstance(item, Mapping):
        raise InputError(where, _("phải là một đối tượng JSON có key, waived, reason"))
    try:
        refuse_unknown(item, ("key", "waived", "reason"))
    except InputError as error:
        raise error.inside(where) from error
    key, waived, reason = item.get("key"), item.get("waived"), item.get("reason")
    if not isinstance(key, str) or key not in rules:
        words = {"value": shown(key), "values": listed(rules)}
        raise InputError(f"{where}.key", _("%(value)s không phải căn cứ của đối tượng này: %(values)s") % words)
    if waived is not None and not isinstance(waived, bool):
        raise InputError(f"{where}.waived", _("phải là đúng hoặc sai (true, false)"))
    if reason is not None and not isinstance(reason, str):
        raise InputError(f"{where}.reason", _("phải là chữ"))
    if not rules[key].claimed and not waived:
        fault = _("căn cứ %(key)s tính từ số liệu, chỉ nêu khi được xem xét không áp dụng (waived: true)")
        raise InputError(f"{where}.waived", fault % {"key": shown(key)})
    if waived and not rules[key].waivable:
        raise InputError(f"{where}.waived", _("văn bản không cho phép miễn căn cứ %(key)s") % {"key": shown(key)})
    if waived and not (reason or "").strip():
        raise InputError(f"{where}.reason", _("miễn một căn cứ thì phải ghi lý do"))
    return Claim(key, bool(waived), (reason or "").strip())


def _decide(
    regulation: Regulation,
    subject: str,
    triggers: tuple[TraceEntry, ...],
    gates: tuple[TraceEntry, ...],
    ceilings: tuple[TraceEntry, ...],
) -> tuple[str, str, tuple[TraceEntry, ...]]:
    """The level, why, and the entry of the rule "below the lowest level" where the regulation has one."""
    names = {level.key: regulation.level_name(level.key, subject) for level in regulation.levels}
    fired = _texts(triggers, True)
    if fired:
        return "failed", FAILED.format(level=names["failed"], texts=fired), ()
    missed: list[str] = []
    hanging: list[str] = []
    limits: list[str] = []
    for level in regulation.levels[:-1]:
        above = _texts(tuple(row for row in ceilings if LEVELS.index(level.key) < LEVELS.index(row.level)), True)
        if above:
            limits.append(ABOVE_CEILING.format(level=names[level.key], texts=above))
            missed.append(limits[-1])
            continue
        of_level = tuple(entry for entry in gates if entry.level == level.key)
        failing, unknown = _texts(of_level, False), _texts(of_level, None)
        if not failing and not unknown:
            notes = [
                REACHED.format(level=names[level.key]),
                CANDIDATE if level.key == "excellent" else "",
                *missed[-1:],
            ]
            return level.key, " ".join(note for note in notes if note), ()
        sentence = NOT_REACHED if failing else NOT_KNOWN
        missed.append(sentence.format(level=names[level.key], texts=failing or unknown))
        if not failing:
            hanging.append(missed[-1])
    if hanging:
        return UNDETERMINED, " ".join([HANGS, *limits[-1:], *hanging]), ()
    return _below_lowest(regulation, missed)


def _below_lowest(regulation: Regulation, missed: list[str]) -> tuple[str, str, tuple[TraceEntry, ...]]:
    """No level is reached and no trigger fires: what the regulation says then, if it says anything."""
    rule = regulation.below_lowest
    why = " ".join([regulation.gap, *missed[-1:]])
    if rule is None:
        return UNDETERMINED, why, ()
    return "failed", why, (TraceEntry(rule.key, "failed", True, rule.text, rule.source, rule.mark, {}, kind=LAST),)


def _texts(entries: tuple[TraceEntry, ...], holds: bool | None) -> str:
    """The sentences of the entries that stand so, each with its numbers."""
    return " ".join(_said(entry) for entry in entries if entry.holds is holds)


def _said(entry: TraceEntry) -> str:
    if not entry.finding or "triggers" in entry.inputs:
        return entry.text
    return NUMBERS.format(text=entry.text, finding=entry.finding)
