import datetime as dt
import hashlib
import io
import os
import subprocess
import sys

import pdfplumber
import pikepdf
import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

from core import pdf
from core.errors import DomainError

PAGE = "<!doctype html><html lang=vi><meta charset=utf-8><body>{}</body></html>"
STACKED = "ễ ế ề ể ệ ặ ắ ằ ẳ ẵ ậ ộ ợ ự ữ Ữ Ễ Ặ Ậ Ộ Ợ Ự Ỹ Đ đ"
FONTS = {"Liberation-Serif", "Liberation-Serif-Bold", "Liberation-Serif-Italic", "Liberation-Serif-Bold-Italic"}
SHIPPED = {
    "LiberationSerif-Regular.ttf": "29d12439831b7f59194efec85872f24f54eff05738933f9a860220d2abff88ba",
    "LiberationSerif-Bold.ttf": "446a4421f297698427170fd7db20e59169a4188baaaf940e9bea58af6341a723",
    "LiberationSerif-Italic.ttf": "c1830c433ab41379f1139fac388989d37c9f08c81e1bd643efdcc7946db30753",
    "LiberationSerif-BoldItalic.ttf": "36dd6965be8915f6d7efb259757f1f7546a7c6f72c53a20bbe4ae7092f2cd558",
}


@pytest.fixture
def _fresh_engine():
    """The engine is kept for the life of a process; here it is found anew, before and after."""
    pdf._weasyprint.cache_clear()
    pdf._style.cache_clear()
    yield
    pdf._weasyprint.cache_clear()
    pdf._style.cache_clear()


# --- Layouts


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (dt.date(2017, 5, 1), "36-hd-vptw-2018"),
        (dt.date(2018, 4, 3), "36-hd-vptw-2018"),
        (dt.date(2026, 5, 26), "36-hd-vptw-2018"),
        (dt.date(2026, 5, 27), "05-hd-vptw-2026"),
        (dt.date(2031, 1, 1), "05-hd-vptw-2026"),
    ],
)
def test_layout_on_a_day_is_the_one_in_force(day, key):
    assert pdf.layout_on(day).key == key


@pytest.mark.parametrize("layout", pdf.layouts(), ids=lambda layout: layout.key)
def test_layout_has_the_measures_of_the_guidance(layout):
    values = layout.values
    assert (values["page_width_mm"], values["page_height_mm"]) == (210, 297)
    assert (values["top_mm"], values["bottom_mm"], values["left_mm"], values["right_mm"]) == (20, 20, 30, 15)
    assert (values["party_pt"], values["issuer_pt"], values["body_pt"], values["line_pt"]) == (15, 14, 14, 18)
    assert layout.title.startswith("Hướng dẫn số ")


def test_css_of_a_layout_carries_its_measures():
    layout = pdf.Layout("thử", "thử", dt.date(2026, 1, 1), {**pdf.layouts()[0].values, "left_mm": 33, "line_pt": 20})
    css = pdf.css_of(layout)
    assert "margin: 20mm 15mm 20mm 33mm" in css
    assert "height: 80pt" in css


def test_css_of_a_layout_without_a_measure_fails():
    values = {key: value for key, value in pdf.layouts()[0].values.items() if key != "indent_mm"}
    with pytest.raises(KeyError, match="indent_mm"):
        pdf.css_of(pdf.Layout("thử", "thử", dt.date(2026, 1, 1), values))


# --- Rendering


def test_render_embeds_the_shipped_font_in_all_four_styles_and_no_other():
    html = PAGE.format(f"<p>{STACKED} <b>{STACKED}</b> <i>{STACKED}</i> <b><i>{STACKED}</i></b></p>")
    with pdfplumber.open(io.BytesIO(pdf.render_html(html))) as paper:
        assert {char["fontname"].partition("+")[2] for page in paper.pages for char in page.chars} == FONTS
        assert STACKED in paper.pages[0].extract_text().replace("\n", " ")


def test_shipped_fonts_are_the_released_ones():
    assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in pdf.FONTS.values()} == SHIPPED
    assert "SIL OPEN FONT LICENSE" in (pdf.FONTS_DIR / "LICENSE").read_text()


@pytest.mark.usefixtures("_fresh_engine")
def test_render_twice_gives_the_same_bytes():
    html = PAGE.format("<p>Biên bản</p>" * 60)
    first = pdf.render_html(html, day=dt.date(2026, 10, 5))
    assert pdf.render_html(html, day=dt.date(2026, 10, 5)) == first
    pdf._style.cache_clear()
    assert pdf.render_html(html, day=dt.date(2026, 10, 5)) == first


def test_render_landscape_turns_the_page():
    html = PAGE.format("<p>Bảng tổng hợp</p>").replace("<body>", '<body class="landscape">')
    with pdfplumber.open(io.BytesIO(pdf.render_html(html))) as paper:
        page = paper.pages[0]
        assert (round(page.width * 25.4 / 72), round(page.height * 25.4 / 72)) == (297, 210)


@pytest.mark.parametrize(
    "content",
    [
        '<img src="file:///etc/passwd">',
        '<img src="anh.png">',
        '<img src="data:image/png;base64,AAAA">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<link rel="stylesheet" href="khac.css">',
        '<style>@import url("http://example.org/khac.css")</style>',
        '<p style="background: url(http://example.org/anh.png)">a</p>',
        '<object data="file:///etc/passwd"></object>',
        '<base href="file:///etc/"><img src="passwd">',
    ],
)
def test_render_of_anything_from_outside_is_refused(content):
    with pytest.raises(DomainError, match="đòi lấy tệp từ bên ngoài"):
        pdf.render_html(PAGE.format(content))


# --- A machine that lacks something


@pytest.mark.usefixtures("_fresh_engine")
def test_render_without_a_font_file_is_refused_by_name(monkeypatch, tmp_path):
    monkeypatch.setitem(pdf.FONTS, "font:LiberationSerif-Bold.ttf", tmp_path / "LiberationSerif-Bold.ttf")
    with pytest.raises(DomainError, match=r"Thiếu tệp phông chữ LiberationSerif-Bold\.ttf .* fonts-liberation2"):
        pdf.render_html(PAGE.format("<p>a</p>"))


@pytest.mark.usefixtures("_fresh_engine")
def test_render_without_pango_is_refused_with_the_packages_to_install(monkeypatch, tmp_path):
    (tmp_path / "weasyprint.py").write_text("raise OSError(\"cannot load library 'libpango-1.0-0'\")")
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(DomainError, match=r"apt-get install libpango-1\.0-0 libpangoft2-1\.0-0 libharfbuzz-subset0"):
        pdf.render_html(PAGE.format("<p>a</p>"))


def test_web_process_starts_without_what_makes_papers():
    code = (
        "import django, sys; django.setup(); import config.urls, config.celery, reports.services; "
        "sys.exit('weasyprint' in sys.modules or 'pikepdf' in sys.modules)"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    assert subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, env=environment).returncode == 0


@pytest.mark.usefixtures("_fresh_engine")
def test_release_leaves_no_temporary_fonts_behind(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    pdf.render_html(PAGE.format("<p>a</p>"))
    assert list(tmp_path.iterdir())
    pdf.release()
    assert not list(tmp_path.iterdir())


# --- What a committee chose, and several documents bound together


def _words_of(data: bytes) -> list[list[dict]]:
    with pdfplumber.open(io.BytesIO(data)) as paper:
        return [page.extract_words() for page in paper.pages]


def test_layout_with_changes_has_them_and_refuses_unknown_ones():
    assert pdf.layout_on(dt.date(2026, 10, 5), {"line_pt": 20}).values["line_pt"] == 20
    assert pdf.layout_on(dt.date(2026, 10, 5)).values["line_pt"] == 18
    with pytest.raises(KeyError):
        pdf.layout_on(dt.date(2026, 10, 5), {"lne_pt": 20})


@pytest.mark.parametrize(("duplex", "back"), [(0, 40), (1, 25)])
def test_back_of_a_leaf_printed_on_both_sides_has_its_margins_turned(duplex, back):
    html = PAGE.format("<p>Việc làm đường của thôn đã xong từ tuần trước.</p>" * 120)
    pages = _words_of(pdf.render_html(html, changes={"duplex": duplex}))
    left = [min(word["x0"] for word in words if word["top"] > 60) * 25.4 / 72 for words in pages[:3]]
    assert left == pytest.approx([40, back, 40], abs=0.2), "margin and indent"


def test_lines_stand_as_far_apart_as_chosen():
    html = PAGE.format("<p>" + "một hai ba bốn năm sáu bảy " * 20 + "</p>")
    words = _words_of(pdf.render_html(html, changes={"line_pt": 20}))[0]
    tops = sorted({round(word["top"], 1) for word in words})
    assert tops[1] - tops[0] == pytest.approx(20, abs=0.2)


@pytest.mark.parametrize("end", ["", " ", "\n"])
def test_text_as_long_as_its_cell_is_not_broken_for_a_space_at_its_end(end):
    words = "Biên bản thường kỳ kết hợp chuyên đề tháng 12/2025, ngày 03/12/2025"
    table = (
        f'<table style="width: {{}}mm; table-layout: fixed; font-size: 11.5pt"><tr><td style="padding: 0">{words}{end}'
        "</td></tr></table>"
    )
    rows = "".join(table.format(115 + number / 5) for number in range(25))
    with pdfplumber.open(io.BytesIO(pdf.render_html(PAGE.format(rows)))) as made:
        lines = [line["text"] for page in made.pages for line in page.extract_text_lines()]
    assert words in lines
    assert "Biên" not in lines


def test_bound_documents_are_numbered_on_through_the_whole():
    day = dt.date(2026, 10, 5)
    long = PAGE.format("<h2>Dài</h2>" + "<p>Việc làm đường của thôn đã xong.</p>" * 45)
    short = PAGE.format("<h2>Ngắn</h2><p>Xong.</p>")
    seen: list[list[int]] = []

    def contents(starts):
        seen.append(list(starts))
        return pdf.Part(PAGE.format("<p>Bìa</p>"), day, {})

    parts = [pdf.Part(long, dt.date(2020, 1, 1), {}), pdf.Part(short, day, {"duplex": 1}), pdf.Part(short, day, {})]
    pages = _words_of(pdf.bind(contents, parts))
    assert seen == [[0, 0, 0], [2, 4, 5]]
    assert [words[0]["text"] for words in pages] == ["Bìa", "2", "3", "4", "5"]
    assert min(word["x0"] for word in pages[3][1:]) * 25.4 / 72 == pytest.approx(25, abs=0.2)


def test_fonts_inside_are_the_same_whatever_the_libraries_of_the_machine():
    content = pdf.render_html(PAGE.format(f"<p>{STACKED} <b>{STACKED}</b></p>"))
    with pikepdf.open(io.BytesIO(content)) as paper:
        fonts = [each for each in paper.objects if isinstance(each, pikepdf.Dictionary) and "/FontFile2" in each]
        names = sorted(str(font.FontName) for font in fonts)
        files = [TTFont(io.BytesIO(font.FontFile2.read_bytes())) for font in fonts]
    tags = {name: hashlib.sha256(name.encode()).digest()[:6] for name in ("Liberation-Serif", "Liberation-Serif-Bold")}
    assert names == sorted(f"/{''.join(chr(65 + code % 26) for code in tag)}+{name}" for name, tag in tags.items())
    assert all("FFTM" not in font for font in files)
