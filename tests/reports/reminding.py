"""What tests of reminders begin with: cells that met, and what someone was told."""

import datetime as dt

import pytest
from django.utils import timezone

from reports.models import Notice
from tests.factories import make_open_meeting, make_user


def told(user, key=""):
    return list(Notice.objects.filter(user=user, key__startswith=key).order_by("pk"))


def met(cells, *days):
    """Regular meetings of those cells on those days, sent and done with."""
    by = make_user()
    for cell in cells:
        for day in days:
            sent = {"submitted_by": by, "submitted_at": timezone.now(), "ended_at": dt.time(21)}
            make_open_meeting(cell, day, by=by, state="submitted", **sent)


@pytest.fixture
def quiet(commune):
    """Every cell met in November, so that nothing else is spoken of."""
    met([*commune.cells, commune.elsewhere], dt.date(2026, 11, 5))
    return commune
