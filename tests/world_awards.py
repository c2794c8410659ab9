"""What follows a decided year, one of each: a complaint, a discipline that came late, a proposal for an award."""

import datetime as dt

from cells.models import Discipline
from evaluations.models import AwardProposal, Complaint
from tests.evaluations.past import make_past


def build_awards(commune, cast):
    """2025 of the first cell and of its plain member, decided; all of it recorded by the commune."""
    cell, by, member = commune.cells[0], cast.commune, cast.member.member
    of_member = make_past(commune.committee, 2025, member, "excellent", cell=cell, by=by)
    of_cell = make_past(commune.committee, 2025, cell, "excellent", by=by, outstanding=True)
    late = Discipline.objects.create(
        member=member,
        unit=cell,
        kind="reprimand",
        content="x",
        act_on=dt.date(2025, 3, 1),
        decided_on=dt.date(2025, 12, 28),
        decided_by="Đảng ủy",
        document="9-QĐ/ĐU",
    )
    complaint = Complaint.objects.create(
        evaluation=of_member.evaluation,
        kind="denunciation",
        from_name="Người Tố Cáo",
        content="Chuyện kín trong đơn",
        received_on=dt.date(2026, 1, 5),
        state="verifying",
        verifier="Tổ 1",
        findings="Đã rõ",
        verified_on=dt.date(2026, 1, 6),
        recorded_by=by,
    )
    proposal = AwardProposal.objects.create(
        period=of_member.evaluation.period,
        evaluation=of_member.evaluation,
        rule="member_year",
        title="Hoàn thành xuất sắc nhiệm vụ năm 2025",
        form="certificate",
        authority="Đảng ủy xã Vân Trục",
        amount=702000,
        proposed_by=by,
    )
    return {
        "decided_period": of_member.evaluation.period_id,
        "decided": of_member.evaluation_id,
        "decision": of_member.pk,
        "decided_cell": of_cell.evaluation_id,
        "late_discipline": late.pk,
        "complaint": complaint.pk,
        "award_proposal": proposal.pk,
    }
