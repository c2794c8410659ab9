"""The one door to WeasyPrint: HTML of ours becomes an official document. Used by the worker only.

WeasyPrint is imported inside functions, so that the web process starts without it. Nothing that the HTML names is ever
fetched: the four font files in ``FONTS`` are all that a document may open.
"""

import datetime as dt
import gc
import json
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.periods import today

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
BASE_URL = "document:/"
"""Against it every relative address in the HTML becomes one that the fetcher refuses, instead of being left out."""


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


def layout_on(day: dt.date) -> Layout:
    """The layout in force on the date of the document; the oldest known for documents before it."""
    in_force = [layout for layout in layouts() if layout.valid_from <= day]
    return in_force[-1] if in_force else layouts()[0]


def css_of(layout: Layout) -> str:
    """The style sheet with the layout's measures; a measure that is missing raises KeyError."""
    template = string.Template((settings.BASE_DIR / "templates/pdf/official.css").read_text(encoding="utf-8"))
    gap = layout.values["signature_blank_lines"] * layout.values["line_pt"]
    return template.substitute({**layout.values, "signature_gap_pt": gap})


def render_html(html: str, *, day: dt.date | None = None) -> bytes:
    """The PDF of a page made from ``base_pdf.html``, in the layout of ``day`` (default: today's).

    The same HTML gives the same bytes. Raises DomainError when the machine lacks Pango or a font file, and when the
    HTML asks for anything from outside.
    """
    weasyprint = _weasyprint()
    fonts, sheet = _style(layout_on(day or today()).key)
    try:
        page = weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=_fetch)
        return bytes(page.write_pdf(stylesheets=[sheet], font_config=fonts))
    except weasyprint.urls.FatalURLFetchingError as error:
        raise DomainError(
            _("Nội dung văn bản đòi lấy tệp từ bên ngoài (%(address)s) nên không được in; hãy bỏ phần đó rồi in lại.")
            % {"address": str(error)[:120]}
        ) from error


def release() -> None:
    """Give back what this process keeps for printing: WeasyPrint copies the fonts into a folder of its own."""
    _style.cache_clear()
    gc.collect()


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
    return weasyprint


@cache
def _style(key: str) -> tuple[Any, Any]:
    """The fonts and the parsed style sheet, shared by all documents of a process: most of the speed lies here."""
    weasyprint = _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    layout = next(layout for layout in layouts() if layout.key == key)
    return fonts, weasyprint.CSS(string=css_of(layout), font_config=fonts, url_fetcher=_fetch, base_url=BASE_URL)


def _fetch(url: str) -> Any:
    """Open one of the known font files. Anything else stops the document: an ordinary error would be swallowed."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

    path = FONTS.get(url)
    if path is None:
        raise FatalURLFetchingError(url)
    return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/ttf"})
