"""What committees chose about papers, and which numbers of documents are given."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from cells.models import Organisation, Term
from cells.queries import line_up
from meetings.models import ConductSetting, PartyDocument
from meetings.rules.official import body_of, settings


@dataclass(frozen=True)
class Choices:
    """What holds for the papers of one organisation on a day."""

    number_restart: int
    minutes_number: int
    duplex: int
    line_pt: int
    header_pt: int
    recipients_mark: int

    @property
    def layout(self) -> dict[str, float]:
        """The measures that differ from those of the layout's data (``core.pdf.Layout``)."""
        return {
            "line_pt": self.line_pt,
            "superior_pt": self.header_pt,
            "issuer_pt": self.header_pt,
            "duplex": self.duplex,
        }


def choices_for(organisation: Organisation, on: dt.date) -> Choices:
    """The nearest committee's choices in force on that day: the own, then those of the superiors, then the default."""
    units = line_up(organisation, on)
    rows = ConductSetting.objects.filter(organisation__in=units, key__in=settings(), valid_from__lte=on)
    latest = {(row.organisation_id, row.key): row.value for row in rows.order_by("valid_from", "pk")}
    found = {key: setting.default for key, setting in settings().items()}
    for unit in reversed(units):
        found |= {key: latest[unit, key] for key in found if (unit, key) in latest}
    return Choices(**found)


def body_symbol(organisation: Organisation, on: dt.date) -> str:
    """``CB``, ``ĐU`` …: by what the organisation was on that day."""
    return body_of(kind_on(organisation, on)).symbol


def kind_on(organisation: Organisation, on: dt.date) -> str:
    period = organisation.period(on)
    return period.kind if period else ""


def issued(documents: QuerySet[PartyDocument]) -> QuerySet[PartyDocument]:
    """Those that were signed; the others are still being written."""
    return documents.filter(signed_on__isnull=False)


def highest_number(organisation: Organisation, kind: str, *, term: Term | None, in_all_terms: bool) -> int:
    """The highest number that a document of that kind bears, in a term or ever."""
    rows = PartyDocument.objects.filter(organisation=organisation, kind=kind)
    if not in_all_terms:
        rows = rows.filter(term=term)
    return rows.aggregate(highest=Max("number"))["highest"] or 0


def missing_numbers(numbers: list[int]) -> list[str]:
    """The numbers below the highest that no document bears, as ``3``, ``7–9``: gaps that the register shows."""
    gaps: list[str] = []
    expected = 1
    for number in sorted(set(numbers)):
        if number > expected:
            gaps.append(str(expected) if number - 1 == expected else f"{expected}–{number - 1}")
        expected = number + 1
    return gaps
