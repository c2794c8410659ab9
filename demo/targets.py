"""What the invented commune means to reach in its years, as its resolutions put it."""

import datetime as dt
from decimal import Decimal

from accounts.models import User
from cells.models import Organisation
from demo.clock import written_on
from reports.services.targets import set_target

TARGETS = (
    (2025, "cells_class", "gt", "80", "08-NQ/ĐU", "Trên 80 % chi bộ hoàn thành tốt nhiệm vụ trở lên"),
    (2025, "attendance", "ge", "85", "08-NQ/ĐU", ""),
    (2026, "cells_class", "gt", "80", "12-NQ/ĐU", "Phấn đấu trên 80 % chi bộ hoàn thành tốt nhiệm vụ trở lên"),
    (2026, "complete", "ge", "90", "12-NQ/ĐU", "Từ 90 % chi bộ trở lên duy trì sinh hoạt đủ các tháng"),
    (2026, "attendance", "ge", "90", "12-NQ/ĐU", ""),
    (2026, "thematic", "ge", "4", "12-NQ/ĐU", "Mỗi chi bộ sinh hoạt chuyên đề ít nhất mỗi quý một lần"),
    (2026, "speakers", "ge", "30", "12-NQ/ĐU", ""),
)
"""Year, figure, comparison, number, resolution, and its words."""


def set_the_targets(commune: Organisation, secretary: User) -> None:
    """Each year's targets, as they were written down in its first days."""
    for year, figure, comparison, threshold, number, words in TARGETS:
        with written_on(dt.date(year, 1, 6)):
            set_target(
                commune, year=year, figure=figure, comparison=comparison, threshold=Decimal(threshold),
                document_number=number, words=words, by=secretary,
            )  # fmt: skip
