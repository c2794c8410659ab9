"""Files that no row names: a worker was killed after it had written one, or before it had removed it."""

from __future__ import annotations

import datetime as dt
import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from accounts.audit import record
from reports.models import Document, DocumentPart
from reports.services.document_rows import mark_of

OLD_ENOUGH = dt.timedelta(days=1)
"""No task lives that long: what is younger may be waiting for its row."""
OURS = re.compile(r"(?P<paper>\d+)(-\d+)?-(?P<mark>[0-9a-f]{8})[0-9a-f]{8}\.(pdf|docx|xlsx|zip)")
"""The name of a file as ``document_rows.keep_file`` gives it, after the year."""
FEW = 50

logger = logging.getLogger(__name__)


def sweep_orphan_files() -> int:
    """Remove old files of papers that no row names; returns how many.

    What another database wrote stays, though it were a copy of this one, and so does what belongs to a paper that is
    being made: a clock that was set makes its file look old. Where more would go than stay, nothing goes.
    """
    named = _named()
    unnamed = [path for path in _old_files() if _name_of(path) not in named]
    if len(unnamed) > max(FEW, len(named)):
        logger.error("%s files of papers are in no row, %s are: nothing was removed", len(unnamed), len(named))
        return 0
    return sum(_remove(path) for path in unnamed)


def _folder() -> Path:
    return Path(Document._meta.get_field("file").storage.path(""))


def _old_files() -> Iterator[Path]:
    before = time.time() - OLD_ENOUGH.total_seconds()
    for path in _folder().glob("[0-9][0-9][0-9][0-9]/*"):
        if OURS.fullmatch(path.name) and path.is_file() and not path.is_symlink() and path.stat().st_mtime < before:
            yield path


def _named() -> set[str]:
    rows = (
        model.objects.exclude(file="").order_by().values_list("file", flat=True) for model in (Document, DocumentPart)
    )
    return {str(name) for names in rows for name in names.iterator()}


def _name_of(path: Path) -> str:
    return path.relative_to(_folder()).as_posix()


@transaction.atomic
def _remove(path: Path) -> bool:
    """With its line in the audit trail."""
    found = OURS.fullmatch(path.name)
    assert found is not None
    papers = Document.objects.select_for_update(of=("self",)).select_related("organisation")
    document = papers.filter(pk=found["paper"]).first()
    name = _name_of(path)
    if document is None or document.is_pending or found["mark"] != mark_of(document):
        return False
    if document.file.name == name or document.parts.filter(file=name).exists():
        return False
    try:
        path.unlink()
    except OSError as error:
        logger.warning("%s cannot be removed: %s", name, error)
        return False
    record("reports.file_swept", document, by=None, organisation=document.organisation, note=name)
    return True
