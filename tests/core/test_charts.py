"""Charts as numbers: places, gaps, words, and what is said to who does not see them."""

from decimal import Decimal

from core.charts import BOTTOM, TOP, line_chart, stack_chart


def test_line_runs_from_nought_to_the_largest_and_breaks_where_nothing_is_known():
    chart = line_chart("Dự họp", ["2023", "2024", "2025", "2026"], [("", [50, None, Decimal("92.5"), 100])], unit="%")
    [line] = chart.lines
    assert [dot.y for dot in line.dots] == [(TOP + BOTTOM) // 2, BOTTOM - 170, TOP]
    assert len(line.runs) == 1
    assert (chart.is_empty, line_chart("Dự họp", ["2023"], [("", [None])]).is_empty) == (False, True)
    assert line.runs[0].count(",") == 2
    assert chart.description == "2023: 50 %, 2024: chưa có, 2025: 92,5 %, 2026: 100 %"
    assert [values for _step, values in chart.table] == [("50 %",), ("",), ("92,5 %",), ("100 %",)]
    assert [tick.label for tick in chart.scale] == ["0 %", "25 %", "50 %", "75 %", "100 %"]


def test_values_above_the_scale_stretch_it_and_words_of_two_lines_keep_apart():
    chart = line_chart("Kỳ", ["2025"], [("a", [3]), ("b", [15])], most=12, threshold=("12 kỳ", 12))
    low, high = (line.dots[0] for line in chart.lines)
    assert (high.y, low.label_y > low.y, high.label_y < high.y) == (TOP, True, True)
    assert chart.threshold is not None
    assert chart.threshold.place > TOP
    assert chart.lines[0].mark != chart.lines[1].mark


def test_stack_divides_each_bar_by_its_own_whole_and_marks_the_limit():
    chart = stack_chart("Xếp loại", ["A", "B"], [("2025", [1, 3], Decimal(20)), ("2026", [0, 0], Decimal(20))])
    full, empty = chart.stacks
    assert [(part.name, part.value, part.width) for part in full.parts] == [("A", 1, 113), ("B", 3, 338)]
    assert len({part.pattern for part in full.parts}) == 2
    assert (full.limit, empty.parts, empty.limit) == (160, (), None)
    assert (full.note, empty.note) == ("4", "chưa có")
    assert chart.description == "A: 2025: 1, 2026: chưa có. B: 2025: 3, 2026: chưa có"
