"""What kinds of papers are made of: what one is about, and what makes its file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import override

from accounts.models import User
from cells.models import Organisation
from core.pdf import Part
from core.vietnamese import normalise

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
FRONT_NAME = "00 Danh mục"
"""Of a list of contents in a zip, without the extension."""
LONGEST_NAME = 230
"""Bytes; with its extension, and a number where two are alike, a file name may have 255."""
LONGEST_ZIP = 80
"""Letters; Windows unpacks a zip into a folder of its name, and a whole path may have 259 letters there."""


@dataclass(frozen=True)
class About:
    """What papers can be about: the door to such a thing, and what a paper has to know of it."""

    model: type[Model]
    organisation: str
    """The path of its foreign keys to the unit it belongs to; empty for the unit itself."""
    door: Callable[[User, int], Any]
    """The thing, for someone who may print it; 404 outside the scope, 403 inside it without the right."""
    words: Callable[[Any], str]
    page: Callable[[Any], str]
    """The address on which its papers are asked for."""
    is_final: Callable[[Any], bool]
    """Whether it can no longer change, so that its paper is made once and kept."""
    outdated: Callable[[Any], str] = lambda _subject: ""
    """A sentence why its paper, final and genuine as it is, no longer holds (corrected, cancelled); empty: it holds."""

    def load(self, pk: int) -> Any:
        """The thing, for the worker."""
        if not self.organisation:
            return self.model._default_manager.prefetch_related("periods").get(pk=pk)
        rows = self.model._default_manager.select_related(self.organisation)
        return rows.prefetch_related(f"{self.organisation}__periods").get(pk=pk)


@dataclass(frozen=True)
class Heading:
    """A bookmark above several pieces; two of the same words are told apart by their keys."""

    key: str
    title: str


@dataclass(frozen=True)
class Piece:
    """One paper among those that a large paper is made of."""

    key: str
    """Names it among the pieces of the same paper; given back to ``Assembly.make``, and what lists link to."""
    title: str
    """As the list of contents and its bookmark call it."""
    under: tuple[Heading, ...] = ()
    """The bookmarks above its own, the outermost first."""
    file_name: str = ""
    """In a zip, without the extension."""
    folder: str = ""
    """In a zip; empty for the outermost."""

    @property
    def named(self) -> str:
        """As messages about it alone call it."""
        return f"{self.under[0].title}: {self.title}" if self.under else self.title


@dataclass(frozen=True)
class Placed:
    """A piece laid out: where it begins in the whole, and how many pages it has."""

    piece: Piece
    first_page: int
    """In a zip, where each piece is a file of its own, 0."""
    pages: int


@dataclass(frozen=True)
class Assembly:
    """How a large paper is made: piece by piece in several jobs, then put together under one numbering of pages."""

    pieces: Callable[[Any], Sequence[Piece]]
    """In the order of the whole. The same data give the same pieces."""
    make: Callable[[Any, str], Part | bytes]
    """One piece: the HTML it is laid out from, or the bytes of a PDF that is there already (a signed original)."""
    front: Callable[[Any, Sequence[Placed]], Sequence[Part]]
    """Cover and list of contents, a very long list in several parts; as long with any page numbers in them."""


@dataclass(frozen=True)
class Kind:
    """One kind of paper."""

    label: str | Promise
    about: About
    build: Callable[[Any], bytes | IO[bytes]]
    """Makes the file, an open temporary one if it may be large; raises DomainError with a sentence for the user.
    Called by the worker only."""
    file_name: Callable[[Any], str]
    """Without the extension; Vietnamese, with the year."""
    extension: str = "pdf"
    assembly: Assembly | None = None
    """For papers made of many; ``build`` is then not called."""
    is_sealed: bool = True
    """Whether its PDF carries the code by which it can be checked; blank forms do not."""
    members_may_read: bool = False
    """Whether plain members of the unit may read the paper once it is final."""

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.extension]

    def organisation_of(self, subject: Any) -> Organisation:
        """The unit that the paper belongs to; who may read the unit may read the paper."""
        found = subject
        for name in self.about.organisation.split("__") if self.about.organisation else ():
            found = getattr(found, name)
        assert isinstance(found, Organisation)
        return found

    def title_of(self, subject: Any) -> str:
        """What lists call the paper, always in Vietnamese, since it is stored."""
        with override("vi"):
            return f"{self.label} {self.about.words(subject)}"[:300]

    def file_name_of(self, subject: Any) -> str:
        """A name that every system can save: no separators, no control characters, not too long."""
        most = LONGEST_ZIP if self.extension == "zip" else 180
        return f"{saved_name(self.file_name(subject), most)}.{self.extension}"


def saved_name(words: str, most: int = 180) -> str:
    """A file name of at most so many letters, without its extension, that every system can save."""
    name = "".join(char if char.isprintable() and char not in '\\/:*?"<>|' else "-" for char in normalise(words))
    return name[:most].encode()[:LONGEST_NAME].decode(errors="ignore").strip(" .")


Maker = Callable[[Any], bytes | IO[bytes]]


def family(
    key: str,
    label: str | Promise,
    about: About,
    file_name: Callable[[Any], str],
    *,
    pdf: Maker | None = None,
    docx: Maker | None = None,
    xlsx: Maker | None = None,
    **for_all: Any,
) -> dict[str, Kind]:
    """The kinds of one paper that have a maker: ``key`` as PDF, ``key_word`` to edit, ``key_xlsx`` to count with.

    ``for_all`` are further fields of each ``Kind``.
    """
    found = {}
    if pdf:
        found[key] = Kind(label, about, pdf, file_name, **for_all)
    if docx:
        word = format_lazy("{} (Word)", label)
        found[f"{key}_word"] = Kind(word, about, docx, file_name, extension="docx", **for_all)
    if xlsx:
        excel = format_lazy("{} (Excel)", label)
        found[f"{key}_xlsx"] = Kind(excel, about, xlsx, file_name, extension="xlsx", **for_all)
    return found


def assembled(
    key: str,
    label: str | Promise,
    about: About,
    file_name: Callable[[Any], str],
    assembly: Assembly,
    *,
    apart: Assembly | None = None,
    **for_all: Any,
) -> dict[str, Kind]:
    """A paper made of many; with ``apart`` also ``key_zip``, the same papers each in a file of its own."""
    found = {key: Kind(label, about, _never, file_name, assembly=assembly, **for_all)}
    if apart:
        found[f"{key}_zip"] = Kind(label, about, _never, file_name, extension="zip", assembly=apart, **for_all)
    return found


def _never(_subject: Any) -> bytes:
    raise AssertionError("made of pieces")
