"""A worker that knows a large paper in twelve slow parts: ``celery -A tests.reports.slow_worker worker``.

With ``MADE_LOG`` it notes there what it makes, and takes very long for the last part the first time.
"""

import os
import time
from pathlib import Path

from celery.signals import worker_process_init

from config.celery import app

__all__ = ["app"]

PARTS, LONG_S = 12, 60


@worker_process_init.connect
def know_the_bundle(**_process):
    from core.pdf import Part
    from reports.catalogue import CATALOGUE
    from reports.services import document_parts
    from tests.reports.bundles import DAY, bundle, page_of

    log = Path(os.environ["MADE_LOG"]) if "MADE_LOG" in os.environ else None

    def make(unit, key):
        if log:
            with log.open("a") as file:
                file.write(f"{key}\n")
        is_last = bool(log) and key == f"{PARTS - 1}" and log.read_text().split().count(key) == 1
        time.sleep(LONG_S if is_last else 0.5)
        return Part(page_of(key), DAY, {})

    document_parts.PIECES_TOGETHER = 1
    CATALOGUE["bundle"] = bundle(PARTS, make=make)
