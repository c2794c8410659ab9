"""What others said of subjects: what the regulation asks for, what is there, what is missing; one table of a unit."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cells.models import Membership
from core.periods import whole_months_between
from evaluations.models import Ballot, Evaluation, Level, Opinion, SelfReview
from evaluations.queries.regulations import level_name, regulation_of
from evaluations.rules.regulation import Regulation

Giver = Opinion.Giver
SHEET_GIVERS = (Giver.CIVIL_SERVICE, Giver.CELL_COMMITTEE, Giver.MASS_ORGANISATION, Giver.CELL, Giver.RESIDENCE)
"""The columns of the sheet of a unit; other givers are recorded on the page of the subject."""
IN_WORDS = (Giver.RESIDENCE,)
"""Givers who comment in words and propose no level."""
SHORT = {
    Giver.CIVIL_SERVICE: gettext_lazy("Xếp loại công chức, viên chức"),
    Giver.CELL_COMMITTEE: gettext_lazy("Chi ủy"),
    Giver.MASS_ORGANISATION: gettext_lazy("Đoàn thể"),
    Giver.CELL: gettext_lazy("Chi bộ"),
    Giver.RESIDENCE: gettext_lazy("Nơi cư trú"),
}
"""Column heads, in the words of the printed table."""


@dataclass(frozen=True)
class AskedLine:
    """One giver: whether the regulation asks for it, why, and what is there."""

    giver: str
    label: str
    is_required: bool
    text: str
    source: str
    opinions: tuple[Opinion, ...]

    @property
    def is_missing(self) -> bool:
        return self.is_required and not self.opinions


@dataclass(frozen=True)
class SummaryRow:
    """The levels that the different sides propose for one subject."""

    evaluation: Evaluation
    self_level: str
    levels: tuple[str, ...]
    votes: str
    missing: tuple[str, ...]
    differs: bool

    @property
    def labelled(self) -> list[tuple[str, str]]:
        """Each level under the head of its column."""
        return [(str(SHORT[giver]), level) for giver, level in zip(SHEET_GIVERS, self.levels, strict=True)]


@dataclass(frozen=True)
class Summary:
    """The table of all opinions on the people of a unit (mẫu tổng hợp đề xuất mức chất lượng của các chủ thể)."""

    heads: tuple[str, ...]
    rows: tuple[SummaryRow, ...]


def opinions_of(evaluations: Iterable[Evaluation]) -> dict[int, dict[str, list[Opinion]]]:
    """The standing opinions by evaluation and giver, the latest last, in one query."""
    found: dict[int, dict[str, list[Opinion]]] = defaultdict(lambda: defaultdict(list))
    rows = Opinion.objects.filter(evaluation__in=[row.pk for row in evaluations], is_removed=False)
    for row in rows.select_related("recorded_by").order_by("given_on", "pk"):
        found[row.evaluation_id][row.giver].append(row)
    return found


def asked_lines(evaluation: Evaluation) -> list[AskedLine]:
    """Every giver that the regulation names for the subject, then those who gave one without being asked."""
    regulation = regulation_of(evaluation.period)
    there = opinions_of([evaluation])[evaluation.pk]
    by_life = _asked_by_life(regulation, [evaluation])[evaluation.pk]
    lines = {}
    for asked in regulation.opinions_on(evaluation.rule_subject):
        source = f"{asked.source.document}, {asked.source.article}".strip(", ")
        lines[asked.giver] = _line(asked.giver, asked.required, asked.text, source, there)
    for giver, text in by_life.items():
        lines[giver] = _line(giver, True, text, "", there)
    for giver in there:
        if giver not in lines:
            lines[giver] = _line(giver, False, "", "", there)
    return list(lines.values())


def _line(giver: str, required: bool, text: str, source: str, there: Mapping[str, list[Opinion]]) -> AskedLine:
    label = str(Giver(giver).label)
    return AskedLine(giver, capfirst(label), required, text, source, tuple(there.get(giver, ())))


def missing_by_evaluation(
    evaluations: Sequence[Evaluation], opinions: Mapping[int, Mapping[str, list[Opinion]]]
) -> dict[int, tuple[str, ...]]:
    """The givers that the regulation requires and that are missing, by evaluation, in two queries."""
    if not evaluations:
        return {}
    regulation = regulation_of(evaluations[0].period)
    by_life = _asked_by_life(regulation, evaluations)
    found = {}
    for row in evaluations:
        wanted = [asked.giver for asked in regulation.opinions_on(row.rule_subject) if asked.required]
        wanted += [giver for giver in by_life[row.pk] if giver not in wanted]
        there = opinions.get(row.pk, {})
        found[row.pk] = tuple(str(Giver(giver).label) for giver in wanted if not there.get(giver))
    return found


def _asked_by_life(regulation: Regulation, evaluations: Sequence[Evaluation]) -> dict[int, dict[str, str]]:
    """Givers that follow from the year of a member: the cell before a transfer, the cell of a stay."""
    found: dict[int, dict[str, str]] = {row.pk: {} for row in evaluations}
    cases = {case.opinion: case for case in regulation.special_cases if case.opinion}
    members = {row.member_id: row for row in evaluations if row.member_id}
    if not cases or not members:
        return found
    year = next(iter(members.values())).period.year
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    rows = Membership.objects.filter(member__in=members, valid_from__lte=last).exclude(valid_to__lt=first)
    for row in rows:
        evaluation = members[row.member_id]
        if row.cell_id == evaluation.cell_id:
            continue
        is_stay = row.kind == Membership.Kind.TEMPORARY
        case = cases.get(Giver.TEMPORARY_CELL if is_stay else Giver.FORMER_CELL)
        if case is None or not case.opinion:
            continue
        months = whole_months_between(row.valid_from, row.valid_to or last)
        if is_stay or (row.valid_to is not None and months >= (case.months or 0)):
            found[evaluation.pk][case.opinion] = case.text
    return found


def civil_service_warning(evaluation: Evaluation, lines: Iterable[AskedLine]) -> str:
    """What to say while the civil-service rating, on which the member's is based, is not there."""
    line = next((line for line in lines if line.giver == Giver.CIVIL_SERVICE), None)
    if line is None or not line.is_missing:
        return ""
    return _("Chưa có kết quả xếp loại cán bộ, công chức, viên chức và ngày có kết quả; phải có trước khi xếp loại.")


def opinion_summary_of(evaluations: Sequence[Evaluation]) -> Summary:
    """The levels that all sides propose, one row for each subject, in a fixed number of queries."""
    rows = list(evaluations)
    there, reviews = opinions_of(rows), dict(_self_levels(rows))
    missing, votes = missing_by_evaluation(rows, there), cell_votes(rows)
    found = []
    for row in rows:
        said = [_said(row, there[row.pk].get(giver, [])) for giver in SHEET_GIVERS]
        own = reviews.get(row.pk, "")
        levels = {own, *(items[-1].level for items in there[row.pk].values())} - {""}
        found.append(
            SummaryRow(row, _short(row, own), tuple(said), votes.get(row.pk, ""), missing[row.pk], len(levels) > 1)
        )
    return Summary(tuple(str(SHORT[giver]) for giver in SHEET_GIVERS), tuple(found))


def _self_levels(rows: Iterable[Evaluation]) -> Iterable[tuple[int, str]]:
    return SelfReview.objects.filter(evaluation__in=rows).values_list("evaluation", "level")


def _said(evaluation: Evaluation, opinions: Sequence[Opinion]) -> str:
    if not opinions:
        return ""
    last = opinions[-1]
    return _short(evaluation, last.level) or last.text


def _short(evaluation: Evaluation, level: str) -> str:
    return level_name(regulation_of(evaluation.period), level, evaluation.rule_subject) if level else ""


def cell_votes(evaluations: Iterable[Evaluation]) -> dict[int, str]:
    """What the unit's confirmed ballots counted for each subject: "tốt 12, hoàn thành 2 / 15 phiếu"."""
    numbers = [row.pk for row in evaluations]
    ballots = Ballot.objects.filter(
        evaluations__in=numbers, state=Ballot.State.CONFIRMED, stage=Ballot.Stage.LEVELS
    ).distinct()
    found: dict[int, str] = {}
    for ballot in ballots.prefetch_related("counted").order_by("pk"):
        count = next(iter(ballot.counted.all()), None)
        if count is None:
            continue
        for number in numbers:
            votes = count.counts.get(str(number), {})
            parts = [f"{WORDS[level]} {votes[level]}" for level in Level.values if votes.get(level)]
            if parts:
                words = {"votes": ", ".join(parts), "collected": count.collected}
                found[number] = _("%(votes)s / %(collected)s phiếu") % words
    return found


WORDS = {
    Level.EXCELLENT.value: gettext_lazy("xuất sắc"),
    Level.GOOD.value: gettext_lazy("tốt"),
    Level.COMPLETED.value: gettext_lazy("hoàn thành"),
    Level.FAILED.value: gettext_lazy("không hoàn thành"),
}
