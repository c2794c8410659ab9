import datetime as dt
import hashlib
import io
import os
import subprocess
import sys

import pdfplumber
import pytest
from django.conf import settings

from core import pdf
from core.seals import LETTERS, code_of, prefix_of, sealing

PAGE = "<!doctype html><html lang=vi><meta charset=utf-8><body{}>{}</body></html>"
DAY = dt.date(2026, 10, 5)
ADDRESS = "https://chibo.quangtrung.gov.vn/kiem-tra/"
FOOT = '<div class="foot"><p>Dữ liệu minh họa – người và số liệu không có thật</p></div>'
FINGERPRINT = hashlib.sha256(b"minutes").hexdigest()


def words_of(content: bytes) -> list[list[dict]]:
    with pdfplumber.open(io.BytesIO(content)) as paper:
        return [page.extract_words() for page in paper.pages]


# --- Codes


def test_code_can_be_typed_in_any_way_and_names_the_beginning_of_the_fingerprint():
    code = code_of(FINGERPRINT)
    assert [len(group) for group in code.split("-")] == [4] * 5
    for typed in (code, code.lower(), code.replace("-", ""), code.replace("-", " "), f" {code}."):
        prefix = prefix_of(typed)
        assert prefix is not None
        assert FINGERPRINT.startswith(prefix)
        assert len(prefix) == 25


def test_digits_that_no_code_has_are_read_as_the_letters_they_look_like():
    assert prefix_of("OIB" + "A" * 17) == prefix_of("018" + "A" * 17)


@pytest.mark.parametrize("typed", ["", "A" * (LETTERS - 1), "A" * (LETTERS + 1), "A" * 19 + "9", "Đ" * 20, "'; --" * 4])
def test_what_cannot_be_a_code_names_nothing(typed):
    assert prefix_of(typed) is None


# --- On paper


@pytest.mark.parametrize("turned", ["", ' class="landscape"'])
def test_seal_stands_on_the_last_page_only_in_the_lower_margin_clear_of_the_foot(turned):
    html = PAGE.format(turned, FOOT + "<p>Việc làm đường của thôn đã xong từ tuần trước.</p>" * 60)
    with sealing(ADDRESS) as sealed:
        pages = words_of(pdf.render_html(html, day=DAY))
    assert sealed.pages == len(pages) > 1
    texts = [" ".join(word["text"] for word in words) for words in pages]
    assert ["Kiểm tra văn bản" in text for text in texts] == [False] * (len(pages) - 1) + [True]
    shown = texts[-1].replace(" ", "")
    assert "chibo.quangtrung.gov.vn/kiem-tra" in shown
    with pdfplumber.open(io.BytesIO(pdf.render_html(html, day=DAY))) as paper:
        height = paper.pages[-1].height
    margin = [word for word in pages[-1] if word["top"] > height - 20 / 25.4 * 72 - 1]
    foot = [word for word in margin if word["bottom"] - word["top"] > 9]
    seal = [word for word in margin if word not in foot]
    assert {word["text"] for word in foot} >= {"Dữ", "minh", "họa"}
    assert max(word["x1"] for word in seal) < min(word["x0"] for word in foot) - 3
    assert max(word["bottom"] for word in seal) < height - 2 / 25.4 * 72


def test_seal_without_an_address_is_the_code_alone():
    with sealing("") as sealed:
        content = pdf.render_html(PAGE.format("", "<p>a</p>"), day=DAY)
    text = "".join(word["text"] for word in words_of(content)[0])
    assert "Mãkiểmtra:" in text
    assert code_of(sealed.fingerprint) in text.replace("Mãkiểmtra:", "")
    assert "http" not in text


def test_paper_that_wants_no_seal_and_paper_outside_have_none():
    html = PAGE.format("", "<p>a</p>")
    with sealing(ADDRESS, is_wanted=False) as sealed:
        assert pdf.render_html(html, day=DAY) == _plain(html)
    assert (sealed.fingerprint, sealed.pages) == ("", 1)


def _plain(html: str) -> bytes:
    return pdf.render_html(html, day=DAY)


def test_fingerprint_is_of_the_words_and_of_the_layout():
    def seal(words: str, **options) -> str:
        with sealing(ADDRESS) as sealed:
            pdf.render_html(PAGE.format("", words), **options)
        return sealed.fingerprint

    first = seal("<p>a</p>", day=DAY)
    assert seal("<p>a</p>", day=DAY) == first
    assert seal("<p>b</p>", day=DAY) != first
    assert seal("<p>a</p>", day=dt.date(2020, 1, 1)) != first
    assert seal("<p>a</p>", day=DAY, changes={"line_pt": 20}) != first


def test_bound_papers_have_one_seal_on_the_last_page():
    part = pdf.Part(PAGE.format("", "<p>Xong.</p>"), DAY, {})
    with sealing(ADDRESS) as sealed:
        pages = words_of(pdf.bind(lambda starts: part, [part, part]))
    assert ["Kiểm" in [word["text"] for word in words] for words in pages] == [False, False, True]
    assert sealed.pages == 3


def test_two_processes_make_the_same_bytes():
    code = (
        "import django, sys, datetime as dt; django.setup(); from core import pdf\n"
        f"html = {PAGE.format('', '<p>Biên bản</p>')!r}\n"
        f"with pdf.sealing({ADDRESS!r}): data = pdf.render_html(html, day=dt.date(2026, 10, 5))\n"
        "sys.stdout.buffer.write(data)"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-c", code]
    other = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, check=True).stdout
    with sealing(ADDRESS):
        assert pdf.render_html(PAGE.format("", "<p>Biên bản</p>"), day=DAY) == other
