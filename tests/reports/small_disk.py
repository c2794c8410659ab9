"""A large paper on disks that are full: ``unshare --map-root-user --mount python -m tests.reports.small_disk 5``.

The folders of papers and of work under way are small disks of their own, seen by this process alone. Prints as JSON how
the paper stood each time that it could not go on, and at the end.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

BALLAST = "day"
MOUNT = shutil.which("mount") or "mount"
PAPERS, WORK = Path(os.environ["DOCUMENTS_DIR"]), Path(os.environ["TMPDIR"])
SIZE = 16 * 1024 * 1024


def mount() -> None:
    for folder in (PAPERS, WORK):
        subprocess.run([MOUNT, "-t", "tmpfs", "-o", f"size={SIZE}", "small", folder], check=True)


def fill(folder: Path, *, leave: int) -> None:
    """Leave so many bytes free."""
    (folder / BALLAST).unlink(missing_ok=True)
    disk = os.statvfs(folder)
    (folder / BALLAST).write_bytes(b"\0" * (disk.f_bavail * disk.f_bsize - leave))


def main() -> None:
    import django

    django.setup()
    from config.celery import app
    from core.pdf import Part
    from reports.catalogue import CATALOGUE
    from reports.models import Document
    from reports.services import document_parts, retry_document
    from tests.reports.bundles import DAY, bundle, page_of
    from tests.reports.part_queue import Queue

    mount()
    made: list[str] = []

    def make(unit: Any, key: str) -> Part:
        made.append(key)
        return Part(page_of(key), DAY, {})

    queue = Queue()

    def send(app: Any, name: str, args: Any = None, kwargs: Any = None, **options: Any) -> None:
        queue.waiting.append((name.rpartition(".")[2], args[0], ""))

    type(app).send_task = send
    document_parts.PIECES_TOGETHER = 3
    CATALOGUE["bundle"] = bundle(30, make=make)
    number = int(sys.argv[1])

    def stands() -> dict[str, Any]:
        document = Document.objects.get(pk=number)
        files = [path for path in PAPERS.rglob("*") if path.is_file() and path.name != BALLAST]
        names = {part.file.path for part in document.parts.all() if part.file}
        return {
            "state": document.state,
            "error": document.error,
            "done": document.parts.filter(state="done").count(),
            "made": len(made),
            "strangers": [
                str(path) for path in files if str(path) not in names | {document.file and document.file.path}
            ],
            "left": [path.name for path in WORK.glob("so-chi-bo-*")],
        }

    def again() -> dict[str, Any]:
        document = Document.objects.get(pk=number)
        retry_document(document, by=document.requested_by)
        queue.run()
        return stands()

    fill(PAPERS, leave=32_000)
    queue.waiting.append(("make_document", number, ""))
    queue.run()
    steps = {"parts": stands()}
    fill(PAPERS, leave=SIZE // 2)
    fill(WORK, leave=24_000)
    steps["merging"] = again()
    fill(WORK, leave=SIZE // 4)
    fill(PAPERS, leave=8_000)
    steps["storing"] = again()
    fill(PAPERS, leave=SIZE // 4)
    steps["end"] = again()
    json.dump(steps, sys.stdout)


if __name__ == "__main__":
    main()
