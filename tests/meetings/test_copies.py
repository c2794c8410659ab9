"""A hint, never a bar: much of the text stands in last month's minutes, or in a neighbour's."""

import datetime as dt

import pytest

from meetings.models import Meeting, Passage
from meetings.queries.copies import copies_of
from meetings.rules.similarity import percent_copied, probes, runs
from tests.factories import make_open_meeting

LONG = (
    "Trong tháng chi bộ đã lãnh đạo nhân dân gieo cấy xong 24 ha lúa mùa, nạo vét 1.200 m kênh mương nội đồng, "
    "vận động 38 hộ đóng góp lắp đèn đường ngõ xóm và sửa lại sân nhà văn hóa. Công tác thu quỹ phòng chống thiên tai "
    "đạt 95 % số hộ, còn một số gia đình đi làm xa chưa nộp. Tình hình an ninh ổn định, không có vụ việc phức tạp. "
    "Chi hội phụ nữ tổ chức thăm hỏi chín gia đình chính sách; đoàn thanh niên ra quân dọn vệ sinh hai buổi."
)
OTHER = (
    "Nhà trường hoàn thành khám sức khỏe đầu năm cho toàn bộ học sinh, kiểm tra bếp ăn bán trú hai lần và bồi dưỡng "
    "chuyên môn cho giáo viên mới. Ban giám hiệu giao tổ trưởng rà soát thiết bị dạy học, thay mười bộ bàn ghế hỏng "
    "trước ngày khai giảng. Hội cha mẹ học sinh ủng hộ quỹ khuyến học; thư viện mở thêm hai buổi chiều mỗi tuần."
)


def test_text_with_other_figures_is_the_same_text():
    changed = LONG.replace("24", "31").replace("1.200", "950").replace("38", "40").replace("95", "98")
    assert percent_copied(runs([changed]), runs([LONG])) == 100


def test_another_text_is_not_alike():
    assert percent_copied(runs([OTHER]), runs([LONG])) == 0


def test_half_of_the_text_is_half_alike():
    assert 35 < percent_copied(runs([LONG, OTHER]), runs([LONG])) < 65


@pytest.mark.parametrize("text", ["", "Nhất trí.", "Chi bộ thống nhất nội dung trên; giao chi ủy theo dõi."])
def test_short_texts_say_nothing(text):
    assert percent_copied(runs([text]), runs([text])) == 0


def test_usual_phrases_do_not_count():
    usual = (
        "Chi bộ thống nhất nội dung trên; giao chi ủy theo dõi, đôn đốc và báo cáo vào kỳ sinh hoạt sau. Nhất trí thực "
        "hiện; đảng viên được phân công chịu trách nhiệm trước chi bộ về tiến độ. Các việc chưa xong chuyển sang tháng "
        "sau, xong trước kỳ sinh hoạt tới."
    )
    assert runs([usual]) == frozenset()


def test_probes_are_stretches_of_the_text_without_figures():
    found = probes([LONG, OTHER])
    assert 5 < len(found) <= 24
    assert all(stretch in LONG or stretch in OTHER for stretch in found)
    assert not any(char.isdigit() for stretch in found for char in stretch)


def month(cell, by, number: int, text: str) -> Meeting:
    meeting = make_open_meeting(cell, dt.date(2026, number, 5), by=by)
    Passage.objects.filter(meeting=meeting, kind="item_body").update(text=text)
    return meeting


@pytest.mark.django_db
def test_copies_of_last_month_and_of_a_neighbour_are_found(commune, cast):
    by, (first, second, _third) = cast.secretary, commune.cells
    last = month(first, by, 9, LONG.replace("24", "20"))
    theirs = month(second, by, 10, LONG + " Thêm một câu.")
    month(commune.elsewhere, by, 10, LONG)
    month(first, by, 5, LONG)
    own = month(first, by, 10, LONG)
    found = [(row.meeting, row.percent, row.is_own) for row in copies_of(own)]
    assert found == [(last, 100, True), (theirs, 100, False)]


@pytest.mark.django_db
def test_minutes_of_their_own_have_no_copies(commune, cast):
    month(commune.cells[0], cast.secretary, 9, OTHER)
    assert copies_of(month(commune.cells[0], cast.secretary, 10, LONG)) == []


@pytest.mark.django_db
def test_copies_of_empty_minutes_are_none(commune, cast):
    assert copies_of(make_open_meeting(commune.cells[0], by=cast.secretary)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_copies_take_a_fixed_number_of_queries(commune, cast, count, django_assert_max_num_queries):
    for number in range(count):
        month(commune.cells[1], cast.secretary, 10 - number, LONG)
        month(commune.cells[0], cast.secretary, 9 - number, LONG)
    own = month(commune.cells[0], cast.secretary, 11, LONG)
    own = Meeting.objects.select_related("cell").prefetch_related("cell__periods").get(pk=own.pk)
    with django_assert_max_num_queries(9):
        copies_of(own)
