"""One thing that waits for someone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Waiting:
    """One thing to do: a sentence, a place to do it, and since when it waits."""

    icon: str
    title: str
    detail: str
    url: str
    since: dt.date | None = None
    is_late: bool = False
