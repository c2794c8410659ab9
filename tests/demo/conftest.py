"""The demonstration commune, loaded once for the tests of this folder and rolled back after them."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction

NOON = dt.datetime(2026, 11, 22, 5, tzinfo=dt.UTC)


@pytest.fixture(scope="package")
def demonstration(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """Outside of the tests' own transactions, which lie within this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOON):
            call_command("load_demo", verbosity=0, stdout=_Silent())
        yield
        transaction.set_rollback(True)


class _Silent:
    def write(self, text: str) -> None:
        """Progress is for the terminal."""
