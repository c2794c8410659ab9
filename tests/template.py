"""The database that the processes of one run copy: migrated once, while they collect their tests, not once in each."""

import os
import sys
import time
from contextlib import closing
from pathlib import Path
from subprocess import Popen

import psycopg2

from tools.processes import spawn

READY = "TEST_TEMPLATE_READY"
"""Where in the environment the processes find the file that will hold the name of the database."""
SECONDS = 300


def begin(folder: Path) -> "Popen[bytes]":
    """Start to make it, beside the services of ``DATABASE_URL``; later processes find it by ``template_name``."""
    os.environ[READY] = str(folder / "template")
    return spawn([sys.executable, "-m", "tests.template"], folder=Path.cwd(), log=folder / "template.log")


def template_name() -> str:
    """Wait for the database; without one, or where making it failed, there is none: each process migrates itself."""
    ready = Path(os.environ.get(READY, os.devnull))
    deadline = time.monotonic() + SECONDS
    while not ready.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    return ready.read_text() if ready.exists() else ""


def drop(name: str) -> None:
    """Remove it from a server that outlives the run."""
    _order(f'DROP DATABASE IF EXISTS "{name}"')


def _order(statement: str) -> None:
    with closing(psycopg2.connect(os.environ["DATABASE_URL"])) as connection:
        connection.autocommit = True
        connection.cursor().execute(statement)


def _make(name: str) -> None:
    _order(f'CREATE DATABASE "{name}"')
    os.environ |= {
        "DATABASE_URL": os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + name,
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    call_command("migrate", verbosity=0)
    connections.close_all()


if __name__ == "__main__":
    ready, name = Path(os.environ[READY]), f"test_chi_bo_template_{os.getpid()}"
    try:
        _make(name)
    except BaseException:
        name = ""
        raise
    finally:
        ready.with_suffix(".new").write_text(name)
        ready.with_suffix(".new").rename(ready)
