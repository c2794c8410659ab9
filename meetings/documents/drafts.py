"""What is typed for a document before it is issued, and the document built from it and from the records.

A form says which parts are typed and builds the rest. ``paper_of`` gives the document as it is to be printed: rebuilt
while it is a draft, as frozen once it was issued.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from cells.models import Office, Organisation, Seat
from cells.queries import seats_of, superior_of
from core.errors import DomainError
from core.pdf import render_html
from core.periods import today
from core.vietnamese import normalise
from core.word import word_file
from meetings.documents import plain, programme, resolution
from meetings.documents.contents import Contents, Draft, PartSpec
from meetings.documents.official import OfficialPaper, official_html, recipients_from
from meetings.models import DocumentKind, Meeting, PartyDocument
from meetings.queries.official import Choices, body_symbol, choices_for, kind_on
from meetings.rules.official import body_of, issuer_name, symbol_words

SIGNERS = {
    Office.SECRETARY: "BÍ THƯ",
    Office.DEPUTY_SECRETARY: "PHÓ BÍ THƯ",
    Office.GROUP_LEADER: "TỔ TRƯỞNG",
    Office.GROUP_DEPUTY: "TỔ PHÓ",
}
"""Who signs in the name of the body; a deputy signs directly, without K/T (36-HD/VPTW)."""
MARKS = (",", ";")


@dataclass(frozen=True)
class Form:
    """A form of document: its parts to type, what they say at first, and the contents built from them."""

    name: str
    label: str | Promise
    parts: tuple[PartSpec, ...]
    first: Callable[[Organisation, Meeting | None], Mapping[str, str]]
    build: Callable[[Draft, Organisation, Meeting | None], Contents]
    title: Callable[[Organisation, Meeting | None], str]
    required: str
    """The part without which nothing can be issued."""
    has_opinions: bool = False
    has_key_tasks: bool = False


FORMS: dict[str, Form] = {
    "resolution": Form(
        "resolution",
        gettext_lazy("Nghị quyết của buổi sinh hoạt"),
        resolution.PARTS,
        resolution.first_words,
        resolution.contents,
        resolution.title,
        "direction",
        has_opinions=True,
        has_key_tasks=True,
    ),
    "programme": Form(
        "programme",
        gettext_lazy("Chương trình buổi sinh hoạt"),
        programme.PARTS,
        programme.first_words,
        programme.contents,
        programme.title,
        "purpose",
    ),
    "plain": Form(
        "plain", gettext_lazy("Văn bản khác"), plain.PARTS, plain.first_words, plain.contents, plain.title, "body"
    ),
    "addressed": Form(
        "addressed",
        gettext_lazy("Công văn, tờ trình"),
        plain.ADDRESSED_PARTS,
        plain.first_addressees,
        plain.addressed,
        plain.title,
        "body",
    ),
}


def form_for(kind: str, meeting: Meeting | None) -> Form:
    """Which form a kind of document takes: a meeting's resolution and programme have their own, and what is sent."""
    if kind in (DocumentKind.LETTER, DocumentKind.SUBMISSION):
        return FORMS["addressed"]
    own = {DocumentKind.RESOLUTION: "resolution", DocumentKind.PROGRAMME: "programme"}
    return FORMS[own.get(DocumentKind(kind), "plain") if meeting is not None else "plain"]


def signers_of(organisation: Organisation, on: dt.date) -> list[Seat]:
    """Who may sign on that day: the secretary, then the deputies."""
    return [seat for seat in seats_of(organisation, on) if seat.office in SIGNERS]


def behalf_choices(organisation: Organisation, on: dt.date, *, seats: Sequence[Seat] | None = None) -> tuple[str, ...]:
    """In whose name one signs, the usual first: of the cell committee where the cell has one.

    ``seats`` are the posts of that day, where they are at hand.
    """
    choices = body_of(kind_on(organisation, on)).behalf
    if "CHI ỦY" not in choices:
        return choices
    held = {seat.office for seat in (seats_of(organisation, on) if seats is None else seats)}
    return tuple(reversed(choices)) if held & {Office.COMMITTEE_MEMBER, Office.STANDING_MEMBER} else choices


def signature_of(organisation: Organisation, on: dt.date) -> dict[str, str]:
    """Who signs a paper of that day, as ``pdf/_signed_by_two.html`` takes it; what is not known leaves room."""
    seat = next(iter(signers_of(organisation, on)), None)
    return {
        "behalf": behalf_choices(organisation, on)[0],
        "office": SIGNERS[Office(seat.office)] if seat else "",
        "head": seat.member.full_name if seat else "",
    }


def usual_recipients(organisation: Organisation, on: dt.date) -> str:
    """``Nơi nhận`` as most papers have it."""
    superior = superior_of(organisation, on)
    above = issuer_name(superior.label(on), kind_on(superior, on)) if superior else ""
    lines = [f"{above} (để báo cáo)"] if above else []
    if body_symbol(organisation, on) == "CB":
        lines += ["Các đồng chí đảng viên trong chi bộ", "Lưu chi bộ"]
    else:
        lines += ["Các chi bộ, đảng bộ trực thuộc", "Lưu Văn phòng"]
    return "\n".join(lines)


def first_draft(organisation: Organisation, kind: str, meeting: Meeting | None) -> Draft:
    """What the writer finds on the page at first: everything the records know."""
    form, day = form_for(kind, meeting), meeting.held_on if meeting else today()
    seats = list(seats_of(organisation, day).prefetch_related(None))
    signers = [seat for seat in seats if seat.office in SIGNERS]
    with override("vi"):
        return Draft(
            form=form.name,
            parts={spec.key: "" for spec in form.parts} | dict(form.first(organisation, meeting)),
            recipients=usual_recipients(organisation, day),
            behalf=behalf_choices(organisation, day, seats=seats)[0],
            signer=signers[0].member_id if signers else None,
            key_tasks=_served_by(meeting) if form.has_key_tasks and meeting else (),
            vote="",
            with_opinions=form.has_opinions,
        )


def _served_by(meeting: Meeting) -> tuple[int, ...]:
    """The key tasks of the year that the meeting's own tasks were given for."""
    tasks = meeting.tasks.filter(is_removed=False, key_task__is_removed=False, key_task__theme__year=meeting.year)
    return tuple(sorted(set(tasks.values_list("key_task", flat=True))))


def first_title(organisation: Organisation, kind: str, meeting: Meeting | None) -> str:
    with override("vi"):
        return form_for(kind, meeting).title(organisation, meeting)


def draft_of(document: PartyDocument) -> Draft | None:
    """What was typed; None for a document that is only registered."""
    typed = document.content.get("draft")
    return Draft.from_json(typed) if typed else None


def paper_of(document: PartyDocument) -> OfficialPaper | None:
    """The document as it is printed; None for one that is only registered."""
    if frozen := document.content.get("paper"):
        return OfficialPaper.from_json(frozen)
    draft = draft_of(document)
    return build_paper(document, draft) if draft else None


def build_paper(
    document: PartyDocument, draft: Draft, *, symbol: str | None = None, signed_on: dt.date | None = None
) -> OfficialPaper:
    """The document from what was typed and from the records of today; issuing freezes the result."""
    organisation, meeting = document.organisation, document.meeting
    day = signed_on or (meeting.held_on if meeting else today())
    period, superior = organisation.period(day), superior_of(organisation, day)
    seat = next((seat for seat in signers_of(organisation, day) if seat.member_id == draft.signer), None)
    choices = choices_for(organisation, day)
    with override("vi"):
        made = FORMS[draft.form].build(draft, organisation, meeting)
        return OfficialPaper(
            kind=str(DocumentKind(document.kind).label),
            title=normalise(document.title),
            issuer=issuer_name(organisation.label(day), kind_on(organisation, day)),
            superior=superior.label(day) if superior else "",
            place_name=period.place_name if period else "",
            is_demonstration=organisation.is_demonstration,
            symbol=symbol_words(None, document.kind, body_symbol(organisation, day)) if symbol is None else symbol,
            signed_on=signed_on,
            on_behalf=draft.behalf,
            office=SIGNERS.get(Office(seat.office), "") if seat else "",
            signer=seat.member.full_name if seat else "",
            recipients=recipients_from(draft.recipients, MARKS[choices.recipients_mark]),
            **{each.name: getattr(made, each.name) for each in dataclasses.fields(made)},
        )


def official_pdf(document: PartyDocument) -> bytes:
    """The PDF, in the layout of its day. Raises DomainError for a document that is only registered."""
    html, day, choices = _page(document)
    return render_html(html, day=day, changes=choices.layout)


def official_word(document: PartyDocument) -> bytes:
    """The editable copy, of the same content and layout as the PDF."""
    html, day, choices = _page(document)
    return word_file(html, day=day, changes=choices.layout)


def _page(document: PartyDocument) -> tuple[str, dt.date, Choices]:

    paper = paper_of(document)
    if paper is None:
        raise DomainError(_("Văn bản này chỉ được ghi vào sổ, không soạn tại đây nên không in được."))
    html = official_html(paper, cancelled_on=document.cancelled_on, cancelled_reason=document.cancelled_reason)
    day = document.signed_on or today()
    return html, day, choices_for(document.organisation, day)


def official_file_name(document: PartyDocument) -> str:
    """As in "Nghị quyết 12-NQ-CB, Chi bộ thôn Song Vân, 05-10-2026"."""
    day = document.signed_on
    with override("vi"):
        kind = str(document.get_kind_display()).capitalize()
    when = f", {day:%d-%m-%Y}" if day else " (dự thảo)"
    return f"{kind} {document.symbol}".strip() + f", {document.organisation.label(day)}{when}"
