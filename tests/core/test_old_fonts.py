"""Text typed for fonts from before Unicode: turned round over the whole language, and told from what is none."""

import itertools
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.old_fonts import (
    CODES,
    decode,
    font_named,
    is_syllable,
    lost_letters,
    may_be_foreign,
    probable_font,
    readings,
    spoiled_words,
)

FONTS = ("TCVN3", "VNI", "Windows-1258", "UTF-8")
ONSETS = ["", *"b c ch d đ g gh h k kh l m n ng ngh nh p ph qu r s t th tr v x".split()]
OPEN_RIMES = "a ai ao au ay âu ây e eo ê êu i ia iu iêu o oa oai oay oe oi ô ôi ơ ơi u ua uê ui uy uôi ư ưa ưi ưu ươi"
CLOSED = "am ăn âng en ênh iêm in oan oang ong ôn ơm uân uông uyên ung ưng ươn ương"
STOPPED = "ac ăt âp êch êt iêc ich oat oc ôp ơt ut uyêt ưc ươc"
PLACES = {"oa": 1, "oe": 1, "uy": 1, "oai": 1, "oay": 1, "oan": 1, "oang": 1, "oat": 1}
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
SHAPED = "ăâêôơư"


def toned(rime: str, tone: str) -> str:
    shaped = [place for place, letter in enumerate(rime) if letter in SHAPED]
    place = shaped[-1] if shaped else PLACES.get(rime, 0)
    return unicodedata.normalize("NFC", rime[: place + 1] + tone + rime[place + 1 :])


def syllables() -> list[str]:
    """Some ten thousand: every onset, every letter with every tone."""
    rimes = [toned(rime, tone) for rime in f"{OPEN_RIMES} {CLOSED}".split() for tone in TONES]
    rimes += [toned(rime, tone) for rime in STOPPED.split() for tone in TONES[4:]]
    return [onset + rime for onset, rime in itertools.product(ONSETS, rimes) if len(onset + rime) > 1]


SYLLABLES = syllables()
LETTERS = sorted({char for syllable in SYLLABLES for char in syllable if not char.isascii()})


def encode(text: str, font: str) -> str:
    """As a keyboard of those days wrote it. TCVN3 has no capitals with tones: small ones stand for them."""
    if font == "Windows-1258":
        marks = unicodedata.normalize("NFD", text)
        for letter in "ăâêôơưĂÂÊÔƠƯ":
            marks = marks.replace(unicodedata.normalize("NFD", letter), letter)
            shape, sign = unicodedata.normalize("NFD", letter)
            marks = marks.replace(f"{shape}\u0323{sign}", f"{letter}\u0323")
        return marks.encode("cp1258").decode("latin-1")
    if font == "UTF-8":
        return text.encode().decode("latin-1")
    codes = CODES[font]
    return "".join(codes.get(char) or codes.get(char.lower()) or char for char in text)


def test_all_sixty_seven_letters_with_marks_are_covered() -> None:
    assert len(LETTERS) == 67


@pytest.mark.parametrize("font", FONTS)
def test_every_letter_comes_back(font: str) -> None:
    for letter in LETTERS:
        assert decode(encode(letter, font), font) == letter
        if font != "TCVN3":
            assert decode(encode(letter.upper(), font), font) == letter.upper()


@pytest.mark.parametrize("letter", ["Ă", "Â", "Đ", "Ê", "Ô", "Ơ", "Ư"])
def test_tcvn3_has_these_capitals(letter: str) -> None:
    assert decode(encode(letter, "TCVN3"), "TCVN3") == letter


@pytest.mark.parametrize("font", FONTS)
def test_every_syllable_comes_back_and_is_recognised(font: str) -> None:
    for syllable in SYLLABLES:
        typed = encode(syllable, font)
        assert decode(typed, font) == syllable
        assert typed == syllable or font in readings(typed)


def test_every_syllable_is_one() -> None:
    assert [syllable for syllable in SYLLABLES if not is_syllable(syllable, strict=True)] == []
    assert [syllable for syllable in SYLLABLES if not syllable.isascii() and "Unicode" not in readings(syllable)] == []


def test_a_tcvn3_text_in_capitals_comes_back_in_capitals() -> None:
    typed = "§¶NG Bé X· V¢N TRôC, TR¦êNG THCS"
    assert decode(typed, "TCVN3") == "ĐẢNG BỘ XÃ VÂN TRỤC, TRƯỜNG THCS"
    assert decode("chi bé th«n song v©n", "TCVN3", capitals=True) == "CHI BỘ THÔN SONG VÂN"


NAMES = st.lists(st.sampled_from(SYLLABLES), min_size=3, max_size=5).map(lambda words: " ".join(words).title())


@settings(max_examples=300, deadline=None)
@given(NAMES, st.sampled_from(FONTS))
def test_a_name_in_an_old_font_never_fits_unicode_alone(name: str, font: str) -> None:
    typed = encode(name, font)
    if typed == name:
        return
    found = readings(typed)
    assert font in found
    if len(found) == 1:
        assert unicodedata.normalize("NFC", decode(typed, font)).lower() == name.lower()


@settings(max_examples=300, deadline=None)
@given(NAMES, st.sampled_from([str.upper, str.lower, str.title]), st.sampled_from(["NFC", "NFD"]))
def test_a_name_in_unicode_is_never_taken_for_anything_else(name: str, case: object, form: str) -> None:
    text = unicodedata.normalize(form, case(name))  # type: ignore[operator]
    assert text.isascii() or "Unicode" in readings(text)
    assert spoiled_words(text) == []


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_answered(text: str) -> None:
    readings(text)
    probable_font(text)
    spoiled_words(text)
    lost_letters(text)
    for font in FONTS:
        decode(text, font)


FOREIGN = (
    "José|Müller|René|André|Noël|Chloé|François|Zoë|Björn Åse|Søren|Peña|Núñez|García|Lévi-Strauss|Jørgensen|Strauß|"
    "Désiré|Hélène|Loïc|Anaïs|Citroën|São Paulo|Antônio|Çelik|Phêrô|Inê|K'Brêu|H'Mêl|Êban|Y Ngôn|Niê|Mađalêna|Têrêsa"
).split("|")


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_name_fits_no_old_font(name: str) -> None:
    found = readings(name)
    assert "Unicode" in found or not found or may_be_foreign(name)
    assert probable_font(name) is None or may_be_foreign(name)
    assert all(map(may_be_foreign, spoiled_words(name)))


@pytest.mark.parametrize(
    ("text", "font", "meant"),
    [
        ("NguyÔn V¨n An", "TCVN3", "Nguyễn Văn An"),
        ("TrÇn ThÞ H­¬ng", "TCVN3", "Trần Thị Hương"),
        ("D-¬ng V¨n H-êng", "TCVN3", "Dương Văn Hường"),
        ("L£ THÞ HOA", "TCVN3", "LÊ THỊ HOA"),
        ("§/c Hoµ (CUV)", "TCVN3", "Đ/c Hoà (CUV)"),
        ("Hå THANH NGA", "TCVN3", "HỒ THANH NGA"),
        ("NGUY£ÔN THI\u00de THUY\u00fb", "TCVN3", "NGUYỄN THỊ THUỶ"),
        ("Vâ §øC ¢N", "TCVN3", "VÕ ĐỨC ÂN"),
        ("Sè CCCD, thÎ §V", "TCVN3", "Số CCCD, thẻ ĐV"),
        ("N÷", "TCVN3", "Nữ"),
        ("Nguyeãn Vaên Aân", "VNI", "Nguyễn Văn Ân"),
        ("Traàn Thò Höông", "VNI", "Trần Thị Hương"),
        ("Phoù Bí thö", "VNI", "Phó Bí thư"),
        ("Ñaûng vieân", "VNI", "Đảng viên"),
        ("Nguyá»…n VÄƒn An", "UTF-8", "Nguyễn Văn An"),
        ("NguyêÞn Vãn An", "Windows-1258", "Nguyễn Văn An"),
    ],
)
def test_known_texts_are_read(text: str, font: str, meant: str) -> None:
    assert readings(text) == {font}
    assert decode(text, font) == meant  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["Nguyễn Văn An", "HOÀNG THỊ HOÀ", "Ðặng Văn Lâm", "Lê Hà", "Hòang Tùng"])
def test_unicode_is_left_alone(text: str) -> None:
    assert readings(text) == {"Unicode"}


def test_a_short_word_may_be_several_things() -> None:
    assert readings("Lê") == {"Unicode", "TCVN3"}
    assert readings("hoá") == {"Unicode", "VNI"}
    assert readings("Hoa") == frozenset()
    assert readings("§ 5") == readings("ñ/c") == frozenset()


def test_a_name_of_another_people_in_an_old_font_is_probably_in_it() -> None:
    assert probable_font("Phªr« NguyÔn V¨n An") == "TCVN3"
    assert decode("Phªr« NguyÔn V¨n An", "TCVN3") == "Phêrô Nguyễn Văn An"


def test_spoiled_words_within_unicode_are_found() -> None:
    assert spoiled_words("NguyÔn Văn An") == ["NguyÔn"]
    assert spoiled_words("Trần Maï") == ["Maï"]
    assert may_be_foreign("Maï")
    assert not may_be_foreign("NguyÔn")


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("Dơng Văn Hờng", ["Dơng", "Hờng"]),
        ("Trơng Thị Trng", ["Trơng", "Trng"]),
        ("Phạm Thị Thơ", []),
        ("Rơ Châm H'Yưn", []),
        ("TRẦN THCS", []),
    ],
)
def test_a_lost_letter_is_missed(text: str, lost: list[str]) -> None:
    assert lost_letters(text) == lost


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (".VnTime", ("TCVN3", False)),
        (".VnTimeH", ("TCVN3", True)),
        (".VNArialH", ("TCVN3", True)),
        ("VNI-Times", ("VNI", False)),
        ("Times New Roman", (None, False)),
        ("", (None, False)),
    ],
)
def test_the_name_of_a_font_tells(name: str, said: tuple[str | None, bool]) -> None:
    assert font_named(name) == said


@pytest.mark.parametrize(
    "word", ["ngoằng", "thuở", "khuya", "Đắk", "giếng", "gìn", "quýt", "Quốc", "khuỷu", "yêu", "ỷ"]
)
def test_rare_syllables_are_syllables(word: str) -> None:
    assert is_syllable(word, strict=True)


@pytest.mark.parametrize("word", ["Phêrô", "dơng", "các̀h", "tàc", "bf", "", "nguyễnn", "aaaaaaaa", "hụ́"])
def test_impossible_words_are_none(word: str) -> None:
    assert not is_syllable(word)
