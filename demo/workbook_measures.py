"""What ``manage.py bench`` measures of a workbook as long as the list of a province: its memory and its time."""

import subprocess
import sys
from collections.abc import Iterator

from demo.measures import Figure

FEW, MANY = 1_200, 120_000
COLUMNS = 8
MORE_MB, SECONDS = 60.0, 60.0
CHILD = """
import datetime, resource, sys, time
from core.spreadsheet import Column, Table, stream_workbook

def row(place):
    born = datetime.date(1950, 1, 1) + datetime.timedelta(days=place % 20_000)
    texts = (f"{place:012d}", "Nam", "Kinh", f"Chi bộ thôn {place % 4_000}", "Đang sinh hoạt")
    return [place, f"Nguyễn Văn {place}", born, *texts]

number, columns, start = int(sys.argv[1]), int(sys.argv[2]), time.perf_counter()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
table = Table("Danh sách", [Column(str(place), 20) for place in range(columns)], map(row, range(number)))
with stream_workbook([table]):
    seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(seconds, (peak - before) / 1024, peak / 1024)
"""
"""In a process of its own: the peak of this one already holds everything else that was measured."""


def workbook_figures() -> Iterator[Figure]:
    """A hundred times the rows: the memory taken on top of that of a short list, and the seconds."""
    few, many = _made(FEW), _made(MANY)
    detail = f"đỉnh {few[2]:.0f} MB với 1.200 dòng, {many[2]:.0f} MB với 120.000 dòng"
    yield Figure("Excel 120.000 dòng, bộ nhớ thêm so với 1.200 dòng (MB)", many[1] - few[1], MORE_MB, detail)
    yield Figure("Excel 120.000 dòng × 8 cột (giây)", many[0], SECONDS, f"{few[0]:.2f} s với 1.200 dòng")


def _made(rows: int) -> tuple[float, float, float]:
    """Seconds, MB taken on top of what the process had, MB at its peak."""
    command = [sys.executable, "-c", CHILD, str(rows), str(COLUMNS)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, more, peak = map(float, answer.stdout.split())
    return seconds, more, peak
