"""Names of cells and committees as lists write them, and the one way they are compared and shown."""

import re
from dataclasses import dataclass

from core.vietnamese import normalise, search_key, spelling_key

_LONGEST = 300
# Words that stay as they are in a name written in capitals.
_ABBREVIATIONS = frozenset(
    (
        "THCS THPT PTNT TH MN GD ĐT UBND HĐND MTTQ BHXH BQL TTYT VP CA QS HTX TDP KDC KCN TNHH MTV CP DN NN TT "
        "I II III IV V VI VII VIII IX X XI XII"
    ).split()
)
_PHRASES = {
    spelling_key(phrase): phrase
    for phrase in (
        "Chi bộ",
        "Đảng bộ",
        "Đảng ủy",
        "Ủy ban nhân dân",
        "Hội đồng nhân dân",
        "Mặt trận Tổ quốc",
        "Trường",
        "Tiểu học",
        "Mầm non",
        "Mẫu giáo",
        "Trung học cơ sở",
        "Trung học phổ thông",
        "Trạm Y tế",
        "Công an",
        "Quân sự",
        "Cơ quan",
        "Quỹ tín dụng nhân dân",
        "Hợp tác xã",
        "dịch vụ",
        "nông nghiệp",
        "Công ty",
        "cổ phần",
        "trách nhiệm hữu hạn",
        "Doanh nghiệp",
        "Khối Đảng",
        "khối",
        "đoàn thể",
        "chính quyền",
        "tổ dân phố",
        "khu dân cư",
        "khu phố",
        "tiểu khu",
        "khu",
        "thôn",
        "xóm",
        "bản",
        "làng",
        "ấp",
        "buôn",
        "xã",
        "phường",
        "thị trấn",
        "thị xã",
        "thành phố",
        "huyện",
        "tỉnh",
        "bộ phận",
        "số",
        "và",
    )
}
_LONGEST_PHRASE = max(len(key.split()) for key in _PHRASES)
_ROMAN = r"(?:X{0,3}(?:IX|IV|V?I{0,3}))"
_NUMBERING = re.compile(
    rf"^\s*(?:(?:{_ROMAN}|[A-ZĐ]|\d{{1,3}})\s*[./)\-:–]+\s*|(?:{_ROMAN}|\d{{1,3}})\s+(?=chi b|cb\b))", re.IGNORECASE
)
_COUNT_WORD = r"(?:đ\s*/\s*c|đc|đồng chí|đảng viên|đv|người)"
_COUNT = re.compile(rf"(\d{{1,5}})\s*{_COUNT_WORD}(?![a-zà-ỹđ])", re.IGNORECASE)
_COUNT_AFTER = re.compile(
    rf"(?:(?:tổng số|sĩ số|số lượng)(?:\s*{_COUNT_WORD})?\s*[:=]?|{_COUNT_WORD}\s*[:=])\s*(\d{{1,5}})(?!\d)",
    re.IGNORECASE,
)
_BEFORE_COUNT = re.compile(r"[\s(\[:\-–,;=]*(?:(?:tổng số|sĩ số|số lượng|có|gồm)\s*)?[\s(\[:\-–,;=]*$", re.IGNORECASE)
_UPPER_UNIT = re.compile(
    r"(?:\s*[,;(–]\s*|\s-\s*|\s+(?=(?:trực\s+)?thuộc\b|đảng\s+bộ\s+(?:xã|phường|đặc khu|thị trấn|huyện|bộ phận)\b))"
    r"(?:(?:trực\s+)?thuộc\s+)?(đảng\s+(?:bộ|ủy|uỷ)\b[^,;()]*)\)?.*$",
    re.IGNORECASE,
)
_CELL_LAST = re.compile(r"^((?:đảng|tỉnh|thành|huyện|quận)\b.*?)\s*[/>,;\-–]+\s*(chi\s*bộ\b.+)$", re.IGNORECASE)
_SECRETARY_TAIL = re.compile(r"\s*[-–(,:;]\s*(phó\s+)?(bí thư|bt)\b.*$", re.IGNORECASE)
_CONTINUED = re.compile(r"\s*[(\-–]*\s*tiếp(\s+theo)?\s*\)?\s*$", re.IGNORECASE)
_CELL_WORD = re.compile(r"^(chi\s*bộ|chi bo|c\.?\s*bộ|cb)\b[\s.:]*", re.IGNORECASE)
_PLACE_WORD = re.compile(
    r"^(thôn|xóm|bản|làng|ấp|buôn|khu|khối|tổ dân phố|tdp|tiểu khu|trường|trạm|công an|quân sự|cơ quan|hợp tác xã|htx|"
    r"doanh nghiệp|công ty|ubnd|ủy ban|uỷ ban|mttq|mặt trận|khối)\b",
    re.IGNORECASE,
)
_SYNONYMS = {"tdp": "tổ dân phố", "kdc": "khu dân cư", "htx": "hợp tác xã", "mn": "mầm non"}


@dataclass(frozen=True, slots=True)
class CellName:
    """A cell as one place of the file writes it; ``unit`` is the committee named beside it, if any;
    ``one_case`` tells that its capitals say nothing (all large or all small)."""

    key: str
    name: str
    unit: str = ""
    stated: int | None = None
    one_case: bool = False


def says_cell(text: str) -> bool:
    """Whether the text begins like the name of a cell: "Chi bộ ...", "II. CHI BỘ ...", "CB ..."."""
    stripped = _without_numbering(_read(text))
    found = _CELL_WORD.match(stripped)
    return bool(found and len(stripped) > found.end())


def says_place(text: str) -> bool:
    """Whether the text begins like the place of a cell: "Thôn ...", "Trường ..."."""
    return bool(_PLACE_WORD.match(_without_numbering(_read(text))))


def says_committee(text: str) -> bool:
    """Whether the text names a committee above the cells: "Đảng bộ ...", "Đảng ủy ..."."""
    key = search_key(_without_numbering(_read(text)))
    return bool(re.match(r"(dang (bo|uy)|tinh uy|thanh uy|huyen uy|quan uy)\b(?! vien)", key))


def stated_count(text: str) -> int | None:
    """The head-count in "41 đ/c" or "Tổng số: 41 đảng viên"; None when the text states none."""
    found = _find_count(text)
    return int(found[1]) if found else None


def _read(text: str) -> str:
    """Names are short; what follows is not read."""
    return normalise(text[:_LONGEST])


def _find_count(text: str) -> re.Match[str] | None:
    return _COUNT_AFTER.search(text[:_LONGEST]) or _COUNT.search(text[:_LONGEST])


def read_cell_name(text: str) -> CellName | None:
    """What a text says about a cell, without numbering, head-count and the committee above; None if nothing."""
    text = _read(text)
    above, core = _above_and_cell(_without_numbering(_CONTINUED.sub("", text)))
    stated = None
    if found := _find_count(core):
        stated, core = int(found[1]), _BEFORE_COUNT.sub("", core[: found.start()])
    unit = committee_name(above) if above else ""
    if (found := _UPPER_UNIT.search(core)) and found.start() > 0:
        unit, core = committee_name(found[1]), core[: found.start()]
    core = _SECRETARY_TAIL.sub("", core).strip(" .,:;*-–()[]")
    named, core = bool(_CELL_WORD.match(core)), _CELL_WORD.sub("", core).strip(" .,:;*-–")
    if not named and len(core) == 1 and core.isalpha():
        return None
    if not re.search(r"[^\W_]", core) or (says_committee(text) and not above):
        return None
    shown = "Chi bộ " + shown_name(core)
    return CellName(cell_key(core), shown, unit, stated, core in (core.upper(), core.lower()))


def _above_and_cell(text: str) -> tuple[str, str]:
    """ "Đảng bộ xã Vân Trục / Chi bộ thôn Song Vân" → the committee and the cell."""
    found = _CELL_LAST.match(text)
    if not found or not says_committee(found[1]):
        return "", text
    return re.split(r"\s*[/>,;]\s*|\s+[-–]\s+", found[1])[-1], found[2]


def cell_key(core: str) -> str:
    """Equal for one cell in capitals, with other tone placement or a usual abbreviation."""
    words = re.sub(r"[^\w\s]+", " ", _CELL_WORD.sub("", _read(core).lower())).split()
    spelled = " ".join(_SYNONYMS.get(word, word) for word in words)
    spelled = re.sub(r"\bsố (?=\d)", "", spelled)
    return spelling_key(re.sub(r"\b0+(?=\d)", "", spelled))


def committee_name(text: str) -> str:
    """ "ĐẢNG ỦY XÃ VÂN TRỤC" and "Đảng bộ xã Vân Trục" are the committee of one Party organisation."""
    core = _read(text).strip(" .,:;*-–()")
    core = re.sub(r"^(đảng\s+bộ|đảng\s+(ủy|uỷ))\s*", "", core, flags=re.IGNORECASE)
    return f"Đảng bộ {shown_name(core)}".strip()


def shown_name(text: str) -> str:
    """A name in capitals as it is written in a sentence; any other name unchanged, its first kind word small."""
    if text != text.upper():
        return re.sub(r"^(Thôn|Xóm|Bản|Làng|Ấp|Buôn|Xã|Phường|Khu|Khối|Tổ dân phố)\b", lambda m: m[0].lower(), text)
    words = text.split()
    shown: list[str] = []
    while words:
        for length in range(min(_LONGEST_PHRASE, len(words)), 0, -1):
            if phrase := _PHRASES.get(spelling_key(" ".join(words[:length]))):
                shown.append(phrase)
                break
        else:
            length = 1
            shown.append(words[0] if words[0] in _ABBREVIATIONS else in_sentence_case(words[0]))
        words = words[length:]
    return " ".join(shown)


def in_sentence_case(word: str) -> str:
    """ "LẬP" → "Lập", "H'BIA" → "H'Bia", "K-BRƠI" → "K-Brơi"; a word with digits stays."""
    if any(char.isdigit() for char in word):
        return word
    return re.sub(r"[^\W\d_]+", lambda found: found[0][0].upper() + found[0][1:].lower(), word)


def _without_numbering(text: str) -> str:
    return _NUMBERING.sub("", text, count=1).strip()
