"""Documents on paper, measured against the form of Party documents; the book of a year; the register."""

import dataclasses
import datetime as dt
import io

import docx
import openpyxl
import pdfplumber
import pytest
import time_machine

from cells.models import Organisation, OrganisationPeriod
from core.pdf import part_pdf, render_html
from core.word import word_file
from meetings.documents import minutes_of, minutes_part
from meetings.documents.books import book_front, book_to_print, book_word
from meetings.documents.drafts import first_draft, paper_of
from meetings.documents.official import OfficialPaper, Section, official_html, recipients_from, table
from meetings.documents.register import register_pdf, register_word, register_xlsx
from meetings.models import Meeting
from meetings.queries.books import book_of
from meetings.services.issuing import begin_document
from tests.cast import NOON, TODAY, Cast, Commune
from tests.factories import make_meeting, make_open_meeting
from tests.meetings.test_services_numbers import make_document, make_term
from tests.workbooks import whole

MM = 25.4 / 72
LONG = "Chi bộ Trung tâm Dịch vụ tổng hợp, Ban Quản lý dự án đầu tư xây dựng và phát triển quỹ đất " * 2


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


def make_paper(**changes) -> OfficialPaper:
    tasks = [("Đổ bê tông 450 m đường ngõ xóm", "Bùi Thị Tuyết", "25/11/2026"), ("Thu quỹ", "", "")]
    values = {
        "kind": "nghị quyết",
        "title": "Chi bộ thôn Song Vân tháng 3 năm 2026",
        "issuer": "Chi bộ thôn Song Vân",
        "superior": "Đảng bộ xã Vân Trục",
        "place_name": "Vân Trục",
        "is_demonstration": False,
        "symbol": "07-NQ/CB",
        "signed_on": dt.date(2026, 3, 5),
        "sections": (
            Section("I. ĐÁNH GIÁ KẾT QUẢ THỰC HIỆN"),
            Section("1. Lãnh đạo thực hiện nhiệm vụ", 3, "Đã làm xong đường của thôn. " * 12),
            Section(
                "III. PHÂN CÔNG",
                table=table((("Nhiệm vụ", ""), ("Người thực hiện", "owner"), ("Thời hạn", "due")), tasks),
            ),
        ),
        "on_behalf": "CHI ỦY",
        "office": "PHÓ BÍ THƯ",
        "signer": "Hoàng Thị Hằng",
        "recipients": recipients_from("Đảng ủy xã (để báo cáo)\nLưu chi bộ", ","),
        "opening": ("Ngày 05 tháng 3 năm 2026, chi bộ họp thường kỳ.",),
        "closing": ("Nghị quyết được thông qua: tán thành 3/3 (100 %).",),
    }
    return OfficialPaper(**values | changes)


def opened(paper: OfficialPaper, day=dt.date(2026, 3, 5), **changes) -> pdfplumber.PDF:
    return pdfplumber.open(io.BytesIO(render_html(official_html(paper), day=day, changes=changes)))


def line_at(page, words: str) -> dict:
    return next(line for line in page.extract_text_lines() if line["text"].startswith(words))


def test_document_has_the_parts_of_the_head_where_they_belong():
    with opened(make_paper()) as paper:
        page = paper.pages[0]
        left = page.crop((0, 0, 105 / MM, 50 / MM)).extract_text().splitlines()
        right = page.crop((105 / MM, 0, page.width, 45 / MM)).extract_text().splitlines()
        assert left == ["ĐẢNG BỘ XÃ VÂN TRỤC", "CHI BỘ THÔN SONG VÂN", "*", "Số 07-NQ/CB"]
        assert right == ["ĐẢNG CỘNG SẢN VIỆT NAM", "Vân Trục, ngày 05 tháng 3 năm 2026"]
        star = next(word for word in page.extract_words() if word["text"] == "*")
        assert (star["x0"] + star["x1"]) / 2 * MM == pytest.approx(30 + 75 / 2, abs=0.3)
        rule = next(shape for shape in page.rects + page.lines if shape["top"] * MM < 30)
        title = [word for word in page.extract_words() if word["x0"] * MM > 105 and word["top"] * MM < 25]
        assert (rule["x0"], rule["x1"]) == pytest.approx((title[0]["x0"], title[-1]["x1"]), abs=0.3)


def test_signature_stands_right_with_the_recipients_left_of_it():
    with opened(make_paper()) as paper:
        page = paper.pages[-1]
        words = page.extract_words(extra_attrs=["fontname", "size"])
        behalf = next(word for word in words if word["text"] == "T/M")
        office = next(word for word in words if word["text"] == "PHÓ")
        signer = next(word for word in reversed(words) if word["text"] == "Hằng")
        label = next(word for word in words if word["text"] == "Nơi")
        assert behalf["fontname"].endswith("Bold")
        assert not office["fontname"].endswith("Bold")
        assert signer["fontname"].endswith("Bold")
        assert label["x0"] * MM == pytest.approx(30, abs=0.3)
        assert label["top"] == pytest.approx(behalf["top"], abs=1.5)
        assert behalf["x0"] * MM > 105
        assert (signer["top"] - office["top"]) / 18 == pytest.approx(5, abs=0.2), "four blank lines between"
        line = next(word for word in words if word["text"] == "-" and word["top"] > label["top"])
        assert (round(label["size"]), round(line["size"])) == (14, 12)


@pytest.mark.parametrize("lines", range(26, 38, 2))
def test_signature_is_never_divided_between_pages(lines):
    long = Section(level=0, text="\n".join(["Một đoạn."] * lines))
    with opened(make_paper(sections=(long,))) as paper:
        holding = [page for page in paper.pages if "T/M CHI ỦY" in page.extract_text()]
        assert len(holding) == 1
        assert "Hoàng Thị Hằng" in holding[0].extract_text()
        assert "- Lưu chi bộ." in holding[0].extract_text()


def test_document_of_many_pages_keeps_margins_and_numbers():
    text = "\n".join(
        ["Tiếp tục lãnh đạo phát triển kinh tế, xây dựng nông thôn mới, giữ gìn an ninh trật tự. " * 4] * 60
    )
    with opened(make_paper(sections=(Section("II. NHIỆM VỤ", text=text),))) as paper:
        assert len(paper.pages) >= 8
        for number, page in enumerate(paper.pages, 1):
            body = [char for char in page.chars if char["text"].strip() and 15 < char["top"] * MM < 277]
            assert min(char["x0"] for char in body) * MM == pytest.approx(30, abs=0.3)
            assert max(char["x1"] for char in body) * MM <= 195.2
            above = [word["text"] for word in page.extract_words() if word["top"] * MM < 18]
            assert above == ([] if number == 1 else [str(number)])


def test_very_long_names_stay_in_their_columns():
    with opened(make_paper(issuer=LONG, superior=LONG, signer="Nguyễn Thị Hoàng Phương Thảo Nguyên")) as paper:
        page = paper.pages[0]
        head = [word for word in page.extract_words() if word["top"] < line_at(page, "NGHỊ QUYẾT")["top"]]
        left = [word for word in head if word["x0"] * MM < 105]
        assert max(word["x1"] for word in left) * MM <= 105.2
        party = next(word for word in head if word["text"] == "CỘNG")
        assert party["x0"] * MM > 105


def test_draft_and_cancelled_say_so_on_every_page():
    with opened(make_paper(signed_on=None, symbol="-NQ/CB")) as paper:
        text = paper.pages[0].extract_text()
        assert "Dự thảo – chưa ban hành" in text
        assert "Số ……-NQ/CB" in text
        assert "ngày …… tháng …… năm ……" in text
    html = official_html(make_paper(), cancelled_on=TODAY, cancelled_reason="Sai số liệu")
    with pdfplumber.open(io.BytesIO(render_html(html))) as paper:
        assert "Văn bản đã hủy ngày 22/11/2026: Sai số liệu" in paper.pages[0].extract_text()


def test_annex_begins_a_page_of_its_own():
    spoken = {"appendix_title": "Ý kiến phát biểu, theo thứ tự", "appendix": ("1. Đồng chí A: Nhất trí.",)}
    with opened(make_paper(**spoken)) as paper:
        last = paper.pages[-1].extract_text()
        assert "PHỤ LỤC" in last
        assert "T/M CHI ỦY" not in last


def test_word_copy_holds_the_same_words():
    spoken = {"appendix_title": "Ý kiến", "appendix": ("1. Đồng chí A: Nhất trí.",)}
    copy = docx.Document(io.BytesIO(word_file(official_html(make_paper(**spoken)), day=dt.date(2026, 3, 5))))
    cells = [cell.text for each in copy.tables for row in each.rows for cell in row.cells]
    words = "\n".join([*(paragraph.text for paragraph in copy.paragraphs), *cells])
    for expected in ("Số 07-NQ/CB", "T/M CHI ỦY", "PHÓ BÍ THƯ", "- Đảng ủy xã (để báo cáo),", "PHỤ LỤC", "Thu quỹ"):
        assert expected in words
    label = next(run for paragraph in _all_paragraphs(copy) for run in paragraph.runs if run.text == "Nơi nhận:")
    assert label.underline


def _all_paragraphs(copy):
    yield from copy.paragraphs
    for each in copy.tables:
        for row in each.rows:
            for cell in row.cells:
                yield from cell.paragraphs


# --- The book of a year


@pytest.fixture
def year(commune: Commune, cast: Cast) -> list[Meeting]:
    """Minutes of January to October 2026: March not approved, May cancelled, June never planned."""
    cell, made = commune.cells[0], []
    for month in (1, 2, 3, 4, 7, 8, 9, 10):
        meeting = make_open_meeting(cell, dt.date(2026, month, 5), by=cast.secretary, minutes_agreed=3)
        made.append(meeting)
        if month == 3:
            continue
        sent = {"ended_at": dt.time(21), "submitted_by": cast.secretary, "submitted_at": NOON}
        done = {"approved_by": cast.commune, "approved_at": NOON, "snapshot": minutes_of(meeting).to_json()}
        Meeting.objects.filter(pk=meeting.pk).update(state="approved", **sent, **done)
    make_meeting(cell, dt.date(2026, 5, 5), state="cancelled", cancelled_reason="Bão số 3")
    corrected = made[1]
    snapshot = dataclasses.replace(minutes_of(corrected), correction=1, correction_reason="Ghi sai số").to_json()
    Meeting.objects.filter(pk=corrected.pk).update(version=2, snapshot=snapshot, correction_reason="Ghi sai số")
    return made


def test_book_names_what_is_missing(commune: Commune, year):
    book = book_of(commune.cells[0], 2026, TODAY)
    assert [meeting.month for meeting in book.meetings] == [1, 2, 4, 7, 8, 9, 10]
    assert [meeting.month for meeting in book.waiting] == [3]
    assert [(row.month, row.reason) for row in book.missing] == [
        (3, "biên bản chưa được duyệt nên chưa vào sổ"),
        (5, "buổi sinh hoạt đã hủy: Bão số 3"),
        (6, "không có buổi sinh hoạt thường kỳ"),
    ]


def test_contents_of_the_book_name_every_minutes_with_its_page(commune: Commune, year):
    OrganisationPeriod.objects.filter(organisation=commune.cells[0]).update(name="Tên về sau")
    book = book_to_print(Organisation.objects.get(pk=commune.cells[0].pk), 2026)
    starts = [3, 5, 6, 8, 9, 11, 12]
    front = part_pdf(book_front(book, starts, has_links=True))
    with pdfplumber.open(io.BytesIO(front)) as paper:
        cover, contents = [page.extract_text() for page in paper.pages]
    assert "SỔ BIÊN BẢN" in cover
    for month, page in zip((1, 2, 4, 7, 8, 9, 10), starts, strict=True):
        assert f"05/{month:02d}/2026 {page}" in contents
    assert "lý do: Ghi sai số" in contents
    assert "- Tháng 6: không có buổi sinh hoạt thường kỳ." in contents
    assert "CHI BỘ THÔN SONG VÂN" in minutes_part(book.meetings[0]).html.upper(), "the name of the day"


def test_book_in_word_has_all_minutes_and_the_pages_as_fields(commune: Commune, year):
    data = book_word(commune.cells[0], 2026)
    copy = docx.Document(io.BytesIO(data))
    words = "\n".join(paragraph.text for paragraph in copy.paragraphs)
    assert words.count("BIÊN BẢN\nSinh hoạt") == 7
    xml = copy.element.xml
    assert xml.count("PAGEREF bien_ban_") == 7
    assert xml.count("w:bookmarkStart") == 7


def test_book_of_a_year_without_minutes_says_so(commune: Commune, cast: Cast):
    book = book_to_print(commune.cells[1], 2026)
    assert "chưa có biên bản nào được duyệt" in book_front(book, []).html


# --- Letters and submissions


def test_letter_bears_no_name_of_its_kind_and_says_what_it_is_about_under_its_number():
    html = official_html(make_paper(kind="công văn", symbol="03-CV/CB", title="V/v mượn hội trường", addressees=("A",)))
    assert '<div class="kind">' not in html
    assert html.index("03-CV/CB") < html.index("V/v mượn hội trường") < html.index("Kính gửi:</i> A")
    copy = docx.Document(io.BytesIO(word_file(html, day=TODAY)))
    assert copy.paragraphs[0].text == "Kính gửi: A"


def test_submission_goes_to_the_committee_above_and_to_others(commune: Commune, cast: Cast):
    draft = first_draft(commune.cells[0], "TTr", None)
    assert draft.parts == {"addressees": "Đảng ủy xã Vân Trục", "body": ""}
    draft = dataclasses.replace(draft, parts={"addressees": "- Đảng ủy xã;\nỦy ban nhân dân xã.", "body": "Nay xin."})
    document = begin_document(commune.cells[0], kind="TTr", title="Xin kinh phí", draft=draft, by=cast.secretary)
    paper = paper_of(document)
    assert paper is not None
    assert (paper.kind, paper.addressees) == ("tờ trình", ("Đảng ủy xã", "Ủy ban nhân dân xã"))
    html = official_html(paper)
    assert '<div class="kind">tờ trình</div>' in html
    assert [line in html for line in ("- Đảng ủy xã,", "- Ủy ban nhân dân xã.")] == [True, True]


# --- The register on paper


def test_register_on_paper_and_as_a_workbook(commune: Commune, cast: Cast):
    cell, term = commune.cells[0], make_term(commune.cells[0])
    by = {"registered_by": cast.secretary, "term": term, "signer": cast.secretary.member, "signer_title": "Bí thư"}
    make_document(cell, 1, **by)
    make_document(cell, 2, cancelled_on=TODAY, cancelled_reason="Ghi nhầm", **by)
    make_document(cell, 1, kind="KL", symbol="01-KL/CB", **by)
    with pdfplumber.open(io.BytesIO(register_pdf(cell))) as paper:
        text = " ".join(paper.pages[0].extract_text().split())
        assert "SỔ VĂN BẢN" in text
        assert "01-NQ/CB 22/11/2026" in text
        assert "ngày 22/11/2026: Ghi nhầm)" in text
    book = openpyxl.load_workbook(whole(register_xlsx(cell)))
    assert [each.title for each in book] == ["Sổ văn bản", "Số lượng"]
    values = [cell.value for row in book["Số lượng"].iter_rows() for cell in row if cell.value is not None]
    assert any(str(value).startswith("=SUM(C") for value in values)
    assert "SỔ VĂN BẢN" in "\n".join(
        paragraph.text for paragraph in docx.Document(io.BytesIO(register_word(cell))).paragraphs
    )
