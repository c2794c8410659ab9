"""Pytest plugin: the run's own PostgreSQL, Redis, Celery worker and browser. Loaded before Django reads its settings.

Each run has its own folder, ports and database, so several may run at once. With DATABASE_URL and REDIS_URL in the
environment those servers are used instead (the test database is named after the process).
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from tools.services import Services, start

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Stand:
    """What this run started and made, to be cleared away at its end."""

    folder: Path | None = None
    services: Services | None = None


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Start the services and point the settings at them, before pytest-django loads the settings."""
    atexit.register(_clear_away)
    Stand.folder = Path(tempfile.mkdtemp(prefix="chi-bo-tests-"))
    Stand.folder.chmod(0o755)
    os.environ |= {
        "VAR_DIR": str(Stand.folder),
        "CONN_MAX_AGE": "0",
        "STATIC_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
        "LOG_LEVEL": "WARNING",
    }
    (Stand.folder / "static").mkdir()
    os.environ.pop("ALLOWED_HOSTS", None)
    if not ("DATABASE_URL" in os.environ and "REDIS_URL" in os.environ):
        Stand.services = start(Stand.folder / "embedded", for_tests=True)
        os.environ |= {"DATABASE_URL": Stand.services.database_url, "REDIS_URL": Stand.services.redis_url}
    return (yield)


def _clear_away() -> None:
    if Stand.services:
        Stand.services.stop()
    if Stand.folder:
        shutil.rmtree(Stand.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Two runs on one given server must not share a test database."""
    from django.conf import settings

    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"test_chi_bo_{os.getpid()}"


@pytest.fixture(autouse=True, scope="session")
def _cheap_passwords() -> None:
    """Argon2 is slow on purpose; the tests sign in hundreds of times."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
