"""Why a class is proposed, in words for people: every rule with its outcome, inputs, source and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.facts import TRIGGERS, shown
from evaluations.queries.fact_lines import FactLine, fact_lines
from evaluations.queries.records import Link
from evaluations.queries.regulations import level_name
from evaluations.queries.sources.discipline import DUTY_OF_LEADER, DUTY_OF_PERSON
from evaluations.rules.classification import CEILING, NOT_RATED, UNDETERMINED, WARNING, TraceEntry
from evaluations.rules.regulation import LEVELS, Regulation

__all__ = [
    "FactLine",
    "InputLine",
    "Missing",
    "RuleGroup",
    "RuleLine",
    "fact_lines",
    "missing_for_better",
    "rule_groups",
    "with_evidence",
]
HELD, FAILED, UNKNOWN, WAIVED = "held", "failed", "unknown", "waived"


@dataclass(frozen=True)
class InputLine:
    """A fact that a rule used, as it was, with what stands behind it.

    ``beside`` is what the records say where another number was written with a ground.
    """

    key: str
    label: str
    value: str
    is_known: bool
    links: tuple[Link, ...] = ()
    beside: str = ""


@dataclass(frozen=True)
class RuleLine:
    """One rule that was looked at. ``outcome`` is held, failed, unknown or waived; ``word`` says it for this kind."""

    rule: str
    text: str
    outcome: str
    word: str
    look: str
    icon: str
    source: str
    mark: str
    inputs: tuple[InputLine, ...]


@dataclass(frozen=True)
class RuleGroup:
    """The rules of one question: who is excluded, what forbids a level, what each level asks."""

    title: str
    note: str
    lines: tuple[RuleLine, ...]
    is_met: bool | None = None


@dataclass(frozen=True)
class Missing:
    """What stands between the subject and the next better level."""

    level: str
    sentences: tuple[str, ...]
    unknown: tuple[str, ...]


WORDS: dict[str, dict[bool, tuple[Any, str, str]]] = {
    "exclusion": {
        True: (gettext_lazy("thuộc diện"), "unknown", "info"),
        False: (gettext_lazy("không thuộc diện"), "held", "check"),
    },
    "trigger": {
        True: (gettext_lazy("có căn cứ"), "broken", "cross-circle"),
        False: (gettext_lazy("không có"), "held", "check"),
    },
    "gate": {
        True: (gettext_lazy("đạt"), "held", "check-circle"),
        False: (gettext_lazy("không đạt"), "broken", "cross-circle"),
    },
    CEILING: {
        True: (gettext_lazy("áp dụng"), "broken", "cross-circle"),
        False: (gettext_lazy("không áp dụng"), "held", "check"),
    },
    WARNING: {True: (gettext_lazy("cần xem"), "unknown", "info")},
}
"""What an outcome is called for each kind of rule, with its look (as ``trace`` in app.css) and its icon."""
NOT_KNOWN: tuple[Any, str, str] = (gettext_lazy("chưa có số liệu"), "unknown", "question")
NOT_APPLIED: tuple[Any, str, str] = (gettext_lazy("được xem xét không áp dụng"), "unknown", "info")


def rule_groups(regulation: Regulation, subject: str, trace: Iterable[TraceEntry]) -> list[RuleGroup]:
    """The trace by question, in the order in which the rules are looked at."""
    trace = list(trace)
    groups = [
        _group(regulation, "exclusion", _("Có thuộc đối tượng xếp loại không?"), "", NOT_RATED, trace),
        _group(
            regulation,
            "trigger",
            _("Có căn cứ xếp loại “%(level)s” không?") % {"level": level_name(regulation, "failed", subject)},
            _("Chỉ cần một căn cứ là xếp mức này, trừ khi được xem xét không áp dụng."),
            "failed",
            trace,
        ),
    ]
    for level in LEVELS[:-1]:
        title = _("Điều kiện của mức “%(level)s”") % {"level": level_name(regulation, level, subject)}
        groups.append(_group(regulation, "gate", title, _("Phải đạt tất cả."), level, trace))
    groups.append(_beside(regulation, CEILING, _("Có mức trần không?"), trace))
    groups.append(_beside(regulation, WARNING, _("Điều cần lưu ý"), [entry for entry in trace if entry.holds]))
    return [group for group in groups if group.lines]


def _group(regulation: Regulation, kind: str, title: str, note: str, level: str, trace: list[TraceEntry]) -> RuleGroup:
    entries = [entry for entry in trace if entry.level == level and entry.kind != CEILING]
    met: bool | None = None
    if kind == "gate":
        answers = [entry.holds for entry in entries]
        met = False if False in answers else None if None in answers else True
    return RuleGroup(title, note, tuple(_rule_line(regulation, kind, entry) for entry in entries), met)


def _beside(regulation: Regulation, kind: str, title: str, trace: list[TraceEntry]) -> RuleGroup:
    """The rules that no level asks for: ceilings and warnings."""
    entries = [entry for entry in trace if entry.kind == kind]
    return RuleGroup(title, "", tuple(_rule_line(regulation, kind, entry) for entry in entries))


def _rule_line(regulation: Regulation, kind: str, entry: TraceEntry) -> RuleLine:
    if entry.waived:
        outcome, (word, look, icon) = WAIVED, NOT_APPLIED
    elif entry.holds is None:
        outcome, (word, look, icon) = UNKNOWN, NOT_KNOWN
    else:
        outcome, (word, look, icon) = HELD if entry.holds else FAILED, WORDS[kind][entry.holds]
    return RuleLine(
        rule=entry.rule,
        text=entry.text,
        outcome=outcome,
        word=str(word),
        look=look,
        icon=icon,
        source=", ".join(part for part in (entry.source.document, entry.source.article) if part),
        mark=entry.mark,
        # What was stated about a trigger is in its text and outcome already.
        inputs=tuple(_input_line(regulation, key, value) for key, value in entry.inputs.items() if key != TRIGGERS),
    )


def _input_line(regulation: Regulation, key: str, value: Any) -> InputLine:
    fact = regulation.facts[key]
    return InputLine(key, fact.label, shown(fact, value), value is not None)


def with_evidence(groups: Iterable[RuleGroup], facts: Iterable[FactLine]) -> list[RuleGroup]:
    """The groups with the things behind each input: meetings, tasks, decisions, opinions, shortcomings."""
    known = {line.key: line for line in facts}
    return [replace(group, lines=tuple(_with_links(line, known) for line in group.lines)) for group in groups]


def _with_links(line: RuleLine, known: Mapping[str, FactLine]) -> RuleLine:
    inputs = [
        replace(found, links=fact.basis.links if fact.basis else (), beside=fact.beside)
        if (fact := known.get(found.key))
        else found
        for found in line.inputs
    ]
    stated = known.get(TRIGGERS)
    if line.rule in (DUTY_OF_PERSON, DUTY_OF_LEADER) and stated and stated.basis and stated.basis.links:
        links = stated.basis.links
        inputs.append(InputLine(TRIGGERS, _("Sổ kỷ luật"), str(len(links)), True, links))
    return replace(line, inputs=tuple(inputs))


def missing_for_better(regulation: Regulation, subject: str, level: str, trace: Iterable[TraceEntry]) -> Missing | None:
    """What is missing for the next better level, in plain words; None at the top and for those not rated."""
    trace = list(trace)
    target = _target(level, trace)
    if target is None:
        return None
    gates = [entry for entry in trace if entry.kind != CEILING]
    unmet = [entry for entry in gates if entry.level == target and entry.holds is not True]
    fired = [entry for entry in trace if entry.level == "failed" and entry.holds] if level == "failed" else []
    sentences = [_("%(text)s (căn cứ này đang có)") % {"text": entry.text} for entry in fired]
    unknown: dict[str, None] = {}
    for entry in unmet:
        known = [_input_line(regulation, key, value) for key, value in entry.inputs.items()]
        unknown |= {line.label: None for line in known if not line.is_known}
        have = "; ".join(f"{line.label}: {line.value}" for line in known if line.is_known)
        sentences.append(" ".join([entry.text, _("Hiện có: %(have)s.") % {"have": have} if have else ""]).strip())
    return Missing(level_name(regulation, target, subject), tuple(sentences), tuple(unknown))


def _target(level: str, trace: list[TraceEntry]) -> str | None:
    """The level to reach for: the one above, or for an open answer the best that no known fact forbids."""
    if level in ("excellent", NOT_RATED):
        return None
    if level != UNDETERMINED:
        return LEVELS[LEVELS.index(level) - 1]
    gates = [entry for entry in trace if entry.kind != CEILING]
    possible = [
        name for name in LEVELS[:-1] if not any(entry.level == name and entry.holds is False for entry in gates)
    ]
    return possible[0] if possible else LEVELS[-2]
