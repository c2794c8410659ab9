"""The decision that rates again or cancels a result: Mẫu 03 of 43-HD/BTCTW; for older years without a form's number."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import override

from cells.models import Organisation
from cells.queries import superior_of
from core.pdf import Part, render_html
from core.periods import format_date
from core.word import word_file
from evaluations.documents.decisions import STATUTES, grounds, legal_bases, paper_html
from evaluations.models import AwardProposal, Decision, Evaluation
from evaluations.queries.regulations import level_name, regulation_of
from evaluations.rules.review_forms import FURTHER_FORM
from evaluations.rules.year_forms import board_of
from meetings.documents.drafts import behalf_choices
from meetings.documents.official import OfficialPaper, Section, recipients_from
from meetings.queries.official import kind_on
from meetings.rules.official import issuer_name


def further_decision_pdf(decision: Decision) -> bytes:
    """The paper, in the layout of its day. Raises DomainError where printing fails."""
    return render_html(_page(decision), day=decision.decided_on)


def further_decision_part(decision: Decision) -> Part:
    """The same, to be bound together with other papers."""
    return Part(_page(decision), decision.decided_on, {})


def further_decision_word(decision: Decision) -> bytes:
    """The editable copy, of the same content and layout as the PDF."""
    return word_file(_page(decision), day=decision.decided_on)


def further_decision_file_name(decision: Decision) -> str:
    """As in "Quyết định 31-QĐ-ĐU xếp loại lại năm 2025, Trịnh Mạnh Lâm"."""
    deed = "hủy kết quả" if decision.kind == Decision.Kind.CANCELLED else "xếp loại lại"
    evaluation = decision.evaluation
    return f"Quyết định {decision.document_number} {deed} năm {evaluation.period.year}, {evaluation}"


def _page(decision: Decision) -> str:
    with override("vi"):
        paper = further_decision_paper(decision)
        return paper_html(paper, decides=True, form=_form_of(decision))


def _form_of(decision: Decision) -> str:
    """The number of the form where the regulation of the year has one."""
    forms = regulation_of(decision.evaluation.period).forms
    return next((form.number for form in forms if form.key == FURTHER_FORM), "")


def further_decision_paper(decision: Decision) -> OfficialPaper:
    """The decision as plain values, in Vietnamese whoever asks."""
    with override("vi"):
        day, issuer = decision.decided_on, issuer_of(decision)
        period, superior = issuer.period(day), superior_of(issuer, day)
        deed = "hủy kết quả" if decision.kind == Decision.Kind.CANCELLED else "đánh giá, xếp loại lại chất lượng"
        evaluation = decision.evaluation
        articles = tuple(_articles(decision, evaluation, issuer))
        board = board_of(kind_on(issuer, day))
        kept_by = "\n".join(filter(None, [f"Như Điều {len(articles)}", board, "Lưu hồ sơ đánh giá, xếp loại"]))
        return OfficialPaper(
            kind="Quyết định",
            title=f"về việc {deed} {_of_what(evaluation)} năm {evaluation.period.year}",
            issuer=issuer_name(issuer.label(day), kind_on(issuer, day)),
            superior=superior.label(day) if superior else "",
            place_name=period.place_name if period else "",
            is_demonstration=issuer.is_demonstration,
            symbol=decision.document_number,
            signed_on=day,
            sections=articles,
            on_behalf=behalf_choices(issuer, day)[0],
            office=decision.signer_title.upper(),
            signer=decision.signed_by,
            recipients=recipients_from(kept_by, ","),
            opening=grounds(_grounds(decision)),
        )


def issuer_of(decision: Decision) -> Organisation:
    """The committee whose meeting passed it, which may be the one above (QĐ 366 Đ13), else the deciding one."""
    if decision.meeting is not None and decision.meeting.cell_id != decision.evaluation.cell_id:
        return decision.meeting.cell
    return decision.evaluation.period.organisation


def _of_what(evaluation: Evaluation) -> str:
    if evaluation.member_id:
        return "đảng viên"
    return "tập thể lãnh đạo, quản lý" if evaluation.collective_id else "tổ chức đảng"


def _whom(evaluation: Evaluation, on: dt.date) -> str:
    if evaluation.member_id:
        return f"đồng chí {evaluation.member}, {evaluation.cell.label(on)}"
    return str(evaluation.collective) if evaluation.collective_id else evaluation.cell.label(on)


def _grounds(decision: Decision) -> list[str]:
    evaluation = decision.evaluation
    lines = [STATUTES, *legal_bases(evaluation.period)]
    if decision.discipline is not None:
        row = decision.discipline
        lines.append(f"Căn cứ {row.document} ngày {format_date(row.decided_on)} về kỷ luật;")
    if decision.complaint is not None and decision.complaint.concluded_on:
        paper = f" ({decision.complaint.document})" if decision.complaint.document else ""
        lines.append(f"Căn cứ kết luận giải quyết đơn ngày {format_date(decision.complaint.concluded_on)}{paper};")
    if decision.meeting is not None:
        lines.append(f"Căn cứ {decision.meeting} ngày {format_date(decision.meeting.held_on)};")
    return lines


def _articles(decision: Decision, evaluation: Evaluation, issuer: Organisation) -> list[Section]:
    earlier, day = decision.replaces, decision.decided_on
    regulation, whom = regulation_of(evaluation.period), _whom(evaluation, decision.decided_on)
    year = evaluation.period.year
    texts = []
    if earlier is not None and earlier.kind != Decision.Kind.CANCELLED:
        old = level_name(regulation, earlier.level, evaluation.rule_subject)
        paper = f"Quyết định số {earlier.document_number}, " if earlier.document_number else "quyết định "
        texts.append(
            f"Hủy kết quả xếp loại “{old}” năm {year} của {whom} tại {paper}ngày {format_date(earlier.decided_on)}."
        )
    if decision.kind == Decision.Kind.CANCELLED:
        texts.append("Việc đánh giá, xếp loại lại thực hiện theo quy định.")
    else:
        new = level_name(regulation, decision.level, evaluation.rule_subject)
        texts.append(f"Đánh giá, xếp loại lại chất lượng năm {year} đối với {whom}: “{new}”.")
    texts[-1] += f"\nLý do: {decision.reason}"
    withdrawn = AwardProposal.objects.filter(
        evaluation=evaluation, award__withdrawal_document=decision.document_number, award__withdrawn_on=day
    )
    texts += [f"Thu hồi khen thưởng: {row.title}." for row in withdrawn]
    parties = "đồng chí có tên tại Điều 1" if evaluation.member_id else ""
    who = ", ".join(part for part in (issuer.label(day), evaluation.cell.label(day), parties) if part)
    texts.append(f"{who} và các cơ quan liên quan chịu trách nhiệm thi hành Quyết định này kể từ ngày ký.")
    return [Section(level=0, text=f"Điều {place}. {text}") for place, text in enumerate(texts, 1)]
