"""Mẫu 01, 2A, 2B, 2C and the forms of older years on paper: filled, or empty to be written by hand; one, or a unit's.

The paper is built from frozen plain values. Where nobody wrote, there is room to write.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import override

from cells.models import Seat
from cells.queries import superior_of
from core.pdf import Part, part_pdf
from core.periods import day_of, format_date, official_day_line, today
from core.word import part_word
from evaluations.facts import shown_number
from evaluations.models import Evaluation, Shortcoming, Suggestion
from evaluations.queries.points import PointSheet, points_of
from evaluations.queries.regulations import law_of, level_choices, regulation_of
from evaluations.queries.self_reviews import (
    SectionText,
    earlier_shortcomings,
    review_of,
    suggestions_of,
    written_review,
)
from meetings.documents.drafts import SIGNERS, behalf_choices, signers_of
from meetings.documents.official import Section, Table, table
from meetings.queries.official import choices_for, kind_on
from meetings.rules.official import issuer_name

BLANK = "……"
DOTS = "…" * 31
"""A line to write on."""
LINES = {"text": 6, "shortcomings": 4, "suggestions": 4}
"""How many lines an empty section has."""


@dataclass(frozen=True)
class ReviewPaper:
    """One form, whole, in the order of the page."""

    number: str
    name: str
    time: str
    """As in "năm 2026", "quý 3 năm 2026"."""
    superior: str
    issuer: str
    place_and_date: str
    details: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    on_behalf: str
    office: str
    signer: str
    annex: Table | None
    is_person: bool
    is_of_quarter: bool
    is_demonstration: bool


def self_review_pdf(evaluation: Evaluation) -> bytes:
    """The form as it is written. Raises DomainError where printing fails."""
    return _pdf(evaluation, empty=False)


def self_review_blank_pdf(evaluation: Evaluation) -> bytes:
    """The same form with room to write by hand."""
    return _pdf(evaluation, empty=True)


def self_review_word(evaluation: Evaluation) -> bytes:
    """The editable copy, of the same content and layout as the PDF."""
    return _word(evaluation, empty=False)


def self_review_blank_word(evaluation: Evaluation) -> bytes:
    return _word(evaluation, empty=True)


def self_review_file_name(evaluation: Evaluation) -> str:
    """As in "Bản kiểm điểm năm 2026, Trịnh Mạnh Lâm"."""
    return f"Bản kiểm điểm {_time(evaluation)}, {evaluation}"


def unit_reviews_file_name(evaluation: Evaluation) -> str:
    """As in "Các bản kiểm điểm năm 2026, Chi bộ thôn Song Vân"."""
    return f"Các bản kiểm điểm năm {evaluation.period.year}, {evaluation.cell.label(_name_day(evaluation))}"


def _pdf(evaluation: Evaluation, *, empty: bool) -> bytes:
    return part_pdf(_part(evaluation, empty=empty))


def _word(evaluation: Evaluation, *, empty: bool) -> bytes:
    return part_word(_part(evaluation, empty=empty))


def self_review_part(evaluation: Evaluation) -> Part:
    """The form as it is written, to be bound together with others."""
    return _part(evaluation, empty=False)


def self_review_blank_part(evaluation: Evaluation) -> Part:
    return _part(evaluation, empty=True)


def _part(evaluation: Evaluation, *, empty: bool) -> Part:
    day = _written_on(evaluation) or today()
    with override("vi"):
        html = render_to_string("evaluations/pdf/self_review.html", {"paper": review_paper(evaluation, empty=empty)})
    return Part(html, day, choices_for(evaluation.cell, day).layout)


def unit_reviews(evaluation: Evaluation) -> list[Evaluation]:
    """Everybody in the unit of that evaluation, the unit itself first: whose forms are bound together."""
    rows = Evaluation.objects.filter(period=evaluation.period_id, cell=evaluation.cell_id)
    found = list(rows.select_related("member", "collective"))
    for row in found:
        row.period, row.cell = evaluation.period, evaluation.cell
    return sorted(found, key=lambda row: (row.member.sort_key if row.member else "", row.pk))


def unit_reviews_front(evaluation: Evaluation, rows: Sequence[Evaluation], starts: Sequence[int]) -> Part:
    """The list of the forms with the pages on which they begin."""
    with override("vi"):
        entries = [
            (row.pk, str(row), written_review(row, None).form.number, page)
            for row, page in zip(rows, starts, strict=True)
        ]
        context = {
            "unit": evaluation.cell.label(_name_day(evaluation)),
            "year": evaluation.period.year,
            "regulation": law_of(evaluation.period),
            "entries": entries,
            "is_demonstration": evaluation.cell.is_demonstration,
        }
        html = render_to_string("evaluations/pdf/unit_reviews.html", context)
    return Part(html, today(), choices_for(evaluation.cell, today()).layout)


def _time(evaluation: Evaluation) -> str:
    period = evaluation.period
    return f"quý {period.quarter} năm {period.year}" if period.quarter else f"năm {period.year}"


def _name_day(evaluation: Evaluation) -> dt.date:
    return min(evaluation.period.reference_date, today())


def _written_on(evaluation: Evaluation) -> dt.date | None:
    """The day on which the form was sent; none while it is being written."""
    return day_of(evaluation.submitted_at) if evaluation.submitted_at else None


def review_paper(evaluation: Evaluation, *, empty: bool) -> ReviewPaper:
    """The form as plain values; ``empty`` leaves out every word and number that someone writes."""
    day, unit = _name_day(evaluation), evaluation.cell
    review = None if empty else review_of(evaluation)
    written = written_review(evaluation, review)
    period, superior = unit.period(day), superior_of(unit, day)
    seat = next(iter(signers_of(unit, day)), None)
    points = points_of(evaluation)
    level = review.level if review else ""
    facts = _Facts(evaluation, points, level, empty)
    person = evaluation.member_id is not None
    return ReviewPaper(
        number=written.form.number,
        name=written.form.name,
        time=_time(evaluation),
        superior=superior.label(day) if superior else "",
        issuer=issuer_name(unit.label(day), kind_on(unit, day)),
        place_and_date=_place_and_date(period.place_name if period else "", evaluation, empty),
        details=tuple(_details(evaluation, empty)),
        sections=tuple(section for row in written.sections for section in facts.sections_of(row)),
        on_behalf="" if person else behalf_choices(unit, day)[0],
        office="" if person else SIGNERS.get(seat.office, "") if seat else "",  # type: ignore[call-overload]
        signer=str(evaluation) if person else seat.member.full_name if seat else "",
        annex=_annex(points, empty),
        is_person=person,
        is_of_quarter=evaluation.period.quarter is not None,
        is_demonstration=unit.is_demonstration,
    )


def _place_and_date(place: str, evaluation: Evaluation, empty: bool) -> str:
    day = None if empty else _written_on(evaluation)
    line = official_day_line(day) if day else f"ngày {BLANK} tháng {BLANK} năm {BLANK}"
    return f"{place}, {line}" if place else line


def _details(evaluation: Evaluation, empty: bool) -> Iterable[tuple[str, str]]:
    """Who it is; of a collective the name alone."""
    member, day = evaluation.member, _name_day(evaluation)
    if member is None:
        yield "Tập thể", str(evaluation.collective) if evaluation.collective else evaluation.cell.label(day)
        return
    seats = Seat.objects.in_force(day).filter(member=member).select_related("organisation")
    posts = [
        _post(str(seat.get_office_display()), seat.organisation.label(day))
        for seat in seats.prefetch_related("organisation__periods").ranked()
    ]
    born = format_date(member.birth_date) if member.birth_date and member.birth_precision == "day" else BLANK
    yield "Họ và tên", member.full_name
    yield "Ngày sinh", born
    yield "Chức vụ Đảng", "; ".join(capfirst(post) for post in posts) or BLANK
    yield "Chức vụ chính quyền, đoàn thể; đơn vị công tác", DOTS[:14]
    yield "Sinh hoạt tại", evaluation.cell.label(day)


def _post(office: str, unit: str) -> str:
    """As in "bí thư Chi bộ thôn Song Vân"; what office and unit both say ("tổ đảng") stands once."""
    words = office.split()
    both = next((n for n in range(1, len(words)) if unit.casefold().startswith(" ".join(words[n:]).casefold())), None)
    return f"{' '.join(words[:both])} {unit}"


@dataclass(frozen=True)
class _Facts:
    """Builds the sections of one form."""

    evaluation: Evaluation
    points: PointSheet
    level: str
    empty: bool

    def sections_of(self, row: SectionText) -> Iterable[Section]:
        section = row.section
        level = 2 if section.kind == "title" or section.heading[:2] in ("I.", "II", "IV", "V.", "VI") else 3
        if section.kind == "title":
            return [Section(section.heading, 2)]
        if section.kind == "points":
            return [Section(section.heading, level, table=_points_table(self.points, self.empty))]
        if section.kind == "level":
            return [Section(section.heading, level, table=self._levels())]
        if section.kind == "grades":
            return [Section(section.heading, level, text=f"{DOTS}\n{DOTS}")]
        return [self._words(row, level)]

    def _words(self, row: SectionText, level: int) -> Section:
        kind, heading = row.section.kind, row.section.heading
        room = "\n".join([DOTS] * LINES[kind])
        if kind == "shortcomings":
            # An empty form names them too: the writer answers each.
            return Section(heading, level, table=_shortcomings(self.evaluation), after=row.text or room)
        if kind == "suggestions":
            asked = _suggestions(suggestions_of(self.evaluation), self.empty)
            return Section(heading, level, text="\n".join([*asked, row.text or ("" if asked else room)]).strip())
        return Section(heading, level, text=row.text or room)

    def _levels(self) -> Table | None:
        choices = level_choices(regulation_of(self.evaluation.period), self.evaluation.rule_subject)
        rows = [(name, "X" if key == self.level else "") for key, name in choices]
        return table((("Mức xếp loại", ""), ("Đánh dấu X", "figure")), rows)


def _points_table(points: PointSheet, empty: bool) -> Table | None:
    """The groups with their points and the total: …/30, …/70, …/100."""
    if not points.groups:
        return None
    rows = [(group.name, _number(group.maximum), "" if empty else _number(group.own)) for group in points.groups]
    rows.append(("Tổng điểm", _number(points.maximum), "" if empty else _number(points.own)))
    return table((("Nhóm tiêu chí", ""), ("Điểm tối đa", "figure"), ("Tự chấm", "figure")), rows)


def _annex(points: PointSheet, empty: bool) -> Table | None:
    """The points of each criterion, where a committee shared them out (HD 43 mục 7.12)."""
    rows = [
        (f"{row.code} {row.text}", _number(row.maximum), "" if empty else _number(row.own))
        for group in points.groups
        for row in group.rows
        if len(group.rows) > 1
    ]
    return table((("Tiêu chí", ""), ("Điểm tối đa", "figure"), ("Tự chấm", "figure")), rows)


def _number(value: object) -> str:
    return "" if value is None else shown_number(value)


def _shortcomings(evaluation: Evaluation) -> Table | None:
    rows = [(row.text, _state(row)) for row in earlier_shortcomings(evaluation)]
    return table((("Hạn chế, khuyết điểm đã chỉ ra", ""), ("Tình trạng, kết quả", "outcome")), rows)


def _state(row: Shortcoming) -> str:
    words = capfirst(row.get_progress_display())
    if row.remedied_on:
        return f"{words} ngày {format_date(row.remedied_on)}: {row.result}"
    return f"{words}; hạn {format_date(row.due_on)}" if row.due_on else words


def _suggestions(rows: Iterable[Suggestion], empty: bool) -> list[str]:
    """Each question from above with its answer, or room for one."""
    found = []
    for place, row in enumerate(rows, 1):
        source = f" ({row.document})" if row.document else ""
        found.append(f"{place}. {row.question}{source}")
        found += [f"Giải trình: {row.answer}"] if row.answer and not empty else [DOTS] * 3
    return found
