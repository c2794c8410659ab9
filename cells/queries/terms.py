"""Reads of terms: the one a unit is in, and those that end soon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from cells.models import Organisation, Term
from cells.rules.statute import term_alert_days


def term_on(organisation: Organisation, on: dt.date) -> Term | None:
    """The latest term begun by that day, unless it was ended before; one that ran out without an end is still it."""
    term = Term.objects.filter(organisation=organisation, valid_from__lte=on).order_by("-valid_from").first()
    return term if term is not None and (term.ended_on is None or term.ended_on >= on) else None


def terms_ending(units: Iterable[int] | QuerySet[Organisation], day: dt.date) -> QuerySet[Term]:
    """Terms of units at work that end within the first alert, or ran out without a congress; the first end first.

    A term that another follows is left out.
    """
    within = day + dt.timedelta(days=term_alert_days()[0])
    followed = Term.objects.filter(organisation=OuterRef("organisation"), valid_from__gt=OuterRef("valid_from"))
    return (
        Term.objects.filter(
            organisation__in=units, organisation__ended_on__isnull=True, ended_on__isnull=True, valid_from__lte=day
        )
        .annotate(end=Coalesce(F("extended_to"), F("planned_end")))
        .filter(~Exists(followed), end__lte=within)
        .select_related("organisation")
        .prefetch_related("organisation__periods")
        .order_by("end", "organisation__order", "organisation_id")
    )


def term_ends(units: Iterable[int] | QuerySet[Organisation], day: dt.date) -> QuerySet[Term, dt.date]:
    """The days on which those terms end, the first one first, in one question."""
    ends = Coalesce(F("extended_to"), F("planned_end"))
    return terms_ending(units, day).annotate(last=ends).order_by("last").values_list("last", flat=True)
