"""Many PDF files become one: bookmarks, one numbering of the pages, a seal, the same bytes each time.

pikepdf is imported inside functions: the web process starts without it, and only the worker needs it. Pages stay in
their files until the whole is written, so memory does not grow with what is on them.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.pdf import FONTS
from core.work_folders import work_folder

FILES_TOGETHER = 100
"""How many files are open at a time; more are joined in steps."""
MM = 72 / 25.4
FROM_EDGE_MM, FROM_RIGHT_MM = 9, 15
SIZE_PT = 9
FOLIO = "Trang {page}/{pages}"
"""Printed into the paper, which is Vietnamese."""
FONT_NAME, SEAL_NAME = "/ChiBoFolio", "/ChiBoSeal"
INSIDE = "ben-trong:"
"""How the address of a link begins that leads to another place of the same whole; what follows names the place."""


@dataclass(frozen=True)
class Bookmark:
    """One entry of the outline; ``page`` counts from 1 in the whole."""

    title: str
    page: int
    level: int = 1


def page_count(content: bytes) -> int:
    """The pages of a PDF. Raises DomainError for a file that cannot be read or asks for a password."""
    with _readable(io.BytesIO(content)) as file:
        return len(file.pages)


def join(files: Sequence[Path], target: Path, *, as_first: bool = False) -> None:
    """The pages of several files in one, nothing else; ``as_first``: with the title and the language of the first."""

    def finish(whole: Any) -> None:
        if not as_first:
            return
        with _readable(files[0]) as first:
            for name, words in first.docinfo.items():
                whole.docinfo[name] = str(words)
            if "/Lang" in first.Root:
                whole.Root["/Lang"] = str(first.Root["/Lang"])

    _write(files, target, finish)


def put_together(
    files: Sequence[Path],
    target: Path,
    *,
    title: str,
    bookmarks: Sequence[Bookmark],
    places: Mapping[str, int] | None = None,
    seal: Callable[[bool], bytes] | None = None,
) -> int:
    """One paper from files, in order; returns its number of pages.

    Each page but the first, the cover, says "Trang 12/345"; numbers of its own that a page shows stay. ``places`` are
    the pages to which links ``INSIDE`` the whole lead. ``seal`` makes a page to be laid over the last one, told whether
    that lies on its side.
    """

    def finish(whole: Any) -> None:
        whole.docinfo["/Title"] = title
        _number(whole)
        leads = _ways_to_pages(whole)
        _add_bookmarks(whole, bookmarks, leads)
        _link(whole, {name: leads[page - 1] for name, page in (places or {}).items()})
        if seal is not None:
            last = whole.pages[-1]
            _left, _bottom, width, height, _turn = _seen_box(last)
            _lay_over(whole, last, seal(width > height))

    with work_folder() as folder:
        return _write(_joined_in_steps(files, Path(folder)), target, finish)


def _joined_in_steps(files: Sequence[Path], folder: Path) -> Sequence[Path]:
    """Few enough files to be open at once."""
    if len(files) <= FILES_TOGETHER:
        return files
    steps = []
    for place in range(0, len(files), FILES_TOGETHER):
        steps.append(folder / f"{place}.pdf")
        join(files[place : place + FILES_TOGETHER], steps[-1])
    return steps


def _write(files: Sequence[Path], target: Path, finish: Callable[[Any], None]) -> int:
    import pikepdf

    with ExitStack() as stack:
        whole = stack.enter_context(pikepdf.new())
        for path in files:
            whole.pages.extend(stack.enter_context(_readable(path)).pages)
        finish(whole)
        with target.open("wb", buffering=0) as file:
            output = Output(file)
            whole.save(
                cast(BinaryIO, output), deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
            )
        if output.error is not None:
            raise output.error
        return len(whole.pages)


class Output(io.RawIOBase):
    """A file that remembers an error instead of raising it: in the middle of pikepdf an error ends the process."""

    def __init__(self, file: io.FileIO) -> None:
        self.file = file
        self.error: OSError | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if self.error is None:
            try:
                view = memoryview(data)
                while view:
                    view = view[self.file.write(view) or 0 :]
            except OSError as error:
                self.error = error
        return len(data)


@contextmanager
def _readable(source: Path | BinaryIO) -> Iterator[Any]:
    import pikepdf

    try:
        file = pikepdf.open(source)
    except pikepdf.PasswordError as error:
        sentence = _("Tệp PDF có mật khẩu nên không ghép được; hãy tải lên lại bản không có mật khẩu.")
        raise DomainError(sentence) from error
    except pikepdf.PdfError as error:
        raise DomainError(_("Tệp PDF bị hỏng nên không ghép được; hãy tải lên lại tệp này.")) from error
    with file:
        yield file


def _number(whole: Any) -> None:
    """Stamp the number of each page and of all into the lower right corner, upright as the page is seen."""
    import pikepdf

    font = whole.make_indirect(_font_of(whole))
    total = len(whole.pages)
    for number, page in enumerate(whole.pages, 1):
        if number == 1:
            continue
        words = FOLIO.format(page=number, pages=total)
        left, bottom, width, _height, turn = _seen_box(page)
        x = width - FROM_RIGHT_MM * MM - _width_of(words)
        text = f"{turn} 1 0 0 1 {left + x:.2f} {bottom + FROM_EDGE_MM * MM:.2f} cm "
        text += f"BT {FONT_NAME} {SIZE_PT} Tf 0 g ({words}) Tj ET"
        _add_resource(page, "/Font", FONT_NAME, font)
        page.contents_add(pikepdf.Stream(whole, b"q"), prepend=True)
        page.contents_add(pikepdf.Stream(whole, f"Q q {text} Q".encode("ascii")))


def _seen_box(page: Any) -> tuple[float, float, float, float, str]:
    """Left, bottom, width and height of the page as it is seen, and the operator that turns us upright on it."""
    x0, y0, x1, y1 = (float(value) for value in page.cropbox)
    turned = int(page.obj.get("/Rotate", 0)) % 360
    width, height = x1 - x0, y1 - y0
    if turned == 90:
        return 0, 0, height, width, f"0 1 -1 0 {x1:.2f} {y0:.2f} cm"
    if turned == 180:
        return 0, 0, width, height, f"-1 0 0 -1 {x1:.2f} {y1:.2f} cm"
    if turned == 270:
        return 0, 0, height, width, f"0 -1 1 0 {x0:.2f} {y1:.2f} cm"
    return x0, y0, width, height, ""


def _lay_over(whole: Any, page: Any, content: bytes) -> None:
    """Another page over this one, from its lower left corner, under a name that is always the same."""
    import pikepdf

    with _readable(io.BytesIO(content)) as over:
        form = whole.copy_foreign(over.pages[0].as_form_xobject())
    left, bottom, _width, _height, turn = _seen_box(page)
    _add_resource(page, "/XObject", SEAL_NAME, form)
    page.contents_add(pikepdf.Stream(whole, b"q"), prepend=True)
    drawn = f"Q q {turn} 1 0 0 1 {left:.2f} {bottom:.2f} cm {SEAL_NAME} Do Q"
    page.contents_add(pikepdf.Stream(whole, drawn.encode("ascii")))


def _add_resource(page: Any, sort: str, name: str, thing: Any) -> None:
    """Resources may be shared by pages, and their lists too: this page gets its own."""
    import pikepdf

    resources: Any = pikepdf.Dictionary(page.obj.get("/Resources", {}))
    named: Any = pikepdf.Dictionary(resources.get(sort, {}))
    named[name] = thing
    resources[sort] = named
    page.obj["/Resources"] = resources


def _ways_to_pages(whole: Any) -> list[Any]:
    """How links lead to each page; made once, as pikepdf counts through all pages to find one by its number."""
    from pikepdf import Array, Name

    return [Array([page.obj, Name.Fit]) for page in whole.pages]


def _add_bookmarks(whole: Any, bookmarks: Sequence[Bookmark], leads: Sequence[Any]) -> None:
    from pikepdf import OutlineItem

    with whole.open_outline() as outline:
        above = [outline.root]
        for mark in bookmarks:
            item = OutlineItem(mark.title, leads[mark.page - 1])
            del above[mark.level :]
            above[-1].append(item)
            above.append(item.children)


def _link(whole: Any, leads: Mapping[str, Any]) -> None:
    """Turn the addresses that begin with ``INSIDE`` into links to pages; one that leads nowhere goes."""
    import pikepdf

    for page in whole.pages:
        notes = page.obj.get("/Annots")
        if not isinstance(notes, pikepdf.Array):
            continue
        for place in reversed(range(len(notes))):
            name = _named_inside(notes[place])
            if name is None:
                continue
            if name not in leads:
                del notes[place]
                continue
            note = notes[place]
            del note["/A"]
            note["/Dest"] = leads[name]


def _named_inside(note: Any) -> str | None:
    """The place that a link names; None for anything else that lies on a page, however it was made."""
    import pikepdf

    deed = note.get("/A") if isinstance(note, pikepdf.Dictionary) else None
    address = deed.get("/URI") if isinstance(deed, pikepdf.Dictionary) else None
    words = str(address) if isinstance(address, pikepdf.String) else ""
    return words.removeprefix(INSIDE) if words.startswith(INSIDE) else None


# --- The letters of the numbering: a few of our own font, embedded once


@cache
def _letters() -> tuple[bytes, dict[str, int], int]:
    """A font file with the letters of the numbering, the width of each, and the units of an em."""
    from fontTools import subset

    letters = sorted(set(FOLIO.format(page="0123456789", pages="")))
    options = subset.Options(recalc_timestamp=False, name_IDs=[6], notdef_outline=True, hinting=False)
    options.drop_tables += ["FFTM"]
    file = io.BytesIO()
    with subset.load_font(FONTS["font:LiberationSerif-Regular.ttf"], options) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text="".join(letters))
        subsetter.subset(font)
        font.save(file)
        names, widths, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
        return file.getvalue(), {letter: widths[names[ord(letter)]][0] for letter in letters}, em


def _width_of(words: str) -> float:
    _file, widths, em = _letters()
    return sum(widths[letter] for letter in words) * SIZE_PT / em


def _font_of(whole: Any) -> Any:
    from pikepdf import Array, Dictionary, Name

    content, widths, em = _letters()
    codes = range(32, 127)
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/CHIBOF+LiberationSerif"),
        Flags=32,
        FontBBox=Array([-200, -250, 1100, 900]),
        ItalicAngle=0,
        Ascent=891,
        Descent=-216,
        CapHeight=662,
        StemV=80,
        FontFile2=whole.make_stream(content, Length1=len(content)),
    )
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.TrueType,
        BaseFont=Name("/CHIBOF+LiberationSerif"),
        FirstChar=codes[0],
        LastChar=codes[-1],
        Widths=Array([round(widths.get(chr(code), 0) * 1000 / em) for code in codes]),
        Encoding=Name.WinAnsiEncoding,
        FontDescriptor=whole.make_indirect(descriptor),
    )
