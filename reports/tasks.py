"""Work of the Celery worker: numbers in, one service call. Each may run twice without harm.

Two queues: ``quick`` for whole papers, which nobody should wait long for, and ``large`` for the parts of papers that
take minutes. One worker process serves ``quick`` alone.
"""

import gc
import os
from typing import Any

from celery import Task, shared_task
from celery.signals import worker_process_init, worker_process_shutdown

from core import pdf

QUICK, LARGE = "quick", "large"
POLITE = 19
"""How much the processes that print give way to those that answer people (``nice``)."""
SELDOM = (20_000, 20, 20)
"""A paper is made of very many objects that stay until it is written: looked through as often as usual, that takes a
fifth of the time and frees nothing."""


@worker_process_init.connect
def let_pages_pass(**_process: Any) -> None:
    """Pages come first, papers take what is left of the processors and waste none of it."""
    os.nice(POLITE)
    gc.freeze()
    gc.set_threshold(*SELDOM)


@worker_process_shutdown.connect
def release_fonts(**_process: Any) -> None:
    """Worker processes end without Python's own clearing up."""
    pdf.release()


def _is_orphan(task: Task) -> bool:
    """Whether the broker gave the task out before: whoever had it is gone."""
    return bool((task.request.delivery_info or {}).get("redelivered"))


@shared_task(bind=True, soft_time_limit=240, time_limit=270)
def make_document(task: Task, document_id: int) -> None:
    """Make one paper, or plan the parts of a large one."""
    from reports.services import run_document

    run_document(document_id, is_orphan=_is_orphan(task))


@shared_task(bind=True, soft_time_limit=240, time_limit=270)
def make_part(task: Task, part_id: int) -> None:
    """Lay out one part of a large paper."""
    from reports.services import run_part

    run_part(part_id, is_orphan=_is_orphan(task))


@shared_task(bind=True, soft_time_limit=240, time_limit=270)
def merge_document(task: Task, document_id: int) -> None:
    """Put a large paper together from its parts."""
    from reports.services import merge_parts

    merge_parts(document_id, is_orphan=_is_orphan(task))


@shared_task
def resume_documents() -> None:
    """Take up papers whose worker died or whose message was lost."""
    from reports.services import resume_documents as resume

    resume()


@shared_task
def expire_documents() -> None:
    """Remove the files of drafts whose time is over."""
    from reports.services import expire_documents as expire

    expire()


@shared_task
def write_due_reminders() -> None:
    """Tell who has something due, once a day from six in the morning."""
    from reports.services.reminders import write_due_reminders as write

    write()


@shared_task
def send_waiting_mail() -> None:
    """Send the notices that people wish by e-mail; one that could not go is tried again."""
    from reports.services.mails import send_waiting_mail as send

    send()
