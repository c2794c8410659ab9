"""How a table of 5,000 rows is printed against one of 500: in time for each row, and in memory."""

from __future__ import annotations

from collections.abc import Iterator
from multiprocessing import get_context

from demo.bare_table import print_table
from demo.measures import Figure

SHORT, LONG = 500, 5_000
TIME_LIMIT, MEMORY_LIMIT = 1.5, 2.0


def table_figures() -> Iterator[Figure]:
    """Each table in a process of its own; processor time, since others use the machine too."""
    with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        (short_s, short_mb), (long_s, long_mb) = (pool.apply(print_table, (rows,)) for rows in (SHORT, LONG))
    detail = f"{long_s:.1f} s / {short_s:.1f} s"
    yield Figure(f"Bảng {LONG} dòng / {SHORT} dòng, mỗi dòng", long_s / LONG / (short_s / SHORT), TIME_LIMIT, detail)
    detail = f"{long_mb} MB / {short_mb} MB"
    yield Figure(f"Bộ nhớ lớn nhất: bảng {LONG} dòng / {SHORT} dòng", long_mb / short_mb, MEMORY_LIMIT, detail)
