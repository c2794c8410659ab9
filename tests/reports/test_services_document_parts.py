"""Papers made of many: the whole way, and contents that change meanwhile."""

import datetime as dt
import hashlib
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pikepdf
from django.conf import settings
from django.utils import timezone

from core.pdf import Part
from reports.catalogue import CATALOGUE
from reports.kinds import Piece
from reports.models import Document, DocumentPart, Notice
from reports.services import request_document
from reports.services.document_rows import MOST_ATTEMPTS
from tests.reports.bundles import DAY, bundle, page_of, piece_of
from tests.reports.part_queue import ask, content_of, files, refreshed

State = Document.State


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
    assert titles[0] == ("Tập 0", ["Văn bản 0", "Văn bản 1", "Văn bản 2"])
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
