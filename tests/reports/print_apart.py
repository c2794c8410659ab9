"""Makes papers in a process of its own, by the clock of a day: ``python -m tests.reports.print_apart 2026-11-25 3 5``.

Prints as JSON what became of each: state, SHA-256, error.
"""

import datetime as dt
import json
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    import time_machine

    from config.celery import app
    from reports.models import Document
    from reports.services import run_document

    app.conf.task_always_eager = True
    day, *numbers = sys.argv[1:]
    with time_machine.travel(dt.datetime.fromisoformat(f"{day}T05:00:00+00:00"), tick=True):
        for number in numbers:
            run_document(int(number))
    rows = Document.objects.filter(pk__in=numbers).order_by("pk")
    json.dump([[row.state, row.sha256, row.error] for row in rows], sys.stdout)


if __name__ == "__main__":
    main()
