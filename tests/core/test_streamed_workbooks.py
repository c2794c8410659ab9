"""A streamed workbook is the same as one made in memory, but takes no more memory for more rows."""

import datetime
import io
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.errors import DomainError
from core.spreadsheet import Column, Formula, Table, read_workbook, stream_workbook, write_workbook

COLUMNS = [Column("TT", 5), Column("Họ và tên", 28), Column("Ngày sinh"), Column("Điểm", align="right")]
STREAMED = """
import resource, sys
from core.spreadsheet import Column, Table, stream_workbook

before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
rows = ([number, f"Nguyễn Văn {number}", f"{number:012d}", "=1+1"] for number in range(int(sys.argv[1])))
with stream_workbook([Table("Danh sách", [Column(str(place)) for place in range(4)], rows)]) as file:
    print(len(file.read()), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def streamed(rows: int) -> tuple[int, float]:
    """How large the file is, and how much more memory than before its making was taken: bytes, MB."""
    answer = subprocess.run([sys.executable, "-c", STREAMED, str(rows)], capture_output=True, text=True, check=True)
    size, more = answer.stdout.split()
    return int(size), int(more) / 1024


def test_stream_workbook_of_many_rows_takes_no_more_memory_than_one_of_few() -> None:
    small, large = streamed(1_200), streamed(20_000)
    assert large[0] > 10 * small[0]
    assert large[1] - small[1] < 10


def test_stream_workbook_says_and_looks_the_same_as_one_made_in_memory() -> None:
    columns = [Column("TT"), Column("Nam", group="Năm sinh"), Column("Nữ", group="Năm sinh"), Column("Ghi chú", 30)]
    rows = [[1, "1980", "", "=1+1"], [2, datetime.date(1980, 2, 5), True, Decimal("2.5")]]
    options = {"title_lines": ["DANH SÁCH", "Năm 2026"], "foot_rows": [["", "Cộng", Formula("SUM(A6:A7)", 3), None]]}
    tables = [Table("Một", columns, rows, **options), Table("Hai", columns[:1], [])]  # type: ignore[arg-type]
    held = openpyxl.load_workbook(io.BytesIO(write_workbook(tables)))
    with stream_workbook(tables) as file:
        found = openpyxl.load_workbook(file)
    assert found.sheetnames == held.sheetnames == ["Một", "Hai"]
    for sheet, other in zip(found, held, strict=True):
        assert {str(area) for area in sheet.merged_cells.ranges} == {str(area) for area in other.merged_cells.ranges}
        assert (sheet.freeze_panes, sheet.print_title_rows) == (other.freeze_panes, other.print_title_rows)
        assert sheet.column_dimensions["D"].width == other.column_dimensions["D"].width
        for line, beside in zip(sheet.iter_rows(), other.iter_rows(), strict=True):
            assert [looks(cell) for cell in line] == [looks(cell) for cell in beside]


def looks(cell: Any) -> tuple[Any, ...]:
    said = (cell.value, cell.number_format, cell.quotePrefix)
    return (*said, cell.font.b, cell.border.top.style, cell.fill.fgColor.rgb, cell.alignment.horizontal)


def test_stream_workbook_reads_its_rows_one_by_one_and_is_read_by_our_reader() -> None:
    with stream_workbook([Table("Danh sách", COLUMNS, ([place, "An", None, 2] for place in (1, 2)))]) as file:
        rows = read_workbook(file.read())[0].rows
    assert [next(cell.value for cell in row) for row in rows[1:]] == [1, 2]


def test_stream_workbook_with_a_given_moment_gives_the_same_bytes() -> None:
    moment = datetime.datetime(2026, 1, 1)
    table = Table("Danh sách", COLUMNS, [[1, "An", None, 2]])
    with stream_workbook([table], made_at=moment) as first, stream_workbook([table], made_at=moment) as second:
        assert first.read() == second.read()


def test_stream_workbook_where_the_rows_fail_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def rows() -> Iterator[list[object]]:
        yield [1, "An", None, 2]
        raise LookupError

    with pytest.raises(LookupError):
        stream_workbook([Table("Danh sách", COLUMNS, rows())])  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_more_rows_than_a_sheet_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.spreadsheet.writing._MOST_ROWS", 3)
    with pytest.raises(DomainError, match="quá nhiều dòng"):
        stream_workbook([Table("Danh sách", COLUMNS, [[1, "An", None, 2]] * 3)])
