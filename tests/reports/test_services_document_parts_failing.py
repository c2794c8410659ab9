"""Papers made of many whose parts cannot be made: what is said, what is kept, going on."""

import errno
from pathlib import Path

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.template import TemplateSyntaxError

from accounts.models import AuditEvent
from core import pdf
from core.errors import DomainError
from core.pdf import Part
from reports.catalogue import CATALOGUE
from reports.models import Document, Notice
from reports.services import retry_document
from tests.reports.bundles import DAY, bundle, page_of
from tests.reports.part_queue import ask, files, refreshed, refuse

State = Document.State


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (DomainError("Chưa ghi người ký."), "Văn bản 3: Chưa ghi người ký."),
        (TemplateSyntaxError("x"), "Mẫu của văn bản này có lỗi"),
        (OSError(errno.ENOSPC, "full"), "Máy chủ hết chỗ trên đĩa"),
        (SoftTimeLimitExceeded(), "Văn bản quá lớn, làm quá lâu nên đã dừng"),
        (MemoryError(), "Máy chủ không đủ bộ nhớ"),
        (ZeroDivisionError(), "Có lỗi của chương trình"),
    ],
)
def test_part_that_fails_leaves_the_others_and_trying_again_makes_only_it(
    queue, unit, cast, monkeypatch, caplog, error, sentence
):
    document = ask(unit, cast, monkeypatch, 9, make=refuse(3, error))
    queue.run()
    document = refreshed(document)
    assert document.state == State.FAILED
    assert "Không làm được 1 trên 3 phần. Phần 2 (Tập 1: Văn bản 3 – Tập 1: Văn bản 5): " in document.error
    assert sentence in document.error
    assert [part.state for part in document.parts.all()] == ["done", "failed", "done"]
    told = Notice.objects.get()
    assert told.title == f"Văn bản chưa làm được: {document.title}"
    assert document.title not in told.text, "the words may go out by e-mail"
    assert sentence not in told.text
    made: list[str] = []
    monkeypatch.setitem(
        CATALOGUE, "bundle", bundle(9, make=lambda unit, key: made.append(key) or Part(page_of(key), DAY, {}))
    )
    assert retry_document(document, by=cast.secretary) == document
    queue.run()
    assert refreshed(document).state == State.DONE
    assert made == [str(number) for number in range(3, 6)]
    assert AuditEvent.objects.filter(action="reports.document_retried").count() == 1


def test_trying_again_twice_hands_it_over_once(queue, unit, cast, monkeypatch, caplog):
    document = ask(unit, cast, monkeypatch, 5, make=refuse(3, ZeroDivisionError()))
    queue.run()
    retry_document(refreshed(document), by=cast.secretary)
    retry_document(document, by=cast.secretary)
    assert len(queue.waiting) == 1


def test_trying_again_after_the_contents_changed_begins_anew(queue, unit, cast, monkeypatch, caplog):
    document = ask(unit, cast, monkeypatch, 9, make=refuse(3, ZeroDivisionError()))
    queue.run()
    monkeypatch.setitem(CATALOGUE, "bundle", bundle(4))
    retry_document(refreshed(document), by=cast.secretary)
    queue.run(1)
    assert [(part.number, part.state) for part in document.parts.all()] == [(1, "waiting"), (2, "waiting")]
    queue.run()
    assert refreshed(document).state == State.DONE


def test_file_that_is_no_pdf_is_named(queue, unit, cast, monkeypatch):
    document = ask(
        unit,
        cast,
        monkeypatch,
        2,
        make=lambda unit, key: b"%PDF-1.7 hong" if key == "1" else Part(page_of(key), DAY, {}),
    )
    queue.run()
    assert "Văn bản 1: Tệp PDF bị hỏng nên không ghép được" in refreshed(document).error


class FullDisk(FileSystemStorage):
    """Writes half and finds no more room."""

    def _save(self, name, content):
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read(100))
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("count", [2, 9])
def test_full_disk_leaves_nothing_half_written_and_is_said(queue, unit, cast, monkeypatch, caplog, count):
    document = ask(unit, cast, monkeypatch, count)
    before = set(files())
    with monkeypatch.context() as full:
        full.setattr(Document._meta.get_field("file"), "storage", FullDisk(location=settings.DOCUMENTS_DIR))
        queue.run()
    assert "Máy chủ hết chỗ trên đĩa" in refreshed(document).error
    assert set(files()) == before
    retry_document(refreshed(document), by=cast.secretary)
    queue.run()
    assert refreshed(document).state == State.DONE


def test_missing_font_is_named_and_what_is_missing_is_made_once_it_is_there(queue, unit, cast, monkeypatch, tmp_path):
    document = ask(unit, cast, monkeypatch, 2)
    with monkeypatch.context() as without:
        pdf._weasyprint.cache_clear()
        without.setitem(pdf.FONTS, "font:LiberationSerif-Bold.ttf", tmp_path / "LiberationSerif-Bold.ttf")
        queue.run()
    pdf._weasyprint.cache_clear()
    assert "Thiếu tệp phông chữ LiberationSerif-Bold.ttf" in refreshed(document).error
    retry_document(refreshed(document), by=cast.secretary)
    queue.run()
    assert refreshed(document).state == State.DONE
