"""The pages of the review in writing, for pictures and measuring."""

from django.urls import reverse

from cells.models import Organisation
from demo.shown import DemoPage
from evaluations.models import Commitment, Evaluation, Opinion, ReviewMeeting, Shortcoming, Suggestion


def review_pages(cell: Organisation) -> list[DemoPage]:
    """Forms, points, opinions, meetings, shortcomings and commitments of one cell."""
    rows = Evaluation.objects.filter(cell=cell, period__year=2026, period__quarter=None, collective=None)
    own = rows.filter(member=None).first()
    asked = Suggestion.objects.filter(evaluation=own, is_removed=False).first()
    opinion = Opinion.objects.filter(evaluation__in=rows, is_removed=False).first()
    shortcoming = Shortcoming.objects.filter(cell=cell, progress="under_way").first()
    programme = Commitment.objects.filter(cell=cell, year=2026, kind="programme").first()
    meeting = ReviewMeeting.objects.filter(organisation=cell).first()
    sent = Evaluation.objects.filter(period__year=2026, state="submitted", member__isnull=False).first()
    if not (own and asked and opinion and shortcoming and programme and meeting and sent):
        return []
    member, unit = opinion.evaluation_id, [own.period_id, cell.pk]
    found: list[tuple[str, str, str, str, list[object]]] = [
        ("ban-kiem-diem", "Bản kiểm điểm của chi bộ", "bithu", "self_review", [own.pk]),
        ("viet-muc", "Viết một mục của bản kiểm điểm", "bithu", "self_review_section", [own.pk, "III"]),
        ("ban-kiem-diem-dang-vien", "Bản kiểm điểm của đảng viên", "bithu", "self_review", [member]),
        ("cac-ban-kiem-diem", "Các bản kiểm điểm của chi bộ", "bithu", "self_review_list", unit),
        ("tu-cham-diem", "Tự chấm điểm, tự xếp loại", "bithu", "self_points", [own.pk]),
        ("diem-tham-dinh", "Điểm thẩm định", "tochuc", "points_appraise", [sent.pk]),
        ("goi-y-kiem-diem", "Gợi ý kiểm điểm", "xa", "suggestion_make", [own.pk]),
        ("giai-trinh", "Giải trình gợi ý", "bithu", "suggestion_answer", [asked.pk]),
        ("y-kien-ve-dang-vien", "Ý kiến về một đảng viên", "bithu", "opinion_list", [member]),
        ("ghi-y-kien", "Ghi ý kiến", "bithu", "opinion_record", [member]),
        ("sua-y-kien", "Sửa ý kiến", "bithu", "opinion_change", [opinion.pk]),
        ("bang-y-kien", "Nhập ý kiến cả chi bộ", "bithu", "opinion_sheet", unit),
        ("tong-hop-y-kien", "Tổng hợp ý kiến", "bithu", "opinion_summary", unit),
        ("hoi-nghi-kiem-diem", "Hội nghị kiểm điểm", "bithu", "review_meeting_list", [meeting.period_id, cell.pk]),
        ("ghi-hoi-nghi", "Ghi buổi họp kiểm điểm", "bithu", "review_meeting_link", unit),
        ("han-che", "Hạn chế, khắc phục", "bithu", "shortcoming_list", [cell.pk]),
        ("ghi-han-che", "Ghi hạn chế", "bithu", "shortcoming_name", [cell.pk]),
        ("sua-han-che", "Sửa hạn chế", "bithu", "shortcoming_change", [shortcoming.pk]),
        ("tinh-trang-khac-phuc", "Tình trạng khắc phục", "bithu", "shortcoming_report", [shortcoming.pk]),
        ("bo-han-che", "Bỏ hạn chế ghi nhầm", "bithu", "shortcoming_remove", [shortcoming.pk]),
        ("cam-ket", "Cam kết năm của chi bộ", "bithu", "commitment_sheet", [cell.pk, 2026]),
        ("mot-cam-ket", "Danh mục nhiệm vụ năm", "bithu", "commitment_detail", [programme.pk]),
    ]
    in_readme = {"ban-kiem-diem", "bang-y-kien"}
    return [
        DemoPage(name, title, who, reverse(f"evaluations:{url}", args=args), name in in_readme)
        for name, title, who, url, args in found
    ]
