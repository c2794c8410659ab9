"""The words of heads: which title means which field, and which look-alikes mean none."""

import pytest

from cells.imports.vocabulary import field_of

TITLES = {
    "number": "STT | TT | Số TT | Số thứ tự | STT chi bộ",
    "name": "Họ tên | Họ và tên* | HỌ VÀ TÊN ĐẢNG VIÊN | Họ, chữ đệm và tên | Họ và tên cán bộ, đảng viên | Đảng viên",
    "family_name": "Họ | Họ đệm | Họ và tên đệm | Họ và chữ đệm | Họ lót",
    "given_name": "Tên",
    "sex": "Giới tính | Giới | GT | Nam/Nữ",
    "male": "Nam",
    "female": "Nữ | Là nữ",
    "birth": "Ngày sinh | Sinh ngày* | Năm sinh | Ngày, tháng, năm sinh | NTNS | Ngày/tháng/năm sinh",
    "ethnic_group": "Dân tộc | DT | Thành phần dân tộc",
    "religion": "Tôn giáo",
    "citizen_id": "CCCD | Số CCCD/CMND | Căn cước công dân | Số định danh cá nhân* | Mã định danh",
    "identity_card": "CMND | Số CMND",
    "card_number": "Số thẻ | Số thẻ ĐV | Số thẻ\nđảng viên | Số thẻ Đảng* | Số TĐV | Thẻ đảng viên",
    "old_card_number": "Số thẻ theo QĐ 85 | Số thẻ cũ | Số thẻ (8 số)",
    "admitted": "Ngày vào Đảng* | Vào Đảng | Ngày kết nạp | Dự bị | Năm vào Đảng",
    "admission_decided": "Ngày quyết định kết nạp | Ngày QĐ kết nạp",
    "admission_ceremony": "Ngày lễ kết nạp | Ngày tổ chức lễ kết nạp",
    "official": "Chính thức | Ngày chính thức* | Ngày công nhận chính thức | Ngày vào Đảng chính thức",
    "both_days": "Ngày vào Đảng/chính thức | Ngày vào Đảng, ngày chính thức | Ngày kết nạp và chính thức",
    "cell": "Chi bộ | Tên chi bộ | Tổ chức đảng đang sinh hoạt* | Chi bộ đang sinh hoạt | Đang sinh hoạt tại",
    "weak_cell": "Đơn vị | Thôn | Thôn, xóm | Tổ dân phố",
    "post": "Chức vụ | Chức vụ\ntrong Đảng | Chức danh | Cấp ủy",
    "post_secretary": "Bí thư | BT",
    "status": "Trạng thái | Trạng thái hoạt động | Tình trạng sinh hoạt",
    "exempt": "Miễn SH | Miễn sinh hoạt | Miễn công tác và SH | Ngày miễn SH",
    "note": "Ghi chú | GC",
    "": "Tên gọi khác | Họ và tên bố | ĐT | Điện thoại | Ngày vào Đoàn | Nơi sinh | Quê quán |"
    "Ngày cấp thẻ | Nơi cấp thẻ | Thẻ BHYT | Số CMND cũ | Ngày cấp CCCD | Chi bộ nơi cư trú | Đơn vị công tác |"
    "Chức vụ chính quyền | Tuổi Đảng |"
    "Chức vụ, đơn vị công tác | Ngày rời Đảng, mất, miễn | Số QĐ kết nạp | Nơi kết nạp | Chi bộ kết nạp | Tổ đảng |"
    "Đề nghị xóa | Huy hiệu Đảng | Số LL | Trình độ | Người giới thiệu | Ngày vào ngành | Ngày về chi bộ | Năm | Ngày |"
    "Nghề nghiệp | Xếp loại năm 2024",
}


@pytest.mark.parametrize(
    ("title", "field"), [(title.strip(), field) for field, titles in TITLES.items() for title in titles.split("|")]
)
def test_field_of_a_title(title: str, field: str) -> None:
    assert field_of((title,))[0] == field


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (("Ngày, tháng, năm sinh", "Nam"), "male"),
        (("Ngày, tháng, năm sinh", "Năm"), "birth_year"),
        (("Ngày, tháng, năm sinh", "Tháng"), "birth_month"),
        (("Giới tính", "Nữ"), "female"),
        (("Ngày vào Đảng", "Dự bị"), "admitted"),
        (("Ngày vào Đảng", "Chính thức"), "official"),
        (("Kết nạp", "Ngày"), "admitted"),
        (("Kết nạp", "Quyết định"), "admission_decided"),
        (("Kết nạp", "Nơi"), ""),
        (("Họ và tên", "Họ đệm"), "family_name"),
        (("Đảng viên", "Họ và tên"), "name"),
        (("CCCD", "Số"), "citizen_id"),
        (("CCCD", "Ngày cấp"), ""),
        (("Thẻ đảng viên", "Số thẻ"), "card_number"),
        (("Số thẻ đảng", "Cũ"), "old_card_number"),
        (("Số thẻ", "đảng viên"), "card_number"),
        (("Chức vụ", "Đảng"), "post"),
        (("Chức vụ", "Chính quyền"), ""),
        (("Quê quán", "Xã"), ""),
        (("Thông tin đảng viên", "Ngày sinh"), "birth"),
        (("Ngày tháng năm", "Vào Đảng"), "admitted"),
    ],
)
def test_field_of_a_title_below_another(path: tuple[str, ...], field: str) -> None:
    assert field_of(path)[0] == field
