"""A private PostgreSQL and Redis for one folder, with no server to install: started, found again, stopped.

Both listen on a free loopback port with a random password. See docs/decisions/0001-embedded-services.md.
"""

import secrets
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools import postgres, redis_server
from tools.processes import end, end_pid


@dataclass(frozen=True)
class Services:
    """The two services that this process started, and their addresses."""

    database_url: str
    redis_url: str
    postgres: "subprocess.Popen[bytes]"
    redis: "subprocess.Popen[bytes]"

    def stop(self) -> None:
        """End both, Redis first."""
        end(self.redis)
        end(self.postgres, signal.SIGINT)


def start(home: Path, *, tied: bool = True, for_tests: bool = False) -> Services:
    """Start both services on the data in `home`, made the first time, and wait until they answer.

    `tied`: the kernel ends them when the calling process ends, however it ends. `for_tests`: fast, not durable.
    Raises SetupError when a program is missing or does not start.
    """
    home.mkdir(parents=True, exist_ok=True)
    password = _password(home / "password")
    postgres_process, postgres_port = postgres.start(home, password, tied=tied, for_tests=for_tests)
    try:
        redis_process, redis_port = redis_server.start(home, password, tied=tied, for_tests=for_tests)
    except BaseException:
        end(postgres_process, signal.SIGINT)
        raise
    return Services(
        database_url=f"postgres://{postgres.USER}:{password}@127.0.0.1:{postgres_port}/{postgres.DATABASE}",
        redis_url=f"redis://:{password}@127.0.0.1:{redis_port}/0",
        postgres=postgres_process,
        redis=redis_process,
    )


def running(home: Path) -> dict[str, int]:
    """Process ids by name ("redis", "postgres") of the services that run on the data in `home`."""
    found = {}
    for name, pid_file in (("redis", "redis.pid"), ("postgres", "postmaster.pid")):
        folder = (home / name).resolve()
        try:
            pid = int((folder / pid_file).read_text().split()[0])
            # A number left over from before may belong to another program now: ours works in its data folder.
            if Path(f"/proc/{pid}/cwd").resolve(strict=True) == folder:
                found[name] = pid
        except (OSError, ValueError, IndexError):
            continue
    return found


def stop(home: Path) -> bool:
    """Stop what runs on the data in `home`, whoever started it; say whether anything ran."""
    pids = running(home)
    for name, pid in pids.items():
        end_pid(pid, signal.SIGTERM if name == "redis" else signal.SIGINT)
    return bool(pids)


def _password(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(24), encoding="ascii")
    return path.read_text(encoding="ascii")
