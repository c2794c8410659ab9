"""What was saved comes back: rows and documents."""

import tarfile

import psycopg2
import pytest

from tools import backup, services
from tools.postgres import programs


@pytest.fixture
def running(open_folder):
    started = services.start(open_folder / "embedded", for_tests=True)
    yield started
    started.stop()


def execute(url, sql):
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute(sql)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows


def test_backup_restored_over_newer_data_brings_back_the_old(running, open_folder, tmp_path):
    url, documents = running.database_url, tmp_path / "documents"
    tools = programs(open_folder / "embedded")
    (documents / "2026").mkdir(parents=True)
    (documents / "2026" / "a.pdf").write_bytes(b"%PDF old")
    execute(url, "CREATE TABLE people AS SELECT 'Đặng Thị Bưởi' AS name")
    target = tmp_path / "backup" / "one.tar.gz"

    backup.save(url, documents, tools, target)
    assert target.stat().st_mode & 0o077 == 0
    execute(url, "UPDATE people SET name = 'changed'; CREATE TABLE later ()")
    (documents / "2026" / "a.pdf").write_bytes(b"changed")
    (documents / "b.pdf").write_bytes(b"later")
    backup.restore(url, documents, tools, target)

    assert execute(url, "SELECT name FROM people") == [("Đặng Thị Bưởi",)]
    assert execute(url, "SELECT to_regclass('later')") == [(None,)]
    assert [str(file.relative_to(documents)) for file in documents.rglob("*.*")] == ["2026/a.pdf"]
    assert (documents / "2026" / "a.pdf").read_bytes() == b"%PDF old"


def test_restore_of_a_damaged_file_changes_nothing(running, open_folder, tmp_path):
    url, documents = running.database_url, tmp_path / "documents"
    execute(url, "CREATE TABLE people AS SELECT 1 AS number")
    (tmp_path / "database.dump").write_bytes(b"no dump")
    with tarfile.open(tmp_path / "bad.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "database.dump", "database.dump")
    with pytest.raises(backup.subprocess.CalledProcessError):
        backup.restore(url, documents, programs(open_folder / "embedded"), tmp_path / "bad.tar.gz")
    assert execute(url, "SELECT number FROM people") == [(1,)]
    assert not documents.exists()
