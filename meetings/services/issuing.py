"""Documents of an organisation: written, issued with their number, cancelled, entered into the register.

A draft has no number and leaves no gap. Issuing gives number, date and signer and freezes the content; a cancelled
document keeps its number and says why.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cells.models import Office, Organisation
from cells.queries.terms import term_on
from core.errors import DomainError
from core.periods import format_date, today
from core.vietnamese import normalise
from meetings.documents import minutes_to_print
from meetings.documents.contents import Draft
from meetings.documents.drafts import FORMS, SIGNERS, behalf_choices, build_paper, draft_of, form_for, signers_of
from meetings.documents.resolution import adopting_vote
from meetings.models import DocumentKind, KeyTask, Meeting, PartyDocument
from meetings.queries.official import body_symbol
from meetings.rules.official import number_in, symbol_words
from meetings.services.numbers import hold_series, take_number
from meetings.workflow import HELD, State

TITLE_LENGTH = 500
TEXT_LENGTH = 40_000
"""Of one part: a twelve-page resolution has half of that."""
REASON_LENGTH = 300
NOT_WRITTEN_HERE = (DocumentKind.MINUTES,)


@dataclass(frozen=True)
class Registered:
    """A document issued on paper, as typed into the register."""

    kind: str
    symbol: str
    signed_on: dt.date
    title: str
    signer: str = ""


@transaction.atomic
def begin_document(
    organisation: Organisation,
    *,
    kind: str,
    title: str,
    draft: Draft,
    by: User,
    meeting: Meeting | None = None,
) -> PartyDocument:
    """Begin a document, of a meeting or of the organisation alone; nothing is numbered yet.

    A meeting has one document of a kind: asked for again it is the one that is there, changed to what was typed.
    Refused: minutes (the meeting's own page makes them), no title, a resolution before the meeting.
    """
    if kind not in DocumentKind.values or kind in NOT_WRITTEN_HERE:
        raise DomainError(_("Hãy chọn loại văn bản."), field="kind")
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if meeting is not None:
        _require_the_moment(meeting, kind)
        standing = PartyDocument.objects.filter(meeting=meeting, kind=kind, cancelled_on__isnull=True).first()
        if standing is not None:
            return change_document(standing, title=title, draft=draft, by=by)
    document = PartyDocument.objects.create(
        organisation=organisation,
        kind=kind,
        title=_title(title),
        meeting=meeting,
        content={"draft": _checked(draft, organisation, meeting).to_json()},
        registered_by=by,
    )
    record("meetings.document_drafted", document, by=by, organisation=organisation)
    return document


@transaction.atomic
def change_document(document: PartyDocument, *, title: str, draft: Draft, by: User) -> PartyDocument:
    """Write on at a draft; what was issued or cancelled is refused. The same again writes nothing."""
    document = _open_draft(document)
    before = (document.title, document.content.get("draft"))
    document.title = _title(title)
    typed = {"draft": _checked(draft, document.organisation, document.meeting).to_json()}
    document.content = document.content | typed
    if before == (document.title, document.content["draft"]):
        return document
    document.save(update_fields=["title", "content"])
    record("meetings.document_changed", document, by=by, organisation=document.organisation)
    return document


@transaction.atomic
def issue_document(document: PartyDocument, *, signed_on: dt.date, by: User, numbered: bool = True) -> PartyDocument:
    """Give the document its number and date, and freeze it as it then reads. Asked for twice, it happens once.

    Refused: a day to come, or before its meeting; a signer who held no post that day; the main part empty; minutes
    not yet sent; a resolution that its vote did not carry.
    """
    locked = PartyDocument.objects.select_for_update().get(pk=document.pk)
    if locked.signed_on is not None and locked.cancelled_on is None and locked.content.get("paper"):
        return locked
    document = _open_draft(document)
    draft = draft_of(document)
    assert draft is not None
    _require_ready(document, draft, signed_on)
    seat = next(seat for seat in signers_of(document.organisation, signed_on) if seat.member_id == draft.signer)
    symbol = ""
    if numbered:
        given = take_number(document.organisation, document.kind, on=signed_on)
        document.number, document.term, symbol = given.number, given.term, given.symbol
    else:
        document.term = term_on(document.organisation, signed_on)
    paper = build_paper(document, draft, symbol=symbol, signed_on=signed_on)
    document.symbol, document.signed_on, document.signer = symbol, signed_on, seat.member
    document.signer_title = SIGNERS[Office(seat.office)].capitalize()
    document.content = document.content | {"draft": draft.to_json(), "paper": paper.to_json()}
    document.save(update_fields=["number", "term", "symbol", "signed_on", "signer", "signer_title", "content"])
    record(
        "meetings.document_issued",
        document,
        by=by,
        organisation=document.organisation,
        changes={"symbol": ["", symbol], "signed_on": [None, signed_on.isoformat()]},
    )
    return document


@transaction.atomic
def cancel_document(document: PartyDocument, *, reason: str, by: User, on: dt.date | None = None) -> PartyDocument:
    """Cancel a document, or drop a draft; its number stays taken. Refused without a reason, or a second time.

    ``on`` is the day (default: today).
    """
    document = PartyDocument.objects.select_for_update().select_related("organisation").get(pk=document.pk)
    reason = normalise(reason)[: REASON_LENGTH + 1]
    if not reason:
        raise DomainError(_("Hãy ghi lý do hủy."), field="reason")
    if len(reason) > REASON_LENGTH:
        raise DomainError(_("Lý do dài quá %(most)s ký tự.") % {"most": REASON_LENGTH}, field="reason")
    if document.cancelled_on is not None:
        raise DomainError(_("Văn bản này đã hủy ngày %(day)s.") % {"day": format_date(document.cancelled_on)})
    document.cancelled_on, document.cancelled_reason = on or today(), reason
    document.save(update_fields=["cancelled_on", "cancelled_reason"])
    record("meetings.document_cancelled", document, by=by, organisation=document.organisation, note=reason)
    return document


@transaction.atomic
def register_document(organisation: Organisation, entry: Registered, *, by: User) -> PartyDocument:
    """Enter a document that was issued on paper, its number as typed.

    A number of the organisation's own ("12-NQ/CB") takes its place among those given here; any other is kept as it
    stands ("687-KH/TU"). Refused: a number already in the register for that kind and term, a day to come.
    """
    if entry.kind not in DocumentKind.values:
        raise DomainError(_("Hãy chọn loại văn bản."), field="kind")
    if entry.signed_on > today():
        raise DomainError(_("Ngày ký chưa đến; hãy ghi lại."), field="signed_on")
    symbol, title = normalise(entry.symbol)[:60], _title(entry.title)
    term = hold_series(organisation, entry.kind, on=entry.signed_on)
    number = number_in(symbol, kind=entry.kind, body=body_symbol(organisation, entry.signed_on))
    rows = PartyDocument.objects.filter(organisation=organisation, kind=entry.kind, term=term)
    same = rows.filter(symbol=symbol, signed_on=entry.signed_on, title=title, cancelled_on__isnull=True).first()
    if same is not None and not same.content:
        return same
    if number is not None and rows.filter(number=number).exists():
        raise DomainError(
            _("Số %(symbol)s của nhiệm kỳ này đã có trong sổ. Hãy xem lại số, hoặc ngày ký.")
            % {"symbol": symbol_words(number, entry.kind, body_symbol(organisation, entry.signed_on))},
            field="symbol",
        )
    document = PartyDocument.objects.create(
        organisation=organisation,
        term=term,
        kind=entry.kind,
        number=number,
        symbol=symbol,
        signed_on=entry.signed_on,
        title=title,
        signer_title=normalise(entry.signer)[:120],
        registered_by=by,
    )
    changes = {"symbol": ["", symbol], "signed_on": [None, entry.signed_on.isoformat()]}
    record("meetings.document_registered", document, by=by, organisation=organisation, changes=changes)
    return document


def _open_draft(document: PartyDocument) -> PartyDocument:
    """The row, locked, if it is still being written."""
    document = (
        PartyDocument.objects.select_for_update(of=("self",))
        .select_related("organisation", "meeting__cell", "meeting__chair", "meeting__secretary")
        .get(pk=document.pk)
    )
    if document.cancelled_on is not None:
        raise DomainError(_("Văn bản này đã hủy; hãy soạn văn bản mới."))
    if document.signed_on is not None:
        raise DomainError(
            _("Văn bản %(symbol)s đã ban hành nên không sửa được; nếu sai, hãy hủy và soạn lại.")
            % {"symbol": document.symbol}
        )
    return document


def _title(title: str) -> str:
    title = normalise(title)
    if not title:
        raise DomainError(_("Hãy ghi trích yếu: văn bản nói về việc gì."), field="title")
    if len(title) > TITLE_LENGTH:
        raise DomainError(_("Trích yếu dài quá %(most)s ký tự.") % {"most": TITLE_LENGTH}, field="title")
    return title


def _require_the_moment(meeting: Meeting, kind: str) -> None:
    if meeting.state == State.CANCELLED:
        raise DomainError(_("Buổi sinh hoạt này đã hủy nên không soạn được văn bản."))
    if kind == DocumentKind.RESOLUTION and meeting.state not in HELD:
        raise DomainError(_("Buổi sinh hoạt chưa bắt đầu; nghị quyết soạn được khi đã họp."))


def _checked(draft: Draft, organisation: Organisation, meeting: Meeting | None) -> Draft:
    """What was typed, if it can stand: known parts, no endless text, in the name of a body of the organisation."""
    form = FORMS[draft.form]
    parts = {spec.key: draft.parts.get(spec.key, "").replace("\r\n", "\n").strip() for spec in form.parts}
    for spec in form.parts:
        if len(parts[spec.key]) > TEXT_LENGTH:
            raise DomainError(
                _("Phần “%(part)s” dài quá %(most)s ký tự.") % {"part": spec.label, "most": TEXT_LENGTH},
                field=spec.key,
            )
    day = meeting.held_on if meeting else today()
    if draft.behalf not in behalf_choices(organisation, day):
        raise DomainError(_("Hãy chọn ký thay mặt ai."), field="behalf")
    known = KeyTask.objects.filter(pk__in=draft.key_tasks, is_removed=False).values_list("pk", flat=True)
    return dataclasses.replace(draft, parts=parts, key_tasks=tuple(sorted(known)))


def _require_ready(document: PartyDocument, draft: Draft, signed_on: dt.date) -> None:
    form, meeting = form_for(document.kind, document.meeting), document.meeting
    if signed_on > today():
        raise DomainError(_("Ngày ký chưa đến; hãy ghi lại."), field="signed_on")
    if not document.organisation.existed_on(signed_on):
        raise DomainError(_("Tổ chức đảng không hoạt động vào ngày này."), field="signed_on")
    if not draft.text(form.required):
        label = next(spec.label for spec in form.parts if spec.key == form.required)
        raise DomainError(_("Chưa ghi phần “%(part)s”; hãy soạn tiếp rồi ban hành.") % {"part": label})
    if not any(seat.member_id == draft.signer for seat in signers_of(document.organisation, signed_on)):
        raise DomainError(
            _("Người ký không phải là bí thư, phó bí thư vào ngày %(day)s; hãy chọn lại người ký.")
            % {"day": format_date(signed_on)},
            field="signed_on",
        )
    if meeting is not None and form.name == "resolution":
        _require_adopted(meeting, draft, signed_on)


def _require_adopted(meeting: Meeting, draft: Draft, signed_on: dt.date) -> None:
    if signed_on < meeting.held_on:
        raise DomainError(_("Ngày ký sớm hơn ngày họp; hãy ghi lại."), field="signed_on")
    if meeting.state == State.OPEN:
        raise DomainError(_("Biên bản còn đang ghi; hãy gửi biên bản rồi ban hành nghị quyết."))
    ballot = adopting_vote(minutes_to_print(meeting), draft.vote)
    if ballot is not None and ballot.carried is False:
        raise DomainError(
            _("“%(question)s” không được thông qua (cần từ %(needed)s phiếu, được %(yes)s) nên không ban hành được.")
            % {"question": ballot.question, "needed": ballot.needed, "yes": ballot.yes}
        )
