"""Runs the whole application from this folder: `make run`, `make services`, `make stop`.

    .venv/bin/python -m tools.launch run|services|stop
    .venv/bin/python -m tools.launch with COMMAND…

`run` starts PostgreSQL and Redis (unless DATABASE_URL and REDIS_URL are given), prepares the data, starts the Celery
worker and the web server, and ends all of them in reverse order on Ctrl-C or SIGTERM. Nothing outlives it: every child
is tied to it. `with` runs one Python command between the same preparations and the same end.
"""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NoReturn

import environ

from tools import services
from tools.processes import SetupError, die_with_parent, end, spawn

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("VAR_DIR", ROOT / "var"))
EMBEDDED = VAR / "embedded"
ADDRESSES = VAR / "embedded.env"
LOGS = VAR / "log"
START_SECONDS = 60
STOP_SECONDS = 20


class Stopped(BaseException):
    """Someone pressed Ctrl-C, or asked the process to end."""


def say(text: str) -> None:
    print(text, flush=True)


def run(port: int) -> None:
    """Start everything, say where it is, and wait until it is to end."""
    with only_one(), ExitStack() as stack:
        refuse_taken(port)
        environment = os.environ | start_services(stack)
        accounts = prepare(environment)
        processes = {
            "worker": start(stack, "worker", worker_command(), environment),
            "worker-quick": start(stack, "worker-quick", quick_worker_command(), environment),
            "web": start(stack, "web", web_command(port), environment),
        }
        wait_until_ready(port, processes)
        say(f"\n  Mở trình duyệt tại (open in a browser):  http://127.0.0.1:{port}/\n")
        say(accounts)
        say("  Ctrl-C để dừng (to stop).")
        watch(processes)


def worker_command() -> list[str | Path]:
    """Celery with the timetable inside. Children are few: a PDF takes one core."""
    schedule = VAR / "celerybeat-schedule"
    options = ["--beat", f"--schedule={schedule}", "--concurrency=2", "--loglevel=INFO"]
    return [sys.executable, "-m", "celery", "-A", "config", "worker", *options]


def quick_worker_command() -> list[str | Path]:
    """One more child that leaves the parts of large papers alone: whoever wants one paper never waits behind them."""
    options = ["--queues=quick", "--hostname=quick@%h", "--concurrency=1", "--loglevel=INFO"]
    return [sys.executable, "-m", "celery", "-A", "config", "worker", *options]


def web_command(port: int) -> list[str | Path]:
    # Addresses are logged without what was typed into a search: names, and whole numbers.
    log = ["--access-logfile=-", '--access-logformat=%(t)s "%(m)s %(U)s" %(s)s %(b)s %(M)sms']
    options = ["--workers=2", "--threads=4", "--no-control-socket", *log]
    return [sys.executable, "-m", "gunicorn", "config.wsgi", f"--bind=127.0.0.1:{port}", *options]


def start_services(stack: ExitStack) -> dict[str, str]:
    """The addresses of PostgreSQL and Redis: those given, those that `make services` left running, or our own."""
    given = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}
    if len(given) == 2:
        return given
    if len(services.running(EMBEDDED)) == 2 and ADDRESSES.exists():
        return read_addresses() | given
    services.stop(EMBEDDED)
    say("• Khởi động PostgreSQL và Redis (starting PostgreSQL and Redis)…")
    started = services.start(EMBEDDED)
    stack.callback(ADDRESSES.unlink, missing_ok=True)
    stack.callback(started.stop)
    write_addresses(started)
    return read_addresses() | given


def write_addresses(started: services.Services) -> None:
    """Tell `manage.py` where the services are; the file holds their password."""
    ADDRESSES.touch(mode=0o600)
    ADDRESSES.write_text(f"DATABASE_URL={started.database_url}\nREDIS_URL={started.redis_url}\n")


def read_addresses() -> dict[str, str]:
    return dict(line.split("=", 1) for line in ADDRESSES.read_text().splitlines())


def prepare(environment: dict[str, str]) -> str:
    """Bring data and files up to date; return the demonstration accounts as text."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.prepare"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=die_with_parent,
    )
    if done.returncode:
        raise SetupError("Không chuẩn bị được dữ liệu, xem ở trên. (The data could not be prepared, see above.)")
    return done.stdout.decode()


def start(
    stack: ExitStack, name: str, command: list[str | Path], environment: dict[str, str]
) -> "subprocess.Popen[bytes]":
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name}.log"
    log.unlink(missing_ok=True)
    process = spawn(command, folder=ROOT, log=log, environment=environment)
    stack.callback(end, process, seconds=STOP_SECONDS)
    if name.startswith("worker"):
        # Linux may weigh whole sessions against each other: pages come before papers there too.
        with suppress(OSError):
            Path(f"/proc/{process.pid}/autogroup").write_text("10")
    return process


def wait_until_ready(port: int, processes: dict[str, "subprocess.Popen[bytes]"]) -> None:
    say("• Khởi động máy chủ web và Celery (starting the web server and Celery)…")
    deadline = time.monotonic() + START_SECONDS
    logs = [LOGS / f"{name}.log" for name in processes if name.startswith("worker")]
    while not (web_answers(port) and all(" ready." in log.read_text() for log in logs)):
        refuse_dead(processes)
        if time.monotonic() > deadline:
            raise SetupError(f"Quá lâu không thấy trả lời, xem {LOGS}. (No answer for too long, see {LOGS}.)")
        time.sleep(0.1)


def web_answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/suc-khoe/", timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def watch(processes: dict[str, "subprocess.Popen[bytes]"]) -> NoReturn:
    while True:
        refuse_dead(processes)
        time.sleep(0.5)


def refuse_dead(processes: dict[str, "subprocess.Popen[bytes]"]) -> None:
    for name, process in processes.items():
        if process.poll() is not None:
            log = LOGS / f"{name}.log"
            last = "\n".join(log.read_text(errors="replace").splitlines()[-5:])
            raise SetupError(f"{name} đã dừng bất thường, xem {log}. ({name} ended by itself, see {log}.)\n{last}")


def wanted_port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not (text.isdecimal() and 0 < int(text) < 65536):
        raise SetupError(f"PORT={text} không phải số cổng, ví dụ PORT=9000. (PORT must be a number such as 9000.)")
    return int(text)


def refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise SetupError(
                f"Không dùng được cổng {port}: chọn cổng khác, ví dụ `PORT={port + 1} make run`. "
                f"(Port {port} cannot be used, choose another as shown.) {error.strerror}"
            ) from error


@contextmanager
def only_one() -> Iterator[None]:
    """Hold this folder for one launcher at a time; the kernel lets go of it however we end."""
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SetupError(
                "Chương trình đang chạy từ thư mục này: dừng bằng `make stop`. "
                "(It is running from this folder already: stop it with `make stop`.)"
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
        lock.truncate(0)


def run_with_services(command: list[str]) -> None:
    """Run one Python command with the services up and the data prepared; exit with its status."""
    with ExitStack() as stack:
        environment = os.environ | start_services(stack)
        prepare(environment)
        status = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment).returncode
    sys.exit(status)


def start_services_alone() -> None:
    """Start PostgreSQL and Redis, prepare the data, and leave them running for `manage.py` until `make stop`."""
    if len(services.running(EMBEDDED)) == 2 and ADDRESSES.exists():
        say("PostgreSQL và Redis đang chạy. (PostgreSQL and Redis are running.)")
        return
    with only_one():
        services.stop(EMBEDDED)
        write_addresses(services.start(EMBEDDED, tied=False))
        try:
            prepare(os.environ | read_addresses())
        except BaseException:
            services.stop(EMBEDDED)
            ADDRESSES.unlink()
            raise
    say("PostgreSQL và Redis đã chạy; dừng bằng `make stop`. (PostgreSQL and Redis run; `make stop` stops them.)")


def stop() -> None:
    """End the launcher of this folder, if one runs, and the services."""
    launcher = (VAR / "run.lock").read_text() if (VAR / "run.lock").exists() else ""
    stopped = bool(launcher) and end_launcher(int(launcher))
    stopped = services.stop(EMBEDDED) or stopped
    ADDRESSES.unlink(missing_ok=True)
    say("Đã dừng. (Stopped.)" if stopped else "Không có gì đang chạy. (Nothing was running.)")


def end_launcher(pid: int) -> bool:
    """Ask the holder of the lock to end and wait until it lets go. A dead one's number is not touched."""
    with (VAR / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.kill(pid, signal.SIGTERM)
            fcntl.flock(lock, fcntl.LOCK_EX)
            return True
    return False


def stop_on_signals() -> None:
    """The first signal ends everything in order; those that follow are ignored, so that the order is kept."""

    def on_signal(number: int, frame: object) -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if each != signal.SIGHUP or signal.getsignal(each) is not signal.SIG_IGN:  # nohup
            signal.signal(each, on_signal)
    if "MAKELEVEL" in os.environ:
        # `make` may be killed without passing it on; run by hand the parent may rightly go first.
        die_with_parent()


def main(arguments: list[str]) -> None:
    deeds: dict[str, Callable[[], None]] = {
        "run": lambda: run(wanted_port()),
        "services": start_services_alone,
        "stop": stop,
        "with": lambda: run_with_services(arguments[1:]),
    }
    if (ROOT / ".env").is_file():
        environ.Env.read_env(ROOT / ".env")
    stop_on_signals()
    try:
        deeds[arguments[0]]()
    except Stopped:
        say("\nĐã dừng. (Stopped.)")
    except SetupError as error:
        sys.exit(f"✗ {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
