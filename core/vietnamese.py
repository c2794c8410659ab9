"""Vietnamese text: one spelling on the way in, stored keys for sorting and searching."""

import unicodedata
from typing import NamedTuple

# Letters that look like Đ and come out of old converters; Vietnamese itself never uses them.
_LOOKALIKES = str.maketrans({"\u00d0": "Đ", "\u00f0": "đ", "\u0189": "Đ", "\u0256": "đ"})

# The order of ICU's Vietnamese collation: space, signs, digits, letters.
_SIGNS = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PRIMARY = {char: f"{place:02d}" for place, char in enumerate(" " + _SIGNS + "0123456789" + _LETTERS, start=1)}
_UNKNOWN = "99"
_LETTER_MARKS = {"\u0302": {"a": "â", "e": "ê", "o": "ô"}, "\u0306": {"a": "ă"}, "\u031b": {"o": "ơ", "u": "ư"}}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_FOREIGN_MARK = "6"


class NameParts(NamedTuple):
    """A Vietnamese name: family name (họ), middle (đệm), given name (tên)."""

    family: str
    middle: str
    given: str


def normalise(text: str) -> str:
    """The one stored spelling: NFC, ordinary single spaces, no invisible or control characters, Đ for its doubles."""
    spaced = text if text.isprintable() else _without_invisible(text)
    return " ".join(unicodedata.normalize("NFC", spaced.translate(_LOOKALIKES)).split())


def _without_invisible(text: str) -> str:
    return "".join(
        " " if char.isspace() else char
        for char in text
        if char.isspace() or unicodedata.category(char) not in {"Cf", "Cc", "Cs", "Co", "Cn"}
    )


def name_parts(full_name: str) -> NameParts:
    """Split as offices do: the last word is the given name, the first the family name, the rest the middle."""
    words = normalise(full_name).split(" ")
    if len(words) == 1:
        return NameParts("", "", words[0])
    return NameParts(words[0], " ".join(words[1:-1]), words[-1])


def sort_key(full_name: str) -> str:
    """Digits that sort as a Vietnamese list of people does, under any collation.

    Given name, then middle, then family; in each part the letters of the alphabet decide, then the tones
    (huyền, hỏi, ngã, sắc, nặng); capitals only break ties. At most 4 digits per character and 6 more.
    """
    family, middle, given = name_parts(full_name)
    levels = [_levels(part) for part in (given, middle, family)]
    return "".join(f"{letters}00{tones}" for letters, tones, _case in levels) + "".join(case for *_, case in levels)


def text_sort_key(text: str) -> str:
    """The same order for any text read from its beginning, for example the name of a unit."""
    letters, tones, case = _levels(normalise(text))
    return f"{letters}00{tones}{case}"


def _levels(text: str) -> tuple[str, str, str]:
    primary, tones, case = [], [], []
    for char in text:
        letter, tone = _letter_and_tone(char)
        primary.append(_PRIMARY.get(letter) or f"{_UNKNOWN}{ord(letter):07d}")
        tones.append(tone)
        case.append("1" if char != char.lower() else "0")
    return "".join(primary), "".join(tones), "".join(case)


def _letter_and_tone(char: str) -> tuple[str, str]:
    """``ẫ`` is the letter ``â`` with tone ngã; a mark that Vietnamese does not know counts after all tones."""
    letter, *marks = list(unicodedata.normalize("NFD", char.lower()))
    tone = "0"
    for mark in marks:
        if mark in _TONES:
            tone = _TONES[mark]
        elif letter in _LETTER_MARKS.get(mark, {}):
            letter = _LETTER_MARKS[mark][letter]
        else:
            tone = _FOREIGN_MARK
    return letter, tone


def search_key(text: str) -> str:
    """Lower case without any mark, ``đ`` as ``d``: "Hoà", "Hòa" and "hoa" are the same."""
    plain = "".join(
        char for char in unicodedata.normalize("NFD", normalise(text).lower()) if not unicodedata.combining(char)
    )
    return unicodedata.normalize("NFC", plain.replace("đ", "d"))


def spelling_key(text: str) -> str:
    """Lower case with the tone of each word at its end: equal for "HOÀ" and "Hòa", different for "Hoá"."""
    words = []
    for word in normalise(text).lower().split(" "):
        pairs = [_letter_and_tone(char) for char in word]
        words.append(
            "".join(letter for letter, _tone in pairs) + "".join(tone for _letter, tone in pairs if tone != "0")
        )
    return " ".join(words)


def mask(number: str) -> str:
    """A number of identity as it may be shown: all but the last three digits hidden."""
    return "•" * (len(number) - 3) + number[-3:] if number else ""
