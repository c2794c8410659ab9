"""The pages of what follows a decided year, for pictures and measuring."""

from django.urls import reverse

from cells.models import Organisation
from demo.shown import DemoPage
from evaluations.models import AwardProposal, Complaint, Decision, Period
from evaluations.queries.late_discipline import RERATE, late_disciplines

Row = tuple[str, str, str, list[int]]
SHOWN = {"khen-thuong", "cac-phien-ban"}


def afterwards_pages(cell: Organisation) -> list[DemoPage]:
    """Complaints, further decisions, late discipline, results of a day, awards."""
    proposal = AwardProposal.objects.filter(state=AwardProposal.State.PROPOSED).first()
    if proposal is None:
        return []
    period: Period = proposal.period
    rows = [*_complaints(period), *_further(period), *_awards(period, proposal)]
    own = period.evaluations.get(cell=cell, member=None, collective=None)
    again = Complaint.objects.get(evaluation__period=period, outcome=Complaint.Outcome.REAPPRAISED)
    return [
        *(_page("xa", row) for row in rows),
        _page("bithu", ("gui-don", "Gửi kiến nghị", "complaint_file", [own.pk])),
        _page("tochuc", ("tham-dinh-lai", "Thẩm định lại", "evaluation_reappraise", [again.evaluation_id])),
    ]


def _page(who: str, row: Row) -> DemoPage:
    name, title, url, args = row
    return DemoPage(name, title, who, reverse(f"evaluations:{url}", args=args), name in SHOWN)


def _complaints(period: Period) -> list[Row]:
    done = Complaint.objects.get(evaluation__period=period, outcome=Complaint.Outcome.KEPT)
    new = Complaint.objects.get(evaluation__period=period, state=Complaint.State.RECEIVED)
    verifying = Complaint.objects.get(evaluation__period=period, state=Complaint.State.VERIFYING)
    return [
        ("khieu-nai", "Khiếu nại, kiến nghị", "complaint_list", [period.pk]),
        ("khieu-nai-xong", "Đơn đã kết luận", "complaint_detail", [done.pk]),
        ("khieu-nai-moi", "Đơn mới nhận", "complaint_detail", [new.pk]),
        ("nhan-don", "Nhận đơn", "complaint_file", [done.evaluation_id]),
        ("giao-xac-minh", "Giao xác minh", "complaint_verify", [new.pk]),
        ("ket-qua-xac-minh", "Ghi kết quả xác minh", "complaint_findings", [verifying.pk]),
        ("ket-luan-don", "Kết luận đơn", "complaint_conclude", [verifying.pk]),
        ("rut-don", "Ghi rút đơn", "complaint_withdraw", [new.pk]),
    ]


def _further(period: Period) -> list[Row]:
    corrected = Decision.objects.get(evaluation__period=period, kind=Decision.Kind.CORRECTED).evaluation_id
    late = next(row for row in late_disciplines(period.organisation) if row.status == RERATE)
    assert late.evaluation is not None
    return [
        ("cac-phien-ban", "Các phiên bản của kết quả", "evaluation_detail", [corrected]),
        ("xep-loai-lai", "Xếp loại lại", "decision_correct", [corrected]),
        ("huy-ket-qua", "Hủy kết quả", "decision_cancel", [corrected]),
        ("ky-luat-den-sau", "Kỷ luật đến sau", "late_discipline_list", [period.pk]),
        ("xep-loai-lai-ky-luat", "Vì kỷ luật", "discipline_rerate", [late.evaluation.pk, late.discipline.pk]),
        ("ket-qua-mot-ngay", "Kết quả tính đến một ngày", "result_list", [period.pk]),
    ]


def _awards(period: Period, proposal: AwardProposal) -> list[Row]:
    granted = AwardProposal.objects.filter(period=period, state=AwardProposal.State.GRANTED)
    best = Decision.objects.filter(evaluation__period=period, is_outstanding=True)
    return [
        ("khen-thuong", "Khen thưởng", "award_list", [period.pk]),
        ("du-dieu-kien", "Ai đủ điều kiện khen thưởng", "award_candidates_list", [period.pk]),
        ("tieu-bieu", "Công nhận tiêu biểu", "award_outstanding", [period.pk]),
        ("bo-tieu-bieu", "Bỏ công nhận tiêu biểu", "outstanding_take_back", [best[0].evaluation_id]),
        ("khen-thuong-quyet-dinh", "Ghi quyết định khen thưởng", "award_grant", [period.pk]),
        ("bo-de-nghi-khen", "Bỏ đề nghị khen thưởng", "award_refuse", [proposal.pk]),
        ("thu-hoi-khen", "Ghi thu hồi khen thưởng", "award_withdraw", [granted[0].pk]),
        ("muc-tien-thuong", "Mức tiền, dự toán", "award_money", [period.pk]),
        ("an-dinh-muc", "Ấn định mức", "award_setting_change", [period.pk]),
    ]
