"""What papers are made of may be long, incomplete or broken: the job says so, and can go on."""

import copy
import datetime as dt
import io
import unicodedata
import zipfile
from pathlib import Path

import pdfplumber
import pytest
from openpyxl import load_workbook

from cells.models import OrganisationPeriod, Seat
from evaluations.services.periods import open_period
from reports.catalogue import CATALOGUE
from reports.models import DOSSIER_FORM, Document
from reports.queries.print_check import signer_gaps
from reports.services import keep_asked, request_document, retry_document
from tests.cast import TODAY
from tests.reports.papers import make_approved_meeting
from tests.reports.part_queue import content_of, refreshed

State = Document.State
LONG = "Chi bộ Cơ quan Ủy ban Mặt trận Tổ quốc Việt Nam và các tổ chức chính trị - xã hội " * 3
LONG = LONG[:199] + "X"
UNBROKEN = "Thôn" + "Đường" * 39 + "X"


@pytest.fixture
def meeting(queue, commune, cast):
    return make_approved_meeting(commune, cast)


def named(cell, name: str) -> None:
    OrganisationPeriod.objects.filter(organisation=cell).update(name=name)


def made(subject, kind: str, cast, queue) -> Document:
    document = request_document(subject, kind=kind, by=cast.commune)
    queue.run()
    document = refreshed(document)
    assert (document.state, document.error) == (State.DONE, "")
    return document


def words_of(content: bytes) -> str:
    """All letters of a PDF, without the ends of lines; all of them stand on their page."""
    letters = ""
    with pdfplumber.open(io.BytesIO(content)) as paper:
        for page in paper.pages:
            assert all(char["x0"] >= 0 and char["x1"] <= page.width for char in page.chars)
            letters += "".join(char["text"] for char in page.chars)
    return unicodedata.normalize("NFC", letters).replace(" ", "").casefold()


@pytest.mark.parametrize("name", [LONG, UNBROKEN], ids=["words", "unbroken"])
def test_name_of_two_hundred_letters_stands_whole_on_papers_and_in_names_of_files(meeting, commune, cast, queue, name):
    assert len(name) == 200
    cell = commune.cells[1]
    named(cell, name)
    for kind in ("register", "register_word", "register_xlsx", "board_cell", "board_cell_xlsx"):
        if kind not in CATALOGUE:
            continue
        document = made(cell, kind, cast, queue)
        assert len(document.file_name.encode()) <= 255
        content = content_of(document)
        if kind.endswith("xlsx"):
            load_workbook(io.BytesIO(content))
        elif not kind.endswith("word"):
            assert name.replace(" ", "").casefold() in words_of(content)


def test_dossier_of_a_unit_with_a_name_of_two_hundred_letters(meeting, commune, cast, queue):
    named(commune.cells[0], LONG)
    asked = keep_asked(
        DOSSIER_FORM,
        commune.cells[0],
        first=TODAY.replace(month=1, day=1),
        last=TODAY.replace(month=12, day=31),
        by=cast.commune,
    )
    assert LONG.replace(" ", "").casefold() in words_of(content_of(made(asked, "dossier", cast, queue)))
    packed = made(asked, "dossier_zip", cast, queue)
    with zipfile.ZipFile(io.BytesIO(content_of(packed))) as archive:
        names = [packed.file_name, *archive.namelist()]
    assert max(len(part.encode()) for name in names for part in name.split("/")) <= 255


def test_paper_without_a_signer_is_printed_with_a_blank_and_the_gap_is_named(queue, commune, cast):
    period = open_period(commune.committee, year=2026, by=cast.commune)
    signed = words_of(content_of(made(period, "postponed_list", cast, queue)))
    Seat.objects.filter(organisation=commune.committee).update(valid_to=TODAY - dt.timedelta(days=1))
    without = words_of(content_of(made(period, "postponed_list", cast, queue)))
    assert ["lêquangvinh" in words for words in (signed, without)] == [True, False]
    (gap,) = signer_gaps(commune.committee, TODAY)
    assert "chưa ghi ai là bí thư, phó bí thư nên chỗ người ký để trống" in gap.sentence


BROKEN = {
    "{% khong_co %}": "khong_co",
    '{% include "khong-co.html" %}': "khong-co.html",
    "{{ a|khong_co }}": "khong_co",
    "{% if %}": "Unexpected end of expression in if tag",
}
"""Templates, and what the log says of them."""


@pytest.mark.parametrize(("words", "fault"), BROKEN.items())
def test_broken_template_is_said_and_the_paper_made_once_it_is_mended(
    meeting, cast, queue, settings, tmp_path, caplog, words, fault
):
    broken = tmp_path / "meetings/pdf/minutes.html"
    broken.parent.mkdir(parents=True)
    broken.write_text(words)
    templates = copy.deepcopy(settings.TEMPLATES)
    whole = templates[0]["DIRS"]
    templates[0]["DIRS"] = [tmp_path, *whole]
    settings.TEMPLATES = templates
    document = request_document(meeting, kind="minutes", by=cast.secretary)
    queue.run()
    document = refreshed(document)
    assert document.state == State.FAILED
    assert document.error == "Mẫu của văn bản này có lỗi nên chưa in được; hãy báo quản trị sửa mẫu rồi bấm thử lại."
    assert fault in caplog.text
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = whole
    settings.TEMPLATES = templates
    again = retry_document(document, by=cast.secretary)
    queue.run()
    assert refreshed(again).state == State.DONE
    assert Path(refreshed(again).file.path).exists()
