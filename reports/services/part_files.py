"""The file of one part, and the whole of all of them. No rows are written here."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from core.errors import DomainError
from core.merging import Bookmark, join, page_count
from core.merging_apart import put_together_apart
from core.pdf import Part, fingerprint_of_parts, seal_page, write_runs
from reports.catalogue import CATALOGUE
from reports.kinds import FRONT_NAME, Heading, Kind, Piece, Placed, saved_name
from reports.models import Document, DocumentPart

FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""Of every file in a zip, so that the same papers make the same bytes."""
LONGEST_FOLDER, LONGEST_ENTRY = 45, 80
"""Letters, within what Windows can unpack (``LONGEST_ZIP``)."""


@dataclass(frozen=True)
class LaidOut:
    """A file of a part: pieces one after another, or in a zip each in a file of its own."""

    path: Path
    starts: list[int]
    """The page on which each piece begins, from 1."""
    pages: int


@dataclass(frozen=True)
class Whole:
    """The finished paper."""

    path: Path
    pages: int | None
    fingerprint: str


def check_address() -> str:
    """The page that the code on a paper leads to; empty where the site has no address."""
    return f"{settings.SITE_URL}{reverse('reports:paper_check')}" if settings.SITE_URL else ""


def lay_out(part: DocumentPart, folder: Path, check: Callable[[], None]) -> LaidOut:
    """Make the pieces of a part. ``check`` is called before each, to leave when nobody wants it any more.

    A refusal names the piece.
    """
    kind = CATALOGUE[part.document.kind]
    subject = kind.about.load(part.document.subject_id)
    made = _made(kind, subject, part.keys, check)
    if kind.extension == "zip":
        return _in_a_zip(made, folder)
    counts: list[int] = []
    files: list[Path] = []
    for number, (content, pages) in enumerate(_runs(made)):
        files.append(folder / f"{number}.pdf")
        files[-1].write_bytes(content)
        counts += pages
    path = files[0]
    if len(files) > 1:
        path = folder / "part.pdf"
        join(files, path)
    return LaidOut(path, _starts(counts), sum(counts))


def _made(kind: Kind, subject: Any, keys: Iterable[str], check: Callable[[], None]) -> Iterator[Part | bytes]:
    assert kind.assembly is not None
    for key in keys:
        check()
        try:
            made = kind.assembly.make(subject, key)
            if isinstance(made, bytes):
                page_count(made)
        except DomainError as error:
            titles = (piece.named for piece in kind.assembly.pieces(subject) if piece.key == key)
            raise DomainError(f"{next(titles, key)}: {error}") from error
        yield made


def _runs(made: Iterable[Part | bytes]) -> Iterator[tuple[bytes, list[int]]]:
    """Files and the pages of each of their pieces; what is laid out by us is written together."""
    for is_file, group in groupby(made, key=lambda piece: isinstance(piece, bytes)):
        if is_file:
            for content in group:
                assert isinstance(content, bytes)
                yield content, [page_count(content)]
        else:
            yield from write_runs(piece for piece in group if isinstance(piece, Part))


def _in_a_zip(made: Iterable[Part | bytes], folder: Path) -> LaidOut:
    counts: list[int] = []
    path = folder / "part.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for number, piece in enumerate(made):
            content, (pages,) = next(_runs([piece]))
            packed.writestr(zipfile.ZipInfo(f"{number}.pdf", FIXED_TIME), content)
            counts.append(pages)
    return LaidOut(path, _starts(counts), sum(counts))


def _starts(counts: Sequence[int]) -> list[int]:
    return [1 + sum(counts[:place]) for place in range(len(counts))]


def assemble(
    document: Document, subject: Any, pieces: Sequence[Piece], folder: Path, check: Callable[[], None]
) -> Whole:
    """The whole from the files of the parts, which are all there, and from its front.

    ``check`` is called again and again, to leave when nobody wants it any more.
    """
    kind = CATALOGUE[document.kind]
    assert kind.assembly is not None
    parts = list(document.parts.order_by("number"))
    files = [Path(part.file.storage.path(str(part.file.name))) for part in parts]
    placed = _placed(pieces, [count for part in parts for count in _counts(part)])
    if kind.extension == "zip":
        return _packed(files, placed, _written(kind.assembly.front(subject, placed), folder)[0], folder, check)
    front = kind.assembly.front(subject, _moved(placed, 0))
    placed = _moved(placed, _written(front, folder)[1])
    first, _pages = _written(kind.assembly.front(subject, placed), folder)
    fingerprint = _fingerprint(front, files)
    seals = None
    if kind.is_sealed:
        upright, lying = (seal_page(fingerprint, check_address(), landscape=turned) for turned in (False, True))
        seals = (upright, lying)
    pages = put_together_apart(
        [first, *files],
        folder / "whole.pdf",
        title=document.title,
        bookmarks=list(_bookmarks(placed)),
        places={each.piece.key: each.first_page for each in placed},
        seals=seals,
        check=check,
    )
    return Whole(folder / "whole.pdf", pages, fingerprint if kind.is_sealed else "")


def _written(front: Sequence[Part], folder: Path) -> tuple[Path, int]:
    """The file of a cover and list, and its number of pages."""
    runs, pages = [], 0
    for number, (content, counts) in enumerate(write_runs(front)):
        runs.append(folder / f"front-{number}.pdf")
        runs[-1].write_bytes(content)
        pages += sum(counts)
    if len(runs) > 1:
        join(runs, folder / "front.pdf")
        return folder / "front.pdf", pages
    return runs[0], pages


def _counts(part: DocumentPart) -> list[int]:
    ends = [*part.starts[1:], (part.pages or 0) + 1]
    return [end - start for start, end in zip(part.starts, ends, strict=True)]


def _placed(pieces: Sequence[Piece], counts: Sequence[int]) -> list[Placed]:
    """Without a place yet; in a zip that is how it stays."""
    return [Placed(piece, 0, count) for piece, count in zip(pieces, counts, strict=True)]


def _moved(placed: Sequence[Placed], before: int) -> list[Placed]:
    moved, page = [], before + 1
    for each in placed:
        moved.append(Placed(each.piece, page, each.pages))
        page += each.pages
    return moved


def _bookmarks(placed: Sequence[Placed]) -> Iterator[Bookmark]:
    """One for each piece, below those that it stands under; these lead to the first of their pieces."""
    open_ones: tuple[Heading, ...] = ()
    for each in placed:
        under = each.piece.under
        same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(open_ones, under, strict=False))))
        for level, heading in enumerate(under[same:], same + 1):
            yield Bookmark(heading.title, each.first_page, level)
        yield Bookmark(each.piece.title, each.first_page, len(under) + 1)
        open_ones = under


def _fingerprint(front: Sequence[Part], files: Sequence[Path]) -> str:
    """Over the front and the files of the parts, which the same data make the same."""
    digest = hashlib.sha256(fingerprint_of_parts(front).encode())
    for path in files:
        with path.open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()


def _packed(
    files: Sequence[Path], placed: Sequence[Placed], front: Path, folder: Path, check: Callable[[], None]
) -> Whole:
    path = folder / "whole.zip"
    names = _names([each.piece for each in placed])
    with zipfile.ZipFile(path, "w") as whole:
        whole.writestr(zipfile.ZipInfo(f"{FRONT_NAME}.pdf", FIXED_TIME), front.read_bytes())
        for file in files:
            check()
            with zipfile.ZipFile(file) as packed:
                for entry in packed.infolist():
                    whole.writestr(zipfile.ZipInfo(f"{next(names)}.pdf", FIXED_TIME), packed.read(entry))
    return Whole(path, None, "")


def _names(pieces: Iterable[Piece]) -> Iterator[str]:
    """What each piece is called in the zip; of two with the same name the second says so, whatever their case."""
    seen: dict[str, int] = {}
    for piece in pieces:
        folder = f"{saved_name(piece.folder, LONGEST_FOLDER)}/" if piece.folder else ""
        name = folder + saved_name(piece.file_name or piece.title, LONGEST_ENTRY)
        key = name.casefold()
        seen[key] = seen.get(key, 0) + 1
        yield name if seen[key] == 1 else f"{name} ({seen[key]})"
