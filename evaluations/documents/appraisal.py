"""The report of the appraisal to the committee's meeting (tờ trình); no central form is prescribed."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import override

from cells.models import Organisation
from core.pdf import Part, part_pdf
from core.periods import today
from core.word import part_word
from evaluations.documents.decisions import KINDS, body_name, committee_paper, paper_html
from evaluations.models import Period
from evaluations.queries.appraisal import AppraisalLine, appraisal_lines
from evaluations.queries.regulations import documents_in_force
from evaluations.queries.year_paper import signers_of
from meetings.documents.official import Section, recipients_from, table

ASKED = (
    "Đề nghị hội nghị xem xét, quyết định theo mức đã thẩm định đối với các trường hợp không nêu ở mục II; thảo luận "
    "từng trường hợp ở mục II."
)


def appraisal_html(period: Period) -> str:
    """The report of the appraisal to the committee's meeting: the numbers, then what wants to be discussed."""
    unit, day = period.organisation, today()
    with override("vi"):
        lines = appraisal_lines(period)
        columns = (("Đối tượng", ""), *((word, "figure") for word in ("Đã gửi", "Đã thẩm định", "Cần thảo luận")))
        counted = [(words, *map(str, numbers)) for words, numbers in _counted(lines)]
        open_lines = [
            (line.name, line.self_level or "–", line.computed, line.reviewed or "–", line.remark)
            for line in lines
            if line.remark
        ]
        heads = (("Tên", ""), ("Tự xếp", "due"), ("Mức tính", "due"), ("Thẩm định", "due"), ("Nội dung", "owner"))
        asked = table(heads, open_lines)
        sections = (
            Section(
                "I. KẾT QUẢ THẨM ĐỊNH",
                text="" if counted else "Chưa có phiếu gửi lên.",
                table=table(columns, counted),
            ),
            Section("II. TRƯỜNG HỢP CẦN THẢO LUẬN", text="" if asked else "Không có.", table=asked),
            Section("III. ĐỀ NGHỊ", text=ASKED),
        )
        paper = committee_paper(
            unit,
            day,
            "Tờ trình",
            f"tổng hợp kết quả thẩm định, đề nghị xếp loại chất lượng năm {period.year}",
            opening=_bases_of(period),
            sections=sections,
            **_of_board(unit, day),
        )
    return paper_html(paper)


def _of_board(unit: Organisation, day: dt.date) -> dict[str, object]:
    """Head and foot of a paper of the committee's board; of the committee itself where it has none."""
    signers = signers_of(unit, day, "board")
    office = signers.office.upper()
    if not signers.board:
        meeting = (f"Hội nghị {body_name(unit, day)}",)
        return {"addressees": meeting, "office": office if signers.head else "", "signer": signers.head}
    kept = recipients_from(f"Như trên\nLưu {signers.board}", ",")
    body = {
        "superior": body_name(unit, day),
        "issuer": signers.board,
        "addressees": (body_name(unit, day),),
        "recipients": kept,
    }
    return {**body, "on_behalf": "", "office": office, "signer": signers.head}


def _bases_of(period: Period) -> tuple[str, ...]:
    titles = [row["title"] for row in documents_in_force(period)]
    return (f"Thực hiện {', '.join(titles)}, đã thẩm định hồ sơ đánh giá, xếp loại năm {period.year} như sau:",)


def _counted(lines: list[AppraisalLine]) -> list[tuple[str, tuple[int, int, int]]]:
    found = []
    for subjects, words in KINDS:
        own = [line for line in lines if line.subject in subjects]
        if own:
            reviewed, open_ = sum(bool(line.reviewed) for line in own), sum(bool(line.remark) for line in own)
            found.append((words.capitalize(), (len(own), reviewed, open_)))
    return found


def appraisal_part(period: Period) -> Part:
    """The report of the appraisal, to be bound together with other papers."""
    return Part(appraisal_html(period), today(), {})


def appraisal_pdf(period: Period) -> bytes:
    """The report of the appraisal."""
    return part_pdf(appraisal_part(period))


def appraisal_word(period: Period) -> bytes:
    """The editable copy."""
    return part_word(appraisal_part(period))


def appraisal_file_name(period: Period) -> str:
    return f"Tờ trình thẩm định năm {period.year}, {period.organisation.label(period.reference_date)}"
