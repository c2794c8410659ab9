import pytest

from meetings.rules.secrecy import bears_mark, has_stamp


@pytest.mark.parametrize(
    "text",
    [
        "MẬT", "Báo cáo (MẬT)", "[TỐI MẬT] Kế hoạch", "TUYỆT MẬT", "Ke hoach - TOI MAT", "KH_TUYET_MAT_01",
        "Tài liệu mật",
        "Công văn mật số 12", "Kế hoạch_MẬT", "văn bản tối mật", "đóng dấu mật", "MA\u0323\u0302T",
    ],
)  # fmt: skip
def test_bears_mark_of_what_is_marked_secret_holds(text: str) -> None:
    assert bears_mark(text)


@pytest.mark.parametrize(
    "text",
    [
        "Kỹ thuật nuôi ong lấy mật", "KỸ THUẬT NUÔI ONG LẤY MẬT NGỌT", "Quy chế bảo mật thông tin", "BẢO MẬT THÔNG TIN",
        "don xin toi mat the dang", "Báo cáo tháng 12", "Mặt trận Tổ quốc", "Giữ bí mật nhà nước", "",
    ],
)  # fmt: skip
def test_bears_mark_of_ordinary_words_does_not(text: str) -> None:
    assert not bears_mark(text)


def test_has_stamp_is_a_paragraph_of_its_own() -> None:
    assert has_stamp(["ĐẢNG ỦY XÃ", "TỐI MẬT"])
    assert not has_stamp(["Giữ gìn bí mật", "MẬT ONG"])
