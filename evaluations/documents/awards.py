"""Awards on paper: the submission with its list, the workbook of the list, and the decision of the own committee."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import override

from cells.models import Office
from cells.queries import superior_of
from core.demonstration import DEMONSTRATION
from core.errors import DomainError
from core.numbers import format_number
from core.pdf import render_html
from core.periods import format_date, today
from core.spreadsheet import Column as SheetColumn
from core.spreadsheet import Formula, Table, write_workbook
from core.word import word_file
from evaluations.documents.decisions import STATUTES, grounds, paper_html
from evaluations.models import AwardProposal, Period
from evaluations.queries.awards import own_authorities, proposals_of
from evaluations.queries.regulations import law_of
from evaluations.rules.awards import award_rules_of
from meetings.documents.drafts import SIGNERS, behalf_choices, signers_of, usual_recipients
from meetings.documents.official import OfficialPaper, Section, official_html, recipients_from, table
from meetings.documents.official import Table as Rows
from meetings.documents.table_paper import Column, Live, Part, TablePaper, head_on, table_xlsx
from meetings.queries.official import body_symbol, kind_on
from meetings.rules.official import issuer_name, symbol_words

State = AwardProposal.State
STANDING = (State.PROPOSED, State.GRANTED)
READ = "R"


def award_proposals_file_name(period: Period) -> str:
    """As in "Đề nghị khen thưởng năm 2025, Đảng bộ xã Vân Trục"."""
    return f"Đề nghị khen thưởng năm {period.year}, {period.organisation.label(period.reference_date)}"


def award_proposals_pdf(period: Period) -> bytes:
    """The submission (tờ trình) with a list for each authority; a draft to be signed."""
    return render_html(_proposals_page(period), day=today())


def award_proposals_word(period: Period) -> bytes:
    """The editable copy."""
    return word_file(_proposals_page(period), day=today())


def _proposals_page(period: Period) -> str:
    with override("vi"):
        return official_html(award_proposals_paper(period))


def award_decision_file_name(proposal: AwardProposal) -> str:
    """As in "Quyết định tặng giấy khen năm 2025, Đảng bộ xã Vân Trục"."""
    period = proposal.period
    return f"Quyết định tặng giấy khen năm {period.year}, {period.organisation.label(period.reference_date)}"


def award_decision_pdf(proposal: AwardProposal) -> bytes:
    """The decision of the own committee that covers this proposal, with all that stand in the same document."""
    html, day = _decision_page(proposal)
    return render_html(html, day=day)


def award_decision_word(proposal: AwardProposal) -> bytes:
    """The editable copy."""
    html, day = _decision_page(proposal)
    return word_file(html, day=day)


def _decision_page(proposal: AwardProposal) -> tuple[str, dt.date]:
    with override("vi"):
        paper = award_decision_paper(proposal)
        html = paper_html(paper, decides=True, is_draft=paper.signed_on is None)
        return html, paper.signed_on or today()


def award_decision_xlsx(proposal: AwardProposal) -> IO[bytes]:
    """The list that goes with the decision, its sum live."""
    with override("vi"):
        rows, day = awarded_together(proposal), proposal.award.decided_on if proposal.award else today()
        unit, period = proposal.period.organisation, proposal.period
        total = Live("SUM(F{first}:F{last})", sum(row.amount or 0 for row in rows))
        number = f"Kèm theo Quyết định số {proposal.award.document}, ngày {format_date(day)}" if proposal.award else ""
        paper = TablePaper(
            head=head_on(unit, day, day),
            kind="Danh sách",
            subject=f"tặng giấy khen năm {period.year}",
            opening=(number,) if number else (),
            columns=(
                Column("TT", 9, "center"),
                Column("Tập thể, cá nhân", 60),
                Column("Chi bộ", 60),
                Column("Thành tích"),
                Column("Hình thức", 28),
                Column("Tiền thưởng (đồng)", 34, "right", number_format="#,##0"),
            ),
            parts=(Part(tuple((place, *_award_row(row)) for place, row in enumerate(rows, 1))),),
            sums=(None, "Tổng cộng", None, None, None, total),
            sheet="Danh sách khen thưởng",
        )
        return table_xlsx(paper)


def _award_row(row: AwardProposal) -> tuple[str | int | None, ...]:
    cell = row.evaluation.cell.label(row.period.reference_date)
    name, unit = (str(row.evaluation.member), cell) if row.evaluation.member_id else (cell, "")
    return (name, unit, row.title, str(row.get_form_display()), row.amount)


def _frame(period: Period, day: dt.date, signed_on: dt.date | None) -> dict[str, object]:
    """What every paper of the committee has at its head and foot."""
    unit = period.organisation
    place, superior = unit.period(day), superior_of(unit, day)
    seat = next(iter(signers_of(unit, day)), None)
    return {
        "issuer": issuer_name(unit.label(day), kind_on(unit, day)),
        "superior": superior.label(day) if superior else "",
        "place_name": place.place_name if place else "",
        "is_demonstration": unit.is_demonstration,
        "signed_on": signed_on,
        "on_behalf": behalf_choices(unit, day)[0],
        "office": SIGNERS[Office(seat.office)] if seat else "",
        "signer": seat.member.full_name if seat else "",
    }


def award_proposals_paper(period: Period) -> OfficialPaper:
    """The submission as plain values."""
    rows = list(proposals_of(period).filter(state__in=STANDING))
    authorities = list(dict.fromkeys(row.authority for row in rows))
    total = sum(row.amount or 0 for row in rows)
    unknown = sum(row.amount is None for row in rows)
    sections = [
        Section(f"{place}. {authority or 'Chưa rõ cấp quyết định'}", 2, table=_list(rows, authority))
        for place, authority in enumerate(authorities, 1)
    ]
    closing = f"Tổng tiền thưởng đề nghị: {format_number(Decimal(total))} đồng."
    if not rows:
        closing = "Chưa có tập thể, cá nhân nào được đề nghị."
    if unknown:
        closing += f" Còn {unknown} trường hợp chưa ấn định mức tiền."
    return OfficialPaper(
        kind="Tờ trình",
        title=f"đề nghị khen thưởng tổ chức đảng, đảng viên năm {period.year}",
        symbol=symbol_words(None, "TTr", body_symbol(period.organisation, today())),
        sections=tuple(sections),
        addressees=tuple(authority for authority in authorities if authority),
        recipients=recipients_from(f"Như trên\n{_kept_at(period, today())}", ","),
        opening=(_ground_line(period),),
        closing=(closing,),
        **_frame(period, today(), None),  # type: ignore[arg-type]
    )


def _kept_at(period: Period, day: dt.date) -> str:
    """Where the own copy is kept, as most papers of the committee say it: their last line."""
    return usual_recipients(period.organisation, day).splitlines()[-1]


def _ground_line(period: Period) -> str:
    rules = award_rules_of(period.year)
    rule = rules.rules[0] if rules else None
    # Rules that were only inferred lean on texts of other years: the paper then names the year's own.
    source = f"{rule.source.document}, {rule.source.article}" if rule and rule.mark == READ else law_of(period)
    return (
        f"Căn cứ {source} và kết quả đánh giá, xếp loại chất lượng tổ chức đảng, đảng viên năm {period.year}, "
        "cấp ủy đề nghị khen thưởng các tập thể, cá nhân có tên dưới đây:"
    )


def _list(rows: Iterable[AwardProposal], authority: str | None) -> Rows | None:
    lines = [
        (
            _name(row),
            row.title,
            row.get_form_display(),
            format_number(Decimal(row.amount)) if row.amount is not None else "",
        )
        for row in rows
        if authority is None or row.authority == authority
    ]
    columns = (
        ("Tập thể, cá nhân", ""),
        ("Thành tích", "outcome"),
        ("Hình thức", "due"),
        ("Tiền thưởng (đồng)", "money"),
    )
    return table(columns, lines)


def _name(row: AwardProposal) -> str:
    evaluation = row.evaluation
    cell = evaluation.cell.label(row.period.reference_date)
    return f"{evaluation.member}, {cell}" if evaluation.member_id else cell


def awarded_together(proposal: AwardProposal) -> list[AwardProposal]:
    """All that stand in the same decision: granted by the same document, or proposed to the same authority."""
    award, rows = proposal.award, proposals_of(proposal.period)
    rows = rows.filter(state=proposal.state, authority=proposal.authority)
    if award is not None:
        rows = rows.filter(award__document=award.document, award__decided_on=award.decided_on)
    return list(rows)


def award_decision_paper(proposal: AwardProposal) -> OfficialPaper:
    """The decision as plain values: a draft while it is proposed, else with its number and day."""
    if proposal.authority not in own_authorities(proposal.period):
        raise DomainError(
            _("Quyết định này do %(authority)s ban hành nên không in tại đây.")
            % {"authority": proposal.authority or _("cấp trên")}
        )
    period, award = proposal.period, proposal.award
    day = award.decided_on if award else None
    found = awarded_together(proposal)
    total = format_number(Decimal(sum(row.amount or 0 for row in found)))
    people = _whom(found)
    articles = (
        Section(level=0, text=f"Điều 1. Tặng giấy khen cho {people} có tên sau:", table=_list(found, None)),
        Section(level=0, text=f"Điều 2. Tiền thưởng kèm theo: {total} đồng, chi theo quy định hiện hành."),
        Section(
            level=0,
            text="Điều 3. Các cơ quan liên quan, chi bộ và các tập thể, cá nhân có tên tại Điều 1 chịu "
            "trách nhiệm thi hành Quyết định này kể từ ngày ký.",
        ),
    )
    return OfficialPaper(
        kind="Quyết định",
        title=f"về việc khen thưởng {people} năm {period.year}",
        symbol=award.document if award else symbol_words(None, "QĐ", body_symbol(period.organisation, today())),
        sections=articles,
        recipients=recipients_from(f"Như Điều 3\n{_kept_at(period, day or today())}", ","),
        opening=grounds([STATUTES, _ground_line(period).split(", cấp ủy")[0]]),
        **_frame(period, day or today(), day),  # type: ignore[arg-type]
    )


def _whom(rows: Iterable[AwardProposal]) -> str:
    """Whom the decision is about."""
    kinds = {row.evaluation.member_id is not None for row in rows}
    if len(kinds) > 1:
        return "tổ chức đảng, đảng viên"
    return "đảng viên" if True in kinds else "tổ chức đảng"


def award_proposals_xlsx(period: Period) -> bytes:
    """The list with a live sum."""
    rows = list(proposals_of(period).filter(state__in=STANDING))
    lines = [issuer_name(period.organisation.label(period.reference_date), kind_on(period.organisation, today()))]
    titles = [lines[0].upper(), f"DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG NĂM {period.year}"]
    if period.organisation.is_demonstration:
        titles.append(DEMONSTRATION)
    columns = [
        SheetColumn("TT", 5, align="center"),
        SheetColumn("Tập thể, cá nhân", 30),
        SheetColumn("Chi bộ", 30),
        SheetColumn("Thành tích", 40),
        SheetColumn("Hình thức", 14),
        SheetColumn("Cấp quyết định", 34),
        SheetColumn("Tiền thưởng (đồng)", 16, number_format="#,##0"),
        SheetColumn("Tình trạng", 16),
        SheetColumn("Quyết định", 22),
        SheetColumn("Ghi chú", 30),
    ]
    sheet = Table("Đề nghị khen thưởng", columns, (), titles)
    with override("vi"):
        values = [[place, *_sheet_row(row)] for place, row in enumerate(rows, 1)]
    first, last = sheet.first_row, sheet.first_row + max(len(values), 1) - 1
    total = Formula(f"SUM(G{first}:G{last})", sum(row.amount or 0 for row in rows))
    foot = [None, "Tổng cộng", None, None, None, None, total, None, None, None]
    moment = dt.datetime.combine(today(), dt.time())
    return write_workbook([Table(sheet.name, columns, values, titles, [foot])], made_at=moment)


def _sheet_row(row: AwardProposal) -> list[str | int | None]:
    evaluation, award = row.evaluation, row.award
    paper = f"{award.document}, {format_date(award.decided_on)}" if award else ""
    name = str(evaluation.member) if evaluation.member_id else evaluation.cell.label(row.period.reference_date)
    cell = evaluation.cell.label(row.period.reference_date) if evaluation.member_id else ""
    state = str(row.get_state_display())
    return [name, cell, row.title, str(row.get_form_display()), row.authority, row.amount, state, paper, row.reason]
