"""Work of the Celery worker: numbers in, one service call. Each may run twice without harm."""

from celery import shared_task


@shared_task
def compute_classes(computation_id: int) -> None:
    """Compute the classes of a run, or go on with it."""
    from evaluations.services.computations import run_computation

    run_computation(computation_id)


@shared_task
def resume_computations() -> None:
    """Take up runs whose worker died or whose message was lost."""
    from evaluations.services.computations import resume_computations as resume

    resume()


@shared_task
def freeze_due_periods() -> None:
    """Freeze the facts of open periods whose reference date is past."""
    from evaluations.services.freezing import freeze_due_periods as freeze

    freeze()
