"""Vietnamese typed for fonts from before Unicode: which encoding a text is in, and the same text in Unicode.

Such a text is stored as Latin letters and signs that only its font shows as Vietnamese: "NguyÔn V¨n" in .VnTime
(TCVN3, also called ABC), "Nguyeãn Vaên" in VNI-Times (VNI). Bytes of Windows-1258 and UTF-8 that a program read as
Windows-1252 are two more disguises. What tells them apart is that every word must be a syllable of the language.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

OldFont = Literal["TCVN3", "VNI", "Windows-1258", "UTF-8"]
Encoding = Literal["Unicode", "TCVN3", "VNI", "Windows-1258", "UTF-8"]

_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
"""None, huyền, hỏi, ngã, sắc, nặng."""


def _with_tone(letter: str, tone: str) -> str:
    return unicodedata.normalize("NFC", letter + tone)


# One code for each small letter, in the order of _TONES after the plain one; capitals with a tone have no code:
# the fonts .VnTimeH and the like show small letters as capitals.
_TCVN3_TONES = {
    "a": "µ¶·¸¹",
    "ă": "»¼½¾Æ",
    "â": "ÇÈÉÊË",
    "e": "ÌÎÏÐÑ",
    "ê": "ÒÓÔÕÖ",
    "i": "×ØÜÝÞ",
    "o": "ßáâãä",
    "ô": "åæçèé",
    "ơ": "êëìíî",
    "u": "ïñòóô",
    "ư": "õö÷øù",
    "y": "úûüýþ",
}
_TCVN3_LETTERS = {
    "ă": "¨", "â": "©", "ê": "ª", "ô": "«", "ơ": "¬", "ư": "\u00ad", "đ": "®",
    "Ă": "¡", "Â": "¢", "Ê": "£", "Ô": "¤", "Ơ": "¥", "Ư": "¦", "Đ": "§",
}  # fmt: skip

# A letter and the sign of its tone: the signs of ă and â say the letter too.
_VNI_TONES = "øûõùï"
_VNI_CIRCUMFLEX, _VNI_BREVE = "âàåãáä", "êèúüéë"
_VNI_BASES = {"a": "a", "e": "e", "o": "o", "u": "u", "y": "y", "ơ": "ô", "ư": "ö"}
_VNI_SINGLE = {"ơ": "ô", "ư": "ö", "đ": "ñ", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "í": "í", "ị": "ò", "ỵ": "î"}


def _tcvn3_table() -> dict[str, str]:
    codes = dict(_TCVN3_LETTERS)
    for letter, signs in _TCVN3_TONES.items():
        codes |= {_with_tone(letter, tone): sign for tone, sign in zip(_TONES[1:], signs, strict=True)}
    return codes


def _vni_table() -> dict[str, str]:
    codes = dict(_VNI_SINGLE)
    for letter, base in _VNI_BASES.items():
        pairs = zip(_TONES[1:], _VNI_TONES, strict=True)
        codes |= {_with_tone(letter, tone): base + sign for tone, sign in pairs if letter + tone != "y\u0323"}
    for letter in "âêô":
        pairs = zip(_TONES, _VNI_CIRCUMFLEX, strict=True)
        codes |= {_with_tone(letter, tone): unicodedata.normalize("NFD", letter)[0] + sign for tone, sign in pairs}
    codes |= {_with_tone("ă", tone): "a" + sign for tone, sign in zip(_TONES, _VNI_BREVE, strict=True)}
    return codes | {letter.upper(): code.upper() for letter, code in codes.items()}


CODES: Mapping[str, Mapping[str, str]] = {"TCVN3": _tcvn3_table(), "VNI": _vni_table()}
"""For each font, the letters of Unicode and what stands for them."""

_FROM_TCVN3 = str.maketrans({code: letter for letter, code in CODES["TCVN3"].items()})
_FROM_VNI = {code: letter for letter, code in CODES["VNI"].items()} | {
    # A capital typed with a small sign, as in "AÙnh" written "Aùnh".
    code[0] + code[1].lower(): letter
    for letter, code in CODES["VNI"].items()
    if len(code) == 2 and letter.isupper()
}
_VNI_CODE = re.compile("|".join(sorted(map(re.escape, _FROM_VNI), key=len, reverse=True)))
_CODE = {"TCVN3": re.compile(f"[{''.join(CODES['TCVN3'].values())}]"), "VNI": _VNI_CODE}
# Some programs write the invisible sign of "ư" as a hyphen: "D-¬ng".
_HYPHEN_FOR_U = re.compile(r"(?<=[A-Za-z§®])-(?=[¬êëìíî])")


def decode(text: str, font: OldFont, *, capitals: bool = False) -> str:
    """The text in Unicode (NFC). ``capitals`` says that the font shows small letters as capitals (.VnTimeH)."""
    if font == "TCVN3":
        text = _HYPHEN_FOR_U.sub("\u00ad", text)
        shown = _in_one_case(_DOUBLED.sub(_single, text.translate(_FROM_TCVN3)), text)
    elif font == "VNI":
        shown = _VNI_CODE.sub(lambda found: _FROM_VNI[found[0]], text)
    else:
        raw = b"".join(map(_byte, text))
        shown = raw.decode("cp1258", errors="replace") if font == "Windows-1258" else _from_utf_8(raw, text)
    shown = unicodedata.normalize("NFC", shown)
    return shown.upper() if capitals else shown


# Some converters write a capital with a tone as the bare capital and the small letter: "A¸" for "Á".
_DOUBLED = re.compile(
    "|".join(
        letter.upper() + f"[{''.join(_with_tone(letter, tone) for tone in _TONES[1:])}]" for letter in _TCVN3_TONES
    )
)


def _single(found: re.Match[str]) -> str:
    return found[0][1].upper()


def _in_one_case(shown: str, text: str) -> str:
    """TCVN3 has no capital letters with tones: "NGUYÔN V¡N" was meant to be all capitals."""
    words = list(zip(text.split(" "), shown.split(" "), strict=True))
    in_capitals = [_are_capitals(word) and is_syllable(read) for word, read in words]
    if any(in_capitals) and not re.search("[a-z]", text):
        return shown.upper()
    return " ".join(
        read.upper() if capital else read for (_word, read), capital in zip(words, in_capitals, strict=True)
    )


def _are_capitals(word: str) -> bool:
    return len(re.findall("[A-Z¡-§]", word)) > 1 and not re.search("[a-z]", word)


def _from_utf_8(raw: bytes, text: str) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return text


def _byte(char: str) -> bytes:
    """The byte that Windows-1252 shows so; codes that it leaves empty pass as they are."""
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1") if ord(char) < 256 else b"?"


def font_named(name: str) -> tuple[OldFont | None, bool]:
    """What the name of a font says: ".VnTimeH" → TCVN3 in capitals, "VNI-Times" → VNI, others nothing."""
    key = name.strip().lower()
    if key.startswith(".vn"):
        return "TCVN3", key.endswith("h")
    if key.startswith("vni"):
        return "VNI", False
    return None, False


# The syllables of the language: what may begin one, and what may follow (without tone).
_ONSETS = frozenset("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split())
_RIMES = frozenset(
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu êc "
    "i ia ich iêc iêm iên iêng iêp iêt iêu im in ing inh ip it iu "
    "o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong "
    "op ot ô ôc ôi ôm ôn ông ôông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ up ut uy uya uych uyên uyêt uyn uynh uyp uyt uyu "
    "uôc uôi uôm uôn uông uôt uêt uên ưa ưc ưi ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu ư "
    "y ych yêm yên yêng yêt yêu yn ynh yt yp".split()
)
_STOPPED = re.compile(r"(p|t|c|ch|k)$")
_TONE_MARKS = frozenset(_TONES[1:])
_SHARP_OR_HEAVY = frozenset("\u0301\u0323")
_SHAPED = frozenset("ăâêôơư")
_LONGEST_SYLLABLE = 24
"""With every mark a character of its own."""
_LOOKED_AT = 500
_EITHER = frozenset({"oa", "oe", "uy", "oo"})
_OPEN = re.compile(r"^[aăâeêioôơuưy]+")


def is_syllable(word: str, *, strict: bool = False) -> bool:
    """Whether the word, in any case, could be one Vietnamese syllable; "Đắk" and "Búk" count as well.

    ``strict`` asks for the tone over the right letter too: "hoà" and "hòa" pass, "hòang" does not.
    """
    return len(word) <= _LONGEST_SYLLABLE and _is_syllable(word, strict)


@lru_cache(maxsize=20_000)
def _is_syllable(word: str, strict: bool) -> bool:
    letters, tones = [], []
    for char in unicodedata.normalize("NFC", word.lower()):
        base, tone = _split(char)
        letters.append(base)
        if tone:
            tones.append((len(letters) - 1, tone))
    plain = "".join(letters)
    if len(tones) > 1 or not 1 <= len(plain) <= 7:
        return False
    if tones and _STOPPED.search(plain) and tones[0][1] not in _SHARP_OR_HEAVY:
        return False
    starts = [0] if plain[0] in _VOWELS else []
    starts += [length for length in (1, 2, 3) if plain[:length] in _ONSETS]
    rimes = [(start, re.sub("k$", "c", plain[start:])) for start in starts]
    known = [(start, rime) for start, rime in rimes if rime in _RIMES]
    if not strict or not tones:
        return bool(known)
    return any(tones[0][0] - start in _places_of_tone(rime) for start, rime in known)


@lru_cache(maxsize=1_000)
def _split(char: str) -> tuple[str, str]:
    """ "ẫ" → "â" and its tone."""
    marks = unicodedata.normalize("NFD", char)
    tone = "".join(mark for mark in marks if mark in _TONE_MARKS)
    return unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONE_MARKS)), tone


def _places_of_tone(rime: str) -> tuple[int, ...]:
    """Over which letters of a rime its tone may stand."""
    shaped = [place for place, letter in enumerate(rime) if letter in _SHAPED]
    if shaped:
        return (shaped[-1],)
    found = _OPEN.match(rime)
    vowels = found[0] if found else ""
    if len(vowels) == 1:
        return (0,)
    if vowels in _EITHER:
        return (0, 1) if vowels == rime or vowels == "oo" else (1,)
    return (1,) if len(vowels) == 3 else (0,)


_WORD = re.compile(r"[^\W\d_]+")
_BEYOND_OLD = re.compile("[ĂăĐđĨĩŨũƠơƯư\u0300-\u0323Ạ-ỹ]")
"""Letters that only Unicode has: a text with one of them is in no old font."""
# Signs that lists in any encoding contain, and those that no font uses as letters.
_QUOTES = frozenset("\u00a0–—‘’“”…•")
_SIGNS = _QUOTES | frozenset("°²³×·\ufeff\u200b\u200c\u200d\u2010\u2011₫")
_DOUBLES = str.maketrans({"Ð": "Đ", "ð": "đ"})
_FONTS: tuple[OldFont, ...] = ("TCVN3", "VNI", "Windows-1258", "UTF-8")


def is_unicode(text: str) -> bool:
    """Whether the text holds a Vietnamese letter that no old font uses."""
    return bool(_BEYOND_OLD.search(text))


def readings(text: str) -> frozenset[Encoding]:
    """The encodings in which every marked word of the text is a syllable; empty when it has no mark or fits none.

    "NguyÔn" fits TCVN3 alone; "Hoa" is the same in all; "Lê" fits Unicode, and TCVN3 too ("Lờ"): one short text
    proves little.
    """
    if text.isascii():
        return frozenset()
    if is_unicode(text):
        return frozenset({"Unicode"})
    text = text[:_LOOKED_AT]
    found: set[Encoding] = {"Unicode"} if _counts(text.translate(_DOUBLES), _SIGNS, strict=False).fits else set()
    found.update(font for font in _FONTS if _counts_in(text, font).fits)
    return frozenset(found)


def probable_font(text: str) -> OldFont | None:
    """The font of a text that fits nothing wholly, when most of its marked words fit one and none fits Unicode:
    a name such as "Phªr« NguyÔn V¨n An"."""
    if text.isascii() or is_unicode(text) or _counts(text, _SIGNS, strict=False).good:
        return None
    counted = {font: _counts_in(text, font) for font in _FONTS}
    fitting = [font for font, count in counted.items() if count.good > count.bad and not count.strange]
    return fitting[0] if len(fitting) == 1 else None


def spoiled_words(text: str) -> list[str]:
    """Words that are no Vietnamese as they stand but would be in an old font: "NguyÔn" within a Unicode text."""
    return [word for word in text.split() if "Unicode" not in readings(word) and (readings(word) or _has_sign(word))]


def may_be_foreign(word: str) -> bool:
    """Whether a word's only marks are two dots, as in "Maï": so write other languages as well as VNI."""
    return all(char.isascii() or char in "äëïöüÿÄËÏÖÜ" for char in word)


def _has_sign(word: str) -> bool:
    return bool(_TCVN3_SIGN.search(word))


def lost_letters(text: str) -> list[str]:
    """Words of a converted text that lack their "ư", which TCVN3 writes as an invisible sign: "Dơng"."""
    words = [word for word in _WORD.findall(text) if not is_syllable(word)]
    return [
        word
        for word in words
        if (_LONELY.search(word) and is_syllable(_LONELY.sub(r"ư\g<0>", word, count=1)))
        or (len(word) > 1 and not word.isupper() and word.lower() in _ONSETS_AND_ENDS)
    ]


# "ơng" and its like never stand without "ư" before them; "Trng" was "Trưng".
_ONSETS_AND_ENDS = {first + last for first in _ONSETS for last in ("", "c", "t", "n", "ng")}
_LONELY = re.compile("[ơờởỡớợ]", re.IGNORECASE)
_TCVN3_SIGN = re.compile("[µ¸¶¹¨»¼½¾©ª«¬®§¦¡¢£¤¥÷]")


class _Count(NamedTuple):
    """Marked words that are syllables and that are not; whether signs stand about that nothing explains."""

    good: int
    bad: int
    strange: bool

    @property
    def fits(self) -> bool:
        return self.good > 0 and not self.bad and not self.strange


def _counts(text: str, signs: frozenset[str], *, strict: bool) -> _Count:
    words = [word for word in marked_words(unicodedata.normalize("NFC", text)) if not _is_short(word)]
    good = sum(1 for word in words if is_syllable(word, strict=strict) and _in_case(word))
    strange = any(not char.isascii() and not char.isalpha() and char not in signs for char in text)
    return _Count(good, len(words) - good, strange)


def _counts_in(text: str, font: OldFont) -> _Count:
    """The same for the text as the font shows it; what the font has no sign for is strange."""
    shown = decode(text, font)
    if font in _CODE and any(not char.isascii() and char not in _QUOTES for char in _CODE[font].sub("", text)):
        return _Count(0, 0, True)
    if shown == unicodedata.normalize("NFC", text):
        return _Count(0, 0, True)
    return _counts(shown, _QUOTES, strict=True)


def _in_case(word: str) -> bool:
    """Small, large, or with a large first letter: "ThÕ" is none of these, so it is no Unicode."""
    return word in {word.lower(), word.upper()} or word[1:] == word[1:].lower()


def _is_short(word: str) -> bool:
    """Single letters and initials such as "Đ", "ĐV", "đ/c" say nothing."""
    return len(word) == 1 or (len(word) <= 4 and all(char in "BCDĐGHKLMNPQRSTVX" for char in word.upper()))


def marked_words(text: str) -> list[str]:
    """The words that hold more than plain letters."""
    return [word for word in _WORD.findall(text) if not word.isascii()]
