"""The sheet of one class with its reasons: who said what, the points, every rule that was looked at, every number used.

No central form is prescribed. Once decided it shows the rules and facts that were kept with the decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import override

from core.pdf import Part, part_pdf
from core.periods import format_date, today
from core.word import part_word
from evaluations.facts import shown_number
from evaluations.models import Decision, Evaluation
from evaluations.points import POINT
from evaluations.queries.detail import Detail, detail_of
from evaluations.queries.explanation import InputLine, RuleGroup, RuleLine
from evaluations.queries.fact_lines import FactLine
from evaluations.queries.points import points_of
from evaluations.queries.records import Link
from evaluations.queries.regulations import law_of, regulation_of
from evaluations.queries.special_cases import case_lines
from evaluations.queries.versions import read_history
from evaluations.queries.voices import said_of, voices_of
from evaluations.rules.regulation import Regulation
from meetings.documents.heads import Head, head_of
from meetings.documents.official import Table, table
from meetings.queries.official import choices_for

MOST_NAMES = 3
"""So many things behind a number are named; the rest is counted. On the screen all of them are links."""
MARKS = {"D": " (suy ra từ văn bản)", "R": ""}
NOT_READ = " (chưa đọc được toàn văn)"
PLAIN_UNITS = ("", "có/không", "danh sách")


@dataclass(frozen=True)
class RuleTable:
    """The rules of one question: text, outcome, what was used, where it stands."""

    title: str
    table: Table


@dataclass(frozen=True)
class ClassSheet:
    """One sheet, whole, in the order of the page."""

    head: Head
    subject: str
    kind: str
    unit: str
    year: int
    regulation: str
    result: str
    result_note: str
    why: str
    voices: Table | None
    points: Table | None
    cases: tuple[str, ...]
    waived: tuple[str, ...]
    missing_title: str
    missing: tuple[str, ...]
    reviews: tuple[str, ...]
    rules: tuple[RuleTable, ...]
    facts: Table | None
    evidence: tuple[str, ...]
    is_demonstration: bool


def class_sheet_part(evaluation: Evaluation, *, reads_all: bool = True) -> Part:
    """The sheet to be bound together with other papers. Without ``reads_all`` it keeps still about opinions, votes and
    the appraisal, which are internal: so the member concerned reads it."""
    day = today()
    with override("vi"):
        sheet = class_sheet(evaluation, reads_all=reads_all)
        html = render_to_string("evaluations/pdf/class_sheet.html", {"sheet": sheet})
    return Part(html, day, choices_for(evaluation.cell, day).layout)


def class_sheet_pdf(evaluation: Evaluation) -> bytes:
    """The whole sheet. Raises DomainError where printing fails."""
    return part_pdf(class_sheet_part(evaluation))


def class_sheet_word(evaluation: Evaluation) -> bytes:
    """The editable copy, of the same content and layout as the PDF."""
    return part_word(class_sheet_part(evaluation))


def own_class_sheet_pdf(evaluation: Evaluation) -> bytes:
    """The sheet for the member concerned."""
    return part_pdf(class_sheet_part(evaluation, reads_all=False))


def own_class_sheet_word(evaluation: Evaluation) -> bytes:
    return part_word(class_sheet_part(evaluation, reads_all=False))


def class_sheet_file_name(evaluation: Evaluation) -> str:
    """As in "Phiếu xếp loại năm 2026, Trịnh Mạnh Lâm"."""
    return f"Phiếu xếp loại năm {evaluation.period.year}, {evaluation}"


def class_sheet(evaluation: Evaluation, *, reads_all: bool) -> ClassSheet:
    """The sheet as plain values, of an evaluation with its unit and its period at hand."""
    read_history(evaluation)
    detail, regulation = detail_of(evaluation), regulation_of(evaluation.period)
    names_on = min(evaluation.period.reference_date, today())
    said = said_of([evaluation])[evaluation.pk]
    voices = voices_of(regulation, evaluation, said, detail.proposed, reads_all=reads_all)
    decision, missing = detail.decision, detail.missing
    return ClassSheet(
        head=head_of(evaluation.cell, names_on, made_on=today()),
        subject=str(evaluation)
        if evaluation.member_id or evaluation.collective_id
        else evaluation.cell.label(names_on),
        kind=capfirst(evaluation.get_subject_display()),
        unit=evaluation.cell.label(names_on),
        year=evaluation.period.year,
        regulation=law_of(evaluation.period),
        result=detail.decided.label if detail.decided else detail.proposed.label,
        result_note=_decided(decision) if decision else "Đề xuất theo quy định; chưa có quyết định.",
        why=detail.why,
        voices=table(_heads("Bên", ("Mức", "level"), "Ghi chú"), [(v.label, v.level.label, v.remark) for v in voices]),
        points=_points(evaluation, reads_all=reads_all),
        cases=tuple(f"{line.text} {line.rule}".strip() for line in case_lines(evaluation)),
        waived=tuple(detail.waived),
        missing_title=missing.level if missing else "",
        missing=missing.sentences if missing else (),
        reviews=tuple(_reviews(detail)) if reads_all else (),
        rules=tuple(_rules(regulation, detail.groups)),
        facts=_facts(detail.facts),
        evidence=detail.evidence.lines,
        is_demonstration=evaluation.cell.is_demonstration,
    )


def _heads(*columns: str | tuple[str, str]) -> list[tuple[str, str]]:
    return [(column, "") if isinstance(column, str) else column for column in columns]


def _decided(decision: Decision) -> str:
    number = f"Quyết định số {decision.document_number}, " if decision.document_number else ""
    words = f"{number}ngày {format_date(decision.decided_on)}"
    if decision.kind != Decision.Kind.FIRST:
        words += f" ({decision.get_kind_display()})"
    reason = f" Lý do: {decision.reason}" if decision.reason else ""
    return f"{capfirst(words)}.{reason}"


def _reviews(detail: Detail) -> Iterable[str]:
    for review, level in detail.reviews:
        opinion = f": {review.opinion}" if review.opinion else ""
        yield f"Đề xuất “{level}”{opinion} ({review.reviewed_by}, ngày {format_date(review.reviewed_at)})"


def _points(evaluation: Evaluation, *, reads_all: bool) -> Table | None:
    """Each group and, where they were shared out, each criterion: most, own, appraised, and why so many."""
    points = points_of(evaluation)
    if not points.groups:
        return None
    rows: list[tuple[str, ...]] = []
    for group in points.groups:
        shared = len(group.rows) > 1
        why = "" if shared else group.rows[0].why
        rows.append(_point_row(group.name, (group.maximum, group.own, group.appraised), why, reads_all=reads_all))
        for row in group.rows if shared else ():
            numbers = (row.maximum, row.own, row.appraised)
            rows.append(_point_row(f"{row.code} {row.text}", numbers, row.why, reads_all=reads_all))
    rows.append(_point_row("Tổng điểm", (points.maximum, points.own, points.appraised), "", reads_all=reads_all))
    heads = _heads("Nhóm tiêu chí, tiêu chí", ("Tối đa", "figure"), ("Tự chấm", "figure"))
    heads += [("Thẩm định", "figure")] if reads_all else []
    return table([*heads, ("Cách tính", "status")], rows)


def _point_row(name: str, numbers: Sequence[object], why: str, *, reads_all: bool) -> tuple[str, ...]:
    shown = ["" if value is None else shown_number(value) for value in numbers[: 3 if reads_all else 2]]
    return (name, *shown, why)


def _rules(regulation: Regulation, groups: Sequence[RuleGroup]) -> Iterable[RuleTable]:
    titles = {document.key: document.title for document in regulation.documents}
    heads = _heads("Quy tắc", ("Kết quả", "due"), ("Số liệu đã dùng", "status"), ("Nguồn", "owner"))
    for group in groups:
        rows = [(line.text, capfirst(line.word), _inputs(line), _source(line, titles)) for line in group.lines]
        made = table(heads, rows)
        if made:
            ending = " – đạt tất cả" if group.is_met else ""
            yield RuleTable(f"{group.title}{ending}", made)


def _inputs(line: RuleLine) -> str:
    return "; ".join(_input(each) for each in line.inputs)


def _input(line: InputLine) -> str:
    beside = f" (sổ sách ghi {line.beside})" if line.beside else ""
    return f"{line.label}: {line.value}{beside}"


def _source(line: RuleLine, titles: dict[str, str]) -> str:
    """Where the rule stands, the document by its title, and how well it is known."""
    key, _comma, article = line.source.partition(", ")
    words = ", ".join(part for part in (titles.get(key, key), article) if part)
    return f"{words}{MARKS.get(line.mark, NOT_READ)}"


def _facts(lines: Sequence[FactLine]) -> Table | None:
    """What the rules were fed with; the criteria stand in the table of points already."""
    rows = [(line.label, _value(line), _origin(line)) for line in lines if not line.key.startswith(POINT)]
    return table(_heads(("Số liệu", "outcome"), ("Giá trị", "due"), "Lấy từ đâu"), rows)


def _value(line: FactLine) -> str:
    unit = f" {line.unit}" if line.is_known and line.unit not in PLAIN_UNITS else ""
    return f"{line.value}{unit}"


def _origin(line: FactLine) -> str:
    """Who entered it, or what the records count: the very meetings, tasks and papers, a few by name."""
    parts = []
    if line.entered_by and line.entered_at:
        parts.append(f"{line.entered_by} nhập ngày {format_date(line.entered_at)}.")
    if line.note:
        parts.append(f"Căn cứ: {line.note.rstrip('. ')}.")
    if line.beside:
        parts.append(f"Sổ sách ghi {line.beside}; tính theo số đã nêu căn cứ.")
    if line.basis:
        parts.append(f"{line.basis.text} {_names(line.basis.links)}".strip())
    return " ".join(parts) or "Chưa nhập."


def _names(links: Sequence[Link]) -> str:
    names = [link.text for link in links[:MOST_NAMES]]
    rest = len(links) - len(names)
    return "; ".join([*names, f"… và {rest} mục nữa"] if rest else names)
