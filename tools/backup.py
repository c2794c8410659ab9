"""One file that holds the embedded database and every document: `make backup`, `make restore FILE=…`.

    .venv/bin/python -m tools.launch with -m tools.backup save|restore [FILE]

For a server of your own use its pg_dump; see docs/operations.md.
"""

import os
import subprocess
import sys
import tarfile
import tempfile
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from tools.postgres import programs


def save(database_url: str, documents: Path, tools: Path, target: Path) -> None:
    """Write the archive; under its name only when it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".unfinished")
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / "database.dump"
        _run([tools / "pg_dump", "--format=custom", "--no-owner", f"--file={dump}"], database_url)
        with tarfile.open(unfinished, "w:gz") as archive:
            archive.add(dump, "database.dump")
            if documents.is_dir():
                archive.add(documents, "documents")
    unfinished.chmod(0o600)
    unfinished.replace(target)


def restore(database_url: str, documents: Path, tools: Path, source: Path) -> None:
    """Put database and documents back as they were. What is there is replaced once the archive has proved whole."""
    name = urlsplit(database_url).path[1:]
    documents.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=documents.parent) as temporary:
        folder = Path(temporary)
        # The program, which refuses names that lead elsewhere; tarfile learnt that after Debian's Python.
        subprocess.run(["tar", "--extract", "--file", source, "--directory", folder, "--no-same-owner"], check=True)
        (folder / "documents").mkdir(exist_ok=True)
        _execute(database_url, f"DROP DATABASE IF EXISTS {name}_restored", f"CREATE DATABASE {name}_restored")
        command: list[str | Path] = [tools / "pg_restore", "--exit-on-error", "--no-owner"]
        _run([*command, f"--dbname={name}_restored", folder / "database.dump"], database_url)
        _execute(
            database_url,
            f"DROP DATABASE {name} WITH (FORCE)",
            f"ALTER DATABASE {name}_restored RENAME TO {name}",
        )
        if documents.exists():
            documents.rename(folder / "before")
        (folder / "documents").rename(documents)


def _execute(database_url: str, *statements: str) -> None:
    connection = psycopg2.connect(urlsplit(database_url)._replace(path="/postgres").geturl())
    connection.autocommit = True
    with closing(connection), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _run(command: list[str | Path], database_url: str) -> None:
    url = urlsplit(database_url)
    # The password goes through the environment: a command line is for everyone to read.
    own = {
        "PGHOST": url.hostname or "",
        "PGPORT": str(url.port or 5432),
        "PGUSER": url.username or "",
        "PGPASSWORD": url.password or "",
        "PGDATABASE": url.path[1:],
    }
    subprocess.run(command, env=os.environ | own, check=True)


def main(deed: str, file: str) -> None:
    """Save to, or restore from, `file`; without one, save under a name with the time."""
    from config import settings

    tools = programs(settings.VAR_DIR / "embedded")
    url = os.environ["DATABASE_URL"]
    if deed == "save":
        name = time.strftime("chi-bo-%Y-%m-%d-%H%M.tar.gz")
        target = Path(file) if file else settings.VAR_DIR / "backup" / name
        save(url, settings.DOCUMENTS_DIR, tools, target)
        print(target)
    else:
        restore(url, settings.DOCUMENTS_DIR, tools, Path(file))


if __name__ == "__main__":
    main(sys.argv[1], (sys.argv[2:] or [""])[0])
