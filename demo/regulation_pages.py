"""The pages of regulations, for pictures and measuring."""

from django.urls import reverse

from demo.shown import DemoPage
from evaluations.models import LocalRegulation, Period


def regulation_pages() -> list[DemoPage]:
    """Regulations to read, the commune's own in force, and the draft of the next."""
    issued = LocalRegulation.objects.filter(state=LocalRegulation.State.APPROVED).first()
    draft = LocalRegulation.objects.filter(state=LocalRegulation.State.DRAFT).first()
    period = Period.objects.filter(local_regulation__isnull=False, quarter=None).first()
    if not (issued and draft and period):
        return []
    rows: list[tuple[str, str, str, str, list[object]]] = [
        ("quy-dinh", "Các quy định xếp loại", "xa", "regulation_list", []),
        ("quy-dinh-366", "Quy định 366, đọc từng quy tắc", "dangvien", "regulation_detail", ["366-43"]),
        ("quy-dinh-2014", "Quy định của những năm trước", "dangvien", "regulation_detail", ["tsvm-2014"]),
        ("mau-tieu-chi", "Mẫu bộ tiêu chí", "dangvien", "criteria_sample", ["c1"]),
        ("quy-dinh-xa", "Quy định của xã", "bithu", "local_regulation_detail", [issued.pk]),
        ("quy-dinh-xa-toan-van", "Quy định của xã, toàn văn", "bithu", "local_regulation_text", [issued.pk]),
        ("quy-dinh-bai-bo", "Bãi bỏ quy định", "xa", "local_regulation_withdraw", [issued.pk]),
        ("quy-dinh-cua-ky", "Quy định đã khóa của kỳ", "bithu", "period_regulation", [period.pk]),
        ("soan-quy-dinh", "Soạn quy định", "xa", "local_regulation_draft", [draft.organisation_id]),
        ("ban-thao-quy-dinh", "Bản thảo quy định", "xa", "local_regulation_detail", [draft.pk]),
        ("bang-tieu-chi", "Sửa bảng tiêu chí", "xa", "local_regulation_criteria", [draft.pk, "c1"]),
        ("tai-bang-tieu-chi", "Tải bảng tiêu chí lên", "xa", "local_regulation_criteria_upload", [draft.pk, "c1"]),
        ("dieu-kien-them", "Điều kiện thêm", "xa", "local_regulation_gates", [draft.pk]),
        ("lua-chon-quy-dinh", "Điều để cấp ủy chọn", "xa", "local_regulation_settings", [draft.pk]),
        ("han-noi-bo", "Hạn nội bộ", "xa", "local_regulation_deadlines", [draft.pk]),
        ("ten-quy-dinh", "Tên, thời gian", "xa", "local_regulation_heading", [draft.pk]),
        ("ban-hanh-quy-dinh", "Ban hành quy định", "xa", "local_regulation_approve", [draft.pk]),
    ]
    shown = {"bang-tieu-chi", "quy-dinh-xa-toan-van"}
    return [
        DemoPage(name, title, who, reverse(f"evaluations:{url}", args=args), name in shown)
        for name, title, who, url, args in rows
    ]
