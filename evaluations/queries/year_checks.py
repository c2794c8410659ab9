"""Beside the tables of a year: this year beside the last, the shares of "excellent", what has to balance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cells.models import Organisation
from core.templatetags.vn import vn_number
from evaluations.models import CapGroup, CapMode, Evaluation, Level, Period
from evaluations.queries.cap import RATED, Counting
from evaluations.queries.year_conditions import MISSING, meets
from evaluations.queries.year_facts import YearFacts
from evaluations.queries.year_tables import Number, Table, Tally, percent, whole_number
from evaluations.rules.year_forms import TOTAL, Scope, YearForm

READINGS = "ABC"
"""The three denominators of the cap, in the order of ``CapMode``."""


LINE_WORDS = {
    "total": "Tổng số",
    "rated": "Được đánh giá",
    "unrated": "Không hoặc chưa được đánh giá",
    "outstanding": "Tiêu biểu",
    "reviewed": "Đã kiểm điểm",
    "unreviewed": "Chưa kiểm điểm",
    "suggested": "Được gợi ý kiểm điểm",
}


def signed(number: Number) -> str:
    """As in "+3", "−1,25", "0"; empty for none."""
    if number is None:
        return ""
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return sign + vn_number(abs(number))


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
    part_wheres: tuple[tuple[str, ...], ...] = ()
    whole_where: tuple[str, ...] = ()
    """What is counted in each part, and in the right side, by the names of conditions."""
    table_key: str = ""
    """The table whose lines are added up."""

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
    base: str = ""
    """The line that is its 100 %."""
    last_label: str = ""
    """What the regulation of the last year called it, where that was something else."""

    @property
    def words(self) -> str:
        """As in "Hoàn thành xuất sắc nhiệm vụ (năm trước: Trong sạch, vững mạnh)"."""
        return f"{self.label} (năm trước: {self.last_label})" if self.last_label else self.label

    @property
    def difference(self) -> int | None:
        return None if self.last is None else self.this - self.last

    @property
    def percent_difference(self) -> Decimal | None:
        """In points of percent."""
        if self.this_percent is None or self.last_percent is None:
            return None
        return self.this_percent - self.last_percent

    @property
    def difference_words(self) -> str:
        return signed(self.difference)

    @property
    def percent_difference_words(self) -> str:
        return signed(self.percent_difference)


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

    @property
    def letter(self) -> str:
        """A, B or C: the reading in force."""
        return READINGS[self.in_force]

    @property
    def readings(self) -> list[tuple[str, Decimal | None, int]]:
        """Each reading: its letter, the share, the most that it allows."""
        return list(zip(READINGS, self.shares, self.most, strict=True))


def comparison_of(
    scope: Scope,
    levels: Mapping[str, str],
    this: Tally,
    last: Tally | None,
    last_levels: Mapping[str, str] | None = None,
) -> Comparison:
    """The totals of a scope, this year beside the last; shares are of the total, those of levels of the rated.

    ``levels`` and ``last_levels`` are the words of either year.
    """
    before = last_levels or {}
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
                base=base,
                last_label=before[key] if before.get(key, levels.get(key)) != levels.get(key) else "",
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
            parts = tuple(whole_number(row.numbers[TOTAL]) or 0 for row in table.rows)
            total = whole_number(table.total.numbers[TOTAL]) or 0
            title = f"{form.scopes[0].label}, {table.layout.title[:1].lower()}{table.layout.title[1:]}"
            words = _sum_words(f"{title}: cộng các dòng", parts, "tổng số", total)
            key = table.layout.key
            found.append(Check(f"rows-{key}", words, sum(parts), total, parts=parts, table_key=key))
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
    total, missing = tally.of(scope.where), tally.of((*scope.where, MISSING))
    words = f"{scope.label}: theo hồ sơ {total}, có phiếu đánh giá {total - missing}"
    if missing:
        words += f"; thiếu {missing} chưa có phiếu"
    found = [Check(f"records-{scope.key}", words, total - missing, total, list_key=f"{scope.key}-missing")]
    if scope.lines:
        names, what = ("reviewed", "unreviewed"), f"{scope.label}: đã kiểm điểm và chưa kiểm điểm"
        return [*found, _adding_up("reviewed", scope, tally, names, what, "số phải kiểm điểm")]
    what = f"{scope.label}: được đánh giá và không hoặc chưa được đánh giá"
    found.append(_adding_up("total", scope, tally, ("rated", "unrated"), what, "tổng số"))
    levels = _adding_up("levels", scope, tally, RATED, f"{scope.label}: bốn mức", "số được đánh giá", of="rated")
    return [*found, levels]


def _adding_up(
    key: str, scope: Scope, tally: Tally, names: Sequence[str], what: str, whole_words: str, of: str = ""
) -> Check:
    """Whether parts come to the whole: the scope, or those of it that meet ``of``."""
    wheres = tuple((*scope.where, name) for name in names)
    whole_where = (*scope.where, of) if of else scope.where
    parts, whole = tuple(tally.of(where) for where in wheres), tally.of(whole_where)
    return Check(
        f"{key}-{scope.key}",
        _sum_words(what, parts, whole_words, whole),
        sum(parts),
        whole,
        list_key="" if of else f"{scope.key}-missing",
        parts=parts,
        part_wheres=wheres,
        whole_where=whole_where,
    )


def ratios_of(
    period: Period, scope: Scope, facts: YearFacts, own: Mapping[int, CapGroup], counting: Counting
) -> list[Ratio]:
    """The groups of the unit's own cap that have somebody of the scope, as decided."""
    levels: dict[tuple[int, str, int], list[str]] = {}
    for entry in facts.entries:
        if entry.period == period.pk and entry.trait.place in RATED and meets(entry.trait, scope.where):
            is_alone = period.pooling == Period.Pooling.CELL and entry.member is not None
            group = entry.cap_group if entry.cap_group in own else None
            key = (group or 0, entry.trait.subject, entry.cell if is_alone else 0)
            levels.setdefault(key, []).append(entry.trait.place)
    alone = {key[2] for key in levels if key[2]}
    cells = Organisation.objects.prefetch_related("periods").in_bulk(alone) if alone else {}
    found = []
    for (group, subject, cell), places in levels.items():
        label = own[group].name if group else str(Evaluation.Subject(subject).label)
        label += f", {cells[cell].label(facts.on)}" if cell else ""
        rate = own[group].rate if group else None
        found.append(_ratio(label, rate or period.cap_rate, places, counting))
    return sorted(found, key=lambda ratio: ratio.label)


def _ratio(label: str, rate: int, places: Sequence[str], counted: Counting) -> Ratio:
    excellent, good = places.count(Level.EXCELLENT), places.count(Level.GOOD)
    bases = (good, good + excellent, len(places))
    return Ratio(
        label=label,
        excellent=excellent,
        good=good,
        rated=len(places),
        shares=tuple(percent(excellent, base) for base in bases),
        most=tuple(counted.result(rate, places, mode).most_excellent for mode in CapMode.values),
        in_force=CapMode.values.index(counted.mode),
        rate=rate,
    )
