import datetime as dt
import signal
from pathlib import Path

import pdfplumber
import pikepdf
import pytest

from core import merging, merging_apart, pdf
from core.errors import DomainError

PAGE = "<!doctype html><html lang=vi><meta charset=utf-8><body>{}</body></html>"


@pytest.fixture
def make(tmp_path):
    def file(name: str, words: str):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(pdf.render_html(PAGE.format(f"<p>{words}</p>"), day=dt.date(2026, 10, 5)))
        return path

    return file


def texts(path) -> list[str]:
    with pdfplumber.open(path) as paper:
        return [page.extract_text() for page in paper.pages]


def test_many_files_are_joined_in_steps_in_their_order(make, tmp_path, monkeypatch):
    monkeypatch.setattr(merging, "FILES_TOGETHER", 2)
    files = [make(str(number), f"Tờ {number}") for number in range(5)]
    pages = merging.put_together(files, tmp_path / "all.pdf", title="Tập", bookmarks=[])
    assert pages == 5
    assert [text.splitlines()[0] for text in texts(tmp_path / "all.pdf")] == [f"Tờ {number}" for number in range(5)]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_number_stands_upright_in_the_lower_right_corner_of_the_page_as_it_is_seen(make, tmp_path, turn):
    turned = make("quay", "Bản quét")
    with pikepdf.open(turned, allow_overwriting_input=True) as file:
        file.pages[0].obj["/Rotate"] = turn
        file.save(turned)
    merging.put_together([make("bia", "Bìa"), turned], tmp_path / "all.pdf", title="Tập", bookmarks=[])
    with pdfplumber.open(tmp_path / "all.pdf") as paper:
        page = paper.pages[1]
        folio = [char for char in page.chars if "CHIBOF" in char["fontname"]]
        assert "".join(char["text"] for char in folio) == "Trang 2/2" if turn in (0, 90) else len(folio) == 9
        right, bottom = page.width - max(char["x1"] for char in folio), page.height - max(c["bottom"] for c in folio)
    assert right == pytest.approx(15 / 25.4 * 72, abs=1.5)
    assert 15 < bottom < 30


def test_font_of_the_numbers_is_embedded(make, tmp_path):
    merging.put_together([make("a", "a"), make("b", "b")], tmp_path / "all.pdf", title="Tập", bookmarks=[])
    with pikepdf.open(tmp_path / "all.pdf") as whole:
        font = whole.pages[1].obj["/Resources"]["/Font"][merging.FONT_NAME]
        assert len(font.FontDescriptor.FontFile2.read_bytes()) < 6000


def test_bookmarks_below_a_bookmark(make, tmp_path):
    marks = [merging.Bookmark("Chi bộ Một", 1), merging.Bookmark("Biên bản", 2, 2), merging.Bookmark("Chi bộ Hai", 2)]
    merging.put_together([make("a", "a"), make("b", "b")], tmp_path / "all.pdf", title="Tập", bookmarks=marks)
    with pikepdf.open(tmp_path / "all.pdf") as whole, whole.open_outline() as outline:
        assert [(item.title, len(item.children)) for item in outline.root] == [("Chi bộ Một", 1), ("Chi bộ Hai", 0)]


def test_bookmarks_stand_as_deep_as_their_level_says(make, tmp_path):
    marks = [("Xã", 1), ("Chi bộ Một", 2), ("Phần", 3), ("Tờ", 4), ("Chi bộ Hai", 2), ("Tờ", 3), ("Xã khác", 1)]
    marks = [merging.Bookmark(title, 1, level) for title, level in marks]
    merging.put_together([make("a", "a")], tmp_path / "all.pdf", title="Tập", bookmarks=marks)

    def titles(items):
        return [(item.title, titles(item.children)) if item.children else item.title for item in items]

    with pikepdf.open(tmp_path / "all.pdf") as whole, whole.open_outline() as outline:
        assert titles(outline.root) == [
            ("Xã", [("Chi bộ Một", [("Phần", ["Tờ"])]), ("Chi bộ Hai", ["Tờ"])]),
            "Xã khác",
        ]


def links_of(path) -> list[list[int | str]]:
    """By page, where its links lead: a page from 1, or an address."""
    with pikepdf.open(path) as whole:
        numbers = {page.obj.objgen: number for number, page in enumerate(whole.pages, 1)}
        return [
            [numbers[note.Dest[0].objgen] if "/Dest" in note else str(note.A.URI) for note in page.get("/Annots", [])]
            for page in whole.pages
        ]


@pytest.mark.parametrize("apart", [False, True], ids=["here", "in a process of its own"])
def test_links_inside_lead_to_pages_and_one_that_leads_nowhere_goes(make, tmp_path, monkeypatch, apart):
    link = '<a href="{}">{}</a> '.format
    inside = [link(f"{merging.INSIDE}to:{number}", number) for number in (2, 1, 9)]
    front = make("bia", "".join([*inside, link("https://dangcongsan.vn/", "báo")]))
    files = [front, make("1", "Tờ 1"), make("2", link(f"{merging.INSIDE}to:1", "Tờ trước"))]
    monkeypatch.setattr(merging, "FILES_TOGETHER", 2)
    monkeypatch.setattr(merging_apart, "FEW_FILES", 0 if apart else 8)
    places = {"to:1": 2, "to:2": 3}
    merging_apart.put_together_apart(files, tmp_path / "all.pdf", title="Tập", bookmarks=[], places=places)
    assert links_of(tmp_path / "all.pdf") == [[3, 2, "https://dangcongsan.vn/"], [], [2]]


def test_what_lies_on_a_foreign_page_is_left_alone(make, tmp_path):
    odd = make("la", "Bản quét")
    with pikepdf.open(odd, allow_overwriting_input=True) as file:
        file.pages[0].obj["/Annots"] = pikepdf.Array([None, pikepdf.Dictionary(A=1), pikepdf.Array([])])
        file.save(odd)
    with pikepdf.open(other := make("khac", "Bản quét khác"), allow_overwriting_input=True) as file:
        file.pages[0].obj["/Annots"] = pikepdf.Name.Odd
        file.save(other)
    assert merging.put_together([odd, other], tmp_path / "all.pdf", title="Tập", bookmarks=[]) == 2


def test_file_with_a_password_is_refused(make, tmp_path):
    with pikepdf.open(make("a", "a")) as file:
        file.save(tmp_path / "kin.pdf", encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(DomainError, match="có mật khẩu"):
        merging.page_count((tmp_path / "kin.pdf").read_bytes())


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 hong", b"PK\x03\x04"])
def test_file_that_is_no_pdf_is_refused(content):
    with pytest.raises(DomainError, match="bị hỏng"):
        merging.page_count(content)


def test_page_count_of_a_pdf():
    assert merging.page_count(pdf.render_html(PAGE.format("<p>a</p>" * 80))) == 3


def test_many_files_are_put_together_by_a_process_of_its_own_with_the_same_bytes(make, tmp_path):
    files = [make(str(number), f"Tờ {number}") for number in range(merging_apart.FEW_FILES + 1)]
    marks = [merging.Bookmark("Chi bộ", 1)]
    seals = tuple(pdf.seal_page("ab" * 32, "", landscape=lying) for lying in (False, True))
    (tmp_path / "apart").mkdir()
    apart, here = tmp_path / "apart" / "a.pdf", tmp_path / "b.pdf"
    pages = merging_apart.put_together_apart(files, apart, title="Tập", bookmarks=marks, seals=seals)
    assert pages == merging.put_together(files, here, title="Tập", bookmarks=marks, seal=seals.__getitem__) == 9
    assert apart.read_bytes() == here.read_bytes()
    assert "Mã kiểm tra" in texts(apart)[-1]


def test_process_that_finds_no_room_says_so(make, tmp_path):
    files = [make(str(number), "a") for number in range(merging_apart.FEW_FILES + 1)]
    with pytest.raises(OSError, match="No space left on device"):
        merging_apart.put_together_apart(files, Path("/dev/full"), title="Tập", bookmarks=[])


def test_full_disk_is_an_error_and_does_not_end_the_process(make):
    with pytest.raises(OSError, match="No space left on device"):
        merging.put_together([make("a", "a"), make("b", "b")], Path("/dev/full"), title="Tập", bookmarks=[])


def test_process_that_cannot_read_a_file_fails(make, tmp_path):
    files = [make("a", "a")] * merging_apart.FEW_FILES
    (tmp_path / "hong.pdf").write_bytes(b"khong phai PDF")
    with pytest.raises(RuntimeError):
        merging_apart.put_together_apart([*files, tmp_path / "hong.pdf"], tmp_path / "x.pdf", title="", bookmarks=[])


def test_process_ends_when_nobody_wants_the_whole_any_more(make, tmp_path, monkeypatch):
    monkeypatch.setattr(merging_apart, "BETWEEN_CHECKS_S", 0.01)
    files = [make("a", "a")] * (merging_apart.FEW_FILES + 1)
    started = []
    popen = merging_apart.subprocess.Popen
    monkeypatch.setattr(
        merging_apart.subprocess, "Popen", lambda *args, **kw: started.append(popen(*args, **kw)) or started[0]
    )

    def check():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        merging_apart.put_together_apart(files, tmp_path / "x.pdf", title="", bookmarks=[], check=check)
    assert started[0].returncode == -signal.SIGKILL
    assert not (tmp_path / "x.pdf").exists()
