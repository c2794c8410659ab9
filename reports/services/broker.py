"""Handing papers over to the worker."""

from __future__ import annotations

from celery import current_app
from django.utils.translation import gettext as _
from django.utils.translation import override
from kombu.exceptions import OperationalError

from core.errors import DomainError
from reports.models import Document
from reports.services.document_rows import fail
from reports.tasks import QUICK, make_document


def _no_broker() -> DomainError:
    return DomainError(
        _(
            "Bộ phận làm văn bản chưa chạy nên chưa nhận được yêu cầu; "
            "đồng chí hãy thử lại sau ít phút hoặc báo quản trị."
        )
    )


def require_broker() -> None:
    """Refuse before anything is written when jobs cannot be handed over."""
    try:
        with current_app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=3)
    except OperationalError as error:
        raise _no_broker() from error


def enqueue(document_id: int) -> None:
    try:
        make_document.apply_async((document_id,), queue=QUICK)
    except OperationalError:
        # Redis went away between the check and the commit: the row says so, and can be asked for again.
        with override("vi"):
            fail(document_id, Document.State.WAITING, None, str(_no_broker()))
