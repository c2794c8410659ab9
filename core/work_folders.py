"""Folders for work under way: gone when it is done, and swept up where the process was killed."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

PREFIX = "so-chi-bo-"
LEFT_BEHIND_S = 60 * 60
"""Seconds; no task lives that long."""


def work_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder that only this process reads; what it holds may be papers with names."""
    return tempfile.TemporaryDirectory(prefix=PREFIX)


def sweep_work_folders() -> int:
    """Remove our folders of processes that were killed; returns how many."""
    before, removed = time.time() - LEFT_BEHIND_S, 0
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            found = path.lstat()
        except FileNotFoundError:
            continue
        if path.is_dir() and not path.is_symlink() and found.st_uid == os.getuid() and found.st_mtime < before:
            shutil.rmtree(path, ignore_errors=True)
            removed += 1
    return removed
