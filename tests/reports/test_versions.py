"""Papers of corrected minutes: the old file stays with its version, the new minutes get a paper of their own."""

import datetime as dt

import pytest
from django.utils import timezone

from meetings.services.correction import correct_minutes
from reports.access import get_document
from reports.models import Document
from reports.queries.documents import is_of_present_version
from reports.services import request_document, run_document
from tests.meetings.test_services_correction import REASON, finish, locked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("reports.services.documents.require_broker", lambda: None)


def made(subject, kind: str, by) -> Document:
    document = request_document(subject, kind=kind, by=by)
    Document.objects.filter(pk=document.pk).update(requested_at=timezone.now())
    run_document(document.pk)
    document.refresh_from_db()
    return document


def test_final_paper_of_corrected_minutes_goes_to_its_version_and_a_new_one_is_made(commune, cast):
    meeting = locked(commune, cast)
    first = made(meeting, "minutes", cast.secretary)
    assert (first.state, first.is_final) == ("done", True)
    version = correct_minutes(meeting, reason=REASON, by=cast.secretary)
    finish(meeting, cast)
    assert not is_of_present_version(first, meeting)

    second = made(meeting, "minutes", cast.secretary)

    first.refresh_from_db()
    assert (first.kind, first.subject_id, first.is_final) == ("minutes_version", version.pk, True)
    assert "bản 1, đã đính chính" in first.title
    assert second.pk != first.pk
    assert (second.kind, second.is_final) == ("minutes", True)
    assert second.sha256 != first.sha256
    assert is_of_present_version(second, meeting)
    assert get_document(cast.member, first.pk, to="download") == first


def test_paper_of_an_earlier_version_has_the_same_bytes_as_before_the_correction(commune, cast):
    meeting = locked(commune, cast)
    first = made(meeting, "minutes", cast.secretary)
    version = correct_minutes(meeting, reason=REASON, by=cast.secretary)
    of_version = made(version, "minutes_version", cast.member)
    assert of_version.sha256 == first.sha256
    assert of_version.is_final
    finish(meeting, cast)
    made(meeting, "minutes", cast.secretary)
    first.refresh_from_db()
    assert (first.kind, first.is_final) == ("minutes_version", False)


def test_draft_made_while_correcting_is_no_final_paper(commune, cast):
    meeting = locked(commune, cast)
    correct_minutes(meeting, reason=REASON, by=cast.secretary)
    draft = made(meeting, "minutes", cast.secretary)
    assert not draft.is_final
    assert is_of_present_version(draft, meeting)
    assert draft.finished_at > dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
