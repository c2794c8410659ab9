"""Papers made of many: parts, putting together, failures, going on."""

import datetime as dt
import errno
import hashlib
import io
import zipfile
from collections import deque
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pikepdf
import pytest
import time_machine
from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import transaction
from django.template import TemplateSyntaxError
from django.utils import timezone

from accounts.models import AuditEvent
from cells.models import Organisation
from core import pdf
from core.errors import DomainError
from core.pdf import Part
from reports.catalogue import CATALOGUE
from reports.kinds import Piece
from reports.models import Document, DocumentPart, Notice
from reports.services import (
    cancel_document,
    document_parts,
    merge_parts,
    request_document,
    resume_documents,
    retry_document,
    run_document,
    run_part,
)
from reports.services.document_rows import MOST_ATTEMPTS, STALE_AFTER
from tests.cast import Cast, Commune
from tests.reports.bundles import DAY, bundle, page_of, piece_of

State = Document.State


class Queue:
    """What was handed over and not done yet, in order; the tests are the worker."""

    def __init__(self) -> None:
        self.waiting: deque[tuple[str, int, str]] = deque()

    def run(self, limit: int = 1000) -> None:
        while self.waiting and limit:
            task, number, _queue = self.waiting.popleft()
            {"make_part": run_part, "merge_document": merge_parts, "make_document": run_document}[task](number)
            limit -= 1


@pytest.fixture
def queue(db, monkeypatch):
    """The broker, read by the tests; what waits for the commit is done at once. Parts are small."""
    queue = Queue()
    monkeypatch.setattr(document_parts, "PIECES_TOGETHER", 3)
    monkeypatch.setattr(transaction, "on_commit", lambda deed: deed())

    def send(app, name, args=None, kwargs=None, **options):
        queue.waiting.append((name.rpartition(".")[2], args[0], options.get("queue", "")))

    monkeypatch.setattr(type(current_app._get_current_object()), "send_task", send)
    return queue


@pytest.fixture
def unit(queue, commune: Commune) -> Organisation:
    return commune.cells[0]


def ask(unit: Organisation, cast: Cast, monkeypatch, count: int = 8, **values) -> Document:
    monkeypatch.setitem(CATALOGUE, "bundle", bundle(count, **values))
    return request_document(unit, kind="bundle", by=cast.secretary)


def files() -> list[Path]:
    return [path for path in settings.DOCUMENTS_DIR.rglob("*") if path.is_file()]


def refreshed(document: Document) -> Document:
    return Document.objects.get(pk=document.pk)


def content_of(document: Document) -> bytes:
    return Path(refreshed(document).file.path).read_bytes()


# --- The whole way


def test_paper_of_parts_has_front_bookmarks_and_one_numbering(queue, unit, cast, monkeypatch):
    document = ask(unit, cast, monkeypatch)
    before = set(files())
    queue.run()
    document = refreshed(document)
    assert (document.state, document.error, document.parts_total) == (State.DONE, "", 4)
    content = content_of(document)
    assert document.sha256 == hashlib.sha256(content).hexdigest()
    with pikepdf.open(io.BytesIO(content)) as whole:
        assert document.pages == len(whole.pages)
        assert str(whole.docinfo["/Title"]) == document.title
        with whole.open_outline() as outline:
            titles = [(item.title, [child.title for child in item.children]) for item in outline.root]
    assert titles[0] == ("Văn bản 0", ["Văn bản 1", "Văn bản 2"])
    with pdfplumber.open(io.BytesIO(content)) as paper:
        texts = [page.extract_text() for page in paper.pages]
    total = len(texts)
    assert [f"Trang {number}/{total}" in text for number, text in enumerate(texts, 1)] == [False] + [True] * (total - 1)
    placed = dict(line.split(": trang ") for line in texts[0].splitlines() if ": trang " in line)
    for number in (0, 5, 6, 7):
        page = int(placed[f"Văn bản {number}"].split(",")[0])
        assert f"Nội dung văn bản {number}." in texts[page - 1]
        assert f"Nội dung văn bản {number}." not in texts[page - 2]
    assert not DocumentPart.objects.exists()
    assert len(set(files()) - before) == 1, "the files of the parts are gone"


def test_paper_of_parts_made_twice_has_the_same_bytes(queue, unit, cast, monkeypatch):
    first = ask(unit, cast, monkeypatch, 5)
    queue.run()
    second = request_document(unit, kind="bundle", by=cast.secretary)
    queue.run()
    assert first.pk != second.pk
    assert content_of(first) == content_of(second)
    assert refreshed(first).seal == refreshed(second).seal != ""


def test_zip_of_parts_holds_each_piece_by_its_name_and_the_front(queue, unit, cast, monkeypatch):
    first = ask(unit, cast, monkeypatch, 8, extension="zip")
    queue.run()
    with zipfile.ZipFile(io.BytesIO(content_of(first))) as packed:
        names = packed.namelist()
        with pdfplumber.open(io.BytesIO(packed.read("06 Văn bản.pdf"))) as paper:
            assert len(paper.pages) == 2
            assert "Nội dung văn bản 6." in paper.pages[0].extract_text()
    assert names == ["00 Danh mục.pdf", *[f"{number:02} Văn bản.pdf" for number in range(8)]]
    assert refreshed(first).expires_at == refreshed(first).finished_at + dt.timedelta(days=7)
    second = request_document(unit, kind="bundle", by=cast.secretary)
    queue.run()
    assert content_of(first) == content_of(second)


def test_done_paper_of_parts_tells_who_asked_once(queue, unit, cast, monkeypatch):
    document = ask(unit, cast, monkeypatch, 3)
    queue.run()
    notice = Notice.objects.get()
    assert (notice.user, notice.sort, notice.url) == (cast.secretary, "paper", document.get_absolute_url())
    assert notice.title == f"Văn bản đã làm xong: {document.title}"
    assert document.title not in notice.text


def test_paper_of_one_part_does_not_wait_in_the_queue_of_the_large_ones(queue, unit, cast, monkeypatch):
    ask(unit, cast, monkeypatch, 3)
    queue.run(1)
    assert {name for _task, _number, name in queue.waiting} == {"quick"}


def test_large_papers_take_turns_part_by_part(queue, unit, commune, cast, monkeypatch):
    monkeypatch.setattr(settings, "PARTS_AT_ONCE", 2)
    first = ask(unit, cast, monkeypatch, 18)
    second = request_document(commune.cells[1], kind="bundle", by=cast.commune)
    queue.run(2)
    assert [name for _task, _number, name in queue.waiting] == ["large"] * 4
    order = []
    while queue.waiting:
        task, number, _queue = queue.waiting[0]
        order.append(number if task != "make_part" else DocumentPart.objects.get(pk=number).document_id)
        queue.run(1)
    assert order[:12] == [first.pk, first.pk, second.pk, second.pk] * 3
    assert {refreshed(first).state, refreshed(second).state} == {State.DONE}


# --- What goes wrong


def refuse(number: int, error: BaseException):
    def make(subject, key):
        if int(key) == number:
            raise error
        return Part(page_of(key), DAY, {})

    return make


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
    assert "Không làm được 1 trên 3 phần. Phần 2 (Văn bản 3 – Văn bản 5): " in document.error
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


def test_contents_that_change_while_it_is_made_are_followed_and_what_still_fits_is_kept(queue, unit, cast, monkeypatch):
    before = set(files())
    document = ask(unit, cast, monkeypatch, 7)
    queue.run(4)
    made: list[str] = []
    changed = bundle(8, make=lambda unit, key: made.append(key) or Part(page_of(key), DAY, {}))
    pieces = [piece_of(number) for number in (0, 1, 2, 7, 3, 4, 5)]
    assert changed.assembly is not None
    assembly = replace(changed.assembly, pieces=lambda unit: pieces)
    monkeypatch.setitem(CATALOGUE, "bundle", replace(changed, assembly=assembly))
    queue.run(1)
    assert [(part.number, part.keys) for part in document.parts.all()] == [
        (1, ["0", "1", "2"]),
        (2, ["7"]),
        (3, ["3", "4", "5"]),
    ]
    queue.run()
    document = refreshed(document)
    assert (document.state, document.parts.count(), document.parts_total) == (State.DONE, 0, 4)
    assert made == ["7"]
    assert set(files()) - before == {Path(document.file.path)}


def test_parts_of_an_earlier_run_are_not_kept_beside_changed_contents(queue, unit, cast, monkeypatch):
    document = ask(unit, cast, monkeypatch, 7)
    queue.run(4)
    DocumentPart.objects.filter(number=1).update(finished_at=timezone.now() - dt.timedelta(hours=2))
    made: list[str] = []
    changed = bundle(8, make=lambda unit, key: made.append(key) or Part(page_of(key), DAY, {}))
    monkeypatch.setitem(CATALOGUE, "bundle", changed)
    queue.run()
    assert refreshed(document).state == State.DONE
    assert made == ["0", "1", "2", "7"]


def test_contents_that_change_each_time_are_given_up_with_a_sentence(queue, unit, cast, monkeypatch):
    document = ask(unit, cast, monkeypatch, 5)
    for number in range(6, 6 + MOST_ATTEMPTS):
        while queue.waiting and queue.waiting[0][0] != "merge_document":
            queue.run(1)
        monkeypatch.setitem(CATALOGUE, "bundle", bundle(number))
        queue.run(1)
    document = refreshed(document)
    assert (document.state, document.parts.count(), list(queue.waiting)) == (State.FAILED, 0, [])
    assert document.error.startswith("Danh mục văn bản đã thay đổi trong lúc làm")


def test_paper_without_a_piece_is_refused(queue, unit, cast, monkeypatch):
    document = ask(unit, cast, monkeypatch, 0)
    queue.run()
    assert refreshed(document).error == "Chưa có văn bản nào để đưa vào tập này."


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


def test_part_whose_worker_was_killed_is_made_by_the_next(queue, unit, cast, monkeypatch):
    document = ask(unit, cast, monkeypatch, 9)
    queue.run(2)
    _task, number, _name = queue.waiting.popleft()
    DocumentPart.objects.filter(pk=number).update(state="running", started_at=timezone.now(), attempts=1)
    queue.run()
    assert [part.state for part in document.parts.all()] == ["done", "running", "done"]
    assert resume_documents() == 0, "it may still be alive"
    with time_machine.travel(timezone.now() + STALE_AFTER * 1.1):
        assert resume_documents() == 1
        queue.run()
    assert refreshed(document).state == State.DONE


def test_part_that_the_broker_gives_out_again_is_taken_over_at_once(queue, unit, cast, monkeypatch):
    ask(unit, cast, monkeypatch, 9)
    queue.run(1)
    _task, number, _name = queue.waiting.popleft()
    DocumentPart.objects.filter(pk=number).update(state="running", started_at=timezone.now(), attempts=1)
    assert not run_part(number)
    assert run_part(number, is_orphan=True)


def test_part_that_kills_its_workers_is_given_up_and_the_rest_kept(queue, unit, cast, monkeypatch):
    document = ask(unit, cast, monkeypatch, 9)
    queue.run(1)
    _task, number, _name = queue.waiting.popleft()
    DocumentPart.objects.filter(pk=number).update(state="running", started_at=timezone.now(), attempts=MOST_ATTEMPTS)
    queue.run()
    with time_machine.travel(timezone.now() + STALE_AFTER * 1.1):
        resume_documents()
    document = refreshed(document)
    assert [part.state for part in document.parts.all()] == ["failed", "done", "done"]
    assert "Đã thử 3 lần mà không xong" in document.error


@pytest.mark.parametrize("lost", ["part", "merge"])
def test_lost_message_is_sent_again(queue, unit, cast, monkeypatch, lost):
    document = ask(unit, cast, monkeypatch, 5)
    queue.run(1 if lost == "part" else 3)
    queue.waiting.clear()
    with time_machine.travel(timezone.now() + STALE_AFTER * 1.1):
        assert resume_documents() >= 1
        queue.run()
    assert refreshed(document).state == State.DONE


def test_part_whose_file_was_lost_is_made_again(queue, unit, cast, monkeypatch):
    document = ask(unit, cast, monkeypatch, 5)
    queue.run(3)
    Path(document.parts.get(number=1).file.path).unlink()
    queue.run()
    assert refreshed(document).state == State.DONE


# --- Stopping


def test_cancel_stops_the_paper_and_removes_what_was_done(queue, unit, cast, monkeypatch):
    document = ask(unit, cast, monkeypatch, 9)
    before = set(files())
    queue.run(2)
    cancel_document(document, by=cast.secretary)
    queue.run()
    document = refreshed(document)
    assert (document.state, document.cancelled_by, document.parts.count()) == (State.CANCELLED, cast.secretary, 0)
    assert set(files()) == before
    event = AuditEvent.objects.get(action="reports.document_cancelled")
    assert (event.actor, event.changes) == (cast.secretary, {"state": ["running", "cancelled"]})
    assert request_document(unit, kind="bundle", by=cast.secretary) != document


def test_cancel_while_a_part_is_made_throws_its_work_away(queue, unit, cast, monkeypatch):
    made = []

    def make(subject, key):
        made.append(key)
        if key == "2":
            cancel_document(Document.objects.get(), by=cast.secretary)
        return Part(page_of(key), DAY, {})

    document = ask(unit, cast, monkeypatch, 3, make=make)
    before = set(files())
    queue.run()
    assert refreshed(document).state == State.CANCELLED
    assert made == ["0", "1", "2"], "it does not go on for nobody"
    assert set(files()) == before


def test_cancel_twice_changes_nothing_and_of_a_done_paper_is_refused(queue, unit, cast, monkeypatch):
    document = ask(unit, cast, monkeypatch, 3)
    cancel_document(document, by=cast.secretary)
    cancel_document(document, by=cast.commune)
    assert refreshed(document).cancelled_by == cast.secretary
    second = request_document(unit, kind="bundle", by=cast.secretary)
    queue.run()
    with pytest.raises(DomainError, match="không dừng được nữa"):
        cancel_document(second, by=cast.secretary)


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


def test_names_of_two_hundred_letters_fit_a_file_a_bookmark_and_the_row(queue, unit, cast, monkeypatch):
    long = "Chi bộ Ấp Đường Thưởng Nghĩa " * 8
    kind = bundle(4)
    pieces = [Piece(str(number), long[:200], file_name=long[:200]) for number in range(4)]
    assembly = replace(kind.assembly, pieces=lambda unit: pieces)
    named = replace(kind, assembly=assembly, file_name=lambda unit: long, extension="zip")
    monkeypatch.setitem(CATALOGUE, "bundle", named)
    document = request_document(unit, kind="bundle", by=cast.secretary)
    queue.run()
    document = refreshed(document)
    assert (document.state, document.error) == (State.DONE, "")
    with zipfile.ZipFile(io.BytesIO(content_of(document))) as packed:
        names = [*packed.namelist(), document.file_name]
    assert len(set(names)) == 6
    assert max(len(name.encode()) for name in names) <= 255
