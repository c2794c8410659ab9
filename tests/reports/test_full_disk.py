"""Disks that are really full, while parts are written, while they are put together, while the whole is stored."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from reports.catalogue import CATALOGUE
from reports.services import request_document
from tests.reports.bundles import bundle

UNSHARE = shutil.which("unshare") or "unshare"
FULL = "Máy chủ hết chỗ trên đĩa"


@pytest.fixture
def steps(transactional_db, commune, cast, tmp_path, monkeypatch):
    """How a paper in ten parts stood each time that a disk was full, and at the end."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda deed: None)
    monkeypatch.setitem(CATALOGUE, "bundle", bundle(30))
    document = request_document(commune.cells[0], kind="bundle", by=cast.secretary)
    database = os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + connection.settings_dict["NAME"]
    folders = {name: tmp_path / name for name in ("DOCUMENTS_DIR", "TMPDIR")}
    for folder in folders.values():
        folder.mkdir()
    done = subprocess.run(
        # A user of one's own may mount what only the own processes see.
        [UNSHARE, "--map-root-user", "--mount", sys.executable, "-m", "tests.reports.small_disk", str(document.pk)],
        cwd=settings.BASE_DIR,
        env=os.environ | {name: str(folder) for name, folder in folders.items()} | {"DATABASE_URL": database},
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_full_disk_is_said_each_time_what_is_done_is_kept_and_the_paper_goes_on(steps):
    parts, merging, storing, end = (steps[name] for name in ("parts", "merging", "storing", "end"))
    assert [FULL in step["error"] for step in (parts, merging, storing, end)] == [True, True, True, False]
    assert [step["state"] for step in (parts, merging, storing, end)] == ["failed", "failed", "failed", "done"]
    assert 0 < parts["done"] < 10
    assert (merging["done"], storing["done"]) == (10, 10)
    missing = 3 * (10 - parts["done"])
    assert [step["made"] for step in (parts, merging, storing, end)] == [30, 30 + missing, 30 + missing, 30 + missing]
    for step in (parts, merging, storing, end):
        assert (step["strangers"], step["left"]) == ([], [])
