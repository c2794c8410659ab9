"""The embedded PostgreSQL and Redis: started, stopped, killed, started again."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest
import redis
from django.conf import settings

from tools import services

START_AND_WAIT = """
import sys, time
from pathlib import Path
from tools import services
services.start(Path(sys.argv[1]), for_tests=True)
print("up", flush=True)
time.sleep(60)
"""


@pytest.fixture
def home(open_folder):
    yield open_folder
    services.stop(open_folder)


def query(url: str, sql: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def wait_until_nothing_runs(home: Path) -> None:
    deadline = time.monotonic() + 10
    while services.running(home):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_services_started_again_keep_their_data(home):
    first = services.start(home)
    assert set(services.running(home)) == {"postgres", "redis"}
    query(first.database_url, "CREATE TABLE kept AS SELECT 'Đặng' AS name")
    with redis.Redis.from_url(first.redis_url) as client:
        client.rpush("queue", "task")
    first.stop()
    assert services.running(home) == {}

    second = services.start(home)
    assert query(second.database_url, "SELECT lower(name) FROM kept") == [("đặng",)]
    with redis.Redis.from_url(second.redis_url) as client:
        assert client.lpop("queue") == b"task"
    second.stop()


def test_services_after_kill_start_again_with_what_was_committed(home):
    first = services.start(home)
    query(first.database_url, "CREATE TABLE kept AS SELECT 1 AS number")
    for pid in services.running(home).values():
        os.kill(pid, signal.SIGKILL)
    first.postgres.wait()
    first.redis.wait()
    assert services.running(home) == {}

    second = services.start(home)
    assert query(second.database_url, "SELECT number FROM kept") == [(1,)]
    second.stop()


def test_services_of_a_killed_parent_end_with_it(home):
    command = [sys.executable, "-c", START_AND_WAIT, str(home)]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"up\n"
        assert len(services.running(home)) == 2
        parent.kill()
    wait_until_nothing_runs(home)


def test_services_left_running_are_found_and_stopped_by_another_process(home):
    command = [
        sys.executable,
        "-c",
        f"from pathlib import Path; from tools import services; services.start(Path({str(home)!r}), tied=False)",
    ]
    subprocess.run(command, cwd=settings.BASE_DIR, check=True)
    assert set(services.running(home)) == {"postgres", "redis"}
    assert services.stop(home)
    assert services.running(home) == {}
    assert not services.stop(home)


def test_process_number_that_belongs_to_another_program_is_left_alone(home):
    (home / "postgres").mkdir()
    (home / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    assert services.running(home) == {}
    assert not services.stop(home)


def test_password_is_asked_for_and_readable_by_its_owner_alone(home):
    started = services.start(home, for_tests=True)
    database, queue = (url.rpartition("@")[2] for url in (started.database_url, started.redis_url))
    with pytest.raises(psycopg2.OperationalError, match="password"):
        query(f"postgres://chi_bo:wrong@{database}", "SELECT 1")
    with redis.Redis.from_url(f"redis://{queue}", retry=None) as client, pytest.raises(redis.AuthenticationError):
        client.ping()
    assert (home / "password").stat().st_mode & 0o077 == 0
    started.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's folders are closed to the server's user")
def test_services_in_a_folder_closed_to_others_keep_data_where_the_server_may_read(tmp_path):
    tmp_path.chmod(0o700)
    started = services.start(tmp_path, for_tests=True)
    place = (tmp_path / "postgres").resolve()
    assert not place.is_relative_to(tmp_path)
    assert query(started.database_url, "SELECT 1") == [(1,)]
    started.stop()
    assert (place / "PG_VERSION").exists()
    shutil.rmtree(place)
