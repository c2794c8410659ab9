"""Dossiers as whole files: bookmarks, links, pages, names in a zip."""

import datetime as dt
import io
import re
import zipfile
from typing import Any

import pdfplumber
import pikepdf
import pytest

from cells.models import Organisation, OrganisationKind
from core.errors import DomainError
from evaluations.models import SelfReview
from meetings.models import Meeting
from reports.catalogue import CATALOGUE
from reports.dossiers import limits
from reports.models import BOOK_FORM, DOSSIER_FORM, DOSSIERS_BELOW_FORM, MINUTES_SPAN_FORM, Document
from reports.services import keep_asked, request_document
from tests.cast import Cast, Commune
from tests.evaluations.conftest import of, period, sent
from tests.factories import make_cell, make_organisation
from tests.reports.papers import make_approved_meeting
from tests.reports.part_queue import content_of, refreshed

__all__ = ["of", "period", "sent"]


@pytest.fixture
def full(queue: Any, commune: Commune, cast: Cast, sent: Any) -> Commune:
    """The first cell with minutes and two forms."""
    cell = commune.cells[0]
    make_approved_meeting(commune, cast)
    for evaluation, form in ((sent(cell), "01"), (sent(cast.member), "2C")):
        words = {"sections": {"I.1": "Đã làm tốt."}, "level": "good", "updated_by": cast.secretary}
        SelfReview.objects.create(evaluation=evaluation, form=form, **words)
    return commune


def made(queue: Any, form: str, kind: str, unit: Organisation, cast: Cast, *, first: int = 1, last: int = 12) -> bytes:
    days = {"first": dt.date(2026, first, 1), "last": dt.date(2026, last, 31)}
    document = request_document(keep_asked(form, unit, **days, by=cast.commune), kind=kind, by=cast.commune)
    queue.run()
    document = refreshed(document)
    assert (document.state, document.error) == (Document.State.DONE, "")
    return content_of(document)


def outline_of(whole: pikepdf.Pdf) -> list[Any]:
    def titles(items: Any) -> list[Any]:
        return [(item.title, titles(item.children)) if item.children else item.title for item in items]

    with whole.open_outline() as outline:
        return titles(outline.root)


def links_of(whole: pikepdf.Pdf) -> list[tuple[int, int]]:
    """The page on which a link stands, and the one to which it leads; each is inside."""
    numbers = {page.obj.objgen: number for number, page in enumerate(whole.pages, 1)}
    notes = [(number, note) for number, page in enumerate(whole.pages, 1) for note in page.get("/Annots", [])]
    assert all("/A" not in note for _number, note in notes)
    return [(number, numbers[note.Dest[0].objgen]) for number, note in notes]


def texts_of(content: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(content)) as paper:
        return [page.extract_text() for page in paper.pages]


def test_bookmarks_of_a_dossier_are_its_parts_and_their_papers(queue, full, cast):
    content = made(queue, DOSSIER_FORM, "dossier", full.cells[0], cast)
    with pikepdf.open(io.BytesIO(content)) as whole:
        first, *others = outline_of(whole)
        links = links_of(whole)
    assert first == ("1. Bản kiểm điểm", ["Báo cáo kiểm điểm", "Bản kiểm điểm: Trịnh Mạnh Lâm"])
    assert others[-1][0] == "9. Sinh hoạt, bỏ phiếu"
    begin = next(page for page, text in enumerate(texts_of(content), 1) if "NGƯỜI TỰ KIỂM ĐIỂM" in text)
    fronts = max(number for number, _page in links)
    first_page = max(page for _number, page in links if fronts < page <= begin)
    assert [page for _number, page in links].count(first_page) == 2, "its title and its page number"


def test_bookmarks_of_a_commune_are_units_parts_papers_and_each_list_links_to_its_papers(queue, full, cast):
    content = made(queue, DOSSIERS_BELOW_FORM, "dossiers_below", full.committee, cast)
    texts = texts_of(content)
    with pikepdf.open(io.BytesIO(content)) as whole:
        units = dict(outline_of(whole))
        links = links_of(whole)
    assert list(units)[:2] == ["Đảng bộ xã Vân Trục", "Chi bộ thôn Song Vân"]
    own = units["Chi bộ thôn Song Vân"]
    assert own[:2] == ["Danh mục", ("1. Bản kiểm điểm", ["Báo cáo kiểm điểm", "Bản kiểm điểm: Trịnh Mạnh Lâm"])]
    lists = {page for page, text in enumerate(texts, 1) if "DANH MỤC HỒ SƠ KIỂM ĐIỂM" in text}
    assert {page for number, page in links if number == 1} == lists, "the list of units leads to the list of each"
    inner = [(number, page) for number, page in links if number > 1]
    assert inner
    assert all(page > number for number, page in inner)


def test_zip_of_a_commune_has_a_folder_for_each_unit_in_order_with_its_list(queue, full, cast):
    Organisation.objects.get(pk=full.cells[1].pk).periods.update(name=("Chi bộ " + "rất dài " * 30)[:200])
    content = made(queue, DOSSIERS_BELOW_FORM, "dossiers_below_zip", full.committee, cast)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = packed.namelist()
        inner = next(name for name in names if name.startswith("002") and "00 Danh" in name)
        with pikepdf.open(io.BytesIO(packed.read(inner))) as paper:
            assert links_of(paper) == []
        text = " ".join(texts_of(packed.read(inner))[0].split())
        front = " ".join(texts_of(packed.read(names[0]))[0].split())
        flags = {entry.flag_bits & 0x800 for entry in packed.infolist()}
    assert names == sorted(names)
    assert names[0] == "00 Danh mục.pdf"
    assert "002 Chi bộ thôn Song Vân/01 Báo cáo kiểm điểm.pdf" in names
    assert "02 Bản kiểm điểm- Trịnh Mạnh Lâm.pdf" in {name.partition("/")[2] for name in names}
    assert "Tệp" in text
    assert "Bản kiểm điểm: Trịnh Mạnh Lâm 02" in text
    assert re.search(r"Chi bộ thôn Song Vân \S+ \d+ 002 \d+", front)
    assert flags == {0x800}, "names are marked as UTF-8"
    assert max(len(name) for name in names) <= 45 + 1 + 80 + 4


def test_minutes_of_months_stand_below_their_units_and_the_list_links_to_them(queue, full, cast):
    content = made(queue, MINUTES_SPAN_FORM, "month_minutes", full.committee, cast, first=10, last=10)
    with pikepdf.open(io.BytesIO(content)) as whole:
        assert outline_of(whole) == [
            ("Chi bộ thôn Song Vân", ["Sinh hoạt thường kỳ tháng 10/2026, ngày 05/10/2026"]),
        ]
        assert links_of(whole) == [(1, 2), (1, 2)]


def test_book_of_minutes_is_made_of_parts_with_links_and_its_numbering(queue, full, cast):
    content = made(queue, BOOK_FORM, "book", full.cells[0], cast)
    texts = texts_of(content)
    assert "SỔ BIÊN BẢN" in texts[0]
    assert f"Trang 3/{len(texts)}" in texts[2]
    assert "BIÊN BẢN\nSinh hoạt" in texts[2]
    with pikepdf.open(io.BytesIO(content)) as whole:
        assert outline_of(whole) == ["Sinh hoạt thường kỳ tháng 10/2026, ngày 05/10/2026"]
        assert set(links_of(whole)) == {(2, 3)}


def test_forms_of_a_unit_are_made_of_parts_with_a_list(queue, full, cast, of):
    document = request_document(of(cast.member), kind="unit_reviews", by=cast.secretary)
    blank = request_document(of(cast.member), kind="unit_reviews_blank", by=cast.secretary)
    queue.run()
    for each in (document, blank):
        content = content_of(each)
        texts = texts_of(content)
        assert "Mẫu 01-HD KĐ.ĐG 2025" in texts[0]
        assert sum("NGƯỜI TỰ KIỂM ĐIỂM" in text for text in texts) == 3
        assert ("Đã làm tốt." in "".join(texts)) == (each == document)
        with pikepdf.open(io.BytesIO(content)) as whole:
            assert len(outline_of(whole)) == 4
            assert {number for number, _page in links_of(whole)} == {1}
    assert (refreshed(document).seal != "", refreshed(blank).seal) == (True, "")


# --- Deep trees, and very many units


@pytest.fixture
def deep(full: Commune) -> list[Organisation]:
    """Below the commune a base committee, below it a part committee, below that a cell; and a cell of the base."""
    base = make_organisation("Đảng bộ Trung tâm y tế", parent=full.committee)
    part = make_organisation("Đảng bộ bộ phận Khoa nội", kind=OrganisationKind.PART_COMMITTEE, parent=base)
    return [base, part, make_cell(part), make_cell(base)]


@pytest.mark.parametrize("above", ["committee", "province"])
def test_units_however_deep_have_their_dossier_and_their_minutes(queue, full, cast, deep, above):
    top = getattr(full, above)
    days = {"first": dt.date(2026, 1, 1), "last": dt.date(2026, 12, 31)}
    asked = keep_asked(DOSSIERS_BELOW_FORM, top, **days, by=cast.commune)
    assembly = CATALOGUE["dossiers_below"].assembly
    assert assembly is not None
    keys = [piece.key for piece in assembly.pieces(asked)]
    wanted = [f"danh-muc:{unit.pk}" for unit in deep]
    assert [key for key in keys if key in wanted] == wanted, "a committee before what stands below it"
    spans = CATALOGUE["month_minutes"].assembly
    assert spans is not None
    asked = keep_asked(MINUTES_SPAN_FORM, top, **days, by=cast.commune)
    lacking = "".join(part.html for part in spans.front(asked, []))
    assert deep[2].name in lacking
    assert deep[3].name in lacking


@pytest.mark.parametrize(
    ("form", "kind"), [(MINUTES_SPAN_FORM, "month_minutes"), (DOSSIERS_BELOW_FORM, "dossiers_below")]
)
def test_paper_of_too_many_papers_is_refused_with_a_sentence(full, cast, monkeypatch, form, kind):
    days = {"first": dt.date(2026, 1, 1), "last": dt.date(2026, 12, 31)}
    asked = keep_asked(form, full.committee, **days, by=cast.commune)
    monkeypatch.setattr(limits, "MOST_PAPERS", 0)
    assembly = CATALOGUE[kind].assembly
    assert assembly is not None
    with pytest.raises(DomainError, match="hơn 0 giấy tờ, quá nhiều cho một lần làm"):
        assembly.pieces(asked)


def test_long_list_of_minutes_is_laid_out_in_several_parts(full, cast, monkeypatch):
    from reports.dossiers import minutes_span

    monkeypatch.setattr(minutes_span, "ROWS_TOGETHER", 1)
    meeting = Meeting.objects.get()
    Meeting.objects.filter(pk=meeting.pk).update(month=9)
    make_approved_meeting(full, cast)
    days = {"first": dt.date(2026, 9, 1), "last": dt.date(2026, 10, 31)}
    assembly = CATALOGUE["month_minutes"].assembly
    assert assembly is not None
    first, second = assembly.front(keep_asked(MINUTES_SPAN_FORM, full.committee, **days, by=cast.commune), [])
    assert "Gồm 2 biên bản" in first.html
    assert "Gồm 2 biên bản" not in second.html
    assert "tháng 10/2026" in second.html
