"""The papers of deciding: the decision that recognises results with its lists, the extract from the minutes.

No central form is prescribed for them; the words follow those that committees use, the legal bases are the documents of
the regulation as it was frozen for the year.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import override

from cells.models import Organisation
from cells.queries import superior_of
from core.pdf import Part, part_pdf, render_html
from core.periods import format_date
from core.word import part_word, word_file
from evaluations.models import Ballot, Decision, Evaluation, Level, Period
from evaluations.queries.publication import results_to_tell, told_rows
from evaluations.queries.regulations import documents_in_force, level_name, regulation_of
from evaluations.queries.subjects import cut_off
from meetings.documents.drafts import behalf_choices, usual_recipients
from meetings.documents.official import OfficialPaper, Section, Table, recipients_from, table
from meetings.queries.attendance import tally
from meetings.queries.official import choices_for, kind_on
from meetings.rules.official import issuer_name

KINDS = (
    ((Evaluation.Subject.COMMITTEE,), "đảng bộ"),
    ((Evaluation.Subject.CELL,), "chi bộ"),
    ((Evaluation.Subject.COLLECTIVE,), "tập thể lãnh đạo, quản lý"),
    ((Evaluation.Subject.LEADER, Evaluation.Subject.MEMBER, Evaluation.Subject.MEMBER_OUTSIDE), "đảng viên"),
)
"""The lists of a decision, each with what it is called."""


USED_FOR = (
    "Kết quả này là căn cứ để quản lý, sử dụng cán bộ, đảng viên và xét khen thưởng theo quy định. Kết quả được thông "
    "báo đến tập thể, cá nhân được xếp loại và nơi quản lý."
)
STATUTES = "Căn cứ Điều lệ Đảng Cộng sản Việt Nam"
IN_FORCE = (
    "Các tập thể, cá nhân có tên trong danh sách chịu trách nhiệm thi hành quyết định này. Quyết định có hiệu lực kể "
    "từ ngày ký."
)


@dataclass(frozen=True)
class ResultList:
    """One list that goes with a decision."""

    title: str
    table: Table


def committee_paper(unit: Organisation, day: dt.date, kind: str, title: str, **more: object) -> OfficialPaper:
    """A document of the committee with the head, names and recipients of its day; ``more`` are further fields."""
    period, superior = unit.period(day), superior_of(unit, day)
    values = {
        "kind": kind,
        "title": title,
        "issuer": issuer_name(unit.label(day), kind_on(unit, day)),
        "superior": superior.label(day) if superior else "",
        "place_name": period.place_name if period else "",
        "is_demonstration": unit.is_demonstration,
        "symbol": "",
        "signed_on": day,
        "sections": (),
        "on_behalf": behalf_choices(unit, day)[0],
        "office": "",
        "signer": "",
        "recipients": recipients_from(usual_recipients(unit, day), ","),
    }
    return OfficialPaper(**{**values, **more})  # type: ignore[arg-type]


def paper_html(
    paper: OfficialPaper,
    lists: Iterable[ResultList] = (),
    *,
    decides: bool = False,
    form: str = "",
    is_draft: bool = False,
) -> str:
    """The page: the number of its form, the document, who decides under the grounds, each list on pages of its own."""
    words = f"{paper.issuer} quyết định" if decides else ""
    context = {"paper": paper, "lists": list(lists), "decides": words, "form": form, "is_draft": is_draft}
    with override("vi"):
        return render_to_string("evaluations/pdf/decision.html", context)


def decided_together(decision: Decision) -> list[Decision]:
    """Everything that stands and was decided in the same document."""
    period = decision.evaluation.period
    same = {
        "document_number": decision.document_number,
        "decided_on": decision.decided_on,
        "kind": Decision.Kind.FIRST,
    }
    return list(results_to_tell(period).filter(**same))


def decision_html(decision: Decision, *, only: Collection[int] | None = None, extract_of: str = "") -> str:
    """The decision that recognises results, with its lists after the signature.

    With ``only`` some evaluations, the lists are an extract that names nobody else; ``extract_of`` says of whom.
    """
    period, day = decision.evaluation.period, decision.decided_on
    unit = period.organisation
    with override("vi"):
        rows = decided_together(decision)
        kept = rows if only is None else [row for row in rows if row.evaluation_id in only]
        lists = result_lists(period, kept, extract_of)
        what = ", ".join(words for words, _number in _numbers(rows))
        first = (
            f"Công nhận kết quả đánh giá, xếp loại chất lượng năm {period.year} đối với {_with_numbers(rows)} "
            "(có danh sách kèm theo), cụ thể:"
        )
        sections = (
            Section(text="\n".join([f"Điều 1. {first}", *_level_lines(period, rows)])),
            Section(text=f"Điều 2. {USED_FOR}"),
            Section(text=f"Điều 3. {IN_FORCE}"),
        )
        paper = committee_paper(
            unit,
            day,
            "Quyết định",
            f"công nhận kết quả đánh giá, xếp loại chất lượng {what} năm {period.year}",
            symbol=decision.document_number,
            opening=_bases(period, decision),
            sections=sections,
            office=decision.signer_title.upper(),
            signer=decision.signed_by,
        )
    return paper_html(paper, lists, decides=True)


def body_name(unit: Organisation, day: dt.date) -> str:
    return issuer_name(unit.label(day), kind_on(unit, day))


def _bases(period: Period, decision: Decision) -> tuple[str, ...]:
    """The legal bases: the documents of the frozen regulation, the count of the votes, the committee's own meeting."""
    found = [STATUTES]
    found += legal_bases(period)
    found += _counts(period, decision)
    if decision.meeting:
        found.append(f"Căn cứ kết quả {decision.meeting} ngày {format_date(decision.meeting.held_on)};")
    return grounds(found)


def grounds(lines: Iterable[str]) -> tuple[str, ...]:
    """The grounds of a decision as printed: a dash before each, a semicolon after it, a comma after the last."""
    found = [line.rstrip(" ;,") for line in lines]
    return (*(f"- {line};" for line in found[:-1]), f"- {found[-1]},")


def legal_bases(period: Period) -> list[str]:
    """The documents of the year as a decision cites them: title, day, issuer, what they are about; then the committee's
    own regulation, by the document that issued it."""
    found = [
        f"Căn cứ {row['title']} ngày {format_date(dt.date.fromisoformat(row['date']))} của {row['issuer']}, "
        f"về {_about(row)};"
        for row in documents_in_force(period)
    ]
    own = period.local_regulation
    if own is not None:
        by = f" (ban hành theo {own.document}, ngày {format_date(own.document_on)})" if own.document else ""
        found.append(f"Căn cứ {own.title}{by};")
    return found


def _counts(period: Period, decision: Decision) -> list[str]:
    """The committee's own counted ballots on those the decision is about; what cells voted stands in their minutes."""
    evaluations = [row.evaluation_id for row in decided_together(decision)]
    own = Ballot.objects.filter(period=period, organisation=period.organisation, state=Ballot.State.CONFIRMED)
    counted = own.filter(evaluations__in=evaluations).distinct().select_related("meeting").order_by("pk")
    return [f"Căn cứ kết quả kiểm phiếu {ballot.about[:1].lower()}{ballot.about[1:]};" for ballot in counted]


def _about(document: dict[str, str]) -> str:
    return document.get("about", "").split(";")[0].strip()


def _numbers(rows: Iterable[Decision]) -> list[tuple[str, int]]:
    counts = Counter(row.evaluation.subject for row in rows)
    found = [(words, sum(counts[subject] for subject in subjects)) for subjects, words in KINDS]
    return [(words, number) for words, number in found if number]


def _with_numbers(rows: Iterable[Decision]) -> str:
    return ", ".join(f"{number} {words}" for words, number in _numbers(rows))


def _level_lines(period: Period, rows: list[Decision]) -> list[str]:
    regulation, lines = regulation_of(period), []
    for subjects, words in KINDS:
        own = [row for row in rows if row.evaluation.subject in subjects]
        parts = [
            f"{level_name(regulation, level, own[0].evaluation.rule_subject)}: {number}"
            for level in Level.values
            if (number := sum(row.level == level for row in own))
        ]
        if parts:
            lines.append(f"- {words.capitalize()}: {'; '.join(parts)}.")
    return lines


def result_lists(period: Period, rows: list[Decision], extract_of: str = "") -> list[ResultList]:
    """One list for each kind of subject, in the order of the paper list."""
    found, ending = [], f" (trích: {extract_of})" if extract_of else ""
    for subjects, words in KINDS:
        own = told_rows(period, [row for row in rows if row.evaluation.subject in subjects])
        if not own:
            continue
        if own[0].decision.evaluation.member_id:
            columns = (("Họ và tên", ""), ("Chi bộ", "outcome"), ("Mức xếp loại", "level"))
            lines = [(row.name, row.decision.evaluation.cell.label(cut_off(period)), row.level) for row in own]
            made = table(columns, lines)
        else:
            made = table((("Tên", ""), ("Mức xếp loại", "level")), [(row.name, row.level) for row in own])
        assert made is not None
        found.append(ResultList(f"{words} được xếp loại chất lượng năm {period.year}{ending}", made))
    return found


def extract_html(decision: Decision) -> str:
    """The extract from the minutes of the meeting that decided: who was there, what it concluded."""
    period, day = decision.evaluation.period, decision.decided_on
    unit, meeting = period.organisation, decision.meeting
    with override("vi"):
        rows = decided_together(decision)
        held = f"Ngày {format_date(day)}"
        if meeting:
            held = capfirst(f"{meeting}, ngày {format_date(meeting.held_on)}, tại {meeting.place}")
        there = tally(meeting) if meeting else None
        present = f" Có mặt {there.present}/{there.counted} đồng chí." if there and there.counted else ""
        sections = (
            Section("I. THÀNH PHẦN", text=f"{held}.{present}"),
            Section(
                "II. KẾT LUẬN",
                text=f"Hội nghị thống nhất kết quả đánh giá, xếp loại chất lượng năm {period.year} của "
                f"{_with_numbers(rows)}:\n" + "\n".join(_level_lines(period, rows)),
            ),
            Section("III. TRƯỜNG HỢP QUYẾT ĐỊNH KHÁC MỨC TÍNH", **_differing(period, rows)),  # type: ignore[arg-type]
        )
        number = f"Trích để ban hành Quyết định số {decision.document_number}."
        paper = committee_paper(
            unit,
            day,
            "Trích biên bản",
            f"hội nghị xếp loại chất lượng tổ chức đảng, đảng viên năm {period.year}",
            sections=sections,
            closing=(number,),
            office=decision.signer_title.upper(),
            signer=decision.signed_by,
        )
    return paper_html(paper)


def _differing(period: Period, rows: list[Decision]) -> dict[str, object]:
    regulation = regulation_of(period)
    lines = []
    for told in told_rows(period, [row for row in rows if row.level != row.computed_level]):
        subject = told.decision.evaluation.rule_subject
        computed = level_name(regulation, told.decision.computed_level, subject)
        lines.append((told.name, computed, told.level, told.decision.reason))
    columns = (("Tên", ""), ("Mức tính", "due"), ("Quyết định", "due"), ("Lý do", "outcome"))
    made = table(columns, lines)
    return {"table": made} if made else {"text": "Không có."}


def decision_part(decision: Decision, *, only: Collection[int] | None = None, extract_of: str = "") -> Part:
    """The decision with its lists, or an extract of them, to be bound together with other papers."""
    unit, day = decision.evaluation.period.organisation, decision.decided_on
    return Part(decision_html(decision, only=only, extract_of=extract_of), day, choices_for(unit, day).layout)


def decision_pdf(decision: Decision) -> bytes:
    """The decision with its lists, in the layout of its day."""
    return part_pdf(decision_part(decision))


def decision_word(decision: Decision) -> bytes:
    """The editable copy."""
    return part_word(decision_part(decision))


def extract_pdf(decision: Decision) -> bytes:
    """The extract from the minutes."""
    return render_html(extract_html(decision), day=decision.decided_on)


def extract_word(decision: Decision) -> bytes:
    """The editable copy."""
    return word_file(extract_html(decision), day=decision.decided_on)


def decision_file_name(decision: Decision) -> str:
    """As in "Quyết định 21-QĐ-ĐU ngày 26-12-2025, xếp loại năm 2025"."""
    return f"Quyết định {decision_words(decision)}"


def extract_file_name(decision: Decision) -> str:
    return f"Trích biên bản, Quyết định {decision_words(decision)}"


def decision_words(decision: Decision) -> str:
    year = decision.evaluation.period.year
    return f"{decision.document_number} ngày {decision.decided_on:%d-%m-%Y}, xếp loại năm {year}"
