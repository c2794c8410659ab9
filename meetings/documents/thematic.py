"""The year's plan of thematic meetings as a paper: I purpose, II themes, III arrangement (42-HD/BTCTW)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import override

from cells.models import Office
from cells.queries import superior_of
from core.pdf import render_html
from core.periods import day_of, format_date, today
from core.word import word_file
from meetings.documents.drafts import MARKS, SIGNERS, behalf_choices, signers_of, usual_recipients
from meetings.documents.official import BLANK, OfficialPaper, Section, official_html, recipients_from, table
from meetings.models import DocumentKind, ThematicPlan
from meetings.queries.official import body_symbol, choices_for, kind_on
from meetings.queries.thematic import Theme, plan_document, year_plan
from meetings.rules.official import issuer_name, symbol_words
from meetings.rules.thematic import quarter_of

ROMAN = ("I", "II", "III", "IV")


def thematic_paper(plan: ThematicPlan) -> OfficialPaper:
    """The plan as plain values: once sent, as the register keeps it; before that, or changed since, a draft."""
    document = plan_document(plan)
    if document is not None:
        return OfficialPaper.from_json(document.content["paper"])
    return build_plan(plan)


def plan_title(plan: ThematicPlan) -> str:
    return f"sinh hoạt chuyên đề năm {plan.year}"


def build_plan(plan: ThematicPlan, *, symbol: str | None = None) -> OfficialPaper:
    """The plan from the records; it bears the day on which it was sent."""
    unit, day = plan.organisation, _day(plan)
    period, superior = unit.period(day), superior_of(unit, day)
    seat = next(iter(signers_of(unit, day)), None)
    with override("vi"):
        themes = year_plan(unit, plan.year, day).themes
        return OfficialPaper(
            kind=str(DocumentKind.PLAN.label),
            title=plan_title(plan),
            issuer=issuer_name(unit.label(day), kind_on(unit, day)),
            superior=superior.label(day) if superior else "",
            place_name=period.place_name if period else "",
            is_demonstration=unit.is_demonstration,
            symbol=symbol_words(None, DocumentKind.PLAN, body_symbol(unit, day)) if symbol is None else symbol,
            signed_on=day if plan.state == ThematicPlan.State.SENT else None,
            sections=_sections(plan, themes),
            on_behalf=behalf_choices(unit, day)[0],
            office=SIGNERS[Office(seat.office)] if seat else "",
            signer=seat.member.full_name if seat else "",
            recipients=recipients_from(usual_recipients(unit, day), MARKS[choices_for(unit, day).recipients_mark]),
        )


def _sections(plan: ThematicPlan, themes: Sequence[Theme]) -> tuple[Section, ...]:
    columns = (("Quý, tháng", "due"), ("Chuyên đề", ""), ("Người chuẩn bị", "owner"), ("Thời gian", "due"))
    return (
        Section("I. MỤC ĐÍCH, YÊU CẦU", text=_points(plan.purpose)),
        Section("II. NỘI DUNG", text="" if themes else BLANK, table=table(columns, map(_row, themes))),
        Section("III. TỔ CHỨC THỰC HIỆN", text=_points(plan.arrangement)),
    )


def _points(text: str) -> str:
    """Each line a numbered point, unless the writer numbered or dashed them."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) < 2 or any(line[0] in "-–+•*" or line[0].isdecimal() for line in lines):
        return "\n".join(lines) or BLANK
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def _row(theme: Theme) -> tuple[str, str, str, str]:
    item, meeting = theme.item, theme.meeting
    when = format_date(meeting.held_on) if meeting else f"trong tháng {item.month}"
    return (
        f"Quý {ROMAN[quarter_of(item.month) - 1]}, tháng\N{NO-BREAK SPACE}{item.month}",
        item.topic,
        item.preparer.full_name if item.preparer else "",
        when,
    )


def _day(plan: ThematicPlan) -> dt.date:
    """The day of the paper."""
    if plan.state == ThematicPlan.State.SENT and plan.sent_at:
        return day_of(plan.sent_at)
    return today()


def thematic_plan_pdf(plan: ThematicPlan) -> bytes:
    """The PDF, in the layout of its day."""
    day = _day(plan)
    return render_html(official_html(thematic_paper(plan)), day=day, changes=choices_for(plan.organisation, day).layout)


def thematic_plan_word(plan: ThematicPlan) -> bytes:
    """The editable copy, of the same content and layout."""
    day = _day(plan)
    return word_file(official_html(thematic_paper(plan)), day=day, changes=choices_for(plan.organisation, day).layout)


def thematic_plan_file_name(plan: ThematicPlan) -> str:
    """As in "Kế hoạch chuyên đề năm 2026, Chi bộ thôn Song Vân"."""
    draft = "" if plan.state == ThematicPlan.State.SENT else " (dự thảo)"
    return f"Kế hoạch chuyên đề năm {plan.year}, {plan.organisation.label(_day(plan))}{draft}"
