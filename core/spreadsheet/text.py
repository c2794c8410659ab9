"""Tables kept as text (.csv, Excel's "Unicode text"): the bytes tell the encoding and the separator."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.spreadsheet.cells import Cell, Kind, Row, Sheet, Value
from core.spreadsheet.limits import Limits, Tally, refuse_long_text

TITLE = "CSV"
_SEPARATORS = "\t;,|"
_LOOKED_AT = 2**17
_MOST_LINES_IN_CELL = 20
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
# Programs that know no whole numbers write 42.0.
_WHOLE_NUMBER = re.compile(r"([1-9]\d{0,14}|0)(\.0)?", re.ASCII)
_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_MOST_CONTROLS = 0.001
# What Windows-1252 shows for bytes that Latin-1 leaves empty.
CP1252 = str.maketrans(
    {code: bytes([code]).decode("cp1252", errors="ignore") or chr(code) for code in range(0x80, 0xA0)}
)


def not_a_table() -> DomainError:
    """Neither a workbook nor a Word file nor text."""
    return DomainError(
        _(
            "Tệp không phải là bảng tính. Chương trình nhận tệp .xlsx, .xls, .csv và .docx; "
            "hãy mở tệp bằng Excel, chọn Lưu thành (Save As) .xlsx rồi tải lên lại."
        )
    )


def read_text_table(data: bytes, limits: Limits) -> Sheet:
    """The rows of a text table; whole numbers without leading zeros are numbers, as Excel would have stored them.

    Bytes that are no Unicode are shown as Windows-1252: what they were meant for is asked of the words later
    (``in_unicode``). Raises DomainError for what is no text, and beyond ``limits``.
    """
    text = decode_text(data)
    _refuse_markup(text)
    separator, text = _separator(text)
    tally = Tally(limits)
    rows = []
    for number, values in enumerate(_records(text, separator, limits), start=1):
        cells = {}
        for column, raw in enumerate(values, start=1):
            if raw.strip():
                tally.add_cell(column)
                value, kind = _value(raw)
                cells[column] = Cell(number, column, value, kind)
        if cells:
            tally.add_row()
            rows.append(Row(number, cells))
    return Sheet(TITLE, tuple(rows))


def decode_text(data: bytes) -> str:
    """Unicode by its mark or by its bytes, else as Windows-1252 shows it."""
    text = _in_unicode(data)
    if text is None:
        text = data.decode("latin-1").translate(CP1252)
    sample = text[:_LOOKED_AT]
    if len(_CONTROLS.findall(sample)) > _MOST_CONTROLS * len(sample):
        raise not_a_table()
    return text


def _in_unicode(data: bytes) -> str | None:
    for encoding in _encodings(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _encodings(data: bytes) -> Iterator[str]:
    """Those worth trying; without a mark, every other byte of a Latin text in UTF-16 is nothing."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "utf-16"
    sample = data[:4096]
    for encoding, nothing in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if nothing and nothing.count(0) > len(nothing) // 3:
            yield encoding
    yield "utf-8-sig"


def _refuse_markup(text: str) -> None:
    """Web pages and the like that some programs save under the name of a workbook."""
    start = text[:2000].lstrip("\ufeff \r\n\t").lower()
    if start.startswith("{\\rtf"):
        raise DomainError(_("Đây là tệp Word dạng .rtf. Hãy mở bằng Word, chọn Lưu thành (Save As) .docx."))
    if start.startswith(("<", "mime-version:")):
        raise DomainError(
            _("Đây là trang web hoặc tệp XML mang tên bảng tính. Hãy mở bằng Excel, chọn Lưu thành (Save As) .xlsx.")
        )


def _separator(text: str) -> tuple[str, str]:
    """The separator and the table: what Excel's first line "sep=;" says, else what divides most rows alike."""
    if found := _SEPARATOR_LINE.match(text.lstrip("\ufeff")):
        return found[1], text.lstrip("\ufeff")[found.end() :]
    sample = text[:_LOOKED_AT]
    return max(_SEPARATORS, key=lambda separator: _evenness(sample, separator)), text


def _evenness(sample: str, separator: str) -> int:
    """How much of the text falls into rows of one width."""
    try:
        widths = Counter(len(values) for values in _parsed(sample, separator, csv.QUOTE_MINIMAL))
    except csv.Error:
        widths = Counter(line.count(separator) + 1 for line in sample.splitlines())
    return max(((width - 1) * rows for width, rows in widths.items()), default=0)


def _records(text: str, separator: str, limits: Limits) -> Iterable[list[str]]:
    """The rows; where a stray quotation mark swallows the rows after it, marks are read as letters."""
    try:
        records = list(_parsed(text, separator, csv.QUOTE_MINIMAL))
    except csv.Error:
        records = None
    if records is None or any(value.count("\n") > _MOST_LINES_IN_CELL for values in records for value in values):
        lines = text.splitlines()
        for line in lines:
            refuse_long_text(len(line), limits)
        records = [[value.strip('"') for value in line.split(separator)] for line in lines]
    for values in records:
        for value in values:
            refuse_long_text(len(value), limits)
    return records


def _parsed(text: str, separator: str, quoting: int) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting)  # type: ignore[arg-type]


def _value(raw: str) -> tuple[Value, Kind]:
    plain = raw.strip()
    if found := _AS_TEXT.fullmatch(plain):
        return found[1], "text"
    if found := _WHOLE_NUMBER.fullmatch(plain):
        return int(found[1]), "number"
    return raw, "text"
