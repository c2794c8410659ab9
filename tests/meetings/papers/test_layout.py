""""""

import pytest

from cells.models import Organisation, OrganisationPeriod
from meetings.documents import minutes_html, minutes_of
from meetings.models import (
    Meeting,
    Passage,
)
from tests.cast import Cast, Commune
from tests.factories import make_item, make_open_meeting
from tests.meetings.papers.conftest import MM, paper_of, put, text_of

FONTS = {"Liberation-Serif", "Liberation-Serif-Bold", "Liberation-Serif-Italic"}


def test_page_is_a4_with_the_official_margins(full: Meeting):
    with paper_of(full) as paper:
        for page in paper.pages:
            assert (round(page.width * MM), round(page.height * MM)) == (210, 297)
            body = [char for char in page.chars if char["text"].strip() and 15 < char["top"] * MM < 277]
            assert min(char["x0"] for char in body) * MM == pytest.approx(30, abs=0.2)
            assert max(char["x1"] for char in body) * MM == pytest.approx(195, abs=0.2)
            assert 20 <= min(char["top"] for char in body) * MM <= 22
            assert max(char["bottom"] for char in body) * MM <= 277


def test_page_number_stands_10_mm_from_the_edge_and_not_on_the_first_page(full: Meeting):
    with paper_of(full) as paper:
        above = [[word for word in page.extract_words() if word["top"] * MM < 18] for page in paper.pages]
        assert len(paper.pages) > 1
        assert above[0] == []
        for number, words in enumerate(above[1:], start=2):
            assert [word["text"] for word in words] == [str(number)]
            assert words[0]["top"] * MM == pytest.approx(10, abs=0.4)
            assert (words[0]["x0"] + words[0]["x1"]) / 2 * MM == pytest.approx((30 + 195) / 2, abs=0.2)


def test_header_names_cell_party_place_and_day(full: Meeting):
    with paper_of(full) as paper:
        page = paper.pages[0]
        left = page.crop((0, 0, 105 / MM, 54 / MM)).extract_text().splitlines()
        right = page.crop((105 / MM, 0, page.width, 45 / MM)).extract_text().splitlines()
        assert left == ["ĐẢNG BỘ XÃ VÂN TRỤC", "CHI BỘ THÔN SONG VÂN", "*", "Số ……-BB/CB", "DỰ THẢO"]
        assert right == ["ĐẢNG CỘNG SẢN VIỆT NAM", "Vân Trục, ngày 05 tháng 10 năm 2026"]


def test_header_has_the_official_sizes_and_weights(full: Meeting):
    with paper_of(full) as paper:
        lines = {line["text"]: line["chars"][0] for line in paper.pages[0].extract_text_lines()}

        def style(start: str) -> tuple[int, str]:
            char = next(char for text, char in lines.items() if text.startswith(start))
            return round(char["size"]), char["fontname"].partition("Serif")[2]

        words = paper.pages[0].extract_words(extra_attrs=["fontname", "size"])
        party = next(word for word in words if word["text"] == "CỘNG")
        assert (round(party["size"]), party["fontname"].partition("Serif")[2]) == (15, "-Bold")
        assert style("ĐẢNG BỘ XÃ") == (14, "")
        assert style("CHI BỘ THÔN") == (14, "-Bold")
        assert style("DỰ THẢO") == (14, "-Italic")
        assert style("BIÊN BẢN") == (16, "-Bold")
        assert style("Sinh hoạt chi bộ thường kỳ") == (14, "-Bold")
        assert style("Thời gian bắt đầu") == (14, "")


def test_items_under_which_nothing_was_written_fill_the_page(commune: Commune, cast: Cast):
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary)
    for number in range(2, 61):
        make_item(meeting, title=f"Nội dung {number}")
    with paper_of(meeting) as paper:
        assert paper.pages[1].extract_text().count("Nội dung ") > 20


def test_rule_under_the_party_is_as_long_as_its_name(full: Meeting):
    with paper_of(full) as paper:
        page = paper.pages[0]
        title = [word for word in page.extract_words() if word["x0"] * MM > 105 and word["top"] * MM < 25]
        rules = [shape for shape in page.rects + page.lines if shape["top"] * MM < 30]
        assert rules
        for rule in rules:
            assert rule["x0"] == pytest.approx(title[0]["x0"], abs=0.3)
            assert rule["x1"] == pytest.approx(title[-1]["x1"], abs=0.3)


def test_paper_embeds_liberation_serif_only(full: Meeting):
    with paper_of(full) as paper:
        assert {char["fontname"].partition("+")[2] for page in paper.pages for char in page.chars} == FONTS


def test_paper_says_what_happened_in_order(full: Meeting):
    with paper_of(full) as paper:
        text = text_of(paper)
    places = [
        text.index(words)
        for words in (
            "BIÊN BẢN Sinh hoạt chi bộ thường kỳ tháng 10 năm 2026 -----",
            "Thời gian bắt đầu: 19 giờ 30 phút, ngày 05 tháng 10 năm 2026.",
            "Địa điểm: Nhà văn hóa thôn.",
            "Tổng số đảng viên của chi bộ: 7 đồng chí (chính thức 6, dự bị 1).",
            "Sinh hoạt tạm thời nơi khác: 1 đồng chí (Dương Ngọc Lễ).",
            "Có mặt: 4/5 (80 %) số đồng chí thuộc diện dự sinh hoạt, trong đó chính thức 3, dự bị 1.",
            "Vắng mặt: 1 đồng chí; có lý do 1: Đỗ Mạnh Cường (đi công tác); không có lý do 0.",
            "Chủ trì: đồng chí Bùi Thị Tuyết (Bí thư).",
            "Tình hình đảng phí: Đã thu đủ.",
            "I. NỘI DUNG 1. Đánh giá nghị quyết tháng 9",
            "Sửa cổng",
            "2. Phương hướng, nhiệm vụ tháng tới",
            "1) Đồng chí Bùi Thị Tuyết (Bí thư): Chia theo ngõ.",
            "2) Đồng chí Lê Quang Vinh (Bí thư Đảng ủy xã): Thêm chỉ tiêu.",
            "Tán thành 3/4 (75 %); không tán thành 0; không có ý kiến 1.",
            "Cần trên một nửa, tức từ 3 phiếu tán thành: được thông qua.",
            "II. Ý KIẾN Số đồng chí phát biểu: 1/4 (25 %)",
            "III. KẾT LUẬN Thống nhất thực hiện.",
            "Tán thành 2/4 (50 %); không tán thành 2; không có ý kiến 0.",
            "Cần ít nhất hai phần ba, tức từ 3 phiếu tán thành: không được thông qua.",
            "Gieo 12 ha Bùi Thị Tuyết 25/11/2026",
            "Tự đánh giá chất lượng buổi sinh hoạt: 92,5 điểm, xếp loại Tốt.",
            "thông qua trước hội nghị: 3/3 (100 %) đồng ý.",
            "Hội nghị kết thúc hồi 21 giờ 05 phút cùng ngày.",
            "NGƯỜI GHI BIÊN BẢN CHỦ TRÌ HỘI NGHỊ Hoàng Thị Hằng Bùi Thị Tuyết",
        )
    ]
    assert places == sorted(places)
    assert "Đã bỏ" not in text


@pytest.mark.parametrize("paragraphs", range(40, 56, 2))
def test_signatures_of_long_minutes_stay_together_with_four_blank_lines(full: Meeting, paragraphs):
    put(full, "conclusion", "\n".join(f"{number}. {'Nội dung kết luận dài. ' * 6}" for number in range(paragraphs)))
    with paper_of(full) as paper:
        assert len(paper.pages) >= 3
        last = paper.pages[-1]
        words = {word["text"]: word for word in last.extract_words(keep_blank_chars=True, x_tolerance=6)}
        heads = [words["NGƯỜI GHI BIÊN BẢN"], words["CHỦ TRÌ HỘI NGHỊ"]]
        names = [words["Hoàng Thị Hằng"], words["Bùi Thị Tuyết"]]
        assert "Hội nghị kết thúc hồi" in last.extract_text()
        assert heads[0]["top"] == pytest.approx(heads[1]["top"], abs=0.1)
        assert names[0]["top"] == pytest.approx(names[1]["top"], abs=0.1)
        assert names[0]["top"] - heads[0]["top"] == pytest.approx(5 * 18, abs=0.5)


def test_paper_of_a_very_long_cell_name_keeps_its_columns(commune: Commune, cast: Cast):
    name = ("Chi bộ Trường trung học phổ thông dân tộc nội trú và các đơn vị sự nghiệp công lập trực thuộc " * 3)[:200]
    OrganisationPeriod.objects.filter(organisation=commune.cells[0]).update(name=name.strip())
    meeting = make_open_meeting(Organisation.objects.get(pk=commune.cells[0].pk))
    with paper_of(meeting) as paper:
        page = paper.pages[0]
        issuer = [word for word in page.extract_words() if word["text"] in ("TRƯỜNG", "NGHIỆP")]
        assert issuer
        assert all(word["x0"] * MM >= 30 and word["x1"] * MM <= 105.1 for word in issuer)
        assert " ".join(name.upper().split()) in " ".join(
            page.crop((0, 0, 105.2 / MM, page.height)).extract_text().split()
        )


def test_paper_of_one_endless_word_stays_inside_the_margins(full: Meeting):
    put(full, "conclusion", "a" * 2000)
    with paper_of(full) as paper:
        assert max(char["x1"] for page in paper.pages for char in page.chars) * MM <= 195.2


def test_paper_of_text_that_looks_like_html_prints_it_as_text(full: Meeting):
    nasty = '<img src="file:///etc/passwd"><script>alert(1)</script> & <b>x</b>'
    put(full, "conclusion", nasty)
    Passage.objects.filter(meeting=full, kind="opinion", guest=None).update(text=nasty)
    assert 'src="file' not in minutes_html(minutes_of(full))
    with paper_of(full) as paper:
        text = text_of(paper)
        assert text.replace(" ", "").count(nasty.replace(" ", "")) == 2
        assert "root:" not in text
        assert [image for page in paper.pages for image in page.images] == []
