"""Posts and statuses as lists write them."""

import pytest

from cells.imports.values import read_post, read_status

POSTS = {
    "secretary": "Bí thư | BT | Bí thư chi bộ | BT chi bộ | BTCB | Bí thư CB | Bí thư, Trưởng thôn |"
    "Bí thư-Trưởng thôn | BÍ THƯ |"
    "Đảng ủy viên, Bí thư chi bộ | Bí thư chi bộ thôn Đoàn Kết | Bí thư kiêm Trưởng ban công tác Mặt trận",
    "deputy_secretary": "Phó Bí thư | Phó BT | PBT | P.Bí thư | P. Bí thư |"
    "Phó bí thư chi bộ | PBT CB | Phó bí thư, Trưởng thôn",
    "committee_member": "Chi ủy viên | Chi uỷ viên | CUV | UV | Ủy viên | Cấp ủy viên |"
    "UV BCH | Ủy viên chi ủy | Chi ủy",
    "": "Đảng viên | ĐV | Trưởng thôn | Bí thư Đoàn | Phó Bí thư Đoàn xã | Bí thư Đảng ủy |"
    "Phó Bí thư Đảng ủy xã | Nguyên Bí thư |"
    "Chủ tịch UBND xã | Hiệu trưởng | Đảng ủy viên",
}


@pytest.mark.parametrize(
    ("text", "post"), [(text.strip(), post) for post, texts in POSTS.items() for text in texts.split("|")]
)
def test_read_post_takes_posts_of_the_cell_only(text: str, post: str) -> None:
    assert read_post(text).value == post


def test_read_post_doubts_what_it_does_not_take() -> None:
    assert read_post("Đảng viên").doubt == ""
    assert "Trưởng thôn" in read_post("Trưởng thôn").doubt


STATUSES = {
    "active": "Đang sinh hoạt | Đang SH | Chính thức | Đảng viên dự bị | Bình thường |"
    "Chuyển sinh hoạt đến từ xã Xuân Hòa",
    "exempt": "Miễn sinh hoạt | Miễn SH | Miễn công tác, sinh hoạt | Được miễn công tác và sinh hoạt đảng | Miễn",
    "temporarily_exempt": "Tạm miễn sinh hoạt",
    "reduced": "Giảm sinh hoạt",
    "away": "Sinh hoạt tạm thời nơi khác | SHTT | Sinh hoạt tạm thời - đi",
    "temporary_in": "Sinh hoạt tạm thời đến | Sinh hoạt tạm thời - đến",
    "suspended": "Đình chỉ | Đình chỉ sinh hoạt đảng",
    "interrupted": "Gián đoạn",
    "died": "Từ trần | Đã mất | Mất ngày 3/2/2025",
    "left": "Rời khỏi Đảng | Xóa tên | Khai trừ | Xin ra khỏi Đảng",
    "moved": "Chuyển đi | Chuyển sinh hoạt | Đã chuyển về Hà Nội | Chuyển sinh hoạt đảng đi nơi khác",
}


@pytest.mark.parametrize(
    ("text", "status"), [(text.strip(), status) for status, texts in STATUSES.items() for text in texts.split("|")]
)
def test_read_status_knows_the_words_of_the_national_list(text: str, status: str) -> None:
    assert read_status(text) == status


@pytest.mark.parametrize("text", ["", "Mất thẻ", "41 đ/c", "Con liệt sĩ", "Đang đi học", "Nghỉ hưu"])
def test_read_status_of_other_words_is_none(text: str) -> None:
    assert read_status(text) is None
