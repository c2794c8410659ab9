"""Pytest plugin: the run's own PostgreSQL, Redis, Celery worker and browser. Loaded before Django reads its settings.

Each run has its own folder, ports and database, so several may run at once. With DATABASE_URL and REDIS_URL in the
environment those servers are used instead (the test database is named after the process). The processes of one run
(`pytest -n`) share its servers: each has a database of its own in both.
"""

import atexit
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import template
from tools import translations
from tools.processes import end, spawn
from tools.services import Services, start

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
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
    copies_one_database = False


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
    process = os.environ.get("PYTEST_XDIST_WORKER", "")
    if process:
        server, _slash, _number = os.environ["REDIS_URL"].rpartition("/")
        os.environ["REDIS_URL"] = f"{server}/{int(process.removeprefix('gw')) + 1}"
        return (yield)
    translations.compile_changed()
    if not ("DATABASE_URL" in os.environ and "REDIS_URL" in os.environ):
        Stand.services = start(Stand.folder / "embedded", for_tests=True)
        os.environ |= {"DATABASE_URL": Stand.services.database_url, "REDIS_URL": Stand.services.redis_url}
    if early_config.known_args_namespace.numprocesses:
        template.begin(Stand.folder)
        Stand.copies_one_database = True
    return (yield)


def _clear_away() -> None:
    if Stand.services:
        Stand.services.stop()
    elif Stand.copies_one_database:
        template.drop(template.template_name())
    if Stand.folder:
        shutil.rmtree(Stand.folder, ignore_errors=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A class or module stays in one process, and so do all who use the demonstration: it takes long to load."""
    from xdist.scheduler import LoadScopeScheduling

    class ByWorld(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "tests/demo" if nodeid.startswith("tests/demo/") else str(super()._split_scope(nodeid))

    return ByWorld(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Who uses the worker or the browser is marked so: those tests live in real time."""
    for item in items:
        used = getattr(item, "fixturenames", ())
        for fixture, mark in (("celery_worker", "worker"), ("page", "browser")):
            if fixture in used:
                item.add_marker(mark)


def pytest_configure() -> None:
    """Two runs on one given server must not share a database; Argon2 is slow on purpose and the tests sign in often."""
    from django.conf import settings

    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"test_chi_bo_{os.getpid()}"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def _worker_process(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A Celery worker in a process of its own, on the database of the tests."""
    from django.conf import settings
    from django.db import connection

    assert Stand.folder is not None
    database = os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + connection.settings_dict["NAME"]
    log = Stand.folder / "worker.log"
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--concurrency=1", "--loglevel=INFO"]
    worker = spawn(command, folder=ROOT, log=log, environment=os.environ | {"DATABASE_URL": database})
    try:
        deadline = time.monotonic() + 60
        while " ready." not in log.read_text():
            if worker.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"The Celery worker did not start on {settings.REDIS_URL}:\n{log.read_text()}")
            time.sleep(0.05)
        yield
    finally:
        end(worker)


@pytest.fixture
def celery_worker(transactional_db: None, _worker_process: None) -> Iterator[None]:
    """A real worker takes the tasks that the test, or its live server, enqueues."""
    from config.celery import app

    yield
    app.control.purge()


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Debian's Chromium. Its driver leaves an event loop running, in which Django would refuse the database."""
    from django.core.management import call_command
    from playwright.sync_api import sync_playwright

    # pytest-django looks for the app by its usual name to serve from the sources; ours has another.
    call_command("collectstatic", interactive=False, verbosity=0)
    if not Path(CHROMIUM).exists():
        pytest.fail("Chromium is missing: `make test` installs it, or name one in CHROMIUM.")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: "Browser", live_server: "LiveServer") -> "Iterator[Page]":
    """A page of a new visitor, `page.goto("/…")` being the live server's. A script error, a breach of the content
    security policy or a request to another host fails the test."""
    faults: list[str] = []
    context = browser.new_context(
        base_url=live_server.url,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        viewport={"width": 1366, "height": 768},
    )
    context.set_default_timeout(15_000)
    context.on("request", lambda request: _note_stranger(request.url, live_server.url, faults))
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda message: faults.append(message.text) if "Content Security" in message.text else None)
    yield context.new_page()
    context.close()
    let_requests_end()
    assert not faults


def let_requests_end() -> None:
    """What a closed page still asked for is answered before the rows of its test are cleared away: the two could wait
    for each other for ever. A second is enough: a connection that only stays open asks for nothing."""
    deadline = time.monotonic() + 1
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(max(0, deadline - time.monotonic()))


def _note_stranger(url: str, own: str, faults: list[str]) -> None:
    if not url.startswith((own, "data:", "blob:", "about:")):
        faults.append(f"request to another host: {url}")
