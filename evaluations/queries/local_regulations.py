"""Which regulation a committee evaluates a year by: the central one, and what each committee above settled of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cells.models import Organisation
from cells.queries import line_up
from core.errors import DomainError
from core.periods import today
from evaluations.models import LocalRegulation
from evaluations.queries.regulations import regulation_for
from evaluations.rules.derived import derive
from evaluations.rules.regulation import Regulation, load_regulation, read_regulation
from evaluations.rules.shapes import RegulationFault

Data = dict[str, Any]
State = LocalRegulation.State


@dataclass(frozen=True)
class InForce:
    """The regulation of a year for one committee: complete, with the committees' own ones it was derived through."""

    base: Regulation
    data: Data = field(repr=False)
    sha256: str
    steps: tuple[LocalRegulation, ...] = ()
    """The committees' own ones, from the highest level down."""

    @property
    def local(self) -> LocalRegulation | None:
        """The one of the lowest level, if there is any."""
        return self.steps[-1] if self.steps else None

    @property
    def regulation(self) -> Regulation:
        """It, ready for the engine."""
        return read_regulation(self.data, self.sha256) if self.steps else self.base

    @property
    def title(self) -> str:
        return self.local.title if self.local else self.base.title


def regulation_in_force(committee: Organisation, year: int) -> InForce:
    """What ``year`` is evaluated by under a committee: the central file, and what each level above it and it settled.

    A province settles, a commune settles what is still open. Raises DomainError for a year without a regulation, and
    where a committee's own one no longer fits what a committee above it has settled since.
    """
    return _combined(regulation_for(year), _issued_for(committee, year))


def parent_data(regulation: LocalRegulation) -> Data:
    """The data that a committee's own regulation settles further, as it stands for its first year.

    Raises DomainError.
    """
    base = load_regulation(regulation.base_key)
    above = _issued_for(regulation.organisation, regulation.first_year)
    return _combined(base, [row for row in above if row.organisation_id != regulation.organisation_id]).data


def complete_own(regulation: LocalRegulation) -> Data:
    """What the committee settles, with its title and, once issued, its document."""
    own = {**regulation.own, "title": regulation.title}
    if regulation.document and regulation.document_on:
        own["document"] = {
            "number": regulation.document,
            "date": regulation.document_on.isoformat(),
            "issuer": str(regulation.organisation),
        }
    return own


def derived_data(regulation: LocalRegulation, parent: Data | None = None) -> Data:
    """The complete data of a committee's own regulation. Raises RegulationFault with a sentence for each fault."""
    parent = parent_data(regulation) if parent is None else parent
    return derive(parent, complete_own(regulation), key_of(regulation))


def faults_of(regulation: LocalRegulation) -> list[str]:
    """What keeps a draft from being issued, in sentences; empty when it is in order."""
    try:
        derived_data(regulation)
    except DomainError as error:
        return [str(error), *error.details]
    return []


def key_of(regulation: LocalRegulation) -> str:
    """The name of a committee's own regulation among the regulations."""
    return f"{regulation.base_key}+{regulation.pk}"


def issued_in(committee: int, first_year: int, last_year: int | None) -> QuerySet[LocalRegulation]:
    """The approved regulations of a committee that apply to any of those years."""
    rows = LocalRegulation.objects.filter(organisation=committee, state=State.APPROVED)
    rows = rows.filter(Q(last_year__isnull=True) | Q(last_year__gte=first_year))
    return rows if last_year is None else rows.filter(first_year__lte=last_year)


def issued_above(committee: Organisation) -> list[LocalRegulation]:
    """What the committee and those above it have in force, the newest first: what a year opened today may be under."""
    rows = LocalRegulation.objects.filter(organisation__in=line_up(committee, today()), state=State.APPROVED)
    return list(rows.select_related("organisation").prefetch_related("organisation__periods"))


def canonical_sha256(data: Mapping[str, Any]) -> str:
    """The SHA-256 of the data written as canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _issued_for(committee: Organisation, year: int) -> list[LocalRegulation]:
    """What the committee and those above it issued for the year, from the top down; one for each of them."""
    line = line_up(committee, min(dt.date(year, 12, 31), today())) or [committee.pk]
    places = {number: place for place, number in enumerate(line)}
    rows = LocalRegulation.objects.filter(
        Q(last_year__isnull=True) | Q(last_year__gte=year),
        organisation__in=line,
        state=State.APPROVED,
        first_year__lte=year,
        base_key=regulation_for(year).key,
    )
    rows = rows.select_related("organisation").prefetch_related("organisation__periods")
    newest = {row.organisation_id: row for row in rows.order_by("approved_at", "pk")}
    return sorted(newest.values(), key=lambda row: -places[row.organisation_id])


def _combined(base: Regulation, steps: Iterable[LocalRegulation]) -> InForce:
    steps = tuple(steps)
    data: Data = dict(base.data)
    for row in steps:
        try:
            data = derived_data(row, data)
        except RegulationFault as error:
            raise DomainError(
                _(
                    "Quy định “%(title)s” của %(unit)s không còn khớp với quy định của cấp trên; hãy lập và ban hành "
                    "bản mới của cấp ủy này."
                )
                % {"title": row.title, "unit": row.organisation},
                details=[str(error), *error.details],
            ) from error
    return InForce(base, data, canonical_sha256(data) if steps else base.sha256, steps)
