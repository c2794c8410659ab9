"""Tables of thousands of rows: laid out piece by piece, they make the pages that they make in one go."""

import datetime as dt
import io

import pdfplumber
import pikepdf
import pytest

from core import long_tables, pdf
from core.long_tables import find_long_table

DAY = dt.date(2026, 10, 5)
HEAD = "<!doctype html><html lang=vi><meta charset=utf-8><title>Danh sách</title><style>.ten { width: 50mm }</style>"
FOOT = '<div class="foot"><p>Minh họa</p></div>'


def row(number: int, words: str = "") -> str:
    lines = "Đã làm xong việc được giao trong năm. " * (number % 4)
    return f"<tr><td class=order>{number}</td><td>Nguyễn Thị Hồng {number}</td><td>{words or lines}</td></tr>"


def table(count: int, *, words: str = "") -> str:
    rows = "".join(row(number, words if number == count // 2 else "") for number in range(count))
    head = '<thead><tr><th class="order">TT</th><th class="ten">Họ và tên</th><th>Việc</th></tr></thead>'
    return f'<table class="grid">{head}<tbody>{rows}</tbody></table>'


def paper(*content: str, attributes: str = "") -> str:
    return f"{HEAD}<body{attributes}>{FOOT}{''.join(content)}</body></html>"


def shown(content: bytes) -> list[list[tuple[object, ...]]]:
    """The words of each page and where they stand, and the lines of the table."""
    with pdfplumber.open(io.BytesIO(content)) as file:
        return [
            [
                *((word["text"], round(word["x0"], 1), round(word["top"], 1)) for word in page.extract_words()),
                *sorted((round(line["x0"]), round(line["top"])) for line in [*page.rects, *page.lines]),
            ]
            for page in file.pages
        ]


def in_one_go(html: str) -> bytes:
    return pdf.render_html(html, day=DAY)


def in_pieces(html: str, monkeypatch) -> bytes:
    with monkeypatch.context() as patch:
        patch.setattr(long_tables, "LONG", 60)
        patch.setattr(long_tables, "TOGETHER", 50)
        assert find_long_table(html)
        return pdf.render_html(html, day=DAY)


@pytest.mark.parametrize(
    "html",
    [
        paper("<p>Trước.</p>", table(150), "<p>Sau.</p>"),
        paper(table(120), attributes=' class="landscape"'),
        paper('<section class="annex"><div>', table(70), "</div></section><h2>Thứ hai</h2>", table(80), table(3)),
    ],
    ids=["upright", "lying", "two tables, one inside others"],
)
def test_pages_of_a_long_table_are_those_of_the_table_in_one_go(html, monkeypatch):
    whole, pieces = in_one_go(html), in_pieces(html, monkeypatch)
    assert shown(pieces) == shown(whole)
    assert in_pieces(html, monkeypatch) == pieces
    with pikepdf.open(io.BytesIO(pieces)) as paper:
        assert (str(paper.docinfo["/Title"]), str(paper.Root["/Lang"])) == ("Danh sách", "vi")


def test_pages_of_a_leaf_printed_on_both_sides_stand_on_their_side(monkeypatch):
    html = paper(table(150))
    whole = pdf.render_html(html, day=DAY, changes={"duplex": 1})
    monkeypatch.setattr(long_tables, "LONG", 60)
    monkeypatch.setattr(long_tables, "TOGETHER", 50)
    assert shown(pdf.render_html(html, day=DAY, changes={"duplex": 1})) == shown(whole)


def test_long_table_is_sealed_on_its_last_page_and_its_pages_are_counted(monkeypatch):
    with pdf.sealing("") as sealed:
        content = in_pieces(paper(table(150)), monkeypatch)
    pages = shown(content)
    assert sealed.pages == len(pages)
    assert sealed.fingerprint
    assert ["kiểm" in [word[0] for word in page] for page in pages] == [False] * (len(pages) - 1) + [True]


def test_row_longer_than_a_page_is_not_torn(monkeypatch):
    html = paper(table(100, words="Việc dài. " * 600))
    assert shown(in_pieces(html, monkeypatch)) == shown(in_one_go(html))


@pytest.mark.parametrize(
    ("words", "by"),
    [("<td>1</td>", "<td rowspan=2>1</td>"), ("<td>1</td>", "<td><table></table></td>"), ("</td></tr>", "</td></tr>x")],
)
def test_table_that_cannot_be_cut_anywhere_is_left_alone(monkeypatch, words, by):
    monkeypatch.setattr(long_tables, "LONG", 5)
    html = paper("<table><tbody>", "<tr><td>1</td></tr>" * 9, "</tbody></table>")
    assert find_long_table(html)
    assert find_long_table(html.replace(words, by, 1)) is None


def test_usual_tables_are_laid_out_in_one_go():
    assert find_long_table(paper(table(long_tables.LONG - 1))) is None
    assert find_long_table(paper(table(long_tables.LONG))) is not None
