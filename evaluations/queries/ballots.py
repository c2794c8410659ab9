"""Ballots on levels: who may vote, on whom, what was counted, and where two countings differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cells.models import CELL_KINDS, Organisation
from cells.queries import subtree_ids
from evaluations.models import Ballot, BallotCount, Evaluation, Level, Period
from evaluations.queries.regulations import level_name, regulation_of
from evaluations.queries.subjects import cut_off
from evaluations.rules.ballots import (
    BLANK,
    CHOICES,
    EXCELLENT,
    LEVELS,
    WORDS,
    Counting,
    columns_of,
    differing,
    reaches,
    top_choice,
)
from evaluations.rules.regulation import Regulation
from meetings.models import Meeting, MeetingKind
from meetings.queries.attendance import expected_rows, percent_of, tally, tally_of
from meetings.queries.voting import body_sentence
from meetings.workflow import State as MeetingState

State = Evaluation.State
UNDECIDED = (State.OPEN, State.SUBMITTED, State.REVIEWED)
PAPERS = {
    "issued": gettext_lazy("số phiếu phát ra"),
    "collected": gettext_lazy("số phiếu thu về"),
    "invalid": gettext_lazy("số phiếu không hợp lệ"),
}


@dataclass(frozen=True)
class Body:
    """How many may vote, and how that number comes about."""

    number: int
    sentence: str


@dataclass(frozen=True)
class Vote:
    """The votes for one choice of a row, with their share of the body."""

    label: str
    number: int
    share: Decimal | None
    is_top: bool
    reaches: bool


@dataclass(frozen=True)
class ResultRow:
    """What was counted for one subject."""

    evaluation: Evaluation
    name: str
    votes: tuple[Vote, ...]
    blank: int


@dataclass(frozen=True)
class Difference:
    """A number that two people counted differently."""

    row: str
    column: str
    first: int
    second: int


@dataclass(frozen=True)
class Progress:
    """Where the counting of a ballot stands for one reader.

    ``mine`` is what the reader entered. What the other one entered is shown only once both have entered and differ, or
    agree.
    """

    mine: BallotCount | None
    others: int
    differences: tuple[Difference, ...]
    is_my_turn: bool
    is_full: bool


def is_cell(unit: Organisation, on: dt.date) -> bool:
    period = unit.period(on)
    return period is not None and period.kind in CELL_KINDS


def body_of_unit(unit: Organisation, day: dt.date, meeting: Meeting | None = None) -> Body:
    """Official members on that day, without those who need not or may not vote (Điều lệ Đ3, Đ9.5).

    With a meeting that was opened: as its roll was called. Of a committee its members.
    """
    if meeting is None:
        kind = MeetingKind.REGULAR if is_cell(unit, day) else MeetingKind.EXECUTIVE
        counted = tally_of(expected_rows(Meeting(cell=unit, kind=kind, held_on=day)))
        words = {"body": counted.body, "probationary": counted.probationary, "exempt": len(counted.exempt)}
        text = _(
            "Được biểu quyết: %(body)s đảng viên chính thức (không tính: dự bị %(probationary)s, "
            "miễn sinh hoạt không dự %(exempt)s)."
        )
        return Body(counted.body, text % words)
    counted = tally(meeting)
    return Body(counted.body, body_sentence(counted))


def meetings_for_ballot(unit: Organisation, year: int) -> QuerySet[Meeting]:
    """Meetings of the unit at which it may have voted on the year, the latest first."""
    rows = Meeting.objects.filter(cell=unit, held_on__gte=dt.date(year, 1, 1), held_on__lte=dt.date(year + 1, 12, 31))
    return rows.exclude(state=MeetingState.CANCELLED).defer("snapshot").order_by("-held_on", "-pk")


def subjects_to_vote(period: Period, unit: Organisation) -> QuerySet[Evaluation]:
    """On whom the unit votes: a cell on its members, a committee on cells, committees and collectives below it."""
    rows = period.evaluations.filter(state__in=UNDECIDED).select_related("member", "collective")
    rows = rows.prefetch_related("cell", "cell__periods")
    if is_cell(unit, cut_off(period)):
        return rows.filter(cell=unit, member__isnull=False)
    rows = rows.filter(member=None)
    return rows if unit.pk == period.organisation_id else rows.filter(cell__in=subtree_ids([unit.pk]))


def name_on(evaluation: Evaluation, day: dt.date) -> str:
    """What the paper calls a subject: units by their name of that day."""
    if evaluation.member_id or evaluation.collective_id:
        return str(evaluation)
    return evaluation.cell.label(day)


def rows_of(ballot: Ballot) -> list[Evaluation]:
    """The subjects in the order of the paper."""
    rows = ballot.evaluations.select_related("member", "collective").prefetch_related("cell", "cell__periods")
    return list(rows.order_by("cell__order", "member__sort_key", "pk"))


def names_of(ballot: Ballot, rows: Iterable[Evaluation]) -> dict[str, str]:
    """The rows by evaluation number (as text), two of one name told apart."""
    day = cut_off(ballot.period)
    found: dict[str, str] = {}
    for row in rows:
        name = name_on(row, day)
        born = f" ({row.member.birth_date.year})" if row.member and row.member.birth_date else ""
        found[str(row.pk)] = f"{name}{born}" if name in found.values() else name
    return found


def choice_label(regulation: Regulation, stage: str, choice: str, subject: str) -> str:
    """The words for a choice: a level in the words of the regulation, or agree / not agree."""
    if choice in Level.values:
        return level_name(regulation, choice, subject)
    return str(WORDS[choice])


def columns_with_words(ballot: Ballot, rows: Iterable[Evaluation]) -> list[tuple[str, str]]:
    """The columns of the counting with their heads."""
    subject = next((row.rule_subject for row in rows), Evaluation.Subject.MEMBER)
    regulation = regulation_of(ballot.period)
    return [(key, choice_label(regulation, ballot.stage, key, subject)) for key in columns_of(ballot.stage)]


def counting_of(count: BallotCount) -> Counting:
    return Counting(count.issued, count.collected, count.invalid, count.counts)


def counts_of(ballot: Ballot) -> list[BallotCount]:
    """The countings entered so far, by place."""
    return list(ballot.counted.select_related("entered_by"))


def progress_of(ballot: Ballot, user: User) -> Progress:
    """Where the counting stands for this reader."""
    counts = counts_of(ballot)
    mine = next((count for count in counts if count.entered_by_id == user.pk), None)
    waits = ballot.state == Ballot.State.PREPARED and mine is not None and len(counts) == 2
    differences = tuple(_differences(ballot, counts)) if waits and must_both_correct(counts) else ()
    return Progress(
        mine=mine,
        others=len(counts) - (mine is not None),
        differences=differences,
        is_my_turn=waits and mine == min(counts, key=lambda count: (count.entered_at, count != mine)),
        is_full=len(counts) == 2 and mine is None,
    )


def must_both_correct(counts: list[BallotCount]) -> bool:
    """Whether two countings were found to differ and neither was counted again: they then bear the same moment."""
    return len(counts) == 2 and counts[0].entered_at == counts[1].entered_at


def _differences(ballot: Ballot, counts: list[BallotCount]) -> list[Difference]:
    rows = rows_of(ballot)
    names, heads = names_of(ballot, rows), dict(columns_with_words(ballot, rows))
    first, second = (counting_of(count) for count in counts)
    return [
        Difference(
            row=names.get(row, _("Cả cuộc bỏ phiếu")),
            column=heads[column] if row else str(PAPERS[column]),
            first=_number(first, row, column),
            second=_number(second, row, column),
        )
        for row, column in differing(first, second, stage=ballot.stage, numbers=list(names))
    ]


def _number(counting: Counting, row: str, column: str) -> int:
    return counting.counts.get(row, {}).get(column, 0) if row else int(getattr(counting, column))


def results_of(ballot: Ballot, *, threshold: str = "majority") -> list[ResultRow]:
    """What was counted for each subject of a confirmed ballot."""
    count = ballot.counted.first()
    if ballot.state != Ballot.State.CONFIRMED or count is None:
        return []
    rows, regulation = rows_of(ballot), regulation_of(ballot.period)
    names = names_of(ballot, rows)
    return [
        ResultRow(
            evaluation=row,
            name=names[str(row.pk)],
            votes=_votes(ballot, row, count.counts.get(str(row.pk), {}), regulation, threshold),
            blank=count.counts.get(str(row.pk), {}).get(BLANK, 0),
        )
        for row in rows
    ]


def _votes(
    ballot: Ballot, row: Evaluation, votes: Mapping[str, int], regulation: Regulation, threshold: str
) -> tuple[Vote, ...]:
    stage, top = ballot.stage, top_choice(votes, ballot.stage)
    return tuple(
        Vote(
            label=choice_label(regulation, stage, choice, row.rule_subject),
            number=votes.get(choice, 0),
            share=percent_of(votes.get(choice, 0), ballot.body),
            is_top=choice == top,
            reaches=reaches(votes, choice, stage=stage, body=ballot.body, threshold=threshold),
        )
        for choice in CHOICES[stage]
    )


@dataclass(frozen=True)
class BallotVotes:
    """What a confirmed ballot says of one subject, for the summary of opinions and the order of candidates.

    ``level`` is "excellent" where more agreed than not in the second stage, else the level with the most votes of the
    first; empty where two have as many.
    """

    level: str
    votes: int
    body: int
    agreed: int | None
    """Votes for "xuất sắc"; None where there was no second stage."""
    unit: int
    """The organisation that voted."""


def votes_of(evaluations: Iterable[Evaluation]) -> dict[int, list[BallotVotes]]:
    """What confirmed ballots say of each subject, one entry for each unit that voted; two queries."""
    numbers = [row.pk for row in evaluations]
    links = Ballot.evaluations.through.objects.filter(
        evaluation__in=numbers, ballot__state=Ballot.State.CONFIRMED
    ).values_list("evaluation", "ballot")
    asked: dict[int, list[int]] = {}
    for evaluation, ballot in links:
        asked.setdefault(ballot, []).append(evaluation)
    counts = BallotCount.objects.filter(ballot__in=asked, place=1).select_related("ballot").order_by("ballot")
    found: dict[tuple[int, int], dict[str, tuple[Mapping[str, int], int]]] = {}
    for count in counts:
        for evaluation in asked[count.ballot_id]:
            stages = found.setdefault((evaluation, count.ballot.organisation_id), {})
            stages[count.ballot.stage] = (count.counts.get(str(evaluation), {}), count.ballot.body)
    result: dict[int, list[BallotVotes]] = {}
    for (evaluation, unit), stages in found.items():
        result.setdefault(evaluation, []).append(_said(stages, unit))
    return result


def _said(stages: Mapping[str, tuple[Mapping[str, int], int]], unit: int) -> BallotVotes:
    best, best_body = stages.get(EXCELLENT, ({}, 0))
    first, body = stages.get(LEVELS, ({}, best_body))
    agreed = best.get("agree", 0) if EXCELLENT in stages else None
    if agreed is not None and top_choice(best, EXCELLENT) == "agree":
        return BallotVotes(Level.EXCELLENT, agreed, best_body, agreed, unit)
    level = top_choice(first, LEVELS)
    return BallotVotes(level, first.get(level, 0), body, agreed, unit)


def reached_good(period: Period, unit: Organisation) -> dict[int, tuple[int, int]]:
    """Those for whom "hoàn thành tốt" had the most votes in the unit's first stage: votes and body by evaluation."""
    counts = BallotCount.objects.filter(
        place=1,
        ballot__period=period,
        ballot__organisation=unit,
        ballot__stage=Ballot.Stage.LEVELS,
        ballot__state=Ballot.State.CONFIRMED,
    ).select_related("ballot")
    return {
        int(number): (votes.get("good", 0), count.ballot.body)
        for count in counts
        for number, votes in count.counts.items()
        if top_choice(votes, LEVELS) == Level.GOOD
    }


def voted_on(period: Period, unit: Organisation, stage: str) -> dict[int, Ballot]:
    """The standing ballot of that stage by evaluation number."""
    ballots = Ballot.objects.filter(period=period, organisation=unit, stage=stage).exclude(state=Ballot.State.VOID)
    return {row.pk: ballot for ballot in ballots.prefetch_related("evaluations") for row in ballot.evaluations.all()}
