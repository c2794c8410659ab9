"""The one door to WeasyPrint: HTML of ours becomes an official document. Used by the worker only.

WeasyPrint is imported inside functions, so that the web process starts without it. Nothing that the HTML names is ever
fetched: the four font files in ``FONTS`` are all that a document may open.
"""

import datetime as dt
import gc
import hashlib
import io
import json
import os
import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.long_tables import THROWN_AWAY, find_long_table, first_row_thrown_away
from core.periods import today
from core.seals import current, fingerprint_of, seal_html, sealing
from core.work_folders import work_folder

__all__ = [
    "Changes",
    "Layout",
    "Part",
    "bind",
    "first_pages",
    "part_pdf",
    "render_html",
    "seal_page",
    "sealing",
    "write_runs",
]

LAYOUTS_DIR = Path(__file__).parent / "layouts"
FONTS_DIR = settings.BASE_DIR / "static" / "fonts" / "liberation-serif"
FONTS = {
    f"font:{name}": FONTS_DIR / name
    for name in (
        "LiberationSerif-Regular.ttf",
        "LiberationSerif-Bold.ttf",
        "LiberationSerif-Italic.ttf",
        "LiberationSerif-BoldItalic.ttf",
    )
}
FONT_RULES = Path(__file__).parent / "fonts.conf"
PAGES_TOGETHER = 60
"""About as many pages as one process holds laid out at a time."""
BASE_URL = "document:/"
"""Against it every relative address in the HTML becomes one that the fetcher refuses, instead of being left out."""
SPACE_AT_END = re.compile(r"\s+(?=</(?:td|th|p|div|li)>)")
"""Before the end of a block WeasyPrint 70 measures it with the last line, and where that just does not fit it breaks
the whole text after its first word."""


FIRST_PAGE = """
html {{ break-before: {side} }}
@page :first {{ counter-increment: page {page}; @top-center {{ content: counter(page) }} }}
"""
Changes = Mapping[str, float]


@dataclass(frozen=True)
class Layout:
    """The measures of one guidance on the form of documents (thể thức văn bản), in force from ``valid_from``."""

    key: str
    title: str
    valid_from: dt.date
    values: Mapping[str, float]
    """Millimetres and points, named with their unit."""


@cache
def layouts() -> tuple[Layout, ...]:
    """All known layouts, the oldest first."""
    read = [json.loads(path.read_text(encoding="utf-8")) for path in LAYOUTS_DIR.glob("*.json")]
    found = [Layout(row["key"], row["title"], dt.date.fromisoformat(row["valid_from"]), row["values"]) for row in read]
    return tuple(sorted(found, key=lambda layout: layout.valid_from))


def layout_on(day: dt.date, changes: Changes | None = None) -> Layout:
    """The layout in force on the date of the document; the oldest known for documents before it.

    ``changes`` are values that a committee chose where guides differ; an unknown one raises KeyError.
    """
    in_force = [layout for layout in layouts() if layout.valid_from <= day]
    layout = in_force[-1] if in_force else layouts()[0]
    if not changes:
        return layout
    if unknown := set(changes) - set(layout.values):
        raise KeyError(*unknown)
    return replace(layout, values={**layout.values, **changes})


def css_of(layout: Layout) -> str:
    """The style sheet with the layout's measures; a measure that is missing raises KeyError."""
    template = string.Template((settings.BASE_DIR / "templates/pdf/official.css").read_text(encoding="utf-8"))
    values = layout.values
    gap = values["signature_blank_lines"] * values["line_pt"]
    inner, outer = values["left_mm"], values["right_mm"]
    back = {"back_left_mm": outer, "back_right_mm": inner} if values["duplex"] else {}
    front = {"back_left_mm": inner, "back_right_mm": outer}
    return template.substitute({**values, "signature_gap_pt": gap, **front, **back})


def render_html(html: str, *, day: dt.date | None = None, changes: Changes | None = None) -> bytes:
    """The PDF of a page made from ``base_pdf.html``, in the layout of ``day`` (default: today's).

    The same HTML gives the same bytes. Inside ``sealing`` it carries its seal. Raises DomainError when the machine
    lacks Pango or a font file, and when the HTML asks for anything from outside.
    """
    part = Part(html, day or today(), changes or {})
    with _nothing_from_outside():
        (sealed,) = _sealed([part])
        if find_long_table(sealed.html):
            return _written_in_turn(sealed)
        document = _laid_out(sealed)
        _note_pages(len(document.pages))
        return bytes(document.write_pdf())


@dataclass(frozen=True)
class Part:
    """One document of several that are bound together: its page made from ``base_pdf.html``, and its layout."""

    html: str
    day: dt.date
    changes: Changes


def part_pdf(part: Part) -> bytes:
    """One document by itself, as ``render_html``."""
    return render_html(part.html, day=part.day, changes=part.changes)


def bind(contents: Callable[[Sequence[int]], Part], parts: Sequence[Part]) -> bytes:
    """One PDF of several documents after their list of contents; pages are numbered on through the whole.

    ``contents`` is given the number of the first page of each part. Its own first page, the cover, shows no number.
    """
    blank, *sealed = _sealed([contents([0] * len(parts)), *parts])
    with _nothing_from_outside():
        starts, bound = _bound(blank, sealed)
        front = _laid_out(contents(starts) if parts else blank)
        pages = [each for document in (front, *bound) for each in document.pages]
        _note_pages(len(pages))
        return bytes(front.copy(pages).write_pdf())


def write_runs(parts: Iterable[Part]) -> Iterator[tuple[bytes, list[int]]]:
    """Documents laid out one by one and written together, their fonts once: a file, and the pages of each document.

    A file is closed once it has ``PAGES_TOGETHER`` pages, so that memory stays bounded.
    """
    with _nothing_from_outside():
        run: list[Any] = []
        for part in parts:
            run.append(_laid_out(part))
            if sum(len(each.pages) for each in run) >= PAGES_TOGETHER:
                yield _written(run)
                run = []
        if run:
            yield _written(run)


def _written(run: Sequence[Any]) -> tuple[bytes, list[int]]:
    pages = [page for document in run for page in document.pages]
    return bytes(run[0].copy(pages).write_pdf()), [len(document.pages) for document in run]


def _written_in_turn(part: Part) -> bytes:
    """A paper with a table of thousands of rows: each piece is written before the next is laid out."""
    from core.merging import join

    with work_folder() as folder:
        files: list[Path] = []
        count = 0
        for document, pages in _in_turn(part):
            files.append(Path(folder) / f"{len(files)}.pdf")
            files[-1].write_bytes(document.copy(pages).write_pdf())
            count += len(pages)
        whole = Path(folder) / "whole.pdf"
        join(files, whole, as_first=True)
        _note_pages(count)
        return whole.read_bytes()


def _in_turn(part: Part) -> Iterator[tuple[Any, Sequence[Any]]]:
    """Documents, and those of their pages that are pages of the paper."""
    html, page = part.html, 1
    while table := find_long_table(html):
        document = _laid_out(replace(part, html=table.first()), first_page=page if page > 1 else 0)
        begin = first_row_thrown_away(document.pages)
        if begin is None:
            break
        kept = document.pages[:-THROWN_AWAY]
        yield document, kept
        html, page = table.rest(begin), page + len(kept)
    document = _laid_out(replace(part, html=html), first_page=page if page > 1 else 0)
    yield document, document.pages


def seal_page(fingerprint: str, address: str, *, landscape: bool) -> bytes:
    """An empty page with the seal alone, to be laid over the last page of a paper that was put together from files."""
    body = '<body class="landscape">' if landscape else "<body>"
    html = f"<!doctype html><html lang=vi><meta charset=utf-8>{body}{seal_html(fingerprint, address)}</body></html>"
    with _nothing_from_outside():
        return bytes(_laid_out(Part(html, today(), {})).write_pdf())


def fingerprint_of_parts(parts: Sequence[Part]) -> str:
    """The fingerprint of what the parts say and how they are laid out."""
    layouts_of = [layout_on(part.day, part.changes) for part in parts]
    rows = zip(parts, layouts_of, strict=True)
    return fingerprint_of((part.html, layout.key, layout.values) for part, layout in rows)


def _sealed(parts: Sequence[Part]) -> list[Part]:
    """The parts of one paper; while it is being sealed the last one ends with the seal."""
    begun = current()
    if begun is None or not begun.is_wanted:
        return list(parts)
    begun.fingerprint = fingerprint_of_parts(parts)
    *others, last = parts
    inside, end, rest = last.html.rpartition("</body>")
    html = (inside if end else rest) + seal_html(begun.fingerprint, begun.address) + (end + rest if end else "")
    return [*others, replace(last, html=html)]


def _note_pages(count: int) -> None:
    begun = current()
    if begun is not None:
        begun.pages = count


def first_pages(contents: Callable[[Sequence[int]], Part], parts: Sequence[Part]) -> list[int]:
    """The number of the first page of each part, as ``bind`` would number them; none of them is kept."""
    with _nothing_from_outside():
        page, starts = len(_laid_out(contents([0] * len(parts))).pages) + 1, []
        for part in parts:
            starts.append(page)
            page += len(_laid_out(part, first_page=page).pages)
        return starts


def _bound(contents: Part, parts: Sequence[Part]) -> tuple[list[int], list[Any]]:
    """Where each part begins, and the parts laid out; the contents are as long with any numbers in them."""
    front = _laid_out(contents)
    starts: list[int] = []
    bound: list[Any] = []
    page = len(front.pages) + 1
    for part in parts:
        document = _laid_out(part, first_page=page)
        bound.append(document)
        starts.append(page)
        page += len(document.pages)
    return starts, bound


def release() -> None:
    """Give back what this process keeps for printing: WeasyPrint copies the fonts into a folder of its own."""
    _style.cache_clear()
    gc.collect()


def _laid_out(part: Part, *, first_page: int = 0) -> Any:
    """The document in pages; with ``first_page`` it begins there, with its number shown and on its side of the leaf."""
    weasyprint = _weasyprint()
    layout = layout_on(part.day, part.changes)
    fonts, sheet = _style(layout.key, tuple(sorted(layout.values.items())))
    sheets = [sheet]
    if first_page:
        side = "left" if first_page % 2 == 0 else "right"
        begins = FIRST_PAGE.format(page=first_page, side=side)
        sheets.append(weasyprint.CSS(string=begins, font_config=fonts, url_fetcher=_fetch, base_url=BASE_URL))
    html = SPACE_AT_END.sub("", part.html)
    page = weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=_fetch)
    return page.render(stylesheets=sheets, font_config=fonts)


@contextmanager
def _nothing_from_outside() -> Iterator[None]:
    """What the HTML asks for from outside stops the document with a sentence: while it is laid out, or written."""
    weasyprint = _weasyprint()
    try:
        yield
    except weasyprint.urls.FatalURLFetchingError as error:
        raise DomainError(
            _("Nội dung văn bản đòi lấy tệp từ bên ngoài (%(address)s) nên không được in; hãy bỏ phần đó rồi in lại.")
            % {"address": str(error)[:120]}
        ) from error


@cache
def _weasyprint() -> ModuleType:
    missing = [path.name for path in FONTS.values() if not path.is_file()]
    if missing:
        raise DomainError(
            _("Thiếu tệp phông chữ %(files)s trong %(folder)s; hãy lấy lại từ kho mã nguồn hoặc gói fonts-liberation2.")
            % {"files": ", ".join(missing), "folder": FONTS_DIR}
        )
    try:
        import weasyprint
        import weasyprint.urls
    except OSError as error:
        raise DomainError(
            _(
                "Máy chủ thiếu thư viện Pango nên chưa in được văn bản; người quản trị hãy chạy: "
                "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
            )
        ) from error
    _name_fonts_alike()
    return weasyprint


def _name_fonts_alike() -> None:
    """Inside a PDF a font is called by its own name; WeasyPrint's tag before it differs from one Pango to the next."""
    from weasyprint.pdf import fonts, stream

    class Font(fonts.Font):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            name: bytes = self.name.partition(b"+")[2]  # type: ignore[has-type]
            digest = hashlib.sha256(name).digest()
            self.hash = "".join(chr(65 + letter % 26) for letter in digest[:6])
            self.name = b"/" + self.hash.encode() + b"+" + name

    stream.Font = Font


@cache
def _style(key: str, values: tuple[tuple[str, float], ...]) -> tuple[Any, Any]:
    """The fonts and the parsed style sheet, shared by all documents of a process: most of the speed lies here."""
    weasyprint = _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    with _shipped_fonts_alone():
        fonts = FontConfiguration()
    layout = replace(next(layout for layout in layouts() if layout.key == key), values=dict(values))
    return fonts, weasyprint.CSS(string=css_of(layout), font_config=fonts, url_fetcher=_fetch, base_url=BASE_URL)


@contextmanager
def _shipped_fonts_alone() -> Iterator[None]:
    """What is set up meanwhile knows no font of the machine: one of the same name would take the place of ours."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(FONT_RULES)
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


def _fetch(url: str) -> Any:
    """Open one of the known font files. Anything else stops the document: an ordinary error would be swallowed."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

    path = FONTS.get(url)
    if path is None:
        raise FatalURLFetchingError(url)
    return URLFetcherResponse(url, _font(path), {"Content-Type": "font/ttf"})


@cache
def _font(path: Path) -> bytes:
    """The font without the date on which it was drawn (FFTM): some versions of HarfBuzz keep that, others do not."""
    from fontTools.ttLib import TTFont

    file = io.BytesIO()
    with TTFont(path, recalcTimestamp=False) as font:
        del font["FFTM"]
        font.save(file)
    return file.getvalue()
