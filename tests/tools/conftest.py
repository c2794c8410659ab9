"""Folders for whole services: pytest's own are closed to the user under whom the database server runs."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def open_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="chi-bo-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)
