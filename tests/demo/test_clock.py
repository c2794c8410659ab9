import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from demo.clock import moment, written_on

DAY = dt.date(2025, 7, 1)


def test_what_is_written_on_a_day_notes_it_and_the_clock_goes_on_afterwards():
    with written_on(DAY, dt.time(8)):
        assert timezone.now() == AuditEvent().at == moment(DAY, dt.time(8)) == dt.datetime(2025, 7, 1, 1, tzinfo=dt.UTC)
    assert timezone.now().year == 2026


def test_clock_goes_on_after_a_failure():
    with pytest.raises(RuntimeError), written_on(DAY):
        raise RuntimeError
    assert timezone.now().year == 2026
