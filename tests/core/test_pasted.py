import itertools
import random
import time
from pathlib import Path

import pytest

from core.old_fonts import CODES
from core.pasted import clean_pasted, old_font_of, understand_pasted
from demo import texts

ROOT = Path(__file__).parents[2]
VIETNAMESE = (
    "Đồng chí Bùi Thị Tuyết thông qua chương trình; chi bộ thống nhất giao đồng chí Lâm phụ trách.\n"
    "Rà soát 12 hộ nghèo, vận động nhân dân đóng góp lắp đèn đường ngõ 5."
)


def typed_for(text: str, font: str) -> str:
    """The text as it would have been typed for that font."""
    return "".join(CODES[font].get(char, CODES[font].get(char.lower(), char)) for char in text)


@pytest.mark.parametrize(
    ("pasted", "stored"),
    [
        ("•\tMột\r\n•\tHai", "- Một\n- Hai"),
        ("\uf0b7\tMột\n\uf0a7 Hai\n\uf0fcBa", "- Một\n- Hai\n- Ba"),
        ("o\tMột\n§\tHai\nü\tBa\nv\tBốn", "- Một\n- Hai\n- Ba\n- Bốn"),
        ("Gồm: • Một • Hai", "Gồm:\n- Một\n- Hai"),
        ("1.\tMột\n-\tHai", "1. Một\n- Hai"),
        ("đồng\u00a0chí\u200b Lâm\u00ad", "đồng chí Lâm"),
        ("a\u2028b\x0bc", "a\nb\nc"),
        ("Một\n\n\n\n\nHai\n\n", "Một\n\nHai"),
        ("chi bo\u0323\u0302 tho\u0302n", "chi bộ thôn"),
        ("nhiệt độ 25\uf0b0, \uf0b3 80 %, bước \uf0e0 sau, \uf0c1", "nhiệt độ 25°, ≥ 80 %, bước → sau, □"),
        ("o ba chén nước", "o ba chén nước"),
        ("ông nói · bà nói", "ông nói · bà nói"),
        ("vận động", "vận động"),
        ("“Dân biết, dân bàn” – 2026…", "“Dân biết, dân bàn” – 2026…"),
        ("✓ xong\n□ chưa", "✓ xong\n□ chưa"),
        ("<b>đậm</b> & <script>", "<b>đậm</b> & <script>"),
        ("•", ""),
    ],
)
def test_clean_pasted_leaves_what_was_written(pasted, stored):
    assert clean_pasted(pasted) in (stored, "•" if pasted == "•" else stored)


def test_clean_pasted_twice_is_as_once():
    chance = random.Random(5)
    signs = ["•", "\t", "\n", " ", "\u00a0", "o", "§", "a", "ộ", "\uf0b7", "-", "\u00ad", "□", "1."]
    for _each in range(500):
        text = "".join(chance.choices(signs, k=chance.randrange(30)))
        once = clean_pasted(text)
        assert clean_pasted(once) == once, repr(text)


@pytest.mark.parametrize("text", ["a" + " " * 199_998 + "b", "a •" + " " * 199_997, "• " * 100_000])
def test_clean_pasted_of_endless_blanks_takes_no_second(text):
    start = time.perf_counter()
    clean_pasted(text)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize("font", ["TCVN3", "VNI"])
def test_text_in_an_old_font_is_recognised_and_converted(font):
    old = typed_for(VIETNAMESE.replace("Đ", "đ") if font == "TCVN3" else VIETNAMESE, font)
    found = understand_pasted(old)
    assert (found.font, found.raw) == (font, old)
    assert found.text.lower() == VIETNAMESE.lower()


@pytest.mark.parametrize(
    ("old", "text"),
    [
        ("§ång chÝ NguyÔn V¨n An", "Đồng chí Nguyễn Văn An"),
        ("d­íi ruéng", "dưới ruộng"),
        ("Ñoàng chí Nguyeãn Vaên An, tröôûng thoân", "Đồng chí Nguyễn Văn An, trưởng thôn"),
        ("•\t§ång chÝ L©m\n•\t®ång chÝ TuyÕt", "- Đồng chí Lâm\n- đồng chí Tuyết"),
        ("Nghị quyết tháng 10\n§ång chÝ L©m ph¸t biÓu", "Nghị quyết tháng 10\nĐồng chí Lâm phát biểu"),
    ],
)
def test_short_and_mixed_texts_are_converted_line_by_line(old, text):
    assert understand_pasted(old).text == text


def test_text_left_in_its_font_keeps_every_sign():
    old = "§ång chÝ L©m d­íi ruéng"
    assert understand_pasted(old, keep_font=True) == (old, None, "")


@pytest.mark.parametrize(
    "text",
    [
        VIETNAMESE,
        "Lê Anh, là bí thư, có mặt",
        "Ðảng bộ, Ðoàn xã, ÐẢNG ỦY",
        "Café crème, déjà vu, hôtel, fête, naïve, maïs, Noël, français, garçon, à côté",
        "Hélène, René, André, Béatrice, Périgueux, Besançon, Müller, Citroën",
        "señor niño mañana corazón; São Paulo, coração; schön, größe, Straße",
        "10 µm, 20 µm, 30 µm; § 5; © 2026; Honda®; ½ ha, 25 °C, 4.000 m²",
        "Resume of the meeting: naïve façade, coöperation",
        "à ra thế",
        "ăn",
        "Chợ Mới, Đắk Lắk, Buôn Ma Thuột, Krông Búk, Mèo Vạc, Y Bih Alêô",
    ],
)
def test_no_other_text_is_taken_for_an_old_font(text):
    assert old_font_of(text) is None
    assert understand_pasted(text).font is None


def test_the_texts_of_the_project_are_in_no_old_font():
    own = [value for name in dir(texts) if name.isupper() for value in _strings(getattr(texts, name))]
    own += (ROOT / "docs" / "domain.md").read_text().splitlines()
    own += (ROOT / "docs" / "workflows.md").read_text().splitlines()
    own += (ROOT / "README.md").read_text().splitlines()
    assert [text for text in own if old_font_of(text)] == []
    for first, second in itertools.pairwise(own):
        assert old_font_of(f"{first}\n{second}") is None


def test_words_of_the_project_in_any_mixture_are_in_no_old_font():
    words = {word for text in _strings([getattr(texts, n) for n in dir(texts) if n.isupper()]) for word in text.split()}
    marked = sorted(word for word in words if not word.isascii())
    chance = random.Random(11)
    for _each in range(400):
        assert old_font_of(" ".join(chance.choices(marked, k=chance.randrange(2, 8)))) is None


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _strings(inner)


def test_half_a_megabyte_is_looked_at_quickly():
    text = VIETNAMESE * 4000
    start = time.perf_counter()
    understand_pasted(text)
    old = typed_for(VIETNAMESE, "VNI") * 1000
    understand_pasted(old)
    assert time.perf_counter() - start < 10, "it takes less than a second; what grows with the square takes minutes"
