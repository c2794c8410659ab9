"""Reads of people on the way into the Party: bodies that vote, doubts, who is due to become official."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from cells.models import Candidate, CandidateStep, Member, Membership, Office, Organisation, Seat, StatusPeriod
from cells.queries.people import statuses_on
from cells.queries.tree import superior_of
from cells.rules.candidates import (
    Stage,
    age_on,
    alert_step,
    latest_ceremony,
    probation_ends_on,
    rule,
    votes_needed,
)
from cells.rules.standings import may_vote
from core.periods import add_months, format_date
from core.vietnamese import search_key

COMMITTEE = (Office.SECRETARY, Office.DEPUTY_SECRETARY, Office.STANDING_MEMBER, Office.COMMITTEE_MEMBER)


@dataclass(frozen=True)
class VotingBody:
    """Who votes on a day: their number, and exempt members who enter it by coming."""

    size: int
    exempt: int = 0

    @property
    def needed(self) -> int:
        return votes_needed(self.size)


@dataclass(frozen=True)
class DueMember:
    """A probationary member and the day of becoming official; ``step``: the alert passed, 0 when the day is there."""

    member: Member
    cell: Organisation
    due_on: dt.date
    days: int
    step: int
    candidate: Candidate | None


def voting_body(cell: Organisation, on: dt.date) -> VotingBody:
    """The official members of the cell who may vote on that day, whether they come or not (Điều lệ Đ4.3)."""
    rows = Membership.objects.in_force(on).filter(cell=cell, kind=Membership.Kind.PERMANENT)
    members = list(rows.filter(member__official_on__lte=on).values_list("member", flat=True))
    statuses = statuses_on(members, on)
    standing = [statuses.get(member, "") for member in members]
    size = sum(may_vote(status, is_official=True, present=False) for status in standing)
    return VotingBody(size, standing.count(StatusPeriod.Status.EXEMPT))


def committee_body(cell: Organisation, on: dt.date) -> VotingBody:
    """The members of the committee above the cell on that day."""
    superior = superior_of(cell, on)
    seats = (
        Seat.objects.in_force(on).filter(organisation=superior, office__in=COMMITTEE)
        if superior
        else Seat.objects.none()
    )
    return VotingBody(seats.values("member").distinct().count())


def candidate_doubts(candidate: Candidate, on: dt.date) -> list[str]:
    """What does not agree with the texts and is only told: introducers, age, a late ceremony."""
    said = _introducer_doubts(candidate, on)
    if age_on(candidate.birth_date, on) > rule("oldest").value:
        said.append(_("Đã quá %(age)s tuổi (%(source)s).") % _words("oldest", "age"))
    decided = next((step for step in candidate.steps.all() if step.stage == Stage.DECIDED), None)
    held = next((step.on for step in candidate.steps.all() if step.stage == Stage.PROBATIONARY), None)
    if decided is not None and (held or on) > latest_ceremony(decided.on):
        said.append(
            _("Lễ kết nạp chậm: phải tổ chức trong %(days)s ngày làm việc, chậm nhất %(last)s (%(source)s).")
            % {**_words("ceremony_working_days", "days"), "last": format_date(latest_ceremony(decided.on))}
        )
    return said


def _introducer_doubts(candidate: Candidate, on: dt.date) -> list[str]:
    people = [person for person in (candidate.introducer, candidate.second_introducer) if person]
    known = len(people) + bool(candidate.introducing_union)
    said = []
    if known < rule("introducers").value or not people:
        said.append(
            _("Cần hai đảng viên chính thức giới thiệu, hoặc một đảng viên và Đoàn Thanh niên, Công đoàn (%(source)s).")
            % {"source": rule("introducers").source}
        )
    known_since = add_months(on, -12 * rule("known_years").value)
    said += [
        _("Đồng chí %(name)s giới thiệu chưa là đảng viên chính thức đủ một năm (%(source)s).")
        % {"name": person, "source": rule("known_years").source}
        for person in people
        if not person.is_official(known_since)
    ]
    return said


def _words(key: str, name: str) -> dict[str, object]:
    return {name: rule(key).value, "source": rule(key).source}


def with_steps(candidates: QuerySet[Candidate]) -> QuerySet[Candidate]:
    """Candidates with what a list or page of them shows."""
    return candidates.select_related("cell", "introducer", "second_introducer", "helper", "member").prefetch_related(
        "cell__periods", "steps"
    )


def find_candidates(candidates: QuerySet[Candidate], text: str) -> QuerySet[Candidate]:
    """Candidates whose name contains the words of ``text``, accents left aside."""
    for word in search_key(text).split():
        candidates = candidates.filter(search_key__contains=word)
    return candidates


def counts_by_stage(candidates: QuerySet[Candidate]) -> dict[str, int]:
    """How many stand at each stage."""
    rows = candidates.order_by().values_list("stage").annotate(Count("pk"))
    return dict(rows)


def due_rows(cells: Iterable[int], on: dt.date) -> Any:
    """Memberships of probationary members of these cells who are due within the first alert, or past it: soonest first.

    Also those without a record as a candidate. Whoever began very long ago is left out: there the official day is
    missing in the record (``official_day_missing``). Read them with ``due_members``.
    """
    latest = _began_by(on + dt.timedelta(days=max(rule("alert_days").value)))
    return (
        _probationary(cells, on)
        .filter(began__lte=latest, began__gt=_doubtful_before(on))
        .select_related("member__candidate", "cell")
        .prefetch_related("cell__periods")
        .order_by("began", "member__sort_key", "pk")
    )


def due_members(rows: Iterable[Any], on: dt.date) -> list[DueMember]:
    """What is shown of some of ``due_rows``."""
    found = []
    for row in rows:
        due_on = probation_ends_on(row.began)
        step = alert_step(due_on, on)
        assert step is not None
        candidate = getattr(row.member, "candidate", None)
        found.append(DueMember(row.member, row.cell, due_on, (due_on - on).days, step, candidate))
    return found


def _began_by(due_on: dt.date) -> dt.date:
    """The last day of beginning whose probation is over by ``due_on``: for 28/02 it may be 29/02 of the year before."""
    began = add_months(due_on, -rule("probation_months").value)
    following = began + dt.timedelta(days=1)
    return following if probation_ends_on(following) <= due_on else began


def official_day_missing(cells: Iterable[int], on: dt.date) -> int:
    """How many began so long ago, or at no known day, that their record rather lacks the official day."""
    long_ago = Q(began=None) | Q(began__lte=_doubtful_before(on))
    return int(_probationary(cells, on).filter(long_ago).count())


def _doubtful_before(on: dt.date) -> dt.date:
    return add_months(on, -rule("doubtful_after_months").value - rule("probation_months").value)


def _probationary(cells: Iterable[int], on: dt.date) -> Any:
    """Memberships of probationary members, with the day their probation ``began``."""
    return (
        Membership.objects.in_force(on)
        .filter(cell__in=cells, kind=Membership.Kind.PERMANENT, member__official_on=None)
        .annotate(began=Coalesce("member__admitted_on", "member__admission_decided_on"))
    )


def step_of(candidate: Candidate, stage: str) -> CandidateStep | None:
    """The step at which a candidate reached a stage."""
    return next((step for step in candidate.steps.all() if step.stage == stage), None)
