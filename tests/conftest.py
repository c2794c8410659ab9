"""The cast, a fixed clock, no network and no mail."""

from collections.abc import Generator

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.utils import translation

from tests.cast import NOON, cast, client_of, commune
from tests.template import template_name

__all__ = ["cast", "client_of", "commune"]


@pytest.fixture(autouse=True)
def _fixed_clock_and_language(request: pytest.FixtureRequest) -> Generator[None]:
    """It is noon of ``TODAY`` in Việt Nam; tests with a real worker or browser keep the real clock.

    The language is the house's again too: a page opened in English leaves its language to the thread.
    """
    translation.activate(settings.LANGUAGE_CODE)
    if request.node.get_closest_marker("worker") or request.node.get_closest_marker("browser"):
        yield
        return
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Processes of one run copy the database that the run migrated once."""
    if name := template_name():
        settings.DATABASES["default"]["TEST"]["TEMPLATE"] = name


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:  # type: ignore[no-untyped-def]
    """Tests that commit are cleaned by TRUNCATE, which the audit trail refuses: that one trigger sleeps here."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_auditevent DISABLE TRIGGER audit_no_truncate")
