"""Five years in a row: what each of the years says of a subject, through merging and before the system.

A year that nobody decided here may be shown by an award in the records. What the texts leave open is left to the
committee: years under a unit that was merged, not rated, rated again, or without any data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cells.models import Award, Succession
from evaluations.models import Decision, Evaluation, Level
from evaluations.queries.proposals import DECISIONS, latest_decision
from evaluations.rules.awards import (
    MERGED,
    MET,
    MISSING,
    NOT_RATED,
    OPEN,
    RERATED,
    SHORT,
    YEARS_IN_A_ROW,
    YearResult,
)

Key = tuple[str, int]


@dataclass(frozen=True)
class YearLine:
    """One year of a streak, in words."""

    result: YearResult
    text: str


@dataclass
class History:
    """The decided years and the awards of many subjects."""

    decisions: dict[tuple[Key, int], list[Decision]] = field(default_factory=lambda: defaultdict(list))
    awards: dict[Key, list[Award]] = field(default_factory=lambda: defaultdict(list))
    followed: dict[int, set[int]] = field(default_factory=dict)


def read_history(evaluations: Iterable[Evaluation], year: int) -> History:
    """The four years before ``year`` of these subjects, in a fixed number of queries."""
    evaluations = list(evaluations)
    members = {row.member_id for row in evaluations if row.member_id}
    cells = {row.cell_id for row in evaluations if row.member_id is None}
    history = History(followed=_followed(cells))
    units = cells.union(*history.followed.values()) if cells else set()
    years = range(year - YEARS_IN_A_ROW + 1, year)
    rows = Evaluation.objects.filter(period__quarter__isnull=True, period__year__in=years).select_related("period")
    of_members = rows.filter(member__in=members).prefetch_related(DECISIONS)
    of_units = rows.filter(cell__in=units, member__isnull=True, collective__isnull=True).prefetch_related(DECISIONS)
    for row in (*of_members, *of_units):
        decision = latest_decision(row)
        if decision is not None:
            history.decisions[_key(row), row.period.year].append(decision)
    for award in Award.objects.filter(member__in=members, withdrawn_on=None):
        history.awards["member", award.member_id or 0].append(award)
    for award in Award.objects.filter(organisation__in=units, withdrawn_on=None):
        history.awards["unit", award.organisation_id or 0].append(award)
    return history


def _key(row: Evaluation) -> Key:
    return ("member", row.member_id) if row.member_id else ("unit", row.cell_id)


def _followed(cells: Collection[int]) -> dict[int, set[int]]:
    """Whom each cell followed, by merging or splitting, however far back."""
    before: dict[int, set[int]] = defaultdict(set)
    for successor, predecessor in Succession.objects.values_list("successor", "predecessor"):
        before[successor].add(predecessor)
    found: dict[int, set[int]] = {}
    for cell in cells:
        reached: set[int] = set()
        waiting = list(before.get(cell, ()))
        while waiting:
            unit = waiting.pop()
            if unit not in reached and unit != cell:
                reached.add(unit)
                waiting += before.get(unit, ())
        found[cell] = reached
    return found


def streak_lines(evaluation: Evaluation, year: int, history: History, *, needs_outstanding: bool) -> list[YearLine]:
    """The five years to ``year``, the oldest first; the last one is the evaluation itself."""
    lines = [_line(evaluation, past, history, needs_outstanding) for past in range(year - YEARS_IN_A_ROW + 1, year)]
    decision = latest_decision(evaluation)
    return [*lines, _of_decision(year, decision, needs_outstanding)] if decision else lines


def _line(evaluation: Evaluation, year: int, history: History, needs_outstanding: bool) -> YearLine:
    key = _key(evaluation)
    own = history.decisions.get((key, year), [])
    rated = [decision for decision in own if decision.level]
    if rated or own:
        return _of_decision(year, (rated or own)[0], needs_outstanding)
    before = history.followed.get(evaluation.cell_id, set()) if evaluation.member_id is None else set()
    award = _award_for(year, [key, *(("unit", unit) for unit in sorted(before))], history.awards)
    if award is not None:
        return YearLine(
            YearResult(year, MET),
            _("%(year)s: theo %(kind)s %(document)s")
            % {"year": year, "kind": award.get_kind_display(), "document": award.document or award.reason},
        )
    inherited = [decision for unit in before for decision in history.decisions.get((("unit", unit), year), [])]
    if not inherited:
        return YearLine(YearResult(year, OPEN, MISSING), _("%(year)s: không có dữ liệu") % {"year": year})
    if any(_counts(decision, needs_outstanding) for decision in inherited):
        return YearLine(YearResult(year, OPEN, MERGED), _("%(year)s: của chi bộ trước sáp nhập") % {"year": year})
    return YearLine(YearResult(year, SHORT), _("%(year)s: chi bộ trước sáp nhập không đạt") % {"year": year})


def _award_for(year: int, keys: Iterable[Key], awards: Mapping[Key, list[Award]]) -> Award | None:
    """An award in the records that names the year and was decided in it or the next."""
    for key in keys:
        for award in awards.get(key, ()):
            if str(year) in award.reason and award.decided_on.year in (year, year + 1):
                return award
    return None


def _counts(decision: Decision, needs_outstanding: bool) -> bool:
    return decision.level == Level.EXCELLENT and (decision.is_outstanding or not needs_outstanding)


def _of_decision(year: int, decision: Decision, needs_outstanding: bool) -> YearLine:
    if not decision.level:
        return YearLine(YearResult(year, OPEN, NOT_RATED), _("%(year)s: không xếp loại") % {"year": year})
    words = {"year": year, "level": str(Level(decision.level).label)}
    if not _counts(decision, needs_outstanding):
        short = decision.level == Level.EXCELLENT
        text = _("%(year)s: chưa được công nhận tiêu biểu") if short else _("%(year)s: %(level)s")
        return YearLine(YearResult(year, SHORT), text % words)
    if decision.kind == Decision.Kind.CORRECTED:
        return YearLine(YearResult(year, OPEN, RERATED), _("%(year)s: đạt sau khi xếp loại lại") % words)
    return YearLine(YearResult(year, MET), _("%(year)s: đạt") % words)
