"""Drafts and packed files go after their days, final papers stay; what nobody goes on with is cleared away."""

import datetime as dt
import os
import tempfile
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import AuditEvent
from core.work_folders import LEFT_BEHIND_S, work_folder
from reports.models import PARTS_KEPT, Document
from reports.services import expire_documents, request_document, run_document
from reports.services.document_rows import mark_of
from reports.services.orphan_files import FEW
from tests.factories import make_open_meeting
from tests.reports.papers import make_approved_meeting

State = Document.State


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr("django.db.transaction.on_commit", lambda deed: deed())


@pytest.fixture
def draft(commune, cast) -> Document:
    return made(make_open_meeting(commune.cells[0], by=cast.secretary), cast)


def made(meeting, cast) -> Document:
    document = request_document(meeting, kind="minutes", by=cast.secretary)
    run_document(document.pk)
    document.refresh_from_db()
    assert document.state == State.DONE, document.error
    return document


def test_draft_has_a_last_day_and_a_final_paper_has_none(draft, commune, cast):
    assert draft.expires_at == draft.finished_at + dt.timedelta(days=30)
    assert made(make_approved_meeting(commune, cast, held_on=dt.date(2026, 9, 5)), cast).expires_at is None


def test_expire_removes_the_file_of_a_draft_and_keeps_its_marks(draft):
    path, sha256 = Path(draft.file.path), draft.sha256
    assert expire_documents() == 0
    assert path.exists()
    Document.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert expire_documents() == 1
    draft.refresh_from_db()
    assert (draft.state, draft.file.name, draft.sha256) == (State.EXPIRED, "", sha256)
    assert draft.seal
    assert not path.exists()
    assert AuditEvent.objects.get(action="reports.document_expired").actor is None
    assert expire_documents() == 0


def test_expire_sweeps_up_what_killed_workers_left_and_nothing_else(db, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    killed, under_way, foreign = (tmp_path / name for name in ("so-chi-bo-a", "so-chi-bo-b", "other"))
    for folder in (killed, under_way, foreign):
        folder.mkdir()
        (folder / "part.pdf").write_bytes(b"x")
    long_ago = time.time() - LEFT_BEHIND_S - 60
    for folder in (killed, foreign):
        os.utime(folder, (long_ago, long_ago))
    expire_documents()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "so-chi-bo-b"]
    with work_folder() as folder:
        assert Path(folder).name.startswith("so-chi-bo-")


def test_expire_never_takes_a_final_paper(draft):
    Document.objects.update(is_final=True, expires_at=timezone.now() - dt.timedelta(days=1))
    assert expire_documents() == 0


def test_draft_from_before_drafts_had_a_last_day_gets_one(draft):
    Document.objects.update(expires_at=None)
    expire_documents()
    draft.refresh_from_db()
    assert draft.expires_at == draft.finished_at + dt.timedelta(days=30)


def test_expired_draft_is_made_again_with_the_same_seal(draft, cast):
    Document.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    expire_documents()
    again = made(draft_meeting(draft), cast)
    assert (again.seal, again.sha256) == (draft.seal, draft.sha256)


def draft_meeting(draft: Document):
    from meetings.models import Meeting

    return Meeting.objects.get(pk=draft.subject_id)


@pytest.mark.parametrize(("days", "left"), [(-1, 1), (1, 0)])
def test_parts_of_a_failed_paper_are_kept_for_a_week(draft, days, left):
    part = draft.parts.create(number=1, title="1", file=ContentFile(b"x", "x.pdf"))
    Document.objects.update(state=State.FAILED, error="x", finished_at=timezone.now() - PARTS_KEPT - dt.timedelta(days))
    expire_documents()
    assert draft.parts.count() == left
    assert Path(part.file.path).exists() == bool(left)


# --- Files that no row names


def name_of(draft: Document, number: int = 0, *, part: str = "", extension: str = "pdf", year: int = 2026) -> str:
    """As a worker calls a file of that paper."""
    return f"{year}/{draft.pk}{part}-{mark_of(draft)}{number:08x}.{extension}"


def lay(name: str, *, days: float = 2) -> Path:
    """A file among the papers, so many days old."""
    path = settings.DOCUMENTS_DIR / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    then = time.time() - days * 86_400
    os.utime(path, (then, then))
    return path


def test_file_left_between_writing_and_its_row_is_removed_after_a_day_with_a_line(draft):
    names = {name_of(draft), name_of(draft, part="-12", extension="zip", year=2025)}
    lost = [lay(name) for name in sorted(names)]
    own = Path(draft.file.path)
    os.utime(own, (0, 0))
    expire_documents()
    assert [path.exists() for path in [*lost, own]] == [False, False, True]
    lines = AuditEvent.objects.filter(action="reports.file_swept", thing_id=draft.pk)
    assert {line.note for line in lines} == names
    assert {line.actor for line in lines} == {None}


def test_file_that_may_be_wanted_is_never_swept(draft):
    part = draft.parts.create(number=1, title="1", file=name_of(draft, part="-1"))
    Document.objects.filter(pk=draft.pk).update(state=State.FAILED, error="x")
    kept = [
        lay(str(part.file.name)),
        lay(name_of(draft), days=0.9),
        lay(f"2026/{draft.pk}-khac.pdf"),
        lay(f"2026/{draft.pk + 1}-{mark_of(draft)}{0:08x}.pdf"),
        lay(f"papers/{name_of(draft)}"),
    ]
    expire_documents()
    assert all(path.exists() for path in kept)
    assert not AuditEvent.objects.filter(action="reports.file_swept").exists()
    for path in kept:
        path.unlink()


@pytest.mark.parametrize("state", [State.WAITING, State.RUNNING])
def test_file_of_a_paper_that_is_being_made_is_not_swept_though_the_clock_was_set(draft, state):
    lost = lay(name_of(draft), days=400)
    now, empty = timezone.now(), {"sha256": "", "finished_at": None, "expires_at": None, "file": ""}
    started = now if state == State.RUNNING else None
    Document.objects.filter(pk=draft.pk).update(state=state, started_at=started, **empty)
    expire_documents()
    assert lost.exists()
    Document.objects.filter(pk=draft.pk).update(state=State.FAILED, error="x")
    expire_documents()
    assert not lost.exists()


def test_file_that_another_database_wrote_for_a_paper_of_the_same_number_is_not_swept(draft):
    kept = lay(name_of(draft))
    # As after a backup from before this paper: its number is given to another one.
    Document.objects.filter(pk=draft.pk).update(requested_at=draft.requested_at + dt.timedelta(microseconds=1))
    expire_documents()
    assert kept.exists()
    kept.unlink()


def test_file_that_a_copy_of_the_database_wrote_is_not_swept(draft, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("reports.services.document_rows.WHICH_DATABASE", "SELECT 7300000000000000000, 16384")
        kept = lay(name_of(draft))
    expire_documents()
    assert kept.exists()
    kept.unlink()


def test_file_of_a_paper_bears_its_mark(draft):
    assert Path(draft.file.name).name.startswith(f"{draft.pk}-{mark_of(draft)}")


def test_files_are_not_swept_by_a_database_that_knows_few_of_them(draft, caplog):
    kept = [lay(name_of(draft, number)) for number in range(FEW + 1)]
    expire_documents()
    assert all(path.exists() for path in kept)
    assert "nothing was removed" in caplog.text
    for path in kept:
        path.unlink()


def test_file_that_cannot_be_removed_does_not_hold_up_the_others(draft, monkeypatch, caplog):
    first, second = (lay(name_of(draft, number)) for number in (1, 2))
    unlink = Path.unlink

    def refuse(path: Path, *, missing_ok: bool = False) -> None:
        if path.name == first.name:
            raise PermissionError
        unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        expire_documents()
    assert (first.exists(), second.exists()) == (True, False)
    assert "cannot be removed" in caplog.text
    first.unlink()
