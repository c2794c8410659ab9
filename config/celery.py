"""The Celery application and the timetable of periodic jobs."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("chi_bo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    # A worker that died, a message that was lost: at most a minute later someone looks.
    "resume-documents": {"task": "reports.tasks.resume_documents", "schedule": 60.0, "options": {"expires": 50}},
    # Drafts and packed files whose days are over; a missed night is caught up within the hour.
    "expire-documents": {"task": "reports.tasks.expire_documents", "schedule": 3600.0, "options": {"expires": 3000}},
    # A computation of many classes whose worker was killed goes on from where it was.
    "resume-computations": {
        "task": "evaluations.tasks.resume_computations",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    # Once the reference date is past, what the records say is frozen; a missed night is caught up.
    "freeze-due-periods": {
        "task": "evaluations.tasks.freeze_due_periods",
        "schedule": 3600.0,
        "options": {"expires": 3000},
    },
    # Deadlines are told once a day from six in the morning; a missed hour or night is caught up.
    "write-due-reminders": {
        "task": "reports.tasks.write_due_reminders",
        "schedule": 3600.0,
        "options": {"expires": 3000},
    },
    "send-waiting-mail": {"task": "reports.tasks.send_waiting_mail", "schedule": 600.0, "options": {"expires": 500}},
    # Lists hold whole numbers of identity; what nobody confirmed does not stay.
    "drop-stale-uploads": {"task": "cells.tasks.drop_stale_uploads", "schedule": 3600.0, "options": {"expires": 3000}},
}
