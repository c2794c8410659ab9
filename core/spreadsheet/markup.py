"""The XML parts of a workbook, read as a stream: no tree, no DTD, no entity, no reference to elsewhere."""

import re
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.spreadsheet.cells import Range
from core.spreadsheet.container import Container, broken_file
from core.spreadsheet.limits import Limits, refuse_long_text

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})", re.ASCII)
_MOST_DEPTH = 100
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


class Handler(ContentHandler):
    """Receives elements by their local name, and the text of those that ``keep`` names."""

    keep: frozenset[str] = frozenset()

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.limits = limits
        self._text: list[str] | None = None
        self._length = 0
        self._depth = 0

    def startElement(self, name: str, attrs: "AttributesImpl[str]") -> None:  # noqa: N802
        local = name.rpartition(":")[2]
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise broken_file()
        if local in self.keep:
            self._text, self._length = [], 0
        self.opened(local, attrs)

    def endElement(self, name: str) -> None:  # noqa: N802
        local = name.rpartition(":")[2]
        self._depth -= 1
        text = ""
        if local in self.keep and self._text is not None:
            text, self._text = "".join(self._text), None
        self.closed(local, text)

    def characters(self, content: str) -> None:
        if self._text is None:
            return
        self._length += len(content)
        refuse_long_text(self._length, self.limits)
        self._text.append(content)

    def opened(self, name: str, attrs: "AttributesImpl[str]") -> None:
        """An element begins."""

    def closed(self, name: str, text: str) -> None:
        """An element ends; ``text`` is filled for those in ``keep``."""


def parse(container: Container, part: str, handler: Handler) -> None:
    """Stream one part through a handler. Raises DomainError for whatever is not plain, well-formed XML."""
    parser = DefusedExpatParser(forbid_dtd=True)
    parser.setContentHandler(handler)
    try:
        for piece in container.chunks(part):
            parser.feed(piece)
        parser.close()
    except DefusedXmlException as error:
        raise DomainError(_("Tệp chứa khai báo XML không an toàn nên không được mở.")) from error
    except (SAXException, LookupError, ValueError, OverflowError) as error:
        raise broken_file() from error


def position(reference: str) -> tuple[int, int]:
    """``B7`` → row 7, column 2."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise broken_file()
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    if row > LAST_ROW or column > LAST_COLUMN:
        raise broken_file()
    return row, column


def area(reference: str) -> Range:
    """``A1:D2`` → the range."""
    first, _colon, last = reference.partition(":")
    (top, left), (bottom, right) = position(first), position(last or first)
    return Range(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def whole(text: str | None, default: int = 0) -> int:
    """A counting number of the format; anything else means a broken file."""
    if text is None:
        return default
    if not text.isascii() or not text.strip().isdigit() or len(text) > 9:
        raise broken_file()
    return int(text)


def is_true(text: str | None) -> bool:
    return text in {"1", "true", "True"}
