"""Work of the Celery worker: one service call each. Each may run twice without harm."""

from celery import shared_task


@shared_task
def drop_stale_uploads() -> None:
    """Forget lists that were uploaded and never confirmed."""
    from cells.services.uploads import drop_stale_uploads as drop

    drop()
