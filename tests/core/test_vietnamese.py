"""Vietnamese text: spelling, sorting, searching, old fonts. The orders below were compared with ICU's ``vi``."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.vietnamese import (
    NameParts,
    name_parts,
    normalise,
    search_key,
    sort_key,
    spelling_key,
    text_sort_key,
)

ALPHABET = "a ă â b c d đ e ê f g h i j k l m n o ô ơ p q r s t u ư v w x y z".split()


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("  Nguyễn \u00a0 Văn\tAn\n", "Nguyễn Văn An"),
        (unicodedata.normalize("NFD", "Hoàng Thị Hường"), "Hoàng Thị Hường"),
        ("Nguy\u200bễn\ufeff Văn\u00ad An", "Nguyễn Văn An"),
        ("Ðặng Văn \u0189ức", "Đặng Văn Đức"),
        ("a\x00b\x07c", "abc"),
        ("dòng một\r\ndòng hai", "dòng một dòng hai"),
        (" \u200b ", ""),
    ],
)
def test_normalise_gives_the_one_spelling(written: str, stored: str) -> None:
    assert normalise(written) == stored


@given(st.text())
def test_normalise_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Nguyễn Thị Thu Hà", NameParts("Nguyễn", "Thị Thu", "Hà")),
        ("Lê Lợi", NameParts("Lê", "", "Lợi")),
        ("Hà", NameParts("", "", "Hà")),
        ("", NameParts("", "", "")),
    ],
)
def test_name_parts_split_as_offices_do(name: str, parts: NameParts) -> None:
    assert name_parts(name) == parts


@pytest.mark.parametrize(
    "ordered",
    [
        ALPHABET,
        ["a", "A", "à", "À", "ả", "ã", "á", "ạ", "ă", "ằ", "â", "ầ", "ẩ", "ẫ", "ấ", "ậ", "b"],
        ["Hoa", "Hòa", "Hỏa", "Hóa", "Họa", "Hoài"],
        ["Dung", "Dũng", "Dụng", "Duy", "Đan", "Đức"],
        ["Tổ 1", "Tổ 10", "Tổ 2"],
        ["Chi bộ thôn An Lập", "Chi bộ thôn Bờ Hồ", "Chi bộ thôn Đồng Tâm", "Chi bộ trường Mầm non"],
    ],
)
def test_text_sort_key_follows_the_alphabet_then_tone_then_case(ordered: list[str]) -> None:
    assert sorted(reversed(ordered), key=text_sort_key) == ordered


def test_sort_key_orders_by_given_then_middle_then_family_name() -> None:
    ordered = [
        "Đặng An",
        "Hoàng An",
        "Trần Ánh An",
        "Bùi Văn An",
        "Trần Thị Ân",
        "Lê Văn Dũng",
        "Bùi Văn Đức",
        "Vũ Thị Hoa",
        "Bùi Anh Hòa",
        "Đỗ Thị Thu Ỷ",
    ]
    assert sorted(reversed(ordered), key=sort_key) == ordered


def test_sort_key_of_capitals_stays_beside_the_same_name() -> None:
    names = ["Trần Văn An", "TRẦN VĂN AN", "Trần Văn Bình"]
    assert sorted(reversed(names), key=sort_key) == names


@given(st.text(max_size=120))
def test_sort_key_is_digits_only_of_bounded_length(text: str) -> None:
    key = sort_key(text)
    assert key.isascii()
    assert key.isdigit()


def test_sort_key_of_the_longest_name_fits_its_column() -> None:
    assert len(sort_key("Ưỡ " * 40)) <= 600


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà", "Hòa"),
        ("Thuý", "Thúy"),
        ("uỷ ban", "ủy ban"),
        ("ĐẶNG THỊ HƯỜNG", "dang thi huong"),
        ("Đặng", unicodedata.normalize("NFD", "đặng")),
        ("Khuê  Mỹ", "khue my"),
    ],
)
def test_search_key_is_the_same_for_the_same_word(one: str, other: str) -> None:
    assert search_key(one) == search_key(other)


def test_spelling_key_forgets_capitals_and_tone_placement_only() -> None:
    assert spelling_key("CHI BỘ THÔN HOÀ  BÌNH") == spelling_key("Chi bộ thôn Hòa Bình")
    assert spelling_key("Đồng Tâm") != spelling_key("Đông Tâm")
    assert spelling_key("Văn Hội") != spelling_key("Vân Hội")
