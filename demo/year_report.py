"""The committee's report on 2025, issued in January 2026; the one on 2026 is begun."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from accounts.models import User
from cells.models import Organisation
from demo.clock import written_on
from evaluations.models import Period
from evaluations.services.year_reports import begin_year_report, issue_year_report, write_year_report
from meetings.documents.drafts import draft_of
from meetings.services.issuing import Registered, register_document

ISSUED_ON = dt.date(2026, 3, 6)
PAPERS = (
    Registered("KH", "48-KH/ĐU", dt.date(2025, 11, 10), "Kiểm điểm, đánh giá, xếp loại chất lượng năm 2025"),
    Registered("HD", "29-HD/ĐU", dt.date(2025, 11, 17), "Kiểm điểm, xếp loại chi bộ và đảng viên năm 2025"),
)
OWN = {
    "direction": "Đảng ủy phân công các đồng chí cấp ủy viên dự, theo dõi hội nghị kiểm điểm của từng chi bộ.",
    "strengths": "Các chi bộ chuẩn bị báo cáo kiểm điểm đúng hạn, bám sát quy định và hướng dẫn.\n"
    "Việc xếp loại có số liệu, có căn cứ; số xuất sắc được xem xét chặt chẽ theo từng nhóm.",
    "weaknesses": "Một số bản kiểm điểm còn nêu chung, chưa rõ trách nhiệm cá nhân.\n"
    "Một vài chi bộ gửi kết quả chậm so với kế hoạch.",
    "causes": "Cấp ủy mới kiện toàn sau sắp xếp tổ chức, một số đồng chí bí thư kiêm nhiệm nhiều việc.",
    "requests": "Đề nghị cấp trên sớm ban hành hướng dẫn chi tiết về chấm điểm các nhóm tiêu chí.",
}


def report_the_decided_year(commune: Organisation, users: Mapping[str, User]) -> None:
    """Plans in the register, the report written and issued, and next year's report begun."""
    rows = Period.objects.select_related("organisation").prefetch_related("organisation__periods")
    decided, leader = rows.get(organisation=commune, year=2025, quarter=None), users["xa"]
    for paper in PAPERS:
        with written_on(paper.signed_on):
            register_document(commune, paper, by=leader)
    with written_on(ISSUED_ON - dt.timedelta(days=1)):
        report = begin_year_report(decided, by=leader)
        draft = draft_of(report)
        assert draft is not None
        write_year_report(report, period=decided, title=report.title, own=OWN, draft=draft, by=leader)
    with written_on(ISSUED_ON):
        issue_year_report(report, period=decided, signed_on=ISSUED_ON, by=leader)
    with written_on(dt.date(2026, 11, 20)):
        begin_year_report(rows.get(organisation=commune, year=2026, quarter=None), by=leader)
