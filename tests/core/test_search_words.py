import random
import re
import time

import pytest

from core.search_words import fold, snippet, understand

WORD = r"'[^\W_]+'"
TERM = rf"\({WORD}(:\*)?( <-> {WORD}(:\*)?)*\)"
TEXT = "Chi bộ thống nhất lắp đèn đường ngõ 5. Đồng chí Lâm báo cáo: thắp sáng được 38/40 cột, còn 2 cột chờ vật tư."


def marked(text: str, query: str) -> str:
    found = snippet(text, understand(query))
    return "".join(f"[{words}]" if is_found else words for words, is_found in found.pieces) if found else ""


@pytest.mark.parametrize(
    ("query", "tsquery"),
    [
        ("đèn đường ", "('den') & ('duong')"),
        ("đèn đường", "('den') & ('duong':*)"),
        ('"đèn đường"', "('den' <-> 'duong')"),
        ("“Đèn  Đường” lâm ", "('den' <-> 'duong') & ('lam')"),
        ('"đèn đường', "('den' <-> 'duong':*)"),
        ("12-NQ/CB ", "('12') & ('nq') & ('cb')"),
        ("hộ hộ hộ ", "('ho')"),
        ("l", "('l')"),
    ],
)
def test_understand_makes_words_and_phrases(query, tsquery):
    assert understand(query).as_tsquery() == tsquery


def test_understand_keeps_the_accents_for_what_is_as_written():
    wanted = understand("Đèn ĐƯỜNG ")
    assert wanted.has_marks
    assert wanted.as_tsquery(exact=True) == "('đèn') & ('đường')"
    assert not understand("den duong").has_marks


@pytest.mark.parametrize("query", ["", "   ", "''\"\"", "!&|:*()<->", "…—“”", "😀", "\x00", "\\", "';--", "%_"])
def test_understand_of_signs_alone_is_nothing(query):
    assert not understand(query)


def test_understand_of_anything_gives_quoted_words():
    chance = random.Random(1)
    for _each in range(500):
        query = "".join(chance.choices("ađ'\"“”\\:*&|!()<-> 😀\x00\n1%_«", k=chance.randrange(60)))
        asked = understand(query).as_tsquery()
        assert re.fullmatch(rf"({TERM}( & {TERM})*)?", asked), asked


def test_understand_of_ten_thousand_characters_is_cut():
    wanted = understand("đèn đường " * 1000 + "x" * 10_000)
    assert wanted.is_cut
    assert len(wanted.terms) <= 12


def test_fold_keeps_the_length():
    text = "ĐẮK LẮK Đồng chí Ngữ, façade İ ß ŉ"
    assert len(fold(text)) == len(text)
    assert fold("ĐẮK Lắk ngữ") == "dak lak ngu"


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("den duong ", "Chi bộ thống nhất lắp [đèn] [đường] ngõ 5."),
        ('"sang duoc"', "thắp [sáng được] 38/40"),
        ("thắp sá", "[thắp] [sáng]"),
        ("38/40 ", "[38]/[40]"),
        ("DONG", "[Đồng] chí"),
    ],
)
def test_snippet_marks_the_found_words_in_the_text_as_written(query, wanted):
    assert wanted in marked(TEXT, query)


def test_snippet_prefers_the_word_as_written():
    assert marked("Bao bì và bảo vệ", "bảo ") == "Bao bì và [bảo] vệ"


def test_snippet_without_the_words_is_none():
    assert snippet(TEXT, understand("kênh mương ")) is None


def test_snippet_of_a_long_text_shows_the_stretch_with_the_most_words():
    text = "đèn " * 50 + "chữ " * 500 + "đèn sáng đường làng " + "chữ " * 500
    shown = marked(text, "den lang ")
    assert "[đèn] sáng đường [làng]" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 400


def test_snippet_of_the_longest_text_is_quick():
    text = ("đèn đường " * 2_000)[:20_000]
    start = time.perf_counter()
    snippet(text, understand("den duong dien lang xom "))
    assert time.perf_counter() - start < 0.3
