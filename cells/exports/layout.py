"""The columns of the three lists: what a head says, how a value is written, what the sample file explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cells.models import OrganisationKind, RosterUpload, Seat, StatisticalType, UnitType
from cells.rules.profile import codes_of

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Kind = RosterUpload.Kind


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column: the field it holds, its head (always Vietnamese: lists are read by their heads), its width."""

    field: str
    title: str
    width: float
    guidance: StrPromise
    example: str = ""
    required: bool = False


def _labels(subject: str) -> str:
    return "; ".join(codes_of(subject).values())


def _one_of(values: str) -> StrPromise:
    return format_lazy("{0} {1}", _("Một trong:"), values)


STATUSES = (
    "Đang sinh hoạt; Miễn sinh hoạt; Giảm sinh hoạt; Tạm miễn sinh hoạt; Sinh hoạt tạm thời nơi khác; "
    "Đình chỉ sinh hoạt; Sinh hoạt tạm thời đến; Từ trần; Rời khỏi Đảng; Chuyển đi"
)
OFFICES = (
    "Bí thư; Phó Bí thư; Ủy viên Ban Thường vụ; Cấp ủy viên (Chi ủy viên); Tổ trưởng tổ đảng; Tổ phó tổ đảng; "
    "Cán bộ ban tổ chức"
)
MEMBERS = (
    ListColumn("name", "Họ và tên", 26, _("Họ, đệm, tên, gõ bằng Unicode."), "Nguyễn Thị Minh", required=True),
    ListColumn("other_name", "Tên gọi khác", 16, _("Bỏ trống nếu không có.")),
    ListColumn("sex", "Giới tính", 9, _("Nam hoặc Nữ."), "Nữ"),
    ListColumn(
        "birth", "Ngày sinh", 12, _("Ngày/tháng/năm; chỉ biết tháng hoặc năm thì ghi 02/1980, 1980."), "05/02/1980"
    ),
    ListColumn("ethnic_group", "Dân tộc", 11, _("Như trong căn cước."), "Kinh"),
    ListColumn("religion", "Tôn giáo", 11, _("Ghi Không nếu không theo."), "Không"),
    ListColumn(
        "citizen_id", "Số định danh cá nhân", 16, _("12 chữ số, để kiểu chữ kẻo mất số 0 ở đầu."), "025180000123"
    ),
    ListColumn("old_identity_number", "Số CMND cũ", 13, _("9 chữ số, nếu còn cần.")),
    ListColumn("card_number", "Số thẻ đảng viên", 16, _("12 chữ số."), "251234567890"),
    ListColumn("old_card_number", "Số thẻ cũ (theo QĐ 85)", 12, _("8 chữ số.")),
    ListColumn("card_issued_at", "Nơi cấp thẻ", 20, _("Cơ quan cấp thẻ.")),
    ListColumn("card_issued_on", "Ngày cấp thẻ", 12, _("Đủ ngày, tháng, năm.")),
    ListColumn(
        "cell",
        "Chi bộ đang sinh hoạt",
        28,
        _("Tên chi bộ; tên chưa có thì được lập mới."),
        "Chi bộ thôn Song Vân",
        required=True,
    ),
    ListColumn("residence_cell", "Chi bộ nơi cư trú", 28, _("Chỉ ghi khi khác chi bộ đang sinh hoạt.")),
    ListColumn(
        "admission_decided",
        "Ngày quyết định kết nạp",
        13,
        _("Tuổi Đảng tính từ ngày này (Điều lệ Đ5.4)."),
        "12/05/2004",
    ),
    ListColumn(
        "admission_ceremony", "Ngày lễ kết nạp", 13, _("12 tháng dự bị tính từ ngày này (Điều lệ Đ5.1)."), "19/05/2004"
    ),
    ListColumn("official", "Ngày chính thức", 13, _("Bỏ trống nếu còn dự bị."), "19/05/2005"),
    ListColumn(
        "post", "Chức vụ trong chi bộ", 14, _("Bí thư, Phó Bí thư hoặc Chi ủy viên; đảng viên thường thì bỏ trống.")
    ),
    ListColumn(
        "status",
        "Trạng thái hoạt động",
        20,
        _one_of(STATUSES),
        "Đang sinh hoạt",
    ),
    ListColumn("left_on", "Ngày rời Đảng, mất hoặc miễn", 13, _("Chỉ ghi khi trạng thái nói vậy.")),
    ListColumn("birth_registration_place", "Nơi đăng ký khai sinh", 24, _("Xã, tỉnh.")),
    ListColumn("native_place", "Quê quán", 24, _("Xã, tỉnh.")),
    ListColumn("residence", "Nơi thường trú", 24, _("Xã, tỉnh.")),
    ListColumn("occupation", "Nghề nghiệp", 18, _one_of(_labels("occupation")), "nông dân"),
    ListColumn(
        "general_education", "Trình độ học vấn", 16, _one_of(_labels("general_education")), "trung học phổ thông"
    ),
    ListColumn("professional", "Trình độ chuyên môn", 16, _one_of(_labels("professional")), "trung cấp"),
    ListColumn("political_theory", "Trình độ lý luận chính trị", 16, _one_of(_labels("political_theory")), "sơ cấp"),
    ListColumn("phone", "Điện thoại", 14, _("Một số.")),
    ListColumn("note", "Ghi chú", 20, _("Lý do rời đi, nơi chuyển đến.")),
)
ORGANISATIONS = (
    ListColumn("code", "Mã tổ chức", 18, _("Nếu có; mỗi tổ chức một mã."), "VT-01"),
    ListColumn("name", "Tên tổ chức đảng", 34, _("Tên đầy đủ."), "Chi bộ thôn Song Vân", required=True),
    ListColumn(
        "kind", "Cấp", 22, _one_of("; ".join(str(label) for label in OrganisationKind.labels)), "chi bộ", required=True
    ),
    ListColumn(
        "superior",
        "Tổ chức cấp trên",
        30,
        _("Mã hoặc tên; bỏ trống thì là đơn vị đang nhập vào."),
        "Đảng bộ xã Vân Trục",
    ),
    ListColumn(
        "unit_type", "Loại hình", 26, _one_of("; ".join(str(label) for label in UnitType.labels)), "thôn, tổ dân phố"
    ),
    ListColumn(
        "statistical_type",
        "Loại hình thống kê",
        22,
        _one_of("; ".join(str(label) for label in StatisticalType.labels)),
        "xã",
    ),
    ListColumn("place_name", "Địa danh", 18, _("Ghi trước ngày tháng trên văn bản."), "Vân Trục"),
    ListColumn("founded_on", "Ngày thành lập", 13, _("Bắt buộc với tổ chức mới."), "01/07/2020"),
    ListColumn("document", "Số văn bản", 24, _("Văn bản lập, đổi tên hoặc chuyển."), "Quyết định 12-QĐ/ĐU"),
    ListColumn("document_on", "Ngày văn bản", 13, _("Ngày ký."), "25/06/2020"),
    ListColumn("ended_on", "Ngày kết thúc hoạt động", 13, _("Ngày cuối cùng hoạt động, nếu giải thể.")),
    ListColumn("end_document", "Văn bản kết thúc hoạt động", 24, _("Văn bản giải thể.")),
)
POSTS = (
    ListColumn("unit_code", "Mã tổ chức", 18, _("Nếu tổ chức có mã."), "VT-01"),
    ListColumn(
        "unit", "Tổ chức đảng", 34, _("Tên tổ chức; không cần nếu đã ghi mã."), "Chi bộ thôn Song Vân", required=True
    ),
    ListColumn("name", "Họ và tên", 26, _("Người giữ chức vụ."), "Nguyễn Thị Minh", required=True),
    ListColumn("birth", "Ngày sinh", 12, _("Để phân biệt người trùng tên."), "05/02/1980"),
    ListColumn("citizen_id", "Số định danh cá nhân", 16, _("12 chữ số; có thì chắc chắn đúng người."), "025180000123"),
    ListColumn("card_number", "Số thẻ đảng viên", 16, _("12 hoặc 8 chữ số.")),
    ListColumn(
        "office",
        "Chức vụ",
        20,
        _one_of(OFFICES),
        "Bí thư",
        required=True,
    ),
    ListColumn("valid_from", "Từ ngày", 13, _("Ngày nhận chức vụ."), "15/03/2025", required=True),
    ListColumn("valid_to", "Đến ngày", 13, _("Ngày cuối cùng giữ chức vụ; đang giữ thì bỏ trống.")),
    ListColumn("basis", "Hình thức", 12, _one_of("; ".join(str(label) for label in Seat.Basis.labels)), "bầu"),
    ListColumn("document", "Số văn bản", 24, _("Văn bản chuẩn y, chỉ định."), "Quyết định 31-QĐ/ĐU"),
    ListColumn("document_on", "Ngày văn bản", 13, _("Ngày ký."), "20/03/2025"),
)
COLUMNS: dict[str, tuple[ListColumn, ...]] = {
    Kind.MEMBERS: MEMBERS,
    Kind.ORGANISATIONS: ORGANISATIONS,
    Kind.POSTS: POSTS,
}
TITLES = {
    Kind.MEMBERS: "DANH SÁCH ĐẢNG VIÊN",
    Kind.ORGANISATIONS: "DANH SÁCH TỔ CHỨC ĐẢNG",
    Kind.POSTS: "DANH SÁCH CHỨC VỤ TRONG ĐẢNG",
}
STATUS_WORDS = {
    "": "Đang sinh hoạt",
    "exempt": "Miễn sinh hoạt",
    "reduced": "Giảm sinh hoạt",
    "temporarily_exempt": "Tạm miễn sinh hoạt",
    "away": "Sinh hoạt tạm thời nơi khác",
    "suspended": "Đình chỉ sinh hoạt",
}
TEMPORARY_IN = "Sinh hoạt tạm thời đến"
