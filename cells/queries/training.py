"""Reads of classes, and whom the lines of a pasted list mean."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from cells.models import Candidate, Member, Membership, Organisation, TrainingClass, TrainingParticipant
from core.vietnamese import normalise, search_key

MOST_LINES = 500
_YEAR = re.compile(r"\b(19\d\d|20\d\d)\b")
_NUMBER_BEFORE = re.compile(r"^\s*\d{1,3}\s*[.)/\-\t ]\s*")
_TITLE = re.compile(r"^(đ/c|đồng chí|ông|bà)\b\.?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class NameLine:
    """A line of a pasted list and whom it means: one person, nobody, or several of that name."""

    text: str
    found: tuple[Member | Candidate, ...]

    @property
    def person(self) -> Member | Candidate | None:
        return self.found[0] if len(self.found) == 1 else None


def trainings_of(organisation: Organisation) -> QuerySet[TrainingClass]:
    """A committee's classes, the latest first, with ``people_count``."""
    there = Count("participants", filter=Q(participants__is_removed=False))
    return organisation.training_classes.annotate(people_count=there).order_by("-starts_on", "pk")


def participants_of(training: TrainingClass) -> QuerySet[TrainingParticipant]:
    """Who attended, by role and name, with the cells of that day (``current_memberships``)."""
    then = Membership.objects.in_force(training.starts_on).select_related("cell").prefetch_related("cell__periods")
    return (
        training.participants.filter(is_removed=False)
        .select_related("member", "candidate__cell")
        .prefetch_related(
            Prefetch("member__memberships", then, to_attr="current_memberships"), "candidate__cell__periods"
        )
        .order_by("role", "member__sort_key", "candidate__sort_key", "pk")
    )


def counts_by_role(training: TrainingClass) -> list[tuple[str, int]]:
    """How many attended in each role, the most first."""
    rows = training.participants.filter(is_removed=False).values_list("role").annotate(number=Count("pk"))
    return list(rows.order_by("-number", "role"))


def people_named(lines: Iterable[str], members: QuerySet[Member], candidates: QuerySet[Candidate]) -> list[NameLine]:
    """Whom each line means: a whole name, accents left aside where they are missing, with a year of birth if need be.

    "1. Đ/c Nguyễn Văn An (1960), Chi bộ thôn Tân Lập" is read as name and year. Accents decide where they tell apart.
    """
    parsed = [(line, *_name_and_year(line)) for line in lines if normalise(line)][:MOST_LINES]
    keys = {search_key(name) for _line, name, _year in parsed}
    known: dict[str, list[Any]] = {}
    for people in (members, candidates):
        for person in people.filter(search_key__in=keys).order_by("sort_key", "pk"):
            known.setdefault(person.search_key, []).append(person)
    return [
        NameLine(normalise(line), _meant(known.get(search_key(name), []), name, year)) for line, name, year in parsed
    ]


def _name_and_year(line: str) -> tuple[str, int | None]:
    year = _YEAR.search(line)
    head = re.split(r"[,;(\t–]| - ", _NUMBER_BEFORE.sub("", line.strip()))[0]
    name = _TITLE.sub("", normalise(_YEAR.sub("", head)))
    return name, int(year[1]) if year else None


def _meant(people: list[Any], name: str, year: int | None) -> tuple[Any, ...]:
    if year is not None:
        people = [person for person in people if person.birth_date and person.birth_date.year == year]
    exact = [person for person in people if person.full_name.casefold() == name.casefold()]
    return tuple(exact or people)
