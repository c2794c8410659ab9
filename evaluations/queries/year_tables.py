"""The forms of a year, counted: tables, this year beside the last, the shares of "excellent", what has to balance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from cells.models import Organisation
from evaluations.models import CapMode, Evaluation, Level, Period
from evaluations.queries.cap import RATED, counting_of
from evaluations.queries.regulations import regulation_of
from evaluations.queries.year_conditions import MISSING, Trait, meets
from evaluations.queries.year_facts import Entry, YearFacts
from evaluations.rules.year_forms import TOTAL, Head, Layout, Scope, YearForm

Number = int | Decimal | None
HUNDREDTH = Decimal("0.01")
LINE_WORDS = {
    "total": "Tổng số",
    "rated": "Được đánh giá",
    "unrated": "Không hoặc chưa được đánh giá",
    "outstanding": "Tiêu biểu",
    "reviewed": "Đã kiểm điểm",
    "unreviewed": "Chưa kiểm điểm",
    "suggested": "Được gợi ý kiểm điểm",
}


def percent(part: int | None, whole: int | None) -> Decimal | None:
    """The share in percent, to two decimals, half up; None of nothing. The base is whoever was rated (Biểu 7A)."""
    if not whole or part is None:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(HUNDREDTH, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Row:
    """A counted line; what the records do not know is None."""

    key: str
    head: Head
    label: str
    numbers: Mapping[str, Number]
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A counted table."""

    layout: Layout
    columns: tuple[Head, ...]
    rows: tuple[Row, ...]
    total: Row | None

    @property
    def groups(self) -> list[tuple[str, list[Head]]]:
        """Neighbouring columns under their common head; "" for those that stand alone."""
        found: list[tuple[str, list[Head]]] = []
        for column in self.columns:
            if column.group and found and found[-1][0] == column.group:
                found[-1][1].append(column)
            else:
                found.append((column.group, [column]))
        return found

    @property
    def all_rows(self) -> tuple[Row, ...]:
        return (*self.rows, self.total) if self.total else self.rows


@dataclass(frozen=True, slots=True)
class Check:
    """A line that has to balance: a sentence for people, both sides as numbers, where the difference is listed."""

    key: str
    text: str
    left: int
    right: int
    at_most: bool = False
    """The left side need not equal the right, it must not be above it (the cap)."""
    list_key: str = ""
    """Among the lines of the comparison: who makes the difference."""
    parts: tuple[int, ...] = ()
    """What the left side adds up."""

    @property
    def difference(self) -> int:
        return self.left - self.right

    @property
    def balances(self) -> bool:
        return self.difference <= 0 if self.at_most else self.difference == 0


@dataclass(frozen=True, slots=True)
class Compared:
    """One number of this year beside that of the last."""

    key: str
    label: str
    this: int
    this_percent: Decimal | None
    last: int | None
    """None: there is no year before."""
    last_percent: Decimal | None
    where: tuple[str, ...] = ()

    @property
    def difference(self) -> int | None:
        return None if self.last is None else self.this - self.last

    @property
    def percent_difference(self) -> Decimal | None:
        if self.this_percent is None or self.last_percent is None:
            return None
        return self.this_percent - self.last_percent


@dataclass(frozen=True, slots=True)
class Comparison:
    """The lines of one scope."""

    scope: Scope
    lines: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class Ratio:
    """The share of "excellent" in a group, by the three denominators, with the most that each allows."""

    label: str
    excellent: int
    good: int
    rated: int
    shares: tuple[Decimal | None, ...]
    """Of "good", of "good" or better, of all rated."""
    most: tuple[int, ...]
    in_force: int
    """Which of the three holds here."""
    rate: int

    @property
    def over(self) -> int:
        return max(0, self.excellent - self.most[self.in_force])


class Tally:
    """How many subjects meet conditions; each combination is worked out once."""

    def __init__(self, facts: YearFacts) -> None:
        self.facts = facts
        self._known: dict[tuple[tuple[str, ...], int | None], int] = {}

    def of(self, where: Iterable[str], row: int | None = None) -> int:
        names = tuple(sorted(set(where)))
        if (names, row) not in self._known:
            counted: Counter[Trait] = self.facts.counted
            found = sum(
                number for trait, number in counted.items() if (row is None or trait.row == row) and meets(trait, names)
            )
            self._known[names, row] = found
        return self._known[names, row]

    def entries(self, where: Iterable[str], row: int | None = None) -> list[Entry]:
        """Those behind a number."""
        names = tuple(where)
        traits = {trait for trait in self.facts.counted if (row is None or trait.row == row) and meets(trait, names)}
        return [entry for entry in self.facts.entries if entry.trait in traits]


def counted_table(layout: Layout, tally: Tally, units: Sequence[tuple[int, str]]) -> Table:
    """The table with its numbers; ``units`` with their names are its lines where the layout names none."""
    heads = list(layout.rows)
    if layout.of_units:
        heads = [Head(str(pk), name) for pk, name in units]
    rows = [_row(head, layout, tally) for head in heads]
    if layout.of_units:
        rows = [row for row in rows if row.numbers[TOTAL]]
    kept = [row for row in rows if not row.head.is_optional or any(row.numbers.values())]
    if layout.columns and any(column.is_row_share for column in layout.columns):
        kept = _with_row_shares(layout, kept)
    total = _row(Head(TOTAL, "Tổng số", is_strong=True), layout, tally) if layout.has_total else None
    shown = [total] if total else kept
    columns = tuple(
        column for column in layout.columns if not column.is_optional or any(row.numbers[column.key] for row in shown)
    )
    return Table(layout, columns, tuple(kept), total)


def conditions_of(layout: Layout, row: Head, column: Head) -> tuple[str, ...] | None:
    """What is counted where they meet; None where nothing is."""
    if row.is_blank or not column.is_counted or (row.only and column.key not in row.only):
        return None
    return (*layout.where, *row.where, *column.where)


def _row(head: Head, layout: Layout, tally: Tally) -> Row:
    unit = int(head.key) if layout.of_units and head.key != TOTAL else None
    numbers: dict[str, Number] = {}
    for column in layout.columns:
        where = conditions_of(layout, head, column)
        numbers[column.key] = None if where is None else tally.of(where, unit)
    for column in layout.columns:
        if column.part and not head.is_blank:
            numbers[column.key] = percent(_whole(numbers[column.part]), _whole(numbers[column.of]))
    notes = {column.key: head.note for column in layout.columns if column.is_note}
    return Row(head.key, head, head.label, numbers, notes)


def _whole(number: Number) -> int | None:
    return int(number) if number is not None else None


def _with_row_shares(layout: Layout, rows: list[Row]) -> list[Row]:
    totals = {row.key: _whole(row.numbers[TOTAL]) for row in rows}
    share = next(column.key for column in layout.columns if column.is_row_share)
    found = []
    for row in rows:
        value = percent(totals[row.key], totals.get(row.head.of)) if row.head.of else None
        found.append(Row(row.key, row.head, row.label, {**row.numbers, share: value}, row.notes))
    return found


def comparison_of(scope: Scope, levels: Mapping[str, str], this: Tally, last: Tally | None) -> Comparison:
    """The totals of a scope, this year beside the last; shares are of the total, those of levels of the rated."""
    lines: list[tuple[str, tuple[str, ...], str]] = [("total", (), "")]
    if scope.lines:
        lines += [(name, (name,), "total") for name in scope.lines]
    else:
        lines += [("rated", ("rated",), "total"), ("unrated", ("unrated",), "total")]
        lines += [(level, (level,), "rated") for level in levels]
        lines.insert(4, ("outstanding", ("outstanding",), Level.EXCELLENT))
    found = []
    for key, where, base in lines:
        wanted, whole = (*scope.where, *where), (*scope.where, *((base,) if base not in ("", "total") else ()))
        now, then = this.of(wanted), last.of(wanted) if last else None
        found.append(
            Compared(
                key=key,
                label=levels.get(key) or LINE_WORDS[key],
                this=now,
                this_percent=percent(now, this.of(whole)) if base else None,
                last=then,
                last_percent=percent(then, last.of(whole)) if base and last else None,
                where=wanted,
            )
        )
    return Comparison(scope, tuple(found))


def checks_of(form: YearForm, tables: Sequence[Table], tally: Tally, groups: Iterable[Ratio]) -> list[Check]:
    """What has to balance, each line shown whether it does or not."""
    found: list[Check] = []
    for scope in form.scopes:
        found += _scope_checks(scope, tally)
    for table in tables:
        if table.total is not None:
            parts = tuple(_whole(row.numbers[TOTAL]) or 0 for row in table.rows)
            total = _whole(table.total.numbers[TOTAL]) or 0
            title = f"{form.scopes[0].label}, {table.layout.title[:1].lower()}{table.layout.title[1:]}"
            words = _sum_words(f"{title}: cộng các dòng", parts, "tổng số", total)
            found.append(Check(f"rows-{table.layout.key}", words, sum(parts), total, parts=parts))
    for ratio in groups:
        most = ratio.most[ratio.in_force]
        text = f"Nhóm {ratio.label}: xuất sắc {ratio.excellent}, nhiều nhất theo tỷ lệ {most}"
        found.append(Check(f"cap-{len(found)}", text, ratio.excellent, most, at_most=True))
    return found


def _sum_words(what: str, parts: Sequence[int], whole_words: str, whole: int) -> str:
    """As in "29 + 99 + 13 = 141, không phải 142"; a long row of parts is given as its sum."""
    total = sum(parts)
    shown = " + ".join(map(str, parts)) if 1 < len(parts) <= 6 else str(total)
    if total == whole:
        return f"{what} {shown} = {whole_words} {whole}"
    equals = f" = {total}" if shown != str(total) else ""
    return f"{what} {shown}{equals}, không phải {whole_words} {whole}"


def _scope_checks(scope: Scope, tally: Tally) -> list[Check]:
    def number(*where: str) -> int:
        return tally.of((*scope.where, *where))

    total, missing = number(), number(MISSING)
    key, label = scope.key, scope.label
    words = f"{label}: theo hồ sơ {total}, có phiếu đánh giá {total - missing}"
    if missing:
        words += f"; thiếu {missing} chưa có phiếu"
    found = [Check(f"records-{key}", words, total - missing, total, list_key=f"{key}-missing")]
    if scope.lines:
        parts = (number("reviewed"), number("unreviewed"))
        words = _sum_words(f"{label}: đã kiểm điểm và chưa kiểm điểm", parts, "số phải kiểm điểm", total)
        return [*found, Check(f"reviewed-{key}", words, sum(parts), total, list_key=f"{key}-missing", parts=parts)]
    rated, levels = number("rated"), tuple(number(level) for level in RATED)
    parts = (rated, number("unrated"))
    words = _sum_words(f"{label}: được đánh giá và không hoặc chưa được đánh giá", parts, "tổng số", total)
    found.append(Check(f"total-{key}", words, sum(parts), total, list_key=f"{key}-missing", parts=parts))
    words = _sum_words(f"{label}: bốn mức", levels, "số được đánh giá", rated)
    return [*found, Check(f"levels-{key}", words, sum(levels), rated, parts=levels)]


def ratios_of(period: Period, scope: Scope, facts: YearFacts) -> list[Ratio]:
    """The groups of the unit's own cap that have somebody of the scope, as decided; none where the text has no cap."""
    if regulation_of(period).cap is None:
        return []
    own = {group.pk: group for group in period.cap_groups.filter(is_removed=False)}
    levels: dict[tuple[int, str, int], list[str]] = {}
    for entry in facts.entries:
        if entry.period == period.pk and entry.trait.place in RATED and meets(entry.trait, scope.where):
            is_alone = period.pooling == Period.Pooling.CELL and entry.member is not None
            key = (entry.cap_group if entry.cap_group in own else 0, entry.trait.subject, entry.cell if is_alone else 0)
            levels.setdefault(key, []).append(entry.trait.place)
    cells = Organisation.objects.prefetch_related("periods").in_bulk({key[2] for key in levels if key[2]})
    found = []
    for (group, subject, cell), places in levels.items():
        label = own[group].name if group else str(Evaluation.Subject(subject).label)
        label += f", {cells[cell].label(facts.on)}" if cell else ""
        rate = own[group].rate if group else None
        found.append(_ratio(label, rate or period.cap_rate, places, period))
    return sorted(found, key=lambda ratio: ratio.label)


def _ratio(label: str, rate: int, places: Sequence[str], period: Period) -> Ratio:
    counted = counting_of(period)
    excellent, good = places.count(Level.EXCELLENT), places.count(Level.GOOD)
    bases = (good, good + excellent, len(places))
    return Ratio(
        label=label,
        excellent=excellent,
        good=good,
        rated=len(places),
        shares=tuple(percent(excellent, base) for base in bases),
        most=tuple(counted.result(rate, places, mode).most_excellent for mode in CapMode.values),
        in_force=CapMode.values.index(period.cap_mode),
        rate=rate,
    )


def units_of(facts: YearFacts, unit: Organisation) -> list[tuple[int, str]]:
    """The units directly below with their names of the day, in the order of the paper list; the unit itself last."""
    rows = Organisation.objects.filter(pk__in=facts.rows).prefetch_related("periods").order_by("order", "pk")
    named = [(row.pk, row.label(facts.on)) for row in rows if row.pk != unit.pk]
    own = [(unit.pk, f"Trực tiếp thuộc {unit.label(facts.on)}")] if unit.pk in facts.rows else []
    return named + own
