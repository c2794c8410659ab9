"""Work of the Celery worker: numbers in, one service call. Each may run twice without harm."""

from typing import Any

from celery import shared_task
from celery.signals import worker_process_shutdown

from core import pdf


@worker_process_shutdown.connect
def release_fonts(**_process: Any) -> None:
    """Worker processes end without Python's own clearing up."""
    pdf.release()


@shared_task(soft_time_limit=240, time_limit=270)
def make_document(document_id: int) -> None:
    """Make one paper."""
    from reports.services import run_document

    run_document(document_id)


@shared_task
def resume_documents() -> None:
    """Take up papers whose worker died or whose message was lost."""
    from reports.services import resume_documents as resume

    resume()


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
