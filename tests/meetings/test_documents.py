import dataclasses
import datetime as dt
import io
import itertools
import json
import unicodedata
from decimal import Decimal

import pdfplumber
import pytest
from django.utils import translation

from cells.models import Organisation, OrganisationPeriod
from cells.services.members import change_member
from meetings.documents import Minutes, minutes_file_name, minutes_html, minutes_of, minutes_pdf, minutes_to_print
from meetings.documents.minutes import Ballot, Item, Opinion, Person, TaskLine, share
from meetings.models import (
    Attendance,
    ConductSetting,
    Guest,
    Meeting,
    MeetingKind,
    MeetingScore,
    PartyDocument,
    Passage,
    Task,
    TaskReview,
    Vote,
)
from meetings.services.lifecycle import approve_minutes, lock_minutes, submit_minutes
from tests.cast import Cast, Commune
from tests.factories import make_item, make_meeting, make_member, make_open_meeting

MM = 25.4 / 72
FONTS = {"Liberation-Serif", "Liberation-Serif-Bold", "Liberation-Serif-Italic"}


def put(meeting: Meeting, kind: str, text: str, item=None) -> None:
    Passage.objects.filter(meeting=meeting, item=item, kind=kind).update(text=text)


@pytest.fixture
def full(commune: Commune, cast: Cast) -> Meeting:
    """A meeting of seven with everything that minutes can hold."""
    cell = commune.cells[0]
    make_member(cell, "Vũ Đức Thịnh", status="exempt")
    make_member(cell, "Dương Ngọc Lễ", status="away")
    make_member(cell, "Phạm Hồng Ân", official_on=None, admitted_on=dt.date(2026, 5, 19))
    absent = make_member(cell, "Đỗ Mạnh Cường")
    meeting = make_open_meeting(
        cell,
        by=cast.secretary,
        ended_at=dt.time(21, 5),
        minutes_agreed=3,
        self_score=Decimal("92.50"),
    )
    Attendance.objects.filter(meeting=meeting, member=absent).update(state="excused", reason="đi công tác")
    guest = Guest.objects.create(
        meeting=meeting, full_name="Lê Quang Vinh", office="Bí thư Đảng ủy xã", is_superior=True
    )
    Guest.objects.create(meeting=meeting, full_name="Người bị bỏ", is_removed=True)
    item = meeting.items.get()
    make_item(meeting, "Đánh giá nghị quyết tháng 9", kind="last_month", order=0, presenter=meeting.secretary)
    put(meeting, "fees", "Đã thu đủ.")
    put(meeting, "superior", "Đồng chí Vinh phát biểu.\nChủ trì tiếp thu.")
    put(meeting, "conclusion", "Thống nhất thực hiện.")
    put(meeting, "self_assessment", "Ít ý kiến.")
    put(meeting, "item_body", "Gieo trồng 12 ha.", item)
    put(meeting, "item_conclusion", "Nhất trí.", item)
    spoken = {"meeting": meeting, "item": item, "kind": "opinion"}
    Passage.objects.create(**spoken, order=2, guest=guest, text="Thêm chỉ tiêu.")
    Passage.objects.create(**spoken, order=1, speaker=meeting.chair, text="Chia theo ngõ.")
    Passage.objects.create(**spoken, order=3, speaker=meeting.secretary, text="Đã bỏ.", is_removed=True)
    Vote.objects.create(
        meeting=meeting, item=item, matter="resolution", question="Thông qua nghị quyết", yes=3, abstain=1
    )
    Vote.objects.create(meeting=meeting, matter="recognition", question="Công nhận", person="Phạm Hồng Ân", yes=2, no=2)
    Task.objects.create(meeting=meeting, text="Gieo 12 ha", owner=meeting.chair, due_on=dt.date(2026, 11, 25))
    Task.objects.create(meeting=meeting, text="Đã bỏ", is_removed=True)
    earlier = make_meeting(cell, dt.date(2026, 9, 4))
    task = Task.objects.create(meeting=earlier, text="Sửa cổng", due_on=dt.date(2026, 9, 30))
    TaskReview.objects.create(task=task, meeting=meeting, outcome="partly", note="còn sơn lại")
    return Meeting.objects.get(pk=meeting.pk)


def approved(meeting: Meeting, cast: Cast) -> Meeting:
    for item in meeting.items.all():
        Passage.objects.get_or_create(meeting=meeting, item=item, kind="item_conclusion")
    meeting.passages.filter(kind="item_conclusion", text="").update(text="Nhất trí.")
    submit_minutes(meeting, by=cast.secretary)
    meeting.refresh_from_db()
    approve_minutes(meeting, by=cast.commune)
    return Meeting.objects.get(pk=meeting.pk)


def paper_of(meeting: Meeting) -> pdfplumber.PDF:
    return pdfplumber.open(io.BytesIO(minutes_pdf(meeting)))


def text_of(paper: pdfplumber.PDF) -> str:
    """All words in one line, as a reader meets them."""
    return " ".join(" ".join(page.extract_text() for page in paper.pages).split())


# --- The data


def test_minutes_of_a_meeting_hold_everything_and_nothing_removed(full: Meeting):
    assert minutes_of(full) == Minutes(
        cell="Chi bộ thôn Song Vân",
        superior="Đảng bộ xã Vân Trục",
        place_name="Vân Trục",
        is_demonstration=False,
        kind="regular",
        year=2026,
        month=10,
        theme="",
        held_on=dt.date(2026, 10, 5),
        started_at=dt.time(19, 30),
        place="Nhà văn hóa thôn",
        is_online=False,
        members=7,
        official=6,
        probationary=1,
        exempt=1,
        exempt_present=(),
        temporarily_exempt=(),
        suspended=(),
        away=("Dương Ngọc Lễ",),
        temporary=(),
        temporary_present=0,
        counted=5,
        present=4,
        present_official=3,
        present_probationary=1,
        excused=(Person("Đỗ Mạnh Cường", "đi công tác"),),
        unexcused=(),
        unmarked=0,
        guests=(Person("Lê Quang Vinh", "Bí thư Đảng ủy xã"),),
        chair=Person("Bùi Thị Tuyết", "Bí thư"),
        secretary=Person("Hoàng Thị Hằng", "Phó Bí thư"),
        fees="Đã thu đủ.",
        reviews=(TaskLine("Sửa cổng", "", dt.date(2026, 9, 30), "đang thực hiện", "còn sơn lại"),),
        items=(
            Item(
                kind="last_month",
                title="Đánh giá nghị quyết tháng 9",
                presenter=Person("Hoàng Thị Hằng", "Phó Bí thư"),
                body="",
                opinions=(),
                ballots=(),
                conclusion="",
            ),
            Item(
                kind="next_month",
                title="Phương hướng, nhiệm vụ tháng tới",
                presenter=None,
                body="Gieo trồng 12 ha.",
                opinions=(
                    Opinion(Person("Bùi Thị Tuyết", "Bí thư"), "Chia theo ngõ."),
                    Opinion(Person("Lê Quang Vinh", "Bí thư Đảng ủy xã"), "Thêm chỉ tiêu."),
                ),
                ballots=(Ballot("Thông qua nghị quyết", "", "giơ tay", False, 4, 3, 3, 0, 1, True),),
                conclusion="Nhất trí.",
            ),
        ),
        opinions=(),
        superior_words="Đồng chí Vinh phát biểu.\nChủ trì tiếp thu.",
        speakers=1,
        conclusion="Thống nhất thực hiện.",
        tasks=(TaskLine("Gieo 12 ha", "Bùi Thị Tuyết", dt.date(2026, 11, 25)),),
        ballots=(Ballot("Công nhận", "Phạm Hồng Ân", "giơ tay", True, 4, 3, 2, 2, 0, False),),
        self_score="92,5",
        self_grade="Tốt",
        self_assessment="Ít ý kiến.",
        agreed=3,
        voters_present=3,
        ended_at=dt.time(21, 5),
        ends_next_day=False,
        unit_kind="cell",
    )


def test_minutes_from_json_are_the_same_again(full: Meeting):
    minutes = minutes_of(full)
    assert Minutes.from_json(json.loads(json.dumps(minutes.to_json()))) == minutes


def test_minutes_from_json_of_a_form_without_a_later_field_take_its_default(full: Meeting):
    older = minutes_of(full).to_json()
    del older["format"]
    older["a_field_of_the_future"] = 1
    assert Minutes.from_json(older) == minutes_of(full)


def test_minutes_of_a_bare_meeting_are_whole(commune: Commune):
    meeting = make_meeting(commune.cells[1])
    minutes = minutes_of(meeting)
    assert (minutes.chair, minutes.items, minutes.present, minutes.self_score) == (None, (), 0, "")
    assert Minutes.from_json(minutes.to_json()) == minutes
    assert "…… giờ …… phút" in minutes_html(minutes)


def test_minutes_of_two_members_of_one_name_carry_their_birth_years(commune: Commune, cast: Cast):
    for year in (1950, 1961):
        make_member(commune.cells[0], "Nguyễn Văn Hòa", birth_date=dt.date(year, 1, 1))
    meeting = make_open_meeting(commune.cells[0])
    meeting.attendances.filter(member__full_name="Nguyễn Văn Hòa").update(state="unexcused")
    assert minutes_of(meeting).unexcused == ("Nguyễn Văn Hòa (1950)", "Nguyễn Văn Hòa (1961)")


def test_minutes_of_decomposed_text_are_composed(full: Meeting):
    put(full, "conclusion", unicodedata.normalize("NFD", "Thống nhất để thực hiện"))
    assert minutes_of(full).conclusion == unicodedata.normalize("NFC", "Thống nhất để thực hiện")


def test_minutes_are_vietnamese_whatever_language_the_reader_uses(full: Meeting):
    with translation.override("en"):
        assert minutes_of(full).chair == Person("Bùi Thị Tuyết", "Bí thư")
        assert "đang thực hiện" in minutes_html(minutes_of(full))


@pytest.mark.parametrize("count", [1, 3])
def test_minutes_take_the_same_number_of_queries(commune: Commune, cast: Cast, count, django_assert_num_queries):
    meeting = make_open_meeting(commune.cells[0])
    for _more in range(count):
        item = make_item(meeting, presenter=meeting.chair)
        Passage.objects.create(meeting=meeting, item=item, kind="opinion", speaker=meeting.chair, text="Nhất trí.")
        Vote.objects.create(meeting=meeting, item=item, question="Thông qua", yes=2)
        Task.objects.create(meeting=meeting, item=item, text="Việc", owner=meeting.secretary)
        Guest.objects.create(meeting=meeting, full_name="Khách")
    meeting = Meeting.objects.select_related("cell", "chair", "secretary").prefetch_related("cell__periods").get()
    with django_assert_num_queries(12):
        minutes_of(meeting)


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(19, 20, "19/20 (95 %)"), (2, 3, "2/3 (66,7 %)"), (0, 7, "0/7 (0 %)"), (20, 20, "20/20 (100 %)"), (0, 0, "0/0")],
)
def test_share_is_written_with_its_arithmetic(part, whole, words):
    assert share(part, whole).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("kind", "month", "theme", "subject"),
    [
        (MeetingKind.REGULAR, 2, "", "Sinh hoạt chi bộ thường kỳ tháng 02 năm 2026"),
        (MeetingKind.REGULAR, 3, "", "Sinh hoạt chi bộ thường kỳ tháng 3 năm 2026"),
        (MeetingKind.THEMATIC, 3, "Học Bác", "Sinh hoạt chi bộ chuyên đề “Học Bác”, tháng 3 năm 2026"),
        (
            MeetingKind.COMBINED,
            3,
            "Học Bác",
            "Sinh hoạt chi bộ thường kỳ tháng 3 năm 2026, kết hợp chuyên đề “Học Bác”",
        ),
        (MeetingKind.EXTRAORDINARY, 3, "", "Họp chi bộ bất thường tháng 3 năm 2026"),
        (MeetingKind.COMMITTEE, 3, "", "Họp chi ủy tháng 3 năm 2026"),
    ],
)
def test_subject_says_what_the_minutes_are_of(commune: Commune, kind, month, theme, subject):
    meeting = make_meeting(commune.cells[0], dt.date(2026, month, 3), kind=kind, theme=theme)
    assert minutes_of(meeting).subject == subject


def test_ending_after_midnight_names_the_next_day(commune: Commune):
    meeting = make_meeting(commune.cells[0], dt.date(2026, 2, 28), ended_at=dt.time(0, 15), ends_next_day=True)
    assert minutes_of(meeting).ending == "0 giờ 15 phút, ngày 01 tháng 3 năm 2026"


def test_file_name_is_vietnamese_with_month_and_year(full: Meeting):
    assert minutes_file_name(full) == "Biên bản Chi bộ thôn Song Vân, tháng 10-2026 (dự thảo)"


def test_file_name_of_a_meeting_beside_the_regular_one_has_its_day(commune: Commune):
    meeting = make_meeting(commune.cells[0], dt.date(2026, 3, 9), kind=MeetingKind.THEMATIC)
    assert minutes_file_name(meeting).endswith("Song Vân, sinh hoạt chuyên đề ngày 09-03, tháng 3-2026 (dự thảo)")


# --- The page


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


# --- Draft, approval, demonstration


def test_paper_before_approval_is_marked_as_a_draft_on_every_page(full: Meeting):
    with paper_of(full) as paper:
        assert "DỰ THẢO" in paper.pages[0].extract_text()
        assert all("Dự thảo – chưa được duyệt" in page.extract_text() for page in paper.pages)


def test_paper_after_approval_is_no_draft_and_names_what_was_approved(full: Meeting, cast: Cast):
    meeting = approved(full, cast)
    with paper_of(meeting) as paper:
        assert "thảo –" not in text_of(paper)
        assert "DỰ THẢO" not in text_of(paper)
        assert paper.metadata["Title"].startswith("Biên bản – Sinh hoạt chi bộ thường kỳ tháng 10 năm 2026")
        assert paper.metadata["Author"] == "Chi bộ thôn Song Vân"
        assert paper.metadata["Subject"].startswith("Nội dung đã duyệt, SHA-256 ")
        assert paper.metadata["CreationDate"].startswith("D:202611")


def test_paper_of_approved_minutes_does_not_follow_later_changes(full: Meeting, cast: Cast):
    meeting = approved(full, cast)
    first = minutes_pdf(meeting)
    change_member(meeting.chair, by=cast.commune, cell=meeting.cell, full_name="Một Tên Khác")
    OrganisationPeriod.objects.filter(organisation=meeting.cell).update(name="Chi bộ đã đổi tên", place_name="Nơi khác")
    Passage.objects.filter(meeting=meeting).update(text="Đã sửa sau khi duyệt.")
    meeting = Meeting.objects.get(pk=meeting.pk)
    assert minutes_pdf(meeting) == first
    lock_minutes(meeting, by=cast.commune)
    assert minutes_pdf(Meeting.objects.get(pk=meeting.pk)) == first


def test_paper_of_invented_data_says_so_on_every_page(full: Meeting):
    Organisation.objects.filter(pk=full.cell_id).update(is_demonstration=True)
    with paper_of(Meeting.objects.get(pk=full.pk)) as paper:
        for page in paper.pages:
            assert "Dữ liệu minh họa – người và số liệu không có thật" in page.extract_text()


def test_paper_of_votes_that_do_not_fit_attendance_claims_no_outcome(full: Meeting):
    Vote.objects.filter(meeting=full).update(yes=9)
    with paper_of(full) as paper:
        text = text_of(paper)
        assert text.count("Số phiếu chưa khớp với điểm danh.") == 2
        assert "được thông qua" not in text.replace("thông qua trước hội nghị", "")


# --- What a meeting of each kind has ---


@pytest.mark.parametrize(
    ("kind", "unit", "body", "fees", "assessment"),
    [
        ("regular", "cell", "chi bộ", True, True),
        ("thematic", "cell", "chi bộ", False, True),
        ("committee", "cell", "chi ủy", False, True),
        ("group", "party_group", "tổ đảng", False, True),
        ("standing", "commune", "ban thường vụ", False, True),
        ("executive", "commune", "ban chấp hành", False, False),
        ("flag", "commune", "đảng bộ", False, False),
        ("congress", "cell", "đại hội", False, False),
    ],
)
def test_minutes_have_only_the_parts_of_their_kind(empty_minutes, kind, unit, body, fees, assessment):
    minutes = dataclasses.replace(empty_minutes, kind=kind, unit_kind=unit)
    assert (minutes.body, minutes.has_fees, minutes.has_assessment) == (body, fees, assessment)
    html = minutes_html(minutes)
    assert ("Tình hình đảng phí" in html, "Tự đánh giá" in html) == (fees, assessment)
    assert ("ĐOÀN CHỦ TỊCH" in html) == (kind == "congress")


def test_text_that_was_written_all_the_same_is_printed(empty_minutes):
    minutes = dataclasses.replace(empty_minutes, kind="thematic", fees="Đã thu đủ.")
    assert "Tình hình đảng phí: Đã thu đủ." in minutes_html(minutes)


def test_minutes_print_target_rhythm_key_task_and_reserved_opinion(empty_minutes):
    task = TaskLine("Giao đất", "", None, target="4.000 m2", rhythm="hằng tuần", key_task="Cải tạo vườn tạp")
    review = TaskLine("Làm đường", "", None, "đang thực hiện", target="4 km", reached="1 km (25 %)")
    ballot = Ballot("Thông qua", "", "giơ tay", False, 4, 3, 3, 1, 0, True, reserved="Đề nghị lùi sang quý sau.")
    html = " ".join(
        minutes_html(dataclasses.replace(empty_minutes, tasks=(task,), reviews=(review,), ballots=(ballot,))).split()
    )
    assert "Giao đất; chỉ tiêu 4.000 m2; báo cáo hằng tuần (thuộc: Cải tạo vườn tạp)</td><td>Cả chi bộ" in html
    assert "Làm đường; chỉ tiêu 4 km" in html
    assert "đang thực hiện, đạt 1 km (25 %)" in html
    assert "Ý kiến thiểu số xin bảo lưu: Đề nghị lùi sang quý sau." in html


def test_score_by_a_sheet_takes_the_place_of_the_typed_one(commune, cast):
    meeting = make_open_meeting(commune.cells[0], by=cast.secretary, self_score=Decimal(70))
    MeetingScore.objects.create(
        meeting=meeting,
        scorer="self",
        sheet={"grades": [{"key": "tot", "label": "Tốt", "least": 90}]},
        total=Decimal("95.50"),
        maximum=100,
        percent=Decimal("95.50"),
        grade="tot",
        scored_by=cast.secretary,
    )
    minutes = minutes_of(meeting)
    assert (minutes.self_score, minutes.self_maximum, minutes.self_grade) == ("95,5", "100", "Tốt")
    assert "95,5/100 điểm, xếp loại Tốt." in minutes_html(minutes)


@pytest.fixture
def empty_minutes(commune, cast) -> Minutes:
    return minutes_of(make_open_meeting(commune.cells[0], by=cast.secretary))


# --- What the committee chose about papers


def test_approved_minutes_bear_their_number_where_the_committee_wants_it(full: Meeting, cast: Cast):
    ConductSetting.objects.create(organisation=full.cell, key="minutes_number", value=1, valid_from=full.held_on)
    meeting = approved(full, cast)
    assert minutes_to_print(meeting).number_line == "Số 01-BB/CB"
    document = PartyDocument.objects.get()
    assert (document.kind, document.meeting, document.signed_on) == ("BB", meeting, meeting.held_on)


def test_minutes_stand_in_the_layout_that_the_committee_chose(full: Meeting):
    ConductSetting.objects.create(organisation=full.cell, key="line_pt", value=20, valid_from=full.held_on)
    with paper_of(full) as paper:
        tops = sorted({round(word["top"], 1) for word in paper.pages[0].extract_words() if 39 < word["x0"] * MM < 41})
        steps = {round(after - before) for before, after in itertools.pairwise(tops)}
        assert 26 in steps, "a line of 20 and the 6 between paragraphs"
        assert 24 not in steps


def test_minutes_of_a_committee_are_issued_by_it(full: Meeting):
    OrganisationPeriod.objects.filter(organisation=full.cell).update(name="Đảng bộ xã Vân Trục", kind="base_committee")
    minutes = minutes_of(Meeting.objects.get(pk=full.pk))
    assert (minutes.cell, minutes.number_line) == ("Đảng ủy xã Vân Trục", "Số ……-BB/ĐU")
