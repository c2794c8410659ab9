"""Names of cells and committees: one key for one cell, a proper name to show."""

import pytest

from cells.imports.units import (
    committee_name,
    read_cell_name,
    says_cell,
    says_committee,
    shown_name,
    stated_count,
)


@pytest.mark.parametrize(
    ("text", "name", "stated"),
    [
        ("CHI BỘ THÔN TÂN LẬP", "Chi bộ thôn Tân Lập", None),
        ("Chi bộ thôn Tân Lập, Đảng bộ xã Vân Trục", "Chi bộ thôn Tân Lập", None),
        ("Chi bộ Thôn Tân Lập", "Chi bộ thôn Tân Lập", None),
        ("CB thôn Tân Lập", "Chi bộ thôn Tân Lập", None),
        ("Thôn Tân Lập", "Chi bộ thôn Tân Lập", None),
        ("II - CHI BỘ TRƯỜNG THCS", "Chi bộ Trường THCS", None),
        ("CHI BỘ TRẠM Y TẾ", "Chi bộ Trạm Y tế", None),
        ("CHI BỘ TRƯỜNG TIỂU HỌC VÂN TRỤC", "Chi bộ Trường Tiểu học Vân Trục", None),
        ("CHI BỘ CÔNG AN XÃ", "Chi bộ Công an xã", None),
        ("CHI BỘ HỢP TÁC XÃ DỊCH VỤ NÔNG NGHIỆP", "Chi bộ Hợp tác xã dịch vụ nông nghiệp", None),
        ("I. Chi bộ thôn Song Vân (41 đ/c)", "Chi bộ thôn Song Vân", 41),
        ("Chi bộ thôn Song Vân: 41 đồng chí (nữ 20)", "Chi bộ thôn Song Vân", 41),
        ("Chi bộ thôn Song Vân, gồm 41 đảng viên", "Chi bộ thôn Song Vân", 41),
        ("Chi bộ thôn Song Vân: Tổng số 41 đảng viên, nữ 5", "Chi bộ thôn Song Vân", 41),
        ("Chi bộ thôn 5 (20 ĐV)", "Chi bộ thôn 5", 20),
        ("CHI BỘ 12 - 41 đ/c", "Chi bộ 12", 41),
        ("Chi bộ thôn Song Vân - Bí thư: Lê Văn An", "Chi bộ thôn Song Vân", None),
        ("Chi bộ thôn Song Vân (tiếp theo)", "Chi bộ thôn Song Vân", None),
        ("Chi bộ cơ quan Đảng ủy xã Vân Trục", "Chi bộ cơ quan Đảng ủy xã Vân Trục", None),
        ("Chi bộ: Song Vân", "Chi bộ Song Vân", None),
        ("12", "Chi bộ 12", None),
    ],
)
def test_read_cell_name_shows_the_name_and_the_count(text: str, name: str, stated: int | None) -> None:
    found = read_cell_name(text)
    assert found is not None
    assert (found.name, found.stated) == (name, stated)


@pytest.mark.parametrize("text", ["", "Chi bộ", "---", "Chi bộ thuộc Đảng ủy xã Vân Trục", "Đảng bộ xã Vân Trục", "…"])
def test_read_cell_name_of_no_cell_is_none(text: str) -> None:
    assert read_cell_name(text) is None


@pytest.mark.parametrize(
    "texts",
    [
        ["CHI BỘ THÔN HÒA BÌNH", "Chi bộ thôn Hoà Bình", "III. Chi bộ  thôn Hòa Bình: 20 đ/c", "thôn Hòa Bình"],
        ["Chi bộ tổ dân phố số 3", "CHI BỘ TDP 3", "Chi bộ Tổ dân phố 03", "Chi bộ TDP số 3, Đảng bộ phường Y"],
        ["Chi bộ HTX Vân Trục", "CHI BỘ HỢP TÁC XÃ VÂN TRỤC"],
        ["Chi bộ số 1", "Chi bộ 1", "CB 01", "CHI BỘ SỐ 1"],
        [
            "Đảng bộ xã Vân Trục - Chi bộ thôn An",
            "Chi bộ thôn An - Đảng ủy xã Vân Trục",
            "Chi bộ thôn An thuộc Đảng bộ xã X",
        ],
    ],
)
def test_read_cell_name_gives_one_key_for_one_cell(texts: list[str]) -> None:
    found = [read_cell_name(text) for text in texts]
    assert len({name.key for name in found if name}) == 1


def test_read_cell_name_tells_villages_apart_that_differ_in_accents_only() -> None:
    found = [
        read_cell_name(f"Chi bộ thôn {name}") for name in ("Vân Hội", "Văn Hội", "Vân Hợi", "Đồng Tâm", "Đông Tâm")
    ]
    assert len({name.key for name in found if name}) == 5


def test_read_cell_name_keeps_the_committee_beside_it() -> None:
    found = read_cell_name("Chi bộ thôn Tân Lập, ĐẢNG BỘ XÃ VÂN TRỤC")
    assert found is not None
    assert found.unit == "Đảng bộ xã Vân Trục"


def test_committee_name_is_that_of_the_party_organisation() -> None:
    assert committee_name("ĐẢNG ỦY XÃ VÂN TRỤC") == "Đảng bộ xã Vân Trục"
    assert committee_name("ĐẢNG BỘ HUYỆN LẬP THẠCH") == "Đảng bộ huyện Lập Thạch"
    assert committee_name("Đảng uỷ phường Đông Tiến") == "Đảng bộ phường Đông Tiến"


def test_says_cell_and_says_committee_read_the_beginning() -> None:
    assert says_cell("IV. CHI BỘ THÔN BÃI DÀI")
    assert not says_cell("Chi bộ")
    assert not says_cell("T/M CHI BỘ")
    assert says_committee("A. ĐẢNG BỘ BỘ PHẬN KHỐI TRƯỜNG")
    assert not says_committee("Đảng ủy viên")


@pytest.mark.parametrize(
    ("text", "count"),
    [("41 đ/c", 41), ("Tổng cộng: 281 đồng chí", 281), ("Tổng số: 281, nữ 12 đ/c", 281), ("41", None), ("12 nữ", None)],
)
def test_stated_count_wants_a_word_for_members(text: str, count: int | None) -> None:
    assert stated_count(text) == count


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("XÃ VÂN TRỤC", "xã Vân Trục"),
        ("TRƯỜNG PTNT", "Trường PTNT"),
        ("BUÔN H'RA", "buôn H'Ra"),
        ("khu phố 2", "khu phố 2"),
        ("KHU PHỐ 2A", "khu phố 2A"),
    ],
)
def test_shown_name_turns_capitals_into_a_name(text: str, shown: str) -> None:
    assert shown_name(text) == shown
