import random
import time

import pytest

from core.differences import Piece, word_difference

TEXT = "Chi bộ thống nhất. Rà soát 12 hộ nghèo, 9 hộ cận nghèo.\nGiao đồng chí Lâm phụ trách."


def shown(before: str, after: str) -> str:
    marks = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    return "".join(marks[piece.kind].format(piece.text) for piece in word_difference(before, after))


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("", "", ""),
        (TEXT, TEXT, TEXT),
        ("", "Nhất trí.", "[+Nhất trí.+]"),
        ("Nhất trí.", "", "[-Nhất trí.-]"),
        (TEXT, TEXT.replace("12", "21"), TEXT.replace(" 12", "[- 12-][+ 21+]")),
        ("Giao Lâm làm.", "Giao đồng chí Lâm làm.", "Giao[+ đồng chí+] Lâm làm."),
        ("Một. Hai. Ba.", "Một. Ba.", "Một. [-Hai. -]Ba."),
        ("Một.\nHai.", "Một.\nHai.\nBa.", "Một.\nHai.[+\nBa.+]"),
    ],
)
def test_word_difference_marks_what_went_and_what_came(before, after, wanted):
    assert shown(before, after) == wanted


def test_word_difference_of_random_texts_gives_both_back():
    chance = random.Random(7)
    words = ["hộ", "nghèo", "12", ",", ".", "\n", " ", "đồng chí", "; ", "a"]
    for _each in range(300):
        before, after = ("".join(chance.choices(words, k=chance.randrange(40))) for _side in "ba")
        pieces = word_difference(before, after)
        assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
        assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after


def test_word_difference_of_one_text_is_one_piece():
    assert word_difference(TEXT, TEXT) == [Piece("same", TEXT)]


@pytest.mark.parametrize("tokens", [["a ", "b "], ["a\n", "b\n"], ["a", "."], ["từ ", "khác ", "nữa.\n", "rồi; "]])
def test_word_difference_of_the_longest_texts_takes_no_second(tokens):
    chance = random.Random(3)
    texts = ["".join(chance.choices(tokens, k=20_000 // len(tokens[0])))[:20_000] for _side in "ba"]
    start = time.perf_counter()
    word_difference(*texts)
    assert time.perf_counter() - start < 1.5


def test_word_difference_of_a_line_of_dots_takes_no_second():
    start = time.perf_counter()
    word_difference("." * 19_999 + "x", "." * 19_999 + "y")
    assert time.perf_counter() - start < 0.5
