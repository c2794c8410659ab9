"""The columns of a table of data: what they are called, and how a stored value is told to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, ForeignKey
from django.utils.translation import override

from cells.models import Organisation, OrganisationPeriod
from cells.rules.profile import words_of
from reports.unit_data.tables import DataTable

HEADS = {
    "cut_off": "số liệu tính đến",
    "reviewed_with": "kiểm điểm cùng",
    "decision": "quyết định",
    "local_regulation": "quy định của cấp ủy",
    "frozen_at": "chốt số liệu lúc",
    "frozen_by": "người chốt",
    "collective": "tập thể",
    "cap_group": "nhóm tính tỷ lệ",
    "sections": "các phần",
    "circulated_on": "ngày gửi dự thảo",
    "base_key": "quy định gốc",
    "created_by": "người lập",
    "created_at": "lập lúc",
    "withdrawn_on": "ngày bãi bỏ",
    "levels": "các mức đã chọn",
    "updated_by": "người sửa",
    "updated_at": "sửa lúc",
    "suggestion": "gợi ý",
    "giver": "bên cho ý kiến",
    "commitment": "bản cam kết",
    "responsible": "người chịu trách nhiệm",
    "ballot": "cuộc bỏ phiếu",
    "counts": "số phiếu",
    "prepared_by": "người lập",
    "prepared_at": "lập lúc",
    "evaluations": "phiếu đánh giá",
    "replaces": "thay cho quyết định",
    "complaint": "khiếu nại",
    "discipline": "kỷ luật",
    "award": "khen thưởng",
    "proposed_by": "người đề nghị",
    "proposed_at": "đề nghị lúc",
    "values": "giá trị",
    "id": "số dòng",
    "absorbed": "hồ sơ bị gộp như trước khi gộp",
    "action": "việc",
    "actor": "người làm (số)",
    "actor_name": "người làm",
    "answers": "câu trả lời",
    "agreed": "thống nhất",
    "agreed_at": "thống nhất lúc",
    "agreed_by": "người thống nhất",
    "answer": "trả lời",
    "answered_at": "trả lời lúc",
    "answered_by": "người trả lời",
    "approved_at": "duyệt lúc",
    "approved_by": "người duyệt",
    "at": "lúc",
    "asked_at": "xin lúc",
    "asked_by": "người xin",
    "attempts": "số lần làm",
    "base": "biểu gốc",
    "basis": "hình thức",
    "birth_precision": "ngày sinh biết đến",
    "candidate": "người được tạo nguồn",
    "cancelled_reason": "lý do hủy",
    "cell": "chi bộ",
    "chair": "chủ trì",
    "changed_at": "sửa lúc",
    "changed_by": "người sửa",
    "changes": "thay đổi",
    "chosen_by": "cấp ủy chọn",
    "closed_at": "đóng lúc",
    "closed_by": "người đóng",
    "closed_on": "ngày đóng",
    "content": "nội dung",
    "content_type": "kiểu tệp",
    "computed_level": "mức do máy đề xuất",
    "decided_at": "quyết định lúc",
    "decided_by": "người quyết định",
    "dialogue": "buổi đối thoại",
    "edited_at": "sửa lúc",
    "edited_by": "người sửa",
    "end_reason": "lý do kết thúc",
    "edition": "lần công bố",
    "entered_at": "nhập lúc",
    "entered_by": "người nhập",
    "error": "lỗi",
    "evaluation": "phiếu đánh giá",
    "facts": "số liệu khi quyết định",
    "feemonth": "tháng đảng phí",
    "file_name": "tên tệp",
    "finished_at": "xong lúc",
    "from_cell": "từ chi bộ",
    "grade": "loại",
    "granted_at": "giao lúc",
    "granted_by": "người giao",
    "group": "tổ",
    "guest": "khách",
    "head_signature": "dấu của tiêu đề",
    "helper": "người giúp đỡ",
    "introducer": "người giới thiệu",
    "second_introducer": "người giới thiệu thứ hai",
    "is_final": "bản chính thức",
    "is_removed": "đã bỏ",
    "is_temporary": "sinh hoạt tạm thời",
    "issued_by": "người giới thiệu đi",
    "item": "nội dung",
    "judged_at": "xác nhận lúc",
    "judged_by": "người xác nhận",
    "kept": "hồ sơ giữ lại",
    "key": "mục",
    "key_task": "nhiệm vụ trọng tâm",
    "kind": "loại",
    "label": "tên loại",
    "last": "số cuối đã cấp",
    "lines": "từng dòng",
    "locked_at": "khóa lúc",
    "locked_by": "người khóa",
    "mapping": "cách đọc cột",
    "maximum": "điểm tối đa",
    "meeting": "buổi sinh hoạt",
    "member": "đảng viên",
    "merged": "hồ sơ được gộp",
    "merged_at": "gộp lúc",
    "merged_by": "người gộp",
    "merged_into": "đã gộp vào",
    "moved_to": "chuyển về",
    "must_change_password": "phải đổi mật khẩu",
    "note": "ghi chú",
    "notice_sent_at": "gửi giấy mời lúc",
    "notice_sent_by": "người gửi giấy mời",
    "number": "lần",
    "on": "ngày",
    "opened_at": "mở lúc",
    "opened_by": "người mở",
    "order": "thứ tự",
    "organisation": "tổ chức",
    "organisation_name": "tổ chức",
    "organisation_number": "tổ chức (số)",
    "other": "hồ sơ kia",
    "outcome": "kết quả",
    "own": "phần riêng",
    "owner": "người được giao",
    "parent": "cấp trên",
    "parts_done": "phần đã làm",
    "parts_total": "tổng số phần",
    "passage": "đoạn biên bản",
    "percent": "phần trăm",
    "period": "kỳ",
    "pilot": "đơn vị điểm",
    "plan": "kế hoạch",
    "planned_at": "lên lịch lúc",
    "planned_by": "người lên lịch",
    "points": "điểm",
    "predecessor": "tổ chức trước",
    "preparer": "người chuẩn bị",
    "presenter": "người trình bày",
    "published_at": "công bố lúc",
    "published_by": "người công bố",
    "received_at": "nhận lúc",
    "received_by": "người nhận",
    "registered_at": "vào sổ lúc",
    "registered_by": "người vào sổ",
    "registration": "đăng ký dự",
    "replaced_at": "thay lúc",
    "replaced_because": "lý do thay",
    "replaced_by": "người thay",
    "rows": "các dòng",
    "recorded_at": "ghi lúc",
    "recorded_by": "người ghi",
    "regulation": "quy định",
    "regulation_sha256": "SHA-256 của quy định",
    "request_id": "mã lần bấm",
    "requested_at": "yêu cầu lúc",
    "requested_by": "người yêu cầu",
    "result": "kết quả",
    "returned_reason": "lý do trả lại",
    "reviewed_at": "thẩm định lúc",
    "reviewed_by": "người thẩm định",
    "revision": "lần lưu",
    "saved_at": "lưu lúc",
    "saved_by": "người lưu",
    "scored_at": "chấm lúc",
    "scored_by": "người chấm",
    "scorer": "bên chấm",
    "sent_at": "gửi lúc",
    "sent_by": "người gửi",
    "settings": "thiết lập",
    "sheet": "biểu chấm",
    "signer": "người ký",
    "secretary": "thư ký",
    "sha256": "SHA-256",
    "pages": "số trang",
    "seal": "mã kiểm tra (đầy đủ)",
    "expires_at": "giữ tệp đến",
    "cancelled_by": "người dừng, người hủy",
    "year": "năm",
    "figure": "số liệu",
    "comparison": "so sánh",
    "threshold": "chỉ tiêu",
    "document_number": "số văn bản",
    "words": "nguyên văn",
    "set_by": "người đặt",
    "set_at": "đặt lúc",
    "removed_by": "người bỏ",
    "removed_at": "bỏ lúc",
    "size": "cỡ tệp",
    "snapshot": "biên bản khi duyệt",
    "speaker": "người phát biểu",
    "stage": "bước",
    "start_reason": "lý do bắt đầu",
    "started_at": "bắt đầu lúc",
    "state": "trạng thái",
    "status": "tình trạng",
    "step": "bước",
    "subject": "mục",
    "subject_id": "đối tượng (số)",
    "submitted_at": "gửi lúc",
    "submitted_by": "người gửi",
    "successor": "tổ chức sau",
    "supplement": "phiếu bổ sung",
    "task": "nhiệm vụ",
    "term": "nhiệm kỳ",
    "theme": "chủ đề năm",
    "total": "tổng điểm",
    "text": "nội dung",
    "thing_id": "đối tượng (số)",
    "thing_kind": "loại đối tượng",
    "thing_label": "đối tượng",
    "title": "tên",
    "to_cell": "đến chi bộ",
    "trace": "lý do (từng quy tắc)",
    "training": "lớp",
    "unit": "đơn vị",
    "uploaded_at": "tải lên lúc",
    "uploaded_by": "người tải lên",
    "user": "tài khoản",
    "valid_from": "từ ngày",
    "valid_to": "đến hết ngày",
    "value": "giá trị",
    "visitor": "người dự",
    "version": "lần",
}
"""Where a field has no Vietnamese name of its own."""
NAMES = {
    "Member": "full_name",
    "User": "full_name",
    "Candidate": "full_name",
    "TrainingClass": "name",
    "WorkingGroup": "name",
}
"""What is told beside the number of another row."""


@dataclass(frozen=True, slots=True)
class DataColumn:
    """One column: ``lookup`` is read from the database, ``key`` names it in JSON, ``head`` in the workbook."""

    lookup: str
    key: str
    head: str
    field: Field[Any, Any]
    of_organisation: bool = False


def columns_of(table: DataTable) -> list[DataColumn]:
    """Every stored field; beside the number of another row the name it goes by."""
    found = []
    for field in table.model._meta.concrete_fields:
        if field.name in table.without:
            continue
        with override("vi"):
            own = str(field.verbose_name)
        head = HEADS.get(field.name, field.name) if own in (field.name.replace("_", " "), "ID") else own
        if not isinstance(field, ForeignKey):
            found.append(DataColumn(field.name, field.name, head, field))
            continue
        found.append(DataColumn(field.attname, field.attname, f"{head} (số)", field))
        related = field.related_model
        if related is Organisation:
            found.append(DataColumn(field.attname, f"{field.name}_name", head, field, of_organisation=True))
        elif name := NAMES.get(str(related.__name__)):
            found.append(DataColumn(f"{field.name}__{name}", f"{field.name}_name", head, field))
    return found


def organisation_names() -> dict[int, str]:
    """The latest name of every organisation."""
    rows = OrganisationPeriod.objects.order_by("valid_from").values_list("organisation", "name")
    return dict(rows)


def codes_of_column(column: DataColumn) -> dict[str, str]:
    """Stored code → words, for a field with choices."""
    with override("vi"):
        return {str(code): str(label) for code, label in (column.field.flatchoices or []) if code not in ("", None)}


def shown(column: DataColumn, value: Any, codes: Mapping[str, str], row: Mapping[str, Any]) -> Any:
    """A value for the workbook: words in place of codes."""
    if column.key == "value" and isinstance(value, str) and "subject" in row:
        return words_of(row["subject"], value)
    return codes.get(value, value) if isinstance(value, str) else value
