"""What invented people did after 2025 was decided: awards, complaints, a result decided again, late discipline."""

import datetime as dt
from collections.abc import Mapping

from accounts.models import User
from cells.models import Organisation
from cells.services.honours import Verdict, record_discipline
from demo.clock import written_on
from demo.commune import writer_of
from evaluations.models import AwardProposal, Evaluation, Level, Period
from evaluations.queries.awards import award_candidates, excellent_of
from evaluations.queries.proposals import latest_decision
from evaluations.rules.awards import MET
from evaluations.services.awards import grant_awards, propose_awards, recognise_outstanding
from evaluations.services.complaints import (
    conclude_complaint,
    receive_complaint,
    record_findings,
    verify_complaint,
)
from evaluations.services.corrections import FurtherPaper, correct_decision
from evaluations.services.reappraisals import reappraise_evaluation

COMPLAINING_CELL = "Chi bộ thôn Phú Cường"


def follow_the_decided_year(commune: Organisation, users: Mapping[str, User]) -> None:
    """The winter after 2025, and what is still open in November 2026."""
    leader = users["xa"]
    period = Period.objects.select_related("organisation").get(organisation=commune, year=2025, quarter=None)
    good = _members_at(period, Level.GOOD)
    _award(period, leader)
    _answer_a_complaint(good[0], leader)
    _decide_again(good[1], leader)
    _discipline_late(good[3], leader)
    _appraise_again(good[4], leader, users["tochuc"])
    with written_on(dt.date(2026, 10, 12)):
        complaint = receive_complaint(
            good[2],
            by=leader,
            kind="denunciation",
            content="Phản ánh đồng chí kê khai nhiệm vụ không đúng thực tế.",
            received_on=dt.date(2026, 10, 12),
        )
        verify_complaint(complaint, by=leader, verifier="Tổ xác minh của Đảng ủy xã")
        record_findings(complaint, by=leader, findings="Đang chờ chi bộ báo cáo.", verified_on=dt.date(2026, 10, 30))
    with written_on(dt.date(2026, 11, 10)):
        cell = period.evaluations.get(cell__periods__name=COMPLAINING_CELL, member=None, collective=None)
        receive_complaint(
            cell,
            by=writer_of(cell.cell),
            kind="petition",
            from_name="Chi bộ thôn Phú Cường",
            content="Đề nghị xem lại điểm phần kết quả: hai nhiệm vụ chậm do chờ vật tư của xã, không phải do chi bộ.",
            received_on=dt.date(2026, 11, 10),
        )


def _members_at(period: Period, level: str) -> list[Evaluation]:
    """Members of that class who have no account, in the order of the list."""
    rows = period.evaluations.filter(member__isnull=False, member__user__isnull=True, decisions__level=level)
    return list(rows.select_related("member", "cell", "period").order_by("cell__order", "member__sort_key", "pk")[:5])


def _award(period: Period, leader: User) -> None:
    """The best cell is recognised; who is eligible is proposed; the own certificates are given."""
    with written_on(dt.date(2026, 1, 5)):
        cells = [row for row in excellent_of(period) if row.member_id is None and row.collective_id is None]
        if cells:
            day = dt.date(2026, 1, 5)
            recognise_outstanding(period, cells[:1], by=leader, decided_on=day, document_number="01-QĐ/ĐU")
    with written_on(dt.date(2026, 1, 8)):
        met = [row.key for row in award_candidates(period, day=dt.date(2026, 1, 8)) if row.outcome == MET]
        if met:
            propose_awards(period, met, by=leader)
    with written_on(dt.date(2026, 1, 15)):
        rows = list(AwardProposal.objects.filter(period=period, rule__in=["cell_year", "member_year"]))
        if len(rows) > 1:
            grant_awards(rows[:-1], by=leader, decided_on=dt.date(2026, 1, 15), document="04-QĐ/ĐU")


def _answer_a_complaint(evaluation: Evaluation, leader: User) -> None:
    """A member asked why; the result stayed."""
    _settle_complaint(
        evaluation,
        leader,
        (dt.date(2026, 1, 9), dt.date(2026, 1, 20), dt.date(2026, 1, 22)),
        content="Tôi hoàn thành cả các việc được giao, đề nghị cho biết vì sao không xếp hoàn thành xuất sắc.",
        verifier="Ủy ban Kiểm tra Đảng ủy xã",
        findings="Đã đối chiếu sổ giao việc của chi bộ: các việc đều đúng hạn, chưa có việc nào vượt mức.",
        outcome="kept",
        conclusion="Giữ nguyên kết quả. Xuất sắc cần từ 30 % nhiệm vụ vượt mức; năm 2025 chưa có việc nào.",
        document="03-TB/ĐU",
    )


def _settle_complaint(
    evaluation: Evaluation,
    leader: User,
    days: tuple[dt.date, dt.date, dt.date],
    *,
    content: str,
    verifier: str,
    findings: str,
    **concluded: str,
) -> None:
    """From the letter to the conclusion, on the days of receiving, verifying and concluding."""
    received_on, verified_on, concluded_on = days
    with written_on(received_on):
        name = str(evaluation.member)
        complaint = receive_complaint(
            evaluation, by=leader, kind="complaint", from_name=name, content=content, received_on=received_on
        )
        verify_complaint(complaint, by=leader, verifier=verifier)
    with written_on(verified_on):
        record_findings(complaint, by=leader, findings=findings, verified_on=verified_on)
        conclude_complaint(complaint, by=leader, concluded_on=concluded_on, **concluded)


def _decide_again(evaluation: Evaluation, leader: User) -> None:
    """What was declared was not so: decided again by Mẫu 03."""
    decision = latest_decision(evaluation)
    assert decision is not None
    with written_on(dt.date(2026, 3, 2)):
        correct_decision(
            evaluation,
            by=leader,
            level=Level.COMPLETED,
            reason="Kê khai hai nhiệm vụ là hoàn thành đúng hạn nhưng thực tế chậm, phát hiện khi kiểm tra.",
            paper=FurtherPaper(dt.date(2026, 3, 2), "12-QĐ/ĐU", None, leader.full_name, "Bí thư"),
            seen=decision.version,
        )


def _appraise_again(evaluation: Evaluation, leader: User, officer: User) -> None:
    """A complaint was right: the board appraised again; the committee has not decided yet."""
    _settle_complaint(
        evaluation,
        leader,
        (dt.date(2026, 10, 19), dt.date(2026, 11, 5), dt.date(2026, 11, 6)),
        content="Hai việc tôi làm vượt mức ở tổ an ninh trật tự chưa được tính.",
        verifier="Ban Tổ chức Đảng ủy xã",
        findings="Công an xã xác nhận hai việc vượt mức, hồ sơ năm 2025 chưa kê.",
        outcome="reappraised",
        conclusion="Đơn có cơ sở, đề nghị Ban Tổ chức thẩm định lại.",
        document="41-TB/ĐU",
    )
    with written_on(dt.date(2026, 11, 17)):
        opinion = "Đã tính thêm hai việc vượt mức; tổng điểm vẫn dưới 90 nên đề nghị giữ mức hoàn thành tốt."
        reappraise_evaluation(evaluation, by=officer, level=Level.GOOD, opinion=opinion)


def _discipline_late(evaluation: Evaluation, leader: User) -> None:
    """Discipline that was decided three days after the class of its year; nothing was decided again yet."""
    member = evaluation.member
    assert member is not None
    verdict = Verdict(
        kind="reprimand",
        content="Chậm nộp đảng phí nhiều tháng, không chấp hành phân công của chi bộ",
        act_on=dt.date(2025, 9, 1),
        decided_on=dt.date(2025, 12, 29),
        decided_by=evaluation.cell.name,
        document="05-QĐ/CB",
    )
    with written_on(dt.date(2025, 12, 29)):
        record_discipline(member, verdict, by=leader)
