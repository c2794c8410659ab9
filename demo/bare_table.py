"""A table of any number of rows, printed in a process of its own: it must begin without Django's models."""

from __future__ import annotations

import datetime as dt
import os
import resource
import time


def print_table(rows: int) -> tuple[float, int]:
    """Seconds of the processor, and the most megabytes that this process ever had."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from core.pdf import render_html

    day = dt.date(2026, 11, 5)
    render_html(_page(5), day=day)
    begin = time.process_time()
    render_html(_page(rows), day=day)
    return time.process_time() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _page(rows: int) -> str:
    head = "".join(f"<th>{name}</th>" for name in ("TT", "Họ và tên", "Chức vụ", "Chi bộ", "Mức xếp loại", "Ghi chú"))
    row = (
        "<td>Nguyễn Thị Hồng Nhung</td><td>Đảng viên</td><td>Chi bộ thôn Song Vân</td><td>Hoàn thành tốt</td><td></td>"
    )
    body = "".join(f'<tr><td class="order">{number}</td>{row}</tr>' for number in range(1, rows + 1))
    table = f'<table class="grid"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>Danh sách</title><body>{table}</body></html>'
