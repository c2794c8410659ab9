"""A large paper for tests: any number of pieces, some of two pages, some of them files that are there already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from core.pdf import Part, render_html
from reports.catalogue import UNIT
from reports.kinds import Assembly, Heading, Kind, Piece, Placed

PAGE = "<!doctype html><html lang=vi><meta charset=utf-8><title>{0}</title><body>{1}</body></html>"
DAY = dt.date(2026, 10, 5)


def piece_of(number: int) -> Piece:
    under = (Heading(f"t{number // 3}", f"Tập {number // 3}"),)
    return Piece(str(number), f"Văn bản {number}", under, file_name=f"{number:02} Văn bản")


def page_of(key: str, lines: int = 3) -> str:
    return PAGE.format(f"Văn bản {key}", f"<p>Nội dung văn bản {key}.</p>" * lines)


def front_of(subject: Any, placed: Sequence[Placed]) -> Sequence[Part]:
    rows = "".join(
        f'<p><a href="ben-trong:{each.piece.key}">{each.piece.title}</a>: trang {each.first_page}, {each.pages}</p>'
        for each in placed
    )
    return [Part(PAGE.format("Danh mục", f"<h2>Danh mục của {subject.name}</h2>{rows}"), DAY, {})]


def bundle(count: int, *, make: Callable[[Any, str], Part | bytes] | None = None, **values: Any) -> Kind:
    """A kind of paper with ``count`` pieces; each fifth is a file, each seventh has two pages."""

    def usual(subject: Any, key: str) -> Part | bytes:
        if int(key) % 5 == 4:
            return render_html(page_of(key), day=DAY)
        return Part(page_of(key, 60 if int(key) % 7 == 6 else 3), DAY, {})

    def build(subject: Any) -> bytes:
        raise AssertionError("made in parts")

    assembly = Assembly(lambda subject: [piece_of(number) for number in range(count)], make or usual, front_of)
    about = values.pop("about", UNIT)
    return Kind("Tập văn bản", about, build, lambda unit: f"Tập {unit.name}", assembly=assembly, **values)
