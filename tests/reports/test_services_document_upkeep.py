"""Drafts and packed files go after their days, final papers stay; what nobody goes on with is cleared away."""

import datetime as dt
import os
import tempfile
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import AuditEvent
from core.work_folders import LEFT_BEHIND_S, work_folder
from reports.models import Document
from reports.services import expire_documents, request_document, run_document
from reports.services.document_upkeep import PARTS_KEPT
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
