"""Charts as places of lines, bars and words: the templates under ``ui/charts/`` draw them as SVG.

No script, the same on the screen and in a PDF, and readable in black and white: every series differs by its dashes,
its mark or its pattern, and each value stands beside its mark. Lengths are units of the drawing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

Value = Decimal | int | None
LEFT, RIGHT, TOP, BOTTOM = 46, 584, 26, 210
"""The field of a drawing 600 wide and 250 high."""
MARKS = ("circle", "square", "diamond")
PATTERNS = ("solid", "stripes", "dots", "blank")


@dataclass(frozen=True)
class Dot:
    """A value of a line, with the words beside it; ``label_y`` keeps two lines' words apart."""

    x: int
    y: int
    label: str
    value: Decimal
    label_y: int

    @property
    def diamond(self) -> str:
        x, y = self.x, self.y
        return f"{x},{y - 7} {x + 7},{y} {x},{y + 7} {x - 7},{y}"


@dataclass(frozen=True)
class Line:
    """One series: runs of points without a gap, and the dots on them."""

    name: str
    mark: str
    runs: tuple[str, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Tick:
    """A place on an axis with its words."""

    place: int
    label: str


@dataclass(frozen=True)
class LineChart:
    """Some series over the same steps of time. ``breaks`` are upright lines with a word: something changed there."""

    lines: tuple[Line, ...]
    steps: tuple[Tick, ...]
    scale: tuple[Tick, ...]
    threshold: Tick | None
    breaks: tuple[Tick, ...]
    table: tuple[tuple[str, tuple[str, ...]], ...]
    """The same as rows: the step, and each line's value in words ("" where there is none)."""
    title: str
    description: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known of any step: an empty field says less than a sentence."""
        return not any(line.dots for line in self.lines)


def line_chart(
    title: str,
    steps: Sequence[str],
    series: Sequence[tuple[str, Sequence[Value]]],
    *,
    most: int = 100,
    unit: str = "",
    threshold: tuple[str, Decimal | int] | None = None,
    breaks: Sequence[tuple[int, str]] = (),
) -> LineChart:
    """Lines from 0 to ``most`` (or the largest value). A break stands before the step of its number."""
    values = [value for _name, row in series for value in row if value is not None]
    top = max([Decimal(most), *(Decimal(value) for value in values)])
    width = Decimal(RIGHT - LEFT) / max(len(steps), 1)

    def across(step: int) -> int:
        return _whole(LEFT + width * step + width / 2)

    def up(value: Decimal | int) -> int:
        return _whole(BOTTOM - Decimal(value) / top * (BOTTOM - TOP))

    lines = []
    for number, (name, row) in enumerate(series):
        others = [other for place, (_name, other) in enumerate(series) if place != number]
        dots = [
            Dot(across(step), up(value), _words(value, unit), Decimal(value), up(value) + _beside(value, step, others))
            for step, value in enumerate(row)
            if value is not None
        ]
        lines.append(Line(name, MARKS[number % len(MARKS)], _runs(row, across, up), tuple(dots)))
    return LineChart(
        lines=tuple(lines),
        steps=tuple(Tick(across(step), words) for step, words in enumerate(steps)),
        scale=tuple(Tick(up(top * part / 4), _words(top * part / 4, unit)) for part in range(5)),
        threshold=Tick(up(threshold[1]), threshold[0]) if threshold else None,
        breaks=tuple(Tick(_whole(LEFT + width * step), words) for step, words in breaks),
        table=tuple(
            (words, tuple("" if row[step] is None else _words(row[step] or 0, unit) for _name, row in series))
            for step, words in enumerate(steps)
        ),
        title=title,
        description=described(steps, series, unit),
    )


def described(steps: Sequence[str], series: Sequence[tuple[str, Sequence[Value]]], unit: str) -> str:
    """The whole drawing in words, for who does not see it."""
    rows = []
    for name, values in series:
        said = ", ".join(
            f"{step}: {_words(value, unit) if value is not None else _('chưa có')}"
            for step, value in zip(steps, values, strict=True)
        )
        rows.append(f"{name}: {said}" if name else said)
    return ". ".join(rows)


def _beside(value: Decimal | int, step: int, others: Sequence[Sequence[Value]]) -> int:
    """Words stand above their dot; below it where another line runs above."""
    above = [row[step] for row in others if row[step] is not None]
    return 22 if any(Decimal(other or 0) > Decimal(value) for other in above) else -12


def _runs(row: Sequence[Value], across: Callable[[int], int], up: Callable[[Decimal | int], int]) -> tuple[str, ...]:
    found: list[list[str]] = [[]]
    for step, value in enumerate(row):
        if value is None:
            found.append([])
        else:
            found[-1].append(f"{across(step)},{up(value)}")
    return tuple(" ".join(run) for run in found if len(run) > 1)


@dataclass(frozen=True)
class Part:
    """One part of a stacked bar, with its number where it has room."""

    x: int
    width: int
    pattern: str
    name: str
    value: int

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def has_room(self) -> bool:
        return self.width >= (44 if self.value > 99 else 30)


@dataclass(frozen=True)
class Stack:
    """One bar made of parts, each as wide as its share of the whole; ``limit`` is where a cap stands.

    Without any part there is no bar: ``note`` says that nothing is known yet, which is not a nought.
    """

    label: str
    note: str
    y: int
    parts: tuple[Part, ...]
    limit: int | None

    @property
    def text_y(self) -> int:
        return self.y + 21


@dataclass(frozen=True)
class StackChart:
    """Bars of equal length, each divided into the same kinds of parts."""

    stacks: tuple[Stack, ...]
    names: tuple[tuple[str, str], ...]
    """Pattern and name of each kind."""
    height: int
    title: str
    description: str


STACK_LEFT, STACK_WIDTH, STACK_STEP = 70, 450, 46


def stack_chart(
    title: str,
    names: Sequence[str],
    rows: Sequence[tuple[str, Sequence[int], Decimal | None]],
) -> StackChart:
    """Bars of a label, the numbers of its parts in the order of ``names``, and the share (percent) of a limit."""
    stacks = []
    for number, (label, values, limit) in enumerate(rows):
        total, parts, x = sum(values), [], STACK_LEFT
        for place, (name, value) in enumerate(zip(names, values, strict=True)):
            width = _whole(Decimal(STACK_WIDTH * value) / total) if total else 0
            parts.append(Part(x, width, PATTERNS[place % len(PATTERNS)], name, value))
            x += width
        at = _whole(STACK_LEFT + Decimal(STACK_WIDTH) * limit / 100) if limit is not None and total else None
        note = str(total) if total else _("chưa có")
        stacks.append(Stack(label, note, number * STACK_STEP + 8, tuple(part for part in parts if part.value), at))
    said = [
        (name, [values[place] if sum(values) else None for _label, values, _limit in rows])
        for place, name in enumerate(names)
    ]
    return StackChart(
        stacks=tuple(stacks),
        names=tuple(zip(PATTERNS, names, strict=False)),
        height=len(rows) * STACK_STEP + 8,
        title=title,
        description=described([label for label, _values, _limit in rows], said, ""),
    )


def _words(value: Decimal | int, unit: str) -> str:
    number = Decimal(value).quantize(Decimal("0.1"), ROUND_HALF_UP)
    text = f"{number:f}".removesuffix(".0").replace(".", ",")
    return f"{text} {unit}" if unit else text


def _whole(value: Decimal | int) -> int:
    return int(Decimal(value).quantize(Decimal(1), ROUND_HALF_UP))
