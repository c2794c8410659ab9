"""`make run` as its user meets it: started, refused, stopped, started again, killed."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from tools import services
from tools.processes import free_port

LAUNCH = [sys.executable, "-m", "tools.launch"]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A place for the data of a whole application, which the database server may enter."""
    with tempfile.TemporaryDirectory(prefix="chi-bo-var-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)
        services.stop(Path(name) / "embedded")


def environment(folder: Path, port: int) -> dict[str, str]:
    own = {"VAR_DIR": str(folder), "PORT": str(port), "DEMO": "0"}
    return {"PATH": os.environ["PATH"], "EMBEDDED": os.environ.get("EMBEDDED", "")} | own


def launch(folder: Path, port: int, deed: str = "run") -> "subprocess.CompletedProcess[str]":
    """A launcher that is expected to end by itself."""
    return subprocess.run(
        [*LAUNCH, deed],
        cwd=settings.BASE_DIR,
        env=environment(folder, port),
        capture_output=True,
        text=True,
        timeout=60,
    )


@contextmanager
def running_launcher(folder: Path, port: int) -> "Iterator[subprocess.Popen[str]]":
    with subprocess.Popen(
        [*LAUNCH, "run"], cwd=settings.BASE_DIR, env=environment(folder, port), stdout=subprocess.PIPE, text=True
    ) as launcher:
        try:
            assert launcher.stdout is not None
            lines = []
            while "Ctrl-C" not in (lines or [""])[-1]:
                line = launcher.stdout.readline()
                assert line, f"it ended:\n{''.join(lines)}"
                lines.append(line)
            assert f"http://127.0.0.1:{port}/" in "".join(lines)
            yield launcher
        finally:
            launcher.terminate()


def processes_of(folder: Path) -> list[str]:
    """The command lines of all processes that were given this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"VAR_DIR={folder}".encode() in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def wait_until_nothing_is_left(folder: Path) -> None:
    deadline = time.monotonic() + 30
    while processes_of(folder) or services.running(folder / "embedded"):
        assert time.monotonic() < deadline, processes_of(folder)
        time.sleep(0.1)


def test_launcher_runs_refuses_a_second_and_stops_in_order(folder):
    port = free_port()
    with running_launcher(folder, port) as launcher:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/suc-khoe/", timeout=5) as answer:
            assert answer.status == 200
        second = launch(folder, free_port())
        assert (second.returncode, second.stderr.count("\n")) == (1, 1)
        assert "make stop" in second.stderr

        launcher.send_signal(signal.SIGINT)
        assert launcher.wait(30) == 0
    wait_until_nothing_is_left(folder)
    assert not (folder / "embedded.env").exists()
    assert (folder / "embedded" / "postgres" / "PG_VERSION").exists()


def test_launcher_killed_leaves_nothing_behind_and_starts_again(folder):
    with running_launcher(folder, free_port()) as launcher:
        launcher.kill()
    wait_until_nothing_is_left(folder)

    with running_launcher(folder, free_port()) as launcher:
        stopped = launch(folder, 0, "stop")
        assert stopped.returncode == 0
        assert launcher.wait(30) == 0
    wait_until_nothing_is_left(folder)


def test_launcher_on_a_taken_port_names_another_one(folder, live_server):
    port = live_server.thread.port
    refused = launch(folder, port)
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert f"PORT={port + 1} make run" in refused.stderr


def test_launcher_with_a_port_that_is_no_number_says_so(folder):
    done = subprocess.run(
        [*LAUNCH, "run"],
        cwd=settings.BASE_DIR,
        env=environment(folder, 0) | {"PORT": "abc"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "PORT=9000" in done.stderr


def test_services_alone_stay_until_they_are_stopped(folder):
    assert launch(folder, 0, "services").returncode == 0
    assert set(services.running(folder / "embedded")) == {"postgres", "redis"}
    again = launch(folder, 0, "services")
    assert (again.returncode, again.stderr) == (0, "")
    assert launch(folder, 0, "stop").returncode == 0
    assert services.running(folder / "embedded") == {}
    assert "Không có gì" in launch(folder, 0, "stop").stdout
