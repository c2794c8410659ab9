"""The facts of a row beside those that identify a member: card, places, education, how to reach the person."""

import re
from collections.abc import Callable
from typing import TypedDict

from django.utils.translation import gettext as _

from cells.imports import understood
from cells.imports.rows import RowReader
from cells.imports.understood import DOUBTFUL, REFUSED, Person
from cells.imports.values import Reading, is_blank, read_day, read_mark, text_of
from cells.imports.vocabulary import FIELDS, PLACE_LEVELS, PLACES
from core.periods import PartialDate, format_date
from core.spreadsheet import Cell

LONGEST_DETAIL = 200
_OLD_IDENTITY = (9, 12)
_PHONE = re.compile(r"(?:\+?84|0)[\d\s.\-]{8,14}")
_HOME = re.compile(r"^việt\s*nam$", re.IGNORECASE)
_ENDED = understood.ENDED_STATUSES | {"exempt", "temporarily_exempt", "reduced"}


class Details(TypedDict):
    """Fields of ``Person``."""

    record_id: str
    other_name: str
    card_issued_at: str
    card_issued_on: PartialDate | None
    birth_registration_place: str
    native_place: str
    residence: str
    old_identity_number: str
    left_on: PartialDate | None
    occupation: str
    general_education: str
    professional: str
    political_theory: str
    residence_cell: str
    phone: str


def read_details(reader: RowReader) -> Details:
    """All that the row says; what cannot be kept is doubted, a day that is none is refused."""
    registration, native, residence = (_place(reader, place) for place in PLACES)
    return Details(
        record_id=_text(reader, "record_id"),
        other_name=_text(reader, "other_name"),
        card_issued_at=_text(reader, "card_issued_at"),
        card_issued_on=reader.read("card_issued_on", lambda cell: read_day(cell, reader.today), None),
        birth_registration_place=registration,
        native_place=native,
        residence=residence,
        old_identity_number=reader.read("old_identity_number", _read_old_identity, ""),
        left_on=reader.read("left_on", lambda cell: read_day(cell, reader.today), None),
        occupation=_text(reader, "occupation"),
        general_education=_text(reader, "general_education"),
        professional=_text(reader, "professional"),
        political_theory=_text(reader, "political_theory"),
        residence_cell=_text(reader, "residence_cell"),
        phone=reader.read("phone", _read_phone, ""),
    )


def check_details(reader: RowReader, person: Person) -> None:
    """What the other facts of the row make of these."""
    joined = person.admitted or person.admission_decided
    if person.left_on and joined and person.left_on.latest < joined.earliest:
        reason = _("Ngày rời Đảng, mất hoặc miễn %(day)s trước ngày vào Đảng %(joined)s. Hãy kiểm tra lại hai ngày.")
        days = {"day": format_date(person.left_on), "joined": format_date(joined)}
        reader.report("left_on", REFUSED, reason % days)
    elif person.left_on and person.status not in _ENDED:
        reason = _("Có ngày rời Đảng, mất hoặc miễn (%(day)s) nhưng trạng thái không nói vậy; hãy kiểm tra.")
        reader.report("left_on", DOUBTFUL, reason % {"day": format_date(person.left_on)})
    if person.card_issued_on and joined and person.card_issued_on.latest < joined.earliest:
        reason = _("Ngày cấp thẻ %(day)s trước ngày vào Đảng; hãy kiểm tra.")
        reader.report("card_issued_on", DOUBTFUL, reason % {"day": format_date(person.card_issued_on)})
    asked = reader.cell("removal_asked")
    if asked and read_mark(asked) is not False:
        reader.report("removal_asked", DOUBTFUL, _("Danh sách đề nghị xóa người này; hãy kiểm tra trước khi nhập."))


def _text(reader: RowReader, name: str) -> str:
    return reader.read(name, _reader_of(str(FIELDS[name])), "")


def _reader_of(label: str) -> Callable[[Cell], Reading[str]]:
    return lambda cell: read_detail(cell, label)


def read_detail(cell: Cell, what: str) -> Reading[str]:
    """A text of at most LONGEST_DETAIL characters. Excel makes dates of "10/12": such a text is lost, and doubted."""
    shown = {"what": what, "value": text_of(cell)[:60], "most": LONGEST_DETAIL}
    if cell.kind == "error":
        return Reading("", _("%(what)s bị lỗi “%(value)s”, không được nhập.") % shown)
    if cell.kind == "date":
        return Reading("", _("%(what)s bị Excel đổi thành ngày %(value)s, không được nhập; hãy gõ lại.") % shown)
    text = text_of(cell)
    if len(text) > LONGEST_DETAIL:
        return Reading("", _("%(what)s dài quá %(most)s ký tự, không được nhập.") % shown)
    return Reading("" if is_blank(text) else text)


def _place(reader: RowReader, place: str) -> str:
    """From one column, or from one for each level, the smallest unit first; Việt Nam goes without saying."""
    label = str(FIELDS[place])
    levels = [f"{place}_{level}" for level in PLACE_LEVELS]
    parts = [reader.read(name, _reader_of(label), "") for name in (place, *levels)]
    return ", ".join(part for part in parts if part and not _HOME.match(part))


def _read_old_identity(cell: Cell) -> Reading[str]:
    """Nine digits, or the twelve of the last identity cards. It no longer proves anything: a wrong one is doubted."""
    if cell.kind == "error":
        return read_detail(cell, str(FIELDS["old_identity_number"]))
    text = text_of(cell).strip("'’")
    digits = re.sub(r"[\s.\-]", "", text)
    if is_blank(text):
        return Reading("")
    if not (digits.isascii() and digits.isdigit()):
        return Reading("", _("Số CMND cũ “%(value)s” không phải là số, không được nhập.") % {"value": text[:40]})
    if cell.kind == "number" and len(digits) in {length - 1 for length in _OLD_IDENTITY}:
        digits = f"0{digits}"
    if len(digits) not in _OLD_IDENTITY:
        return Reading(
            "", _("Số CMND cũ “%(value)s” không đủ 9 hoặc 12 chữ số, không được nhập.") % {"value": text[:40]}
        )
    return Reading(digits)


def _read_phone(cell: Cell) -> Reading[str]:
    """One number or several as they are written; a number cell has lost its zero, which all numbers begin with."""
    if cell.kind == "error":
        return read_detail(cell, str(FIELDS["phone"]))
    text = text_of(cell).strip("'’")
    if cell.kind == "number" and text.isdigit() and len(text) in {9, 10} and not text.startswith("0"):
        text = f"0{text}"
    if is_blank(text) or _PHONE.match(text):
        return Reading("" if is_blank(text) else text[:LONGEST_DETAIL])
    return Reading("", _("Điện thoại “%(value)s” không rõ, không được nhập.") % {"value": text[:40]})
