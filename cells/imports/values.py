"""One spreadsheet cell → one value of a person, with a sentence when it must be refused or doubted."""

import datetime
import re
import unicodedata
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from cells.imports import understood
from cells.imports.units import in_sentence_case
from cells.imports.vocabulary import head_key
from core.errors import DomainError
from core.old_fonts import is_syllable, lost_letters, marked_words, may_be_foreign, spoiled_words
from core.periods import PartialDate, format_date, parse_date
from core.spreadsheet import Cell
from core.vietnamese import normalise

T = TypeVar("T")
LONGEST_NAME = 120
LONGEST_WORD = 40
LONGEST_TEXT = 500

_BLANKS = frozenset(
    {
        "",
        "0",
        "khong",
        "khong co",
        "khong ro",
        "chua",
        "chua co",
        "chua cap",
        "chua duoc cap",
        "chua duoc phat",
        "dang cho cap",
        "dang lam",
        "mat",
        "mat the",
        "n a",
    }
)
_MARKS = frozenset({"x", "xx", "v", "co", "1", "c"})
_MARK_SIGNS = frozenset({"☒", "✓", "✔", "√", "☑", "×", "✗", "+", "●", "*", "þ", "ü"})
_NOT_MARKS = frozenset({"khong", "0", "k"})
_TITLES = re.compile(r"^(?:(?:đ\s*/\s*c|đc|đồng chí|ông|bà)[\s.:]+)+", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_STRANGE = re.compile(r"[^\w\s'’ʼ`.\-]|_")


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """A value, and the doubt that the user must see, if any."""

    value: T
    doubt: str = ""


def text_of(cell: Cell | None) -> str:
    """The text of a cell in the one spelling; the end of an endless one is not read."""
    return normalise(cell.text[:LONGEST_TEXT]) if cell else ""


def refuse_errors(cell: Cell) -> None:
    """A cell that shows an error, or a formula without a result, says nothing that could be trusted."""
    if cell.kind == "error":
        raise DomainError(_("Ô bị lỗi “%(value)s”. Hãy gõ lại giá trị đúng.") % {"value": text_of(cell)})
    if cell.is_formula and not text_of(cell):
        raise DomainError(_("Ô là công thức chưa có kết quả. Hãy thay công thức bằng giá trị."))


def formula_doubt(cell: Cell) -> str:
    if not cell.is_formula:
        return ""
    return _("Ô là công thức, kết quả đang hiện là “%(value)s”; hãy kiểm tra.") % {"value": text_of(cell)[:60]}


def read_name(cell: Cell) -> Reading[str]:
    """A person's name as it is written in a sentence. Refuses formulas, numbers, old fonts and odd signs."""
    if cell.is_formula:
        raise DomainError(_("Họ tên là công thức, không phải chữ. Hãy gõ họ tên vào ô."))
    refuse_errors(cell)
    if cell.kind != "text":
        raise DomainError(_("Họ tên “%(value)s” không phải là chữ. Hãy gõ lại họ tên.") % {"value": text_of(cell)[:60]})
    doubt = _doubt_font(cell)
    reading = read_name_text(text_of(cell))
    name = reading.value
    if cell.typed:  # some fonts have no capitals with tones
        name = " ".join(word[0].upper() + word[1:] for word in name.split())
    return Reading(name, reading.doubt or doubt)


def _doubt_font(cell: Cell) -> str:
    """Refuses a name of which an old font left no sure reading; doubts one that is read, but is no plain Vietnamese."""
    text = str(cell.value)
    shown = {"value": normalise(text)[:60], "typed": normalise(cell.typed)[:60]}
    if not cell.typed:
        spoiled = spoiled_words(text)
        if all(map(may_be_foreign, spoiled)):
            return _("Họ tên “%(value)s” có chữ không phải tiếng Việt; hãy kiểm tra.") % shown if spoiled else ""
        raise DomainError(
            _("Họ tên “%(value)s” gõ bằng phông chữ cũ (TCVN3, VNI). Hãy chuyển tệp sang Unicode rồi tải lên lại.")
            % shown
        )
    if lost_letters(text):
        raise DomainError(
            _("Họ tên gõ bằng phông TCVN3 đã mất chữ “ư”, chỉ còn đọc được “%(value)s”. Hãy gõ lại họ tên.") % shown
        )
    if all(map(is_syllable, marked_words(text))):
        return ""
    return _("Họ tên “%(typed)s” gõ bằng phông chữ cũ, đọc là “%(value)s”; hãy kiểm tra.") % shown


def read_name_text(text: str) -> Reading[str]:
    """The rules of a name for text that is known to be text."""
    doubt = ""
    name = _TITLES.sub("", text).rstrip("*. ")
    if (found := _IN_BRACKETS.search(name)) and found.start() > 0:
        doubt = _("Phần trong ngoặc sau họ tên “%(value)s” được bỏ đi.") % {"value": name[:60]}
        name = name[: found.start()].rstrip()
    shown = {"value": text[:60]}
    if not re.search(r"[^\W\d_]", name):
        raise DomainError(_("Thiếu họ tên."))
    if any(char.isdigit() for char in name):
        raise DomainError(_("Họ tên “%(value)s” có chữ số. Hãy sửa lại họ tên.") % shown)
    if _STRANGE.search(name) or not all(_is_latin(char) for char in name if char.isalpha()):
        raise DomainError(_("Họ tên “%(value)s” có ký tự lạ. Hãy sửa lại họ tên.") % shown)
    if len(name) > LONGEST_NAME:
        raise DomainError(_("Họ tên dài quá %(most)s ký tự. Hãy sửa lại họ tên.") % {"most": LONGEST_NAME})
    if " " not in name and not doubt:
        doubt = _("Họ tên “%(value)s” chỉ có một từ; hãy kiểm tra.") % shown
    return Reading(_in_name_case(name), doubt)


def _is_latin(char: str) -> bool:
    return unicodedata.name(char, "").startswith(("LATIN", "MODIFIER"))


def _in_name_case(name: str) -> str:
    if name not in (name.upper(), name.lower()):
        return name
    return " ".join(in_sentence_case(word) for word in name.split())


def read_day(cell: Cell, today: datetime.date, *, may_be_ahead: bool = False) -> Reading[PartialDate | None]:
    """A date that lies in the past, or anywhere if ``may_be_ahead``. Words for "unknown" give None."""
    refuse_errors(cell)
    if cell.kind == "text" and head_key(cell.text) in _BLANKS and not any(char.isdigit() for char in cell.text):
        return Reading(None)
    if cell.kind == "bool":
        raise DomainError(_("“%(value)s” không phải là ngày.") % {"value": text_of(cell)})
    day = parse_date(_in_numbers(cell.value), not_after=today)
    if not may_be_ahead and day.earliest > today:
        raise DomainError(_("%(day)s ở tương lai. Hãy kiểm tra lại ngày.") % {"day": format_date(day)})
    return Reading(day, formula_doubt(cell))


_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NAMED_MONTH = re.compile(rf"(\d{{1,2}})[-/ ]({'|'.join(_MONTHS)})[a-z]*[-/ ,]+(\d{{4}}|\d{{2}})", re.IGNORECASE)


def _in_numbers(value: object) -> object:
    """ "5-Feb-80", as Excel in English writes a date into a text file, is 5/2/80."""
    found = _NAMED_MONTH.fullmatch(value.strip()) if isinstance(value, str) else None
    return f"{found[1]}/{_MONTHS.index(found[2].lower()) + 1}/{found[3]}" if found else value


_DAY_TOKEN = re.compile(r"\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{2,4}|\d{1,2}\s*/\s*\d{4}|\d{4}")


def read_two_days(cell: Cell, today: datetime.date) -> Reading[tuple[PartialDate | None, PartialDate | None]]:
    """Admission and official day written into one cell, the earlier first; one day alone is the admission."""
    refuse_errors(cell)
    tokens = _DAY_TOKEN.findall(text_of(cell))
    if cell.kind != "text" or len(tokens) < 2:
        return Reading((read_day(cell, today).value, None))
    if len(tokens) > 2:
        raise DomainError(
            _("“%(value)s” có nhiều hơn hai ngày. Hãy tách thành hai cột.") % {"value": text_of(cell)[:60]}
        )
    first, second = (parse_date(token, not_after=today) for token in tokens)
    return Reading((first, second), formula_doubt(cell))


def is_blank(text: str) -> bool:
    """Whether a text only says that there is nothing: "-", "không", "chưa có"."""
    return head_key(text) in _BLANKS


def read_digits(cell: Cell, lengths: tuple[int, ...], what: str) -> Reading[str]:
    """A number that names someone: text of exactly so many digits.

    A cell that holds a number instead of text has lost its leading zeros; they are put back, and doubted.
    """
    refuse_errors(cell)
    if cell.kind in {"date", "bool"}:
        raise _wrong_number(cell, lengths, what)
    text = text_of(cell).strip("'’")
    if cell.kind == "text" and head_key(text) in _BLANKS:
        return Reading("")
    digits = re.sub(r"[\s.\-]", "", text)
    if digits.isascii() and digits.isdigit():
        if len(digits) in lengths:
            return Reading(digits, formula_doubt(cell))
        longer = [length for length in lengths if 0 < length - len(digits) <= 2]
        if cell.kind == "number" and longer and not cell.shown:
            whole = digits.zfill(min(longer))
            return Reading(
                whole,
                _("%(what)s lưu dạng số nên mất số 0 ở đầu; đọc là %(value)s, hãy kiểm tra.")
                % {"what": what, "value": whole},
            )
    raise _wrong_number(cell, lengths, what)


_SHORTENED = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)


def _wrong_number(cell: Cell, lengths: tuple[int, ...], what: str) -> DomainError:
    wanted = _(" hoặc ").join(str(length) for length in lengths)
    if _SHORTENED.fullmatch(text_of(cell)):
        return DomainError(
            _("%(what)s “%(value)s” bị Excel rút gọn, mất chữ số: phải có %(wanted)s chữ số. Hãy gõ lại đủ số.")
            % {"what": what, "value": text_of(cell)[:40], "wanted": wanted}
        )
    return DomainError(
        _("%(what)s “%(value)s” không đúng: phải có %(wanted)s chữ số.")
        % {"what": what, "value": text_of(cell)[:40], "wanted": wanted}
    )


def read_mark(cell: Cell) -> bool | None:
    """True for x and its like, False for "không", None for anything else."""
    if cell.kind == "bool":
        return bool(cell.value)
    raw, key = text_of(cell), head_key(cell.text)
    if raw in _MARK_SIGNS or key in _MARKS:
        return True
    return False if key in _NOT_MARKS or raw in {"-", "–", "☐"} else None


_SEXES = {
    "nam": "male",
    "nam gioi": "male",
    "trai": "male",
    "male": "male",
    "m": "male",
    "nu": "female",
    "nu gioi": "female",
    "gai": "female",
    "female": "female",
    "f": "female",
}


def read_sex(cell: Cell) -> Reading[str]:
    """ "male", "female" or, with a doubt, nothing."""
    refuse_errors(cell)
    sex = _SEXES.get(head_key(cell.text))
    if sex:
        return Reading(sex)
    return Reading("", _("Giới tính “%(value)s” không rõ; hãy ghi Nam hoặc Nữ.") % {"value": text_of(cell)[:40]})


def read_word(cell: Cell, what: str) -> Reading[str]:
    """A short text such as an ethnic group."""
    if cell.kind == "error":
        return Reading("", _("%(what)s bị lỗi “%(value)s”, không được nhập.") % {"what": what, "value": text_of(cell)})
    text = text_of(cell)
    if len(text) > LONGEST_WORD:
        return Reading(
            "", _("%(what)s dài quá %(most)s ký tự, không được nhập.") % {"what": what, "most": LONGEST_WORD}
        )
    return Reading("" if text in {"-", "–", "?"} else text)


_POST_PIECES = re.compile(r"\s*(?:[,;/&+()\-–]|\bkiem\b|\bva\b)\s*")
_ELSEWHERE = re.compile(r"\b(doan|dang uy|dang bo|huyen uy|tinh uy|thanh uy|hoi)\b(?! vien)")
_POSTS = (
    ("deputy_secretary", re.compile(r"^(pho bi thu|pho bt|pbt|p bi thu|p bt|pbi thu)\b")),
    ("secretary", re.compile(r"^(bi thu|bt|btcb)\b")),
    (
        "committee_member",
        re.compile(
            r"^(chi uy vien|cap uy vien|cuv|uvcu|chi uy|cap uy|(uv|uy vien)( chi uy| cu| bch( chi bo)?| cap uy)?)$"
        ),
    ),
)
_PLAIN_MEMBER = re.compile(r"^(dang vien|dv|dang vien chinh thuc|dang vien du bi|khong|x)?$")


def read_post(text: str) -> Reading[str]:
    """A post in the cell's committee. Posts elsewhere are not taken; a text that says nothing known is doubted."""
    pieces = [head_key(piece) for piece in _POST_PIECES.split(_plain(text)) if piece]
    for post, pattern in _POSTS:
        if any(pattern.search(piece) and ("chi bo" in piece or not _ELSEWHERE.search(piece)) for piece in pieces):
            return Reading(post)
    if all(_PLAIN_MEMBER.fullmatch(piece) for piece in pieces):
        return Reading("")
    return Reading(
        "",
        _("Chức vụ “%(value)s” không phải bí thư, phó bí thư hay chi ủy viên của chi bộ, không được nhập.")
        % {"value": normalise(text)[:60]},
    )


def _plain(text: str) -> str:
    """Lower case without accents, signs kept."""
    marks = unicodedata.normalize("NFD", normalise(text[:LONGEST_TEXT]).lower().replace("đ", "d"))
    return "".join(char for char in marks if not unicodedata.combining(char))


_STATUSES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (status, re.compile(pattern))
    for status, pattern in (
        (understood.DIED, r"\b(tu tran|da mat|chet|qua doi)\b|^mat( (ngay|thang|nam|\d).*)?$"),
        (understood.LEFT, r"\b(roi (khoi )?dang|ra khoi dang|xoa ten|khai tru|xin ra|cho ra)\b"),
        ("temporarily_exempt", r"\btam mien\b|\btam hoan\b"),
        ("exempt", r"\b(mien|msh)( (ct|cong tac|sh|shd|sinh hoat|dang|giam)\b|$)|^mien\b"),
        ("reduced", r"^giam( nhe)?( cong tac)?( va)?( sinh hoat| sh)?( dang)?$"),
        ("suspended", r"\bdinh chi\b"),
        (understood.INTERRUPTED, r"\bgian doan\b"),
        (
            understood.TEMPORARY_IN,
            r"\b(sinh hoat|sh) tam thoi( o noi khac)? den\b|\btam thoi (chuyen )?den\b|^shtt den$",
        ),
        ("away", r"\b(sinh hoat|sh) tam thoi\b|\bshtt\b|\btam thoi (chuyen )?di\b|\bdi lam an xa\b"),
        (understood.ACTIVE, r"\bchuyen (sinh hoat |sh )?(dang )?den\b"),
        (understood.MOVED, r"\bchuyen (sinh hoat |sh )?(dang )?di\b|\bda chuyen\b|^chuyen (sinh hoat|sh)( dang)?$"),
        (understood.ACTIVE, r"^dang (sinh hoat|sh)\b|^(dang vien |dv )?(chinh thuc|du bi)$|^(dvct|dvdb|binh thuong)$"),
        (understood.ACTIVE, r"hoat dong$|^sinh hoat( chinh thuc)?$"),
    )
)


def read_status(text: str) -> str | None:
    """The status that a text names, or None when it names none."""
    key = head_key(text)
    return next((status for status, pattern in _STATUSES if pattern.search(key)), None)
