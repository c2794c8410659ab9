"""Child processes of the set-up: started on a free port, tied to their parent, ended in good order."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
START_ATTEMPTS = 5
START_SECONDS = 30
# EMBEDDED=wheels passes over what the machine has installed.
WHEELS_ONLY = os.environ.get("EMBEDDED") == "wheels"
_libc = ctypes.CDLL(None, use_errno=True)


class SetupError(Exception):
    """A sentence, Vietnamese then English, that says what is missing and what to do."""


def free_port() -> int:
    """A loopback port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def die_with_parent(how: signal.Signals = signal.SIGTERM) -> None:
    """Ask the kernel to send `how` to this process when its parent ends, however that ends (Linux only)."""
    if sys.platform == "linux":
        _libc.prctl(PR_SET_PDEATHSIG, int(how))


def spawn(
    command: Sequence[str | Path],
    *,
    folder: Path,
    log: Path | None = None,
    tied: bool = True,
    as_user: int | None = None,
    environment: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    death_signal: signal.Signals = signal.SIGTERM,
) -> "subprocess.Popen[bytes]":
    """Start `command` in a session of its own, so that Ctrl-C reaches only the launcher; `tied` ends it with us.

    Without `log` its output goes where ours goes. `as_user` needs root.
    """
    output = log.open("ab") if log else None
    try:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            start_new_session=True,
            user=as_user,
            group=as_user,
            extra_groups=None if as_user is None else [],
            preexec_fn=(lambda: die_with_parent(death_signal)) if tied else None,
        )
    finally:
        if output:
            output.close()
    assert process.stdin is not None
    process.stdin.write(stdin)
    process.stdin.close()
    return process


def start_on_free_port(
    name: str, start: Callable[[int], "subprocess.Popen[bytes]"], answers: Callable[[int], bool], log: Path
) -> tuple["subprocess.Popen[bytes]", int]:
    """Start on a free port and wait until `answers(port)`; try again when it ends at once.

    It may: another program took the port meanwhile, or the remains of a killed predecessor are still going away.
    Raises SetupError with the last line of `log`.
    """
    for attempt in range(START_ATTEMPTS):
        port = free_port()
        process = start(port)
        deadline = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            if answers(port):
                return process, port
            time.sleep(0.02)
        end(process, signal.SIGKILL)
        time.sleep(0.2 * attempt)
    lines = log.read_text(errors="replace").strip().splitlines() if log.is_file() else []
    raise SetupError(
        f"{name} không khởi động được, xem {log}. ({name} does not start, see {log}.) {lines[-1] if lines else ''}"
    )


def end(process: "subprocess.Popen[bytes]", how: signal.Signals = signal.SIGTERM, *, seconds: float = 10) -> None:
    """End a child of ours: ask with `how`, kill after `seconds`."""
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def end_pid(pid: int, how: signal.Signals, *, seconds: float = 10) -> None:
    """End a process that another launcher started: ask with `how`, kill after `seconds`."""
    deadline = time.monotonic() + seconds
    os.kill(pid, how)
    while _alive(pid):
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
