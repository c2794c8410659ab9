"""One form of a year, whole: its tables counted, compared, checked, with the names of its head and its foot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import override

from cells.models import Office, Organisation, Seat
from cells.queries import superior_of
from core.periods import today
from evaluations.models import CapGroup, CollectiveSeat, Period
from evaluations.queries.cap import Counting, counting_of
from evaluations.queries.collectives import in_force
from evaluations.queries.regulations import documents_of_year, regulation_of
from evaluations.queries.results import closed_on, last_change_on
from evaluations.queries.signing import SIGN
from evaluations.queries.year_checks import Check, Comparison, Ratio, checks_of, comparison_of, ratios_of
from evaluations.queries.year_facts import YearFacts, year_facts
from evaluations.queries.year_remarks import remarks_of
from evaluations.queries.year_tables import Table, Tally, counted_table, units_of
from evaluations.rules.regulation import Regulation, regulation_for_year
from evaluations.rules.year_forms import PERSON_WORDS, UNIT_WORDS, Words, YearForm, board_of, forms_of
from meetings.queries.official import kind_on
from meetings.rules.official import body_of, issuer_name

HEAD_OF_BOARD = Q(title__istartswith="trưởng ban")
BOARD_NAMES = Q(collective__name__icontains="ban tổ chức") | Q(collective__name__icontains="xây dựng đảng")


@dataclass(frozen=True)
class Signers:
    """Who signs a form of that day; a name that the records do not know is empty."""

    board: str
    """The board of the committee; empty where it has none, and the committee signs."""
    maker: str
    makers: int
    """How many officers of the board there are: with one only the name is known."""
    head: str
    office: str
    behalf: str


@dataclass(frozen=True)
class YearPaper:
    """Everything that the page, the paper and the workbook of one form show."""

    form: YearForm
    period: Period
    unit: str
    issuer: str
    superior: str
    place_name: str
    day: dt.date
    """Of the paper."""
    on: dt.date
    """Up to which the records count."""
    as_of: dt.date | None
    is_final: bool
    bases: str
    levels: Mapping[str, str]
    """The four levels in the words of the year, as organisations bear them."""
    signers: Signers
    tables: tuple[Table, ...]
    comparisons: tuple[Comparison, ...]
    ratios: tuple[Ratio, ...]
    checks: tuple[Check, ...]
    remarks: tuple[str, ...]
    """Below the tables: why some are not evaluated, what is left to be filled in by hand."""
    last_year: int | None
    last_period: Period | None
    is_demonstration: bool
    facts: YearFacts = field(repr=False)
    last_facts: YearFacts | None = field(repr=False)

    @property
    def unbalanced(self) -> list[Check]:
        return [check for check in self.checks if not check.balances]


@dataclass(frozen=True)
class YearNumbers:
    """The facts of a year and of the one before, read once for all its forms."""

    period: Period
    as_of: dt.date | None
    facts: YearFacts
    last_facts: YearFacts | None
    last_period: Period | None
    forms: Mapping[str, YearForm]
    groups: Mapping[int, CapGroup]
    """The groups of the cap that the committee made."""
    levels: Mapping[str, Mapping[str, str]]
    """The four levels in the words of the year, for organisations and for people."""
    last_levels: Mapping[str, Mapping[str, str]]
    """The same in the words of the year before; empty where there is none."""
    counting: Counting | None
    """How the cap is counted; None where the text of the year has none."""
    tally: Tally
    last_tally: Tally | None

    def ratios(self, form: YearForm) -> tuple[Ratio, ...]:
        """The shares of "excellent" in the unit's own groups, for forms about those who are rated."""
        counting = self.counting
        if counting is None:
            return ()
        scopes = [scope for scope in form.scopes if not scope.lines]
        found = [ratios_of(self.period, scope, self.facts, self.groups, counting) for scope in scopes]
        return tuple(ratio for ratios in found for ratio in ratios)

    def checks(self, key: str) -> tuple[Check, ...]:
        """What has to balance in one form, but for the lines of its tables, which the form itself adds up."""
        form = self.forms[key]
        return tuple(checks_of(form, (), self.tally, self.ratios(form)))


def level_words(period: Period) -> dict[str, dict[str, str]]:
    """The four levels in the words of the year's regulation, for organisations and for people."""
    return _words_of(regulation_of(period))


def _words_of(regulation: Regulation) -> dict[str, dict[str, str]]:
    levels = regulation.levels
    with override("vi"):
        return {
            UNIT_WORDS: {level.key: level.name for level in levels},
            PERSON_WORDS: {level.key: level.person or level.name for level in levels},
        }


def year_numbers(period: Period, as_of: dt.date | None = None, *, with_last: bool = True) -> YearNumbers:
    """What the forms of the year count, in a fixed number of questions. The period has its organisation at hand."""
    unit = period.organisation
    facts = year_facts(unit, period.year, reference=period.reference_date, own=period, as_of=as_of)
    last_period, last_facts = _last_year(period, as_of) if with_last else (None, None)
    levels, has_cap = level_words(period), regulation_of(period).cap is not None
    units, people = levels[UNIT_WORDS], levels[PERSON_WORDS]
    words = Words(period.year, facts.on, units, people, has_cap=has_cap, has_below=facts.has_below)
    return YearNumbers(
        period=period,
        as_of=as_of,
        facts=facts,
        last_facts=last_facts,
        last_period=last_period,
        forms=forms_of(words),
        groups={group.pk: group for group in period.cap_groups.filter(is_removed=False)},
        levels=levels,
        last_levels=_last_words(period.year - 1, last_period) if last_facts else {},
        counting=counting_of(period) if has_cap else None,
        tally=Tally(facts),
        last_tally=Tally(last_facts) if last_facts else None,
    )


def _last_words(year: int, period: Period | None) -> dict[str, dict[str, str]]:
    """Of the unit's own year before, or of the regulation of that year where only others had one."""
    return level_words(period) if period else _words_of(regulation_for_year(year))


def _last_year(period: Period, as_of: dt.date | None) -> tuple[Period | None, YearFacts | None]:
    """The year before: of the unit itself, or of those it followed; None where nobody was evaluated."""
    year = period.year - 1
    before = Period.objects.filter(year=year, quarter=None).select_related("organisation")
    own = next((row for row in before.filter(organisation=period.organisation_id)), None)
    if own is None and not before.exists():
        return None, None
    reference = own.reference_date if own else dt.date(year, 12, 31)
    found = year_facts(period.organisation, year, reference=reference, as_of=as_of, with_missing=False)
    return own, found if found.entries else None


def year_paper(numbers: YearNumbers, key: str) -> YearPaper:
    """One form. KeyError: the year has no such form."""
    form, period, facts = numbers.forms[key], numbers.period, numbers.facts
    unit, on = period.organisation, facts.on
    tally, last, levels, before = numbers.tally, numbers.last_tally, numbers.levels, numbers.last_levels
    units = units_of(facts, unit) if any(layout.of_units for layout in form.tables) else []
    tables = tuple(counted_table(layout, tally, units) for layout in form.tables)
    ratios = numbers.ratios(form)
    day = last_change_on(period, numbers.as_of) or numbers.as_of or today()
    superior, place = superior_of(unit, day), unit.period(day)
    return YearPaper(
        form=form,
        period=period,
        unit=unit.label(day),
        issuer=issuer_name(unit.label(day), kind_on(unit, day)),
        superior=issuer_name(superior.label(day), kind_on(superior, day)) if superior else "",
        place_name=place.place_name if place else "",
        day=day,
        on=on,
        as_of=numbers.as_of,
        is_final=closed_on(period, numbers.as_of) is not None,
        bases=documents_of_year(period.year),
        levels=levels[UNIT_WORDS],
        signers=signers_of(unit, day, form.signed),
        tables=tables,
        comparisons=tuple(
            comparison_of(scope, levels[scope.words], tally, last, before.get(scope.words)) for scope in form.scopes
        ),
        ratios=ratios,
        checks=tuple(checks_of(form, tables, tally, ratios)),
        remarks=remarks_of(form, tables, tally),
        last_year=period.year - 1 if last else None,
        last_period=numbers.last_period,
        is_demonstration=unit.is_demonstration,
        facts=facts,
        last_facts=numbers.last_facts,
    )


def signers_of(unit: Organisation, day: dt.date, signed: str) -> Signers:
    """Who makes and signs a form of a committee on a day: from the posts, and from who heads its board."""
    kind = kind_on(unit, day)
    seats = list(Seat.objects.in_force(day).filter(organisation=unit).select_related("member").ranked())
    officers = [seat.member.full_name for seat in seats if seat.office == Office.ORGANISATION_OFFICER]
    leader = next((seat for seat in seats if seat.office in SIGN), None)
    board = board_of(kind) if signed == "board" else ""
    head, office = "", "Bí thư"
    if board:
        places = CollectiveSeat.objects.filter(in_force(day), in_force(day, "collective__"), BOARD_NAMES, HEAD_OF_BOARD)
        found = places.filter(collective__organisation=unit, is_head=True).select_related("member").first()
        head, office = (found.member.full_name if found else ""), "Trưởng ban"
    elif leader is not None:
        head, office = leader.member.full_name, str(Office(leader.office).label)
    return Signers(
        board=board,
        maker=officers[0] if len(officers) == 1 else "",
        makers=len(officers),
        head=head,
        office=office,
        behalf="" if board else body_of(kind).behalf[0],
    )
