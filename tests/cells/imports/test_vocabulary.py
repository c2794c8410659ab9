"""The words of heads: which title means which field, and which look-alikes mean none."""

import pytest

from cells.imports.vocabulary import field_of

TITLES = {
    "number": "STT | TT | Số TT | Số thứ tự | STT chi bộ",
    "name": "Họ tên | Họ và tên* | HỌ VÀ TÊN ĐẢNG VIÊN | Họ, chữ đệm và tên | Họ và tên cán bộ, đảng viên | Đảng viên"
    " | Họ, chữ đệm và tên khai sinh",
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
    "record_id": "ID | Mã đảng viên",
    "other_name": "Tên gọi khác | Bí danh | Họ tên khác",
    "card_issued_at": "Nơi cấp thẻ | Nơi cấp thẻ Đảng",
    "card_issued_on": "Ngày cấp thẻ | Ngày phát thẻ đảng | Ngày cấp thẻ đảng viên",
    "birth_registration_place": "Nơi đăng ký khai sinh* | Đăng ký khai sinh",
    "birth_registration_place_province": "Nơi đăng ký khai sinh (Tỉnh/TP)",
    "native_place": "Quê quán* | Nguyên quán | Quê | Quê quán (xã, huyện, tỉnh)",
    "native_place_commune": "Quê quán (xã/phường)",
    "residence": "Thường trú* | Hộ khẩu thường trú | HKTT | Nơi cư trú | Địa chỉ | Nơi ở hiện nay",
    "old_identity_number": "Số CMND cũ | CMND cũ | Số CMT (9 số)",
    "left_on": "Ngày rời Đảng, mất, miễn | Ngày ra khỏi Đảng | Ngày từ trần",
    "residence_cell": "Chi bộ nơi cư trú | Chi bộ nơi ở",
    "occupation": "Nghề nghiệp | Nghề nghiệp hiện nay",
    "general_education": "Trình độ học vấn | Văn hóa | Trình độ GDPT | Giáo dục phổ thông",
    "professional": "Trình độ chuyên môn | Chuyên môn | Chuyên môn, nghiệp vụ",
    "political_theory": "Lý luận chính trị | LLCT | Trình độ LLCT | Trình độ chính trị",
    "phone": "ĐT | Điện thoại | SĐT | Số điện thoại | Di động",
    "removal_asked": "Đề nghị xóa",
    "": "Họ và tên bố | Ngày vào Đoàn | Nơi sinh | Thẻ BHYT | Ngày cấp thẻ BHYT | Ngày cấp CCCD | Đơn vị công tác |"
    "Chức vụ chính quyền | Tuổi Đảng | Nghề nghiệp của bố | Quê quán của vợ | Nơi tạm trú |"
    "Chức vụ, đơn vị công tác | Số QĐ kết nạp | Nơi kết nạp | Chi bộ kết nạp | Tổ đảng | Địa chỉ email |"
    "Huy hiệu Đảng | Số LL | Trình độ | Người giới thiệu | Ngày vào ngành | Ngày về chi bộ | Năm | Ngày | Ngày cấp |"
    "Xếp loại năm 2024",
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
        (("Quê quán", "Xã"), "native_place_commune"),
        (("Quê quán", "Tỉnh/Thành phố"), "native_place_province"),
        (("Nơi đăng ký khai sinh", "Quốc gia"), "birth_registration_place_country"),
        (("Nơi đăng ký khai sinh", "Chi tiết"), "birth_registration_place_detail"),
        (("Thường trú", "Thôn"), "residence_detail"),
        (("Trình độ", "Chuyên môn"), "professional"),
        (("Trình độ", "Chính trị"), "political_theory"),
        (("Trình độ", "Văn hóa"), "general_education"),
        (("Thẻ đảng viên", "Ngày cấp"), "card_issued_on"),
        (("Thẻ đảng viên", "Nơi cấp"), "card_issued_at"),
        (("Thông tin đảng viên", "Ngày sinh"), "birth"),
        (("Ngày tháng năm", "Vào Đảng"), "admitted"),
    ],
)
def test_field_of_a_title_below_another(path: tuple[str, ...], field: str) -> None:
    assert field_of(path)[0] == field
