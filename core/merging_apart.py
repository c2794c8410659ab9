"""Putting very many files together in a process of its own: its memory goes with it, and the worker stays small."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from django.conf import settings

from core.merging import Bookmark, put_together

FEW_FILES = 8
"""So many are put together where we are: starting a process takes longer."""
BETWEEN_CHECKS_S = 1.0
UPRIGHT, LYING = "upright.pdf", "lying.pdf"


def put_together_apart(
    files: Sequence[Path],
    target: Path,
    *,
    title: str,
    bookmarks: Sequence[Bookmark],
    places: Mapping[str, int] | None = None,
    seals: tuple[bytes, bytes] | None = None,
    check: Callable[[], None] = lambda: None,
) -> int:
    """As ``core.merging.put_together``; ``seals`` are for a last page that stands and for one that lies.

    ``check`` is called every second; what it raises ends the process. Raises OSError when the disk is full,
    RuntimeError when the process fails.
    """
    if len(files) <= FEW_FILES:
        seal = seals.__getitem__ if seals else None
        return put_together(files, target, title=title, bookmarks=bookmarks, places=places, seal=seal)
    folder = target.parent
    for name, content in zip((UPRIGHT, LYING), seals or (), strict=False):
        (folder / name).write_bytes(content)
    order = {
        "files": [str(path) for path in files],
        "target": str(target),
        "title": title,
        "bookmarks": [asdict(mark) for mark in bookmarks],
        "places": dict(places or {}),
        "is_sealed": seals is not None,
    }
    code, said, error = _run(json.dumps(order).encode(), check)
    if code == 0:
        return int(said)
    if code > 1:
        raise OSError(code, os.strerror(code))
    raise RuntimeError(error.decode(errors="replace")[-2000:])


def _run(order: bytes, check: Callable[[], None]) -> tuple[int, bytes, bytes]:
    """How the process ended, what it said, its last words."""
    process = subprocess.Popen(
        [sys.executable, "-m", "core.merging_apart"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=settings.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE},
    )
    sent: bytes | None = order
    with process:
        try:
            while True:
                try:
                    said, error = process.communicate(sent, timeout=BETWEEN_CHECKS_S)
                except subprocess.TimeoutExpired:
                    sent = None
                    check()
                else:
                    return process.returncode, said, error
        except BaseException:
            process.kill()
            raise


def main() -> None:
    """Read the order, carry it out, print the number of pages; a fault of the system ends with its number."""
    order = json.loads(sys.stdin.buffer.read())
    target = Path(order["target"])

    def seal(is_lying: bool) -> bytes:
        return (target.parent / (LYING if is_lying else UPRIGHT)).read_bytes()

    try:
        pages = put_together(
            [Path(path) for path in order["files"]],
            target,
            title=order["title"],
            bookmarks=[Bookmark(**mark) for mark in order["bookmarks"]],
            places=order["places"],
            seal=seal if order["is_sealed"] else None,
        )
    except OSError as error:
        sys.exit(error.errno or 1)
    sys.stdout.write(str(pages))


if __name__ == "__main__":
    main()
