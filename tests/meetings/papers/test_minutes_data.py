""""""

import datetime as dt
import json
import unicodedata

import pytest
from django.utils import translation

from meetings.documents import Minutes, minutes_file_name, minutes_html, minutes_of
from meetings.documents.minutes import Ballot, Item, Opinion, Person, TaskLine, share
from meetings.models import (
    Guest,
    Meeting,
    MeetingKind,
    Passage,
    Task,
    Vote,
)
from tests.cast import Cast, Commune
from tests.factories import make_item, make_meeting, make_member, make_open_meeting
from tests.meetings.papers.conftest import put


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
