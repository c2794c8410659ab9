"""Who may be proposed for which award after a decided year, with the reasons; who falls short, and why."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cells.models import Award, Organisation, OrganisationPeriod
from evaluations.models import AwardProposal, Decision, Evaluation, Level, Period
from evaluations.queries.award_settings import Settled, money_for, settled_on
from evaluations.queries.complaints import complained_of
from evaluations.queries.proposals import latest_decision, with_everything
from evaluations.queries.streaks import History, YearLine, read_history, streak_lines
from evaluations.rules.awards import (
    MERGED,
    MET,
    NOT_RATED,
    OPEN,
    RERATED,
    SHORT,
    YEARS_IN_A_ROW,
    AwardRule,
    Rung,
    authority_of,
    award_rules_of,
    streak_of,
)
from meetings.rules.official import issuer_name

BREAKS = {MERGED: "streak.merged", NOT_RATED: "streak.not_rated", RERATED: "streak.rerated"}
STANDING = ("above_base", "province")
"""Who decides through its standing committee (HD 06-HD/TW mục 19)."""
WORTH_SHOWING = 3
"""A streak is told when so many of its years count."""
FOUR_GOOD = ("bốn tốt", "4 tốt")
State = AwardProposal.State


@dataclass(frozen=True)
class Candidate:
    """One subject under one rule: whether it may be proposed, why, by whom it is decided, and how much."""

    evaluation: Evaluation
    rule: AwardRule
    title: str
    outcome: str
    reasons: tuple[str, ...]
    authority: str
    amount: int | None
    proposal: AwardProposal | None

    @property
    def key(self) -> str:
        return f"{self.evaluation.pk}-{self.rule.key}"


@dataclass(frozen=True)
class _Frame:
    """What is read once for all candidates."""

    period: Period
    history: History
    settled: Mapping[str, Settled]
    lines: Mapping[int, tuple[Rung, ...]]
    names: Mapping[int, str]
    complained: frozenset[int]
    proposals: Mapping[tuple[int, str], AwardProposal]

    @property
    def breaks(self) -> tuple[str, ...]:
        return tuple(why for why, key in BREAKS.items() if self.settled[key].value)


def award_candidates(period: Period, *, day: dt.date, only: Collection[int] | None = None) -> list[Candidate]:
    """Everyone decided "excellent" in the year under each rule that fits, in a fixed number of queries.

    ``day`` is that of the money. Five years are told only where at least three of them count.
    """
    rules = award_rules_of(period.year)
    if rules is None:
        return []
    rows = excellent_of(period, only=only)
    frame = _frame(period, rows, day)
    found = []
    for row in rows:
        line = frame.lines[row.cell_id]
        for rule in rules.for_subject(row.subject, line[0].kind):
            candidate = _candidate(row, rule, line, frame)
            if candidate is not None:
                found.append(candidate)
    return found


def excellent_of(period: Period, *, only: Collection[int] | None = None) -> list[Evaluation]:
    """The evaluations whose class in force is the highest, in the order of lists."""
    rows = period.evaluations.filter(decisions__level=Level.EXCELLENT).distinct()
    if only is not None:
        rows = rows.filter(pk__in=only)
    found = []
    for row in with_everything(rows):
        decision = latest_decision(row)
        if decision is not None and decision.level == Level.EXCELLENT:
            found.append(row)
    return sorted(found, key=lambda row: (row.member_id is not None, row.cell.order, row.cell_id, row.pk))


def _frame(period: Period, rows: list[Evaluation], day: dt.date) -> _Frame:
    lines = lines_up({row.cell_id for row in rows}, period.reference_date)
    units = {rung.pk for line in lines.values() for rung in line}
    proposals = AwardProposal.objects.filter(evaluation__in=rows, state__in=[State.PROPOSED, State.GRANTED])
    return _Frame(
        period,
        read_history(rows, period.year),
        settled_on(period.organisation, day),
        lines,
        _names(units, period.reference_date),
        complained_of(rows),
        {(row.evaluation_id, row.rule): row for row in proposals.select_related("award")},
    )


def lines_up(units: Collection[int], on: dt.date) -> dict[int, tuple[Rung, ...]]:
    """The way up of many units on a day, each itself first; one query for each storey of the tree."""
    known: dict[int, tuple[str, int | None]] = {}
    asked = set(units)
    while asked:
        rows = OrganisationPeriod.objects.in_force(on).filter(organisation__in=asked)
        found = {pk: (kind, parent) for pk, kind, parent in rows.values_list("organisation", "kind", "parent")}
        known |= {pk: found.get(pk, ("", None)) for pk in asked}
        asked = {parent for _kind, parent in found.values() if parent is not None and parent not in known}
    lines: dict[int, tuple[Rung, ...]] = {}
    for unit in units:
        line: list[Rung] = []
        place: int | None = unit
        while place is not None and place in known:
            kind, parent = known[place]
            line.append(Rung(place, kind))
            place = parent
        lines[unit] = tuple(line)
    return lines


def _names(units: Collection[int], on: dt.date) -> dict[int, str]:
    rows = Organisation.objects.filter(pk__in=units).prefetch_related("periods")
    return {row.pk: issuer_name(row.label(on), kind_of(row, on)) for row in rows}


def kind_of(unit: Organisation, on: dt.date) -> str:
    row = unit.period(on)
    return row.kind if row else ""


def _candidate(row: Evaluation, rule: AwardRule, line: tuple[Rung, ...], frame: _Frame) -> Candidate | None:
    decision = latest_decision(row)
    assert decision is not None
    judged = _of_five(row, rule, frame) if rule.is_of_five_years else _of_year(rule, decision)
    if judged is None:
        return None
    outcome, reasons = judged
    if row.pk in frame.complained and outcome == MET:
        outcome, reasons = OPEN, [_("đang có đơn chưa kết luận"), *reasons]
    rung = authority_of(rule.by, line)
    return Candidate(
        evaluation=row,
        rule=rule,
        title=rule.title_of(frame.period.year),
        outcome=outcome,
        reasons=tuple(reasons),
        authority=_authority(rule, rung, frame.names),
        amount=money_for(rule.amount, frame.settled),
        proposal=frame.proposals.get((row.pk, rule.key)),
    )


def _of_year(rule: AwardRule, decision: Decision) -> tuple[str, list[str]]:
    if rule.needs_outstanding and not decision.is_outstanding:
        return SHORT, [_("hoàn thành xuất sắc nhưng chưa được công nhận tiêu biểu")]
    return MET, [
        _("%(document)s ngày %(day)s")
        % {
            "document": decision.document_number,
            "day": f"{decision.decided_on:%d/%m/%Y}",
        }
    ]


def _of_five(row: Evaluation, rule: AwardRule, frame: _Frame) -> tuple[str, list[str]] | None:
    year = frame.period.year
    lines = streak_lines(row, year, frame.history, needs_outstanding=rule.needs_outstanding)
    if sum(line.result.outcome == MET for line in lines) < WORTH_SHOWING:
        return None
    outcome = streak_of([line.result for line in lines], frame.breaks)
    reasons = _told(lines, outcome)
    before = _honoured_before(row, year, frame.history)
    if before is not None and outcome == MET:
        words = {"year": before.decided_on.year}
        return OPEN, [_("đã khen 5 năm liền năm %(year)s; cấp ủy xem xét") % words, *reasons]
    if outcome == OPEN:
        reasons = [_("cần cấp ủy xem xét"), *reasons]
    return outcome, reasons


def _told(lines: Iterable[YearLine], outcome: str) -> list[str]:
    """All years of a whole streak; of another the ones that stand against it."""
    return [line.text for line in lines if outcome == MET or line.result.outcome != MET]


def _honoured_before(row: Evaluation, year: int, history: History) -> Award | None:
    key = ("member", row.member_id) if row.member_id else ("unit", row.cell_id)
    within = range(year - YEARS_IN_A_ROW + 2, year + 1)
    awards = history.awards.get(key, ())
    return next((award for award in awards if "5 năm liền" in award.reason and award.decided_on.year in within), None)


def _authority(rule: AwardRule, rung: Rung | None, names: Mapping[int, str]) -> str:
    if rung is None:
        return ""
    name = names.get(rung.pk, "")
    return f"Ban Thường vụ {name}" if rule.by in STANDING else name


def own_authorities(period: Period) -> tuple[str, str]:
    """The committee of the period, and its standing committee, as proposals name who decides."""
    unit, day = period.organisation, period.reference_date
    own = issuer_name(unit.label(day), kind_of(unit, day))
    return own, f"Ban Thường vụ {own}"


def proposals_of(period: Period) -> QuerySet[AwardProposal]:
    """Every proposal of the year, with what a list shows."""
    rows = AwardProposal.objects.filter(period=period).select_related(
        "evaluation__member", "evaluation__cell", "evaluation__collective", "award", "period"
    )
    return rows.prefetch_related("evaluation__cell__periods").order_by("rule", "evaluation__cell__order", "pk")


def awards_in_doubt(period: Period) -> list[AwardProposal]:
    """Granted awards whose class is no longer what they rest on: decided again, cancelled, no longer "tiêu biểu"."""
    rules = award_rules_of(period.year)
    needing = {rule.key for rule in rules.rules if rule.needs_outstanding} if rules else set()
    rows = list(proposals_of(period).filter(state=State.GRANTED))
    latest: dict[int, Decision] = {}
    for decision in Decision.objects.filter(evaluation__in=[row.evaluation_id for row in rows]).defer("trace"):
        if decision.version > (latest[decision.evaluation_id].version if decision.evaluation_id in latest else 0):
            latest[decision.evaluation_id] = decision
    return [row for row in rows if not _still_earned(row, latest[row.evaluation_id], needing)]


def _still_earned(proposal: AwardProposal, decision: Decision, needing: Collection[str]) -> bool:
    return decision.level == Level.EXCELLENT and (decision.is_outstanding or proposal.rule not in needing)


def four_good_titles(period: Period) -> dict[int, Award]:
    """Cells with "Chi bộ bốn tốt" of the year in the records: a title of its own (NQ 21-NQ/TW), not computed."""
    cells = period.evaluations.filter(member=None, collective=None).values("cell")
    words = Q()
    for word in FOUR_GOOD:
        words |= Q(reason__icontains=word)
    rows = Award.objects.filter(
        words, organisation__in=cells, withdrawn_on=None, decided_on__year__in=[period.year, period.year + 1]
    )
    return {row.organisation_id: row for row in rows.order_by("decided_on") if row.organisation_id}


@dataclass(frozen=True)
class BudgetLine:
    """What one kind of award may cost next year: as many as this year, at the money of the day."""

    rule: AwardRule
    count: int
    each: int | None

    @property
    def total(self) -> int:
        return self.count * (self.each or 0)


def budget_of(period: Period, candidates: Iterable[Candidate], *, day: dt.date) -> list[BudgetLine]:
    """The estimate for next year (HD 06-HD/TW: by the end of the third quarter), from what was proposed or granted.

    While nothing is proposed, from those who may be.
    """
    rules = award_rules_of(period.year)
    if rules is None:
        return []
    settled = settled_on(period.organisation, day)
    counts: dict[str, int] = defaultdict(int)
    for key in AwardProposal.objects.filter(period=period, state__in=[State.PROPOSED, State.GRANTED]).values_list(
        "rule", flat=True
    ):
        counts[key] += 1
    if not counts:
        for candidate in candidates:
            counts[candidate.rule.key] += candidate.outcome == MET
    return [
        BudgetLine(rule, counts[rule.key], money_for(rule.amount, settled)) for rule in rules.rules if counts[rule.key]
    ]
