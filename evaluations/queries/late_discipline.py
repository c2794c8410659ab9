"""Discipline that comes late: decided after the class, or for an act of an earlier year, and what follows from it.

The regulation of the year in which the discipline is decided says it: QĐ 366 rates at the present evaluation and leaves
the act to the unit where it happened; QĐ 124 rates the year of the act again; HD 21 cancels and rates again.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from cells.models import Discipline, Organisation
from core.periods import format_date, today
from evaluations.models import AwardProposal, Decision, Evaluation, Level, Period
from evaluations.queries.proposals import latest_decision, with_everything
from evaluations.queries.regulations import regulation_of
from evaluations.rules.parts import LateDiscipline
from evaluations.rules.regulation import regulation_for_year
from meetings.rules.inputs import InputError

RERATE, CONSIDER, DONE, OUTSIDE = "rerate", "consider", "done", "outside"
RATE_NOW, RERATE_YEAR = "rate_now", "rerate_year_of_violation"
YEARS_BACK = 5
Subject = tuple[str, int]


@dataclass(frozen=True)
class LateRow:
    """One late discipline, what the regulation says of it, and where it stands."""

    discipline: Discipline
    name: str
    rule: LateDiscipline | None
    regulation: str
    target_year: int
    evaluation: Evaluation | None
    """The evaluation that has to be looked at."""
    decision: Decision | None
    status: str
    what: str
    old_unit: str
    """Whose result the act counts in, where the member has moved since; else empty."""
    granted: tuple[AwardProposal, ...]
    """Awards that rest on the result."""

    @property
    def must_fail(self) -> bool:
        """Whether the regulation leaves only "không hoàn thành nhiệm vụ"."""
        return self.rule is not None and self.rule.mode == RERATE_YEAR

    @property
    def levels(self) -> tuple[str, ...]:
        return (Level.FAILED,) if self.must_fail else tuple(Level.values)


@dataclass(frozen=True)
class _Known:
    """What is read once for all rows."""

    evaluations: Mapping[tuple[Subject, int], Evaluation]
    linked: Mapping[int, Decision]
    periods: Mapping[int, Period]
    granted: Mapping[int, list[AwardProposal]]


def late_disciplines(committee: Organisation, *, only: Discipline | None = None) -> list[LateRow]:
    """The late disciplines of everyone evaluated under the committee, the latest first; a fixed number of queries."""
    rows = _decided_under(committee.pk)
    if only is not None:
        rows = rows.filter(pk=only.pk)
    disciplines = list(
        rows.select_related("member", "organisation", "unit")
        .prefetch_related("organisation__periods", "unit__periods")
        .order_by("-decided_on", "-pk")
        .distinct()
    )
    if not disciplines:
        return []
    known = _read(committee, disciplines)
    found = (_row(row, known) for row in disciplines)
    return [row for row in found if row is not None]


def number_to_rerate(committee: int, periods: Mapping[int, Period]) -> int:
    """How many of ``late_disciplines`` stand at "rerate", without their names; ``periods`` of the committee by year."""
    disciplines = list(_decided_under(committee).filter(class_decisions=None).distinct())
    if not disciplines:
        return 0
    rows = _evaluations_of(committee, disciplines).prefetch_related(
        Prefetch("decisions", Decision.objects.defer("facts", "trace"))
    )
    known = _Known(_by_subject(rows), {}, periods, {})
    found = (_standing(row, known) for row in disciplines)
    return sum(standing is not None and standing.status == RERATE for standing in found)


def _decided_under(committee: int) -> QuerySet[Discipline]:
    """Discipline of the last years of everyone evaluated under the committee."""
    return Discipline.objects.filter(
        Q(member__evaluations__period__organisation=committee)
        | Q(organisation__evaluations__period__organisation=committee),
        decided_on__year__gte=today().year - YEARS_BACK,
    )


def subject_of(discipline: Discipline) -> Subject:
    if discipline.member_id is not None:
        return ("member", discipline.member_id)
    return ("unit", discipline.organisation_id or 0)


def _evaluations_of(committee: int, disciplines: Iterable[Discipline]) -> QuerySet[Evaluation]:
    """The yearly evaluations of those whom the discipline met."""
    members = [row.member_id for row in disciplines if row.member_id]
    units = [row.organisation_id for row in disciplines if row.organisation_id]
    return Evaluation.objects.filter(
        Q(member__in=members) | Q(cell__in=units, member__isnull=True, collective__isnull=True),
        period__organisation=committee,
        period__quarter__isnull=True,
    ).select_related("period")


def _by_subject(rows: Iterable[Evaluation]) -> dict[tuple[Subject, int], Evaluation]:
    evaluations: dict[tuple[Subject, int], Evaluation] = {}
    for row in rows:
        subject = ("member", row.member_id) if row.member_id else ("unit", row.cell_id)
        evaluations[subject, row.period.year] = row
    return evaluations


def _read(committee: Organisation, disciplines: Iterable[Discipline]) -> _Known:
    disciplines = list(disciplines)
    evaluations = _by_subject(with_everything(_evaluations_of(committee.pk, disciplines)))
    linked = (
        Decision.objects.filter(discipline__in=disciplines)
        .defer("trace")
        .select_related("evaluation__period", "evaluation__cell")
    )
    granted: dict[int, list[AwardProposal]] = defaultdict(list)
    for proposal in AwardProposal.objects.filter(
        evaluation__in=[row.pk for row in evaluations.values()], state=AwardProposal.State.GRANTED
    ):
        granted[proposal.evaluation_id].append(proposal)
    periods = {period.year: period for period in Period.objects.filter(organisation=committee, quarter=None)}
    return _Known(evaluations, {row.discipline_id: row for row in linked if row.discipline_id}, periods, granted)


@dataclass(frozen=True)
class _Standing:
    """What the regulation says of one late discipline, and where it stands, before its decision is looked up."""

    regulation: str
    rule: LateDiscipline | None
    year: int
    evaluation: Evaluation | None
    decision: Decision | None
    status: str


def _standing(discipline: Discipline, known: _Known) -> _Standing | None:
    subject, act, decided = subject_of(discipline), discipline.act_on.year, discipline.decided_on.year
    of_act = known.evaluations.get((subject, act))
    if discipline.pk not in known.linked and not _is_late(discipline, of_act):
        return None
    title, rule = _rule_of(decided, known.periods)
    year = decided if rule is not None and rule.mode == RATE_NOW else act
    evaluation = known.evaluations.get((subject, year))
    decision = latest_decision(evaluation) if evaluation else None
    status = _status(discipline, evaluation, decision, known)
    return _Standing(title, rule, year, evaluation, decision, status)


def _row(discipline: Discipline, known: _Known) -> LateRow | None:
    standing = _standing(discipline, known)
    if standing is None:
        return None
    year, evaluation, decision = standing.year, standing.evaluation, standing.decision
    if discipline.pk in known.linked:
        decision = known.linked[discipline.pk]
        evaluation = decision.evaluation
        year = evaluation.period.year
    return LateRow(
        discipline=discipline,
        name=str(discipline.member or discipline.organisation),
        rule=standing.rule,
        regulation=standing.regulation,
        target_year=year,
        evaluation=evaluation,
        decision=decision,
        status=standing.status,
        what=_sentence(standing.status, year, decision),
        old_unit=_old_unit(discipline, evaluation),
        granted=tuple(known.granted.get(evaluation.pk, ())) if evaluation else (),
    )


def _is_late(discipline: Discipline, of_act: Evaluation | None) -> bool:
    """Not late: the class of the year of the act was decided knowing it, or is still to be decided in that year."""
    decision = latest_decision(of_act) if of_act else None
    if decision is not None:
        return decision.decided_on < discipline.decided_on
    return discipline.act_on.year < discipline.decided_on.year


def _rule_of(year: int, periods: Mapping[int, Period]) -> tuple[str, LateDiscipline | None]:
    """The regulation in force when the discipline was decided: as frozen in that year's period, else its file."""
    try:
        regulation = regulation_of(periods[year]) if year in periods else regulation_for_year(year)
    except InputError:
        return "", None
    return regulation.title, regulation.late_discipline


def _status(discipline: Discipline, evaluation: Evaluation | None, decision: Decision | None, known: _Known) -> str:
    if discipline.pk in known.linked:
        return DONE
    if evaluation is None:
        return OUTSIDE
    if decision is None:
        return CONSIDER
    return DONE if decision.decided_on >= discipline.decided_on else RERATE


def _sentence(status: str, year: int, decision: Decision | None) -> str:
    words = {"year": year, "day": format_date(decision.decided_on) if decision else ""}
    if status == RERATE:
        return _("Kết quả năm %(year)s đã quyết định ngày %(day)s: cần xếp loại lại.") % words
    if status == CONSIDER:
        return _("Xem xét khi quyết định xếp loại năm %(year)s.") % words
    if status == DONE:
        return _("Đã tính trong quyết định ngày %(day)s về năm %(year)s; một vi phạm chỉ tính một lần.") % words
    return _("Năm %(year)s chưa có phiếu đánh giá trong hệ thống.") % words


def _old_unit(discipline: Discipline, evaluation: Evaluation | None) -> str:
    if discipline.unit is None or evaluation is None or evaluation.cell_id == discipline.unit_id:
        return ""
    day: dt.date = discipline.act_on
    words = {"old": discipline.unit.label(day), "new": evaluation.cell.name}
    return _("Vi phạm xảy ra khi ở %(old)s: tính vào kết quả của %(old)s, không tính cho %(new)s.") % words
