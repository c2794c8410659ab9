"""A worker that knows a large paper in twelve slow parts: ``celery -A tests.reports.slow_worker worker``."""

import time

from celery.signals import worker_process_init

from config.celery import app

__all__ = ["app"]


@worker_process_init.connect
def know_the_bundle(**_process):
    from core.pdf import Part
    from reports.catalogue import CATALOGUE
    from reports.services import document_parts
    from tests.reports.bundles import DAY, bundle, page_of

    def make(unit, key):
        time.sleep(0.5)
        return Part(page_of(key), DAY, {})

    document_parts.PIECES_TOGETHER = 1
    CATALOGUE["bundle"] = bundle(12, make=make)
