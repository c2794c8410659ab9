"""The pages of the review in writing, for pictures and measuring."""

from django.urls import reverse

from cells.models import Organisation
from demo.shown import DemoPage
from evaluations.models import Commitment, Evaluation, Opinion, ReviewMeeting, Shortcoming, Suggestion

Row = tuple[str, str, str, list[object]]
IN_README = {"ban-kiem-diem", "bang-y-kien"}
BOARD = {"diem-tham-dinh": "tochuc", "so-lieu-tham-dinh": "tochuc", "goi-y-kiem-diem": "xa"}
"""Pages that others than the cell's secretary open."""


def review_pages(cell: Organisation) -> list[DemoPage]:
    """Forms, points, opinions, meetings, shortcomings and commitments of one cell."""
    return [
        DemoPage(name, title, BOARD.get(name, "bithu"), reverse(f"evaluations:{url}", args=args), name in IN_README)
        for name, title, url, args in (*_forms(cell), *_meetings(cell), *_promises(cell))
    ]


def _forms(cell: Organisation) -> list[Row]:
    rows = Evaluation.objects.filter(cell=cell, period__year=2026, period__quarter=None, collective=None)
    own = rows.filter(member=None).first()
    asked = Suggestion.objects.filter(evaluation=own, is_removed=False).first()
    opinion = Opinion.objects.filter(evaluation__in=rows, is_removed=False).first()
    sent = Evaluation.objects.filter(period__year=2026, state="submitted", member__isnull=False).first()
    if not (own and asked and opinion and sent):
        return []
    member, unit = opinion.evaluation_id, (own.period_id, cell.pk)
    return [
        ("ban-kiem-diem", "Bản kiểm điểm của chi bộ", "self_review", [own.pk]),
        ("viet-muc", "Viết một mục của bản kiểm điểm", "self_review_section", [own.pk, "III"]),
        ("ban-kiem-diem-dang-vien", "Bản kiểm điểm của đảng viên", "self_review", [member]),
        ("cac-ban-kiem-diem", "Các bản kiểm điểm của chi bộ", "self_review_list", [*unit]),
        ("tu-cham-diem", "Tự chấm điểm, tự xếp loại", "self_points", [own.pk]),
        ("diem-tham-dinh", "Điểm thẩm định", "points_appraise", [sent.pk]),
        ("so-lieu-tham-dinh", "Số liệu thẩm định", "facts_appraise", [sent.pk]),
        ("goi-y-kiem-diem", "Gợi ý kiểm điểm", "suggestion_make", [own.pk]),
        ("giai-trinh", "Giải trình gợi ý", "suggestion_answer", [asked.pk]),
        ("y-kien-ve-dang-vien", "Ý kiến về một đảng viên", "opinion_list", [member]),
        ("ghi-y-kien", "Ghi ý kiến", "opinion_record", [member]),
        ("sua-y-kien", "Sửa ý kiến", "opinion_change", [opinion.pk]),
        ("bang-y-kien", "Nhập ý kiến cả chi bộ", "opinion_sheet", [*unit]),
        ("tong-hop-y-kien", "Tổng hợp ý kiến", "opinion_summary", [*unit]),
        ("ghi-hoi-nghi", "Ghi buổi họp kiểm điểm", "review_meeting_link", [*unit]),
    ]


def _meetings(cell: Organisation) -> list[Row]:
    meeting = ReviewMeeting.objects.filter(organisation=cell).first()
    if meeting is None:
        return []
    return [("hoi-nghi-kiem-diem", "Hội nghị kiểm điểm", "review_meeting_list", [meeting.period_id, cell.pk])]


def _promises(cell: Organisation) -> list[Row]:
    shortcoming = Shortcoming.objects.filter(cell=cell, progress="under_way").first()
    programme = Commitment.objects.filter(cell=cell, year=2026, kind="programme").first()
    if not (shortcoming and programme):
        return []
    return [
        ("han-che", "Hạn chế, khắc phục", "shortcoming_list", [cell.pk]),
        ("ghi-han-che", "Ghi hạn chế", "shortcoming_name", [cell.pk]),
        ("sua-han-che-chi-bo", "Sửa hạn chế của chi bộ", "shortcoming_change", [shortcoming.pk]),
        ("tinh-trang-khac-phuc", "Tình trạng khắc phục", "shortcoming_report", [shortcoming.pk]),
        ("bo-han-che", "Bỏ hạn chế ghi nhầm", "shortcoming_remove", [shortcoming.pk]),
        ("cam-ket", "Cam kết năm của chi bộ", "commitment_sheet", [cell.pk, 2026]),
        ("mot-cam-ket", "Danh mục nhiệm vụ năm", "commitment_detail", [programme.pk]),
    ]
