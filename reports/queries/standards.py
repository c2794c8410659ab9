"""What is asked of a figure in a year: by the texts, or by the nearest committee that set a target of its own.

The numbers of the texts and how well each is known are those of ``meetings/rules/conduct.json``. Where the text itself
was read, a committee may ask for more, never for less; where it leaves the number open, the committee's own stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from django.utils.translation import gettext as _

from cells.models import Organisation
from cells.queries.tree import lines_up
from core.numbers import format_number
from meetings.rules.conduct import Conduct, conduct_on, months_over
from meetings.rules.official import Source as Words
from reports.models import YearTarget

QUARTERS = 4
Comparison = YearTarget.Comparison


@dataclass(frozen=True)
class Asked:
    """How a figure is read from the rules: the number for a whole year, its source, how much of it is due by then."""

    source: str
    of_year: Callable[[Conduct], int]
    due: Callable[[int], tuple[int, int]]
    """The share of it, as a fraction, that is asked once so many months of the year are over."""
    is_over: Callable[[Conduct], bool] = lambda _conduct: False


ASKED = {
    "regular": Asked("regular_per_year", lambda rules: rules.regular_per_year, lambda months: (months, 12)),
    "thematic": Asked(
        "thematic_per_quarter",
        lambda rules: rules.thematic_per_quarter * QUARTERS,
        lambda months: (months // 3, QUARTERS),
    ),
    "attendance": Asked(
        "attendance_target",
        lambda rules: rules.attendance_target,
        lambda _months: (1, 1),
        lambda rules: rules.attendance_target_must_be_exceeded,
    ),
}
"""The figures of which the texts ask something; by their keys among the figures of the boards."""


@dataclass(frozen=True)
class Standard:
    """What is asked of one figure of one unit in one year, up to the day that is shown."""

    value: Decimal
    of_year: Decimal
    source: str
    is_over: bool = False
    """Whether exactly as much is too little ("trên 85 %")."""

    def is_missed(self, value: Decimal | None) -> bool:
        """Whether a figure is below it; one that is not known is not."""
        return value is not None and (value < self.value or (self.is_over and value == self.value))

    @property
    def words(self) -> str:
        """As in "12", "trên 85"."""
        number = format_number(self.value)
        return _("trên %(number)s") % {"number": number} if self.is_over else number


@dataclass(frozen=True)
class Standards:
    """What is asked of some units, as of a day; ``own`` are the targets of the nearest committee that set one."""

    until: dt.date
    own: Mapping[tuple[int, int, str], YearTarget]
    """By unit, year and figure."""

    def of(self, unit: int, key: str, year: int) -> Standard | None:
        """What is asked of a figure; None where nothing is."""
        asked = ASKED.get(key)
        if asked is None:
            return None
        usual = _by_the_texts(asked, year, self.until)
        target = self.own.get((unit, year, key))
        if target is None:
            return usual
        is_over = target.comparison == Comparison.OVER
        own = _standard(asked, target.threshold, target.document_number or _("chỉ tiêu của cấp ủy"), is_over, year,
                        self.until)  # fmt: skip
        is_fixed = _rules(year, self.until).sources[asked.source].mark == "read"
        return usual if is_fixed and (own.of_year, own.is_over) < (usual.of_year, usual.is_over) else own


def standards_of(units: Iterable[Organisation], years: Iterable[int], until: dt.date) -> Standards:
    """What is asked of these units in these years, in two queries: the place of each on the day, and the targets."""
    lines = lines_up([unit.pk for unit in units], until)
    rows = YearTarget.objects.filter(
        organisation__in={above for line in lines.values() for above in line}, year__in=list(years),
        figure__in=list(ASKED), comparison__in=[Comparison.OVER, Comparison.AT_LEAST], removed_at=None,
    )  # fmt: skip
    targets = {(row.organisation_id, row.year, row.figure): row for row in rows}
    own: dict[tuple[int, int, str], YearTarget] = {}
    for unit, line in lines.items():
        for above in reversed(line):
            own |= {(unit, year, key): row for (of, year, key), row in targets.items() if of == above}
    return Standards(until, own)


def text_above(target: YearTarget, until: dt.date) -> Standard | None:
    """What the text itself asks, where a target asks for less and so does not take its place."""
    found = standards_of([target.organisation], [target.year], until).of(
        target.organisation_id, target.figure, target.year
    )
    is_lower = target.comparison in (Comparison.OVER, Comparison.AT_LEAST)
    return found if found and is_lower and found.of_year > target.threshold else None


def _rules(year: int, until: dt.date) -> Conduct:
    return conduct_on(min(until, dt.date(year, 12, 31)))


def _by_the_texts(asked: Asked, year: int, until: dt.date) -> Standard:
    rules = _rules(year, until)
    source = rules.sources[asked.source]
    words = Words(source.text, source.mark).words
    return _standard(asked, Decimal(asked.of_year(rules)), words, asked.is_over(rules), year, until)


def _standard(asked: Asked, of_year: Decimal, source: str, is_over: bool, year: int, until: dt.date) -> Standard:
    part, whole = asked.due(months_over(year, until))
    value = (of_year * part / whole).quantize(Decimal("0.1"), ROUND_DOWN)
    return Standard(value, of_year, source, is_over)
