"""Invented names, drawn as often as real ones are met: many people of a province share theirs."""

import itertools
import random
from collections.abc import Iterator
from functools import lru_cache

# Words with their weights: "Thị 420, Thị Thu 45".
ETHNIC_GROUPS = "Kinh 800, Mường 70, Tày 50, Nùng 30, Dao 25, Mông 15, Sán Dìu 10"
FAMILIES = {
    "Kinh": (
        "Nguyễn 310, Trần 110, Lê 95, Phạm 65, Hoàng 45, Vũ 40, Phan 28, Đặng 21, Bùi 21, Đỗ 20, Hồ 13, Ngô 17, "
        "Dương 14, Lý 9, Đào 9, Trịnh 9, Đinh 8, Lương 7, Mai 6, Tô 5, Tạ 6, Hà 7, Cao 7, Chu 5, Lưu 5, Phùng 5, "
        "Kiều 3, Khuất 2, Nghiêm 2, Thân 2"
    ),
    "Mường": "Bùi 30, Đinh 20, Hà 18, Quách 14, Bạch 6, Xa 4, Nguyễn 8",
    "Tày": "Nông 20, Hoàng 20, Ma 15, Hà 12, Lương 10, Triệu 8, Hứa 8, Bế 4, Nguyễn 8",
    "Nùng": "Nông 25, Hoàng 22, Lý 12, Lương 12, Vi 12, Mông 5, Lục 8",
    "Dao": "Triệu 25, Bàn 20, Đặng 20, Lý 15, Phùng 10, Dương 10",
    "Mông": "Giàng 20, Sùng 18, Vàng 15, Thào 12, Lý 12, Hầu 6, Mùa 6",
    "Sán Dìu": "Lê 15, Trương 12, Lưu 12, Ôn 8, Diệp 8, Từ 5",
}
MIDDLES = {
    "male": (
        "Văn 300, Đức 50, Hữu 40, Quang 40, Minh 40, Xuân 45, Ngọc 40, Đình 35, Công 30, Mạnh 30, Thanh 30, Tiến 25, "
        "Trọng 20, Bá 15, Thế 25, Quốc 25, Anh 15, Duy 15, Việt 15, Hồng 20, Khắc 12, Viết 10, Sỹ 8, Gia 8, Hoàng 12, "
        "Đăng 12, Thành 12"
    ),
    "female": (
        "Thị 420, Thị Thu 45, Thị Thanh 40, Thị Hồng 35, Thị Ngọc 30, Thị Kim 25, Thị Bích 20, Thị Minh 20, "
        "Thị Phương 15, Thị Mai 12, Thu 30, Ngọc 25, Thanh 25, Phương 20, Minh 20, Kim 15, Hồng 15, Bích 10, Thùy 10, "
        "Diệu 6"
    ),
}
GIVEN = {
    "male": (
        "Tuấn 30, Hùng 30, Dũng 28, Sơn 26, Hải 25, Thắng 22, Cường 22, Hưng 20, Nam 20, Long 18, Bình 20, Minh 20, "
        "Đức 18, Quang 16, Thành 20, Trung 18, Toàn 14, Tùng 14, Huy 14, Hòa 14, Khánh 10, Lâm 12, Lợi 10, Mạnh 12, "
        "Nghĩa 10, Phong 10, Phúc 12, Quân 14, Quý 8, Sáng 6, Tài 8, Tâm 10, Tân 10, Thái 10, Thiện 8, Thịnh 8, "
        "Thọ 8, Thuận 8, Tiến 12, Tình 6, Tú 10, Vinh 12, Việt 10, Vượng 6, Xuân 8, Yên 4, Bảo 6, Chiến 12, Chính 8, "
        "Đạt 10, Định 8, Đông 8, Giang 8, Hiếu 12, Kiên 10, Linh 6, Luyện 4, Ngọc 8, Nhân 6, Ất 2, Ân 3, Ánh 4"
    ),
    "female": (
        "Hương 30, Hoa 28, Lan 28, Hạnh 24, Hà 24, Hằng 24, Thủy 24, Nga 18, Mai 20, Dung 18, Huyền 18, Yến 14, "
        "Linh 16, Ngọc 16, Nhung 16, Oanh 12, Phương 20, Quyên 8, Quỳnh 12, Tâm 14, Thảo 18, Thoa 8, Thơm 6, Thu 16, "
        "Thúy 14, Thương 8, Trang 18, Tuyết 14, Vân 18, Xuân 10, Ánh 10, Bình 8, Chi 8, Chung 6, Duyên 10, Giang 10, "
        "Hiền 20, Hòa 12, Hồng 14, Huệ 14, Khuyên 4, Liên 12, Loan 12, Lý 6, Minh 10, Ngân 8, Nguyệt 10, Nhàn 8, "
        "Sen 6, Tươi 4, Út 2, Quý 6, Ngà 4"
    ),
}
FIRST = "An Bình Cao Châu Đại Đồng Đông Hòa Hoàng Hồng Hưng Kim Lam Liên Long Mỹ Nam Ngọc Phú Phúc Quang Tân".split()
SECOND = "An Bình Cường Đức Hà Hải Hòa Hưng Khê Lâm Lạc Lộc Lương Minh Ninh Phong Phú Sơn Thịnh Thủy Tiến Xá".split()


@lru_cache(maxsize=64)
def _weighted(text: str) -> tuple[list[str], list[int]]:
    words, weights = zip(*(part.rsplit(" ", 1) for part in text.split(", ")), strict=True)
    return list(words), list(itertools.accumulate(int(weight) for weight in weights))


def draw(text: str, chance: random.Random) -> str:
    """One word of "word weight, word weight"."""
    words, weights = _weighted(text)
    return chance.choices(words, cum_weights=weights)[0]


def person_name(chance: random.Random, *, sex: str, ethnic_group: str) -> str:
    """Family, middle and given name: "Nguyễn Văn Tuấn"."""
    return " ".join((draw(FAMILIES[ethnic_group], chance), draw(MIDDLES[sex], chance), draw(GIVEN[sex], chance)))


def place_names(chance: random.Random) -> Iterator[str]:
    """Different names of places: all pairs of two syllables, in an order of chance."""
    pairs = [f"{first} {second}" for first in FIRST for second in SECOND if first != second]
    chance.shuffle(pairs)
    return iter(pairs)
